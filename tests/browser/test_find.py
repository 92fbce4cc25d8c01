"""Finding an office: by any name, with slips, by keys, with filters; list and map in step."""

import pytest
from playwright.sync_api import expect
from support.pages import LAID_OUT, PHONE, SETTLED

VISIBLE_ROWS = ".offices li:not([hidden])"
CARD = ".office-popup"
OPTIONS = "#suggestions [role=option]"
CHOSEN = f"{OPTIONS}[aria-selected=true]"


def rows(page):
    return page.locator(VISIBLE_ROWS).evaluate_all("all => all.map(row => row.dataset.officeId)")


def markers(page):
    return page.locator("button[data-office-id]").evaluate_all(
        "all => all.map(button => button.dataset.officeId)"
    )


def search(page, text):
    page.locator("#search").fill(text)


@pytest.mark.parametrize(
    ("query", "office"),
    [
        ("hasselby", "hasselby-gard"),
        ("varby", "varby"),
        ("skarholmen", "skarholmen"),
        ("Tenssta", "tensta"),
        ("HUSBY", "husby"),
        ("huddinge skogas", "skogas"),
    ],
)
def test_a_name_is_found_whatever_its_case_accents_and_slips(open_page, stockholm, query, office):
    page = open_page(stockholm)
    search(page, query)
    assert rows(page) == markers(page) == [office]
    expect(page.locator(OPTIONS).first).to_contain_text(
        page.locator(f"li[data-office-id={office}] .office-name").inner_text()
    )


@pytest.mark.parametrize("query", ["Söderort", "soderort"])
def test_a_district_finds_its_offices_and_itself(open_page, stockholm, query):
    page = open_page(stockholm)
    search(page, query)
    assert {"bagarmossen", "ragsved"} <= set(rows(page))
    page.get_by_role("option", name="Söderort Polismästardistrikt").click()
    expect(page.locator(".district-card")).to_have_attribute("data-district-id", "soderort")


def test_a_place_without_an_office_finds_the_nearest_ones(open_page, stockholm):
    page = open_page(stockholm)
    search(page, "Farsta")
    expect(page.locator("#nearby-from")).to_have_text(
        "Inget kontor heter så. Närmast platsen Farsta ligger"
    )
    expect(page.locator("#nearby-office")).to_have_text("Rågsved, 4 km åt väster.")
    assert rows(page)[:3] == ["ragsved", "bagarmossen", "skogas"]
    assert set(rows(page)) == set(markers(page))
    expect(page.locator("li[data-office-id=skogas] .office-way")).to_have_text("4,3 km åt sydost")


def test_a_place_can_be_chosen_and_all_offices_are_measured_from_it(open_page, stockholm):
    page = open_page(stockholm)
    search(page, "farst")
    page.locator(OPTIONS).first.click()
    expect(page.locator("#nearby-from")).to_have_text("Närmast Farsta")
    expect(page.locator("#nearby-district")).to_have_text("Distrikt där: Söderort.")
    assert rows(page)[0] == "ragsved"
    assert len(rows(page)) == 31
    assert rows(page)[-2:] == ["mobil-norrort", "mobil-soderort"]
    expect(page.locator(".origin")).to_be_attached()
    assert "near=59.2434/18.0939" in page.evaluate("location.hash")


def test_a_municipality_without_an_office_is_a_place_too(open_page, stockholm):
    page = open_page(stockholm)
    search(page, "danderyd")
    expect(page.locator("#nearby-from")).to_contain_text("Inget kontor heter så.")
    assert rows(page) == ["tureberg", "husby", "rissne", "tensta", "slussen", "mobil-stureplan"]


def test_the_search_is_a_combobox_that_keys_lead_through(open_page, stockholm):
    page = open_page(stockholm)
    field = page.get_by_role("combobox", name="Sök kontor")
    search(page, "nacka")
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator(CHOSEN)).to_contain_text("Orminge")
    expect(field).to_have_attribute("aria-activedescendant", "suggestion-1")
    page.keyboard.press("Enter")
    expect(page.locator(CARD)).to_have_attribute("data-office-id", "orminge")
    expect(field).to_have_attribute("aria-expanded", "false")


