"""What is told of events beside the map, as plain JSON: the story, cards, rows.

The page and the dossier show the same. This module shouldn't import Streamlit.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from dashboard.present import article, wording
from dashboard.present.map_marks import elsewhere
from dashboard.session.session_file import SessionFile
from dashboard.words.catalogue import say
from events.accounts.fields import DATE, PLACE, STATUS, Field, number
from events.accounts.independence import independent
from events.accounts.one_source import quotes_of, ranked_accounts
from events.accounts.shown_values import is_external, shown_values
from events.export.formats import terms_of
from events.model.event import Account, Event, Quantity, Quote, Source
from events.model.vocabulary import KILLED, WIDEST, Basis, Precision, Rank, family_of
from events.provenance import citations
from events.query.filters.sources.told_by import TOLD_BY
from events.query.selection import Selection
from events.query.totals import most_named

LONGEST = 2_000
"""The longest text of a row, in characters; the event's card has the whole."""


def origin(sources: Iterable[Source]) -> str:
    """Return where the events come from: the one source that is coded, others as a number."""
    sources = list(sources)
    main = article.coded_source(sources)
    if main is None:
        return say("credits.sources", count=len(sources)) if sources else ""
    credit = wording.credit(main)
    return say("credits.beside", credit=credit, count=len(sources) - 1) if sources[1:] else credit


def source_choice(file: SessionFile) -> dict[str, str] | None:
    """Return the one text that is coded, where other sources tell of the same events, too.

    Returns
    -------
    dict or None
        ``source``, its id, and ``words`` that choose it alone.
    """
    main = article.coded_source(file.loaded.sources)
    if main is None or not file.loaded.sources[1:]:
        return None
    return {"source": main.id, "words": say("sources.alone")}


def credits(file: SessionFile, selection: Selection | None = None) -> list[dict[str, Any]]:
    """Return whose words the events rest on, and under which terms, for each file that is shown.

    Parameters
    ----------
    file
        The open event file.
    selection
        Which events, all by default; of a single file only those sources are named that tell of
        one of them.

    Returns
    -------
    list of dict
        ``letter`` of the file, ``""`` for the only one; ``sources``, each in a line, as it asks to
        be cited where it does; ``terms`` that they ask for.
    """
    return [
        {
            "letter": letter,
            "sources": [source_line(source) for source in sources],
            "terms": terms_of(sources),
        }
        for letter, sources in _credited(file, selection)
        if sources
    ]


def _credited(
    file: SessionFile, selection: Selection | None
) -> list[tuple[str, tuple[Source, ...]]]:
    found = sources_of_files(file)
    if selection is None or file.parts or not file.credited[1:]:
        return found
    named, _ = most_named(file.table, selection, TOLD_BY, len(file.loaded.sources))
    telling = {name for name, _ in named}
    return [("", tuple(source for source in file.credited if source.id in telling))]


def sources_of_files(file: SessionFile) -> list[tuple[str, tuple[Source, ...]]]:
    """Return the sources of each file that is shown, with its letter; ``""`` for the only one."""
    return [(part.letter, part.sources) for part in file.parts] or [("", file.credited)]


def source_line(source: Source) -> str:
    """Return a source with its title, as it asks to be cited where it does.

    Examples
    --------
    >>> source_line(Source(id="a", title="T", publisher="The Paper", published="2021-07-08"))
    '“T”, The Paper, 8 July 2021'
    """
    citation = asked_citation(source)
    if citation:
        return say("credits.cited", title=source.title, citation=citation)
    credit = wording.credit(source)
    return (
        credit
        if credit == source.title
        else say("credits.title", title=source.title, credit=credit)
    )


def asked_citation(source: Source) -> str:
    """Return how a source asks to be cited, as an import writes it down, or ``""``."""
    citation = (source.model_extra or {}).get("citation")
    return citation if isinstance(citation, str) else ""


def card(file: SessionFile, event: Event) -> dict[str, Any]:
    """Return an event in full: its words, its facts, and what is not from the source."""
    sources = {source.id: source for source in file.loaded.sources}
    return {
        "id": event.id,
        "title": event.title,
        "family": family_of(event.kind),
        "status": event.status,
        "standing": wording.standing(event),
        "on_map": event.geometry is not None,
        "origin": file.origin(event),
        "quotes": [_quotation(sources[quote.source], quote) for quote in event.quotes],
        "unquoted": say("event.unquoted_note" if event.note else "event.unquoted"),
        "facts": [fact for fact in _facts(event, sources) if fact["value"]],
        **_told(event, sources),
        "external": [
            {
                "about": _about(item.about),
                "note": item.note,
                "url": item.url,
                "host": urlsplit(item.url).hostname or "",
            }
            for item in event.evidence
        ],
        "note": event.note,
    }


