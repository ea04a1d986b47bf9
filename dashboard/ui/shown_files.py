"""What this session shows: one file alone, or several as one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import streamlit as st

from dashboard.session.combine import combine_files, merge_pairs
from dashboard.session.own_files.kept_files import Versions
from dashboard.session.public.public_file import PublicFile
from dashboard.session.public.registry import keep
from dashboard.session.session_file import SessionFile, unreadable_file
from dashboard.session.worker import disk_problem
from dashboard.ui.session_files import (
    escape_markdown,
    hidden_at_first,
    hide_new_versions,
    is_shown,
    opened_files,
    own_files,
    server_files,
    telling,
)
from dashboard.words.catalogue import say
from events.files.event_file import Loaded
from events.store.engine import EngineError


@dataclass(frozen=True)
class Shown:
    """The files that a session shows together, as one.

    Parameters
    ----------
    parts
        The name of each, its collection and the SHA-256 of its version.
    apart
        All of them, with their events as they are there.
    file
        All of them, with the events made one that the reader has made one.
    """

    parts: tuple[tuple[str, str, str], ...]
    apart: SessionFile
    file: SessionFile

    @property
    def versions(self) -> Versions:
        """What the reader's merges are kept by."""
        return tuple((name, version) for name, _, version in self.parts)


def current() -> SessionFile:
    """Return what this session shows: this server's file, the reader's own, or several as one."""
    place = st.empty()  # there in each run, or what stands after it would move and be built anew
    hide_new_versions()
    own, opened, public = own_files(), opened_files(), server_files()
    every = {*public, *own.uploads.whole(), *opened}
    if every <= own.hidden:  # one was taken away
        own.hidden = hidden_at_first()
    files = {name: _public(file, place) for name, file in public.items() if is_shown(name)}
    files |= {name: opening.file for name, opening in opened.items() if is_shown(name)}
    if not files:  # what is shown is yet to be opened, or published
        first = next(iter(public), "")
        files = {first: _public(public[first], place) if first else _nothing()}
    names = tuple(files)
    own.give_letters(names, every)
    if len(names) == 1:
        st.session_state.pop("together", None)
        return files[names[0]]
    shown: Shown | None = st.session_state.get("together")
    parts = tuple((name, files[name].collection, files[name].loaded.sha256) for name in names)
    if shown is None or shown.parts != parts:
        whole = _as_one([files[name] for name in names], [own.letters[name] for name in names])
        shown = _merged(Shown(parts, whole, whole))
    return shown.file


def merge_or_part(answer: Any) -> None:
    """Make two events of the files that are shown one, or part two that were made one.

    Parameters
    ----------
    answer
        What the page tells: ``into`` and ``taken``, the ids, and ``merge``, whether they are to
        be one.
    """
    shown: Shown | None = st.session_state.get("together")
    if shown is None or not isinstance(answer, dict):
        return
    pair = str(answer.get("into")), str(answer.get("taken"))
    own = own_files()
    left = tuple(one for one in own.merged.get(shown.versions, ()) if one != pair)
    own.merged[shown.versions] = (*left, pair) if answer.get("merge") is True else left
    st.session_state["changed_in_place"] = _merged(shown).file.collection


def _merged(shown: Shown) -> Shown:
    """Show files together with the events made one that the reader has made one."""
    pairs = own_files().merged.get(shown.versions, ())
    today = date.today().isoformat()
    file = keep(merge_pairs(shown.apart, pairs, by=say("pairs.by"), on=today))
    st.session_state["together"] = made = replace(shown, file=file)
    return made


def _as_one(files: Sequence[SessionFile], letters: Sequence[str]) -> SessionFile:
    try:
        return combine_files(files, letters)
    except (OSError, EngineError) as error:
        names = ", ".join(file.loaded.path_name for file in files)
        return unreadable_file(names, (disk_problem(names, error),))


def _nothing() -> SessionFile:
    """Return what who only reads is shown of a desk before anything is published."""
    title = say("published.none")
    return SessionFile(Loaded("", title, sources=(), events=(), problems=(), read=0, sha256=""))


def _public(file: PublicFile, place: Any) -> SessionFile:
    """Return this server's file; its first reader sees how far the opening of a large one is."""
    if file.is_open:
        return file.open().file
    bar = place.progress(0, text=say("files.opening", name=escape_markdown(file.path.name)))
    opening = file.open(telling(bar, file.path.name))
    place.empty()
    return opening.file
