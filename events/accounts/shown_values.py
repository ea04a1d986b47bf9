"""The rule for what is shown of an event that several sources tell of.

For each of date, place, quantities and status it is what the best-ranked account gives that gives
one. Where several of the same rank differ, the date is the span of all of them, a quantity the
widest range; of places and statuses the first stands. Nothing is averaged.

A value that no source gives which the event itself quotes is external.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from events.accounts.fields import DATE, PLACE, STATUS, Field, number
from events.model.event import Account, Event
from events.model.parts import Quantity
from events.model.problems import Fault, quote_value
from events.model.vocabulary import Basis

_OF_DATE = ("date_basis", "date_says")
_OF_PLACE = ("place", "place_ids", "place_precision", "place_basis", "place_says", "radius_km")
_NOTHING = {name: field.get_default() for name, field in Account.model_fields.items()}


def shown_values(accounts: Sequence[Account], quoted: Collection[str]) -> dict[str, Any]:
    """Give the members of an event that its accounts decide.

    Parameters
    ----------
    accounts : sequence of Account
        In the order of the event.
    quoted : collection of str
        The ids of the sources that the event itself quotes.

    Returns
    -------
    dict
        By the names that an event has for them; `status` only where an account gives it.

    Examples
    --------
    >>> told = [Account(source="a", date="2021-07-04"), Account(source="b", date="2021-07-05")]
    >>> shown_values(told, [])["date"]
    '2021-07-04/2021-07-05'
    """
    members = {name: _NOTHING[name] for name in ("date", *_OF_DATE, *_OF_PLACE, "geometry")}
    if deciding := DATE.deciding(accounts):
        members["date"] = DATE.shown(accounts)
        if DATE.differs(accounts):
            members["date_basis"] = Basis.INFERRED
        else:
            members |= {name: getattr(deciding[0], name) for name in _OF_DATE}
    if deciding := PLACE.deciding(accounts):
        members |= {name: getattr(deciding[0], name) for name in (*_OF_PLACE, "geometry")}
    for field in (DATE, PLACE):
        if quoted and field.is_outside(accounts, quoted):
            members[f"{field.name}_basis"] = Basis.EXTERNAL
    if status := STATUS.shown(accounts):
        members["status"] = status
    return {**members, "quantities": _quantities(accounts)}


def is_external(event: Event, field: Field) -> bool:
    """Tell whether what an event shows of a field is not what a source says that it quotes.

    Parameters
    ----------
    event : Event
        One that quotes nothing has no source beside which another would be external.
    field : Field
        The field.
    """
    if not event.accounts:
        return getattr(event, f"{field.name}_basis", None) is Basis.EXTERNAL
    quoted = event.quoted_sources
    return bool(quoted) and field.is_outside(event.accounts, quoted)


def departures(event: Event) -> Iterator[Fault]:
    """Find where an event's values are not those that the rule gives.

    Parameters
    ----------
    event : Event
        One without accounts keeps the rule.

    Yields
    ------
    Fault
        The field, what the event shows and what the accounts give.
    """
    if not event.accounts:
        return
    ruled = shown_values(event.accounts, event.quoted_sources)
    for name in ("status", "date", "place", "place_ids", "place_precision", "radius_km"):
        found = getattr(event, name)
        if found != ruled.get(name, found):
            yield _departure(name, found, ruled[name])
    if ruled["geometry"] not in (None, event.geometry):
        found = event.geometry and event.geometry.as_geojson()
        yield Fault("geometry", found, "that of the account whose place is shown")
    found, expected = (
        "; ".join(sorted(map(_written, some))) for some in (event.quantities, ruled["quantities"])
    )
    if found != expected:
        yield _departure("quantities", found, expected)
    for name in ("date_basis", "place_basis"):
        bases = getattr(event, name), ruled[name]
        if bases[0] is not bases[1] and Basis.EXTERNAL in bases:
            yield _departure(name, *bases)


def _quantities(accounts: Sequence[Account]) -> tuple[Quantity, ...]:
    counted = dict.fromkeys(one.what for account in accounts for one in account.quantities)
    return tuple(_quantity(accounts, what) for what in counted)


def _quantity(accounts: Sequence[Account], what: str) -> Quantity:
    field = number(what)
    low, high = field.shown(accounts)
    first = next(one for one in field.deciding(accounts)[0].quantities if one.what == what)
    return (
        first
        if (first.low, first.high) == (low, high)
        else Quantity(what=what, low=low, high=high, says="")
    )


def _departure(name: str, found: Any, expected: Any) -> Fault:
    found, expected = (
        list(value) if isinstance(value, tuple) else value for value in (found, expected)
    )
    return Fault(name, found, f"{quote_value(expected)}, as the accounts give it by their ranks")


def _written(quantity: Quantity) -> str:
    ends = ("?" if end is None else f"{end:,}" for end in (quantity.low, quantity.high))
    says = f" “{quantity.says}”" if quantity.says else ""
    return f"{quantity.what} {'–'.join(ends)}{says}"
