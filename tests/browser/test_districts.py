"""Districts: coloured by a figure, explained by its method card, with areas of nearness."""

import re

import pytest
from playwright.sync_api import expect
from support.pages import PHONE, write_page

from poliskarta.coverage.analysis import analyse
from poliskarta.pipeline import locate

COLOURED = "path[data-district-id][class*=class-]"


def colour(page, figure):
    page.locator(".layers summary").click()
    page.locator("#indicator").select_option(figure)


def test_districts_are_coloured_by_the_figure_chosen_with_a_legend_and_a_link(open_page, stockholm):
    page = open_page(stockholm)
    expect(page.locator(COLOURED)).to_have_count(0)
    colour(page, "share_within_2km")
    expect(page.locator(COLOURED)).to_have_count(8)
    expect(page.locator("#classes h4")).to_have_text("Andel inom 2 km")
    expect(page.locator("#classes li")).to_have_count(3)  # no finer than the figures
    expect(page.locator("#classes li").last).to_contain_text("%")
    assert "colour=share_within_2km" in page.evaluate("location.hash")
    page.locator("#indicator").select_option("")
    expect(page.locator(COLOURED)).to_have_count(0)
    expect(page.locator("#classes")).to_be_hidden()


def test_the_darkest_class_holds_the_highest_value(open_page, stockholm):
    page = open_page(stockholm + "#colour=population_per_office")
    values = page.evaluate(
        "JSON.parse(document.querySelector('#poliskarta-data').textContent).indicators[0].values"
    )
    highest = max(values, key=lambda district: values[district][0])
    path = page.locator(f"path[data-district-id={highest}]")
    expect(path).to_have_class(re.compile("class-5"))


def test_a_district_without_a_value_is_hatched_and_said_so(open_page, town, tmp_path):
    figures = analyse(locate(town)).districts
    figures.loc[figures["district_id"] == "ost", "population_per_office"] = None
    address = write_page(town, tmp_path / "page.html", districts=figures)
    page = open_page(address + "#colour=population_per_office&lang=en")
    expect(page.locator("path.class-none")).to_have_count(1)
    expect(page.locator("#classes")).to_contain_text("no data")


def test_a_link_with_a_colour_restores_it_and_an_unknown_one_is_left_out(open_page, stockholm):
    page = open_page(stockholm + "#colour=median_distance_m&lang=en")
    expect(page.locator("#classes h4")).to_have_text("Distance for half")
    expect(page.locator("#indicator")).to_have_value("median_distance_m")
    other = open_page(stockholm + "#colour=%3Cb%3E")
    expect(other.locator("#classes")).to_be_hidden()


def test_on_a_phone_the_legend_shows_when_there_is_a_colour_to_explain(open_page, stockholm):
    page = open_page(stockholm, viewport=PHONE)
    expect(page.locator(".legend")).to_be_hidden()
    colour(page, "mean_distance_m")
    expect(page.locator("#classes")).to_be_visible()


def test_a_colour_stays_when_districts_are_put_away_and_back(open_page, stockholm):
    page = open_page(stockholm + "#colour=mean_distance_m")
    page.locator(".layers summary").click()
    page.locator("[data-layer=districts]").uncheck()
    page.locator("[data-layer=districts]").check()
    expect(page.locator(COLOURED)).to_have_count(8)


@pytest.mark.parametrize(("layer", "drawn"), [("cells", "path.cell-line"), ("bands", "path.band")])
def test_areas_of_nearness_are_drawn_when_asked_for_and_explained(
    open_page, stockholm, layer, drawn
):
    page = open_page(stockholm)
    expect(page.locator(drawn)).to_have_count(0)
    page.locator(".layers summary").click()
    page.locator(f"[data-layer={layer}]").check()
    expect(page.locator(drawn).first).to_be_attached()
    expect(page.locator("#areas-key li").first).to_contain_text("kontor")
    page.locator(f"[data-layer={layer}]").uncheck()
    expect(page.locator(drawn)).to_have_count(0)
    expect(page.locator("#areas-key li")).to_have_count(0)


def test_the_card_says_the_same_figures_as_the_table(open_page, stockholm):
    page = open_page(stockholm + "#district=nacka")
    table = page.locator("#districts tbody tr", has_text="Nacka").first
    for label in ("Andel inom 2 km", "Avstånd för hälften", "Invånare per lokalt kontor"):
        row = page.locator(".card-figures tbody tr", has_text=label)
        value = row.locator("td").first.locator("span").first.inner_text()
        expect(table).to_contain_text(value)


def test_the_card_names_the_initiatives_tied_to_the_district(open_page, stockholm):
    page = open_page(stockholm + "#district=nacka")
    page.locator(".district-card").get_by_role("link", name="Stödcentrum: Tyresö").click()
    expect(page.locator("#initiative-stodcentrum")).to_be_focused()
    page.locator("#initiatives").get_by_role("link", name="Distrikt Nacka").first.click()
    expect(page.locator(".district-card")).to_have_attribute("data-district-id", "nacka")


def test_a_figure_leads_to_the_card_that_says_how_it_is_made(open_page, stockholm):
    page = open_page(stockholm + "#district=nacka")
    page.locator(".card-figures").get_by_role("link", name="Andel inom 2 km").click()
    method = page.locator("#method-share_within")
    expect(method).to_have_attribute("open", "")
    expect(method.locator("summary")).to_be_focused()
    for part in ("Så räknas det", "Folkmängd och källa", "Osäkerhet", "Inte för utryckning"):
        expect(method).to_contain_text(part)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_with_everything_shown(open_page, stockholm, axe, scheme):
    page = open_page(stockholm + "#colour=median_distance_m&district=city", color_scheme=scheme)
    page.locator(".layers summary").click()
    for layer in ("cells", "bands"):
        page.locator(f"[data-layer={layer}]").check()
    assert axe(page, ".app") == []


def test_classes_of_the_page_are_those_of_the_layers(functions):
    limits = [1, 2, 4]
    classes = functions("argument.map((v) => modules['map/class-breaks.js'].classOf(v, [1, 2, 4]))",
                        [1, 2, 2.1, 4, None])  # fmt: skip
    assert classes == [0, 0, 1, 1, 0]  # null counts as 0 in JavaScript; callers pass undefined
    assert functions("modules['map/class-breaks.js'].classOf(undefined, [1, 2, 4])") == -1
    styles = functions(
        "argument.map((n) => modules['map/class-breaks.js'].classStyle(n, 2))", [0, 1, -1]
    )
    assert styles == ["class-4", "class-5", "class-none"]
    assert functions("modules['map/class-breaks.js'].classRanges([3])") == [[3, 3]]
    assert functions("modules['map/class-breaks.js'].classRanges(argument)", limits) == [
        [1, 2],
        [2, 4],
    ]
