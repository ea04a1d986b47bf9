"""What a coder says of a text's source, as a source of an event file.

This module shouldn't import Streamlit.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from textwrap import shorten
from typing import Any

from events.model.event import Source

_DETAILS = ("title", "author", "publisher", "url", "published", "language")
"""What a coder says of a source."""

_TITLE = 120  # characters at most of what begins as a title


def new_source(text: str, details: Mapping[str, str]) -> Source:
    """Make the source of a new text; without a title its first line is one.

    Parameters
    ----------
    text
        The text.
    details
        What is known, by the names of a source; blank ones are left out.

    Raises
    ------
    ValueError
        Where a name is none of those, or the text has no words.
    """
    _check(details)
    title = details.get("title", "").strip() or title_of(text.strip().splitlines()[0])
    named = {name: value for name, value in details.items() if value.strip()} | {"title": title}
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    known = named | {"id": f"{slug_of(title)}-{digest[:6]}", "kind": "article"}
    return Source.model_validate(known)


def changed_source(value: Mapping[str, Any], details: Mapping[str, str]) -> Source:
    """Change what is known of a source; a blank detail is taken out, but for the title.

    Raises
    ------
    ValueError
        As of `new_source`.
    """
    _check(details)
    kept = {name: one for name, one in value.items() if name not in details}
    named = {name: one.strip() for name, one in details.items() if one.strip()}
    return Source.model_validate({"title": value["title"], **kept, **named})


def _check(details: Mapping[str, str]) -> None:
    if unknown := details.keys() - set(_DETAILS):
        raise ValueError(unknown)


def slug_of(words: str) -> str:
    """Return an id that begins as some words do.

    Examples
    --------
    >>> slug_of("Over 1,000 soldiers fled!")
    'over-1-000-soldiers-fled'
    """
    plain = unicodedata.normalize("NFKC", words).casefold()
    return "-".join(re.findall(r"\w+", plain)[:6])[:60] or "event"


def title_of(words: str) -> str:
    """Return a title that begins as some words do, at most 120 characters, to a word's end.

    Examples
    --------
    >>> title_of("Over 1,000  soldiers fled")
    'Over 1,000 soldiers fled'
    >>> len(title_of("x" * 500))
    120
    """
    found = shorten(words, _TITLE, placeholder=" …")
    return words[:_TITLE] if found == "…" else found
