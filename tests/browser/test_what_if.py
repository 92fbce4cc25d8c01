"""The reader tries other offices: on the map, by keys, by name, by link; the figures follow."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect
from shapely.geometry import Point
from support.pages import PHONE, write_page

from poliskarta.coverage.analysis import analyse, estimate_demand
from poliskarta.coverage.assignment import assign_districts, summarize_districts
from poliskarta.pipeline import locate

TRIAL = "#try=*1!59.2!18.15~bro~husby!59.45!17.98"
FIGURES = (
    "population_per_office", "offices_per_100000", "share_within_1km", "share_within_2km",
    "share_within_5km", "share_within_10km", "mean_distance_m", "median_distance_m",
    "p90_distance_m", "max_distance_m", "share_nearest_elsewhere", "access_2sfca_5km",
)  # fmt: skip


@pytest.fixture(scope="module")
def surveyed(real):
    done = locate(real)
    return done, estimate_demand(done.dataset)


def start(page):
    page.get_by_role("button", name="Börja prova").click()
    expect(page.locator("#scenario-title")).to_be_focused()


def saved(page):
    """The comparison that the page saves: {(district, figure): (before, after)}."""
    with page.expect_download() as download:
        page.locator("#scenario-save").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8"))))
    assert {row["scenario"] for row in rows} == {"hypothetical"}
    return {(row["district_id"], row["figure"]): (row["before"], row["after"]) for row in rows}


def changed_offices(offices, trial):
    """The offices of a force after a trial {key: (latitude, longitude) or None}."""
    rows = offices.set_index("office_id", drop=False)
    template = rows[rows["kind"] == "local"].iloc[0]
    for key, point in trial.items():
        if point is None:
            rows = rows.drop(index=key)
            continue
        if key not in rows.index:
            rows.loc[key] = template.to_dict() | {"office_id": key, "name": key}
        rows.loc[key, "geometry"] = Point(point[1], point[0])
    return rows.reset_index(drop=True)


def in_python(done, demand, trial):
    """What Python says of a trial: figures of the districts by id, those of the region as ""."""
    region = done.region
    offices = changed_offices(done.offices, trial)
    columns = ["district_id", "unit_id", "municipality_code", "flags"]
    offices = assign_districts(offices.drop(columns=columns), done.districts, done.units, region)
    districts = summarize_districts(done.districts, done.units, offices, region)
    changed = replace(done, offices=offices, districts=districts)
    analysis = analyse(changed, demand)
    rows = analysis.districts.set_index("district_id").to_dict("index")
    return rows | {"": analysis.totals.to_dict()}


def require_same(found, wanted):
    for (district, figure), (_, after) in found.items():
        row = wanted[district]
        value = np.nan if after == "" else float(after)
        if figure in FIGURES:
            known = row.get(figure, np.nan)  # the region has none by 2SFCA
            assert value == pytest.approx(known, abs=1e-9, nan_ok=True), (district, figure)
        elif figure.startswith("people_within_"):
            share = row[figure.replace("people", "share")]
            assert round(value / row["population"], 6) == share, (district, figure)


def link_of(trial):
    parts = [key if p is None else f"{key}!{p[0]}!{p[1]}" for key, p in trial.items()]
    return "~".join(parts)


def random_trial(done, seed):
    """Some offices moved, some removed, some new, anywhere within the region's bounds."""
    rng = np.random.default_rng(seed)
    west, south, east, north = done.region.bounds
    ids = done.offices.loc[done.offices["kind"] == "local", "office_id"].tolist()
    rng.shuffle(ids)
    moved, gone = ids[: rng.integers(0, 6)], ids[6 : 6 + rng.integers(0, 6)]
    new = [f"*{n}" for n in range(1, rng.integers(1, 6))]
    points = {
        key: (round(rng.uniform(south, north), 5), round(rng.uniform(west, east), 5))
        for key in [*moved, *new]
    }
    return points | dict.fromkeys(gone)


def test_nothing_changed_gives_the_figures_of_the_map(open_page, stockholm, surveyed):
    page = open_page(stockholm)
    start(page)
    expect(page.locator("#scenario-summary")).to_contain_text("Inget är ändrat än")
    require_same(saved(page), in_python(*surveyed, {}))
    expect(page.locator("#scenario-results tbody tr.changed")).to_have_count(0)


@pytest.mark.parametrize("seed", range(5))
def test_any_trial_has_the_figures_of_python_in_every_district(
    open_page, stockholm, surveyed, seed
):
    trial = random_trial(surveyed[0], seed)
    page = open_page(f"{stockholm}#try={link_of(trial)}")
    require_same(saved(page), in_python(*surveyed, trial))


