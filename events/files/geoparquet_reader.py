"""A GeoParquet event file on the disk, its rows a few thousand at a time, in our own columns.

A text that many rows have stands once in a file, however long it is, and takes its room in each
row when it is read: a file of kilobytes can fill a memory. What a file unfolds to is not measured
beforehand. Whoever reads a stranger's file does it in a process whose memory the system bounds.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from events.columns.shape_checks import ShapeReader
from events.files.arrow_schema import KEY, READ_SCHEMA, features_from
from events.files.feature_rows import Feature
from events.files.file_access import USUAL, Portions, reading_errors
from events.model.distinct_dates import Mask
from events.model.limits import FILE_EVENTS
from events.model.problems import Words, refusal
from events.model.wkb import Shapes

_CHUNK = 1_000_000  # bytes
_BYTES_A_BATCH = 16_000_000  # as they stand in the file, by their mean
_MOST_UNUSED = 2  # geometries of a dictionary for each row, for it to be read as a whole
_PLACES = READ_SCHEMA.get_field_index("geometry")
_UNREADABLE = (pa.ArrowException, OSError, ValueError, KeyError, RecursionError)
_BINARY = (
    *(pa.types.is_binary, pa.types.is_large_binary, pa.types.is_binary_view),
    *(pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view),
    pa.types.is_fixed_size_binary,
)


class ParquetStream:
    """A GeoParquet event file.

    Parameters
    ----------
    file : binary file
        The file, which can be read again from its beginning.
    name : str
        Its name, for messages.
    most_rows : int, optional
        The most that it may have.
    portions : Portions, optional
        How much is in memory at once.

    Attributes
    ----------
    members : dict
        The members of the collection that its GeoJSON would hold, not yet known to be good;
        `features` is a range of their numbers, counted from 1.
    sha256 : str
        The SHA-256 of the file's bytes, in hexadecimal.

    Raises
    ------
    EventFileError
        Where it is no Parquet file, no event file, or has too many rows.
    """

    def __init__(
        self,
        file: BinaryIO,
        name: str,
        most_rows: int = FILE_EVENTS,
        portions: Portions = USUAL,
    ) -> None:
        self._name, self._objects = name, portions.objects
        file.seek(0)
        hashed = hashlib.sha256()
        with reading_errors(name):
            while data := file.read(_CHUNK):
                hashed.update(data)
        self.sha256 = hashed.hexdigest()
        with self.refusing():
            metadata = pq.read_metadata(file)
            if metadata.num_rows > most_rows:
                found = Words(f"{metadata.num_rows:,} rows")
                raise refusal(name, "features", found, f"at most {most_rows:,}")
            self._rows_a_step = _rows_a_step(metadata, portions.rows)
            self._file = pq.ParquetFile(
                file,
                metadata=metadata,
                read_dictionary=_shared(metadata, portions.shapes),
                pre_buffer=False,
            )
            members = self._read_members()
        features = range(1, self._file.metadata.num_rows + 1)
        self.members = {**members, "type": "FeatureCollection", "features": features}

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Give the rows as they are, with whatever columns the file has.

        Yields
        ------
        pyarrow.RecordBatch
            At most the rows of a portion, fewer where they are long. Geometries that rows share
            come as a dictionary, so that a province of a thousand events is unpacked once.

        Raises
        ------
        EventFileError
            Where the file turns out to be damaged.
        """
        with self.refusing():
            for batch in self._file.iter_batches(self._rows_a_step):
                self._check_places(batch["geometry"])
                yield _without_views(batch)

    def features(self) -> Iterator[Feature]:
        """Give the rows as features, not yet known to be good.

        Raises
        ------
        EventFileError
            Where the file turns out to be damaged.
        """
        for batch in self.batches():
            yield from self.features_in(batch)

    def features_in(self, batch: pa.RecordBatch) -> Iterator[Feature]:
        """Give the rows of a batch as features, few at a time in memory.

        Raises
        ------
        EventFileError
            Where one of its texts is no UTF-8.
        """
        with self.refusing():
            for start in range(0, len(batch), self._objects):
                yield from features_from(batch.slice(start, self._objects))

    def twins(self) -> npt.NDArray[np.bool_]:
        """Mark the rows whose id another row has too.

        Returns
        -------
        numpy.ndarray of bool
            One for each row. A row may be marked without need: two hashes can be the same.

        Raises
        ------
        EventFileError
            Where the file turns out to be damaged.
        """
        hashes = np.zeros(self._file.metadata.num_rows, dtype=np.int64)
        schema = self._file.schema_arrow
        if "id" not in schema.names or schema.field("id").type != pa.string():
            return np.ones(len(hashes), dtype=bool)  # no row is sound then
        start = 0
        with self.refusing():
            for batch in self._file.iter_batches(self._rows_a_step, columns=["id"]):
                hashes[start : start + len(batch)] = list(map(hash, batch.column(0).to_pylist()))
                start += len(batch)
        ordered = np.sort(hashes)
        repeated = ordered[1:][ordered[1:] == ordered[:-1]]
        return np.isin(hashes, repeated)

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """Tell what damage does to the reading of a file as a refusal of it."""
        try:
            yield
        except MemoryError:  # of Arrow, too, whose own errors are told below
            raise
        except _UNREADABLE as error:
            found = Words("a Parquet file that cannot be read")
            raise refusal(self._name, "", found, "a GeoParquet event file") from error

    def _check_places(self, column: pa.Array) -> None:
        kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
        if not any(is_one(kind) for is_one in _BINARY) and column.null_count < len(column):
            raise refusal(self._name, "geometry", Words(f"a column of {kind}"), "one of WKB")

    def _read_members(self) -> dict[str, Any]:
        packed = (self._file.metadata.metadata or {}).get(KEY.encode())
        if packed is None or "geometry" not in self._file.schema_arrow.names:
            found = Words("a Parquet file without Panj's metadata")
            hint = "Import it as a table."
            raise refusal(self._name, "", found, "a GeoParquet event file", hint)
        members = json.loads(packed)
        if not isinstance(members, dict):
            raise refusal(self._name, KEY, members, "an object in the metadata")
        return members


