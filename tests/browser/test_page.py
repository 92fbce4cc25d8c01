"""The page as its readers use it: find an office, see it, read about it, on any screen."""

import re

import pytest
from playwright.sync_api import expect
from support.pages import LAID_OUT, PHONE, SETTLED, WIDE

VISIBLE_ROWS = ".offices li:not([hidden])"
CARD = ".office-popup"


def row(page, office):
    return page.locator(f"li[data-office-id={office}] a")


def test_all_offices_are_listed_and_the_placed_ones_have_a_marker(open_page, stockholm):
    page = open_page(stockholm)
    assert page.locator(VISIBLE_ROWS).count() == 31
    assert page.locator("button[data-office-id][data-kind=local]").count() == 27
    assert page.locator("button[data-office-id][data-kind=mobile]").count() == 2
    assert page.locator("path[data-district-id]").count() == 8


def test_every_marker_has_a_name_of_its_own_place_and_kind(open_page, stockholm):
    page = open_page(stockholm)
    expect(
        page.get_by_role("button", name="Husby, lokalt poliskontor, ungefärligt läge")
    ).to_be_attached()
    names = page.locator("button[data-office-id]").evaluate_all("all => all.map(b => b.ariaLabel)")
    assert len(set(names)) == len(names)


AWAY = """() => {
  const { map } = poliskarta;
  const { data } = modules["core/data.js"];
  const frame = map.getContainer().getBoundingClientRect();
  const offices = new Map(data.offices.map((office) => [office.id, office]));
  return [...document.querySelectorAll("button.marker[data-office-id]")].map((button) => {
    const box = button.getBoundingClientRect();
    const office = offices.get(button.dataset.officeId);
    const place = map.latLngToContainerPoint(office);
    const drawn = L.point(box.x + box.width / 2 - frame.x, box.y + box.height / 2 - frame.y);
    const metres = map.distance(office, map.containerPointToLatLng(drawn));
    return [drawn.distanceTo(place), metres, button.classList.contains("moved")];
  });
}"""


@pytest.mark.parametrize("zoom", [None, 8, 10, 12, 15])
@pytest.mark.parametrize("size", [(320, 568), (375, 812), (768, 1024), (1280, 800), (1920, 1080)])
def test_a_marker_stands_at_its_place_or_tied_to_it_nearby(open_page, stockholm, size, zoom):
    viewport = dict(zip(("width", "height"), size, strict=True))
    page = open_page(stockholm + (f"#view={zoom}/59.35/18.0" if zoom else ""), viewport)
    away = page.evaluate(AWAY)
    assert len(away) >= 25
    assert [row for row in away if row[0] > 1.5 and row[1] > 100] == []  # 1: whole pixels
    assert [row for row in away if row[0] > 4.5 and not row[2]] == []


def test_of_markers_that_cover_each_other_the_nearest_to_the_pointer_is_chosen(
    open_page, stockholm
):
    page = open_page(stockholm + "#view=8/59.35/18.0")
    for office in ("fittja", "hallunda", "husby", "tensta"):
        box = page.locator(f"button.marker[data-office-id={office}]").bounding_box()
        middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.click(*middle)
        expect(page.locator(CARD)).to_have_attribute("data-office-id", office)
        page.keyboard.press("Escape")


def test_a_row_opens_the_card_and_marks_the_office_everywhere(open_page, stockholm):
    page = open_page(stockholm)
    row(page, "tensta").click()
    expect(page.locator(CARD)).to_have_attribute("data-office-id", "tensta")
    expect(page.locator("li[data-office-id=tensta] a")).to_have_attribute("aria-current", "true")
    expect(page.locator("button[data-office-id=tensta]")).to_have_class(re.compile("selected"))
    assert page.evaluate("location.hash").startswith("#office=tensta")
    expect(page.locator("path.uncertainty")).to_be_attached()


