"""Which events have a word, by how it begins: a search looks words up and reads no text.

The file has a batch for each row group of the events: each of its words once, sorted, with the
rows that have it, counted from the group's first.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from events.model.distinct_dates import Mask

WORD_SCHEMA = pa.schema({"word": pa.string(), "rows": pa.list_(pa.uint16())})
"""The file's columns; a group has at most 65,536 rows."""

_LAST = "\U0010ffff"
"""Comes after whatever a word goes on with."""


def indexed_words(texts: pa.StringArray) -> pa.RecordBatch:
    """List the words of a row group.

    Parameters
    ----------
    texts : pyarrow.StringArray
        As `events.query.filters.words.searchable` writes them, at most 65,536.

    Returns
    -------
    pyarrow.RecordBatch
        In the columns of `WORD_SCHEMA`.
    """
    lists = pc.split_pattern(texts, " ")
    words = lists.flatten().dictionary_encode()
    order = pc.sort_indices(words.dictionary)
    ranks = np.empty(len(order), np.uint64)
    ranks[order.to_numpy()] = np.arange(len(order), dtype=np.uint64)
    rows = np.repeat(np.arange(len(texts), dtype=np.uint64), pc.list_value_length(lists))
    told = ranks[words.indices.to_numpy()] << 16 | rows
    told.sort()
    once = told[np.diff(told, prepend=~told[:1]) != 0]
    starts = np.searchsorted(once, np.arange(len(order) + 1, dtype=np.uint64) << 16)
    found = pa.array((once & 0xFFFF).astype(np.uint16))
    held = pa.ListArray.from_arrays(pa.array(starts, pa.int32()), found)
    return pa.RecordBatch.from_arrays([words.dictionary.take(order), held], schema=WORD_SCHEMA)


class WordIndex:
    """The words of a store's events.

    Parameters
    ----------
    path : pathlib.Path
        A file of what `indexed_words` gave, batch by batch. It is mapped, not read.
    lengths : sequence of int
        The rows of each row group.
    """

    def __init__(self, path: Path, lengths: Sequence[int]) -> None:
        file = pa.ipc.open_file(pa.memory_map(str(path)))
        self._groups = [file.get_batch(number) for number in range(file.num_record_batches)]
        self._lengths = lengths

    def find(self, beginnings: Iterable[str]) -> Mask:
        """Say which rows have for each beginning a word that begins so."""
        found = np.ones(sum(self._lengths), dtype=np.bool_)
        for beginning in beginnings:
            found &= self._rows_of(beginning)
        return found

    def _rows_of(self, beginning: str) -> Mask:
        found = np.zeros(sum(self._lengths), dtype=np.bool_)
        start = 0
        for group, length in zip(self._groups, self._lengths, strict=True):
            words, rows = group.columns
            first, last = (
                bisect_left(range(len(words)), word, key=lambda at: words[at].as_py())
                for word in (beginning, beginning + _LAST)
            )
            found[start : start + length][rows.slice(first, last - first).flatten()] = True
            start += length
        return found
