"""What stands around the map: title and counts, reading pane, rows. One component each.

A component gets its data as JSON and puts text into the page as text only; its script and
style are the files of the same name under ``static/panels/``.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from dashboard import article, wording
from dashboard.opened import Opened
from events.citations import citation, fragment_url
from events.schema import Event, Quote, Source
from events.selection import Counts
from events.vocabulary import Basis, family_of

ROWS = 200
"""Most rows that a table holds at once."""


@dataclass(frozen=True)
class Reader:
    """What a reader has selected and open.

    Parameters
    ----------
    shown
        Ids of the selected events in the file's order, which Previous and Next walk.
    event
        The open event's id, or ``None``.
    coverage
        Whether the reader has gone on to the story's last step.
    focus
        Rises by one each time the keyboard's focus is to move to the open event.
    """

    shown: Sequence[str]
    event: str | None
    coverage: bool
    focus: int


_FILES = Path(__file__).resolve().parent / "static/panels"


def component(name: str) -> Callable[..., Any]:
    """Return the function that mounts ``static/panels/{name}.js`` in its style."""
    styles = [_FILES / "panels.css", _FILES / f"{name}.css"]
    style = "".join(path.read_text() for path in styles if path.exists())
    script = (
        "export default (component) => {\n"
        f'  import(new URL("assets/panels/{name}.js", document.baseURI))\n'
        "    .then((panel) => panel.show(component));\n}\n"
    )
    return st.components.v2.component(f"panj_{name}", css=style, js=script)


_masthead, _reading, _records = map(component, ("masthead", "reading", "records"))


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
    data["theme"] = theme()
    _masthead(key="masthead", data=data, on_clear_change=clear)


def show_reading(
    file: Opened, reader: Reader, text: str | None, choose: Callable[[], None]
) -> None:
    """Show the step of the story that the reader is at, and the article's words below it.

    Parameters
    ----------
    file
        The open event file.
    reader
        What is selected and open.
    text
        The article's text, where the reader has supplied it.
    choose
        Called when the reader goes elsewhere; the component's ``choice`` names the place.
    """
    source = article.main_source(file)
    event = file.by_id.get(reader.event or "")
    data = {
        "step": _step(file, reader, event),
        "event": _card(file, event) if event else None,
        "title": _title(file),
        "article": article.quotes(file),
        "passages": article.passages(file, source, text) if source and text else [],
        "strip": article.strip(file, source) if source else [],
        "coverage": article.coverage(file, source, text) if source else "",
        "focus": reader.focus,
        "theme": theme(),
    }
    _reading(key="reading", data=data, on_choice_change=choose)


def show_text_check(file: Opened) -> str | None:
    """Ask for the article's text and return it once it is the one that was coded."""
    source = article.main_source(file)
    if source is None:
        return None
    with st.expander("Read the whole article here"):
        st.markdown(
            "Panj holds quotes, not the article. Give its text, from your own copy, and the coded "
            "sentences are marked in it. It is checked by its length and hash, and stays in your "
            "session."
        )
        file_given = st.file_uploader("Text file (UTF-8)", type="txt", max_upload_size=1)
        given = st.text_area("or paste the text", key="article-text", height=100)
        if file_given:
            given = file_given.getvalue().decode("utf-8", "replace")
        if not given:
            return None
        text, why = article.read_text(file, source, given)
        if text is None:
            st.text(f"This is not the text that was coded: {why}.")
        return text


def show_records(file: Opened, reader: Reader, choose: Callable[[], None]) -> None:
    """Show the events as rows, and the file's problems.

    Parameters
    ----------
    file, reader, choose
        As in ``show_reading``.
    """
    selected = set(reader.shown)
    events = [file.by_id[id_] for id_ in reader.shown]
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
    _records(key="records", data={"tabs": tabs, "selected": reader.event}, on_choice_change=choose)


def origin(sources: Iterable[Source]) -> str:
    """Return where the quotes come from: one source in full, several as a number."""
    sources = list(sources)
    if not sources:
        return ""
    if len(sources) > 1:
        return f"{len(sources):,} sources"
    return wording.credit(sources[0])


def theme() -> str:
    """Return the reader's theme, ``light`` or ``dark``."""
    return st.context.theme.type or "light"


def _title(file: Opened) -> dict[str, Any]:
    sources = file.loaded.sources
    return {
        "heading": sources[0].title if len(sources) == 1 else file.loaded.title,
        "origin": origin(sources),
        "url": sources[0].url if len(sources) == 1 else "",
    }


def _step(file: Opened, reader: Reader, event: Event | None) -> dict[str, Any]:
    """Return where the reader is in the story: the title, an event, or the coverage."""
    shown = reader.shown
    if event is None:
        last = reader.coverage
        return {
            "name": "coverage" if last else "title",
            "position": "",
            "previous": ({"event": shown[-1]} if shown else {"step": "title"}) if last else None,
            "next": None if last or not shown else {"event": shown[0]},
        }
    if event.id not in shown:
        return {"name": "event", "position": "", "previous": None, "next": None}
    at = shown.index(event.id)
    ends = {"step": "title"}, {"step": "coverage"} if article.main_source(file) else None
    return {
        "name": "event",
        "position": f"{at + 1:,} of {len(shown):,}",
        "previous": {"event": shown[at - 1]} if at else ends[0],
        "next": {"event": shown[at + 1]} if at + 1 < len(shown) else ends[1],
    }


def _card(file: Opened, event: Event) -> dict[str, Any]:
    sources = {source.id: source for source in file.loaded.sources}
    return {
        "id": event.id,
        "title": event.title,
        "family": family_of(event.kind),
        "status": event.status,
        "standing": wording.standing(event),
        "quotes": [_quotation(sources[quote.source], quote) for quote in event.quotes],
        "unquoted": "No quotation: the source gives none.",
        "facts": [fact for fact in _facts(event) if fact["value"]],
        "external": [
            {
                "about": item.about[:1].upper() + item.about[1:],
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


def _row(event: Event) -> dict[str, str]:
    return {
        "id": event.id,
        "title": event.title,
        "standing": wording.standing(event),
        "when": wording.when(event),
        "where": wording.where(event),
    }
