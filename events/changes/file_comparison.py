"""Two files compared: read as versions into a folder that is gone when the comparison was told."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from events.changes.cited_events import cited_events
from events.changes.comparison import Comparison
from events.changes.version_rows import read_version
from events.importers.rows.options import Options
from events.model.problems import EventFileError, Problem, Words


@contextmanager
def comparing(
    paths: tuple[Path, Path], options: Options, links: Sequence[str] = ()
) -> Iterator[Comparison]:
    """Compare two files; what is found is gone when the context ends.

    Parameters
    ----------
    paths : tuple of pathlib.Path
        The earlier version and the later one: any files that Open takes.
    options : Options
        What whoever compares says of tables; it holds for both.
    links : sequence of str, optional
        Links of citations: only the events that they cite are then compared.

    Yields
    ------
    Comparison

    Raises
    ------
    EventFileError
        Where a file cannot be used, an option has to be given first, no event is cited by a
        link, or there is no room on the disk.
    """
    folder = Path(tempfile.mkdtemp(prefix="panj-changes-"))
    try:
        with _refusing_full_disk(paths):
            comparison = _compared(paths, folder, options, links)
        yield comparison
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _compared(
    paths: tuple[Path, Path], folder: Path, options: Options, links: Sequence[str]
) -> Comparison:
    versions = []
    for name, path in zip(("old", "new"), paths, strict=True):
        (folder / name).mkdir()
        versions.append(read_version(path, folder / name, options))
    only = cited_events(versions, links) if links else None
    return Comparison(versions[0], versions[1], folder, only)


@contextmanager
def _refusing_full_disk(paths: Sequence[Path]) -> Iterator[None]:
    try:
        yield
    except (OSError, duckdb.IOException, duckdb.OutOfMemoryException) as error:
        found = Words(getattr(error, "strerror", None) or str(error).partition("\n")[0])
        name = " and ".join(path.name for path in paths)
        expected = "room on the disk for what is compared"
        raise EventFileError(Problem(name, None, None, "", found, expected, "")) from error
