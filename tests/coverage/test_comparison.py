"""Who gains and who loses, by hand on six_offices (see there for the drawing).

After: b1 is closed, c1 moved 2 km down to (5,13), n is new at (15,15). So h4, 70 people, has
sqrt(34) km to e instead of 3 to b1; h5, 40 people, 0 instead of 10; h6, 60 people, 1 instead of 3.
"""

import shutil

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.six_offices import HOMES, OFFICES, demand, offices, survey_of

from poliskarta import pipeline
from poliskarta.cli.app import main
from poliskarta.coverage.analysis import analyse
from poliskarta.coverage.comparison import compare_figures, compare_offices, draw_changes
from poliskarta.errors import DataError
from poliskarta.layers.dictionary import describe_layer
from poliskarta.pipeline import locate

LATER = [("a1", 5, 5), ("a2", 5, 5), ("c1", 5, 13), ("e", 10, 5), ("n", 15, 15), ("x", None, 0)]
WAY_M = 34**0.5 * 1000 - 3000
whole_km = st.integers(0, 20)
some_offices = st.dictionaries(st.sampled_from("abcdef"), st.tuples(whole_km, whole_km))


def analysed(region, rows, homes=HOMES):
    done = survey_of(region, rows)
    done.districts["name"] = done.districts["district_id"].str.upper()
    return analyse(done, demand(homes))


@pytest.fixture(scope="module")
def both(region):
    return analysed(region, OFFICES), analysed(region, LATER)


@pytest.fixture(scope="module")
def figures(both, region):
    return compare_figures(*both, region)


def test_the_offices_that_changed_and_how(region):
    changed = compare_offices(offices(OFFICES), offices(LATER), region)
    assert changed["office_id"].tolist() == ["b1", "c1", "n"]
    assert changed["change"].tolist() == ["closed", "moved", "new"]
    assert changed["moved_m"].fillna(-1).tolist() == [-1, 2000, -1]
    places = offices([*OFFICES[2:3], ("c1", 5, 13), ("n", 15, 15)]).geometry
    assert changed.geometry.geom_equals(places.reset_index(drop=True)).all()


def test_an_office_may_get_and_lose_its_point_or_change_its_kind(region):
    before = offices([("a", 1, 1), ("b", None, 0), ("c", 3, 3), ("d", 4, 4), ("e", None, 0)])
    after = offices([("a", None, 0), ("b", 2, 2), ("c", 3, 3), ("d", 4, 6), ("e", None, 0)])
    after.loc[2:3, "kind"] = "mobile"
    changed = compare_offices(before, after, region)
    assert changed["office_id"].tolist() == ["a", "b", "c", "d"]
    assert changed["change"].tolist() == ["unplaced", "placed", "kind", "moved kind"]
    assert not changed.geometry.isna().any()


def test_the_people_who_get_nearer_and_farther(figures):
    assert figures["district_id"].tolist() == ["a", "b", "c", ""]
    assert figures["people_nearer"].tolist() == [0, 0, 100, 100]
    assert figures["people_farther"].tolist() == [0, 70, 0, 70]
    assert figures["demand"].tolist() == [150, 100, 100, 350]


def test_the_change_of_the_mean_distance(figures):
    b, c = round(0.7 * WAY_M, 1), -5200
    total = round((70 * WAY_M - 520_000) / 350, 1)
    assert figures["mean_distance_m_change"].tolist() == [0, b, c, total]


def test_each_figure_before_and_after_is_the_analysis_own(both, figures):
    for done, when in zip(both, ("before", "after"), strict=True):
        for name in ("mean_distance_m", "share_within_2km", "offices_local", "max_distance_m_high"):
            ours = figures[f"{name}_{when}"].tolist()
            assert ours == [*done.districts[name], done.totals[name]], name


def test_what_no_office_changes_is_not_repeated(figures):
    assert not [name for name in figures if name.startswith(("population_year", "land_km2"))]


