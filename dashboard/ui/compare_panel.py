"""Comparing two of the files that are open: what changed between two versions of a collection."""

from typing import Any

import streamlit as st

from dashboard.present.review.change_list import change_list, changed_places, hidden_changes
from dashboard.session.review.changed_files import Changed, compare_versions
from dashboard.session.session_file import SessionFile
from dashboard.ui.panels import component, is_pressed, note_done, show_button
from dashboard.ui.session_files import (
    escape_markdown,
    opened_files,
    own_files,
    server_files,
    show_otherwise,
)
from dashboard.words.catalogue import say
from events.query.selection import Selection

_changes = component("changes")
_COMPARE, _CLOSE = "compare-asked", "compare-close"


def show_compare(file: SessionFile, selection: Selection) -> None:
    """Ask for two of the open files, compare them, and show what changed.

    The later one is then shown alone, with what moved on its map.

    Parameters
    ----------
    file
        What is shown.
    selection
        The filters in force.
    """
    every = [*opened_files(), *server_files()]
    if len(every) < 2:
        return
    names = sorted(every, key=lambda name: name in own_files().hidden)  # those on show come first
    with st.expander(say("compare.title"), expanded=_compared() is not None):
        st.markdown(say("compare.why"))
        sides = [
            st.radio(
                # Another file asks anew: what is proposed are two of those on show.
                say(f"compare.{side}"),
                names,
                at,
                format_func=_name,
                key=f"compare-{side}-{len(every)}",
            )
            for at, side in enumerate(("old", "new"))
        ]
        link = st.text_input(say("compare.cited"), key="compare-cited")
        show_button(_COMPARE, say("compare.compare"))
        old, new = sides
        if is_pressed(_COMPARE):
            with st.spinner(say("compare.comparing")):
                found = compare_versions(_file(old), _file(new), link.strip())
            st.session_state["compared"] = found
            own_files().hidden = {*opened_files(), *server_files()} - {new}
            show_otherwise()
            note_done(_COMPARE)
            st.rerun()
        compared = _compared()
        if compared is not None:
            told = {
                **change_list(compared),
                "hidden": hidden_changes(compared, file, selection),
            }
            _changes(key="changes", data=told)
            show_button(_CLOSE, say("compare.close"))


def places_on_map() -> list[dict[str, Any]]:
    """Return what of the comparison is drawn on the map; nothing where there is none."""
    compared = _compared()
    return changed_places(compared) if compared else []


def _compared() -> Changed | None:
    if is_pressed(_CLOSE):
        st.session_state.pop("compared", None)
        note_done(_CLOSE)
    found: Changed | None = st.session_state.get("compared")
    return found


def _file(name: str) -> SessionFile:
    public = server_files().get(name)
    return public.open().file if public else opened_files()[name].file


def _name(name: str) -> str:
    public = server_files().get(name)
    told = public.path.name if public else opened_files()[name].file.loaded.path_name
    return escape_markdown(told)
