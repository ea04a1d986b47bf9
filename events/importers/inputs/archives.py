"""Files that are archives of others, measured before they are unpacked."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from events.model.problems import Words, refusal

ZIP_MARK = b"PK\x03\x04"
"""The bytes with which a zip file begins."""

MOST_UNPACKED = 1_000_000_000
"""The most bytes that the members of an archive may have together."""


@contextmanager
def open_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a zip file that is not too large unpacked.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Yields
    ------
    zipfile.ZipFile

    Raises
    ------
    EventFileError
        Where it is none, cannot be read, or is too large.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(member.file_size for member in archive.infolist()) > MOST_UNPACKED:
                found = Words(f"more than {MOST_UNPACKED // 1_000_000_000} GB when unpacked")
                raise refusal(path.name, "", found, "less")
            yield archive
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        found = Words(f"an archive that cannot be read ({str(error)[:100]})")
        raise refusal(path.name, "", found, "a whole one") from error
