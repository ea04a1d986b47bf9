"""The first step of a build: each source read, checked and laid down as columns, one by one.

A source is an event file, or any file that an import takes; what is checked and what is said of it
is the same as there. What was laid down stays after a kill, and is not read again.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from events.files.event_batches import open_reading
from events.files.file_access import Progress, replace_file
from events.importers.rows.imported import ImportedEvents
from events.importers.rows.options import Options
from events.importers.run import import_rows
from events.lake.lake_rows import WHOLE_SORTED
from events.model.event import Source
from events.model.problems import EventFileError, Words, refusal
from events.query.columns.event_days import FAR
from events.store.prefetch import prefetch
from events.store.writer import EVENTS_SCHEMA, ShapeWriter, split_columns

EVENT_ENDINGS = (".geojson", ".json", ".parquet")
"""The endings of event files; what is inside decides."""

MOST_TOLD = 1_000
"""The most lines of one source's receipt that a lake keeps."""

QUERIED, WHOLE, SHAPES = "queried.parquet", "whole.parquet", "shapes.parquet"
"""What is laid down of a source."""

_DONE = "staged.json"


@dataclass(frozen=True)
class Staged:
    """A source that was laid down.

    Parameters
    ----------
    folder : pathlib.Path
        Where.
    name : str
        The source file's name.
    events, read, rejected : int
        What became of its rows.
    title : str
        The name of its collection.
    sources : tuple of dict
        Its sources.
    extra : mapping
        Further members of the collection.
    lines : tuple of str
        What is told of it, a line each: at most `MOST_TOLD`.
    start : int
        The place of its first event among those of all sources.
    imported : bool
        Whether it was no event file, but went through an import.
    """

    folder: Path
    name: str
    events: int
    read: int
    rejected: int
    title: str
    sources: tuple[dict[str, Any], ...]
    extra: Mapping[str, Any]
    lines: tuple[str, ...]
    start: int
    imported: bool = False


@dataclass(frozen=True)
class _Place:
    """Where a source is laid down, and the place of its first event among all."""

    folder: Path
    start: int


def source_files(named: Iterable[Path]) -> list[Path]:
    """Give the files that a build reads: of a folder those in it, in the order of their names.

    Raises
    ------
    EventFileError
        Where one is not there, a folder holds none, or one is named twice.
    """
    found: list[Path] = []
    for path in named:
        files = sorted(one for one in path.iterdir() if one.is_file()) if path.is_dir() else [path]
        files = [one for one in files if not one.name.startswith(".")]
        if not path.exists() or not files:
            lack = Words("no file" if path.exists() else "nothing")
            raise refusal(str(path), "", lack, "a file, or a folder of files")
        found += files
    for path in found:
        if found.count(path) > 1:
            raise refusal(path.name, "", Words("that it is named twice"), "each source once")
    return found


def stage(
    source: Path, folder: Path, options: Options, start: int, progress: Progress | None
) -> Staged:
    """Read a source and lay it down, unless that was done before.

    Parameters
    ----------
    source : pathlib.Path
        The file.
    folder : pathlib.Path
        What is laid down goes here.
    options : Options
        What whoever builds says of a table.
    start : int
        The place of its first event among those of all sources.
    progress : callable, optional
        Told the share of the file that is read, 0 to 1; an exception from it ends the work.

    Raises
    ------
    EventFileError
        Where the file cannot be used at all.
    """
    seen = source.stat()
    version = [str(source.resolve()), seen.st_size, seen.st_mtime_ns, start]
    done = folder / _DONE
    if done.exists():
        told = json.loads(done.read_text(encoding="utf-8"))
        if told.pop("version") == version:
            return _staged(folder, told)
        done.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    staged = _read(source, _Place(folder, start), options, progress)
    members = {name: value for name, value in asdict(staged).items() if name != "folder"}
    with replace_file(done) as part:
        part.write_text(json.dumps({"version": version, **members}), encoding="utf-8")
    return staged


def _staged(folder: Path, told: Mapping[str, Any]) -> Staged:
    lists = {name: tuple(told[name]) for name in ("sources", "lines")}
    return Staged(folder=folder, **{**told, **lists})


