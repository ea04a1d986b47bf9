"""The reader's own files: opened in the page, private to its session, each with its receipt."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboard.opened import Opened, together
from dashboard.opening import EVENT_FILES, TABLES, Opening, open_file
from dashboard.panels import component
from dashboard.shelf import PUBLIC, keep, opened

MOST_FILES = 20
"""Most files that one session holds."""

_REASONS = 100  # most rejected rows that the page tells one by one
_files = component("files")


@dataclass(frozen=True)
class Shown:
    """The files that a session shows together, as one."""

    names: tuple[str, ...]
    file: Opened


def current() -> Opened:
    """Return what this session shows: this server's file, the reader's own, or several as one."""
    held: dict[str, Opening] = st.session_state.get("own", {})
    files = {PUBLIC: opened(), **{name: opening.file for name, opening in held.items()}}
    names = tuple(name for name in files if name not in st.session_state.get("hidden", ()))
    if len(names) == 1:
        return files[names[0]]
    shown: Shown | None = st.session_state.get("together")
    if shown is None or shown.names != names:
        shown = Shown(names, keep(together([files[name] for name in names])))
        st.session_state["together"] = shown
    return shown.file


def receipts() -> list[str]:
    """Return what became of the imported files that this session shows, in lines."""
    held: dict[str, Opening] = st.session_state.get("own", {})
    hidden = st.session_state.get("hidden", ())
    return [
        f"{opening.file.loaded.path_name}: {line}"
        for name, opening in held.items()
        if opening.receipt and name not in hidden
        for line in opening.receipt.lines()
    ]


def show_files() -> None:
    """Ask for files, open the new ones, and show what became of each."""
    given = st.file_uploader(
        "Open event files, tables or layers",
        type=[ending.lstrip(".") for ending in (*EVENT_FILES, *TABLES)],
        accept_multiple_files=True,
        key="files",
        help="Up to 200 MB each. A file stays in your session, and is gone with it.",
    )
    held: dict[str, Opening] = st.session_state.setdefault("own", {})
    wanted = {upload.file_id: upload for upload in given[:MOST_FILES]}
    if len(given) > MOST_FILES:
        st.text(f"{len(given) - MOST_FILES} more are left out: a session holds {MOST_FILES} files.")
    new = {id_: upload for id_, upload in wanted.items() if id_ not in held}
    for id_, upload in new.items():
        held[id_] = _open(upload)
    gone = [id_ for id_ in held if id_ not in wanted]
    for id_ in gone:
        del held[id_]
    _files(
        key="own-files",
        data={"files": [_told(id_) for id_ in (PUBLIC, *held)]},
        on_toggle_change=_toggle,
    )
    if new or gone:
        st.rerun()


def _open(upload: UploadedFile) -> Opening:
    """Open one upload, telling how far it is; a change in the page stops it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / _plain_name(upload.name)
        path.write_bytes(upload.getbuffer())
        bar = st.progress(0, text="Reading…")
        opening = open_file(path, _telling(bar))
        bar.empty()
    keep(opening.file)
    return opening


def _telling(bar: Any) -> Callable[[int], None]:
    return lambda rows: bar.progress(0, text=f"{rows:,} rows read…")


def _plain_name(name: str) -> str:
    """Return a name that is a file's and nothing else, at most as long as a disk takes it."""
    plain = Path(name.replace("\\", "/")).name.replace("\0", "")
    stem, ending = Path(plain).stem[:100], Path(plain).suffix[:20]
    return f"{stem or 'file'}{ending}"


def _toggle() -> None:
    name = st.session_state["own-files"].toggle
    hidden = set(st.session_state.get("hidden", ()))
    names = {PUBLIC, *st.session_state["own"]}
    if name in names and len(names - (hidden ^ {name})) > 0:
        st.session_state["hidden"] = hidden ^ {name}


def _told(name: str) -> dict[str, Any]:
    """Return what the page tells of a file: its name, its counts, its receipt."""
    opening = None if name == PUBLIC else st.session_state["own"][name]
    file = opening.file if opening else opened()
    receipt = opening.receipt if opening else None
    return {
        "id": name,
        "title": file.loaded.title or file.loaded.path_name,
        "name": file.loaded.path_name,
        "shown": name not in st.session_state.get("hidden", ()),
        "events": len(file.loaded.events),
        "read": file.loaded.read,
        "rejected": file.loaded.rejected,
        "problems": file.problems[:_REASONS],
        "receipt": None
        if receipt is None
        else {
            "used": receipt.used,
            "ignored": receipt.ignored,
            "missing": receipt.missing,
            "precision": {key: dict(classes) for key, classes in receipt.precision.items()},
            "citation": receipt.citation,
            "terms": receipt.terms,
            "notices": receipt.notices,
        },
    }
