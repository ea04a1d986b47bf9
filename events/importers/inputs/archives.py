"""Files that are archives of others, measured before they are unpacked."""

import os
import shutil
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from events.model.problems import Words, refusal

ZIP_MARK = b"PK\x03\x04"
"""The bytes with which a zip file begins."""

MOST_UNPACKED = 1_000_000_000
"""The most bytes that the members of an archive may have together."""

_MOST_LISTED = 5  # names that a message tells


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
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, zlib.error) as error:
        found = Words(f"an archive that cannot be read ({str(error)[:100]})")
        raise refusal(path.name, "", found, "a whole one") from error


@contextmanager
def unpacked(path: Path, endings: Sequence[str]) -> Iterator[Path]:
    """Give the one table that a zip file holds a file of its own for a while.

    Parameters
    ----------
    path : pathlib.Path
        Any file.
    endings : sequence of str
        Those of tables, in lower case.

    Yields
    ------
    pathlib.Path
        The table, with its own name and the day of the archive; the file itself where it is no
        zip file, or one of a shapefile.

    Raises
    ------
    EventFileError
        Where the zip file cannot be read, or holds no table or several.
    """
    if path.suffix.lower() != ".zip" or not zipfile.is_zipfile(path):
        yield path
        return
    with TemporaryDirectory(prefix="panj-") as folder:
        inner = path
        with open_archive(path) as archive:
            inside = [name for name in archive.namelist() if _is_shown(name)]
            if not any(name.lower().endswith(".shp") for name in inside):
                table = _only_table(path.name, inside, endings)
                inner = Path(folder) / PurePosixPath(table).name
                with archive.open(table) as source, inner.open("wb") as target:
                    shutil.copyfileobj(source, target)
                day = path.stat().st_mtime
                os.utime(inner, (day, day))
        yield inner


def _is_shown(name: str) -> bool:
    parts = PurePosixPath(name).parts
    hidden = any(part.startswith((".", "__MACOSX")) for part in parts)
    return bool(parts) and not name.endswith("/") and not hidden


def _only_table(file: str, inside: Sequence[str], endings: Sequence[str]) -> str:
    """Find the table of an archive; a text beside one is what it is read with."""
    tables = [name for name in inside if PurePosixPath(name).suffix.lower() in endings]
    tables = [name for name in tables if not name.lower().endswith(".txt")] or tables
    if len(tables) == 1:
        return tables[0]
    listed = ", ".join(inside[:_MOST_LISTED]) + (" and others" if inside[_MOST_LISTED:] else "")
    found = Words(f"an archive of {listed}" if inside else "an archive of no file")
    hint = "Unpack it, and open what you need."
    raise refusal(file, "", found, "one table, or one shapefile, in a zip file", hint)
