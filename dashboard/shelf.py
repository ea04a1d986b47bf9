"""The event files that this server has open: its own for everybody, a reader's for that reader."""

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from threading import Lock
from weakref import WeakValueDictionary

from dashboard.opened import Opened
from dashboard.opening import Opening, open_file
from dashboard.storage import kept

ARTICLE = Path(__file__).resolve().parent.parent / "events/data/antiwar-2021-07-08.geojson"
"""The built-in file: the article of 8 July 2021."""

PUBLIC = "events"
"""The collection that this server shows everybody."""

Progress = Callable[[float], None]
"""Is told the share of a file that is read, 0 to 1."""

_private: WeakValueDictionary[str, Opened] = WeakValueDictionary()


class OwnFile:
    """The file that this server shows everybody, opened by whoever asks first.

    A file that can't be read takes nothing down: its events are none, and the page says why.

    Parameters
    ----------
    path
        The file. It may change while readers look; the version that was opened stays until
        ``renew`` is called.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = Lock()
        self._opening: Opening | None = None
        self._seen: tuple[int, ...] | None = None

    @property
    def is_open(self) -> bool:
        """Whether the file was opened, so that ``opening`` answers at once."""
        return self._opening is not None

    def opening(self, progress: Progress | None = None) -> Opening:
        """Return the opened file, and what became of its rows."""
        with self._lock:
            if self._opening is None:
                self._seen = self._look()
                self._opening = self._open(progress)
            return self._opening

    def has_changed(self) -> bool:
        """Whether there is another version on the disk than the one that was looked at last."""
        return self.is_open and self._look() not in (None, self._seen)

    def renew(self, progress: Progress | None = None) -> tuple[str, ...]:
        """Open the version that is on the disk now; a broken one leaves the old one.

        Returns
        -------
        tuple of str
            What is wrong with the new version, a line each; empty where it was opened.
        """
        with self._lock:
            self._seen = self._look()
            opening = self._open(progress)
            if not opening.file.refused or self._opening is None:
                self._opening = opening
            return tuple(str(problem) for problem in opening.file.refused)

    def _open(self, progress: Progress | None) -> Opening:
        opening = open_file(self.path, _telling(self.path.name, progress), kept())
        return replace(opening, file=replace(opening.file, collection=PUBLIC))

    def _look(self) -> tuple[int, ...] | None:
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino


@lru_cache(maxsize=1)
def own() -> OwnFile:
    """Return the file named by ``EVENTS``, or the built-in article."""
    return OwnFile(Path(os.environ.get("EVENTS") or ARTICLE))


def opened() -> Opened:
    """Return this server's own file, opened."""
    return own().opening().file


def keep(file: Opened) -> Opened:
    """Let the routes find a reader's file for as long as that reader's session holds it."""
    _private[file.collection] = file
    return file


def find(collection: str) -> Opened | None:
    """Return the collection of a name, or ``None`` where this server has none."""
    return opened() if collection == PUBLIC else _private.get(collection)


def _telling(name: str, progress: Progress | None) -> Progress:
    """Tell the terminal, too, how far the opening of a large file is: a line each tenth."""
    told = -1

    def tell(share: float) -> None:
        nonlocal told
        if int(share * 10) > told:
            told = int(share * 10)
            print(f"Opening {name!r}: {told * 10} %", file=sys.stderr, flush=True)
        if progress:
            progress(share)

    return tell
