"""What accounts tell of one field of an event, and which of them decide what is shown of it."""

from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from events.model.dates import parse_edtf
from events.model.event import Account
from events.model.vocabulary import Precision, Rank

Range = tuple[float | None, float | None]
"""The least and the most of a number; None for an end that is not known."""

_RANKS = list(Rank)


@dataclass(frozen=True)
class Field:
    """A field that the accounts of an event decide.

    Parameters
    ----------
    name : str
        What the event calls it.
    value : callable
        Gives what an account tells of it, for comparison; what is false where it tells nothing.
    joined : callable
        Gives what is shown where accounts of the same rank tell these values.

    Examples
    --------
    >>> told = [Account(source="a", date="2021-07-04"), Account(source="b", date="2021-07-05")]
    >>> DATE.shown(told), DATE.differs(told), PLACE.differs(told)
    ('2021-07-04/2021-07-05', True, False)
    """

    name: str
    value: Callable[[Account], Hashable]
    joined: Callable[[Sequence[Any]], Any]

    def deciding(self, accounts: Sequence[Account]) -> list[Account]:
        """Give the accounts of the best rank that tells of the field, in their order."""
        telling = [account for account in accounts if self.value(account)]
        top = min((_RANKS.index(account.rank) for account in telling), default=0)
        return [account for account in telling if account.rank is _RANKS[top]]

    def shown(self, accounts: Sequence[Account]) -> Any:
        """Give what is shown of the field, or None where no account tells of it."""
        values = [self.value(account) for account in self.deciding(accounts)]
        return self.joined(values) if values else None

    def differs(self, accounts: Sequence[Account]) -> bool:
        """Tell whether the accounts that decide tell different values."""
        return len({self.value(account) for account in self.deciding(accounts)}) > 1

    def is_outside(self, accounts: Sequence[Account], quoted: Collection[str]) -> bool:
        """Tell whether what is shown is from elsewhere than some sources.

        Parameters
        ----------
        accounts : sequence of Account
            Those of the event.
        quoted : collection of str
            The ids of the sources, none of which says so.
        """
        deciding, shown = self.deciding(accounts), self.shown(accounts)
        if all(account.source in quoted for account in deciding):
            return False
        own = [account for account in accounts if account.source in quoted]
        return all(self.value(account) != shown for account in own)


def number(what: str) -> Field:
    """Give the field of one quantity.

    Parameters
    ----------
    what : str
        What it counts.

    Examples
    --------
    >>> told = [Account(source="a", quantities=[{"what": "killed", "low": 3, "high": 5}]),
    ...         Account(source="b", quantities=[{"what": "killed", "low": 4}])]
    >>> number("killed").shown(told)
    (3, None)
    """

    def value(account: Account) -> Hashable:
        counts = [(one.low, one.high) for one in account.quantities if one.what == what]
        return widest(counts) if counts else None

    return Field("quantities", value, widest)


def widest(ranges: Sequence[Range]) -> Range:
    """Give the range that holds all of some; an end that is not known lies beyond all others.

    Examples
    --------
    >>> widest([(3, 5), (4, 9)]), widest([(3, 5), (None, 4)])
    ((3, 9), (None, 5))
    """
    lows, highs = zip(*ranges, strict=True)
    return None if None in lows else min(lows), None if None in highs else max(highs)


def date_of_all(texts: Sequence[str]) -> str:
    """Write the days of several dates as one, from the earliest to the latest that may be meant.

    Parameters
    ----------
    texts : sequence of str
        EDTF, at least one.

    Returns
    -------
    str
        The first of the texts that holds all others, if one does; ``""`` where no end has a bound.

    Examples
    --------
    >>> date_of_all(["2021-07-05~", "2021-07-05/2021-07-07"])
    '2021-07-05~/2021-07-07'
    >>> date_of_all(["2021-07", "2021-07-04"]), date_of_all(["../2021-07-08", "2021-07-01/.."])
    ('2021-07', '')
    """
    first, last = min(texts, key=_earliest), max(texts, key=_latest)
    ends = _earliest(first), _latest(last)
    for text in texts:
        if (_earliest(text), _latest(text)) == ends:
            return text
    start, end = first.split("/")[0], last.split("/")[-1]
    return "" if {start, end} <= {"", ".."} else f"{start}/{end}"


def _earliest(text: str) -> date:
    span = parse_edtf(text)
    return (span and span.earliest) or date.min


def _latest(text: str) -> date:
    span = parse_edtf(text)
    return (span and span.latest) or date.max


def _place(account: Account) -> Hashable:
    if not account.place and account.place_precision is Precision.NONE:
        return None
    named = account.place, account.place_ids, account.place_precision
    return (*named, account.radius_km, account.geometry)


def _first(values: Sequence[Any]) -> Any:
    return values[0]


DATE = Field("date", lambda account: account.date, date_of_all)
PLACE = Field("place", _place, _first)
STATUS = Field("status", lambda account: account.status, _first)
