"""An event as one of its sources tells it, and nothing of what the others tell."""

from typing import Any

from events.accounts.shown_values import shown_values
from events.model.event import Account, Event
from events.model.parts import Quote
from events.model.vocabulary import Rank


def source_ids(event: Event) -> tuple[str, ...]:
    """Name the sources that tell of an event, each once.

    They are those of its accounts; without any those that it quotes; and without quotes the one
    whose id stands before a colon in the event's own, as of imported events.

    Examples
    --------
    >>> event = Event(id="ucdp:17", title="A clash", kind="assault", status="reported")
    >>> source_ids(event)
    ('ucdp',)
    """
    if event.accounts:
        return tuple(dict.fromkeys(account.source for account in event.accounts))
    before, colon, _ = event.id.partition(":")
    return event.quoted_sources or ((before,) if before and colon else ())


def ranked_accounts(event: Event) -> list[Account]:
    """Give an event's accounts by their rank, as the table of sources has them."""
    return sorted(event.accounts, key=lambda account: list(Rank).index(account.rank))


def quotes_of(event: Event, account: Account) -> tuple[Quote, ...]:
    """Give an account's words: its own quotes, or those of the event that are its source's."""
    if account.quotes:
        return account.quotes
    return tuple(quote for quote in event.quotes if quote.source == account.source)


def told_by(event: Event, source: str) -> Event | None:
    """Give an event as one source alone tells it.

    Parameters
    ----------
    event : Event
        The event, with all its accounts.
    source : str
        The source's id.

    Returns
    -------
    Event or None
        With that source's date, place, numbers, status and words. Title and kind are the coder's;
        so is the status where the source gives none, and who takes part and the note where the
        account has none. None where the source does not tell of it.

    Examples
    --------
    >>> accounts = [Account(source="a", date="2021-07"), Account(source="b", date="2021-07-05")]
    >>> event = Event(id="e1", title="A clash", kind="assault", status="reported", date="2021-07",
    ...               accounts=accounts)
    >>> told_by(event, "b").date, told_by(event, "c")
    ('2021-07-05', None)
    """
    if source not in source_ids(event):
        return None
    given: dict[str, Any] = {name: getattr(event, name) for name in event.model_fields_set}
    if not event.accounts:
        if event.quoted_sources in ((), (source,)):
            return event
        return Event(**{**given, "quotes": [one for one in event.quotes if one.source == source]})
    own = [account for account in event.accounts if account.source == source]
    given |= shown_values(own, [source])
    if given["geometry"] is None and _is_at(event, given):
        given["geometry"] = event.geometry
    given |= {"accounts": own, "quotes": _quotes(event, own), "evidence": (), "merged": ()}
    for name in ("actors", "note"):
        if told := next((getattr(one, name) for one in own if getattr(one, name)), None):
            given[name] = told
    return Event(**given)


def _quotes(event: Event, own: list[Account]) -> list[Quote]:
    """Give the words of accounts; what several of them quote stands once."""
    first, *others = (quotes_of(event, account) for account in own)
    known = {(one.start, one.exact) for one in first}
    further = {(one.start, one.exact): one for quotes in others for one in quotes}
    return [*first, *(one for at, one in further.items() if at not in known)]


def _is_at(event: Event, place: dict[str, Any]) -> bool:
    names = ("place", "place_ids", "place_precision")
    return all(getattr(event, name) == place[name] for name in names)
