"""What stands around the map: title and counts, reading pane, rows. One component each.

A component gets its data as JSON and puts text into the page as text only; its script is the
file of the same name under ``static/panels/``, which fetches the style files that it names.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboard import article, cards, records, scripts
from dashboard.opened import Opened
from dashboard.query import address
from dashboard.story import told
from events.selection import Counts, Selection


@dataclass(frozen=True)
class Reader:
    """What a reader has selected and open.

    Parameters
    ----------
    selection
        The filters in force; Previous and Next walk what they leave.
    event
        The open event's id, or ``None``.
    coverage
        Whether the reader has gone on to the story's last step.
    focus
        Rises by one each time the keyboard's focus is to move to the open event.
    seen
        Which of the reader's moves is the last one known here; the browser numbers them, and
        shows what it knows of a later one.
    """

    selection: Selection
    event: str | None
    coverage: bool
    focus: int
    seen: int


def component(name: str) -> Callable[..., Any]:
    """Return the function that mounts ``static/panels/{name}.js``, which brings its own style."""
    script = (
        "export default (component) => {\n"
        f'  import(new URL("assets/{scripts.PANELS.file}", document.baseURI))\n'
        f"    .then(({{ {name} }}) => {name}.show(component));\n}}\n"
    )
    return st.components.v2.component(f"panj_{name}", js=script)


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
        "origin": cards.origin(file.loaded.sources),
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
    event = file.find(reader.event)
    data = {
        **told(file, reader.selection, event, coverage=reader.coverage),
        "story": address(file.collection, "story", reader.selection),
        "seen": reader.seen,
        "title": cards.title(file),
        "article": article.quotes(file),
        "passages": article.passages(file, source, text) if source and text else [],
        "strip": article.strip(file, source) if source else [],
        "coverage": article.coverage(file, source, text) if source else "",
        "focus": reader.focus,
        "theme": theme(),
    }
    _reading(key="reading", data=data, on_choice_change=choose)


def given_text(file: Opened) -> tuple[str | None, str]:
    """Return the article's text, where the reader has given it, else why it is another one.

    Parameters
    ----------
    file
        The open event file.
    """
    source = article.main_source(file)
    upload = st.session_state.get("article-file")
    given = st.session_state.get("article-text", "")
    if isinstance(upload, UploadedFile):
        given = upload.getvalue().decode("utf-8", "replace")
    return article.read_text(file, source, given) if source and given else (None, "")


def show_text_check(file: Opened, why_not: str) -> None:
    """Ask for the article's text.

    Parameters
    ----------
    file
        The open event file.
    why_not
        What is wrong with the text that was given, as `given_text` says.
    """
    if article.main_source(file) is None:
        return
    with st.expander("Read the whole article here"):
        st.markdown(
            "Panj holds quotes, not the article. Give its text, from your own copy, and the coded "
            "sentences are marked in it. It is checked by its length and hash, and stays in your "
            "session."
        )
        st.file_uploader("Text file (UTF-8)", type="txt", max_upload_size=1, key="article-file")
        st.text_area("or paste the text", key="article-text", height=100, max_chars=1_000_000)
        if why_not:
            st.text(f"This is not the text that was coded: {why_not}.")


def show_records(
    file: Opened, selection: Selection, event: str | None, choose: Callable[[], None]
) -> None:
    """Show the events as rows, a page at a time, and the file's problems.

    Parameters
    ----------
    file
        The open event file.
    selection
        The filters in force.
    event
        The open event's id, or ``None``.
    choose
        As in ``show_reading``.
    """

    def turn() -> None:
        view = st.session_state["records"].view
        if view:
            st.session_state["rows"] = records.asked(view)

    view = st.session_state.get("rows", records.Asked())
    data = {**records.records(file, selection, view), "selected": event}
    _records(key="records", data=data, on_choice_change=choose, on_view_change=turn)


def theme() -> str:
    """Return the reader's theme, ``light`` or ``dark``."""
    return st.context.theme.type or "light"
