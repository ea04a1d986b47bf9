"""Reading an event file batch by batch, however many events it holds.

It says what `events.loading.load_events` says, and keeps no event. A batch of a GeoParquet file
is looked at by columns; what is not surely good goes to the reader of single features.
"""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa

from events.conforming import conform, encode_places
from events.decoding import Progress, open_file
from events.event_rows import Feature, feature_of, row_of
from events.features import Reader
from events.geoparquet import READ_SCHEMA, batch_of, features_of
from events.json_stream import JsonStream
from events.loading import open_stream
from events.parquet_stream import ROWS_A_BATCH, ParquetStream
from events.problems import Problem
from events.query_columns import used_values
from events.schema import Event
from events.sound_rows import Mask, sound
from events.sound_shapes import ShapeReader
from events.wkb import Shapes

Batch = tuple[pa.RecordBatch, Shapes]
"""Good events in the columns of `events.geoparquet.READ_SCHEMA`, and their geometries."""

MOST_TOLD = 1_000
"""The most problems of one file that are kept, if nothing else is asked."""

_ROWS_AT_ONCE = 200  # as Python's objects
_TEXT_A_BATCH = 4_000_000  # bytes of GeoJSON


class Reading:
    """A file that is being read.

    Parameters
    ----------
    name : str
        The file's name, without its folders.
    stream : JsonStream or ParquetStream
        The file, a collection in our format.
    progress : callable, optional
        Told the share of the file that is read, 0 to 1.
    most_told : int or None, optional
        The most problems that are kept; None for all of them.

    Attributes
    ----------
    path_name : str
        The file's name.
    title : str
        The collection's name, ``""`` where it has none.
    sources : tuple of Source
        The sources, in the order of the file.
    extra : dict
        Foreign members of the collection, as found.
    sha256 : str
        The SHA-256 of the file's bytes, in hexadecimal.
    read, rejected : int
        The features read so far, and those of them that are left out.
    """

    def __init__(
        self,
        name: str,
        stream: JsonStream | ParquetStream,
        progress: Progress | None = None,
        most_told: int | None = MOST_TOLD,
    ) -> None:
        self._reader = Reader(name, most_told)
        self._stream = stream
        self._progress = progress
        self.path_name = name
        self.title = self._reader.read_title(stream.members)
        self.sources = self._reader.read_sources(stream.members.get("sources", []))
        self.extra = self._reader.read_extra(stream.members)
        self.sha256 = stream.sha256
        self.read = self.rejected = 0

    @property
    def problems(self) -> list[Problem]:
        """The problems found so far, in the order of the file; the first of them where many."""
        return self._reader.problems

    @property
    def untold(self) -> int:
        """How many more problems there are."""
        return self._reader.untold

    def batches(self) -> Iterator[Batch]:
        """Read the events; once.

        Yields
        ------
        Batch
            Some thousand good events, in the order of the file.

        Raises
        ------
        EventFileError
            Where the file turns out to be damaged; what was read of it is then of no use.
        """
        if isinstance(self._stream, ParquetStream):
            return self._read_rows(self._stream)
        return self._read_features(self._stream)

    @property
    def has_columns(self) -> bool:
        """Whether the file holds columns already, so that its batches cost little."""
        return isinstance(self._stream, ParquetStream)

    def features(self) -> Iterator[Feature]:
        """Read the events as features, with numbers of any length; once.

        Yields
        ------
        dict
            A good feature, in the order of the file.

        Raises
        ------
        EventFileError
            As in `batches`.
        """
        if isinstance(self._stream, ParquetStream):
            for batch, _ in self._read_rows(self._stream):
                for start in range(0, len(batch), _ROWS_AT_ONCE):
                    yield from features_of(batch.slice(start, _ROWS_AT_ONCE))
        else:
            yield from map(feature_of, self._read_events(self._stream))

    def _read_events(self, stream: JsonStream) -> Iterator[Event]:
        for feature in stream.features():
            self.read += 1
            event = self._reader.read_feature(self.read, feature)
            if event is None:
                self.rejected += 1
            else:
                yield event

    def _read_features(self, stream: JsonStream) -> Iterator[Batch]:
        events: list[Event] = []
        begun = stream.passed
        for event in self._read_events(stream):
            events.append(event)
            if len(events) == ROWS_A_BATCH or stream.passed - begun > _TEXT_A_BATCH:
                yield _batch_of(events)
                events.clear()
                begun = stream.passed
        yield _batch_of(events)

    def _read_rows(self, stream: ParquetStream) -> Iterator[Batch]:
        twins, shapes = stream.twins(), ShapeReader()
        source_ids = [source.id for source in self.sources]
        for raw in stream.batches():
            with stream.refusing():
                columns = conform(raw, shapes)
            good = columns.plain & ~twins[self.read : self.read + len(raw)]
            good &= sound(columns.batch, source_ids)
            batch = columns.batch, columns.shapes
            yield batch if good.all() else self._mend(stream, raw, batch, good)
            self.read += len(raw)
            if self._progress:
                self._progress(self.read / len(twins))

    def _mend(self, stream: ParquetStream, raw: pa.RecordBatch, batch: Batch, good: Mask) -> Batch:
        """Read the rows in doubt as single features, and put the good ones in their places."""
        doubted = np.flatnonzero(~good)
        features = stream.features_in(raw.filter(pa.array(~good)))
        numbered = zip(doubted, features, strict=True)
        rows = [np.flatnonzero(good)]
        parts = [(batch[0].filter(pa.array(good)), batch[1][good])]
        while some := list(islice(numbered, _ROWS_AT_ONCE)):
            read = [self._reader.read_feature(self.read + int(row) + 1, one) for row, one in some]
            rows.append(
                np.array([row for (row, _), event in zip(some, read, strict=True) if event])
            )
            parts.append(_batch_of([event for event in read if event]))
        order = np.argsort(np.concatenate(rows))
        self.rejected += len(raw) - len(order)
        whole = pa.concat_batches([part for part, _ in parts]).take(pa.array(order))
        return _without_unused(whole), np.concatenate([shapes for _, shapes in parts])[order]


def open_reading(
    path: Path, progress: Progress | None = None, most_told: int | None = MOST_TOLD
) -> Reading:
    """Open an event file to read it batch by batch.

    Parameters
    ----------
    path : pathlib.Path
        An event file, GeoJSON or GeoParquet, of at most 200 MB.
    progress : callable, optional
        Told the share of the file that is read, 0 to 1; an exception from it ends the reading.
    most_told : int or None, optional
        The most problems that are kept; None for all of them, which whoever reads may take away
        after each batch.

    Returns
    -------
    Reading

    Raises
    ------
    EventFileError
        Where the file cannot be used at all; its `problems` say why.
    """
    stream = open_stream(open_file(path), path.name, progress)
    return Reading(path.name, stream, progress, most_told)


def _batch_of(events: list[Event]) -> Batch:
    batch, shapes = batch_of(row_of(feature_of(event)) for event in events)
    return encode_places(batch), shapes


def _without_unused(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Drop the geometries that no row has: a row that is left out may have had a broken one."""
    place = READ_SCHEMA.get_field_index("geometry")
    return batch.set_column(place, READ_SCHEMA.field(place), used_values(batch["geometry"]))
