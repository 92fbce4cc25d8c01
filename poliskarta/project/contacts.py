"""Whom the map names: how to reach the force, and whose data it shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Contact:
    """A way to reach the force, `href` being a tel:, mailto: or https: address or empty."""

    id: str
    label: Texts
    value: str
    href: str
    emergency: bool = False


@dataclass(frozen=True)
class Credit:
    """A data source to be attributed in the page and in the layers."""

    what: Texts
    who: str
    licence: str
    url: str
