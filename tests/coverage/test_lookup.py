from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from poliskarta.cli import app
from poliskarta.coverage.assignment import select_facilities
from poliskarta.coverage.lookup import DIRECTIONS, describe_position, look_up
from poliskarta.coverage.point_joins import nearest
from poliskarta.errors import DataError
from poliskarta.pipeline import locate

MITT = (59.520103, 17.669090)


@pytest.fixture
def done(town):
    return locate(town)


def at(done, position, count=3):
    areas = done.units.iloc[:0].assign(area_id="")
    return describe_position(position, done, areas, count)


def test_a_position_has_its_district_its_municipality_and_its_offices_by_distance(done):
    found = at(done, (59.5215, 17.669090))
    assert (found.municipality, found.flag, found.area) == ("Västra", "", "")
    assert found.district
    first = found.offices[0]
    assert (first.office_id, first.direction) == ("mitt", "south")
    assert first.distance_m == pytest.approx(155.6, abs=1)
    distances = [office.distance_m for office in found.offices]
    assert distances == sorted(distances)


def test_outside_all_there_is_no_district_but_a_nearest_office(done):
    found = at(done, (59.7, 18.2))
    assert (found.district, found.municipality, found.flag) == ("", "", "outside")
    assert found.offices


def test_the_nearest_is_that_of_the_analysis(done):
    fixed = select_facilities(done.offices, done.region)
    for latitude in np.linspace(59.512, 59.545, 8):
        for longitude in np.linspace(17.655, 17.72, 8):
            [office] = at(done, (latitude, longitude), 1).offices
            point = done.offices.geometry.iloc[:1].set_crs(4326, allow_override=True)
            x, y = _projected(point, latitude, longitude, done)
            position, distance_m = nearest(x, y, fixed["x_m"], fixed["y_m"])
            assert office.office_id == fixed["office_id"].iloc[position[0]]
            assert office.distance_m == pytest.approx(distance_m[0])


def _projected(template, latitude, longitude, done):
    point = gpd.GeoSeries([shapely.Point(longitude, latitude)], crs=template.crs)
    metric = point.to_crs(done.region.crs).iloc[0]
    return np.array([metric.x]), np.array([metric.y])


@pytest.mark.parametrize("turn", range(8))
def test_each_direction_is_told_by_its_name(done, turn):
    angle = np.radians(45 * turn)
    # Seen from a point so far off, in degrees of about equal length.
    here = (MITT[0] - 0.001 * np.cos(angle), MITT[1] - 0.00197 * np.sin(angle))
    [office] = at(done, here, 1).offices
    assert (office.office_id, office.direction) == ("mitt", DIRECTIONS[turn])


@pytest.mark.parametrize(
    ("position", "words"),
    [
        ((17.67, 59.52), "swapped"),
        ((0.0, 0.0), "Gulf of Guinea"),
        ((48.1, 11.5), "outside the region"),
    ],
)
def test_a_position_that_is_none_is_refused(done, position, words):
    with pytest.raises(DataError, match=words):
        look_up(done, *position)


def test_the_command_tells_the_real_county_s_small_area(real, capsys):
    assert app.main(["locate", "59.3326", "18.0649", "--project", str(real.root)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("district      City")
    assert lines[1].startswith("municipality  Stockholm, ")
    assert "(0180R" in lines[2]
    assert len(lines) == 6


def test_a_position_south_and_west_of_zero_is_no_option(capsys):
    precincts = Path(__file__).parents[2] / "examples" / "precincts"
    assert app.main(["locate", "-31.42", "-20.6", "--project", str(precincts)]) == 0
    assert "Precinct" in capsys.readouterr().out
