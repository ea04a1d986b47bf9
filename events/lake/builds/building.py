"""Building a lake: a version is written whole or not at all, and adds to the one before.

What a build has read and checked lies in a folder of its own until it is done, so that one that
was killed goes on where it was. The files of a batch are never written to again; a version is the
manifest that names them, which takes the place of the one before in a single step.
"""

import hashlib
import secrets
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.dataset as ds

from events.importers.rows.options import Options
from events.lake.builds.batch_writer import Rows, building_engine, union_of, write_batch
from events.lake.builds.staging import (
    MOST_TOLD,
    QUERIED,
    SHAPES,
    WHOLE,
    WHOLE_SORTED,
    Staged,
    Tell,
    source_files,
    stage,
)
from events.lake.manifest import Batch, Manifest, merged_sources, read_manifest, write_manifest
from events.lake.storage import Storage, open_storage
from events.model.problems import Words, refusal
from events.query.query_schema import FAR

_WORK = ".building"
_SAME = '"{}"."order" = gone."order"'
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
    """

    read: int
    events: int
    rejected: int
    bytes: int
    version: int
    lines: tuple[str, ...]


def build_lake(
    sources: Sequence[Path], address: str, options: Options | None = None, tell: Tell | None = None
) -> Built:
    """Add the events of files to a lake, or begin one.

    Parameters
    ----------
    sources : sequence of pathlib.Path
        Event files, files that an import takes, and folders of such.
    address : str
        The lake, as of `events.lake.storage.open_storage`.
    options : Options, optional
        What whoever builds says of tables.
    tell : callable, optional
        Told how far the build is; an exception from it ends it, and the lake stays as it was.

    Returns
    -------
    Built

    Raises
    ------
    EventFileError
        Where a source or the lake cannot be used, no event is left, or another build was faster.
    OSError
        Where the lake's place does not answer or cannot be written to.
    """
    tell = tell or _nothing
    files, storage = source_files(sources), open_storage(address)
    before = read_manifest(storage)
    work = _work_folder(storage, "\n".join(str(file.resolve()) for file in files))
    staged = []
    for number, file in enumerate(files):
        done = _share_of(tell, f"{file.name}", number, len(files))
        staged.append(stage(file, work / f"source-{number:05}", options or Options(), done))
    batch_folder = _emptied(work / "batch")
    name = f"{before.version + 1:06}-{secrets.token_hex(4)}"
    with building_engine(_emptied(work / "spill")) as held:
        rows, twins = _rows_of(held, storage, before, staged)
        if not rows.number:
            raise refusal(storage.name, "", Words("no event"), "an event that is not there yet")
        batch = write_batch(held, rows, batch_folder, name, before.events, tell)
        bbox, days = _reach(held, batch_folder)
    read = sum(one.read for one in staged)
    lines = [line for one in staged for line in one.lines] + twins[:MOST_TOLD]
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
    _publish(storage, before, after, batch_folder, batch)
    shutil.rmtree(work, ignore_errors=True)
    size = sum(file.bytes for file in batch.files)
    return Built(read, rows.number, read - rows.number, size, after.version, tuple(lines))


def compact_lake(address: str, tell: Tell | None = None) -> Manifest:
    """Make one batch of all batches of a lake, so that a query opens fewer files.

    Readers of the version before keep its files until the next build or compaction.

    Parameters
    ----------
    address, tell
        As of `build`.

    Returns
    -------
    Manifest
        What the lake now is.

    Raises
    ------
    EventFileError, OSError
        As of `build`.
    """
    storage = open_storage(address)
    before = read_manifest(storage)
    if not before.batches:
        raise refusal(storage.name, "", Words("no lake"), "a lake with events")
    work = _work_folder(storage, "compaction")
    name = f"{before.version + 1:06}-{secrets.token_hex(4)}"
    with building_engine(_emptied(work / "spill")) as held:
        events = [file.path for batch in before.batches for file in batch.events]
        whole = [storage.path(file.path) for batch in before.batches for file in batch.whole]
        rows = Rows(
            storage.relation(held, events),
            held.from_arrow(
                ds.dataset(whole, schema=WHOLE_SORTED, format="ipc", filesystem=storage.system)
            ),
            storage.relation(held, before.files("shapes")),
            before.events,
        )
        folder = _emptied(work / "batch")
        batch = write_batch(held, rows, folder, name, 0, tell or _nothing)
    superseded = tuple(one.name for one in before.batches)
    after = replace(before, version=before.version + 1, batches=(batch,), superseded=superseded)
    _publish(storage, before, after, folder, batch)
    shutil.rmtree(work, ignore_errors=True)
    return after


def _publish(
    storage: Storage, before: Manifest, after: Manifest, folder: Path, batch: Batch
) -> None:
    """Put the batch beside the others and the manifest over the one before."""
    if read_manifest(storage).version != before.version:
        found = Words("that another build was faster")
        raise refusal(storage.name, "", found, "one build at a time", "Build once more.")
    storage.take(folder, f"batches/{batch.name}")
    gone = before.superseded
    kept = after.superseded if after.superseded != gone else ()
    write_manifest(storage, replace(after, superseded=kept))
    for name in gone:
        storage.remove(f"batches/{name}")


def _rows_of(
    held: duckdb.DuckDBPyConnection, storage: Storage, before: Manifest, staged: Sequence[Staged]
) -> tuple[Rows, list[str]]:
    """Put what was staged together, without the events whose id stood before."""
    starts, start = {}, before.read
    for one in staged:
        starts[one.folder] = start
        start += one.read
    queried, whole = (
        union_of(held, {folder / name: at for folder, at in starts.items()})
        for name in (QUERIED, WHOLE)
    )
    _twins(queried, storage.relation(held, before.files("ids")) if before.batches else None).create(
        "twins"
    )
    gone = held.table("twins")
    left = gone.project('"order"').set_alias("gone")
    number = int(gone.aggregate("count(*)").fetchall()[0][0])
    rows = Rows(
        queried.set_alias("queried").join(left, _SAME.format("queried"), how="anti"),
        whole.set_alias("whole").join(left, _SAME.format("whole"), how="anti"),
        held.read_parquet([str(one.folder / SHAPES) for one in staged]),
        sum(one.events for one in staged) - number,
    )
    twins = []
    for identity, order in gone.order('"order"').limit(MOST_TOLD).fetchall():
        name = next(one.name for one in reversed(staged) if starts[one.folder] <= order)
        twins.append(f"{name}: id {identity!r} stands twice; the first stays, this one is left out")
    if number > len(twins):
        twins.append(f"{number - len(twins):,} more ids stand twice")
    return rows, twins


def _twins(
    queried: duckdb.DuckDBPyRelation, known: duckdb.DuckDBPyRelation | None
) -> duckdb.DuckDBPyRelation:
    """Find the events whose id stands before: among themselves, or among those known."""
    several = (
        queried.aggregate("id, count(*) AS n").filter("n > 1").project("id").set_alias("several")
    )
    queried = queried.set_alias("queried")
    numbered = queried.join(several, "id", how="semi").project(
        'id, "order", row_number() OVER (PARTITION BY id ORDER BY "order") AS nth'
    )
    again = numbered.filter("nth > 1").project('id, "order"')
    if known is None:
        return again
    known = known.project("id").set_alias("known")
    return again.union(queried.join(known, "id", how="semi").project('id, "order"')).distinct()


def _reach(
    held: duckdb.DuckDBPyConnection, folder: Path
) -> tuple[tuple[float, float, float, float] | None, tuple[str, str] | None]:
    """Find how far the events of a batch reach over the ground and over days."""
    events = held.read_parquet([str(path) for path in sorted((folder / "events").iterdir())])
    box = events.aggregate("min(west), min(south), max(east), max(north)").fetchall()[0]
    ends = ", ".join(
        f"{which}(CASE WHEN abs({name}) < {FAR} THEN {name} END)"
        for which in ("min", "max")
        for name in ("first_day", "last_day")
    )
    known = [day for day in events.aggregate(ends).fetchall()[0] if day is not None]
    days = [(_1970 + timedelta(days=end(known))).isoformat() for end in (min, max) if known]
    return (None if box[0] is None else box), (days[0], days[1]) if days else None


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


def _work_folder(storage: Storage, what: str) -> Path:
    """Give the folder of a build: the same one for the same work, so that it can go on."""
    digest = hashlib.sha256(f"{storage.address}\n{what}".encode()).hexdigest()[:12]
    above = storage.local / _WORK if storage.local else Path(tempfile.gettempdir()) / "panj-lake"
    folder = above / digest
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def _share_of(tell: Tell, what: str, number: int, count: int) -> Callable[[float], None]:
    return lambda share: tell(what, (number + share) / count)


def _nothing(_what: str, _share: float) -> None:
    """Tell nobody."""