def _without_views(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Give columns of views as plain ones: Arrow cannot take rows of them."""
    views = {pa.string_view(): pa.large_string(), pa.binary_view(): pa.large_binary()}
    kinds = [(field.name, views.get(field.type, field.type)) for field in batch.schema]
    schema = pa.schema(kinds)
    return batch.cast(schema) if schema.types != batch.schema.types else batch


def _rows_a_step(metadata: pq.FileMetaData, most: int) -> int:
    """Say how many rows are read together: fewer where they are long."""
    groups = map(metadata.row_group, range(metadata.num_row_groups))
    size = sum(group.total_byte_size for group in groups)
    mean: int = size // max(1, metadata.num_rows)
    return max(1, min(most, _BYTES_A_BATCH // max(1, mean)))


def _shared(metadata: pq.FileMetaData, most_bytes: int) -> list[str]:
    """Name the column of geometries if it can be read as the distinct ones of each row group."""
    groups = map(metadata.row_group, range(metadata.num_row_groups))
    columns = [group.column(number) for group in groups for number in range(group.num_columns)]
    places = [column for column in columns if column.path_in_schema == "geometry"]
    fits = all(
        column.physical_type == "BYTE_ARRAY"
        and column.total_uncompressed_size <= most_bytes
        and not any(encoding.startswith("DELTA") for encoding in column.encodings)
        for column in places
    )
    return ["geometry"] if places and fits else []


@dataclass(frozen=True)
class ConformedRows:
    """Rows in our columns.

    Parameters
    ----------
    batch : pyarrow.RecordBatch
        In the columns of `events.files.arrow_schema.READ_SCHEMA`; what is of another type is null.
    shapes : numpy.ndarray
        Their geometries as Shapely's, one object for all rows that share one.
    plain : numpy.ndarray of bool
        For each row, whether this is all that there is in it and its geometry is good.
    """

    batch: pa.RecordBatch
    shapes: Shapes
    plain: Mask


def conform(raw: pa.RecordBatch, reader: ShapeReader) -> ConformedRows:
    """Bring rows into our columns.

    Parameters
    ----------
    raw : pyarrow.RecordBatch
        Rows with whatever columns, each name once.
    reader : ShapeReader
        Reads the geometries.

    Returns
    -------
    ConformedRows

    Examples
    --------
    >>> rows = [{"id": "e1", "colour": None}, {"id": "e2", "colour": "red"}]
    >>> found = conform(pa.RecordBatch.from_pylist(rows), ShapeReader())
    >>> found.batch.schema == READ_SCHEMA, found.plain
    (True, array([ True, False]))
    """
    plain = np.ones(len(raw), dtype=bool)
    ours = {}
    for name in raw.schema.names:
        column = raw[name]
        if name == "geometry" and column.type == pa.binary():
            column = column.dictionary_encode()
        if name in READ_SCHEMA.names and column.type == READ_SCHEMA.field(name).type:
            ours[name] = column
        else:
            plain &= column.is_null().to_numpy(zero_copy_only=False)
    arrays = [ours.get(field.name, pa.nulls(len(raw), field.type)) for field in READ_SCHEMA]
    arrays[_PLACES], shapes, good = _read_places(arrays[_PLACES], reader)
    batch = pa.RecordBatch.from_arrays(arrays, schema=READ_SCHEMA)
    batch.validate(full=True)
    return ConformedRows(batch, shapes, plain & good)


def _read_places(
    column: pa.DictionaryArray, reader: ShapeReader
) -> tuple[pa.DictionaryArray, Shapes, Mask]:
    """Read the geometries that are in use; those of a whole row group may be in the dictionary."""
    located = column.is_valid().to_numpy(zero_copy_only=False)
    codes = column.indices.filter(pa.array(located)).to_numpy()
    used, inverse = np.unique(codes, return_inverse=True)
    wkb = column.dictionary.take(pa.array(used))
    if len(column.dictionary) > _MOST_UNUSED * len(column):
        distinct, sound = reader.read(wkb)
    else:  # the same dictionary comes with the next batch
        distinct, sound = (part[used] for part in reader.read(column.dictionary))
    shapes: Shapes = np.full(len(column), None, dtype=object)
    shapes[located] = distinct[inverse]
    good = np.ones(len(column), dtype=bool)
    good[located] = sound[inverse]
    places = np.zeros(len(column), dtype=np.int32)
    places[located] = inverse
    return pa.DictionaryArray.from_arrays(pa.array(places, mask=~located), wkb), shapes, good
