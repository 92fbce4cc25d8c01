"""A basemap is refused unless it is one, and the policy names its host and no other."""

import pytest

from poliskarta.errors import DataError
from poliskarta.page.basemap import Basemap, require_basemap
from poliskarta.page.bundle import content_policy


@pytest.mark.parametrize(
    ("url", "source"),
    [
        ("https://tiles.example/{z}/{x}/{y}.png?key=abc", "https://tiles.example"),
        ("https://{s}.tiles.example/{z}/{x}/{y}", "https://*.tiles.example"),
        ("http://localhost:8080/{z}/{x}/{y}.png", "http://localhost:8080"),
    ],
)
def test_the_policy_names_the_host(url, source):
    basemap = Basemap(url, "© Tiles")
    require_basemap(basemap)
    policy = content_policy([], [], basemap.source)
    assert f"img-src {source};" in policy
    assert "key" not in policy


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)//{z}{x}{y}",
        "data:image/png,{z}{x}{y}",
        "file:///{z}/{x}/{y}",
        "https://a; script-src *;/{z}/{x}/{y}",
        "https://a'b/{z}/{x}/{y}",
        "https://*/{z}/{x}/{y}",
        "https://user@a/{z}/{x}/{y}",
        "https:///{z}/{x}/{y}",
        "https://a/{z}/{x}",
        "",
    ],
)
def test_what_is_no_address_of_tiles_is_refused(url):
    with pytest.raises(DataError, match="--basemap-url"):
        require_basemap(Basemap(url, "© Tiles"))


def test_a_basemap_without_a_name_is_refused():
    with pytest.raises(DataError, match="nobody is named"):
        require_basemap(Basemap("https://a/{z}/{x}/{y}", "  "))


def test_tiles_that_fail_from_disk_are_warned_of(caplog):
    require_basemap(Basemap("https://tile.openstreetmap.org/{z}/{x}/{y}.png", "© OpenStreetMap"))
    assert "no Referer" in caplog.text
    assert "web server" in caplog.text


def test_other_tiles_are_not(caplog):
    require_basemap(Basemap("https://openstreetmap.org.example/{z}/{x}/{y}.png", "© Tiles"))
    assert caplog.text == ""
