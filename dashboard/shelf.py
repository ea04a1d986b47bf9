"""The event files that this server has open: its own for everybody, a reader's for that reader."""

import gc
import os
import sys
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from threading import Lock, Thread
from time import sleep
from typing import Literal
from weakref import WeakValueDictionary

from dashboard import pools
from dashboard.apart import Progress
from dashboard.opened import Opened
from dashboard.opening import Opening, is_large, open_file
from dashboard.storage import kept

ARTICLE = Path(__file__).resolve().parent.parent / "events/data/antiwar-2021-07-08.geojson"
"""The built-in file: the article of 8 July 2021."""

PUBLIC = "events"
"""The collection that this server shows everybody."""

COLLECT_S = 30
"""Seconds after which what is gone is out of the memory, at most."""

News = Literal["none", "newer", "gone"]
"""How a file on the disk stands to the version that is open."""

_Look = tuple[int, int, int]
_private: WeakValueDictionary[str, Opened] = WeakValueDictionary()


class OwnFile:
    """The file that this server shows everybody, opened by whoever asks first.

    A file that can't be read takes nothing down: its events are none, and the page says why.

    Parameters
    ----------
    path
        The file. It may change while readers look; the version that was opened stays until
        ``renew`` is called.

    Attributes
    ----------
    faults : tuple of str
        What is wrong with the version on the disk that could not be opened, a line each; the
        version before it stays.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.faults: tuple[str, ...] = ()
        self._turn = Lock()  # to open; who only looks need not wait for it
        self._opening: Opening | None = None
        self._seen: _Look | None = None

    @property
    def is_open(self) -> bool:
        """Whether the file was opened, so that ``opening`` answers at once."""
        return self._opening is not None

    def opening(self, progress: Progress | None = None) -> Opening:
        """Return the opened file, and what became of its rows."""
        if self._opening is None:
            with self._turn:
                if self._opening is None:
                    self._seen = self._look()
                    self._opening = self._open(progress)
        return self._opening

    def news(self) -> News:
        """Tell how the file on the disk stands to the version that was looked at last."""
        found = self._look()
        if found == self._seen:
            return "none"
        return "newer" if found else "gone"

    def renew(self, progress: Progress | None = None) -> None:
        """Open the version that is on the disk now, whole or not at all.

        A broken one leaves the old one, and `faults` say why. One that changes while it is read
        leaves the old one, too, and stays ``newer``. Readers go on with the old one meanwhile.
        """
        with self._turn:
            if self.news() != "newer":
                return  # another reader was faster
            seen = self._look()
            opening = self._open(progress)
            if self._look() != seen:
                return
            self.faults = tuple(str(problem) for problem in opening.file.refused)
            if not self.faults:
                self._opening = opening
            self._seen = seen

    def stay(self) -> None:
        """Let the cache know that what it keeps of the file is in use."""
        if self._opening and self._opening.kept:
            with suppress(OSError):
                os.utime(self._opening.kept)

    def _open(self, progress: Progress | None) -> Opening:
        opening = open_file(self.path, _telling(self.path.name, progress), kept())
        return replace(opening, file=replace(opening.file, collection=PUBLIC))

    def _look(self) -> _Look | None:
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


def begin() -> None:
    """Make ready what stays for everybody, before the first reader comes.

    A small file is opened; a large one is when its first reader can be told how far it is.
    What stays is set apart from the garbage collector, which then need not walk through it. It
    would never let go of a session that were here already.
    """
    if not is_large(own().path):
        opened()
    gc.collect()
    gc.freeze()
    Thread(target=_collect, name="collector", daemon=True).start()


def _collect() -> None:
    """Let go of what is gone, such as a reader's closed file, for all sessions together.

    A session is full of circles of references. Streamlit would walk through those of all sessions
    after each rerun of any: 44 % of the samples of a profile with fifty readers. What the pools
    keep of the memory that was freed is given back, too.
    """
    while True:
        sleep(COLLECT_S)
        gc.collect()
        pools.give_back()
        own().stay()


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
