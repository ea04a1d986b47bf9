"""The reader's own files: opened in the page, private to its session, each with its receipt."""

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from string import ascii_uppercase
from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import DeletedFile, UploadedFile

from dashboard import naming
from dashboard.apart import Progress, without_room
from dashboard.opened import Opened, unread
from dashboard.opening import PLAIN, TABLES, Opening, open_file
from dashboard.panels import component
from dashboard.preparing import EVENT_FILES
from dashboard.shelf import PUBLIC, keep, opened, own
from dashboard.together import together
from events.engine import EngineError
from events.importing import Options

MOST_FILES, MOST_BYTES = 10, 400_000_000
"""Most files that one session holds, and most bytes of them together."""

LOOK_AGAIN = "300s"
"""How often a page looks whether there is another version of this server's file."""

_REASONS = 100  # most rejected rows that the page tells one by one
_files = component("files")


@dataclass(frozen=True)
class Shown:
    """The files that a session shows together, as one.

    Parameters
    ----------
    parts
        The name of each, its collection and the SHA-256 of its version.
    file
        All of them.
    """

    parts: tuple[tuple[str, str, str], ...]
    file: Opened


def current() -> Opened:
    """Return what this session shows: this server's file, the reader's own, or several as one."""
    place = st.empty()  # there in each run, or what stands after it would move and be built anew
    held: dict[str, Opening] = st.session_state.get("own", {})
    files = {PUBLIC: _public(place), **{name: opening.file for name, opening in held.items()}}
    if files.keys() <= set(st.session_state.get("hidden", ())):  # the others were taken away
        st.session_state["hidden"] = set()
    names = tuple(name for name in files if name not in st.session_state.get("hidden", ()))
    if len(names) == 1:
        st.session_state.pop("together", None)
        return files[names[0]]
    shown: Shown | None = st.session_state.get("together")
    parts = tuple((name, files[name].collection, files[name].loaded.sha256) for name in names)
    if shown is None or shown.parts != parts:
        shown = Shown(parts, keep(_as_one([files[name] for name in names], place)))
        st.session_state["together"] = shown
    return shown.file


def _as_one(files: list[Opened], place: Any) -> Opened:
    tell = _telling(place, f"{len(files)} files together")
    try:
        if any(file.stored for file in files):
            tell(0)
        file = together(files, tell)
    except (OSError, EngineError) as error:
        names = ", ".join(file.loaded.path_name for file in files)
        file = unread(names, (without_room(names, error),))
    place.empty()
    return file


def _public(place: Any) -> Opened:
    """Return this server's file; its first reader sees how far the opening of a large one is."""
    if own().is_open:
        return opened()
    bar = place.progress(0, text=f"Opening {plain(own().path.name)}…")
    opening = own().opening(_telling(bar, own().path.name))
    place.empty()
    return opening.file


@st.fragment(run_every=LOOK_AGAIN)
def show_renewal() -> None:
    """Say how this server's file stands on the disk, and offer another version of it."""
    name = own().path.name
    news = own().news()
    if news == "newer":
        st.text(f"There is a new version of {name}.")
        if st.button("Open it", key="renew"):
            bar = st.progress(0, text=f"Reading {plain(name)}…")
            own().renew(_telling(bar, name))
            st.rerun(scope="app")
    elif news == "gone":
        st.text(f"{name} is not to be found any more. What was opened of it stays.")
    elif own().is_open and own().faults:
        more = f" (and {len(own().faults) - 1} more)" if len(own().faults) > 1 else ""
        st.text(f"The new version is not opened, and the old one stays: {own().faults[0]}{more}")


def show_lost() -> None:
    """Say that files are gone whose names the page still lists, as after a crash of the server."""
    listed = st.session_state.get("files", ())
    if lost := sum(isinstance(upload, DeletedFile) for upload in listed):
        those = "1 file that you opened is" if lost == 1 else f"{lost} files that you opened are"
        st.text(f"{those} gone: the server was started anew. Under “Open”, give them again.")


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
    wanted = within_limits(given)
    if len(given) > len(wanted):
        st.text(
            f"{len(given) - len(wanted)} more are left out: a session holds {MOST_FILES} files of "
            f"{MOST_BYTES // 1_000_000} MB together. Remove one to open another."
        )
    stopped: set[str] = st.session_state.setdefault("stopped", set())
    new = {id_: upload for id_, upload in wanted.items() if id_ not in held and id_ not in stopped}
    for id_, upload in new.items():
        held[id_] = _open(upload)
    for id_ in wanted.keys() & stopped:
        st.text(f"{wanted[id_].name}: stopped. Remove it and give it again to open it.")
    gone = [id_ for id_ in held if id_ not in wanted]
    for id_ in gone:
        del held[id_]
    _files(
        key="own-files",
        data={"files": [_told(id_) for id_ in (PUBLIC, *held)]},
        on_toggle_change=_toggle,
        on_naming_change=_name_columns,
    )
    if new or gone:
        st.rerun()


