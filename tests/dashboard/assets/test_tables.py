"""The tables that the scripts get from Python, and that nothing else holds a copy of."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from dashboard.assets.palette import THEMES, palette
from dashboard.assets.scripts import MAP, PANELS, STATIC
from dashboard.assets.tables import TABLES, tables_script
from events.model.vocabulary import FAMILIES

ROOT = Path(__file__).resolve().parents[3]
COLOUR = re.compile(r"#(?:[0-9A-Fa-f]{3,4}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})\b")
LEAST_CONTRAST = 4


@pytest.mark.parametrize("script", [MAP.text, PANELS.text], ids=["map", "panels"])
def test_each_script_begins_with_the_tables(script: str) -> None:
    assert script.startswith(tables_script())


def test_the_tables_are_one_statement_that_ends_no_script_element() -> None:
    name, _, text = tables_script().partition(" = ")
    assert name == "globalThis.panjTables"
    assert json.loads(text.rstrip().removesuffix(";")) == json.loads(json.dumps(TABLES))
    assert "<" not in text


def test_every_shape_and_glyph_of_a_family_is_drawn() -> None:
    drawn = (STATIC / "shared/symbols.js").read_text("utf-8")
    shapes, glyphs = (
        set(re.findall(r'^ {2}"?([\w-]+)"?: ', re.split(rf"const {name} = {{", drawn)[1], re.M))
        for name in ("SHAPES", "GLYPHS")
    )
    assert {family.shape for family in FAMILIES.values()} <= shapes
    assert {family.glyph for family in FAMILIES.values()} <= glyphs


def test_no_two_families_look_alike() -> None:
    assert len({(family.shape, family.glyph) for family in FAMILIES.values()}) == len(FAMILIES)


@pytest.mark.parametrize("theme", THEMES)
def test_every_family_stands_out_from_the_land(theme: str) -> None:
    land = palette(theme)["land"]
    contrasts = {name: contrast(getattr(one, theme), land) for name, one in FAMILIES.items()}
    assert {name: value for name, value in contrasts.items() if value < LEAST_CONTRAST} == {}


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2 counts it."""
    lighter, darker = sorted(map(luminance, (one, other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, from 0 to 1 (WCAG 2)."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", THEMES)
def test_streamlit_has_the_colours_of_the_palette(theme: str) -> None:
    config = tomllib.loads((ROOT / ".streamlit/config.toml").read_text("utf-8"))
    colours = palette(theme)
    assert config["theme"][theme] == {
        "primaryColor": colours["accent"],
        "backgroundColor": colours["page"],
        "secondaryBackgroundColor": colours["panel"],
        "textColor": colours["text"],
        "borderColor": colours["rule"],
    }


def test_a_colour_has_one_place() -> None:
    files = [path for path in STATIC.rglob("*") if path.suffix in (".js", ".css", ".html")]
    assert {path.name: found for path in files if (found := COLOUR.findall(path.read_text()))} == {}
