"""What a text has to be, to be kept on a desk, and what rests on one."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from events.desk.database import RECORDS, DeskError
from events.model.event import Source


def source_of_text(text: str, source: Source) -> Source:
    """Give a source its text's length and SHA-256.

    Raises
    ------
    DeskError
        Where the text is no Unicode, or holds a null character.
    """
    try:
        digest = hashlib.sha256(text.encode()).hexdigest()
    except UnicodeEncodeError as error:
        raise DeskError(f'"{source.id}": {error}. The text was not kept.') from error
    if "\0" in text:
        raise DeskError(f'"{source.id}": found a null character. The text was not kept.')
    return source.model_copy(update={"length": len(text), "sha256": digest})


def resting_on(connection: sa.Connection, source: str) -> list[str]:
    """List the keys of the drafts and asides that have words of a source's text."""
    asked = sa.select(RECORDS.c.kind, RECORDS.c.key, RECORDS.c.value).where(
        RECORDS.c.kind.in_(("draft", "aside")), RECORDS.c.value.is_not(None)
    )
    return [
        key
        for kind, key, value in connection.execute(asked)
        if source in [words.get("source") for words in _words_of(kind, value)]
    ]


def _words_of(kind: str, value: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return value.get("properties", {}).get("quotes", ()) if kind == "draft" else (value,)
