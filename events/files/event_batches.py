"""Reading an event file batch by batch, however many events it holds.

It says what `events.files.event_file.load_events` says, and keeps no event. A batch of a GeoParquet
file is looked at by columns; what is not surely good goes to the reader of single features.
"""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa

from events.columns.shape_checks import ShapeReader
from events.files.arrow_schema import READ_SCHEMA, batch_of, features_from
from events.files.column_checks import valid_rows
from events.files.event_file import open_stream
from events.files.feature_reader import FeatureReader
from events.files.feature_rows import Feature, feature_of, row_of
from events.files.file_access import USUAL, Portions, Progress, open_bytes
from events.files.geojson_reader import JsonStream
from events.files.geoparquet_reader import ParquetStream, conform
from events.model.distinct_dates import Mask
from events.model.event import Event
from events.model.problems import Problem
from events.model.wkb import Shapes, used_values

Batch = tuple[pa.RecordBatch, Shapes]
"""Good events in the columns of `events.files.arrow_schema.READ_SCHEMA`, and their geometries."""

MOST_TOLD = 1_000
"""The most problems of one file that are kept, if nothing else is asked."""


class EventBatches:
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
    portions : Portions, optional
        How much is in memory at once.

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
        portions: Portions = USUAL,
    ) -> None:
        self._portions = portions
        self._reader = FeatureReader(name, most_told, version=stream.members["format"])
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
                for start in range(0, len(batch), self._portions.objects):
                    yield from features_from(batch.slice(start, self._portions.objects))
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
        begun, most = stream.passed, self._portions
        for event in self._read_events(stream):
            events.append(event)
            if len(events) == most.rows or stream.passed - begun > most.text:
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
            good &= valid_rows(columns.batch, source_ids)
            batch = columns.batch, columns.shapes
            yield batch if good.all() else self._mend(stream, raw, batch, good)
            self.read += len(raw)
            if self._progress:
                self._progress(self.read / len(twins))

    def _mend(self, stream: ParquetStream, raw: pa.RecordBatch, batch: Batch, good: Mask) -> Batch:
        """Read the rows in doubt as single features, and put the good ones in their places."""
        doubted = np.flatnonzero(~good)
        with stream.refusing():
            rows_in_doubt = raw.filter(pa.array(~good))
        features = stream.features_in(rows_in_doubt)
        numbered = zip(doubted, features, strict=True)
        rows = [np.flatnonzero(good)]
        parts = [(batch[0].filter(pa.array(good)), batch[1][good])]
        while some := list(islice(numbered, self._portions.objects)):
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
    path: Path,
    progress: Progress | None = None,
    most_told: int | None = MOST_TOLD,
    portions: Portions = USUAL,
) -> EventBatches:
    """Open an event file to read it batch by batch.

    Parameters
    ----------
    path : pathlib.Path
        An event file, GeoJSON or GeoParquet, of at most `events.model.limits.FILE_BYTES`.
    progress : callable, optional
        Told the share of the file that is read, 0 to 1; an exception from it ends the reading.
    most_told : int or None, optional
        The most problems that are kept; None for all of them, which whoever reads may take away
        after each batch.
    portions : Portions, optional
        How much is in memory at once.

    Returns
    -------
    EventBatches

    Raises
    ------
    EventFileError
        Where the file cannot be used at all; its `problems` say why.
    """
    stream = open_stream(open_bytes(path), path.name, progress, portions=portions)
    return EventBatches(path.name, stream, progress, most_told, portions)


def _batch_of(events: list[Event]) -> Batch:
    batch, shapes = batch_of(row_of(feature_of(event)) for event in events)
    place = READ_SCHEMA.get_field_index("geometry")
    encoded = batch["geometry"].dictionary_encode()
    return batch.set_column(place, READ_SCHEMA.field(place), encoded), shapes


def _without_unused(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Drop the geometries that no row has: a row that is left out may have had a broken one."""
    place = READ_SCHEMA.get_field_index("geometry")
    return batch.set_column(place, READ_SCHEMA.field(place), used_values(batch["geometry"]))
