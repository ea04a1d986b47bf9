"""What stands around the map: title and counts, reading pane, rows. One component each.

A component gets its data as JSON and puts text into the page as text only; its script is the
file of the same name under ``static/panels/``, which fetches the style files that it names.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboard.assets import scripts
from dashboard.present import article, event_card, story, table_page
from dashboard.present.overview import overview, terms
from dashboard.present.query_string import address, write_query
from dashboard.session.public.desk_versions import published
from dashboard.session.server_limits import ARTICLE_CHARACTERS, ARTICLE_MB
from dashboard.session.session_file import SessionFile
from dashboard.words.catalogue import say
from events.query.selection import Selection


@dataclass(frozen=True)
class Reader:
    """What a reader has selected and open.

    Parameters
    ----------
    selection
        The filters in force; Previous and Next walk what they leave.
    event
        The open event's id, or ``None``.
    step
        The step of the story beside the events that the address names, or ``None``.
    sort
        The order of the rows, or ``None`` for the file's.
    """

    selection: Selection
    event: str | None
    step: str | None
    sort: str | None


def component(name: str) -> Callable[..., Any]:
    """Return the function that mounts ``static/panels/{name}.js``, which brings its own style."""
    script = (
        "export default (component) => {\n"
        f'  import(new URL("assets/{scripts.PANELS.file}", document.baseURI))\n'
        f"    .then(({{ {name} }}) => {name}.show(component));\n}}\n"
    )
    return st.components.v2.component(f"panj_{name}", js=script)


_masthead, _notices, _reading, _records, _button = map(
    component, ("masthead", "notices", "reading", "table", "button")
)


def address_of_page() -> str:
    """Return the query of the page's address, as its scripts told it last.

    Streamlit itself knows the address as it was when the page was loaded or last gone back to.
    """
    told: str | None = getattr(st.session_state.get("masthead"), "address", None)
    if told is not None:
        return told
    known = st.query_params
    return urlencode([(name, value) for name in known for value in known.get_all(name)])


def told(key: str, name: str) -> Any:
    """Return what a component's reader asked for since this was called last, or ``None``.

    Parameters
    ----------
    key
        The component's.
    name
        What of it its script tells by `tellServer`.
    """
    state = getattr(st.session_state.get(key), name, None)
    heeded: dict[tuple[str, str], Any] = st.session_state.setdefault("heeded", {})
    if not isinstance(state, dict) or heeded.get((key, name)) == state.get("told"):
        return None
    heeded[key, name] = state.get("told")
    return state.get("value")


def show_button(key: str, words: str) -> None:
    """Show a button whose press stays known where another message breaks off its run."""
    _button(key=key, data={"words": words}, on_press_change=lambda: None)


def is_pressed(key: str) -> bool:
    """Tell whether a button was pressed for what is not done yet."""
    state = getattr(st.session_state.get(key), "press", None)
    return state is not None and state != st.session_state.get(f"done-{key}")


def note_done(key: str) -> None:
    """Note that what a button was pressed for is done."""
    st.session_state[f"done-{key}"] = st.session_state[key].press


def tab_key() -> str | None:
    """Return the key that the tab has told, by which a reload finds the reader's own files."""
    told = getattr(st.session_state.get("notices-panel"), "key", None)
    return told if isinstance(told, str) else None


def reader_of(selection: Selection) -> Reader:
    """Return what a reader has selected and open, by the page's address."""
    given = _given()
    return Reader(selection, given.get("event"), given.get("step"), given.get("sort"))


def show_masthead(file: SessionFile, selection: Selection, *, codes: bool = False) -> None:
    """Show the title and the line of counts, and which version it is where it is published.

    Parameters
    ----------
    file
        The open event file.
    selection
        The filters in force.
    codes
        Whether the reader may go to Code mode.
    """
    data = {
        "title": file.loaded.title or say("header.nothing_open"),
        "standfirst": story.standfirst(file),
        "origin": event_card.origin(file.credited),
        "alone": event_card.source_choice(file),
        "version": published().line(file.collection),
        "code": codes,
        "address": address(file.collection, "overview"),
        "terms": terms(file),
        "query": write_query(selection),
        "overview": overview(file, selection),
    }
    _masthead(key="masthead", data=data, on_address_change=lambda: None)


def unknown_event(file: SessionFile) -> str | None:
    """Return the id of an event that the page's address names and no open file has, or ``None``."""
    event = _given().get("event")
    return event if file.find(event) is None else None


def show_notices(
    file: SessionFile,
    selection: Selection,
    unknown: str | None,
    files: Mapping[str, Any],
    withdrawn: Sequence[str] = (),
) -> None:
    """Show what a reader must be told first: a refused file, an empty selection, a lost server.

    Parameters
    ----------
    file
        The open event file.
    selection
        The filters in force.
    unknown
        What `unknown_event` returns of all that is shown.
    files
        What the session has open, as `session_files.files_told` says it.
    withdrawn
        That versions were withdrawn which the page was to show.
    """
    data = {
        "refused": [*withdrawn, *(str(problem) for problem in file.refused)],
        "query": write_query(selection),
        "overview": overview(file, selection),
        "unknown": unknown,
        "event": _given().get("event"),
        "files": files,
    }
    _notices(key="notices-panel", data=data, on_key_change=lambda: None)


def show_reading(
    file: SessionFile, reader: Reader, text: str | None, *, is_shared: bool = True
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
    is_shared
        Whether others find all that is shown at the page's address.
    """
    source = article.main_source(file)
    event = file.find(reader.event)
    data = {
        **story.story_of(
            file,
            reader.selection,
            event,
            coverage=reader.step == "coverage",
            sort=reader.sort or "",
        ),
        "story": address(file.collection, "story"),
        "terms": terms(file),
        "query": write_query(reader.selection),
        "place": [reader.event, reader.step, reader.sort],
        "title": story.title(file),
        "article": article.quotes(file),
        "passages": article.passages(file, source, text) if source and text else [],
        "strip": article.strip(file, source) if source else [],
        "coverage": article.coverage(file, source, text) if source else "",
        "theme": theme(),
        "is_shared": is_shared,
    }
    _reading(key="reading", data=data)


def given_text(file: SessionFile) -> tuple[str | None, str]:
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


def show_text_check(file: SessionFile, why_not: str) -> None:
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
    with st.expander(say("article.read_whole")):
        st.markdown(say("article.why_give"))
        st.file_uploader(
            say("article.text_file"), type="txt", max_upload_size=ARTICLE_MB, key="article-file"
        )
        st.text_area(
            say("article.paste"), key="article-text", height=100, max_chars=ARTICLE_CHARACTERS
        )
        if why_not:
            st.text(say("article.other_text", why=why_not))


def show_records(file: SessionFile, reader: Reader) -> None:
    """Show the events as rows, a page at a time, and the file's problems.

    Rows of another selection than a page was asked of are shown from their first.

    Parameters
    ----------
    file
        The open event file.
    reader
        What is selected and open.
    """
    query = write_query(reader.selection)
    asked = getattr(st.session_state.get("records"), "view", None)
    view = table_page.read_request(asked or {"sort": reader.sort})
    if asked and asked.get("of") != query:
        view = replace(view, offset=0)
    data = {**table_page.records(file, reader.selection, view), "of": query, "drawer": True}
    _records(
        key="records",
        data=data,
        on_view_change=lambda: None,
        on_pair_change=lambda: None,
    )


def theme() -> str:
    """Return the reader's theme, ``light`` or ``dark``."""
    return st.context.theme.type or "light"


def _given() -> dict[str, str]:
    return dict(parse_qsl(address_of_page(), keep_blank_values=True))
