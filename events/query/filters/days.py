"""The filter by days: when an event may have happened, or surely did."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import narwhals as nw

from events.query.filters.declaration import (
    NO,
    YES,
    Filter,
    Given,
    Parameter,
    QueryError,
    Term,
    Widget,
)

Rule = Literal["overlaps", "inside"]
"""What dates ask of an event: that it may have happened then, or surely did."""

_1970 = date(1970, 1, 1).toordinal()
_DATETIME = Parameter("datetime", form="days", address="dates")
_RULE = Parameter("rule", ("overlaps", "inside"), default="overlaps")
_UNDATED = Parameter("undated", (YES, NO), default=YES, widget=Widget("switch", "filters.undated"))


@dataclass(frozen=True)
class DaysChosen:
    """What a selection asks of an event's days; see `events.query.selection.Selection`."""

    dates: tuple[date | None, date | None] | None = None
    rule: Rule = "overlaps"
    undated: bool = True


def possibly_in(first: date | None, last: date | None) -> nw.Expr:
    """Ask of the columns what `events.model.dates.overlaps` asks of a span.

    Parameters
    ----------
    first, last : datetime.date or None
        The range, both ends included; None for no bound.

    Returns
    -------
    narwhals.Expr
        True or False for each row.
    """
    rule = nw.col("dated")
    if last is not None:
        rule = rule & (nw.col("first_day") <= last.toordinal() - _1970)
    if first is not None:
        rule = rule & (nw.col("last_day") >= first.toordinal() - _1970)
    return rule


def certainly_in(first: date | None, last: date | None) -> nw.Expr:
    """Ask of the columns what `events.model.dates.surely_inside` asks of a span.

    Parameters
    ----------
    first, last : datetime.date or None
        The range, both ends included; None for no bound.

    Returns
    -------
    narwhals.Expr
        True or False for each row.
    """
    begins = nw.col("first_day") >= (first or date.min).toordinal() - _1970
    ends = nw.col("last_day") <= (last or date.max).toordinal() - _1970
    return nw.col("dated") & ~nw.col("uncertain") & begins & ends


def _condition(chosen: DaysChosen) -> nw.Expr | None:
    if chosen.dates is None:
        return None if chosen.undated else nw.col("dated")
    rule = possibly_in if chosen.rule == "overlaps" else certainly_in
    dated = rule(*chosen.dates)
    return dated | ~nw.col("dated") if chosen.undated else dated


def _read(given: Given) -> dict[str, Any]:
    return {
        "dates": _interval(_DATETIME.one(given)),
        "rule": _RULE.one(given),
        "undated": _UNDATED.one(given) == YES,
    }


def _written(chosen: DaysChosen) -> Iterator[tuple[str, str]]:
    if chosen.dates is not None:
        first, last = (str(end) if end else ".." for end in chosen.dates)
        yield "datetime", f"{first}/{last}"
    if chosen.rule != "overlaps":
        yield "rule", chosen.rule
    if not chosen.undated:
        yield "undated", NO


def _terms(chosen: DaysChosen) -> Iterator[Term]:
    if chosen.dates is not None:
        yield Term(
            "filter.surely_in_days" if chosen.rule == "inside" else "filter.days",
            {"days": chosen.dates},
            {"dates": "", "rule": ""},
        )
    if not chosen.undated:
        yield Term("filter.no_undated", {}, {"undated": ""})


def _interval(text: str) -> tuple[date | None, date | None] | None:
    """Read an OGC ``datetime``: an instant, or an interval with ``..`` for an open end."""
    if not text:
        return None
    ends = text.split("/")
    expected = "a day or an interval of days, as 2021-07-05, 2021-07-05/2021-07-07 or ../2021-07-07"
    if len(ends) > 2:
        raise QueryError("datetime", text, expected)
    try:
        first, last = map(_day, ends if len(ends) == 2 else ends * 2)
    except ValueError:
        raise QueryError("datetime", text, expected) from None
    if first and last and first > last:
        raise QueryError("datetime", text, "an interval whose first day is not after its last")
    return (first, last) if first or last else None


def _day(text: str) -> date | None:
    """Read one end of a ``datetime``, a day or a time of RFC 3339: events are coded by the day."""
    return None if text in ("", "..") else datetime.fromisoformat(text.upper()).date()


DATES = Filter(
    "dates", DaysChosen, _condition, (_DATETIME, _RULE, _UNDATED), _read, _written, _terms
)
