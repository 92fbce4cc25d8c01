"""The page as text: complete, inert, the same bytes every time, and asking no one for anything."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pandas as pd
import pytest
from support.changed import changed, each_table

from poliskarta.coverage.analysis import analyse
from poliskarta.errors import DataError
from poliskarta.page.payload import build_payload
from poliskarta.page.render import render_page
from poliskarta.pipeline import locate
from poliskarta.project.region import Publication
from poliskarta.templating import content_hash

KB = 1000
HOSTILE = (
    "</script><img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "${alert(1)}",
    "{{7*7}}",
    "{% raw %}",
    "'\"><b>",
    "javascript:alert(1)",
    "`;alert(1)//",
    "--><script>alert(1)</script>",
    "&lt;b&gt;",
    "\u2028\u2029\u202eabc",
    "{n} {name}",
)


class Tags(HTMLParser):
    """All start tags of a page, and the text inside each script and style."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags, self.texts, self.inside = [], [], None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.inside = tag

    def handle_data(self, data):
        if self.inside in {"script", "style"}:
            self.texts.append((self.inside, self.tags[-1][1], data))

    def handle_endtag(self, tag):
        self.inside = None

    def attributes(self, name):
        return [attrs[name] for _, attrs in self.tags if name in attrs]


@pytest.fixture(scope="module")
def surveyed(real):
    return locate(real)


@pytest.fixture(scope="module")
def stockholm(real, surveyed):
    return render_page(analyse(surveyed))


@pytest.fixture
def analysis(town):
    return analyse(locate(town))


@pytest.fixture
def page(region, analysis):
    return render_page(analysis)


def scripts(page):
    return [
        text for tag, attrs, text in Tags(page).texts if tag == "script" and "type" not in attrs
    ]


def data_of(page):
    block = page.split('id="poliskarta-data">')[1].split("</script>")[0]
    return json.loads(block)


def test_the_page_does_not_depend_on_the_order_of_the_rows(region, analysis, page):
    shuffled = each_table(analysis, lambda frame: frame.sample(frac=1, random_state=7))
    assert render_page(shuffled) == page


def test_the_page_holds_no_random_id(page):
    outside = page.replace(data_of(page)["hash"], "")
    assert not re.search(r"\b[0-9a-f]{32}\b", outside)


def test_the_scripts_are_the_same_whatever_the_data(page, stockholm):
    assert scripts(page) == scripts(stockholm)


def test_the_policy_allows_each_script_and_style_and_no_other(page):
    tags = Tags(page)
    policy = next(a["content"] for _, a in tags.tags if a.get("http-equiv"))
    texts = [text for _, attrs, text in tags.texts if "json" not in attrs.get("type", "")]
    allowed = set(re.findall(r"'sha256-[^']+'", policy))
    assert allowed == {content_hash(text) for text in texts}
    assert "default-src 'none'" in policy


def test_nothing_in_the_page_is_loaded_or_runs_by_attribute(page):
    tags = Tags(page)
    assert not {"link", "img", "iframe", "object", "base", "form action"} & {
        t for t, _ in tags.tags
    }
    assert tags.attributes("src") == []
    assert tags.attributes("style") == []
    assert [name for _, attrs in tags.tags for name in attrs if name.startswith("on")] == []


def test_links_lead_only_where_links_may(stockholm):
    scheme = re.compile(r"#|https?://|mailto:|tel:|geo:")
    assert [href for href in Tags(stockholm).attributes("href") if not scheme.match(href)] == []


def test_every_office_has_a_row_in_the_order_of_names(stockholm, surveyed):
    rows = re.findall(r'<li data-office-id="(.*?)"', stockholm)
    assert sorted(rows) == sorted(surveyed.offices["office_id"])
    assert rows[:3] + rows[-2:] == ["bagarmossen", "brandbergen", "bro", "varby", "alvsjo"]


def test_an_office_that_is_not_placed_says_why_in_its_row(page):
    row = page.split('<li data-office-id="okand"')[1].split("</li>")[0]
    assert "flera platser heter så" in row
    assert "symbol-unplaced" in row


def test_without_scripts_there_is_a_table_with_every_position(page, analysis):
    table = page.split("<noscript>")[-1].split("</noscript>")[0]
    points = analysis.located.offices.geometry.dropna()
    assert [f"{round(p.y, 5)}, {round(p.x, 5)}" in table for p in points] == [True] * len(points)
    assert table.count("<tr>") == len(analysis.located.offices) + 1


