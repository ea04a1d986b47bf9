"""A file that this server shows everybody, and the built-in ones."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Literal

from dashboard.session.file_opener import OpenResult, open_file, open_lake_file
from dashboard.session.prepared_cache import user_cache
from events.files.file_access import Progress
from events.lake.files.storage import MANIFEST, open_storage

BUILT_IN = Path(__file__).resolve().parents[3] / "events/data"
"""The folder of the built-in files."""

ARTICLE = BUILT_IN / "antiwar-2021-07-08.geojson"
"""The built-in file that the page opens with: the article of 8 July 2021."""

PUBLIC = "events"
"""The collection that the page opens with."""

News = Literal["none", "newer", "gone"]
"""How a file on the disk stands to the version that is open."""

_Look = tuple[int, int, int]


class PublicFile:
    """A file that this server shows everybody, opened by whoever asks first.

    A file that can't be read takes nothing down: its events are none, and the page says why.

    Parameters
    ----------
    path
        The file. It may change while readers look; the version that was opened stays until
        ``renew`` is called.
    collection
        Its name under ``/api/collections/``.
    opener
        What opens it: `open_file`, or another as it.

    Attributes
    ----------
    faults : tuple of str
        What is wrong with the version on the disk that could not be opened, a line each; the
        version before it stays.
    is_version : bool
        Whether it is a published version, whose name stands in every link.
    """

    is_version = False

    def __init__(
        self, path: Path, collection: str = PUBLIC, opener: Callable[..., OpenResult] = open_file
    ) -> None:
        self.path = path
        self._opener = opener
        self.collection = collection
        self.faults: tuple[str, ...] = ()
        self._turn = Lock()  # to open; who only looks need not wait for it
        self._opening: OpenResult | None = None
        self._seen: _Look | None = None

    @property
    def is_open(self) -> bool:
        """Whether the file was opened, so that ``open`` answers at once."""
        return self._opening is not None

    def open(self, progress: Progress | None = None) -> OpenResult:
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

    def outline(self) -> tuple[str, list[float] | None]:
        """Return the title and the box (west, south, east, north) of what it holds."""
        file = self.open().file
        return file.loaded.title, [*file.overview.bbox] if file.overview.bbox else None

    def touch(self) -> None:
        """Let the cache know that what it keeps of the file is in use."""
        if self._opening and self._opening.folder:
            with suppress(OSError):
                os.utime(self._opening.folder)

    def _open(self, progress: Progress | None) -> OpenResult:
        opening = self._opener(self.path, _telling(self.path.name, progress), user_cache())
        return replace(opening, file=replace(opening.file, collection=self.collection))

    def _look(self) -> _Look | None:
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino


class PublicLake(PublicFile):
    """A lake that this server shows everybody; each version is opened by its manifest.

    Parameters
    ----------
    address
        As of `events.lake.files.storage.open_storage`.
    """

    def __init__(self, address: str) -> None:
        super().__init__(Path(address), opener=lambda *_: open_lake_file(address))
        self._address = address

    def _look(self) -> _Look | None:
        try:
            found = open_storage(self._address).look(MANIFEST)
        except (OSError, ValueError):
            return None
        return (*found, 0) if found else None


def built_in_files(folder: Path = BUILT_IN, first: str = ARTICLE.name) -> dict[str, PublicFile]:
    """Return the built-in files by their collections: ``events``, and the others by their names.

    Parameters
    ----------
    folder
        Each file in it is one of them.
    first
        The name of the one that the page opens with.
    """
    others = sorted(path for path in folder.iterdir() if path.is_file() and path.name != first)
    named = [(f"{PUBLIC}-{path.stem}", path) for path in others]
    return {
        PUBLIC: PublicFile(folder / first),
        **{name: PublicFile(path, name) for name, path in named},
    }


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