def test_a_marker_opens_the_same_card_by_key(open_page, stockholm):
    page = open_page(stockholm)
    page.locator("button[data-office-id=husby]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(CARD)).to_have_attribute("data-office-id", "husby")
    expect(page.locator(".card-title")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(CARD)).to_have_count(0)
    expect(page.locator("button[data-office-id=husby]")).to_be_focused()


def test_the_card_says_that_an_address_is_not_known(open_page, stockholm):
    page = open_page(stockholm + "#office=husby")
    card = page.locator(CARD)
    expect(card).to_contain_text("Kontorets exakta adress finns inte i källorna.")
    expect(card).to_contain_text("Kontoret ligger troligen inom")
    expect(card).to_contain_text("114 14")
    expect(card).not_to_contain_text("112")
    route = card.get_by_role("link", name="Vägbeskrivning").get_attribute("href")
    assert route.startswith("https://www.openstreetmap.org/directions?to=59.4")


def test_an_office_without_a_place_is_listed_with_its_reason_and_never_drawn(open_page, stockholm):
    page = open_page(stockholm)
    row = page.locator("li[data-office-id=mobil-soderort]")
    expect(row).to_contain_text("Inte på kartan: källorna nämner ingen plats.")
    row.get_by_role("link").click()
    expect(page.locator(CARD)).to_contain_text("Södermalm och Stureplan och i Söderort och Norrort")
    expect(page.locator("button[data-office-id=mobil-soderort]")).to_have_count(0)


def test_search_narrows_list_and_map_alike(open_page, stockholm):
    page = open_page(stockholm)
    page.locator("input[type=search]").fill("hasselby")
    expect(page.locator(VISIBLE_ROWS)).to_have_count(1)
    expect(page.locator("button[data-office-id]")).to_have_count(1)
    expect(page.locator("#count")).to_have_text("1 av 31 kontor · A–Ö")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Visa alla", exact=True).click()
    expect(page.locator(VISIBLE_ROWS)).to_have_count(31)


def test_search_that_finds_nothing_says_so(open_page, stockholm):
    page = open_page(stockholm)
    page.locator("input[type=search]").fill("qqqq")
    expect(page.locator("#empty")).to_contain_text("Inget kontor")
    page.keyboard.press("Escape")
    expect(page.locator(VISIBLE_ROWS)).to_have_count(31)


def test_keys_lead_from_the_search_into_the_list(open_page, stockholm):
    page = open_page(stockholm)
    page.locator("input[type=search]").fill("nacka")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(CARD)).to_have_attribute("data-office-id", "orminge")


def test_a_kind_can_be_left_out_in_list_map_and_layers(open_page, stockholm):
    page = open_page(stockholm)
    page.locator(".kinds [data-filter-kind=local]").uncheck()
    expect(page.locator(VISIBLE_ROWS)).to_have_count(4)
    expect(page.locator("button[data-office-id]")).to_have_count(2)
    page.locator(".layers summary").click()
    expect(page.locator(".layers [data-filter-kind=local]")).not_to_be_checked()


@pytest.mark.parametrize("layer", ["districts", "municipalities", "background", "names"])
def test_each_layer_can_be_put_away_and_back(open_page, stockholm, layer):
    page = open_page(stockholm)
    drawn = {
        "districts": "path[data-district-id]",
        "municipalities": "path.municipality-line",
        "background": "path.water",
        "names": ".names",
    }[layer]
    page.locator(".layers summary").click()
    page.locator(f"[data-layer={layer}]").uncheck()
    expect(page.locator(drawn)).to_have_count(0)
    page.locator(f"[data-layer={layer}]").check()
    expect(page.locator(drawn).first).to_be_attached()


def test_a_district_shows_its_card_from_table_and_map(open_page, stockholm):
    page = open_page(stockholm)
    page.locator("#districts").get_by_role("link", name="Roslagen").click()
    card = page.locator(".district-card[data-district-id=roslagen]")
    expect(card).to_contain_text("231 799")
    card.get_by_role("link", name="Rimbo").click()
    expect(page.locator(CARD)).to_have_attribute("data-office-id", "rimbo")
    page.keyboard.press("Escape")
    page.locator("path[data-district-id=norrort]").dispatch_event("click")
    expect(page.locator(".district-card")).to_have_attribute("data-district-id", "norrort")


def test_both_languages_are_complete(open_page, stockholm):
    page = open_page(stockholm + "#office=husby")
    page.locator("button[data-lang=en]").click()
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.title() == "Police offices in Stockholm County 2010"
    expect(page.locator(CARD)).to_contain_text("The sources don’t give the office’s exact address.")
    expect(
        page.get_by_role("button", name="Husby, local police office, approximate position")
    ).to_be_attached()
    page.evaluate(LAID_OUT)
    text = page.locator("body").inner_text()
    assert "Special initiatives" in text
    for word in ("Särskilda", "Källor", "poliskontor", "Invånare", "Distrikten", "uppgift"):
        assert word not in text
    page.locator("button[data-lang=sv]").click()
    expect(page.locator("h1")).to_have_text("Poliskontor i Stockholms län 2010")