def row(event: Event) -> dict[str, str]:
    """Return an event as a row of a table."""
    return {
        "id": event.id,
        "title": wording.shortened(event.title, LONGEST),
        "standing": wording.standing(event),
        "when": wording.when(event),
        "where": wording.shortened(wording.where(event), LONGEST),
    }


def _facts(event: Event, sources: Mapping[str, Source]) -> Iterable[dict[str, Any]]:
    def whose(*fields: Field) -> str:
        names = (elsewhere(event, field, sources) for field in fields)
        return say("basis.list").join(dict.fromkeys(filter(None, names)))

    status = wording.standing_note(event)
    counts = [number(one.what) for one in event.quantities]
    yield _fact(
        say("event.when"),
        ". ".join(filter(None, (status, wording.when(event)))),
        event.date_basis,
        event.date_says,
        whose(*([DATE] if event.span else []), *([STATUS] if status else [])),
        differ=any(field.differs(event.accounts) for field in (DATE, STATUS)),
    )
    yield _fact(
        say("event.where"),
        wording.where(event),
        event.place_basis,
        event.place_says,
        whose(PLACE),
        differ=PLACE.differs(event.accounts),
        also=wording.around(event),
    )
    yield _fact(say("event.who"), wording.actors(event))
    yield _fact(
        say("event.how_many"),
        _how_many(event),
        by=whose(*counts),
        differ=any(count.differs(event.accounts) for count in counts),
    )


def _how_many(event: Event) -> str:
    """Return the event's numbers, each with its range, and † where the source does not give it."""

    def told(one: Quantity) -> str:
        mark = wording.EXTERNAL if is_external(event, number(one.what)) else ""
        crossed = one.what == KILLED and WIDEST in event.note
        why = say("number.crossed") if crossed else ""
        return " ".join(filter(None, (wording.quantity(one), mark, why)))

    return "; ".join(map(told, event.quantities))


def _told(event: Event, sources: Mapping[str, Source]) -> dict[str, Any]:
    """Return what each source tells, in order of rank, and how many of them are independent."""
    ids = list(dict.fromkeys(account.source for account in event.accounts))
    counts = {"count": len(ids), "independent": independent(ids, sources)}
    ranked = enumerate(ranked_accounts(event), start=1)
    return {
        "sources": [_account(event, account, sources, at) for at, account in ranked],
        "counted": say("sources.counted", **counts) if ids else "",
    }


def _account(
    event: Event, account: Account, sources: Mapping[str, Source], at: int
) -> dict[str, Any]:
    """Return one source's row: its own when, where, how many and status; nothing of another's."""
    source = sources[account.source]
    alone = event.model_copy(
        update={**shown_values([account], [account.source]), "accounts": (), "quotes": ()}
    )
    quotes = quotes_of(event, account)
    located = account.place or account.place_precision is not Precision.NONE
    return {
        "number": at,
        "id": source.id,
        "source": wording.credit(source),
        "rank": say(f"rank.{account.rank}") if account.rank is not Rank.NORMAL else "",
        "reason": account.reason,
        "url": account.url or source.url,
        "when": wording.when(alone) if account.date else "",
        "where": wording.where(alone) if located else "",
        "how_many": "; ".join(map(wording.quantity, account.quantities)),
        "status": say(f"status.{account.status}") if account.status else "",
        "note": account.note,
        "derives_from": _derived(source, sources),
        "quote": [source.id, quotes[0].start] if quotes else None,
        "shape": account.geometry not in (None, event.geometry),
    }


def _derived(source: Source, sources: Mapping[str, Source]) -> str:
    origin = sources.get(source.derives_from)
    name = wording.credit(origin) if origin else source.derives_from
    return say("sources.derives", source=name) if name else ""


def _about(name: str) -> str:
    """Return what an external value is about, as the facts are headed."""
    return say(f"event.{_HEADED[name]}") if name in _HEADED else name[:1].upper() + name[1:]


_HEADED = {"date": "when", "place": "where", "actors": "who", "quantities": "how_many"}


def _fact(
    name: str,
    value: str,
    basis: Basis | None = None,
    says: str = "",
    by: str = "",
    *,
    differ: bool = False,
    also: str = "",
) -> dict[str, Any]:
    notes = [also, wording.basis(basis, says, by)]
    if by and basis is not Basis.EXTERNAL:
        notes.append(wording.basis(Basis.EXTERNAL, "", by))
    told = {"name": name, "value": value, "notes": [note for note in notes if note]}
    return {**told, "differ": say("sources.differ") if differ else ""}


def _quotation(source: Source, quote: Quote) -> dict[str, Any]:
    return {
        "exact": quote.exact,
        "speaker": quote.speaker,
        "source": wording.credit(source),
        "of": source.id,
        "start": quote.start,
        "link": citations.fragment_url(source, quote),
        "citation": citations.citation(source, quote),
        "quotation": citations.quotation(source, quote),
    }
