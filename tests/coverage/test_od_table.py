"""Ways from a table: what tools write is read, what is wrong is told, figures are worked out."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.six_offices import demand, square, survey_of

from poliskarta.coverage.analysis import analyse
from poliskarta.coverage.od_table import read_od_table, ways_of_table
from poliskarta.errors import DataError

LAND = square(0, 0, 20, 20)

# Of the homes of `six_offices`: the sixth can reach nobody, the fourth has two ways as long.
ROWS = [("1", "a1", 1500), ("1", "a2", 1500), ("2", "a1", 6000), ("2", "e", 2500),
        ("3", "b1", 4000), ("3", "e", 9000), ("4", "e", 3000), ("4", "b1", 3000),
        ("5", "c1", 30_000), ("6", "c1", "")]  # fmt: skip


def written(tmp_path, rows=ROWS, names=("point_id", "office_id", "distance_m"), **options):
    path = tmp_path / "od.csv"
    pd.DataFrame(rows, columns=names).to_csv(path, index=False, **options)
    return path


def by_table(region, path, columns=(), unit=""):
    table = read_od_table(path, columns, unit)
    people = demand()
    located = survey_of(region, land=LAND)
    return analyse(located, people, lambda points, offices: ways_of_table(table, points, offices))


def test_the_nearest_is_that_of_the_table_and_no_longer_that_of_the_map(region, tmp_path):
    done = by_table(region, written(tmp_path))
    assert done.demand["office_id"].tolist()[:5] == ["a1", "e", "b1", "b1", "c1"]
    assert done.demand["distance_m"].tolist() == [1500, 2500, 4000, 3000, 30_000, np.inf]
    assert done.demand["unreachable"].tolist() == [False] * 5 + [True]
    assert not {"distance_low_m", "across_water", "border_nearer"} & set(done.demand)


def test_figures_are_worked_out_from_the_table(region, tmp_path):
    """100, 50, 30, 70 and 40 people reach an office, 60 of the third district don't."""
    total = by_table(region, written(tmp_path)).totals
    assert total["share_within_2km"] == pytest.approx(100 / 350, abs=1e-6)
    assert total["share_within_5km"] == pytest.approx(250 / 350, abs=1e-6)
    assert total["share_unreachable"] == pytest.approx(60 / 350, abs=1e-6)
    ways = 100 * 1500 + 50 * 2500 + 30 * 4000 + 70 * 3000 + 40 * 30_000
    lines = 100 * 1000 + 50 * 2000 + 30 * 3000 + 70 * 3000 + 40 * 10_000
    assert total["mean_distance_m"] == pytest.approx(ways / 290, abs=0.05)
    assert total["median_distance_m"] == 3000
    assert total["max_distance_m"] == 30_000
    assert np.isnan(total["p90_distance_m"])  # one in six has no way
    assert total["detour_ratio"] == pytest.approx(ways / lines, abs=1e-3)
    assert total["share_nearest_elsewhere"] == 0
    assert "mean_distance_m_low" not in total


def test_people_share_the_offices_that_they_have_a_way_to(region, tmp_path):
    """Within 5 km: home 1 to a1 and a2, homes 3 and 4 to b1, homes 2 and 4 to e."""
    districts = by_table(region, written(tmp_path)).districts
    shared = (districts["access_2sfca_5km"] * districts["demand"]).sum() / 100_000
    assert shared == pytest.approx(4, abs=1e-3)  # each is shared out among somebody, c1 by nobody


def test_every_word_says_that_it_is_no_straight_line(region, tmp_path):
    done = by_table(region, written(tmp_path))
    assert done.region.by_ways == "od.csv"
    cards = {card.id: card for card in done.methods}
    assert not {"suggestions", "comparison", "share_across_water"} & set(cards)
    for language in region.languages:
        assert "od.csv" in cards["mean_distance"].water[language]
        assert "od.csv" in cards["mean_distance"].crs[language]
    straight = {card.id: card for card in analyse(survey_of(region, land=LAND), demand()).methods}
    assert not {"share_unreachable", "detour_ratio"} & set(straight)
    assert straight["mean_distance"].crs["en"].endswith("in metres: in a straight line.")


def test_land_is_drawn_like_the_point_that_is_nearest(region, tmp_path):
    layers = by_table(region, written(tmp_path)).layers()
    areas = layers["service_areas"].set_index("office_id")
    assert areas["population"].to_dict() == {"a1": 100, "b1": 100, "c1": 40, "e": 50}
    assert areas["area_km2"].sum() < 400  # what is around the sixth home is in none
    bands = layers["distance_bands"]
    assert bands["area_km2"].sum() == pytest.approx(400, abs=0.1)
    assert bands.loc[bands["to_km"].isna(), "population"].sum() == 100
    assert layers["underserved"]["population"].sum() == 100
    assert layers["demand"]["point_id"].tolist() == [*"123456"]