def test_a_link_restores_what_it_was_copied_from(open_page, stockholm):
    page = open_page(stockholm + "#lang=en&district=nacka&hide=mobile&find=nacka&view=11/59.3/18.2")
    expect(page.locator(".district-card")).to_contain_text("District of Nacka")
    expect(page.locator("input[type=search]")).to_have_value("nacka")
    expect(page.locator(VISIBLE_ROWS)).to_have_count(2)
    assert page.evaluate("poliskarta.map.getZoom()") == 11
    assert page.evaluate("poliskarta.map.getCenter().lat") == pytest.approx(59.3, abs=0.01)


def test_the_back_button_goes_back(open_page, stockholm):
    page = open_page(stockholm)
    row(page, "tensta").click()
    row(page, "husby").click()
    page.go_back()
    expect(page.locator(CARD)).to_have_attribute("data-office-id", "tensta")
    page.go_back()
    expect(page.locator(CARD)).to_have_count(0)


@pytest.mark.parametrize("fragment", ["#office=nowhere", "#district=%3Cb%3E"])
def test_a_link_to_what_is_not_there_says_so(open_page, stockholm, fragment):
    page = open_page(stockholm + fragment)
    expect(page.locator("#notice")).to_contain_text("som inte finns på den här kartan")
    expect(page.locator(".card")).to_have_count(0)


def test_the_wheel_scrolls_the_page_and_zooms_only_with_ctrl(open_page, stockholm):
    page = open_page(stockholm)
    before = page.evaluate("poliskarta.map.getZoom()")
    page.mouse.move(900, 400)
    page.mouse.wheel(0, -200)
    expect(page.locator("#map-hint")).to_contain_text("Ctrl")
    assert page.evaluate("poliskarta.map.getZoom()") == before
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    page.keyboard.up("Control")
    page.evaluate(SETTLED)
    assert page.evaluate("poliskarta.map.getZoom()") > before


def test_on_a_phone_map_and_list_take_turns_and_the_card_is_a_sheet(open_page, stockholm):
    page = open_page(stockholm, viewport=PHONE, has_touch=True)
    expect(page.locator(".offices")).to_be_hidden()
    page.get_by_role("button", name="Lista").click()
    expect(page.locator(".map-area")).to_be_hidden()
    row(page, "bagarmossen").click()
    expect(page.locator(".map-area")).to_be_visible()
    box = page.locator("#sheet").bounding_box()
    assert box["height"] <= 0.6 * PHONE["height"] + 1
    assert box["y"] + box["height"] == pytest.approx(PHONE["height"], abs=1)


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_nothing_scrolls_sideways(open_page, stockholm, width):
    page = open_page(stockholm + "#office=husby", viewport={"width": width, "height": 800})
    page.evaluate(LAID_OUT)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_scripts_everything_is_still_there(open_page, stockholm):
    page = open_page(stockholm, java_script_enabled=False)
    assert page.locator(VISIBLE_ROWS).count() == 31
    assert page.get_by_role("table").count() == 2
    text = page.locator("body").inner_text()
    for part in ("Kartan behöver skript", "114 14", "59.4", "Kontaktpoliser", "1 300", "359 059"):
        assert part in text.replace("\u00a0", " ")
    expect(page.locator("input[type=search]")).to_be_hidden()


def test_both_figures_stand_where_the_sources_disagree(open_page, stockholm):
    page = open_page(stockholm)
    page.evaluate(LAID_OUT)
    article = page.locator(".initiative", has_text="Kontaktpoliser")
    assert [
        re.split(r"\s(?=[a-z])", text)[0] for text in article.locator(".figure").all_inner_texts()
    ] == ["700", "1\u00a0300"]


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, WIDE], ids=["phone", "wide"])
def test_axe_finds_nothing(open_page, stockholm, axe, lang, scheme, viewport):
    page = open_page(f"{stockholm}#lang={lang}&office=husby", viewport, color_scheme=scheme)
    page.locator(".layers summary").click()
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    assert axe(page) == []
    page.keyboard.press("Escape")
    page.evaluate("location.hash = 'district=city'")
    expect(page.locator(".district-card")).to_be_visible()
    assert axe(page, ".map-area") == []


def test_names_made_to_harm_are_only_words(open_page, town_page):
    page = open_page(town_page + "#office=elak")
    expect(page.locator(".card-title")).to_have_text("<b>&\"'</b><img src=x onerror=alert(1)>")
    expect(page.locator(CARD)).to_contain_text("</script><script>alert(2)</script>")
    expect(page.locator("h1")).to_have_text("Poliskontor i Påhittköping <i>2020</i>")
    assert page.locator("img, b").count() == 0


def test_everything_can_be_reached_and_left_by_tab(open_page, town_page):
    page = open_page(town_page)
    seen = []
    for _ in range(80):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.outerHTML.slice(0, 90)"))
        if seen[-1].startswith("<body"):
            break
    reached = "\n".join(seen)
    for part in ('data-lang="en"', 'id="search"', "#office=mitt", "data-zoom", "#district=norr"):
        assert part in reached
    assert seen[-1].startswith("<body")


