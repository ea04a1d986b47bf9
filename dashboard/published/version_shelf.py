"""The versions that a desk has published, as files that this server shows.

The database has them; beside it, or in a folder that goes with the program, lies what was asked
for, so that it is served while the database is away. This module shouldn't import Streamlit.
"""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from time import monotonic
from typing import Any

from dashboard.present.wording import day
from dashboard.session.file_opener import OpenResult
from dashboard.session.public.public_file import PUBLIC, PublicFile
from dashboard.session.server_limits import VERSIONS_OPEN
from dashboard.session.session_file import unreadable_file
from dashboard.words.catalogue import say
from events.desk.database import DeskError, StorageError, address_of
from events.desk.desk import Desk
from events.desk.published_versions import PublishedVersion, published_data, published_versions
from events.files.file_access import Progress, replace_file
from events.model.problems import Problem, Words

LOOK_AGAIN_SECONDS = 1
"""How long it may take until a server shows what another one has published."""

_COLLECTION = f"{PUBLIC}-version-"
_COUNTED = ("added", "changed", "merged", "withdrawn")


class VersionFile(PublicFile):
    """A published version as a file of this server.

    Parameters
    ----------
    path
        Where its file lies, or will.
    version
        What is known of it.
    fetch
        Puts the file there; raises `DeskError` where it can't.
    opened
        Told whenever it is opened or used.
    """

    is_version = True

    def __init__(
        self,
        path: Path,
        version: PublishedVersion,
        fetch: Callable[[PublishedVersion, Path], None],
        opened: Callable[["VersionFile"], None],
    ) -> None:
        super().__init__(path, f"{_COLLECTION}{version.number}")
        self.version, self._fetch, self._opened = version, fetch, opened

    def open(self, progress: Progress | None = None) -> OpenResult:
        """Return the opened file; what can't be had of the database now is asked for again."""
        opening = self._opening
        if opening is None:
            with self._turn:
                opening = self._opening
                if opening is None:
                    try:
                        self._fetch(self.version, self.path)
                    except (DeskError, OSError) as error:
                        return OpenResult(unreadable_file(self.path.name, (_refusal(self, error),)))
                    opening = self._opening = self._open(progress)
        self._opened(self)
        return opening

    def let_go(self) -> None:
        """Forget what was opened; whoever holds it goes on with it."""
        self._opening = None

    def renew(self, progress: Progress | None = None) -> None:
        """Do nothing: a version stays as it was."""

    def outline(self) -> tuple[str, list[float] | None]:
        """Return its title and its box without opening it."""
        return str(self.version.told["file_title"]), self.version.told["bbox"]


