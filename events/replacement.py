"""Writing a file whole or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
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
    ...     with replacing(target) as part:
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
