"""Where a new office helps most, by hand on six_offices (see there for the drawing).

Beyond 2 km of every office live h4 (15,8) 70 people, h5 (15,15) 40 and h6 (5,12) 60.
"""

import importlib.util
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from support.six_offices import HOMES, OFFICES, demand, place, square, survey_of

from poliskarta import pipeline
from poliskarta.cli.app import main
from poliskarta.coverage import location_models, siting
from poliskarta.coverage.analysis import analyse
from poliskarta.coverage.candidate_sites import default_candidates, read_candidates
from poliskarta.coverage.siting import Plan, suggest_offices
from poliskarta.errors import DataError
from poliskarta.layers.dictionary import describe_layer
from poliskarta.pipeline import locate

PLACES = {"p": (15, 15), "q": (15, 9), "r": (5, 13), "s": (5, 5), "z": (15, 9)}


def candidates(**places):
    points = [place(*xy) for xy in places.values()]
    frame = gpd.GeoDataFrame({"candidate_id": [*places]}, geometry=points, crs="EPSG:3006")
    return frame.assign(name="").to_crs("EPSG:4326")


@pytest.fixture
def suggested(region):
    def run(objective, new=1, rows=OFFICES, homes=HOMES, **places):
        done = survey_of(region, rows)
        result = analyse(done, demand(homes))
        plan = Plan(objective, new, 2000)
        sites = candidates(**(places or PLACES))
        return suggest_offices(
            result.demand,
            result.facilities,
            sites,
            plan,
            done.districts.to_crs("EPSG:4326"),
            region,
        )

    return run


def ids(found):
    return found.offices["candidate_id"].tolist()


def test_mclp_brings_most_people_within_the_distance(suggested):
    found = suggested("mclp", 2)
    assert ids(found) == ["q", "r"]
    assert found.offices["people_gained"].tolist() == [70, 60]
    assert (found.before["people_within"], found.after["people_within"]) == (180, 310)


def test_p_median_shortens_the_mean_distance_most(suggested):
    # p saves h5 10 km: 400; q saves h4 2 km and h5 4 km: 300; r saves h6 2 km: 120.
    found = suggested("p-median")
    assert ids(found) == ["p"]
    assert found.offices["mean_distance_m_change"].tolist() == [-1142.9]
    assert found.after["mean_distance_m"] == pytest.approx(650_000 / 350)


def test_p_center_shortens_the_longest_distance_most(suggested):
    found = suggested("p-center", 2)
    assert ids(found) == ["p", "q"]  # 3 km with p; of the rest q shortens the mean most
    assert (found.before["max_distance_m"], found.after["max_distance_m"]) == (10000, 3000)


def test_lscp_needs_the_fewest_that_bring_everybody_within_the_distance(suggested):
    found = suggested("lscp", 1)
    assert ids(found) == ["q", "r", "p"]
    assert found.after["people_within"] == found.after["people"] == 350


def test_lscp_leaves_those_whom_no_candidate_is_near(suggested):
    found = suggested("lscp", q=(15, 9), s=(5, 5))
    assert ids(found) == ["q"]
    assert found.after["people"] - found.after["people_within"] == 100


def test_each_suggestion_has_its_district_and_its_terms(suggested):
    found = suggested("mclp", 2).offices
    assert found["rank"].tolist() == [1, 2]
    assert found["district_id"].tolist() == ["b", "c"]
    assert found["within_km"].tolist() == [2, 2]
    assert found.crs == "EPSG:4326"


def test_every_column_of_the_layer_is_explained_in_both_languages(suggested, region):
    layer = describe_layer("suggestions", suggested("mclp").offices, region)
    assert layer.title["sv"] == "Förslag till nya kontor"
    assert all(text for field in layer.fields for text in field.description.values())


@pytest.mark.parametrize("objective", ["mclp", "p-median", "p-center", "lscp"])
def test_the_figures_are_those_of_an_analysis_with_the_new_offices(suggested, region, objective):
    found = suggested(objective, 2)
    rows = [*OFFICES, *((name, *PLACES[name]) for name in ids(found))]
    done = analyse(survey_of(region, rows), demand()).totals
    assert round(found.after["mean_distance_m"], 1) == done["mean_distance_m"]
    assert round(found.after["people_within"] / 350, 6) == done["share_within_2km"]
    assert round(found.after["max_distance_m"], 1) == done["max_distance_m"]
    assert found.offices["people_gained"].sum() == found.after["people_within"] - 180


def test_of_places_as_good_the_first_is_taken(suggested):
    assert ids(suggested("mclp")) == ["q"]  # z is the same place
    assert ids(suggested("mclp", b=(15, 9), a=(15, 9))) == ["a"]


def test_of_choices_that_reach_as_many_the_shorter_mean_is_taken(suggested):
    assert ids(suggested("mclp", a=(15, 10), b=(15, 8))) == ["b"]


