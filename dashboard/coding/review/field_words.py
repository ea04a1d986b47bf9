"""A field of an event and what it holds, in the words of the card.

This module shouldn't import Streamlit.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from dashboard.words.catalogue import CATALOGUE, say
from events.coding.by_hand import written_actors, written_quantities

_PART = re.compile(r"(?:properties\.)?(\w+)(?:\[(\d+)\])?(?:\.(\w+))?.*")
_WRITTEN: Mapping[str, Callable[[Any], str]] = {
    "actors": written_actors,
    "quantities": written_quantities,
}


def field_name(field: str) -> str:
    """Name a field as the card does; what the card has no word for stands as it is.

    Examples
    --------
    >>> field_name("properties.quantities"), field_name("accounts[1].date")
    ('Numbers', 'What each source tells: Date')
    >>> field_name("strange"), field_name("")
    ('strange', '')
    """
    found = _PART.fullmatch(field)
    if found is None:
        return field
    whole, _, part = found.groups()
    names = [whole, *([part] if part and f"code_field.{part}" in CATALOGUE.messages else [])]
    return ": ".join(_named(name) for name in names)


def field_words(field: str, text: str | None) -> str | None:
    """Write what a field holds as a coder reads it: texts plain, and quotes by their words alone.

    Parameters
    ----------
    field
        Such as ``properties.actors``.
    text
        The value as JSON; None for none.
    """
    if text is None or text == "null":
        return None
    value = json.loads(text)
    write = _WRITTEN.get(field.removeprefix("properties."))
    if write is not None:
        try:
            return write(value)
        except (AttributeError, KeyError, TypeError, ValueError):
            return text
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(one, dict) and "exact" in one for one in value):
        return " … ".join(one["exact"] for one in value)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    if isinstance(value, dict) and "coordinates" in value:
        return f"{value['type']}: {json.dumps(value['coordinates'])[:60]}"
    return json.dumps(value, ensure_ascii=False)


def _named(name: str) -> str:
    key = f"code_field.{name}"
    return say(key) if key in CATALOGUE.messages else name
