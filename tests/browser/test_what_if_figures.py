"""What the page computes when offices change, against Python: the same people, the same metres."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from support.six_offices import demand as homes
from support.six_offices import survey_of

from poliskarta.coverage.analysis import Analysis, analyse, estimate_demand
from poliskarta.coverage.assignment import assign_demand, assign_polygons, select_facilities
from poliskarta.coverage.comparison import compare_figures
from poliskarta.coverage.indicators import measure_access
from poliskarta.page.bundle import join_scripts
from poliskarta.page.what_if import describe_what_if
from poliskarta.pipeline import locate
from poliskarta.project.indicators import shown_in
from poliskarta.project.thresholds import USUAL

PURE = [f"what-if/{name}.js" for name in ("demand", "projection", "figures")]
MEASURE = """
const { block, ids, population, offices } = argument;
const points = modules["what-if/demand.js"].decodeDemand(block.demand, ids);
const { findNearest, measure, compareWays } = modules["what-if/figures.js"];
const project = modules["what-if/projection.js"].makeProjection(block.projection);
const placed = offices.map(({ lat, lon, x, y, district }) => {
  const [px, py] = lat === undefined ? [x, y] : project({ lat, lon });
  return { x: px, y: py, district: ids.indexOf(district) };
});
const asked = population.map((people) => people ?? undefined);
const nearest = findNearest(points, placed);
const before = findNearest(points, placed.slice(0, -1));
return {
  figures: measure(points, placed, nearest, asked, block),
  ways: compareWays(points, before.metres, nearest.metres, block.noticedM),
};
"""


@pytest.fixture(scope="module")
def run(browser):
    """A function that runs JavaScript with the modules that compute as `modules`."""
    page = browser.new_page()
    script = join_scripts(PURE)
    yield lambda body, argument: page.evaluate(f"(argument) => {{ {script} {body} }}", argument)
    page.close()


@pytest.fixture(scope="module")
def surveyed(real):
    done = locate(real)
    return done, estimate_demand(done.dataset)


def expected(done, demand, fixed):
    """The figures of all districts and of the region, as Python has them, not rounded."""
    assigned = assign_demand(demand, done.districts, fixed, done.region)
    by_district, overall = measure_access(assigned, fixed)
    rows = pd.concat([by_district.reindex(done.districts["district_id"]), overall.to_frame().T])
    counts = fixed["district_id"].value_counts().reindex(done.districts["district_id"]).fillna(0)
    people = done.districts["population"].to_numpy()
    offices = np.append(counts, counts.sum())
    people = np.append(people, people.sum())
    with np.errstate(divide="ignore"):
        ratio = np.where(offices > 0, people / offices, np.nan)
    rows = rows.assign(population_per_office=ratio, offices_per_100000=offices * 100_000 / people)
    for km in USUAL.bands_km:
        rows[f"people_within_{km}km"] = (rows[f"share_within_{km}km"] * rows["demand"]).round()
    return rows.to_dict("records")


def block_of(analysed):
    districts = analysed.districts.to_crs("EPSG:4326")
    return describe_what_if(replace(analysed, districts=districts))


def placed(fixed):
    rows = fixed.rename(columns={"x_m": "x", "y_m": "y", "district_id": "district"})
    return rows[["x", "y", "district"]].to_dict("records")


def ask(run, done, demand, offices):
    """What the page computes for offices at {x, y, district} or {lat, lon, district}."""
    analysed = analyse(done, demand)
    population = done.districts["population"]
    asked = {
        "block": block_of(analysed),
        "ids": done.districts["district_id"].tolist(),
        "population": population.astype(object).where(population.notna(), None).tolist(),
        "offices": offices,
    }
    return run(MEASURE, asked)


def is_tried(name):
    """Whether the page computes a figure anew: for the map's people, offices at their points."""
    shown = not name.startswith(("later_", "gini_", "share_without_"))  # not on its map
    return shown and not name.endswith(("_low", "_high"))


def require_equal(found, wanted):
    assert len(found) == len(wanted)
    for ours, theirs in zip(found, wanted, strict=True):
        for name in filter(is_tried, theirs):
            value = np.nan if ours.get(name) is None else ours[name]
            if name.startswith(("people_", "demand")):
                assert value == theirs[name] or (np.isnan(value) and np.isnan(theirs[name]))
            else:
                within = 0.001 if name.endswith("_m") else 1e-9
                assert value == pytest.approx(theirs[name], abs=within, rel=1e-9, nan_ok=True), name


