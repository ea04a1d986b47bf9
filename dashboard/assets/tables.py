"""The tables that Python hands to the scripts: words, colours, families, filters.

They stand before a script's modules as one line of JSON, so that the page, the dossier and the
picture read the same, and the scripts hold none of their own.
"""

import json
from dataclasses import asdict
from typing import Any

from dashboard.assets.palette import THEMES, palette, style_variables
from dashboard.words.catalogue import CATALOGUE
from events.model.limits import PARAMETER_CHARACTERS, PARAMETER_NUMBER, PARAMETER_VALUES
from events.model.vocabulary import FAMILIES
from events.query.filters.declaration import Parameter
from events.query.selection import FILTERS


def _parameter(one: Parameter) -> dict[str, Any]:
    """Return how a filter's parameter stands in the page's address and in the API."""
    return {
        "name": one.name,
        "address": one.in_address,
        "several": one.several,
        "form": one.form,
        "pattern": one.pattern,
        "default": one.default,
        "choices": list(one.groups or one.choices),
        "groups": {name: list(values) for name, values in one.groups.items()},
    }


TABLES = {
    "words": {"language": CATALOGUE.language, "messages": dict(CATALOGUE.messages)},
    "colours": {theme: palette(theme) for theme in THEMES},
    "limits": {
        "characters": PARAMETER_CHARACTERS,
        "values": PARAMETER_VALUES,
        "number": PARAMETER_NUMBER,
    },
    "paper": style_variables("light"),
    "families": {name: asdict(family) for name, family in FAMILIES.items()},
    "parameters": [_parameter(parameter) for one in FILTERS for parameter in one.parameters],
}
"""The tables by the names under which the scripts find them in ``globalThis.panjTables``."""


def tables_script() -> str:
    """Return the tables as a statement that may stand before any script, inline ones too."""
    text = json.dumps(TABLES, separators=(",", ":")).replace("<", "\\u003c")
    return f"globalThis.panjTables = {text};\n"
