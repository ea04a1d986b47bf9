"""A GeoParquet event file on the disk, its rows a few thousand at a time."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from events.decoding import MOST_BYTES, reading_errors, refusal
from events.event_rows import Feature
from events.geoparquet import KEY, MOST_ROWS, features_of
from events.parquet_sizes import (
    chunks,
    decoded_bytes,
    dictionaries,
    encoded_as,
    encoded_bytes,
    is_text,
    largest_chunk,
    lengths,
    text_columns,
)
from events.problems import Words

ROWS_A_BATCH = 10_000
"""The most rows of a batch."""

_CHUNK = 1_000_000  # bytes
_ROWS_AT_ONCE = 200  # as features, of which each may take a hundred kilobytes
_MOST_UNPACKED = 4_000_000_000  # bytes: twenty times the largest file
_MOST_SHARED = 64_000_000  # bytes of geometries in one row group, all of which a dictionary holds
_MOST_AT_ONCE = 64_000_000  # bytes of decoded texts in one step
_A_ROW = 20_000  # bytes for each row, beside what the next two say
_MOST_ENCODED = MOST_BYTES  # as much as a GeoJSON file may hold
_MOST_REPEATED = 40_000_000  # bytes of texts that are repeated, beside those that are there once
_MOST_PROBED = 100  # row groups that are looked at beforehand
_ROWS_UNMEASURED = 100  # a step where texts cannot be measured before they are decoded
_SLOT = 8  # bytes of a number, or of where a text is
_UNREADABLE = (pa.ArrowException, OSError, ValueError, KeyError, RecursionError)


class ParquetStream:
    """A GeoParquet event file.

    Parameters
    ----------
    file : binary file
        The file, which can be read again from its beginning.
    name : str
        Its name, for messages.

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
        Where it is no Parquet file, no event file, or too large when unpacked.
    """

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._name = name
        file.seek(0)
        hashed = hashlib.sha256()
        with reading_errors(name):
            while data := file.read(_CHUNK):
                hashed.update(data)
        self.sha256 = hashed.hexdigest()
        with self.refusing():
            metadata = pq.read_metadata(file)
            small = largest_chunk(metadata, "geometry") <= _MOST_SHARED
            self._shared = small and "geometry" in text_columns(metadata)
            self._check_size(metadata)
            self._schema = metadata.schema.to_arrow_schema()
            unmeasured = encoded_as(metadata, "DELTA_BYTE_ARRAY")
            self._rows_a_step = _ROWS_UNMEASURED if unmeasured else ROWS_A_BATCH
            self._file = self._open(file, metadata)
            members = self._read_members()
        features = range(1, self._file.metadata.num_rows + 1)
        self.members = {**members, "type": "FeatureCollection", "features": features}

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Give the rows as they are, with whatever columns the file has.

        Yields
        ------
        pyarrow.RecordBatch
            At most `ROWS_A_BATCH` rows, fewer where their texts are long. Geometries that rows
            share come as a dictionary, so that a province of a thousand events is unpacked once.

        Raises
        ------
        EventFileError
            Where the file turns out to be damaged, or too large when decoded.
        """
        most = encoded_bytes(self._file.metadata) + _MOST_REPEATED
        decoded = 0
        with self.refusing():
            for batch in self._file.iter_batches(self._rows_a_step):
                self._check_places(batch["geometry"])
                decoded += self._decoded_bytes(batch)
                self._check_unpacked(decoded, most, self._file.metadata.num_rows)
                yield from self._decoded(batch)

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
            for start in range(0, len(batch), _ROWS_AT_ONCE):
                yield from features_of(batch.slice(start, _ROWS_AT_ONCE))

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
        schema = self._schema
        if "id" not in schema.names or schema.field("id").type != pa.string():
            return np.ones(len(hashes), dtype=bool)  # no row is sound then
        start = 0
        with self.refusing():
            for batch in self._file.iter_batches(self._rows_a_step, columns=["id"]):
                hashes[start : start + len(batch)] = _hashes(batch.column(0))
                start += len(batch)
        ordered = np.sort(hashes)
        repeated = ordered[1:][ordered[1:] == ordered[:-1]]
        return np.isin(hashes, repeated)

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """Tell what damage does to the reading of a file as a refusal of it."""
        try:
            yield
        except _UNREADABLE as error:
            found = Words("a Parquet file that cannot be read")
            raise refusal(self._name, "", found, "a GeoParquet event file") from error

    def _open(self, file: BinaryIO, metadata: pq.FileMetaData) -> pq.ParquetFile:
        """Open the file so that texts stay dictionaries where, decoded, they may be too many."""

        def opened(paths: Iterable[str]) -> pq.ParquetFile:
            options = {"metadata": metadata, "pre_buffer": False}
            return pq.ParquetFile(file, read_dictionary=list(paths), **options)

        measured = opened(text_columns(metadata))
        groups = range(metadata.num_row_groups)
        many = len(groups) > _MOST_PROBED
        if many or any(self._most_decoded(measured, group) > _MOST_AT_ONCE for group in groups):
            return measured
        return opened(["geometry"] if self._shared else [])

    def _most_decoded(self, file: pq.ParquetFile, group: int) -> int:
        """Tell how large the texts of a row group, of which it has dictionaries, can get."""
        values = max((chunk.num_values for chunk in chunks(file.metadata, group)), default=0)
        first = next(file.iter_batches(1, row_groups=[group]), None)
        columns = [] if first is None else self._own(first)
        texts = [text for column in columns for text in dictionaries(column)]
        return int(values * sum(lengths(text.dictionary).max(initial=0) for text in texts))

    def _decoded_bytes(self, batch: pa.RecordBatch) -> int:
        return sum(map(decoded_bytes, self._own(batch)))

    def _own(self, batch: pa.RecordBatch) -> list[pa.Array]:
        """Give the columns that are decoded for each row."""
        shared = "geometry" if self._shared else None
        return [batch[name] for name in batch.schema.names if name != shared]

    def _decoded(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Decode the texts of a batch, of few rows at a time where they are long."""
        if len(batch) > 1 and self._decoded_bytes(batch) > _MOST_AT_ONCE:
            half = len(batch) // 2
            for rows in (range(half), range(half, len(batch))):
                yield from self._decoded(batch.take(pa.array(rows)))
            return
        columns = [self._decoded_column(name, batch[name]) for name in batch.schema.names]
        yield pa.RecordBatch.from_arrays(columns, batch.schema.names)

    def _decoded_column(self, name: str, column: pa.Array) -> pa.Array:
        kind = self._schema.field(name).type
        as_it_is = column.type == kind or (self._shared and name == "geometry")
        return column if as_it_is or "_view" in str(kind) else column.cast(kind)

    def _check_size(self, metadata: pq.FileMetaData) -> None:
        if metadata.num_rows > MOST_ROWS:
            found = Words(f"{metadata.num_rows:,} rows")
            raise refusal(self._name, "features", found, f"at most {MOST_ROWS:,}")
        values = sum(chunk.num_values for chunk in chunks(metadata))
        encoded = max(encoded_bytes(metadata), values * _SLOT)
        self._check_unpacked(encoded, _MOST_ENCODED, metadata.num_rows)

    def _check_unpacked(self, size: int, most: int, rows: int) -> None:
        most = min(most + _A_ROW * rows, _MOST_UNPACKED)
        if size > most:
            found = Words(f"more than {most // 1_000_000:,} MB when unpacked")
            raise refusal(self._name, "", found, "less")

    def _check_places(self, column: pa.Array) -> None:
        kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
        if not is_text(kind) and column.null_count < len(column):
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


def _hashes(ids: pa.Array) -> npt.NDArray[np.int64]:
    """Hash each id, those of a dictionary once."""
    if not isinstance(ids, pa.DictionaryArray):
        return np.fromiter(map(hash, ids.to_pylist()), np.int64, len(ids))
    distinct = np.append(_hashes(ids.dictionary), hash(None))
    codes: npt.NDArray[np.int32] = pc.fill_null(ids.indices, len(distinct) - 1).to_numpy()
    return distinct[codes]
