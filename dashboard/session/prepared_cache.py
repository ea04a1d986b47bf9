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

from dashboard.session.server_limits import ABANDONED_SECONDS, FILES_KEPT, IN_USE_SECONDS
from events.store.prepared import VERSION, is_prepared

PART = "panj-"
"""What the name of a folder begins with while a file is made ready in it."""


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class PreparedCache:
    """A folder of files that are ready for queries.

    Parameters
    ----------
    folder
        The folder, which is made where it is not there.
    most
        How many files are kept; the one that was not used for the longest goes first.
    in_use_seconds
        How long a file that was used stays, however many there are.

    Raises
    ------
    OSError
        Where it can't be made or written to.
    """

    def __init__(
        self, folder: Path, most: int = FILES_KEPT, in_use_seconds: int = IN_USE_SECONDS
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        TemporaryFile(dir=folder).close()
        self.folder, self._most, self._in_use_seconds = folder, most, in_use_seconds

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
        return self.folder / f"{sha256_of(path)}-{name}-{VERSION}"

    def _prune(self) -> None:
        held = [folder for folder in self.folder.iterdir() if is_prepared(folder)]
        held.sort(key=lambda folder: folder.stat().st_mtime, reverse=True)
        for old in held[self._most :]:
            if time.time() - old.stat().st_mtime >= self._in_use_seconds:
                shutil.rmtree(old, ignore_errors=True)
        for part in self.folder.glob(f"{PART}*"):
            if time.time() - part.stat().st_mtime > ABANDONED_SECONDS:
                shutil.rmtree(part, ignore_errors=True)


def user_cache() -> PreparedCache | None:
    """Return this platform's folder, or ``None`` where it can't be written to."""
    try:
        return PreparedCache(Path(platformdirs.user_cache_path("panj")))
    except OSError:
        return None