def test_the_order_of_the_candidates_changes_nothing(suggested):
    backwards = dict(reversed(PLACES.items()))
    once, again = suggested("p-median", 3), suggested("p-median", 3, **backwards)
    pd.testing.assert_frame_equal(pd.DataFrame(once.offices), pd.DataFrame(again.offices))


def test_without_an_office_the_first_ones_are_found(suggested):
    found = suggested("p-median", 1, OFFICES[5:], a=(5, 6), b=(15, 15))
    assert ids(found) == ["a"]
    assert np.isnan(found.before["mean_distance_m"])
    assert np.isnan(found.offices["mean_distance_m_change"]).all()


def test_who_lives_outside_every_district_counts_nowhere(suggested, caplog):
    assert ids(suggested("mclp", homes=[*HOMES, (40, 40, 999)], a=(40, 40), q=(15, 9))) == ["q"]


def test_unknown_people_count_as_nobody_and_that_is_told(suggested, caplog):
    homes = [(*HOMES[3][:2], np.nan), *HOMES[:3], *HOMES[4:]]
    assert ids(suggested("mclp", homes=homes)) == ["r"]
    assert "1 points of unknown population" in caplog.text


def test_very_many_points_are_brought_together_to_choose_but_not_to_count(suggested, monkeypatch):
    homes = [*HOMES, (15.02, 15.03, 40), (15.04, 15.02, 10)]
    exactly = suggested("p-median", homes=homes)
    monkeypatch.setattr(siting, "MOST_POINTS", 6)
    found = suggested("p-median", homes=homes)
    assert ids(found) == ids(exactly) == ["p"]
    assert found.after == exactly.after


def test_more_offices_than_places_are_refused(suggested):
    with pytest.raises(DataError, match="--new: '6': more than the 5 candidates"):
        suggested("mclp", 6)


def test_nobody_to_serve_is_refused(suggested):
    with pytest.raises(DataError, match="nobody lives in any district"):
        suggested("mclp", homes=[(40, 40, 5)])


def test_a_missing_package_is_named_with_the_command_that_installs_it(suggested, monkeypatch):
    there = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "spopt" else there(name)
    )
    with pytest.raises(DataError, match=r"needs spopt(.|\n)*pip install 'poliskarta\[optimise\]'"):
        suggested("mclp")


def test_a_real_choice_is_proven_best_and_adds_up(real):
    found = pipeline.suggest(real, Plan("p-median", 3, 2000))
    done = locate(real)
    now = analyse(done)
    assert found.gap == 0
    assert found.before["mean_distance_m"] == pytest.approx(now.totals["mean_distance_m"], abs=0.05)
    total = found.after["mean_distance_m"] - found.before["mean_distance_m"]
    assert found.offices["mean_distance_m_change"].sum() == pytest.approx(total, abs=0.2)


@pytest.fixture
def stands_in_town(town, monkeypatch):
    monkeypatch.chdir(town.root)
    return town


def test_the_command_prints_a_table_and_writes_a_layer(stands_in_town, capsys):
    assert main(["suggest", "--new", "2", "--within", "500 m"]) == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert lines[0] == (
        "rank,candidate_id,name,district_id,objective,within_km,people_gained,"
        "mean_distance_m_change,latitude,longitude"
    )
    assert len(lines) == 3
    assert "2 new offices, mclp" in err
    layer = gpd.read_file("maps/suggestions/town.gpkg", layer="suggestions")
    assert layer["candidate_id"].tolist() == [line.split(",")[1] for line in lines[1:]]


def test_the_same_bytes_each_time(stands_in_town):
    def written(folder):
        main(["suggest", "--quiet", "--objective", "p-median", "--new", "2", "--out", folder])
        return (
            stands_in_town.root / folder / "suggestions" / "town-suggestions.geojson"
        ).read_bytes()

    assert written("once") == written("again")


def test_a_name_that_a_spreadsheet_would_run_is_made_safe(stands_in_town, capsys):
    stands_in_town.table("sites.csv").write_text("name,latitude,longitude\n=1+1,59.52,17.69\n")
    assert main(["suggest", "--candidates", "data/sites.csv"]) == 0
    assert ",'=1+1," in capsys.readouterr().out


@pytest.mark.parametrize("within", ["2", "two km", "0km", "-1km", "1e3m", "2000km", ""])
def test_a_distance_that_is_none_is_wrong_usage(within, stands_in_town, capsys):
    assert main(["suggest", "--within", within]) == 2
    assert "write 2km or 500m" in capsys.readouterr().err