def _read(source: Path, place: _Place, options: Options, progress: Progress | None) -> Staged:
    """Lay an event file down, or else what an import makes of it."""
    refused: EventFileError | None = None
    if source.suffix.lower() in EVENT_ENDINGS:
        try:
            return _stage_events(source, place, progress)
        except EventFileError as error:
            refused = error  # it may still be a layer of another kind
    try:
        return _stage_rows(source, place, options, progress)
    except EventFileError as error:
        raise refused or error from None


def _stage_events(source: Path, place: _Place, progress: Progress | None) -> Staged:
    reading = open_reading(source, progress)
    with _Stage(place) as laid:
        laid.take(batch for batch, _ in reading.batches())
    lines = [str(problem) for problem in reading.problems[:MOST_TOLD]]
    if reading.untold:
        lines.append(f"{source.name}: {reading.untold:,} more problems")
    return Staged(
        place.folder, source.name, laid.events, reading.read, reading.rejected, reading.title,
        _plain(reading.sources), reading.extra, tuple(lines), place.start,
    )  # fmt: skip


def _stage_rows(source: Path, place: _Place, options: Options, progress: Progress | None) -> Staged:
    kept: list[tuple[ImportedEvents, int]] = []

    def keep(imported: ImportedEvents) -> None:
        with _Stage(place) as laid:
            laid.take(batch for batch, _ in imported.batches)
        kept[:] = [(imported, laid.events)]

    def tell(advance: int) -> None:
        share = getattr(advance, "share", None)
        if progress and share is not None:
            progress(share)

    receipt = import_rows("table", source, keep, replace(options), tell)
    imported, events = kept[0]
    reasons = [f"{row.place}: {row.reason}" for row in receipt.reasons[:MOST_TOLD]]
    lines = tuple(f"{source.name}: {line}" for line in [*receipt.lines(), *reasons])
    return Staged(
        place.folder, source.name, events, receipt.counted, receipt.rejected, imported.title,
        _plain(imported.sources), imported.extra, lines[:MOST_TOLD], place.start,
        imported=True,
    )  # fmt: skip


class _Stage:
    """The files that one source is laid down in."""

    def __init__(self, place: _Place) -> None:
        self.events, self._start = 0, place.start
        self._open = ExitStack()
        self._shapes = self._open.enter_context(ShapeWriter(place.folder / SHAPES))
        self._queried, self._whole = (
            self._open.enter_context(
                pq.ParquetWriter(place.folder / name, schema, compression="lz4")
            )
            for name, schema in ((QUERIED, EVENTS_SCHEMA), (WHOLE, WHOLE_SORTED))
        )

    def __enter__(self) -> Self:
        """Return the files themselves."""
        return self

    def __exit__(self, *_: type[BaseException] | TracebackType | object) -> None:
        """Close them."""
        self._open.close()

    def take(self, batches: Iterable[pa.RecordBatch]) -> None:
        """Write good events, in the columns of `events.files.arrow_schema.SCHEMA`."""
        for queried, whole in prefetch(self._split(batches)):
            self._queried.write_table(queried)
            beside = {"order": queried["order"], "z": queried["z"], "rank": _ranks(queried)}
            for name, column in beside.items():
                whole = whole.append_column(WHOLE_SORTED.field(name), column)
            self._whole.write_table(whole)

    def _split(self, batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[pa.Table, pa.Table]]:
        for batch in batches:
            aside, _ = self._shapes.take_aside(batch, self._start + self.events)
            self.events += len(batch)
            yield split_columns(aside)


def _ranks(queried: pa.Table) -> pa.Array:
    """Give the day that sorts each event: its first one, or else its last; none comes after all."""
    first, last, dated = (queried[name].to_numpy() for name in ("first_day", "last_day", "dated"))
    ranks = np.where(dated, np.where(first == -FAR, last, first), FAR + 1)
    return pa.array(ranks.astype(np.int32))


def _plain(sources: Sequence[Source]) -> tuple[dict[str, Any], ...]:
    return tuple(source.model_dump(mode="json", exclude_unset=True) for source in sources)
