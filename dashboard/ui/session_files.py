"""Which files this session has, and which of them its reader chose to see."""

import os
import re
from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboard.access.visitor import works_by_cookies
from dashboard.session.file_opener import OpenResult
from dashboard.session.own_files.kept_files import KEPT, OwnFiles, Visit
from dashboard.session.public.desk_versions import published
from dashboard.session.public.public_file import PublicFile
from dashboard.session.public.registry import public_files
from dashboard.words.catalogue import say


def server_files() -> dict[str, PublicFile]:
    """Return this server's files that this session's reader may see, by their collections."""
    return public_files(all_of_desk=works_by_cookies(st.context.cookies))


def may_code() -> bool:
    """Tell whether this server has a Code mode that opens to this session's reader."""
    return "DESK" in os.environ and works_by_cookies(st.context.cookies)


def own_files() -> OwnFiles:
    """Return what this session's reader has given."""
    visit: Visit | None = st.session_state.get("visit")
    if visit is None:
        files = server_files()
        own = OwnFiles(_hidden_by_address(), known=set(files))
        st.session_state["visit"] = visit = KEPT.enter(own)
        st.session_state["linked"] = _named() - {file.path.name for file in files.values()}
    return visit.own


def hide_new_versions() -> None:
    """Leave what is shown as it was when another version is published."""
    own, files = own_files(), server_files()
    own.hidden |= set(files) - own.known
    own.known |= set(files)


def withdrawn_files() -> list[str]:
    """Tell which versions this page was to show that were withdrawn since."""
    own = own_files()
    names = {*_named(), *(own.known - own.hidden)}
    return sorted({told for name in names if (told := published().gone(name))})


def take_back(key: str | None) -> None:
    """Take back what this tab's reader gave before a reload, as far as it is there.

    Parameters
    ----------
    key
        What the tab has told of itself.
    """
    own = own_files()
    found = KEPT.find(key) if key and key != own.key and not own.uploads.is_used else None
    if found is None:
        return
    found.uploads.drop_parts()
    ids = [*found.uploads.whole()]
    known = ((id_, found.opened.get(id_)) for id_ in ids)
    st.session_state["visit"] = KEPT.enter(found)
    st.session_state["own"] = {id_: opening for id_, opening in known if opening}
    st.session_state["taken_back"] = set(ids)
    _show_named(found)


def _show_named(own: OwnFiles) -> None:
    """Show the files that the address names and no others, where it is not of what was shown."""
    names = _names(own)
    shown = {name for id_, name in names.items() if id_ not in own.hidden}
    named = _named() & {*names.values()}
    if named and named != shown:
        own.hidden = {id_ for id_, name in names.items() if name not in named}


def _names(own: OwnFiles) -> dict[str, str]:
    """Return the names of this server's files and of a reader's own, by their ids."""
    names = {name: file.path.name for name, file in server_files().items()}
    return names | {id_: upload.name for id_, upload in own.uploads.whole().items()}


def is_as_left(collection: str) -> bool:
    """Tell whether what is shown is what the page's address is of, so that no view moves.

    That is what the reader saw before a reload, or files that the address named and missed.

    Parameters
    ----------
    collection
        What is shown: the same, too, but for events that were made one, or two again.
    """
    if collection == st.session_state.get("changed_in_place"):
        return True
    whole = own_files().uploads.whole()
    names = {upload.name for id_, upload in whole.items() if is_shown(id_)}
    is_linked = bool(names) and names <= st.session_state.get("linked", set())
    return is_linked or set(whole) == st.session_state.get("taken_back")


def show_otherwise() -> None:
    """Forget what the address was of: the reader chose another way to show the files."""
    st.session_state.pop("taken_back", None)
    st.session_state["linked"] = set()


def follow_link() -> None:
    """Show what the address named alone, once all that it missed is here."""
    linked: set[str] = st.session_state.get("linked", set())
    names = {upload.name for upload in own_files().uploads.whole().values()}
    if linked and linked <= names and linked == _named():
        own_files().hidden = set(server_files())


def opened_files() -> dict[str, OpenResult]:
    """Return the reader's own files that are open, by their ids; this session holds them."""
    opened: dict[str, OpenResult] = st.session_state.setdefault("own", {})
    return opened


def hidden_at_first() -> set[str]:
    """Return the files that a page does not open with: all of this server's but the first."""
    return set([*server_files()][1:])


def _hidden_by_address() -> set[str]:
    """Return the files that are not shown where the address names some of this server's."""
    named = _named()
    files = server_files()
    asked = {name for name, file in files.items() if file.path.name in named}
    return set(files) - asked if asked else hidden_at_first()


def _named() -> set[str]:
    """Return the names of files in the address, as it was when the page was opened."""
    named: set[str] = st.session_state.setdefault("named", set(st.query_params.get_all("file")))
    return named


def is_shown(name: str) -> bool:
    """Tell whether a file is shown, by its name in the session."""
    return name not in own_files().hidden


def files_told(key: str | None) -> dict[str, Any]:
    """Return what the page's script is told of the session's files, as plain JSON.

    Parameters
    ----------
    key
        What the tab has told of itself.

    Returns
    -------
    dict
        ``shown`` and ``known``, the names of files; ``plain``, whether they are what a page opens
        with; ``key``, what finds the reader's own after a reload, ``""`` before there are any;
        ``told``, the key that the tab has told.
    """
    own, opened = own_files(), opened_files()
    names = _names(own)
    return {
        "shown": [name for id_, name in names.items() if is_shown(id_)],
        "known": [*names.values(), *(name for name in _named() if published().gone(name))],
        "plain": own.hidden == hidden_at_first()
        and not opened
        and not any(file.is_version for name, file in server_files().items() if is_shown(name)),
        "key": own.key if own.uploads.is_used else "",
        "told": key,
    }


def own_shown() -> list[str]:
    """Return the names of the reader's own files among those that are shown."""
    opened = opened_files().items()
    return [opening.file.loaded.path_name for id_, opening in opened if is_shown(id_)]


def telling(bar: Any, name: str) -> Callable[[float], None]:
    """Return what shows on a bar how much of a file is read."""

    def tell(share: float) -> None:
        bar.progress(
            share, text=say("files.so_far", name=escape_markdown(name), share=f"{share:.0%}")
        )

    return tell


def escape_markdown(name: str) -> str:
    r"""Write a text so that Streamlit's Markdown shows it as it is.

    Examples
    --------
    >>> print(escape_markdown("a *draft*.csv"))
    a \*draft\*\.csv
    """
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", name)
