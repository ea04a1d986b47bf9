"""What stands around the map: title and counts, reading pane, rows. One component each.

A component gets its data as JSON and puts text into the page as text only; its script and
style are the files of the same name under ``static/panels/``.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from dashboard import wording
from dashboard.opened import Opened
from events.citations import citation, fragment_url
from events.schema import Event, Quote, Source
from events.selection import Counts
from events.vocabulary import Basis, family_of

ROWS = 200
"""Most rows that a table or the article's list holds at once."""

_STYLE = (Path(__file__).resolve().parent / "static/panels/panels.css").read_text()


def _component(name: str) -> Callable[..., Any]:
    script = (
        "export default (component) => {\n"
        f'  import(new URL("assets/panels/{name}.js", document.baseURI))\n'
        "    .then((panel) => panel.show(component));\n}\n"
    )
    return st.components.v2.component(f"panj_{name}", css=_STYLE, js=script)


_masthead, _reading, _records = map(_component, ("masthead", "reading", "records"))


def show_masthead(
    file: Opened, counts: Counts, hidden_by: Sequence[str], clear: Callable[[], None]
) -> None:
    """Show the title, the line of counts, and what a reader must be told first.

    Parameters
    ----------
    file
        The open event file.
    counts
        How many events are read, shown, left out.
    hidden_by
        The filters in force, as a reader would name them.
    clear
        Called when the reader asks for all events back.
    """
    empty = counts.read > counts.rejected and not counts.selected
    data = {
        "title": file.loaded.title or "No events are open",
        "origin": origin(file.loaded.sources),
        "counts": {
            name: getattr(counts, name)
            for name in ("selected", "read", "on_map", "without_place", "filtered_out", "rejected")
        },
        "empty": (
            f"No event matches. {counts.filtered_out:,} hidden by: {', '.join(hidden_by)}."
            if empty
            else ""
        ),
        "refused": [str(problem) for problem in file.refused],
    }
    data["theme"] = _theme()
    _masthead(key="masthead", data=data, on_clear_change=clear)


def show_reading(
    file: Opened,
    shown: Sequence[str],
    chosen: str | None,
    focus: int,
    choose: Callable[[], None],
) -> None:
    """Show the open event and the article's quotes in order.

    Parameters
    ----------
    file
        The open event file.
    shown
        Ids of the selected events in the file's order, which Previous and Next walk.
    chosen
        The open event's id, or ``None``.
    focus
        Rises by one each time the keyboard's focus is to move to the open event.
    choose
        Called when the reader chooses another; the component's ``choice.id`` names it.
    """
    event = file.by_id.get(chosen or "")
    data = {
        "event": _card(file, event, shown) if event else None,
        "first": shown[0] if shown else None,
        "article": list(_article(file))[:ROWS],
        "origin": origin(file.loaded.sources),
        "focus": focus,
    }
    data["theme"] = _theme()
    _reading(key="reading", data=data, on_choice_change=choose)


def show_records(
    file: Opened, shown: Sequence[str], chosen: str | None, choose: Callable[[], None]
) -> None:
    """Show the events as rows, and the file's problems.

    Parameters
    ----------
    file, shown, chosen, choose
        As in ``show_reading``.
    """
    selected = set(shown)
    events = [file.by_id[id_] for id_ in shown]
    rows = {
        "table": events,
        "placeless": [event for event in events if event.geometry is None],
        "dateless": [event for event in events if event.span is None],
        "hidden": [event for event in file.loaded.events if event.id not in selected],
    }
    tabs: dict[str, Any] = {
        name: {"total": len(listed), "rows": [_row(event) for event in listed[:ROWS]]}
        for name, listed in rows.items()
    }
    problems = [str(problem) for problem in (*file.refused, *file.loaded.problems)]
    tabs["problems"] = {"total": len(problems), "rows": problems[:ROWS]}
    _records(key="records", data={"tabs": tabs, "selected": chosen}, on_choice_change=choose)


def origin(sources: Iterable[Source]) -> str:
    """Return where the quotes come from: one source in full, several as a number."""
    sources = list(sources)
    if not sources:
        return ""
    if len(sources) > 1:
        return f"{len(sources):,} sources"
    return wording.credit(sources[0])


def _theme() -> str:
    return st.context.theme.type or "light"


def _card(file: Opened, event: Event, shown: Sequence[str]) -> dict[str, Any]:
    at = shown.index(event.id) if event.id in shown else None
    sources = {source.id: source for source in file.loaded.sources}
    return {
        "id": event.id,
        "title": event.title,
        "family": family_of(event.kind),
        "status": event.status,
        "standing": wording.standing(event),
        "position": "" if at is None else f"{at + 1:,} of {len(shown):,}",
        "previous": shown[at - 1] if at else None,
        "next": shown[at + 1] if at is not None and at + 1 < len(shown) else None,
        "hidden": "The filters hide this event’s mark." if at is None else "",
        "quotes": [_quotation(sources[quote.source], quote) for quote in event.quotes],
        "unquoted": "No quotation: the source gives none.",
        "facts": [fact for fact in _facts(event) if fact["value"]],
        "external": [
            {
                "about": item.about.capitalize(),
                "note": item.note,
                "url": item.url,
                "host": urlsplit(item.url).hostname or "",
            }
            for item in event.evidence
        ],
        "note": event.note,
    }


def _facts(event: Event) -> Iterable[dict[str, Any]]:
    status = wording.standing_note(event)
    yield _fact(
        "When",
        ". ".join(filter(None, (status, wording.when(event)))),
        event.date_basis,
        event.date_says,
    )
    yield _fact("Where", wording.where(event), event.place_basis, event.place_says)
    yield _fact("Who", wording.actors(event))
    yield _fact("How many", "; ".join(map(wording.quantity, event.quantities)))


def _fact(name: str, value: str, basis: Basis | None = None, says: str = "") -> dict[str, Any]:
    note = wording.basis(basis, says)
    return {"name": name, "value": value, "notes": [note] if note else []}


def _quotation(source: Source, quote: Quote) -> dict[str, Any]:
    return {
        "exact": quote.exact,
        "speaker": quote.speaker,
        "source": wording.credit(source),
        "start": quote.start,
        "link": fragment_url(source, quote),
        "citation": citation(source, quote),
    }


def _article(file: Opened) -> Iterable[dict[str, Any]]:
    """Yield every quote in the order of its source, with a mark where words are left out."""
    order = {source.id: rank for rank, source in enumerate(file.loaded.sources)}
    quotes = sorted(
        ((quote, event) for event in file.loaded.events for quote in event.quotes),
        key=lambda pair: (order[pair[0].source], pair[0].start, pair[0].end),
    )
    reached = ("", 0)
    for quote, event in quotes:
        begins = (quote.source, quote.start)
        yield {
            "event": event.id,
            "exact": quote.exact,
            "speaker": quote.speaker,
            "start": quote.start,
            "gap": begins > (quote.source, reached[1] + 2) and reached[0] == quote.source,
        }
        reached = (
            max(reached, (quote.source, quote.end))
            if reached[0] == quote.source
            else (
                quote.source,
                quote.end,
            )
        )


def _row(event: Event) -> dict[str, str]:
    return {
        "id": event.id,
        "title": event.title,
        "standing": wording.standing(event),
        "when": wording.when(event),
        "where": wording.where(event),
    }
