"""What people orient by, seen: named where there is room, by zoom, and under the offices."""

import pytest
from playwright.sync_api import expect
from support.grounded import PLACE_ROWS, grounded
from support.pages import PHONE, SETTLED, WIDE, write_page
from support.small_force import lay_out

from poliskarta.cli import app

NEAR = "#view=14/59.5156/17.6679"
SLUSSEN, FARSTA = "#view=14/59.3195/18.0723", "#view=14/59.2435/18.0935"
HOSTILE = "<img src=x onerror=alert(1)>"
BOXES = """(selector) => [...document.querySelectorAll(selector)]
  .filter((e) => !e.hidden && e.checkVisibility({visibilityProperty: true}))
  .map((e) => {
    const {left, top, right, bottom} = e.getBoundingClientRect();
    return {text: e.textContent.trim(), left, top, right, bottom};
  })"""
OVER = ".legend, .attribution, .map-tools > *, .map-note, .marker .symbol, .labelled .marker-label"


def boxes(page, selector):
    page.evaluate(SETTLED)
    return page.evaluate(BOXES, selector)


def names(page, selector=".place-name"):
    return {box["text"] for box in boxes(page, selector)}


def overlapping(some, others):
    return {
        (one["text"], other["text"])
        for one in some
        for other in others
        if one is not other
        and one["left"] < other["right"] - 0.6
        and other["left"] < one["right"] - 0.6
        and one["top"] < other["bottom"] - 0.6
        and other["top"] < one["bottom"] - 0.6
    }


@pytest.fixture
def ground_page(tmp_path):
    """The address of a small force's page with a background."""
    return write_page(grounded(tmp_path), tmp_path / "page.html")


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        (SLUSSEN, {"Gamla Stan", "Södermalm", "Mariatorget", "Stockholms södra", "Skanstull"}),
        (FARSTA, {"Farsta", "Farsta strand", "Hökarängen", "Fagersjö"}),
    ],
)
def test_at_zoom_14_one_knows_where_one_is(open_page, stockholm, view, expected):
    assert expected <= names(open_page(stockholm + view))


@pytest.mark.parametrize("viewport", [WIDE, PHONE])
@pytest.mark.parametrize("view", ["", "#view=10/59.33/18.06", "#view=12/59.31/18.06", SLUSSEN])
def test_no_name_covers_another_or_an_office_or_a_tool(open_page, stockholm, viewport, view):
    page = open_page(stockholm + view, viewport)
    places, others = boxes(page, ".place-name"), boxes(page, f".names span, {OVER}")
    assert overlapping(places, [box for box in others if box not in places]) == set()
    assert overlapping(places, places) == set()


def test_what_an_office_is_called_is_not_said_again(open_page, stockholm):
    page = open_page(stockholm + SLUSSEN)
    assert not {"Slussen", "Medborgarplatsen"} & names(page)
    expect(page.locator(".marker.labelled", has_text="Slussen")).to_have_count(1)


def test_small_places_are_named_only_from_near(open_page, stockholm):
    page = open_page(stockholm + "#view=11/59.3195/18.0723")
    assert names(page, ".place-area") == set()
    assert names(page, ".place-station") == set()
    assert "Södermalm" in names(page)


def test_where_the_country_is_thin_villages_are_named_from_farther_away(open_page, stockholm):
    page = open_page(stockholm + "#view=11/59.77/18.70")
    assert "Svanberga" in names(page)
    page = open_page(stockholm + "#view=10/59.33/18.06")
    assert names(page) & {"Stenhamra", "Gamla Stan"} == {"Stenhamra"}  # both of rank 4


def test_a_municipality_is_named_at_its_town(open_page, stockholm):
    page = open_page(stockholm + "#view=11/59.76/18.70")
    [box] = [box for box in boxes(page, ".unit-name") if box["text"] == "Norrtälje"]
    middle = page.evaluate(
        "() => poliskarta.map.latLngToContainerPoint([59.758, 18.705]).add("
        "L.point(poliskarta.map.getContainer().getBoundingClientRect())).x"
    )
    assert abs((box["left"] + box["right"]) / 2 - middle) < 20
    assert "Norrtälje" not in names(page)


def test_lines_areas_and_dots_are_drawn_under_the_markers(open_page, ground_page):
    page = open_page(ground_page)
    drawn = {
        kind: page.get_attribute(f"path.ground-{kind}", "d")
        for kind in ("green", "road", "rail", "rail-middle", "station", "station-middle")
    }
    assert {kind: len(path) > 6 for kind, path in drawn.items()} == dict.fromkeys(drawn, True)
    order = page.evaluate(
        "() => ['landmarksPane', 'linesPane', 'markerPane'].map((name) =>"
        " Number(getComputedStyle(poliskarta.map.getPane(name.slice(0, -4)) ??"
        " document.querySelector('.leaflet-marker-pane')).zIndex))"
    )
    assert order == sorted(order)
    pressed = "(p) => getComputedStyle(document.querySelector(p).closest('svg')).pointerEvents"
    assert page.evaluate(pressed, "path.ground-rail") == "none"


