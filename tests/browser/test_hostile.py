"""Words made to harm, in every field that reaches the page: nothing runs, nothing breaks.

The town is copied once for each string, side by side, and the string stands in every text of its
copy, alone. What a page has only one of (its title, the basemap's credit) gets all
strings of the page, one after the other. Then the page is used: with its policy, and with the
policy taken out.
"""

import re
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from support.changed import changed, tables_of
from support.pages import LAID_OUT, SETTLED, WIDE

from poliskarta.coverage.analysis import analyse
from poliskarta.page.basemap import Basemap
from poliskarta.page.render import render_page
from poliskarta.pipeline import locate
from poliskarta.project.folder import Project

RUN = "window.hacked=1"
STRINGS = (
    f"<script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"</SCRIPT ><script>{RUN}</script>",
    f"<!--<script>{RUN}</script>",
    f"--><script>{RUN}</script>",
    f"]]><script>{RUN}</script>",
    f"</style><script>{RUN}</script>",
    f"</title><script>{RUN}</script>",
    f"</textarea><script>{RUN}</script>",
    f"</noscript><script>{RUN}</script>",
    f"</template><script>{RUN}</script>",
    f"</svg><script>{RUN}</script>",
    f"</option></select><script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f"'><img src=x onerror={RUN}>",
    f'"><img src=x onerror={RUN}>',
    f"`><img src=x onerror={RUN}>",
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<body onload={RUN}>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<object data='data:text/html,<script>{RUN}</script>'></object>",
    f"<embed src='javascript:{RUN}'>",
    f"<details open ontoggle={RUN}>",
    f"<input autofocus onfocus={RUN}>",
    f"<video><source onerror={RUN}></video>",
    f"<style>@import 'javascript:{RUN}'</style>",
    f"<link rel=stylesheet href='data:text/css,*{{display:none}}' onload={RUN}>",
    f"<meta http-equiv=refresh content='0;url=javascript:{RUN}'>",
    "<base href='https://evil.example/'>",
    "<form action='https://evil.example/'><button>x</button></form>",
    "<style>*{display:none!important}</style>",
    "<div style='position:fixed;inset:0;background:red'>",
    f'" onmouseover="{RUN}" x="',
    f"' onfocus='{RUN}' autofocus x='",
    f'"autofocus onfocus={RUN} "',
    f"javascript:{RUN}",
    f"JaVaScRiPt:{RUN}",
    f" javascript:{RUN}",
    f"\u00a0javascript:{RUN}",
    f"javascript://example.org/%0a{RUN}",
    f"vbscript:{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    "data:text/html;base64,PHNjcmlwdD53aW5kb3cuaGFja2VkPTE8L3NjcmlwdD4=",
    "file:///etc/passwd",
    "//evil.example/x",
    f'https://example.org/"><script>{RUN}</script>',
    f"https://example.org/' onclick='{RUN}",
    f"mailto:a@b?subject=</a><script>{RUN}</script>",
    f'tel:1" onclick="{RUN}',
    f"{{{{constructor.constructor('{RUN}')()}}}}",
    f"${{{RUN}}}",
    "{% raw %}{{ 7*7 }}",
    "{n} {name} {low} {__proto__}",
    "__proto__",
    "constructor",
    f"';{RUN};//",
    f"\\';{RUN};//",
    f"\u2028{RUN}\u2029",
    "&lt;script&gt;&amp;&#60;b&#62;",
    "\u202egnp.exe\u2066",
    "W" * 2000,
    "Z\u0351\u036b\u0343\u036a" * 60,
    '=HYPERLINK("https://evil.example")',
)
STRINGS = tuple(text.replace(RUN, f"window.hacked={n}") for n, text in enumerate(STRINGS, 1))
A_PAGE = 17
GROUPS = [STRINGS[start : start + A_PAGE] for start in range(0, len(STRINGS), A_PAGE)]
# One card of each sort: without a place, with stops, with hours, with a place only, a district's.
OPENED = {"bat", "buss", "kajen", "elak", "norr"}
STEP_DEGREES = 0.12  # wider than the town, so that its copies stand side by side
# What isn't free text: ids, and columns with a fixed set of words.
IDS = ("office_id", "district_id", "unit_id", "source_id", "initiative_id")
KEPT = {*IDS, "flags", "kind", "part", "certainty", "precision", "unplaced_reason", "scope",
        "opening_hours"}  # fmt: skip
LINKS = re.compile(r"#|https?://|mailto:|tel:|geo:")
FOREIGN = "img, iframe, object, embed, video, link, base, form:not(.search), style, meta"
TAMPERED = """(foreign) => ({
  ran: window.hacked,
  links: [...document.querySelectorAll('[href]')].map((e) => e.getAttribute('href')),
  handlers: [...document.querySelectorAll('*')].flatMap((e) => [...e.attributes])
    .filter(({ name }) => name.startsWith('on')).length,
  foreign: document.body.querySelectorAll(foreign).length,
  scripts: document.scripts.length,
  width: document.documentElement.scrollWidth,
  map: document.querySelector('.folium-map').offsetHeight > 300,
})"""
# Opens every card, in one language or the other, with all layers shown. Returns the headings,
# the links, and what of the cards' elements and attributes shouldn't be there.
CARDS = """async ([cards, foreign]) => {
  for (const box of document.querySelectorAll('[data-layer]:not(:checked)')) box.click();
  const seen = { titles: [], links: [], wrong: [] };
  for (const [number, lang] of ['sv', 'en'].entries())
    for (const card of cards.filter((_, i) => i % 2 === number)) {
      const turn = new Promise((done) => addEventListener('hashchange', done, { once: true }));
      location.hash = `${card}&lang=${lang}`;
      await turn;
      const sheet = document.querySelector('#sheet');
      seen.titles.push(sheet.querySelector('.card-title').textContent);
      seen.wrong.push(...[...sheet.querySelectorAll(`${foreign}, script`)].map((e) => e.tagName));
      const attributes = [...sheet.querySelectorAll('*')].flatMap((e) => [...e.attributes]);
      for (const { name, value } of attributes) {
        if (name.startsWith('on')) seen.wrong.push(name);
        if (name === 'href') seen.links.push(value);
      }
    }
  return seen;
}"""
# Unfolds everything, and lets mouse and focus pass over it.
TOUCH = """() => {
  for (const fold of document.querySelectorAll('details')) fold.open = true;
  for (const e of document.querySelectorAll('body *'))
    for (const type of ['mouseover', 'focus']) e.dispatchEvent(new Event(type));
  document.querySelector('#basemap-credit').hidden = false;
}"""


