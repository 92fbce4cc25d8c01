"""Words made to harm, in every field that reaches the page: nothing runs, nothing breaks.

Each string goes into every text of the tables, the region and the basemap at once, and the page
is used: with its policy, and with the policy taken out.
"""

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from conftest import SETTLED, WIDE

from poliskarta.basemap import Basemap
from poliskarta.jobs import page_frames
from poliskarta.project import Project
from poliskarta.render import render_page
from poliskarta.survey import survey

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
# What isn't free text: ids, and columns with a fixed set of words.
KEPT = {"flags", "office_id", "district_id", "unit_id", "kind", "part", "certainty", "precision",
        "unplaced_reason", "source_id", "initiative_id", "scope", "opening_hours"}  # fmt: skip
LINKS = re.compile(r"#|https?://|mailto:|tel:|geo:")
TAMPERED = """() => ({
  ran: window.hacked,
  links: [...document.querySelectorAll('[href]')].map((e) => e.getAttribute('href')),
  handlers: [...document.querySelectorAll('*')].flatMap((e) => [...e.attributes])
    .filter(({ name }) => name.startsWith('on')).length,
  foreign: document.querySelectorAll(
    'body img, iframe, object, embed, video, link, base, form:not(.search), body style, body meta'
  ).length,
  scripts: document.scripts.length,
  width: document.documentElement.scrollWidth,
  map: document.querySelector('.folium-map').offsetHeight > 300,
})"""


def test_there_are_at_least_fifty_of_them():
    assert len(set(STRINGS)) == len(STRINGS) >= 50


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    root = Path(__file__).parent.parent / "town"
    project = Project(root, tmp_path_factory.mktemp("maps"))
    surveyed = survey(project)
    return surveyed.tables.region, page_frames(project, surveyed)


def spoil(frames, text):
    """Return `frames` with `text` in every free text of every table."""

    def spoil_one(frame):
        words = [name for name in frame.columns if isinstance(frame[name].dtype, pd.StringDtype)]
        return frame.assign(**{name: text for name in words if name not in KEPT})

    tables = {n: spoil_one(f) for n, f in vars(frames).items() if isinstance(f, pd.DataFrame)}
    texts = {"sv": text, "en": text}
    plain = {"id", "columns"}
    methods = [
        replace(method, **{name: texts for name in vars(method) if name not in plain})
        for method in frames.methods
    ]
    return replace(frames, **tables, methods=tuple(methods))


def spoil_region(region, text):
    texts = {"sv": text, "en": text}
    credited = [replace(c, what=texts, who=text, url=text, licence=text) for c in region.credits]
    return replace(
        region,
        **dict.fromkeys(("title", "place", "description", "office_note"), texts),
        date=text,
        contacts=tuple(replace(c, label=texts, value=text, href=text) for c in region.contacts),
        credits=tuple(credited),
        kinds=tuple(replace(k, label=texts, plural=texts, symbol=text) for k in region.kinds),
    )


@pytest.mark.parametrize("text", STRINGS, ids=range(len(STRINGS)))
def test_nothing_runs_and_nothing_breaks(open_page, done, tmp_path, text):
    region, frames = done
    tiles = Basemap("https://tiles.example/{z}/{x}/{y}.png", text)
    html = render_page(spoil_region(region, text), spoil(frames, text), tiles)
    bare = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", html)
    assert bare != html
    scripts = html.count("<script")
    for name, page_text in (("with", html), ("without", bare)):
        path = tmp_path / f"{name}.html"
        path.write_text(page_text, encoding="utf-8", newline="\n")
        page = open_page(path.as_uri() + "#colour=mean_distance_m")
        use(page, [*frames.offices["office_id"]], [*frames.districts["district_id"]])
        found = page.evaluate(TAMPERED)
        assert [link for link in found.pop("links") if not LINKS.match(link)] == []
        assert found.pop("scripts") <= scripts
        assert found == {
            "ran": None, "handlers": 0, "foreign": 0, "width": WIDE["width"], "map": True,
        }  # fmt: skip


def use(page, offices, districts):
    """Open every card, in both languages, show all layers, search, and let the mouse pass by."""
    page.evaluate(
        """async ([offices, districts]) => {
          const turn = () => new Promise((done) => requestAnimationFrame(done));
          for (const box of document.querySelectorAll('[data-layer]:not(:checked)')) box.click();
          const links = (name, ids) => ids.map((id) => `${name}=${id}`);
          const cards = [...links('office', offices), ...links('district', districts)];
          for (const [number, card] of cards.entries()) {
            location.hash = `${card}&lang=${number % 2 ? 'en' : 'sv'}`;
            await turn();
          }
          for (const fold of document.querySelectorAll('details')) fold.open = true;
          for (const e of document.querySelectorAll('body *'))
            for (const type of ['mouseover', 'focus']) e.dispatchEvent(new Event(type));
          document.querySelector('#basemap-credit').hidden = false;
        }""",
        [offices, districts],
    )
    page.get_by_role("combobox").first.fill("a")
    page.evaluate(SETTLED)