def test_the_page_says_who_publishes_it_or_that_nobody_is_stated(region, analysis, page):
    assert "Ingen utgivare är angiven" in page
    stated = Publication("<b>", "javascript:alert(1)", "map@example.org", "CC BY 4.0")
    html = render_page(changed(analysis, region=replace(region, publication=stated)))
    about = html[html.index('id="about"') :]
    assert '<bdi>&lt;b&gt;</bdi>, <a href="mailto:map@example.org"' in about
    assert "<bdi>CC BY 4.0</bdi>" in about


def test_the_real_page_is_small_with_all_that_a_trial_takes(stockholm):
    assert len(stockholm.encode()) <= 850 * KB


def test_the_emergency_number_stands_once(stockholm):
    body = stockholm.split("<body>")[1].split("<script")[0]
    assert len(re.findall(r">112<", body)) == 1


def test_a_colour_that_is_not_one_is_refused(region, analysis):
    kinds = tuple(replace(kind, colour="red;}</style><script>") for kind in region.kinds)
    with pytest.raises(DataError, match="not #rrggbb"):
        render_page(changed(analysis, region=replace(region, kinds=kinds)))


def test_a_language_without_words_is_refused(region, analysis):
    with pytest.raises(DataError, match="tlh"):
        render_page(changed(analysis, region=replace(region, languages=("sv", "tlh"))))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_in_every_field_stay_words(region, analysis, page, text):
    bad = render_page(changed(spoil(analysis, text), region=spoilt_region(region, text)))
    clean, spoilt = Tags(page), Tags(bad)
    assert {tag for tag, _ in spoilt.tags} <= {tag for tag, _ in clean.tags} | {
        "span",
        "a",
        "strong",
    }
    assert {name for _, attrs in spoilt.tags for name in attrs} <= {
        name for _, attrs in clean.tags for name in attrs
    } | {"rel"}
    assert scripts(bad) == scripts(page)
    assert [href for href in spoilt.attributes("href") if "script:" in href] == []


def spoil(analysis, text):
    """Return `analysis` with `text` in every free text cell."""
    kept = {"office_id", "district_id", "unit_id", "kind", "part", "certainty", "precision",
            "unplaced_reason", "source_id", "scope", "opening_hours"}  # fmt: skip

    def spoil_one(frame):
        words = [name for name in frame.columns if isinstance(frame[name].dtype, pd.StringDtype)]
        return frame.assign(**{name: text for name in words if name not in kept})

    return each_table(analysis, spoil_one)


def spoilt_region(region, text):
    texts = {"sv": text, "en": text}
    contacts = [replace(c, label=texts, value=text, href=text) for c in region.contacts]
    kinds = [replace(kind, label=texts, plural=texts, symbol=text) for kind in region.kinds]
    return replace(
        region, title=texts, place=texts, description=texts, office_note=texts,
        contacts=tuple(contacts), kinds=tuple(kinds),
    )  # fmt: skip


def test_the_payload_is_plain_json_with_nothing_empty(region, analysis):
    data = build_payload(analysis)
    assert json.loads(json.dumps(data, allow_nan=False)) == json.loads(json.dumps(data))
    assert [
        v for office in data["offices"] for v in office.values() if v in ("", None, [], {})
    ] == []


def test_the_hash_changes_with_a_fact_and_only_then(region, analysis):
    same = build_payload(each_table(analysis, lambda frame: frame.iloc[::-1]))
    moved = analysis.located.offices.assign(name=analysis.located.offices["name"] + "!")
    other = build_payload(changed(analysis, offices=moved))
    assert build_payload(analysis)["hash"] == same["hash"] != other["hash"]


def test_an_office_at_an_address_is_not_called_approximate(region, analysis):
    exact = analysis.located.offices.assign(address_located=True)
    data = build_payload(changed(analysis, offices=exact))
    assert not any("approximate" in office for office in data["offices"])


def test_the_hours_of_a_stop_are_words_and_intervals(region, analysis):
    bus = next(o for o in build_payload(analysis)["offices"] if o["id"] == "buss")
    (stop,) = bus["stops"]
    assert stop["rule"]["sv"] == "tisdag 10.00–12.00; torsdag 14.00–16.00"
    assert len(stop["open"]) == 2


def test_sources_are_told_apart_in_a_cell(region, analysis):
    offices = analysis.located.offices.assign(source="town; https://example.org/a ;own words")
    data = build_payload(changed(analysis, offices=offices))
    assert data["offices"][0]["sources"] == ["town", "https://example.org/a", "own words"]
