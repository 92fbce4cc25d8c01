"""Telephone, e-mail and web: right links or plain text, and never a number that isn't there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poliskarta.page.contact_links import addresses, contact_pieces

CELLS = st.text(st.sampled_from("0123456789 +-()/,;.@abwx:"), max_size=40)


def links(name, cell, country="SE"):
    pieces = contact_pieces({name: cell}, country).get(name, [])
    return [(text, href) for text, href in pieces if href]


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("08-401 00 00", ["tel:+46-8-401-00-00"]),
        ("+46 (0)8 401 00 00", ["tel:+46-8-401-00-00"]),
        ("0046 8 401 00 00", ["tel:+46-8-401-00-00"]),
        ("08-401 00 00, 08-565 000 00", ["tel:+46-8-401-00-00", "tel:+46-8-565-000-00"]),
        ("08-401 00 00 / 114 14", ["tel:+46-8-401-00-00", "tel:11414"]),
        ("112 or 114 14", ["tel:112", "tel:11414"]),
        ("08-401 00 00 ext 123", ["tel:+46-8-401-00-00;ext=123"]),
        ("08-401 00 00 ankn. 112", ["tel:+46-8-401-00-00"]),
        ("+1 (212) 334-0611 x12", ["tel:+1-212-334-0611;ext=12"]),
        ("ask at the desk", []),
        ("2010-06-08", []),
        ("99", []),
    ],
)
def test_a_cell_of_numbers_becomes_a_link_each(cell, found):
    assert [href for _, href in links("phone", cell)] == found


@pytest.mark.parametrize(
    ("cell", "country", "found"),
    [
        ("(03) 9247 6666", "AU", ["tel:+61-3-9247-6666"]),
        ("020 7230 1212 or 101", "GB", ["tel:+44-20-7230-1212", "tel:101"]),
        ("08-401 00 00 or 112", "XX", []),
        ("+46 8 401 00 00", "XX", ["tel:+46-8-401-00-00"]),
    ],
)
def test_a_number_is_read_as_its_country_reads_it(cell, country, found):
    assert [href for _, href in links("phone", cell, country)] == found


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("a@police.example", ["mailto:a@police.example"]),
        ("a@x.example; b.c@x.example", ["mailto:a@x.example", "mailto:b.c@x.example"]),
        ("a@x.example or b@y.example", ["mailto:a@x.example", "mailto:b@y.example"]),
        ("a?b@x.example", ["mailto:a%3Fb@x.example"]),
        ("a at police.example", []),
    ],
)
def test_several_mail_addresses_become_a_link_each(cell, found):
    assert [href for _, href in links("email", cell)] == found


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("https://police.example/a,b", ["https://police.example/a,b"]),
        ("police.example", ["https://police.example"]),
        ("www.police.example/husby?x=1", ["https://www.police.example/husby?x=1"]),
        ("police.example, https://b.example", ["https://police.example", "https://b.example"]),
        ("javascript:alert(1)", []),
        ("e.g. none", []),
        ("a@police.example", []),
    ],
)
def test_a_web_address_needs_no_scheme(cell, found):
    assert [href for _, href in links("website", cell)] == found


@given(CELLS, st.sampled_from(["phone", "email", "website"]), st.sampled_from(["SE", "US", "XX"]))
def test_nothing_of_a_cell_is_lost(cell, name, country):
    pieces = contact_pieces({name: cell}, country).get(name, [])
    assert "".join(text for text, _ in pieces) == cell.strip()
    assert all(href.startswith(("tel:", "mailto:", "http")) for href in addresses(pieces))