def within_limits(given: list[UploadedFile]) -> dict[str, UploadedFile]:
    """Return the uploads that a session may hold, the first ones given, by their ids."""
    wanted: dict[str, UploadedFile] = {}
    for upload in given:
        total = upload.size + sum(one.size for one in wanted.values())
        if len(wanted) < MOST_FILES and total <= MOST_BYTES:
            wanted[upload.file_id] = upload
    return wanted


def _open(upload: UploadedFile) -> Opening:
    """Open one upload, telling how far it is; the button, or any other change, stops it."""
    place, name = st.empty(), _plain_name(upload.name)
    try:
        with tempfile.TemporaryDirectory() as folder, place.container():
            path = Path(folder) / name
            path.write_bytes(upload.getbuffer())
            bar = st.progress(0, text=f"Reading {plain(name)}…")
            st.button("Stop", key=f"stop-{upload.file_id}", on_click=_stop, args=(upload.file_id,))
            opening = open_file(path, _telling(bar, name), options=_said(upload.file_id))
    except OSError as error:
        return Opening(unread(name, (without_room(name, error),)))
    place.empty()
    keep(opening.file)
    return opening


def _stop(id_: str) -> None:
    st.session_state["stopped"].add(id_)


def _telling(bar: Any, name: str) -> Progress:
    def tell(share: float) -> None:
        bar.progress(share, text=f"Reading {plain(name)}: {share:.0%}")

    return tell


def plain(name: str) -> str:
    r"""Write a text so that Streamlit's Markdown shows it as it is.

    Examples
    --------
    >>> print(plain("a *draft*.csv"))
    a \*draft\*\.csv
    """
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", name)


def _plain_name(name: str) -> str:
    r"""Return a name that is a file's and nothing else, at most as long as a disk takes it.

    Examples
    --------
    >>> _plain_name("../a.csv"), len(_plain_name("ქ" * 90 + ".csv").encode())
    ('a.csv', 154)
    >>> _plain_name("half\ud800.csv")
    'half.csv'
    """
    last = Path(Path(name.replace("\\", "/")).name.replace("\0", ""))
    stem, ending = _cut(last.stem, 150), _cut(last.suffix, 20)
    return f"{stem or 'file'}{ending}"


def _cut(text: str, most: int) -> str:
    return text.encode(errors="ignore")[:most].decode(errors="ignore")


def _toggle() -> None:
    name = st.session_state["own-files"].toggle
    hidden = set(st.session_state.get("hidden", ()))
    names = {PUBLIC, *st.session_state["own"]}
    if name in names and len(names - (hidden ^ {name})) > 0:
        st.session_state["hidden"] = hidden ^ {name}


def _name_columns() -> None:
    """Import a table anew, by what the reader says of its columns."""
    answer = st.session_state["own-files"].naming
    id_ = str(answer.get("file")) if isinstance(answer, dict) else ""
    held: dict[str, Opening] = st.session_state["own"]
    options = naming.answered(answer, held[id_]) if id_ in held else None
    if options is not None:
        st.session_state.setdefault("said", {})[id_] = options
        del held[id_]


def _said(id_: str) -> Options:
    said: Options = st.session_state.get("said", {}).get(id_, PLAIN)
    return said


def _letter(name: str) -> str:
    """Return what stands for a file's events, where several files are shown."""
    hidden = st.session_state.get("hidden", ())
    shown = [one for one in (PUBLIC, *st.session_state["own"]) if one not in hidden]
    return ascii_uppercase[shown.index(name)] if name in shown and len(shown) > 1 else ""


def _told(name: str) -> dict[str, Any]:
    """Return what the page tells of a file: its name, its counts, its receipt."""
    opening = None if name == PUBLIC else st.session_state["own"][name]
    opening = opening or own().opening()
    file, receipt = opening.file, opening.receipt
    return {
        "id": name,
        "letter": _letter(name),
        "title": file.loaded.title or file.loaded.path_name,
        "name": file.loaded.path_name,
        "shown": name not in st.session_state.get("hidden", ()),
        "events": len(file.loaded.events),
        "read": file.loaded.read,
        "rejected": file.loaded.rejected,
        "problems": file.problems[:_REASONS],
        "kept": str(opening.kept) if opening.kept else "",
        "table": None if name == PUBLIC else naming.asked(opening, _said(name)),
        "receipt": None
        if receipt is None
        else {
            "used": receipt.used,
            "ignored": receipt.ignored,
            "roles": [[naming.ROLES[role], column] for role, column in receipt.roles.items()],
            "missing": receipt.missing,
            "precision": {key: dict(classes) for key, classes in receipt.precision.items()},
            "citation": receipt.citation,
            "terms": receipt.terms,
            "notices": receipt.notices,
        },
    }