def test_far_away_only_what_is_large_is_drawn(open_page, ground_page):
    page = open_page(ground_page + "#view=9.5/59.53/17.67")
    paths = {kind: page.get_attribute(f"path.ground-{kind}", "d") for kind in ("rail", "road")}
    assert paths["road"] == "M0 0"
    assert paths["rail"] != "M0 0"


def test_layer_and_names_can_be_switched_off(open_page, ground_page):
    page = open_page(ground_page + NEAR)
    assert names(page) == {row[0] for row in PLACE_ROWS}
    page.click(".layers summary")
    page.uncheck('[data-layer="landmarks"]')
    expect(page.locator("path.ground-rail")).to_have_count(0)
    page.uncheck('[data-layer="names"]')
    assert names(page) == set()
    page.check('[data-layer="names"]')
    page.check('[data-layer="landmarks"]')
    expect(page.locator("path.ground-rail")).to_have_count(1)
    assert "Smallham" in names(page)


def test_a_page_without_a_background_has_none(open_page, town_page):
    page = open_page(town_page)
    expect(page.locator('[class*="ground-"]')).to_have_count(0)
    expect(page.locator(".place-name")).to_have_count(0)
    expect(page.locator('[data-layer="landmarks"]')).to_have_count(0)
    expect(page.locator("path.water")).to_have_count(1)


def test_a_hostile_name_stays_a_name(open_page, tmp_path):
    project = grounded(tmp_path, [(HOSTILE, "settlement", 1, 9, 900, 300)])
    page = open_page(write_page(project, tmp_path / "page.html") + NEAR)
    assert names(page) == {HOSTILE}


def test_names_follow_the_language(open_page, tmp_path):
    project = grounded(tmp_path, languages=["en", "sv"])
    path = project.table("background_places.csv")
    header, first, *rest = path.read_text().splitlines()
    text = "\n".join([f"{header},name_sv", f"{first},Lillehem", *(f"{row}," for row in rest)])
    path.write_text(text + "\n")
    page = open_page(write_page(project, tmp_path / "page.html") + NEAR)
    assert "Smallham" in names(page)
    page.click('.language[lang="sv"]')
    assert "Lillehem" in names(page)
    assert "Smallham Parkway" in names(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_names_can_be_read_on_what_lies_under_them(open_page, ground_page, scheme):
    page = open_page(ground_page, color_scheme=scheme)
    colours = page.evaluate(
        """() => {
          const of = (element, name) => getComputedStyle(document.querySelector(element))[name];
          return [of('.place-name', 'color'), of('path.district', 'fill'),
            of('path.ground-green', 'fill')];
        }"""
    )
    text, *grounds = map(luminance, colours)
    for ground in grounds:
        dark, light = sorted([text, ground])
        assert (light + 0.05) / (dark + 0.05) >= 4.5


def luminance(colour):
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(part) / 255 for part in colour.strip("rgb()").split(",")]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_a_districts_colour_is_not_changed_by_what_grows_there(open_page, ground_page):
    page = open_page(ground_page)
    page.click(".layers summary")
    options = page.locator("#indicator option")
    page.select_option("#indicator", index=options.count() - 1)
    opacity = "() => getComputedStyle(document.querySelector('path.ground-green')).fillOpacity"
    assert page.evaluate(opacity) == "0"


def test_the_review_has_the_same_ground(open_page, tmp_path):
    project = grounded(tmp_path)
    assert app.main(["review", "--project", str(project.root), "--quiet"]) == 0
    page = open_page((project.out / "force-review.html").as_uri())
    assert "Smallham" in names(page)
    for drawn in ("land", "district-line", "ground-rail", "ground-green"):
        assert len(page.locator(f"#map path.{drawn}").get_attribute("d")) > 6
    assert "Smallham Mapping" in page.inner_text("section.map")
    expect(page.locator("#map path.chosen")).to_have_count(1)


def test_the_review_of_a_force_without_a_background_has_its_districts(open_page, tmp_path):
    project = lay_out(tmp_path)
    assert app.main(["review", "--project", str(project.root), "--quiet"]) == 0
    page = open_page((project.out / "force-review.html").as_uri())
    assert len(page.locator("#map path.land").get_attribute("d")) > 6
    assert names(page) == set()
