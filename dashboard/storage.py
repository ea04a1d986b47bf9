"""Where large files are kept ready for the next time: the platform's own cache folder.

A file is known by its content and its name, which a table's title and version may come from. This
module shouldn't import Streamlit.
"""

import hashlib
import os
import shutil
import time
from pathlib import Path
from tempfile import TemporaryFile

import platformdirs

from events.prepared import VERSION, is_prepared

MOST_KEPT = 5
"""The most files that are kept; the one that was not used for the longest goes first."""

PART = "panj-"
"""What the name of a folder begins with while a file is made ready in it."""

IN_USE_S = 300
"""Seconds for which a file that was used stays, however many there are; servers that have it open
say so more often than that."""

ABANDONED_S = 24 * 60 * 60
"""Seconds after which such a folder is what a server left that was killed."""


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Kept:
    """A folder of files that are ready for queries.

    Parameters
    ----------
    folder
        The folder, which is made where it is not there.

    Raises
    ------
    OSError
        Where it can't be made or written to.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        TemporaryFile(dir=folder).close()
        self.folder = folder

    def find(self, path: Path) -> Path | None:
        """Return where a file of this content is ready, or ``None``."""
        folder = self.folder_of(path)
        if not is_prepared(folder):
            return None
        folder.touch()
        return folder

    def keep(self, folder: Path, made: Path) -> Path:
        """Put what was made of a file where `folder_of` said, in one step."""
        if is_prepared(folder):  # another server was faster
            shutil.rmtree(made)
            return folder
        shutil.rmtree(folder, ignore_errors=True)
        made.rename(folder)
        self._prune()
        return folder

    def folder_of(self, path: Path) -> Path:
        """Return where a file of this content and name is ready, or would be."""
        name = hashlib.sha256(os.fsencode(path.name)).hexdigest()[:16]
        return self.folder / f"{digest_of(path)}-{name}-{VERSION}"

    def _prune(self) -> None:
        held = [folder for folder in self.folder.iterdir() if is_prepared(folder)]
        held.sort(key=lambda folder: folder.stat().st_mtime, reverse=True)
        for old in held[MOST_KEPT:]:
            if time.time() - old.stat().st_mtime >= IN_USE_S:
                shutil.rmtree(old, ignore_errors=True)
        for part in self.folder.glob(f"{PART}*"):
            if time.time() - part.stat().st_mtime > ABANDONED_S:
                shutil.rmtree(part, ignore_errors=True)


def kept() -> Kept | None:
    """Return this platform's folder, or ``None`` where it can't be written to."""
    try:
        return Kept(Path(platformdirs.user_cache_path("panj")))
    except OSError:
        return None
