"""Limits of distance: chosen in region.toml, checked for sense, followed by everything."""

import pytest
from support.small_force import lay_out

from poliskarta.coverage.analysis import analyse
from poliskarta.errors import DataError
from poliskarta.layers.dictionary import describe_layer
from poliskarta.pipeline import locate
from poliskarta.project.indicators import open_limit, set_by_offices, shown_in
from poliskarta.project.region import read_region
from poliskarta.project.thresholds import USUAL, Limits, limit_name, metres_of_name

OWN = "\n[limits]\nbands_km = [0.5, 3, 8]\ncatchment_km = 2.5\n"


@pytest.fixture
def own(town):
    """The town with limits of its own."""
    settings = town.table("region.toml")
    settings.write_text(settings.read_text(encoding="utf-8") + OWN, encoding="utf-8")
    return analyse(locate(town))


def test_without_a_word_the_limits_are_the_usual_ones(region):
    assert region.limits == USUAL == Limits((1, 2, 5, 10), 5)
    assert (USUAL.edges_km, USUAL.beyond_km) == ((0, 1, 2, 5, 10, None), 5)


def test_figures_layers_cards_and_names_follow_the_limits(own):
    names = ["share_within_500m", "share_within_3km", "share_within_8km"]
    assert [name for name in own.districts if name in names] == names
    assert {"access_2sfca_2500m", "share_without_access_2500m"} <= set(own.districts)
    assert not [name for name in own.districts if "_2km" in name or "_5km" in name]
    layers = own.layers(["distance_bands", "underserved"])
    assert set(layers["distance_bands"]["from_km"]) <= {0, 0.5, 3, 8}
    assert set(layers["underserved"]["beyond_km"]) <= {3}  # of 3 and 8 the nearer to 5
    fields = {f.name: f for f in describe_layer("districts", own.districts, own.region).fields}
    assert fields["share_within_500m"].alias == {
        "sv": "Andel inom 500 m",
        "en": "Share within 500 m",
    }
    assert fields["share_within_500m_low"].short == "in_500m_lo"
    assert "2\N{NO-BREAK SPACE}500 m" in fields["access_2sfca_2500m"].description["sv"]
    cards = {card.id: card for card in own.methods}
    assert cards["share_within"].name["en"] == "Share within 500 m, 3 km and 8 km of an office"
    assert cards["access_2sfca"].columns[0] == "access_2sfca_2500m"


def test_the_shares_are_those_of_the_limits(own):
    demand = own.demand[own.demand["district_id"].to_numpy(dtype=object) != ""]
    near = demand["population"][demand["distance_m"] <= 3000].sum() / demand["population"].sum()
    assert own.totals["share_within_3km"] == pytest.approx(near, abs=1e-6)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("bands_km = []", "not one to 4 distances"),
        ("bands_km = [1, 2, 3, 4, 5]", "not one to 4 distances"),
        ("bands_km = [5, 2]", "not in rising order"),
        ("bands_km = [2, 2]", "not in rising order"),
        ("bands_km = [0.0001]", "in whole metres"),
        ('bands_km = ["2"]', "not one to 4 distances"),
        ("bands_km = [true]", "not one to 4 distances"),
        ("catchment_km = 0", "limits.catchment_km"),
        ("catchment_km = -3", "limits.catchment_km"),
        ("underserved_km = 3", "Choose one of bands_km: 1, 2, 5, 10"),
        ("nearby_km = 3", "no such setting"),
    ],
)
def test_senseless_limits_are_told(town, written, said):
    settings = town.table("region.toml")
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f"{text}\n[limits]\n{written}\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_region(settings)
    assert said in str(caught.value)


def test_a_short_table_has_room_for_two_limits():
    shown = [name for name in shown_in("table") if "within" in name and name.startswith("share")]
    assert shown == ["share_within_2km", "share_within_5km"]
    one = Limits((3,))
    assert [name for name in shown_in("table", (), one) if name.startswith("share")] == [
        "share_within_3km"
    ]


@pytest.mark.parametrize("km", [1, 10, 0.5, 2.5, 0.001])
def test_the_name_of_a_limit_tells_its_metres(km):
    assert metres_of_name(limit_name(km)) == pytest.approx(1000 * km)
    assert open_limit(f"later_share_within_{limit_name(km)}_low") == (
        "later_share_within_{limit}_low",
        limit_name(km),
    )


def test_every_column_that_offices_set_is_named_by_the_limits():
    limits = Limits((0.5, 3), 2.5)
    assert "share_within_500m_high" in set_by_offices((), limits)
    assert not [name for name in set_by_offices((), limits) if "{" in name]


def test_land_has_the_limits_too(tmp_path):
    project = lay_out(tmp_path)
    settings = project.table("region.toml")
    settings.write_text(settings.read_text() + OWN)
    totals = analyse(locate(project)).totals
    assert 0 < totals["land_within_500m"] < totals["land_within_3km"] <= 1
