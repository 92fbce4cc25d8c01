"""region.toml: what makes one police force differ from another."""

import pytest

from poliskarta.errors import DataError
from poliskarta.project.region import Publication, read_region


def broken(town, old, new):
    path = town.table("region.toml")
    content = path.read_text()
    assert old in content
    path.write_text(content.replace(old, new))
    with pytest.raises(DataError) as caught:
        read_region(path)
    return [(problem.column, problem.what) for problem in caught.value.problems]


def test_the_towns_region_is_read(region):
    assert region.kind_ids == ("local", "mobile")
    assert region.fixed_kinds == ("local",)
    assert region.bounds == (17.0, 59.0, 18.5, 60.0)


def test_a_missing_and_a_misspelt_setting_are_told_together(town):
    found = broken(town, 'crs = "EPSG:3006"', 'csr = "EPSG:3006"')
    assert found == [("crs", "the setting is missing"), ("csr", "no such setting")]


def test_a_setting_of_a_kind_is_checked(town):
    found = broken(town, "fixed = true", 'fixed = "yes"\nsimbol = "circle"')
    assert [column for column, _ in found] == ["kinds[1].fixed", "kinds[1].simbol"]


@pytest.mark.parametrize(
    "bounds",
    ["[18.5, 59.0, 17.0, 60.0]", "[59.0, 17.0, 60.0]", '["17", 59, 18, 60]', "[17, 59, 18, 95]"],
)
def test_bounds_must_be_west_south_east_north(town, bounds):
    found = broken(town, "[17.0, 59.0, 18.5, 60.0]", bounds)
    assert [column for column, _ in found] == ["bounds"]


def test_texts_must_be_by_language(town):
    found = broken(
        town, 'place.sv = "Påhittköping"\nplace.en = "Inventham"', 'place = "Påhittköping"'
    )
    assert found == [("place", "not a table of texts by language")]


PUBLISHED = """
[publication]
publisher = "Påhittköpings stad"
url = "https://example.org/karta?a=1&b=2"
email = "karta@example.org"
licence = "CC BY 4.0"
licence_url = "https://creativecommons.org/licenses/by/4.0/"
"""


def published(town, table):
    path = town.table("region.toml")
    path.write_text(f"{path.read_text()}\n{table}")
    return path


def test_who_publishes_is_read_and_need_not_be_stated(town, region):
    assert region.publication == Publication()
    publication = read_region(published(town, PUBLISHED)).publication
    assert publication.publisher == "Påhittköpings stad"
    assert publication.licence_url == "https://creativecommons.org/licenses/by/4.0/"


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('email = "', 'email = "mailto:', [("publication.email", "not an address")]),
        ('url = "https:', 'url = "javascript:', 2 * [("not an address",)]),
        (
            'publisher = "',
            'publiser = "',
            [("publication.publiser", "no such setting")],
        ),
        (
            'licence = "CC BY 4.0"',
            "",
            [("publication.licence_url", "there is no licence that it belongs to")],
        ),
        (
            'publisher = "Påhittköpings stad"',
            "",
            [
                ("publication.email", "there is no publisher that it belongs to"),
                ("publication.url", "there is no publisher that it belongs to"),
            ],
        ),
        ('licence = "CC BY 4.0"', "licence = 4", [("publication.licence", "not a str")]),
    ],
)
def test_what_is_wrong_with_the_publication_is_told(town, old, new, found):
    published(town, PUBLISHED.replace(old, new))
    with pytest.raises(DataError) as caught:
        read_region(town.table("region.toml"))
    told = [(problem.column, problem.what) for problem in caught.value.problems]
    assert told == found or [pair[1:] for pair in told] == found


def test_a_publication_that_is_no_table_is_told(town):
    found = broken(town, 'id = "town"', 'id = "town"\npublication = "Påhittköpings stad"')
    assert found == [("publication", "not a table of settings")]


def test_toml_that_cannot_be_parsed_says_where(town):
    found = broken(town, 'country = "SE"', "country = SE")
    assert "line" in found[0][1]


def test_what_a_force_calls_its_districts_is_said_in_the_languages_that_have_it(town):
    words = read_region(published(town, '[words]\ndistrict.en = "beat"\n')).words
    assert words.say("sort.district") == {"sv": "distrikt", "en": "beat"}
    found = broken(town, '[words]\ndistrict.en = "beat"', '[words]\ndistrikt.en = "beat"')
    assert found == [("words.distrikt", "no such setting")]