@pytest.mark.parametrize(("text", "metres"), [("2km", 2000), ("2,5 km", 2500), ("750m", 750)])
def test_a_distance_is_read_in_metres_or_kilometres(text, metres, stands_in_town, monkeypatch):
    asked = []
    monkeypatch.setattr(pipeline, "suggest", lambda _place, plan, *_: asked.append(plan) or 1 / 0)
    with pytest.raises(ZeroDivisionError):
        main(["suggest", "--within", text])
    assert asked[0].within_m == metres


def test_what_is_not_proven_is_told(stands_in_town, monkeypatch, capsys):
    found = pipeline.suggest(stands_in_town, Plan())
    monkeypatch.setattr(pipeline, "suggest", lambda *_: replace(found, gap=0.0125))
    assert main(["suggest"]) == 0
    assert "another choice may gain up to 1.25 % more" in capsys.readouterr().err


def test_the_default_candidates_are_the_gazetteers_areas(stands_in_town):
    found = pipeline.suggest(stands_in_town, Plan("lscp", 1, 2000))
    assert set(ids(found)) <= {"town:5", "town:6", "town:7"}


def test_without_a_gazetteer_the_fullest_points_of_the_demand_are_candidates(stands_in_town):
    stands_in_town.table("gazetteer.csv").unlink()
    found = pipeline.suggest(stands_in_town, Plan("p-median", 2, 2000))
    assert len(found.offices) == 2
    assert found.after["mean_distance_m"] < found.before["mean_distance_m"]


def test_thinned_demand_keeps_the_fullest_point_of_each_cell(region):
    homes = demand([(0.01, 0.01, 5), (0.02, 0.02, 9), (3, 3, 1)])
    found = default_candidates(pd.DataFrame({"kind": []}), homes, region)
    assert found["candidate_id"].tolist() == ["6600020-650020", "6603000-653000"]


def test_candidates_of_a_csv_keep_their_ids_or_get_their_lines(tmp_path, region):
    path = tmp_path / "sites.csv"
    path.write_text("latitude,longitude\n59.52,17.7\n59.53,17.7\n")
    assert read_candidates(path, region.bounds)["candidate_id"].tolist() == ["2", "3"]
    path.write_text("candidate_id;latitude;longitude\nb;59.52;17.7\na;59,53;17.7\n")
    assert read_candidates(path, region.bounds)["candidate_id"].tolist() == ["a", "b"]


def test_candidates_of_a_vector_file_may_be_polygons_in_any_crs(tmp_path, region):
    shapes = [place(5, 5), square(6, 6, 8, 8)]
    frame = gpd.GeoDataFrame({"name": ["dot", None]}, geometry=shapes, crs="EPSG:3006")
    frame.to_file(tmp_path / "sites.gpkg")
    found = read_candidates(tmp_path / "sites.gpkg", region.bounds)
    assert found["name"].tolist() == ["dot", ""]
    assert found.to_crs("EPSG:3006").distance(frame.geometry).max() < 0.01


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("name\nx\n", "the column is missing"),
        ("latitude,longitude\n17.7,59.52\n", "swapped"),
        ("latitude,longitude\n0,0\n", "Gulf of Guinea"),
        ("latitude,longitude\n59.52,\n", "longitude"),
        ("latitude,longitude\n59.52,x\n", "'x'"),
        ("candidate_id,latitude,longitude\na,59.52,17.7\na,59.53,17.7\n", "stands there before"),
        ("latitude,longitude\n", "no candidate"),
        ("latitude,longitude\n" + "59.52,17.7\n" * 5001, "5001 candidates"),
    ],
)
def test_wrong_candidates_are_told(text, what, stands_in_town, capsys):
    stands_in_town.table("sites.csv").write_text(text)
    assert main(["suggest", "--candidates", "data/sites.csv"]) == 2
    err = capsys.readouterr().err
    assert what in err
    assert "data/sites.csv" in err


def test_wrong_features_are_told_with_their_number(tmp_path, region):
    shapes = [place(5, 5), place(6, 6).buffer(9).exterior, None, place(99, 5000)]
    columns = {"candidate_id": ["a", "b", "a", "c"]}
    gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:3006").to_file(tmp_path / "x.gpkg")
    with pytest.raises(DataError) as caught:
        read_candidates(tmp_path / "x.gpkg", region.bounds)
    told = [(problem.row, problem.what) for problem in caught.value.problems]
    assert (2, "neither a point nor a polygon") in told
    assert (3, "stands there before") in told


def test_a_missing_file_of_candidates_is_told(stands_in_town, capsys):
    assert main(["suggest", "--candidates", "nope.gpkg"]) == 2
    assert "nope.gpkg: the file is missing" in capsys.readouterr().err


def test_a_model_too_large_to_prove_still_gives_an_answer(suggested, monkeypatch):
    monkeypatch.setattr(location_models, "MOST_TERMS", 0)
    assert ids(suggested("mclp", 2)) == ["q", "r"]
