"""How large the columns of a Parquet file are, as they stand in it and when decoded.

A text that many rows have stands once in a file, however long it is, and takes its room in each
row when it is decoded: a file of kilobytes can so fill a memory.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

_TEXTS = (
    *(pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view),
    *(pa.types.is_binary, pa.types.is_large_binary, pa.types.is_binary_view),
    pa.types.is_fixed_size_binary,
)


def largest_chunk(metadata: pq.FileMetaData, name: str) -> int:
    """Find how many bytes a column takes in a row group at the most, its dictionary included."""
    named = (one for one in chunks(metadata) if one.path_in_schema == name)
    return max((one.total_uncompressed_size for one in named), default=0)


def chunks(metadata: pq.FileMetaData, group: int | None = None) -> list[pq.ColumnChunkMetaData]:
    """Give what is told of the columns in one row group, or in all of them."""
    numbers = range(metadata.num_row_groups) if group is None else [group]
    groups = map(metadata.row_group, numbers)
    return [one.column(number) for one in groups for number in range(one.num_columns)]


def encoded_bytes(metadata: pq.FileMetaData) -> int:
    """Count the bytes of all columns as they are encoded, not compressed."""
    groups = map(metadata.row_group, range(metadata.num_row_groups))
    return sum(group.total_byte_size for group in groups)


def text_columns(metadata: pq.FileMetaData) -> set[str]:
    """Name the columns of texts or bytes that can be read as dictionaries."""
    texts = {one.path_in_schema for one in chunks(metadata) if one.physical_type == "BYTE_ARRAY"}
    return texts - encoded_as(metadata, "DELTA")


def encoded_as(metadata: pq.FileMetaData, prefix: str) -> set[str]:
    """Name the columns with an encoding whose name begins so."""
    return {
        one.path_in_schema
        for one in chunks(metadata)
        if any(name.startswith(prefix) for name in one.encodings)
    }


def is_text(kind: pa.DataType) -> bool:
    """Tell whether a column is one of texts or of bytes."""
    return any(is_one(kind) for is_one in _TEXTS)


def dictionaries(column: pa.Array) -> Iterator[pa.DictionaryArray]:
    """Give the dictionaries of texts in a column, however deep they lie."""
    if isinstance(column, pa.DictionaryArray):
        if is_text(column.dictionary.type):
            yield column
    elif isinstance(column, pa.MapArray):
        yield from (text for part in (column.keys, column.items) for text in dictionaries(part))
    elif isinstance(column, pa.StructArray):
        yield from (text for part in column.flatten() for text in dictionaries(part))
    elif pa.types.is_nested(column.type):
        yield from dictionaries(column.flatten())


def decoded_bytes(column: pa.Array) -> int:
    """Count the bytes of a column when its texts are no longer dictionaries."""
    texts = list(dictionaries(column))
    if not texts:
        return int(column.nbytes)
    each = (lengths(text.dictionary).take(pc.drop_null(text.indices)) for text in texts)
    return int(sum(one.sum() for one in each))


def lengths(texts: pa.Array) -> npt.NDArray[np.int64]:
    """Count the bytes of each text; a missing one has none."""
    found: npt.NDArray[np.int64] = pc.fill_null(pc.binary_length(texts), 0).to_numpy()
    return found.astype(np.int64)
