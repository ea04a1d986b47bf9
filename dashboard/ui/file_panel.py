"""The reader's own files: opened in the page, private to its session, each with its receipt."""

from typing import Any

import streamlit as st

from dashboard.present import column_form
from dashboard.published.version_shelf import VersionFile
from dashboard.session.file_opener import PLAIN, OpenResult, open_file
from dashboard.session.own_files.uploads import Upload
from dashboard.session.public.public_file import PUBLIC
from dashboard.session.public.registry import keep
from dashboard.session.server_limits import KEPT_SECONDS, PIECE_BYTES, UPLOAD_BYTES
from dashboard.ui.panels import component, is_pressed, note_done, show_button, told
from dashboard.ui.session_files import (
    escape_markdown,
    follow_link,
    is_shown,
    opened_files,
    own_files,
    server_files,
    show_otherwise,
    telling,
)
from dashboard.words.catalogue import say
from events.importers.open_tables import ENDINGS
from events.importers.rows.options import Options
from events.model.limits import size_in_words
from events.model.problems import EventFileError

LOOK_AGAIN = "300s"
"""How often a page looks whether there is another version of this server's file."""

_RENEW = "renew"
_REASONS = 100  # most rejected rows that the page tells one by one
_files, _uploads = component("files"), component("uploads")


@st.fragment(run_every=LOOK_AGAIN)
def show_renewal() -> None:
    """Say how this server's file stands on the disk, and offer another version of it."""
    file = server_files().get(PUBLIC)
    if file is None:
        return
    name, news = file.path.name, file.news()
    if news == "newer":
        st.text(say("files.newer", name=name))
        show_button(_RENEW, say("files.renew"))
        if is_pressed(_RENEW):
            bar = st.progress(0, text=say("files.at_first", name=escape_markdown(name)))
            file.renew(telling(bar, name))
            note_done(_RENEW)
            st.rerun(scope="app")
    elif news == "gone":
        st.text(say("files.gone", name=name))
    elif file.is_open and file.faults:
        first, *others = file.faults
        why = say("files.and_more", first=first, count=len(others)) if others else first
        st.text(say("files.not_renewed", why=why))


def show_files() -> None:
    """Ask for files, open the new ones, and show what became of each."""
    own, opened = own_files(), opened_files()
    wanted = own.uploads.whole()
    _uploads(
        key="given",
        data={
            "address": f"uploads/{own.uploads.token}",
            "piece": PIECE_BYTES,
            "accept": ",".join(ENDINGS),
            "most": size_in_words(UPLOAD_BYTES),
            "hours": KEPT_SECONDS // 3_600,
            "files": [{"id": id_, "name": upload.name} for id_, upload in wanted.items()],
        },
        default={"held": []},
        on_held_change=_look_again,
    )
    new = [id_ for id_ in wanted if id_ not in opened and id_ not in own.stopped]
    for id_ in new:
        opened[id_] = own.opened[id_] = _open(wanted[id_])
    for id_ in wanted.keys() & own.stopped:
        st.text(say("files.stopped", name=wanted[id_].name))
    gone = [id_ for id_ in opened if id_ not in wanted]
    for id_ in gone:
        del opened[id_]
    _files(
        key="own-files",
        data={"files": offered_files()},
        on_shown_change=_look_again,
        on_naming_change=_look_again,
    )
    if new:
        follow_link()
    if new or gone:
        st.rerun()


def offered_files() -> list[dict[str, Any]]:
    """Return what Open offers: this server's files, then the reader's own."""
    return [_told(name) for name in (*server_files(), *opened_files())]


def _look_again() -> None:
    """Let the page run anew: the files of the session are others."""


def _open(upload: Upload) -> OpenResult:
    """Open one upload, telling how far it is; the button, or any other change, stops it."""
    place, name = st.empty(), upload.name
    with place.container():
        bar = st.progress(0, text=say("files.at_first", name=escape_markdown(name)))
        st.button(
            say("files.stop"),
            key=f"stop-{upload.file_id}",
            on_click=own_files().stopped.add,
            args=(upload.file_id,),
        )
        opening = open_file(upload.path, telling(bar, name), options=_said(upload.file_id))
    place.empty()
    keep(opening.file)
    return opening


def heed_choices() -> None:
    """Heed which files the reader wants shown, and what he says of a table's columns."""
    shown = told("own-files", "shown")
    names = {*server_files(), *opened_files()}
    if isinstance(shown, list) and not names.isdisjoint(shown):
        own_files().hidden = names.difference(shown)
        show_otherwise()
    answer = told("own-files", "naming")
    if answer is not None:
        _name_columns(answer)


def _name_columns(answer: Any) -> None:
    """Import a table anew, by what the reader says of its columns."""
    id_ = str(answer.get("file")) if isinstance(answer, dict) else ""
    opened, refused = opened_files(), own_files().refused_profiles
    if id_ not in opened:
        return
    refused.pop(id_, None)
    try:
        profile = column_form.read_opened_profile(answer)
    except EventFileError as error:
        refused[id_] = str(error)
        return
    options = profile or column_form.read_answer(answer, opened[id_], _said(id_))
    if options is not None:
        own_files().said[id_] = options
        del opened[id_]
        st.session_state.pop("taken_back", None)


def _said(id_: str) -> Options:
    return own_files().said.get(id_, PLAIN)


def _letter(name: str) -> str:
    """Return what stands for a file's events, where several files were shown."""
    letters = own_files().letters
    return letters.get(name, "") if len(letters) > 1 else ""


def _told_of_version(name: str, file: VersionFile) -> dict[str, Any]:
    """Return what the page tells of a published version without opening it."""
    events = file.version.told["events"]
    return {
        "id": name,
        "letter": _letter(name),
        "title": file.outline()[0],
        "name": file.path.name,
        "shown": False,
        "events": events,
        "read": events,
        "rejected": 0,
        "problems": [],
        "refused_profile": "",
        "kept": "",
        "table": None,
        "receipt": None,
    }


def _told(name: str) -> dict[str, Any]:
    """Return what the page tells of a file: its name, its counts, its receipt."""
    public = server_files().get(name)
    if isinstance(public, VersionFile) and not is_shown(name):
        return _told_of_version(name, public)
    opening: OpenResult = public.open() if public else opened_files()[name]
    file, receipt = opening.file, opening.receipt
    return {
        "id": name,
        "letter": _letter(name),
        "title": file.loaded.title or file.loaded.path_name,
        "name": file.loaded.path_name,
        "shown": is_shown(name),
        "events": len(file.loaded.events),
        "read": file.loaded.read,
        "rejected": file.loaded.rejected,
        "problems": file.problems[:_REASONS],
        "refused_profile": own_files().refused_profiles.get(name, ""),
        "kept": str(opening.folder) if opening.folder else "",
        "table": None if public else column_form.form_of(opening, _said(name)),
        "receipt": None
        if receipt is None
        else {
            "reading": list(receipt.counts()),
            "used": receipt.used,
            "ignored": receipt.ignored,
            "roles": [[say(f"role.{role}"), column] for role, column in receipt.roles.items()],
            "missing": receipt.missing,
            "precision": {key: dict(classes) for key, classes in receipt.precision.items()},
            "citation": receipt.citation,
            "terms": receipt.terms,
            "notices": receipt.notices,
        },
    }
