"""A GeoParquet event file on the disk, its rows a few thousand at a time."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from events.decoding import reading_errors, refusal
from events.event_rows import Feature
from events.geoparquet import KEY, MOST_ROWS, features_of
from events.problems import Words

ROWS_A_BATCH = 10_000
"""The most rows of a batch."""

_CHUNK = 1_000_000  # bytes
_ROWS_AT_ONCE = 200  # as features, of which each may take a hundred kilobytes
_MOST_UNPACKED = 4_000_000_000  # bytes: twenty times the largest file
_MOST_SHARED = 64_000_000  # bytes of geometries in one row group, all of which a dictionary holds
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
            shared = ["geometry"] if _largest_chunk(metadata, "geometry") <= _MOST_SHARED else []
            self._file = pq.ParquetFile(
                file, metadata=metadata, read_dictionary=shared, pre_buffer=False
            )
            self._check_size()
            members = self._read_members()
        features = range(1, self._file.metadata.num_rows + 1)
        self.members = {**members, "type": "FeatureCollection", "features": features}

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Give the rows as they are, with whatever columns the file has.

        Yields
        ------
        pyarrow.RecordBatch
            At most `ROWS_A_BATCH` rows. Geometries that rows share come as a dictionary, so that
            a province of a thousand events is unpacked once.

        Raises
        ------
        EventFileError
            Where the file turns out to be damaged.
        """
        with self.refusing():
            yield from self._file.iter_batches(ROWS_A_BATCH)

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
        schema = self._file.schema_arrow
        if "id" not in schema.names or schema.field("id").type != pa.string():
            return np.ones(len(hashes), dtype=bool)  # no row is sound then
        start = 0
        with self.refusing():
            for batch in self._file.iter_batches(ROWS_A_BATCH, columns=["id"]):
                ids = batch.column(0).to_pylist()
                hashes[start : start + len(ids)] = np.fromiter(map(hash, ids), np.int64, len(ids))
                start += len(ids)
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

    def _check_size(self) -> None:
        metadata = self._file.metadata
        if metadata.num_rows > MOST_ROWS:
            found = Words(f"{metadata.num_rows:,} rows")
            raise refusal(self._name, "features", found, f"at most {MOST_ROWS:,}")
        groups = (metadata.row_group(number) for number in range(metadata.num_row_groups))
        if sum(group.total_byte_size for group in groups) > _MOST_UNPACKED:
            found = Words(f"more than {_MOST_UNPACKED // 1_000_000_000} GB when unpacked")
            raise refusal(self._name, "", found, "less")

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


def _largest_chunk(metadata: pq.FileMetaData, name: str) -> int:
    """Find how many bytes a column takes in a row group at the most, its dictionary included."""
    groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
    columns = [group.column(number) for group in groups for number in range(group.num_columns)]
    sizes = [one.total_uncompressed_size for one in columns if one.path_in_schema == name]
    return max(sizes, default=0)