def test_the_keys_go_round_the_suggestions_and_back_to_the_field(open_page, stockholm):
    page = open_page(stockholm)
    search(page, "nacka")
    page.keyboard.press("ArrowUp")
    expect(page.locator(OPTIONS).last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(page.locator(CHOSEN)).to_have_count(0)
    expect(page.locator("#search")).not_to_have_attribute("aria-activedescendant", "")


def test_escape_closes_the_suggestions_and_then_empties_the_field(open_page, stockholm):
    page = open_page(stockholm)
    search(page, "nacka")
    page.keyboard.press("Escape")
    expect(page.locator("#suggestions")).to_be_hidden()
    expect(page.locator("#search")).to_have_value("nacka")
    page.keyboard.press("Escape")
    expect(page.locator("#search")).to_have_value("")
    assert len(rows(page)) == 31


def test_with_the_suggestions_closed_keys_lead_into_the_list(open_page, stockholm):
    page = open_page(stockholm)
    page.locator("#search").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("li[data-office-id=bagarmossen] a")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#search")).to_be_focused()


def test_the_number_of_hits_is_announced(open_page, stockholm):
    page = open_page(stockholm)
    search(page, "nacka")
    expect(page.locator("#announcer")).to_have_text("2 av 31 kontor. 7 förslag")
    search(page, "farsta")
    expect(page.locator("#announcer")).to_contain_text("Rågsved, 4 km åt väster.")


@pytest.mark.parametrize(
    ("name", "value", "count"),
    [("area", "nacka", 2), ("certainty", "confirmed", None), ("area", "-", None)],
)
def test_filters_narrow_list_and_map_alike(open_page, stockholm, name, value, count):
    page = open_page(stockholm)
    page.locator("#filters-button").click()
    page.locator(f"#filter-{name}").select_option(value)
    left = rows(page)
    assert len(left) == count if count else 0 < len(left) < 31
    assert set(markers(page)) <= set(left)
    expect(page.locator("#filters-count")).to_have_text("(1)")
    page.get_by_role("button", name="Visa alla", exact=True).click()
    assert len(rows(page)) == 31


def test_the_list_can_be_sorted_by_district_and_back(open_page, stockholm):
    page = open_page(stockholm)
    by_name = rows(page)
    page.locator("#filters-button").click()
    page.get_by_label("Sortera efter").select_option("distrikt")
    where = page.locator(".offices .office-where").all_text_contents()
    districts = [text.split(" · ")[1] for text in where if " · " in text]
    order = list(dict.fromkeys(districts))
    assert order == sorted(order, key=districts.index)
    assert len(order) == 8
    assert rows(page) != by_name
    expect(page.locator("#count")).to_have_text("31 kontor · efter distrikt")
    page.get_by_label("Sortera efter").select_option("namn")
    assert rows(page) == by_name


def test_distance_can_only_be_sorted_by_from_a_point(open_page, stockholm):
    page = open_page(stockholm)
    option = page.locator("#filter-sort option[value=distance]")
    expect(option).to_be_disabled()
    page.evaluate("location.hash = 'near=59.3/18.1&sort=distance'")
    expect(option).to_be_enabled()
    expect(page.locator("#count")).to_have_text("31 kontor · närmast först")


def test_a_link_restores_filters_order_place_and_time(open_page, stockholm):
    link = "#in=soderort&sure=one%20source&sort=distance&time=5-22&near=59.2434/18.0939"
    page = open_page(stockholm + link)
    expect(page.locator("#nearby-from")).to_have_text("Närmast Farsta")
    expect(page.locator("#filter-area")).to_have_value("soderort")
    expect(page.locator("#filter-sort")).to_have_value("distance")
    expect(page.locator("#time-hour")).to_have_value("22")
    for part in link[1:].split("&"):
        assert part in page.evaluate("location.hash")


@pytest.mark.parametrize(
    "link", ["#in=x", "#sure=x", "#sort=x", "#time=9-25", "#near=x/1", "#near=100/1"]
)
def test_a_link_that_asks_for_nonsense_shows_everything(open_page, town_page, link):
    page = open_page(town_page + link)
    assert len(rows(page)) == 8
    expect(page.locator("#nearby")).to_be_hidden()


def test_filters_that_hide_everything_have_a_way_out(open_page, town_page):
    page = open_page(town_page + "#in=ost&hide=local")
    expect(page.locator("#empty")).to_contain_text("Inget kontor passar")
    page.get_by_role("button", name="Visa alla", exact=True).click()
    assert len(rows(page)) == 8


def test_names_of_places_are_only_words(open_page, town_page):
    page = open_page(town_page)
    search(page, "ingenstans")
    expect(page.locator(OPTIONS)).to_have_count(3)
    assert page.locator("#suggestions b, #suggestions img").count() == 0


def test_on_a_phone_a_place_is_found_without_leaving_the_map(open_page, stockholm):
    page = open_page(stockholm, viewport=PHONE, has_touch=True)
    search(page, "farsta")
    page.locator(OPTIONS).first.tap()
    expect(page.locator(".map-area")).to_be_visible()
    expect(page.locator("#nearby-office")).to_contain_text("Rågsved")
    page.evaluate(SETTLED)
    assert page.locator("button[data-office-id=ragsved]").bounding_box()["y"] > 0


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_the_finder_never_scrolls_sideways(open_page, stockholm, width):
    page = open_page(
        stockholm + "#near=59.2434/18.0939&time=5-22", viewport={"width": width, "height": 700}
    )
    page.locator("#filters-button").click()
    search(page, "a")
    page.evaluate(LAID_OUT)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_axe_finds_nothing_in_the_open_finder(open_page, stockholm, axe, lang, scheme):
    page = open_page(
        f"{stockholm}#lang={lang}&near=59.2434/18.0939&time=5-22", PHONE, color_scheme=scheme
    )
    page.locator("#filters-button").click()
    search(page, "nacka")
    page.keyboard.press("ArrowDown")
    assert axe(page, ".app") == []


def test_every_new_target_is_large_enough_to_touch(open_page, stockholm):
    page = open_page(stockholm + "#near=59.2434/18.0939", viewport=PHONE, has_touch=True)
    page.locator("#filters-button").click()
    for selector in (".tool", ".filters select:visible", "#forget"):
        boxes = [target.bounding_box() for target in page.locator(selector).all()]
        assert min(box["height"] for box in boxes) >= 44
