import re
from pathlib import Path

import pytest

from events.importers.layout_registry import LAYOUTS, PUBLISHED, Layout, recognise
from events.importers.open_tables import ENDINGS

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "own-data.md").read_text()


@pytest.mark.parametrize("layout", PUBLISHED, ids=lambda layout: layout.name)
def test_a_layout_is_known_by_its_columns_in_any_order_and_case(layout: Layout):
    columns = sorted(layout.needed, reverse=True)
    assert recognise([name.upper() for name in columns]) is layout
    assert recognise(columns[1:]) is not layout


def test_the_docs_list_every_layout_as_the_registry_does():
    section = PAGE.split("## What is known")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `([\w-]+)` \| ([^|]+) \| ([^|]+) \|$", section, re.MULTILINE)
    assert rows == [(layout.name, layout.title, layout.about) for layout in LAYOUTS.values()]


def test_the_docs_list_every_ending():
    (listed,) = re.findall(r"^Endings: (.+)\.$", PAGE, re.MULTILINE)
    assert tuple(re.findall(r"`(\.\w+)`", listed)) == ENDINGS
