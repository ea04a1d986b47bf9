"""A file on the disk: read within limits, its errors in words, written whole or not at all."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from events.model.limits import COMMAND_BYTES, FILE_BYTES, SOURCE_BYTES, size_in_words
from events.model.problems import EventFileError, Problem, Words, refusal

Progress = Callable[[float], None]
"""Is told the share of a file that is read, 0 to 1; an exception from it ends the reading."""


@dataclass(frozen=True)
class Portions:
    """How much of a file is in memory at once.

    Parameters
    ----------
    rows : int, optional
        The most rows of a batch.
    objects : int, optional
        The most rows as Python's objects, of which each may take a hundred kilobytes.
    piece : int, optional
        Bytes of JSON that are read together.
    text : int, optional
        Bytes of GeoJSON from which on a batch is full.
    shapes : int, optional
        The most bytes of geometries in one row group, all of which a dictionary holds.
    """

    rows: int = 10_000
    objects: int = 200
    piece: int = 1_000_000
    text: int = 4_000_000
    shapes: int = 64_000_000


USUAL = Portions()
"""What is in memory at once, if nothing else is asked."""


def open_bytes(path: Path, most_bytes: int = FILE_BYTES) -> BinaryIO:
    """Open a file of limited size.

    Parameters
    ----------
    path : pathlib.Path
        A regular file.
    most_bytes : int, optional
        The most bytes that it may have.

    Returns
    -------
    file
        Its bytes, at their beginning.

    Raises
    ------
    EventFileError
        Where there is no file, where it is no file, may not be read, or is too large.
    """
    with reading_errors(path.name):
        try:
            if path.is_dir():
                raise refusal(path.name, "", Words("a folder"), "an event file")
            if path.exists() and not path.is_file():
                raise refusal(path.name, "", Words("no regular file"), "an event file")
            file = path.open("rb")
        except ValueError as error:  # such as a null character in the path
            raise refusal(path.name, "", Words(f"an error: {error}"), "an event file") from error
        if os.fstat(file.fileno()).st_size > most_bytes:
            file.close()
            most = size_in_words(most_bytes)
            raise refusal(path.name, "", Words(f"more than {most}"), f"at most {most}")
    return file


@contextmanager
def reading_errors(name: str) -> Iterator[None]:
    """Tell the errors that the system gives while a file is read as refusals of that file.

    Parameters
    ----------
    name : str
        The file's name, for messages.

    Raises
    ------
    EventFileError
        In place of an OSError.
    """
    try:
        yield
    except FileNotFoundError as error:
        raise refusal(name, "", Words("no such file"), "an event file") from error
    except PermissionError as error:
        found = Words("no permission to read it")
        raise refusal(name, "", found, "a file that you may read") from error
    except OSError as error:
        raise refusal(name, "", Words(f"an error: {error.strerror}"), "an event file") from error


def read_bytes(path: Path) -> bytes:
    """Read the text of a source, up to the limit of `SOURCE_BYTES`.

    Parameters
    ----------
    path : pathlib.Path
        A regular file.

    Returns
    -------
    bytes

    Raises
    ------
    EventFileError
        Where there is no file, where it is no file, may not be read, or is too large.
    """
    with open_bytes(path, SOURCE_BYTES) as file, reading_errors(path.name):
        return file.read()


def bound_memory(most_bytes: int = COMMAND_BYTES) -> None:
    """Let this process ask for so much memory from now on, where the system holds it to that.

    What a file unfolds to is not known before it is read: a text that all rows of a Parquet file
    have stands in it once. Beyond the bound a ``MemoryError`` is raised.

    Parameters
    ----------
    most_bytes : int, optional
        The bound.
    """
    if os.name != "posix":
        return
    import resource  # there on POSIX alone

    _, hardest = resource.getrlimit(resource.RLIMIT_DATA)
    if hardest != resource.RLIM_INFINITY:
        most_bytes = min(most_bytes, hardest)
    resource.setrlimit(resource.RLIMIT_DATA, (most_bytes, hardest))


def bound_seconds(most: int) -> None:
    """Let this process use so many seconds of a processor, where the system holds it to that.

    Beyond the bound the system ends the process.
    """
    if os.name != "posix":
        return
    import resource  # there on POSIX alone

    _, hardest = resource.getrlimit(resource.RLIMIT_CPU)
    used = int(sum(os.times()[:2]))
    resource.setrlimit(resource.RLIMIT_CPU, (used + most, hardest))


@contextmanager
def memory_errors(name: str, most_bytes: int = COMMAND_BYTES) -> Iterator[None]:
    """Tell that a file's reading goes beyond the bound of memory as a refusal of that file.

    Raises
    ------
    EventFileError
        In place of a MemoryError.
    """
    try:
        yield
    except MemoryError as error:
        raise EventFileError(beyond_memory(name, most_bytes)) from error


def beyond_memory(name: str, most_bytes: int) -> Problem:
    """Make the problem for a file whose reading goes beyond such a bound."""
    found = Words(f"that its reading needs more than {most_bytes / 1e9:g} GB of memory")
    hint = "Nothing of it is kept. Cut it, such as by year."
    return Problem(name, None, None, "", found, "a file that can be read in less", hint)


@contextmanager
def replace_file(path: Path) -> Iterator[Path]:
    """Give a file to write to, and put it in the place of `path` when all is written.

    The new file lies in the same folder, is brought to the disk, and then takes the name of the
    old one in a single step, so that whoever reads `path`, and whoever looks after a crash,
    finds the old file or the new one. After an exception the old one stands and nothing else is
    left; after a kill a file with a name such as ``.events.geojson.k3x.part`` may be.

    Parameters
    ----------
    path : pathlib.Path
        The file to replace or to make. A link is followed; the file keeps its permissions.

    Yields
    ------
    pathlib.Path
        An empty file to write to, with the ending of `path`.

    Raises
    ------
    OSError
        Where the folder is not there or may not be written to, where the disk is full, and
        where `path` is a folder or a device.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     target = Path(folder) / "a.csv"
    ...     with replace_file(target) as part:
    ...         _ = part.write_text("id")
    ...     target.read_text(), len(list(Path(folder).iterdir()))
    ('id', 1)
    """
    target = path.resolve()
    if target.is_dir():
        raise IsADirectoryError(21, "Is a directory", str(path))
    if target.exists() and not target.is_file():  # such as a device, which must stay one
        raise FileExistsError(17, "Is no regular file", str(path))
    handle, name = tempfile.mkstemp(f".part{target.suffix}", f".{target.stem}.", target.parent)
    os.close(handle)
    part = Path(name)
    try:
        part.chmod(_permissions(target))
        yield part
        _sync(part)
        part.replace(target)
    except BaseException:
        for left in (part, *_companions(part)):
            with suppress(FileNotFoundError):
                left.unlink()
        raise
    _sync(target.parent)


def _permissions(target: Path) -> int:
    """Find the permissions of the file that is replaced, or those that a new one gets."""
    with suppress(FileNotFoundError):
        return target.stat().st_mode & 0o777
    mask = os.umask(0o022)
    os.umask(mask)
    return 0o666 & ~mask


def _companions(part: Path) -> list[Path]:
    """List what SQLite leaves beside a file that it did not finish."""
    return [part.with_name(part.name + ending) for ending in ("-journal", "-wal", "-shm")]


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