def test_the_people_whose_way_changed_are_drawn(both, region):
    drawn = draw_changes(*both, region)
    assert drawn["population"].tolist() == [70, 40, 60]
    assert drawn["office_before"].tolist() == ["b1", "b1", "c1"]
    assert drawn["office_id"].tolist() == ["e", "n", "c1"]
    assert drawn["distance_change_m"].tolist() == [round(WAY_M, 3), -10000, -2000]


def test_a_change_of_exactly_100_metres_is_not_noticed(region):
    before = analysed(region, [("a", 5, 5)], [(5, 8, 10), (5, 2, 20)])
    after = analysed(region, [("a", 5, 5.1)], [(5, 8, 10), (5, 2, 20)])
    total = compare_figures(before, after, region).iloc[-1]
    assert (total["people_nearer"], total["people_farther"]) == (0, 0)
    assert draw_changes(before, after, region).empty


def test_the_first_office_and_the_last(region):
    none, one = analysed(region, OFFICES[5:]), analysed(region, [("a", 5, 5)])
    opened = compare_figures(none, one, region).iloc[-1]
    closed = compare_figures(one, none, region).iloc[-1]
    assert (opened["people_nearer"], closed["people_farther"]) == (350, 350)
    assert np.isnan(opened["mean_distance_m_change"])
    assert compare_figures(none, none, region)["people_farther"].sum() == 0


def test_unknown_people_make_the_mean_unknown_in_their_district_only(region):
    homes = [(5, 6, np.nan), *HOMES[1:]]
    before, after = analysed(region, OFFICES, homes), analysed(region, LATER, homes)
    change = compare_figures(before, after, region)["mean_distance_m_change"]
    assert change.isna().tolist() == [True, False, False, True]


@given(some_offices, some_offices)
@settings(max_examples=25)
def test_the_way_back_undoes_the_way_there(region, first, second):
    def version(places):
        return [(name, *xy) for name, xy in sorted(places.items())] or OFFICES[5:]

    before, after = analysed(region, version(first)), analysed(region, version(second))
    there = compare_figures(before, after, region)
    back = compare_figures(after, before, region)
    assert there["people_nearer"].tolist() == back["people_farther"].tolist()
    known = there["mean_distance_m_change"].dropna()
    assert (known + back["mean_distance_m_change"].dropna()).abs().max() < 0.01 or known.empty


@pytest.fixture
def plan(town, monkeypatch):
    """A file of the town's offices without Kajen, and with a new one whose position is given."""
    monkeypatch.chdir(town.root)
    rows = town.table("offices.csv").read_text(encoding="utf-8").splitlines()
    kept = [f"{row},," for row in rows[1:] if not row.startswith("kajen")]
    new = "ny,local,Ny,,Norra,,,,,,,,confirmed,town,,59.535,17.69"
    path = town.root / "plan.csv"
    path.write_text("\n".join([f"{rows[0]},latitude,longitude", *kept, new]), encoding="utf-8")
    return path


def test_after_is_the_analysis_of_the_edited_offices(town, plan):
    found = pipeline.compare(town, town.table("offices.csv"), plan)
    shutil.copy(plan, town.table("offices.csv"))
    done = locate(town)
    edited = analyse(done)
    names = [name for name in found.figures if name.endswith("_after")]
    for name in names:
        ours, theirs = found.figures[name], edited.districts[name.removesuffix("_after")]
        np.testing.assert_array_equal(ours.iloc[:-1], theirs)
        np.testing.assert_array_equal(
            ours.iloc[-1], edited.totals.get(name.removesuffix("_after"), np.nan)
        )
    assert len(names) > 30


