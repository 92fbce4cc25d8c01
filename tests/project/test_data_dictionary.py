"""data/README.md names every column and setting, with its meaning."""

import re
from dataclasses import fields

import pytest

from poliskarta.background import network
from poliskarta.project import schema
from poliskarta.project.background import PLACES
from poliskarta.project.region import BoundarySources, DistrictSource, Publication, Region, Terms

TABLES = (*schema.TABLES, PLACES, *network.TABLES)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.file)
def test_the_data_dictionary_has_every_column_and_its_meaning(real, table):
    readme = real.table("README.md").read_text(encoding="utf-8")
    _, section = re.split(rf"\n## {re.escape(table.file)}(?: \(in `source/`\))?\n", readme)
    section = section.split("\n## ")[0]
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", section, flags=re.MULTILINE))
    assert list(rows) == [column.name for column in table.columns]
    for column in table.columns:
        assert rows[column.name].startswith(column.description)


def test_the_data_dictionary_has_every_setting_of_the_region(real):
    readme = real.table("README.md").read_text(encoding="utf-8")
    section = readme.split("\n## region.toml\n")[1].split("\n## ")[0]
    named = set(re.findall(r"`\[*(\w+)\]*`", section))
    settings = {
        field.metadata.get("setting", field.name)
        for cls in (Region, BoundarySources, DistrictSource, Publication, Terms)
        for field in fields(cls)
    }
    assert settings - {False} <= named