def test_without_any_office_the_distances_are_unknown(open_page, town_page, town):
    done = locate(town)
    fixed = done.offices[done.offices["kind"] == "local"]
    trial = dict.fromkeys(fixed.loc[fixed["placed"], "office_id"])
    page = open_page(f"{town_page}#try={link_of(trial)}")
    require_same(saved(page), in_python(done, estimate_demand(done.dataset), trial))
    page.locator("#scenario-figure").select_option("mean_distance_m")
    expect(page.locator("#scenario-results tr.all td").nth(1)).to_have_text("okänt")


def test_an_office_is_put_down_by_pressing_the_map(open_page, stockholm, surveyed):
    page = open_page(stockholm)
    start(page)
    page.locator("#scenario-new").click()
    box = page.locator(".folium-map").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.6)
    expect(page.locator(".scenario-marker")).to_have_count(1)
    expect(page.locator("#scenario-summary")).to_contain_text("Nytt kontor 1 står nu i distrikt")
    expect(page.locator("#scenario-new")).to_be_focused()
    key, lat, lon = page.evaluate("decodeURIComponent(location.hash)").split("try=")[1].split(
        "&"
    )[0].split("!")  # fmt: skip
    require_same(saved(page), in_python(*surveyed, {key: (float(lat), float(lon))}))


def test_everything_can_be_done_by_keys_alone(open_page, stockholm):
    page = open_page(stockholm)
    page.locator("#scenario-begin").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#scenario-title")).to_be_focused()
    page.locator("#scenario-office").focus()
    page.keyboard.type("Husby")
    expect(page.locator("#scenario-office")).to_have_value("husby")
    page.locator("#scenario-move").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.locator("#pick-middle").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#scenario-move")).to_be_focused()
    expect(page.locator("#scenario-summary")).to_contain_text("Husby står nu i distrikt")
    page.keyboard.press("Tab")
    expect(page.locator("#scenario-remove")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#scenario-summary")).to_contain_text("Husby är borttaget.")
    expect(page.locator("#scenario-office")).to_be_focused()
    page.locator("#scenario-undo").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#scenario-changes")).to_contain_text("Husby: flyttat")
    page.keyboard.press("Enter")
    expect(page.locator("#scenario-summary")).to_contain_text("Inget är ändrat än")
    expect(page.locator("#scenario-office")).to_be_focused()


def test_an_office_is_put_where_a_place_of_that_name_is(open_page, stockholm):
    page = open_page(stockholm)
    start(page)
    page.locator("#scenario-new").click()
    page.locator("#scenario-search").fill("xqzw")
    page.keyboard.press("Enter")
    expect(page.locator("#scenario-missed")).to_have_text("Ingen plats på kartan heter så.")
    page.locator("#scenario-search").fill("Vaxholm")
    page.locator("#scenario-put").click()
    expect(page.locator("#scenario-changes")).to_have_text("Nytt kontor 1: i distrikt Roslagen")
    expect(page.locator("#picking")).to_be_hidden()


def test_an_office_can_be_dragged_and_stays_where_it_is_for_all_others(open_page, stockholm):
    page = open_page(stockholm)
    start(page)
    marker = page.locator(".marker[data-office-id=rimbo]")
    box = marker.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 40, y + 60, steps=4)
    page.mouse.up()
    expect(page.locator("#scenario-changes")).to_contain_text("Rimbo: flyttat")
    new = page.locator(".scenario-marker").bounding_box()
    assert (new["x"] + 16, new["y"] + 16) == (pytest.approx(x - 40, abs=2),
                                              pytest.approx(y + 60, abs=2))  # fmt: skip
    assert marker.bounding_box() == box
    expect(marker).to_have_attribute("aria-describedby", "scenario-gone")


def test_a_finger_drags_an_office_and_not_the_page(open_page, stockholm):
    page = open_page(stockholm + "#try=*1!59.4!17.9", PHONE, has_touch=True, is_mobile=True)
    page.locator(".map-area").scroll_into_view_if_needed()
    box, scrolled = page.locator(".scenario-marker").bounding_box(), page.evaluate("scrollY")
    touches = page.context.new_cdp_session(page)
    for name, points in (
        ("touchStart", [(16, 16)]), *(("touchMove", [(16 + 8 * n, 16 + 6 * n)]) for n in range(9)),
        ("touchEnd", []),
    ):  # fmt: skip
        at = [{"x": box["x"] + x, "y": box["y"] + y} for x, y in points]
        touches.send("Input.dispatchTouchEvent", {"type": name, "touchPoints": at})
    expect(page.locator("#scenario-undo")).to_be_enabled()
    moved = page.locator(".scenario-marker").bounding_box()
    assert moved["x"] - box["x"] == pytest.approx(64, abs=2)
    assert page.evaluate("scrollY") == scrolled