def test_the_command_prints_the_districts_and_tells_the_changes(plan, capsys):
    assert main(["compare", "data/offices.csv", "plan.csv"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("district_id,name,demand,people_nearer,people_farther,")
    assert [line.split(",")[:2] for line in out.splitlines()[1:]] == [
        ["norr", "Norr"],
        ["ost", "Öst"],
        ["vast", "Väst"],
        ["", "Påhittköping"],
    ]
    assert "closed: Kajen (kajen)\nnew: Ny (ny)\n" in err
    assert "warning: plan.csv: 1 fixed office without a known place, counted nowhere: Okänd" in err


def test_the_changes_are_layers_too(plan, capsys):
    assert main(["compare", "data/offices.csv", "plan.csv", "--layers", "--out", "out"]) == 0
    changed = gpd.read_file("out/comparison/town.gpkg", layer="office_changes")
    assert changed["office_id"].tolist() == ["kajen", "ny"]
    assert len(gpd.read_file("out/comparison/town.gpkg", layer="demand_changes"))


def test_the_same_offices_change_nothing(plan, capsys):
    assert main(["compare", "plan.csv", "plan.csv", "--layers"]) == 0
    assert "0 changed offices; people nearer: 0, farther: 0" in capsys.readouterr().err


def test_a_project_folder_brings_its_own_places_and_stops(town, plan, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(town.root, other)
    path = other / "data" / "geocodes.csv"
    path.write_text(path.read_text().replace("59.518974,17.723815", "59.518974,17.729000"))
    found = pipeline.compare(town, town.root, other)
    assert found.offices[["office_id", "change"]].values.tolist() == [["kajen", "moved"]]


def test_every_column_of_the_layers_is_explained_in_both_languages(both, region):
    changed = compare_offices(offices(OFFICES), offices(LATER), region)
    drawn = draw_changes(*both, region)
    for name, frame in {"office_changes": changed, "demand_changes": drawn}.items():
        layer = describe_layer(name, frame, region)
        assert layer.title["sv"] != layer.title["en"]
        assert all(text for field in layer.fields for text in field.description.values())


def test_demand_of_the_users_own_is_what_counts(town, plan):
    homes = demand([(0, 0, 7), (99, 99, 5)])
    points = gpd.points_from_xy(homes["x_m"], homes["y_m"], crs="EPSG:3006")
    gpd.GeoDataFrame({"people": homes["population"]}, geometry=points).to_file("homes.gpkg")
    found = pipeline.compare(town, plan, plan, town.root / "homes.gpkg", "people")
    assert found.figures["demand"].iloc[-1] == 7


def test_the_problems_of_both_are_told_at_once(plan, capsys):
    plan.with_name("a.csv").write_text(plan.read_text().replace("ny,local", "ny,lokal"))
    plan.with_name("b.csv").write_text(plan.read_text().replace("Ny,,Norra", "Ny,,Nora"))
    assert main(["compare", "a.csv", "b.csv"]) == 2
    out, err = capsys.readouterr()
    assert "a.csv:9: kind 'lokal': unknown kind" in err
    assert "b.csv:9: municipality 'Nora': not in units.csv" in err
    assert (out, err.splitlines()[-1]) == ("", "2 problems.")


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (None, "the file is missing"),
        (b"", "plan.csv"),
        (b"kind,name\nlocal,x\n", "office_id: the column is missing"),
        (b"\x00\x01\x02,\xff\n", "plan.csv"),
    ],
)
def test_what_is_no_file_of_offices_is_refused(content, what, plan, capsys):
    plan.unlink()
    if content is not None:
        plan.write_bytes(content)
    assert main(["compare", "data/offices.csv", "plan.csv"]) == 2
    assert what in capsys.readouterr().err


def test_a_folder_without_a_project_is_refused(town, plan):
    with pytest.raises(DataError, match=r"data: no data/region.toml in it"):
        pipeline.compare(town, plan, town.data)


def test_hostile_names_reach_the_table_as_text(plan, capsys):
    districts = plan.parent / "data" / "districts.csv"
    districts.write_text(
        districts.read_text(encoding="utf-8").replace(",Norr,", ",=1+1,"), encoding="utf-8"
    )
    assert main(["compare", "plan.csv", "plan.csv"]) == 0
    assert "norr,'=1+1," in capsys.readouterr().out