def test_there_are_at_least_fifty_of_them():
    assert len(set(STRINGS)) == len(STRINGS) >= 50


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    root = Path(__file__).parent.parent / "town"
    project = Project(root, tmp_path_factory.mktemp("maps"))
    surveyed = locate(project)
    return surveyed.region, analyse(surveyed)


def copy_id(name, number):
    return f"{name}-{number}" if name and number else name


def spoil_copy(frame, number, text):
    """Return copy `number` of a table: ids of its own, `text` in every free text, moved aside."""
    words = {name for name in frame.columns if isinstance(frame[name].dtype, pd.StringDtype)}
    ids = words.intersection(IDS if "office_id" not in frame else (*IDS, "kind"))
    copy = frame.assign(
        **dict.fromkeys(words - KEPT, text),
        **{name: frame[name].map(lambda cell: copy_id(cell, number)) for name in ids},
    )
    if isinstance(copy, gpd.GeoDataFrame):
        copy = copy.set_geometry(copy.geometry.translate(xoff=number * STEP_DEGREES))
    elif "longitude" in copy:
        copy["longitude"] += number * STEP_DEGREES
    counts = [name for name in copy.columns if name.startswith("offices_")]
    return copy.rename(columns={name: copy_id(name, number) for name in counts})


def spoil_table(frame, texts):
    copies = pd.concat([spoil_copy(frame, n, text) for n, text in enumerate(texts)])
    counts = {name: 0 for name in copies.columns if name.startswith("offices_")}
    return copies.fillna(counts)


def spoil(analysis, texts):
    """Return the tables of as many towns as there are texts, each with one of them everywhere."""
    tables = {name: spoil_table(frame, texts) for name, frame in tables_of(analysis).items()}
    plain = {"id", "columns"}
    methods = [
        replace(
            method,
            id=copy_id(method.id, number),
            **{name: in_both(text) for name in vars(method) if name not in plain},
        )
        for number, text in enumerate(texts)
        for method in analysis.methods
    ]
    return changed(analysis, **tables, methods=tuple(methods))


def in_both(text):
    return {"sv": text, "en": text}


def spoil_region(region, texts):
    both, joined = [in_both(text) for text in texts], " ".join(texts)
    pairs = list(enumerate(zip(texts, both, strict=True)))
    only = ("title", "place", "description", "office_note")
    return replace(
        region,
        **dict.fromkeys(only, in_both(joined)),
        publication=replace(region.publication, **dict.fromkeys(vars(region.publication), joined)),
        contacts=tuple(
            replace(c, label=label, value=text, href=text)
            for _, (text, label) in pairs
            for c in region.contacts
        ),
        credits=tuple(
            replace(c, what=label, who=text, url=text, licence=text)
            for _, (text, label) in pairs
            for c in region.credits
        ),
        kinds=tuple(
            replace(k, id=copy_id(k.id, number), label=label, plural=label, symbol=text)
            for number, (text, label) in pairs
            for k in region.kinds
        ),
    )


@pytest.fixture(scope="module", params=GROUPS, ids=range(len(GROUPS)))
def spoiled(request, done):
    """The texts of a page, its tables, and its HTML."""
    region, analysis = done
    texts = request.param
    spoilt = changed(spoil(analysis, texts), region=spoil_region(region, texts))
    tiles = Basemap("https://tiles.example/{z}/{x}/{y}.png", " ".join(texts))
    return texts, spoilt, render_page(spoilt, tiles)


@pytest.mark.parametrize("policy", ["with", "without"])
def test_nothing_runs_and_nothing_breaks(open_page, spoiled, tmp_path, policy):
    texts, spoilt, html = spoiled
    bare = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", html)
    assert bare != html
    path = tmp_path / f"{policy}.html"
    path.write_text(html if policy == "with" else bare, encoding="utf-8", newline="\n")
    page = open_page(path.as_uri() + "#colour=mean_distance_m")
    offices, districts = spoilt.located.offices, spoilt.districts
    sorts = {"office": offices["office_id"], "district": districts["district_id"]}
    cards = [f"{sort}={name}" for sort, names in sorts.items() for name in names]
    cards = [card for card in cards if re.split("[=-]", card)[1] in OPENED]
    seen = page.evaluate(CARDS, [cards, FOREIGN])
    page.evaluate(LAID_OUT)
    page.evaluate(TOUCH)
    page.get_by_role("combobox").first.fill("a")
    page.evaluate(SETTLED)
    found = page.evaluate(TAMPERED, FOREIGN)
    assert seen.pop("wrong") == []
    assert [link for link in found.pop("links") + seen["links"] if not LINKS.match(link)] == []
    assert found.pop("scripts") <= html.count("<script")
    assert found == {
        "ran": None, "handlers": 0, "foreign": 0, "width": WIDE["width"], "map": True,
    }  # fmt: skip
    assert all(any(text in title for title in seen["titles"]) for text in texts)
