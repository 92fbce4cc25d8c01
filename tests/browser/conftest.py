"""A real browser, no network: whatever the page asks for or complains of fails the test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from poliskarta.assets import join_scripts
from poliskarta.jobs import page_frames
from poliskarta.project import Project
from poliskarta.render import render_page
from poliskarta.survey import survey

FLAGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 375, "height": 812}
SETTLED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium of the system."""
    found = [os.environ.get("POLISKARTA_CHROMIUM"), *map(shutil.which, NAMES)]
    with sync_playwright() as playwright:
        path = next(filter(None, found), None)
        launched = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield launched
        launched.close()


def write_page(project: Project, path: Path, **changes: Any) -> str:
    """Render a project's page to `path` and return its address."""
    done = survey(project)
    frames = replace(page_frames(project, done), **changes)
    path.write_text(render_page(done.tables.region, frames), encoding="utf-8", newline="\n")
    return path.as_uri()


@pytest.fixture(scope="session")
def stockholm(real: Project, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the real page."""
    return write_page(real, tmp_path_factory.mktemp("real") / "page.html")


@pytest.fixture(scope="session")
def town_page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the invented town's page."""
    root = Path(__file__).parent.parent / "town"
    folder = tmp_path_factory.mktemp("town")
    return write_page(Project(root, folder), folder / "page.html")


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """A function that opens an address; afterwards nothing must have been asked or complained."""
    heard: list[str] = []
    contexts = []

    def open_one(address: str, viewport: dict[str, int] = WIDE, **options: Any) -> Page:
        settings = {
            "viewport": viewport,
            "locale": "sv-SE",
            "timezone_id": "Europe/Stockholm",
            "reduced_motion": "reduce",
            "color_scheme": "light",
            "offline": True,
        }
        context = browser.new_context(**settings | options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: _note_request(request.url, heard))
        page.on("console", lambda message: heard.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: heard.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (heard.append("dialog"), dialog.dismiss()))
        page.goto(address)
        if options.get("java_script_enabled", True):
            page.evaluate(SETTLED)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert heard == []


def _note_request(url: str, heard: list[str]) -> None:
    built_in_the_page = url.startswith("blob:")
    if not built_in_the_page and (not url.startswith("file:") or ".html" not in url):
        heard.append(f"request: {url}")


@pytest.fixture(scope="session")
def functions(browser: Browser) -> Iterator[Callable[..., Any]]:
    """A function that runs JavaScript with the pure modules of the page as `modules`."""
    page = browser.new_page()
    pure = ("text.js", "geometry.js", "state.js", "link.js", "search.js", "boxes.js", "classes.js",
            "csv.js", "distance.js", "inside.js", "week.js", "report.js")  # fmt: skip
    script = join_scripts(pure)

    def run(expression: str, argument: Any = None) -> Any:
        return page.evaluate(f"(argument) => {{ {script} return ({expression}); }}", argument)

    yield run
    page.close()


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """A function that returns what axe-core finds wrong with a page, all rules and impacts."""
    source = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text()

    def check(page: Page) -> list[str]:
        page.evaluate(source)
        result = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{found['id']}: {node['target']} {node['failureSummary']}"
            for found in result["violations"]
            for node in found["nodes"]
        ]

    return check