class VersionShelf:
    """All versions of a desk, looked for in its database once a second at most.

    Parameters
    ----------
    setting
        The desk's, as ``DESK`` has it.
    clock
        Tells the time in seconds.

    Attributes
    ----------
    desk
        The desk.
    """

    is_desk = True

    def __init__(self, setting: str, clock: Callable[[], float] = monotonic) -> None:
        address = address_of(setting)
        self.desk, self._clock = Desk(address), clock
        if address.startswith("sqlite:///"):
            file = Path(address.removeprefix("sqlite:///"))
            self._folder = file.with_name(f"{file.stem}-published")
        else:
            self._temporary = TemporaryDirectory(prefix="panj-published-")
            self._folder = Path(self._temporary.name)
        self._versions: tuple[PublishedVersion, ...] = ()
        self._files: dict[int, VersionFile] = {}
        self._open: OrderedDict[int, VersionFile] = OrderedDict()
        self._looked: float | None = None
        self._is_old = False
        self._turn = Lock()

    def versions(self) -> tuple[PublishedVersion, ...]:
        """Return all versions, the newest first; without the database those that are known."""
        with self._turn:
            now = self._clock()
            if self._looked is None or self._is_old or now - self._looked >= LOOK_AGAIN_SECONDS:
                try:
                    self._versions = published_versions(self.desk)
                except StorageError:
                    if self._looked is None:
                        raise
                self._looked, self._is_old = now, False
            return self._versions

    def look_again(self) -> None:
        """Look in the database when it is asked next."""
        with self._turn:
            self._is_old = True

    def find(self, number: int) -> PublishedVersion | None:
        """Return a version by its number, one that was withdrawn, too."""
        return next((one for one in self.versions() if one.number == number), None)

    def newest(self) -> PublishedVersion | None:
        """Return the newest version that was not withdrawn."""
        return next((one for one in self.versions() if not one.withdrawn), None)

    def files(self) -> dict[str, PublicFile]:
        """Return the versions that are served by their collections, the newest first."""
        served = [self.file_of(one) for one in self.versions() if not one.withdrawn]
        return {file.collection: file for file in served}

    def file_of(self, version: PublishedVersion) -> VersionFile:
        """Return the file of a version."""
        with self._turn:
            file = self._files.get(version.number)
            if file is None:
                path = self._folder / f"version-{version.number}.geojson"
                file = VersionFile(path, version, self._fetch, self._used)
                self._files[version.number] = file
            return file

    def line(self, collection: str) -> dict[str, Any] | None:
        """Tell which version a collection is, and what changed; None for one that is none."""
        version = self._version_of(collection)
        if version is None:
            return None
        number, since, counts = (version.number, *map(version.told.get, ("since", "changes")))
        ways = []
        if counts and any(counts[name] for name in _COUNTED):
            ways.append((say("published.what_changed"), f"published/{number}/changes"))
        newest = self.newest()
        if newest and newest.number > number:
            newer = say("published.newer", number=newest.number)
            ways.append((newer, f"published/{newest.number}"))
        ways.append((say("published.all"), "published/"))
        return {"words": version_words(version, since, counts), "ways": ways}

    def gone(self, name: str) -> str:
        """Tell that a version was withdrawn, by its collection or its file's name; else ``""``."""
        version = self._version_of(name) or self._version_of(
            _COLLECTION + name.removeprefix("version-").removesuffix(".geojson")
        )
        return withdrawal_words(version) if version and version.withdrawn else ""

    def _version_of(self, collection: str) -> PublishedVersion | None:
        number = collection.removeprefix(_COLLECTION)
        is_one = collection.startswith(_COLLECTION) and number.isdecimal() and number.isascii()
        return self.find(int(number)) if is_one and len(number) < 10 else None

    def _fetch(self, version: PublishedVersion, path: Path) -> None:
        """Lay a version's file where it is read; one that lies there already is looked at."""
        if path.is_file():
            with path.open("rb") as file:
                if _digest(file.read()) == version.told["sha256"]:
                    return
        data = published_data(self.desk, version)
        path.parent.mkdir(exist_ok=True)
        with replace_file(path) as part:
            part.write_bytes(data)

    def _used(self, file: VersionFile) -> None:
        """Keep the latest that were used open, and let go of the others."""
        number = file.version.number
        with self._turn:
            self._open[number] = file
            self._open.move_to_end(number)
            while len(self._open) > VERSIONS_OPEN:
                self._open.popitem(last=False)[1].let_go()


def version_words(
    version: PublishedVersion, since: int | None, counts: dict[str, int] | None
) -> str:
    """Tell which version this is, when it was published, and what changed since the one before."""
    at = day_of_act(version.at)
    if not since or counts is None:
        return say("published.line", number=version.number, day=at)
    return say(
        "published.since", number=version.number, day=at, told=count_words(counts), since=since
    )


def withdrawal_words(version: PublishedVersion) -> str:
    """Tell that a version was withdrawn, when and why."""
    _, at, why = version.withdrawn or ("", "", "")
    name = "gone_why" if why else "gone"
    return say(f"published.{name}", number=version.number, day=day_of_act(at), why=why)


def count_words(counts: dict[str, int]) -> str:
    """Tell how many events were added, changed, merged and withdrawn; what is none is left out."""
    told = [say(f"changes.count.{name}", count=counts[name]) for name in _COUNTED if counts[name]]
    return ", ".join(told) or say("published.nothing_changed")


def day_of_act(at: str) -> str:
    """Return the day of an act, in UTC, as readers write it."""
    return day(datetime.fromisoformat(at).date())


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def _refusal(file: VersionFile, error: DeskError | OSError) -> Problem:
    found = Words(str(error) if isinstance(error, DeskError) else error.strerror or "")
    return Problem(file.path.name, None, None, "", found, say("published.unreadable"), "")
