"""A real browser, no network: whatever the page asks for or complains of fails the test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from support.pages import LAID_OUT, SETTLED, WIDE, write_page

from poliskarta.page.bundle import join_scripts
from poliskarta.project.folder import Project

FLAGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium of the system."""
    found = [os.environ.get("POLISKARTA_CHROMIUM"), *map(shutil.which, NAMES)]
    with sync_playwright() as playwright:
        path = next(filter(None, found), None)
        launched = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def stockholm(real: Project, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the real page."""
    return write_page(real, tmp_path_factory.mktemp("real") / "page.html")


@pytest.fixture(scope="session")
def town_project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The invented town as it is; tests only read it."""
    return Project(Path(__file__).parent.parent / "town", tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="session")
def town_page(town_project: Project) -> str:
    """The address of the invented town's page."""
    return write_page(town_project, town_project.out / "page.html")


@pytest.fixture(scope="session")
def drawer(browser: Browser) -> Iterator[Drawer]:
    """The pages of the session, used again: a new one takes longer than most tests."""
    kept = Drawer(browser)
    yield kept
    kept.close()


@pytest.fixture
def open_page(drawer: Drawer) -> Iterator[Callable[..., Page]]:
    """A function that opens an address; afterwards nothing must have been asked or complained.

    With `own` the page is of no use to others: its clock was stopped, say.
    """
    drawer.heard.clear()

    def open_one(
        address: str, viewport: dict[str, int] = WIDE, *, own: bool = False, **options: Any
    ) -> Page:
        page = drawer.take({"viewport": viewport} | options, own=own)
        page.goto(address)
        if options.get("java_script_enabled", True):
            page.evaluate(SETTLED)
        return page

    yield open_one
    drawer.put_back()
    assert drawer.heard == []


class Drawer:
    """Pages by the settings of their contexts, and what they have asked for or complained of."""

    def __init__(self, browser: Browser) -> None:
        self.heard: list[str] = []
        self._browser = browser
        self._free: dict[str, list[Page]] = {}
        self._taken: list[tuple[str, Page]] = []

    def take(self, options: dict[str, Any], *, own: bool) -> Page:
        """Return an empty page with these settings."""
        key = "" if own else repr(sorted(options.items()))
        free = self._free.setdefault(key, [])
        page = free.pop() if free and not own else self._make(options)
        self._taken.append((key, page))
        return page

    def put_back(self) -> None:
        """Empty the pages that were taken, and keep those that can be used again."""
        for key, page in self._taken:
            page.mouse.move(0, 0)
            page.goto("about:blank")
            if key:
                self._free[key].append(page)
            else:
                page.context.close()
        self._taken.clear()

    def close(self) -> None:
        """Close all pages."""
        for page in [page for pages in self._free.values() for page in pages]:
            page.context.close()

    def _make(self, options: dict[str, Any]) -> Page:
        settings = {
            "locale": "sv-SE",
            "timezone_id": "Europe/Stockholm",
            "reduced_motion": "reduce",
            "color_scheme": "light",
            "offline": True,
        }
        page = self._browser.new_context(**settings | options).new_page()
        page.on("request", lambda request: _note_request(request.url, self.heard))
        page.on("console", lambda message: self.heard.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.heard.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (self.heard.append("dialog"), dialog.dismiss()))
        return page


def _note_request(url: str, heard: list[str]) -> None:
    built_in_the_page = url.startswith("blob:")
    if not built_in_the_page and (not url.startswith("file:") or ".html" not in url):
        heard.append(f"request: {url}")


@pytest.fixture(scope="session")
def functions(browser: Browser) -> Iterator[Callable[..., Any]]:
    """A function that runs JavaScript with the pure modules of the page as `modules`."""
    page = browser.new_page()
    pure = [
        f"core/{name}.js"
        for name in (
            "calendar",
            "collision",
            "csv",
            "distance",
            "geometry",
            "permalink",
            "store",
            "text",
            "week",
        )
    ]
    pure += ["card/error-report.js", "finder/coordinates.js", "finder/search.js"]
    pure += ["map/class-breaks.js"]
    script = join_scripts(pure)

    def run(expression: str, argument: Any = None) -> Any:
        return page.evaluate(f"(argument) => {{ {script} return ({expression}); }}", argument)

    yield run
    page.close()


@pytest.fixture(scope="session")
def axe() -> Callable[..., list[str]]:
    """A function that returns what axe-core finds wrong with a page, all rules and impacts.

    It looks at the whole page, or `within` an element when the rest has been looked at already.
    """
    source = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text()

    def check(page: Page, within: str = "html") -> list[str]:
        page.evaluate(LAID_OUT)
        page.evaluate(source)
        result = page.evaluate("(part) => axe.run(part, {resultTypes: ['violations']})", within)
        return [
            f"{found['id']}: {node['target']} {node['failureSummary']}"
            for found in result["violations"]
            for node in found["nodes"]
        ]

    return check