def test_minutes_have_limits_of_their_own(region, tmp_path):
    rows = [(point, office, 5 if cell == "" else cell / 100) for point, office, cell in ROWS]
    path = written(tmp_path, rows, ("from_id", "to_id", "travel_time_p50"))
    done = by_table(region, path)
    total = done.totals
    assert total["share_within_30min"] == pytest.approx(280 / 350)  # 5, 15, 25 and 30 minutes
    assert total["median_time_min"] == 25
    assert total["max_time_min"] == 300
    assert not [name for name in total.index if name.endswith(("km", "distance_m"))]
    assert done.demand.columns.isin(["distance_m", "straight_m"]).sum() == 0


@pytest.mark.parametrize(
    ("names", "cell", "unit", "wanted"),
    [
        (("from_id", "to_id", "travel_time_p50"), 12, "min", 12),
        (("OriginID", "DestinationID", "Total_Kilometers"), 1.5, "m", 1500),
        (("OriginOID", "DestinationOID", "Total_Minutes"), 7, "min", 7),
        (("from__cat", "to__cat", "distance_km"), 2, "m", 2000),
        (("from__cat", "to__cat", "time_m"), 3, "min", 3),
        (("from_index", "to_index", "distance"), 4, "m", 4000),
    ],
)
def test_the_columns_of_four_tools_are_known(tmp_path, names, cell, unit, wanted):
    table = read_od_table(written(tmp_path, [(0, 1, cell)], names))
    assert (table.unit, table.length.tolist()) == (unit, [wanted])
    assert table.numbered == (names[0] == "from_index")


def test_valhalla_numbers_from_0_points_and_the_offices_that_count(region, tmp_path):
    rows = [(0, 0, 1.0), (0, 4, 0.5), (5, 3, 9.0)]
    done = by_table(region, written(tmp_path, rows, ("from_index", "to_index", "distance")))
    reached = done.demand[~done.demand["unreachable"]]
    assert reached["office_id"].tolist() == ["e", "c1"]


def test_parquet_semicolons_and_named_columns_are_read(tmp_path):
    named = ("home", "station", "way")
    frame = pd.DataFrame([(1, "a1", 2.5)], columns=named)
    frame.to_parquet(tmp_path / "od.parquet")
    for path in (tmp_path / "od.parquet", written(tmp_path, [(1, "a1", 2.5)], named, sep=";")):
        table = read_od_table(path, named, "km")
        assert (table.point.tolist(), table.length.tolist()) == (["1"], [2500])


def test_all_that_is_wrong_with_columns_is_told_at_once(tmp_path):
    path = written(tmp_path, names=("a", "b", "c"))
    with pytest.raises(DataError) as error:
        read_od_table(path, unit="furlong")
    assert len(error.value.problems) == 4
    assert "Name three: --columns" in str(error.value)
    with pytest.raises(DataError, match="doesn't say its unit"):
        read_od_table(path, ("a", "b", "c"))


def test_lengths_and_ids_that_are_none_are_told(region, tmp_path):
    with pytest.raises(DataError, match=r"od.csv:3: .*'-1'.*as in 2 rows"):
        read_od_table(written(tmp_path, [("1", "a1", 1), ("1", "a2", -1), ("2", "a1", "far")]))
    strange = [("1", "a1", 1), ("7", "x", 1), ("8", "y", 2)]
    with pytest.raises(DataError) as error:
        by_table(region, written(tmp_path, strange))
    told = [(p.row, p.value) for p in error.value.problems]
    assert sorted(told) == [(3, "7"), (3, "x")]
    assert "nor 1 more" in str(error.value)


def test_no_file_is_told(tmp_path):
    with pytest.raises(DataError, match="missing"):
        read_od_table(tmp_path / "none.csv")


@given(st.permutations([*ROWS, ("4", "e", 3500), ("1", "a2", 1400.5)]))
def test_the_order_of_rows_changes_nothing(tmp_path_factory, rows):
    table = read_od_table(written(tmp_path_factory.mktemp("od"), rows))
    facilities = pd.DataFrame({"office_id": ["a1", "a2", "b1", "c1", "e"]})
    ways = ways_of_table(table, demand(), facilities)
    assert ways.position.tolist() == [1, 4, 2, 2, 3, -1]
    assert ways.length.tolist() == [1400.5, 2500, 4000, 3000, 30_000, np.inf]


def test_points_of_one_cell_share_its_ways(tmp_path):
    people = demand().assign(point_id=["cell", "cell", "3", "4", "5", "6"])
    table = read_od_table(written(tmp_path, [("cell", "b1", 700)]))
    ways = ways_of_table(table, people, pd.DataFrame({"office_id": ["a1", "b1"]}))
    assert ways.position.tolist() == [1, 1, -1, -1, -1, -1]
    assert ways.within(1, 700).tolist() == [0, 1]
