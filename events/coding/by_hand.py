"""What a coder writes into a field by hand: a date, numbers and actors as one line of text each.

A date is EDTF or a phrase of the source's language. Numbers are written "20000 reservists",
"1001- soldiers", "-20 years", "5-7 posts", "? tanks", or as a phrase; actors "Taliban (party)".
Several are parted by semicolons. What `written_actors` and `written_quantities` write is read back
as it was.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from events.coding.date_rules import propose_dates
from events.coding.number_rules import propose_quantities
from events.coding.passage import Passage
from events.coding.phrases.language import Language, language_of
from events.coding.proposals import Proposal
from events.model.dates import parse_edtf
from events.model.problems import FaultError

Record = Mapping[str, Any]

_ACTOR = re.compile(r"(?P<name>.+?)\s*(?:\((?P<role>[^()]*)\))?")
_FIGURE = r"\d+(?:\.\d+)?"
_NUMBER = re.compile(
    rf"(?:(?P<low>{_FIGURE})?\s*(?P<to>[-–—])\s*(?P<high>{_FIGURE})?|(?P<exact>{_FIGURE})|\?)"
    r"\s+(?P<what>\S.*)"
)


def read_written_date(written: str, tag: str, published: date | None) -> str:
    """Read EDTF, or a phrase of time such as "the night of 4 July" or "last week", as EDTF.

    Parameters
    ----------
    written
        What the coder writes.
    tag
        The source's language, BCP 47; one without a file of terms reads nothing.
    published
        The day from which "Wednesday" is counted back.

    Returns
    -------
    str
        What is written, where no rule reads all of it as one time.

    Examples
    --------
    >>> read_written_date("on Wednesday", "en", date(2021, 7, 8))
    '2021-07-07'
    >>> read_written_date("../2021-07-08", "en", None)
    '../2021-07-08'
    """
    language = language_of(tag)
    if language is None or _is_edtf(written):
        return written
    found = propose_dates(_whole(written, language, published), "")
    read = len(found) == 1 and (found[0].start, found[0].end) == (0, len(written))
    return str(found[0].values["date"]) if read else written


def read_quantities(written: str, tag: str, known: Iterable[Record]) -> list[dict[str, Any]]:
    """Read numbers of what is counted.

    Parameters
    ----------
    written
        What the coder writes.
    tag
        The language of phrases such as "over 1,000 soldiers", BCP 47.
    known
        The quantities before: of what is left as it was the source's words are kept.

    Returns
    -------
    list of dict
        Members of an event's ``quantities``. What holds no number is counted, its number not
        known.

    Examples
    --------
    >>> [one["low"] for one in read_quantities("over 1,000 soldiers; 20 tanks", "en", [])]
    [1001, 20]
    """
    kept = {_telling(one): dict(one) for one in known}
    language = language_of(tag)
    read = [_quantity(part, language) for part in _parts(written)]
    return [kept.get(_telling(one), one) for one in read]


def read_actors(written: str) -> list[dict[str, Any]]:
    """Read actors with their roles.

    Examples
    --------
    >>> read_actors("Taliban (party); Afghan soldiers")
    [{'name': 'Taliban', 'role': 'party'}, {'name': 'Afghan soldiers', 'role': ''}]
    """
    found = [_ACTOR.fullmatch(part) for part in _parts(written)]
    return [{"name": one["name"], "role": (one["role"] or "").strip()} for one in found if one]


def written_actors(actors: Iterable[Record]) -> str:
    """Write actors as `read_actors` reads them."""
    return "; ".join(
        f"{one['name']} ({one['role']})" if one.get("role") else one["name"] for one in actors
    )


def written_quantities(quantities: Iterable[Record]) -> str:
    """Write quantities as `read_quantities` reads them.

    Examples
    --------
    >>> written_quantities([{"what": "soldiers", "low": 1001, "high": None}])
    '1001- soldiers'
    """
    return "; ".join(
        f"{_range(one.get('low'), one.get('high'))} {one['what']}" for one in quantities
    )


def _is_edtf(written: str) -> bool:
    try:
        return parse_edtf(written) is not None
    except FaultError:
        return False


def _range(low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return "?"
    if low == high:
        return f"{low}"
    return f"{'' if low is None else low}-{'' if high is None else high}"


def _quantity(part: str, language: Language | None) -> dict[str, Any]:
    found = _NUMBER.fullmatch(part)
    if found:
        ends = (found["low"], found["high"]) if found["to"] else (found["exact"],) * 2
        low, high = (_value(end) if end else None for end in ends)
        return {"what": found["what"], "low": low, "high": high, "says": ""}
    read: list[Proposal] = propose_quantities(_whole(part, language)) if language else []
    return {**read[0].values, "says": ""} if len(read) == 1 else {
        "what": part, "low": None, "high": None, "says": ""
    }  # fmt: skip


def _whole(words: str, language: Language, published: date | None = None) -> Passage:
    return Passage(words, 0, len(words), language, published)


def _parts(written: str) -> list[str]:
    return [part.strip() for part in re.split("[;؛]", written) if part.strip()]


def _value(figure: str) -> float:
    return float(figure) if "." in figure else int(figure)


def _telling(one: Record) -> tuple[Any, ...]:
    return one["what"], one.get("low"), one.get("high")
