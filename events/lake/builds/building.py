"""Building a lake: a version is written whole or not at all, and adds to the one before.

What a build has read and checked lies in a folder of its own until it is done, so that one that
was killed goes on where it was. The files of a batch are never written to again; a version is the
manifest that names them, which takes the place of the one before in a single step.
"""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import narwhals as nw

from events.importers.rows.options import Options
from events.lake.builds.batch_rows import rows_of
from events.lake.builds.batch_writer import write_batch
from events.lake.builds.publication import (
    batch_name,
    emptied,
    find_lake,
    publish_batch,
    work_folder,
)
from events.lake.builds.staging import MOST_TOLD, Staged, source_files, stage
from events.lake.engines.engine_registry import ENGINES
from events.lake.engines.port import Engine, Tell, tell_nobody
from events.lake.files.manifest import Manifest, merged_sources
from events.lake.files.storage import Storage, telling_address
from events.model.problems import EventFileError, Words, refusal
from events.query.columns.event_days import FAR

_1970 = date(1970, 1, 1)


@dataclass(frozen=True)
class Built:
    """What a build did.

    Parameters
    ----------
    read, events, rejected : int
        The features or rows that it read, the events that it added, and what it left out.
    bytes : int
        How long the files are that it wrote.
    version : int
        The version of the lake.
    lines : tuple of str
        What is told of each source: the receipt of its import, or its problems.
    refused : int
        The files that could not be used at all; `lines` begins with them.
    """

    read: int
    events: int
    rejected: int
    bytes: int
    version: int
    lines: tuple[str, ...]
    refused: int = 0


def build_lake(
    sources: Sequence[Path],
    address: str,
    options: Options | None = None,
    tell: Tell = tell_nobody,
    *,
    engine: str = "duckdb",
    master: str = "",
) -> Built:
    """Add the events of files to a lake, or begin one.

    Parameters
    ----------
    sources : sequence of pathlib.Path
        Event files, files that an import takes, and folders of such.
    address : str
        The lake, as of `events.lake.files.storage.open_storage`.
    options : Options, optional
        What whoever builds says of tables.
    tell : callable, optional
        Told how far the build is; an exception from it ends it, and the lake stays as it was.
    engine : str, optional
        What sorts and counts, one of `events.lake.engines.engine_registry.ENGINES`.
    master : str, optional
        The address of the engine's cluster.

    Returns
    -------
    Built

    Raises
    ------
    EventFileError
        Where a source, the engine or the lake cannot be used, no event is left, or another build
        was faster.
    OSError
        Where the lake's place does not answer or cannot be written to.
    """
    files = source_files(sources)
    storage, before = find_lake(address)
    work = work_folder(storage, "\n".join(str(file.resolve()) for file in files))
    batch_folder, name = emptied(work / "batch"), batch_name(before)
    with ENGINES[engine](emptied(work / "engine"), master, tell) as opened:
        staged, refused = _stage_all(files, work, options or Options(), before.read, tell)
        rows, repeated = rows_of(opened, staged, _known_ids(storage, before, work))
        if not rows.number:
            raise refusal(storage.name, "", Words("no event"), "an event that is not there yet")
        batch = write_batch(opened, rows, batch_folder, name, before.events, tell)
        bbox, days = _reach(opened, batch_folder)
    read = sum(one.read for one in staged)
    lines = [*refused, *(line for one in staged for line in one.lines), *repeated[:MOST_TOLD]]
    sources_told: tuple[dict[str, Any], ...] = before.sources
    for one in staged:
        sources_told = merged_sources(sources_told, one.sources, one.name, imported=one.imported)
    after = replace(
        before,
        version=before.version + 1,
        title=before.title or staged[0].title,
        extra=before.extra or staged[0].extra,
        read=before.read + read,
        rejected=before.rejected + read - rows.number,
        batches=(*before.batches, batch),
        sources=sources_told,
        receipt=(*before.receipt, *lines),
        bbox=_joined(before.bbox, bbox),
        days=_joined_days(before.days, days),
    )
    publish_batch(storage, before, after, batch_folder, batch, tell)
    shutil.rmtree(work, ignore_errors=True)
    size = sum(file.bytes for file in batch.files)
    return Built(
        read, rows.number, read - rows.number, size, after.version, tuple(lines), len(refused)
    )


def _stage_all(
    files: Sequence[Path], work: Path, options: Options, start: int, tell: Tell
) -> tuple[list[Staged], tuple[str, ...]]:
    """Lay the sources down one after the other, their events counted on from a number.

    A file that cannot be used is told, and the others are built; where none can, that is the error.
    """
    staged: list[Staged] = []
    refused: list[EventFileError] = []
    for number, file in enumerate(files):
        done = _share_of(tell, file.name, number, len(files))
        try:
            staged.append(stage(file, work / f"source-{number:05}", options, start, done))
        except EventFileError as error:
            refused.append(error)
        else:
            start += staged[-1].read
    if not staged:
        raise refused[0]
    return staged, tuple(map(str, refused))


def _known_ids(storage: Storage, before: Manifest, work: Path) -> list[Path]:
    """Give the tables of ids of the batches before, as files of this machine."""
    folder = emptied(work / "known")
    with telling_address(storage.address):
        return [
            storage.fetch(file, folder / f"{number:05}.parquet")
            for number, file in enumerate(before.files("ids"))
        ]


def _reach(
    engine: Engine, folder: Path
) -> tuple[tuple[float, float, float, float] | None, tuple[str, str] | None]:
    """Find how far the events of a batch reach over the ground and over days."""
    events = engine.read(sorted((folder / "events").iterdir()))
    west, south = (nw.col(name).min() for name in ("west", "south"))
    east, north = (nw.col(name).max() for name in ("east", "north"))
    [(least_x, least_y, most_x, most_y)] = (
        events.select(west, south, east, north).collect("pyarrow").rows()
    )
    days = []
    for name in ("first_day", "last_day"):
        day = nw.col(name)
        known = events.filter((day > -FAR) & (day < FAR))
        [ends] = known.select(least=day.min(), most=day.max()).collect("pyarrow").rows()
        days += [_1970 + timedelta(days=end) for end in ends if end is not None]
    box = None if least_x is None else (least_x, least_y, most_x, most_y)
    return box, (min(days).isoformat(), max(days).isoformat()) if days else None


def _joined(
    one: tuple[float, float, float, float] | None, other: tuple[float, float, float, float] | None
) -> tuple[float, float, float, float] | None:
    if one is None or other is None:
        return one or other
    return (
        min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])
    )  # fmt: skip


def _joined_days(
    one: tuple[str, str] | None, other: tuple[str, str] | None
) -> tuple[str, str] | None:
    if one is None or other is None:
        return one or other
    return min(one[0], other[0]), max(one[1], other[1])


def _share_of(tell: Tell, what: str, number: int, count: int) -> Callable[[float], None]:
    return lambda share: tell(what, (number + share) / count)
