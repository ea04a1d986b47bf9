"""The event files that this server has open: its own for everybody, a reader's for that reader."""

import os
from functools import lru_cache
from pathlib import Path
from weakref import WeakValueDictionary

from dashboard.session.public.desk_versions import published
from dashboard.session.public.public_file import PUBLIC, PublicFile, PublicLake, built_in_files
from dashboard.session.session_file import SessionFile
from events.lake.files.storage import is_lake

_private: WeakValueDictionary[str, SessionFile] = WeakValueDictionary()


@lru_cache(maxsize=1)
def files_at_start() -> dict[str, PublicFile]:
    """Return the file or lake of ``EVENTS``, or else the built-in files, by their collections."""
    named = os.environ.get("EVENTS")
    if named and is_lake(named):
        return {PUBLIC: PublicLake(named)}
    return {PUBLIC: PublicFile(Path(named))} if named else built_in_files()


def public_files(*, all_of_desk: bool = True) -> dict[str, PublicFile]:
    """Return the files that this server shows everybody, by their collections.

    They are `files_at_start` and what a desk has published. The first is the one that the page
    opens with.

    Parameters
    ----------
    all_of_desk
        Whether who asks may see the desk as it is now; who may not is shown what is published.
    """
    own = files_at_start() if all_of_desk or not published().is_desk else {}
    return {**own, **published().files()}


def default_file() -> PublicFile:
    """Return the file that the page opens with where all of it may be seen."""
    return files_at_start()[PUBLIC]


def open_default_file() -> SessionFile:
    """Return the file that the page opens with, opened."""
    return default_file().open().file


def keep(file: SessionFile) -> SessionFile:
    """Let the routes find a reader's file for as long as that reader's session holds it."""
    _private[file.collection] = file
    return file


def find(collection: str, *, all_of_desk: bool = True) -> SessionFile | None:
    """Return the collection of a name, or ``None`` where this server has none for who asks."""
    public = public_files(all_of_desk=all_of_desk).get(collection)
    return public.open().file if public else _private.get(collection)
