"""A basemap of the user's own choice: the one thing that a page may ask the network for.

Off until the reader turns it on. The page's policy then allows pictures from that host only.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from poliskarta.errors import Problem, require_no_problems

log = logging.getLogger("poliskarta")
_PLACES = ("{z}", "{x}", "{y}")
_HOST = re.compile(r"(\{s\}\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d+)?")
_OSM = re.compile(r"(^|\.)(tile|vector)\.openstreetmap\.org$")


@dataclass(frozen=True)
class Basemap:
    """Tiles as pictures: an address with {z}, {x} and {y}, the key in it, and whom to name."""

    url: str
    attribution: str

    @property
    def host(self) -> str:
        """The host that the tiles come from, with its port; `{s}.` stands for any subdomain."""
        return urlsplit(self.url).netloc.lower()

    @property
    def source(self) -> str:
        """The host as a Content-Security-Policy names it."""
        return f"{urlsplit(self.url).scheme}://{self.host.replace('{s}', '*')}"


def basemap_of(url: str, attribution: str) -> Basemap | None:
    """Return the basemap of these two, None when neither is given."""
    return Basemap(url, attribution) if url or attribution else None


def require_basemap(basemap: Basemap) -> None:
    """Refuse a basemap that no page could show; warn of one whose host refuses files.

    Raises DataError for an address that isn't one of tiles, or without an attribution.
    """
    parts = urlsplit(basemap.url)
    sound = parts.scheme in {"http", "https"} and _HOST.fullmatch(basemap.host)
    url, who = "--basemap-url", "--basemap-attribution"
    checks = (
        (not sound, url, "not the address of a server", "Write https://host/{z}/{x}/{y}.png."),
        (not all(place in parts.path + parts.query for place in _PLACES), url,
         "no place for zoom, column or row", "Write {z}, {x} and {y} where they belong."),
        (not basemap.attribution.strip(), who, "nobody is named",
         "Write whom the licence of the tiles wants named."),
    )  # fmt: skip
    require_no_problems(
        Problem(option, None, None, basemap.url if option == url else "", what, remedy)
        for wrong, option, what, remedy in checks
        if wrong
    )
    if _OSM.search(basemap.host.split(":")[0]):
        log.warning(
            "%s refuses pages that are opened from disk: they send no Referer, which its usage"
            " policy has asked for since 2026, and offline use is forbidden. Put the page on a"
            " web server, or choose tiles of your own.",
            basemap.host,
        )