def test_a_count_stands_on_one_line(open_page, stockholm):
    page = open_page(stockholm)
    heights = page.locator(".chip-count").evaluate_all("all => all.map(one => one.offsetHeight)")
    assert max(heights) < 2 * min(heights)
    assert max(heights) < 30


UNDER = """() => {
  const boxes = (names) => [...document.querySelectorAll(names)]
    .filter((e) => e.checkVisibility({ visibilityProperty: true }))
    .map((e) => [e.textContent.trim(), e.getBoundingClientRect()]);
  const over = boxes('.zoom, .layers, .legend, .attribution, .leaflet-control-scale-line, .sheet');
  const [[, map]] = boxes('.folium-map');
  const apart = (a, b) => a.right <= b.left || b.right <= a.left
    || a.bottom <= b.top || b.bottom <= a.top;
  const leaves = (a) => a.left < map.left - 1 || a.right > map.right + 1 || a.top < map.top - 1;
  return boxes('.names span, .labelled .marker-label')
    .filter(([, box]) => leaves(box) || over.some(([, other]) => !apart(box, other)))
    .map(([name]) => name);
}"""


@pytest.mark.parametrize("link", ["", "#view=11/59.3/18.05", "#office=husby"])
@pytest.mark.parametrize("viewport", [PHONE, WIDE], ids=["phone", "wide"])
def test_no_name_on_the_map_is_cut_or_covered(open_page, stockholm, viewport, link):
    page = open_page(stockholm + link, viewport)
    page.evaluate(SETTLED)
    names = page.locator(".names span:not([hidden]), .labelled .marker-label")
    expect(names.first).to_be_attached()
    chosen = page.locator(".marker.selected .marker-label").all_inner_texts()
    assert set(page.evaluate(UNDER)) <= set(chosen)


def test_a_notice_follows_the_language(open_page, stockholm):
    page = open_page(stockholm + "#office=nowhere")
    page.locator("button[data-lang=en]").click()
    expect(page.locator("#notice")).to_contain_text("which this map does not have")


def test_a_screen_reader_hears_of_no_nameless_picture_and_no_empty_list(open_page, stockholm):
    page = open_page(stockholm + "#office=husby")
    heard = page.locator("body").aria_snapshot().splitlines()
    assert [line for line in heard if re.fullmatch(r"\s*- (img|list)", line)] == []
    assert page.locator("h1 button, h2 button, h3 button").count() == 0


@pytest.mark.parametrize(("viewport", "count"), [(PHONE, 1), (WIDE, 0)], ids=["phone", "wide"])
def test_on_a_phone_the_parts_of_the_page_are_a_list_below_the_map(
    open_page, stockholm, viewport, count
):
    page = open_page(stockholm, viewport)
    links = page.locator(".page-nav a[href='#about']")
    assert links.filter(visible=True).count() == count
    assert page.get_by_role("navigation", name="Sidans delar").count() == 1


def test_a_range_says_its_unit_once_in_table_and_card(open_page, stockholm):
    page = open_page(stockholm + "#district=nacka")
    for ranges in (page.locator("#districts .range"), page.locator(".card-figures .range")):
        texts = ranges.all_inner_texts()
        assert texts
        said = [text.split(": ")[-1] for text in texts]  # after "95 %: ", how sure it is
        assert {text.count("%") + text.count("km") for text in said} <= {0, 1}
        assert any("km" in text for text in said)


def test_the_list_starts_from_its_top_in_a_new_order(open_page, stockholm):
    page = open_page(stockholm + "#office=varby")
    assert page.evaluate("document.querySelector('.list').scrollTop") > 0
    page.evaluate("location.hash = 'near=59.3/18.1&sort=distance'")
    expect(page.locator("#count")).to_contain_text("närmast först")
    assert page.evaluate("document.querySelector('.list').scrollTop") == 0


@pytest.mark.parametrize("zoom", [10, 12, 15])
def test_water_lies_where_water_is_at_every_zoom(open_page, stockholm, zoom):
    page = open_page(f"{stockholm}#view={zoom}/59.322/18.055")
    wet = page.evaluate(
        """() => [[59.3236, 18.0470], [59.3300, 18.0700]].map((point) => {
          const { x, y } = poliskarta.map.latLngToLayerPoint(point);
          return document.querySelector('path.water').isPointInFill(new DOMPoint(x, y));
        })"""
    )
    assert wet == [True, False]