def town(region, people=None):
    """The six offices of the invented town and its homes, as a demand of whole persons."""
    done = survey_of(region)
    points = homes().assign(area_id="h", population=people or homes()["population"])
    return done, points


def test_the_invented_town_has_the_figures_of_python_exactly(run, region):
    done, points = town(region)
    fixed = select_facilities(done.offices, region)
    found = ask(run, done, points, placed(fixed))["figures"]
    require_equal(found, expected(done, points, fixed))
    assert [row["demand"] for row in found] == [150, 100, 100, 350]


@pytest.mark.parametrize("kept", [[], ["a1"], ["b1", "c1"]])
def test_with_few_offices_or_none_the_unknown_is_unknown_as_in_python(run, region, kept):
    done, points = town(region)
    fixed = select_facilities(done.offices, region)
    fixed = fixed[fixed["office_id"].isin(kept)].reset_index(drop=True)
    found = ask(run, done, points, placed(fixed))["figures"]
    require_equal(found, expected(done, points, fixed))


def test_people_whom_nobody_has_counted_make_their_district_and_all_unknown(run, region):
    done, points = town(region, [100, 50, np.nan, 70, 0, 60])
    done.districts.loc[1, "population"] = np.nan
    fixed = select_facilities(done.offices, region)
    found = ask(run, done, points, placed(fixed))["figures"]
    require_equal(found, expected(done, points, fixed))
    assert [row.get("mean_distance_m") is not None for row in found] == [True, False, True, False]


def test_the_real_page_has_the_figures_of_python_to_the_person(run, surveyed):
    done, demand = surveyed
    fixed = select_facilities(done.offices, done.region)
    require_equal(ask(run, done, demand, placed(fixed))["figures"], expected(done, demand, fixed))


def test_the_page_measures_every_indicator_of_its_map_that_offices_set(run, surveyed):
    done, demand = surveyed
    fixed = select_facilities(done.offices, done.region)
    found, *_ = ask(run, done, demand, placed(fixed))["figures"]  # the region has no 2SFCA
    others = {"demand", "offices", *(f"people_within_{km}km" for km in USUAL.bands_km)}
    of_people = {
        name: one for name, one in shown_in("map").items() if not (one.of_land or one.by_ways)
    }
    wanted = {name for name, indicator in of_people.items() if indicator.set_by_offices}
    assert set(found) - others == wanted


@pytest.mark.parametrize("seed", range(8))
def test_offices_anywhere_have_the_figures_of_python_to_the_person(run, surveyed, seed):
    done, demand = surveyed
    rng = np.random.default_rng(seed)
    offices = scatter(done, rng, int(rng.integers(1, 60)))
    fixed = select_facilities(offices, done.region)
    places = [
        {"lat": point.y, "lon": point.x, "district": district}
        for point, district in zip(offices.geometry, offices["district_id"], strict=True)
    ]
    found = ask(run, done, demand, places)
    require_equal(found["figures"], expected(done, demand, fixed))


def scatter(done, rng, count):
    """Return offices of the force at random places, in the order of their ids."""
    west, south, east, north = done.region.bounds
    points = gpd.points_from_xy(
        rng.uniform(west, east, count).round(5), rng.uniform(south, north, count).round(5)
    )
    region = done.region
    frame = gpd.GeoDataFrame(
        {"office_id": [f"{i:03}" for i in range(count)], "name": "x", "kind": "local"},
        geometry=points,
        crs="EPSG:4326",
    ).assign(placed=True, precision="given", radius_m=0.0)
    places = assign_polygons(frame.geometry, done.districts, "district_id", region.crs, 250)
    return frame.assign(district_id=places["district_id"])


def test_who_gains_and_who_loses_are_those_of_the_comparison(run, surveyed):
    done, demand = surveyed
    region = done.region
    offices = scatter(done, np.random.default_rng(4), 12)
    before, after = (analyse_with(done, demand, rows) for rows in (offices.iloc[:-1], offices))
    table = compare_figures(before, after, region).iloc[-1]
    ways = ask(run, done, demand, placed(after.facilities))["ways"]
    assert ways == {"nearer": table["people_nearer"], "farther": table["people_farther"]}
    assert ways["nearer"] > 0


def analyse_with(done, demand, offices) -> Analysis:
    fixed = select_facilities(offices, done.region)
    analysed = analyse(done, demand)
    assigned = assign_demand(demand, done.districts, fixed, done.region)
    return replace(analysed, demand=assigned, facilities=fixed)
