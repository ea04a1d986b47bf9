"""docs/changing.md names the one place for each wish, and can't drift from the code."""

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGE = (DOCS / "changing.md").read_text("utf-8")
PARTS = dict(re.findall(r"^## (.+?)\n\n(.+?)(?=\n## |\Z)", PAGE, re.M | re.S))
PLACES = [
    pytest.param(path, re.findall(r"`([^`]+)`", names), id=path)
    for path, names in re.findall(r"\]\((\.\./[^)]+)\)((?:,?\s+`[^`]+`)*)", PAGE)
]


def test_each_wish_has_a_place() -> None:
    assert list(PARTS) == [
        "A kind of event",
        "A status",
        "A field of an event",
        "A filter",
        "A layout of a published table",
        "A way of writing a date, a place or a number",
        "A kind of file to open",
        "A built-in file",
        "An export",
        "What coding proposes",
        "What the desk keeps",
        "Code mode",
        "Who may what",
        "A mark on the map",
        "What stands around the map",
        "The days below the map",
        "The table",
        "A panel",
        "What is found alike, checked or cited",
        "A key",
        "A word",
        "A colour",
        "A language",
        "A picture, a dossier, a print",
        "The ground",
        "An answer of the API",
        "What every answer carries",
        "A command",
        "Starting, and what is logged",
        "A setting of the operator",
        "A limit",
        "An engine",
        "A test",
    ]
    assert [wish for wish, part in PARTS.items() if "](../" not in part] == []


@pytest.mark.parametrize(("path", "names"), PLACES)
def test_a_place_holds_what_the_page_says(path: str, names: list[str]) -> None:
    text = (DOCS / path).read_text("utf-8")
    assert names, "a place is named with what stands in it"
    assert [name for name in names if name not in text] == []
