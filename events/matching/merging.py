"""Makes two events one with the accounts of both, and parts them again.

What each of the two was is kept in the `merged` of the one that they become, under `was`, so that
the file alone is enough to part them.
"""

from collections.abc import Sequence
from typing import Any

from events.accounts.one_source import source_ids
from events.accounts.shown_values import shown_values
from events.files.feature_rows import event_of, feature_of
from events.model.event import Account, Event
from events.model.vocabulary import Basis

_OF_DATE = ("date", "date_basis", "date_says")
_OF_PLACE = (
    *("place", "place_ids", "place_precision", "place_basis", "place_says"),
    *("radius_km", "geometry"),
)
_OTHERS = ("status", "actors", "quantities", "note")


class MergeError(ValueError):
    """Two events that cannot be made one, or one that was not: which, and why."""


def merge_events(event: Event, taken: Event, *, by: str = "", on: str = "", why: str = "") -> Event:
    """Make one event of two, with the accounts of both.

    Parameters
    ----------
    event : Event
        The one that stays: its id, title and kind are kept.
    taken : Event
        The one that becomes part of it.
    by, on, why : str, optional
        Who does it, on which day (EDTF), and why.

    Returns
    -------
    Event
        What it shows follows from the accounts, by the rule of `events.accounts.shown_values`.

    Raises
    ------
    MergeError
        Where nobody is known to tell of one of them.

    Examples
    --------
    >>> made = {"title": "A clash", "kind": "assault", "status": "reported"}
    >>> one, other = Event(id="ucdp:1", **made), Event(id="acled:2", date="2021-07-05", **made)
    >>> both = merge_events(one, other, why="the same day")
    >>> both.date, [account.source for account in both.accounts]
    ('2021-07-05', ['ucdp', 'acled'])
    >>> undo(both) == (one, other)
    True
    """
    if event.id == taken.id:
        raise MergeError(f'"{event.id}" is one event already.')
    accounts = [*_accounts(event), *_accounts(taken)]
    quotes = [*event.quotes, *(one for one in taken.quotes if one not in event.quotes)]
    given: dict[str, Any] = {name: getattr(event, name) for name in event.model_fields_set}
    given |= shown_values(accounts, list(dict.fromkeys(one.source for one in quotes)))
    was = [feature_of(one) for one in (event, taken)]
    record = {"from": taken.id, "by": by, "on": on, "why": why, "was": was}
    return Event(
        **{
            **given,
            "actors": event.actors or taken.actors,
            "note": event.note or taken.note,
            "accounts": accounts,
            "quotes": quotes,
            "evidence": [*event.evidence, *taken.evidence],
            "merged": [*event.merged, record],
        }
    )


def undo(event: Event) -> tuple[Event, Event]:
    """Part an event into the two that it was made of last.

    Parameters
    ----------
    event : Event
        From `merge_events`.

    Returns
    -------
    tuple of Event
        The one that had stayed, and the one that had been taken in.

    Raises
    ------
    MergeError
        Where it was not made of two, or what they were is not known.
    """
    if not event.merged:
        raise MergeError(f'"{event.id}" is not made of several events.')
    was = (event.merged[-1].model_extra or {}).get("was")
    if not isinstance(was, list) or len(was) != 2:
        raise MergeError(f'What "{event.id}" was made of is not in the file.')
    stayed, taken = map(event_of, was)
    return stayed, taken


def merge_in(
    events: Sequence[Event], into: str, taken: str, *, by: str = "", on: str = "", why: str = ""
) -> list[Event]:
    """Make two of some events one, which stands where the one that stays stood.

    Parameters
    ----------
    events : sequence of Event
        In the order of their file.
    into, taken : str
        The ids of the one that stays and of the other.
    by, on, why : str, optional
        As of `merge_events`.

    Raises
    ------
    MergeError
        As of `merge_events`, and for an id that no event has.
    """
    one, other = _find(events, into), _find(events, taken)
    made = merge_events(one, other, by=by, on=on, why=why)
    place = events.index(other)
    record = made.merged[-1]
    made = made.model_copy(
        update={"merged": (*made.merged[:-1], record.model_copy(update={"place": place}))}
    )
    return [made if event is one else event for event in events if event is not other]


def undo_in(events: Sequence[Event], id_: str) -> list[Event]:
    """Part one of some events; each of the two goes back to where it stood.

    Parameters
    ----------
    events : sequence of Event
        As `merge_in` gives them.
    id_ : str
        The event's id.

    Raises
    ------
    MergeError
        As of `undo`, and where no event has the id.
    """
    found = _find(events, id_)
    stayed, taken = undo(found)
    place = (found.merged[-1].model_extra or {}).get("place")
    left = [stayed if event is found else event for event in events]
    left.insert(place if isinstance(place, int) else left.index(stayed) + 1, taken)
    return left


def _find(events: Sequence[Event], id_: str) -> Event:
    for event in events:
        if event.id == id_:
            return event
    raise MergeError(f'No event has the id "{id_}".')


def _accounts(event: Event) -> list[Account]:
    """Give an event's accounts; without any, all that it tells is its source's."""
    if event.accounts:
        return [_in_full(account, event) for account in event.accounts]
    sources = source_ids(event)
    if not sources:
        hint = "Give it a quote or an account, or an id that begins with its source and a colon."
        raise MergeError(f'Which source tells of "{event.id}" is not known. {hint}')
    names: list[str] = [*_OTHERS]
    if event.date_basis is not Basis.EXTERNAL:
        names += _OF_DATE
    if event.place_basis is not Basis.EXTERNAL:
        names += _OF_PLACE
    given = {name: getattr(event, name) for name in names if name in event.model_fields_set}
    return [Account(source=sources[0], **given)]


def _in_full(account: Account, event: Event) -> Account:
    """Write out a geometry that an account shares with its event: the two may part."""
    names = ("place", "place_ids", "place_precision")
    if account.geometry is None and all(
        getattr(account, name) == getattr(event, name) for name in names
    ):
        return account.model_copy(update={"geometry": event.geometry})
    return account
