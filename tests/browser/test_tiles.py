"""A basemap of the user's choice: off until turned on, from its host only, never a hole."""

import struct
import threading
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect
from support.pages import SETTLED

from poliskarta.coverage.analysis import analyse
from poliskarta.page.basemap import Basemap
from poliskarta.page.render import render_page
from poliskarta.pipeline import locate

READABLE = {"Access-Control-Allow-Origin": "*"}
WHO = "© Tiles <b>and</b> friends"


def picture():
    """A PNG of one grey pixel."""
    parts = ((b"IHDR", struct.pack(">2I5B", 1, 1, 8, 0, 0, 0, 0)), (b"IDAT", zlib.compress(b"\0x")))
    chunks = [
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in (*parts, (b"IEND", b""))
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


class Tiles(BaseHTTPRequestHandler):
    """Answers as its server is told, and notes what it was asked."""

    def do_GET(self):
        self.server.asked.append(self.path)
        status, headers, body = self.server.answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    """A tile server on this machine."""
    running = ThreadingHTTPServer(("127.0.0.1", 0), Tiles)
    running.asked, running.answer = [], (200, READABLE, picture())
    thread = threading.Thread(target=running.serve_forever, args=(0.01,))
    thread.start()
    yield running
    running.shutdown()
    thread.join()
    running.server_close()


@pytest.fixture
def page(server, browser, town, tmp_path):
    """The town's page with the server's tiles as its basemap."""
    host = f"http://127.0.0.1:{server.server_port}"
    done = locate(town)
    html = render_page(analyse(done), Basemap(f"{host}/{{z}}/{{x}}/{{y}}?key=k", WHO))
    path = tmp_path / "page.html"
    path.write_text(html, encoding="utf-8", newline="\n")
    opened = browser.new_page(locale="sv-SE", reduced_motion="reduce")
    opened.goto(path.as_uri())
    opened.evaluate(SETTLED)
    yield opened
    opened.close()


def turn_on(page):
    page.locator(".layers summary").click()
    page.locator("#basemap").click()


def test_nothing_is_asked_until_the_reader_turns_it_on(server, page):
    assert server.asked == []
    turn_on(page)
    expect(page.locator("img.leaflet-tile-loaded").first).to_be_attached()
    assert all(path.endswith("?key=k") for path in server.asked)
    expect(page.locator("#basemap-credit")).to_have_text(f"{WHO} · ")
    page.locator("#basemap").click()
    expect(page.locator("img.leaflet-tile")).to_have_count(0)
    expect(page.locator("#basemap-credit")).to_be_hidden()


@pytest.mark.parametrize(
    "answer",
    [
        (403, READABLE, picture()),
        (200, {}, picture()),
        (200, READABLE, b"no picture"),
        (404, READABLE, b""),
    ],
    ids=["a refusal as a picture", "not to be read", "no picture", "not found"],
)
def test_refused_tiles_give_way_to_the_background(server, page, answer):
    server.answer = answer
    turn_on(page)
    expect(page.locator("#notice")).to_contain_text("Bakgrundskartan gick inte att hämta")
    expect(page.locator("#basemap")).not_to_be_checked()
    expect(page.locator("img.leaflet-tile")).to_have_count(0)


def test_without_a_basemap_there_is_no_box_for_one(open_page, town_page):
    expect(open_page(town_page).locator("#basemap")).to_have_count(0)