def test_escape_ends_the_asking_and_gives_the_focus_back(open_page, stockholm):
    page = open_page(stockholm)
    start(page)
    page.locator("#scenario-new").click()
    page.locator("#scenario-search").focus()
    page.keyboard.press("Escape")
    expect(page.locator("#scenario-new")).to_be_focused()
    expect(page.locator("#scenario-new")).to_have_attribute("aria-pressed", "false")
    expect(page.locator("#scenario-search")).to_be_hidden()


def test_another_figure_is_shown_when_it_is_chosen(open_page, stockholm):
    page = open_page(stockholm + TRIAL)
    page.locator("#scenario-figure").select_option("share_within_5km")
    expect(page.locator("#scenario-results tr.all td").first).to_contain_text("%")
    expect(page.locator("#scenario-results tr.changed td").last).to_contain_text("%-enh.")
    page.locator("#scenario-method").click()
    expect(page.locator("#method-share_within")).to_have_attribute("open", "")


def test_only_figures_that_offices_change_are_offered(open_page, stockholm):
    page = open_page(stockholm + TRIAL)
    select = page.locator("#scenario-figure")
    ids = select.locator("option").evaluate_all("options => options.map(({ value }) => value)")
    assert len(ids) == 16
    for figure in ids:
        select.select_option(figure)
        everywhere = "tr.all td" if "2sfca" not in figure else "tbody tr:not(.all) td"
        expect(page.locator(f"#scenario-results {everywhere}").first).not_to_have_text("okänt")


def test_markers_choose_offices_instead_of_opening_cards(open_page, stockholm):
    page = open_page(stockholm)
    start(page)
    page.locator(".marker[data-office-id=rimbo]").click()
    expect(page.locator("#scenario-office")).to_have_value("rimbo")
    expect(page.locator("#sheet")).to_be_hidden()
    page.locator("#scenario-stop").click()
    expect(page.locator("#scenario")).to_be_hidden()
    page.locator(".marker[data-office-id=rimbo]").click()
    expect(page.locator("#sheet")).to_be_visible()


def test_finishing_leaves_the_map_as_it_was_and_keeps_the_trial_for_later(open_page, stockholm):
    page = open_page(stockholm + TRIAL)
    expect(page.locator(".marker.gone")).to_have_count(2)
    page.locator("#scenario-stop").click()
    expect(page.locator("#scenario-begin")).to_be_focused()
    assert "try=" not in page.evaluate("location.hash")
    for gone in (".marker.gone", ".scenario-marker", "path.scenario-line"):
        expect(page.locator(gone)).to_have_count(0)
    expect(page.locator("#scenario-key")).to_be_hidden()
    start(page)
    expect(page.locator("#scenario-changes li")).to_have_count(3)


def test_a_step_is_undone_and_all_is_begun_anew(open_page, stockholm):
    page = open_page(stockholm + TRIAL)
    page.locator("#scenario-office").select_option("bro")
    page.locator("#scenario-restore").click()
    expect(page.locator("#scenario-changes li")).to_have_count(2)
    page.locator("#scenario-reset").click()
    expect(page.locator("#scenario-changes li")).to_have_count(0)
    page.locator("#scenario-undo").click()
    page.locator("#scenario-undo").click()
    expect(page.locator("#scenario-changes li")).to_have_count(3)
    expect(page.locator("#scenario-undo")).to_be_disabled()


def test_all_of_it_is_said_in_english_too(open_page, stockholm):
    page = open_page(stockholm + TRIAL)
    page.locator("[data-lang=en]").click()
    expect(page.locator("#scenario-title")).to_have_text("Try it yourself")
    expect(page.locator("#scenario-summary")).to_contain_text("inhabitants get closer")
    expect(page.locator("#scenario-changes")).to_contain_text("New office 1: in district Södertörn")
    expect(page.locator("#scenario-figure option").first).to_have_text("Inhabitants within 1 km")
    expect(page.locator(".scenario-marker").first).to_have_attribute(
        "aria-label", "New office 1, position in the trial"
    )
    assert (
        not page.locator(".scenario, .scenario-results").get_by_text("kontor", exact=False).count()
    )


def test_a_link_that_asks_for_nonsense_asks_for_nothing(open_page, stockholm):
    page = open_page(f"{stockholm}#try=nobody~*x!1!2~*1~husby!1~*2!0!0~bro!NaN!18~<b>")
    expect(page.locator("#scenario")).to_be_visible()
    expect(page.locator("#scenario-changes li")).to_have_count(0)


