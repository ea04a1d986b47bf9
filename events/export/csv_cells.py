r"""Lists in one cell of a table, and cells that no spreadsheet takes for a formula.

The items of a list stand one after the other with ``; `` between them, the parts of an item
with `` | ``; empty parts at the end are left out. A semicolon, bar or backslash inside a part
has a backslash before it. ``Taliban | attacker; Border guards | target`` is two actors, and
the way back is exact.
"""

import json
import re
from collections.abc import Sequence
from typing import Any

Record = dict[str, Any]

_TOKEN = re.compile(r"\\(?P<escaped>.)|(?P<item>; )|(?P<part> \| )|(?P<plain>.)", re.DOTALL)
_MARK = re.compile(r"[\\;|]")
_FORMULA = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_NUMBERS = frozenset({"low", "high", "start", "end"})


def spell(records: Sequence[Record], parts: Sequence[str]) -> str:
    r"""Write a list of records as the text of one cell.

    Parameters
    ----------
    records : sequence of dict
        Their values are text, numbers or None.
    parts : sequence of str
        The members of a record, in the order in which they are written.

    Returns
    -------
    str

    Examples
    --------
    >>> print(spell([{"name": "A; B"}, {"name": "C", "role": "target"}], ["name", "role"]))
    A\; B; C | target
    """
    items = [[_marked(record.get(part)) for part in parts] for record in records]
    return "; ".join(" | ".join(_trimmed(item)) for item in items)


def unspell(text: str, parts: Sequence[str]) -> list[Record]:
    r"""Read what `spell` wrote.

    Parameters
    ----------
    text : str
        The cell.
    parts : sequence of str
        The members of a record, in the order in which they are written.

    Returns
    -------
    list of dict
        Empty parts are left out; low, high, start and end are numbers again where they can be.

    Examples
    --------
    >>> unspell(r"A\; B; C | target", ["name", "role"])
    [{'name': 'A; B'}, {'name': 'C', 'role': 'target'}]
    """
    if not text:
        return []
    items = [[""]]
    for token in _TOKEN.finditer(text):
        if token["item"]:
            items.append([""])
        elif token["part"]:
            items[-1].append("")
        else:
            items[-1][-1] += token["escaped"] or token["plain"]
    return [_record(item, parts) for item in items]


def defuse(text: str) -> str:
    r"""Keep a spreadsheet from running a text as a formula.

    Parameters
    ----------
    text : str
        The text of a cell.

    Returns
    -------
    str
        With an apostrophe before it where it begins with ``= + - @``, their wide forms, a tab
        or a line end, or with apostrophes and then one of these.

    Examples
    --------
    >>> print(defuse("=1+1"), defuse("'=1+1"), defuse("'Tis so"))
    '=1+1 ''=1+1 'Tis so
    """
    return f"'{text}" if _FORMULA.match(text) else text


def arm(text: str) -> str:
    """Undo `defuse`: give the text as it was.

    Examples
    --------
    >>> arm("'=1+1"), arm("'Tis so"), arm("plain")
    ('=1+1', "'Tis so", 'plain')
    """
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def _marked(value: Any) -> str:
    text = "" if value is None else value if isinstance(value, str) else json.dumps(value)
    return _MARK.sub(lambda mark: "\\" + mark[0], text)


def _trimmed(item: list[str]) -> list[str]:
    while len(item) > 1 and not item[-1]:
        item = item[:-1]
    return item


def _record(item: Sequence[str], parts: Sequence[str]) -> Record:
    named = zip(parts, item, strict=False)
    return {part: _value(part, text) for part, text in named if text}


def _value(part: str, text: str) -> Any:
    if part not in _NUMBERS:
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text
