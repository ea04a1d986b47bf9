"""What readers gave in the page, kept for a while after they left: a reload finds it by its key.

The key stands in no address. The browser holds it for one tab, and tells it to the page alone.
This module shouldn't import Streamlit.
"""

import secrets
import weakref
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from string import ascii_uppercase
from time import monotonic
from weakref import WeakSet, WeakValueDictionary

from dashboard.session.file_opener import OpenResult
from dashboard.session.own_files.uploads import ServerFullError, Upload, Uploads
from dashboard.session.server_limits import KEPT_READERS, KEPT_SECONDS
from events.importers.rows.options import Options

Versions = tuple[tuple[str, str], ...]
"""Files that are shown together: the name and the SHA-256 of each."""

Pair = tuple[str, str]
"""The ids of two events that are made one: the one that stays, and the one that is taken in."""


@dataclass(eq=False)
class OwnFiles:
    """What one reader has given, and how it is shown.

    Parameters
    ----------
    hidden
        The files that are not shown, this server's among them.
    key
        What finds all of it after a reload; what nobody can guess.
    uploads
        The files as they were given.
    said
        What the reader says of the columns of each.
    refused_profiles
        Why the profile that was opened last for a file is none.
    stopped
        Those whose opening was stopped.
    opened
        Those that a session holds opened. With the last of its sessions they leave the memory, and
        are opened anew when the reader comes back.
    letters
        What stands for each file that was shown.
    merged
        Which events the reader has made one, by the files that were shown: the name and the
        SHA-256 of each.
    known
        The files of this server that the reader's page knows; one that comes later is not shown.
    """

    hidden: set[str] = field(default_factory=set)
    key: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    uploads: Uploads = field(default_factory=Uploads)
    said: dict[str, Options] = field(default_factory=dict)
    refused_profiles: dict[str, str] = field(default_factory=dict)
    stopped: set[str] = field(default_factory=set)
    opened: WeakValueDictionary[str, OpenResult] = field(default_factory=WeakValueDictionary)
    letters: dict[str, str] = field(default_factory=dict)
    merged: dict[Versions, tuple[Pair, ...]] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)

    def give_letters(self, shown: Iterable[str], every: Iterable[str]) -> None:
        """Give each file that is shown a letter, which it keeps until it is taken away.

        Parameters
        ----------
        shown
            The names of the files that are shown, in their order.
        every
            The names of all files.

        Examples
        --------
        >>> own = OwnFiles()
        >>> own.give_letters(["x", "y"], ["x", "y"])
        >>> own.give_letters(["y", "z"], ["x", "y", "z"])
        >>> own.letters
        {'x': 'A', 'y': 'B', 'z': 'C'}
        """
        there = set(every)
        self.letters = {name: it for name, it in self.letters.items() if name in there}
        free = (letter for letter in ascii_uppercase if letter not in self.letters.values())
        for name in shown:
            if name not in self.letters:
                self.letters[name] = next(free, "")


class Visit:
    """A session that has a reader's files open; it ends with the last who holds it.

    Parameters
    ----------
    own
        The files.
    """

    def __init__(self, own: OwnFiles) -> None:
        self.own = own


class KeptFiles:
    """The files of all readers: of those who are here, and of those who left a while ago.

    Parameters
    ----------
    readers
        The most readers who are away and whose files are kept.
    seconds
        How long they are.
    clock
        Tells the time in seconds.
    """

    def __init__(
        self,
        readers: int = KEPT_READERS,
        seconds: float = KEPT_SECONDS,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._readers, self._seconds, self._clock = readers, seconds, clock
        self._present: WeakSet[Visit] = WeakSet()
        self._away: dict[str, tuple[float, OwnFiles]] = {}  # by key, the longest away first

    def enter(self, own: OwnFiles) -> Visit:
        """Note that a session has a reader's files open, and return what it is to hold."""
        visit = Visit(own)
        self._present.add(visit)
        self._away.pop(own.key, None)
        weakref.finalize(visit, self._leave, own).atexit = False
        return visit

    def find(self, key: str) -> OwnFiles | None:
        """Return the files of a key, or ``None`` where they are gone, or never were."""
        self.forget()
        if key in self._away:
            return self._away[key][1]
        given = key.encode(errors="replace")
        here = (visit.own for visit in [*self._present])
        return next((own for own in here if secrets.compare_digest(own.key.encode(), given)), None)

    def forget(self) -> None:
        """Let go of those who are away for too long, or are too many."""
        away = [*self._away.items()]
        too_many = max(0, len(away) - self._readers)
        for number, (key, (since, _)) in enumerate(away):
            if number < too_many or self._clock() - since >= self._seconds:
                self._away.pop(key, None)

    def begin(self, uploads: Uploads, name: str, size: int) -> Upload:
        """Make room for a file, in place of what those left who are away the longest.

        Parameters
        ----------
        uploads
            Whose file it is.
        name, size
            As of `Uploads.begin`, whose errors this raises, too.
        """
        while True:
            try:
                return uploads.begin(name, size)
            except ServerFullError:
                away = [*self._away]
                if not away:
                    raise
                self._away.pop(away[0], None)

    def _leave(self, own: OwnFiles) -> None:
        if own.uploads.whole() and all(visit.own is not own for visit in [*self._present]):
            self._away[own.key] = self._clock(), own
            self.forget()


KEPT = KeptFiles()
"""Those of this server."""