def test_off_the_map_no_office_can_stand(open_page, stockholm):
    page = open_page(stockholm + "#view=8/57.2/18")
    start(page)
    page.locator("#scenario-new").click()
    page.locator("#pick-middle").click()
    expect(page.locator("#scenario-missed")).to_contain_text("utanför kartan")
    expect(page.locator(".scenario-marker")).to_have_count(0)


def test_a_district_is_that_of_python_along_its_borders_and_shores(open_page, stockholm, surveyed):
    done, _ = surveyed
    region = done.region
    border = done.districts.geometry.to_crs(region.crs).boundary.iloc[1]
    points = [border.interpolate(t, normalized=True) for t in np.linspace(0, 1, 60)]
    near = [Point(p.x + dx, p.y + dy) for p in points for dx, dy in ((3, 2), (-3, -2), (150, 90))]
    frame = done.offices.iloc[[0] * len(near)].reset_index(drop=True)
    frame = frame.set_geometry(near, crs=region.crs).to_crs("EPSG:4326")
    degrees = [(round(p.y, 5), round(p.x, 5)) for p in frame.geometry]
    frame = frame.set_geometry([Point(lon, lat) for lat, lon in degrees], crs="EPSG:4326")
    columns = ["district_id", "unit_id", "municipality_code", "flags"]
    wanted = assign_districts(frame.drop(columns=columns), done.districts, done.units, region)
    page = open_page(stockholm)
    found = page.evaluate(
        """(points) => points.map(([lat, lon]) =>
            modules["what-if/engine.js"].districtOf({ lat, lon })?.id ?? "")""",
        degrees,
    )
    assert found == wanted["district_id"].tolist()
    assert len(set(found)) > 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_axe_finds_nothing_in_a_trial(open_page, stockholm, axe, scheme, language):
    page = open_page(f"{stockholm}{TRIAL}&lang={language}", color_scheme=scheme)
    page.locator("#scenario-new").click()
    assert axe(page) == []


def test_a_phone_shows_map_and_figures_one_after_the_other(open_page, stockholm, axe):
    page = open_page(stockholm + TRIAL, viewport=PHONE, has_touch=True)
    tops = [
        page.locator(name).bounding_box()["y"]
        for name in ("#scenario", ".map-area", "#scenario-results")
    ]
    assert tops == sorted(tops)
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    assert axe(page) == []


def test_paper_says_that_it_is_a_trial(open_page, stockholm):
    page = open_page(stockholm + TRIAL)
    page.emulate_media(media="print")
    expect(page.locator(".scenario-mark")).to_be_visible()
    expect(page.locator("#scenario-key")).to_be_visible()
    expect(page.locator("#scenario-results table")).to_be_visible()
    expect(page.locator("#scenario-new")).to_be_hidden()


def test_words_made_to_harm_stay_words_in_a_trial(open_page, town, tmp_path):
    located = locate(town)
    name = "<img src=x onerror=window.hacked=1>"
    offices = located.offices.assign(name=name)
    districts = located.districts.assign(name=name)
    address = write_page(town, tmp_path / "p.html", offices=offices, districts=districts)
    page = open_page(address + "#try=mitt!59.5!17.8~*1!59.5!17.9")
    expect(page.locator("#scenario-office option").first).to_contain_text(name)
    expect(page.locator("#scenario-changes")).to_contain_text("<img")
    assert page.evaluate("window.hacked") is None
    assert page.locator("body img").count() == 0


def test_without_people_the_page_offers_no_trial(open_page, town, tmp_path):
    nobody = estimate_demand(locate(town).dataset).iloc[:0]
    address = write_page(town, tmp_path / "p.html", demand=nobody)
    page = open_page(address + "#try=*1!59.5!17.9")
    for part in (
        "#what-if",
        "#scenario",
        "#scenario-results",
        "#scenario-key",
        'a[href="#what-if"]',
    ):
        expect(page.locator(part)).to_have_count(0)


def test_a_page_embedded_in_another_one_shows_no_trial(open_page, stockholm):
    page = open_page(stockholm + "?embed" + TRIAL)
    expect(page.locator("#scenario")).to_be_hidden()
    expect(page.locator(".marker.gone")).to_have_count(0)


def test_nothing_is_prepared_before_a_trial_begins(open_page, stockholm, tmp_path):
    html = Path(stockholm.removeprefix("file://")).read_text(encoding="utf-8")
    assert html.count('"projection":{') == 1
    spoilt = tmp_path / "page.html"
    spoilt.write_text(html.replace('"projection":{', '"spoilt":{'), encoding="utf-8")
    page = open_page(spoilt.as_uri())
    expect(page.locator(".marker").first).to_be_visible()
    failure = """() => {
      try { modules["what-if/engine.js"].evaluateScenario(new Map()); } catch { return 1; }
    }"""
    assert page.evaluate(failure) == 1
