"""Records of any members, with a geometry or without, as a table of text."""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import shapely

from events.importers.inputs.raw_table import ROWS_A_CHUNK, RawTable
from events.importers.layers.shapes import read_shape
from events.importers.rows.chunk import Chunk
from events.importers.rows.ledger import Ledger
from events.model.distinct_dates import Mask
from events.model.limits import FILE_EVENTS
from events.model.problems import LONGEST_SHOWN, Words, printable, refusal
from events.model.wkb import Shapes

Record = Mapping[str, Any]
"""The members of a row, as JSON holds them."""

HALF_NAMES = "Columns not read, whose names hold half a surrogate pair"
"""What the receipt says of columns whose names are no whole text."""

_HALF = re.compile(r"[\ud800-\udfff]")


def record_table(
    records: Sequence[Record], file: str, name: str = "", geometries: Sequence[Any] | None = None
) -> RawTable:
    """Make a table of records.

    Parameters
    ----------
    records : sequence of mapping
        The rows. The members of an object in a row are columns of their own.
    file : str
        The file's name, for messages.
    name : str, optional
        The table's name.
    geometries : sequence, optional
        The geometry of each row, as GeoJSON or Shapely's.

    Returns
    -------
    RawTable

    Raises
    ------
    EventFileError
        Where there are too many.

    Examples
    --------
    >>> table = record_table([{"n": 5, "event": {"date": "2021"}, "url": ["a", "b"]}], "a.json")
    >>> next(table.chunks(Ledger())).cells.to_pylist()
    [{'n': '5', 'event.date': '2021', 'url': 'a; b'}]
    """
    if len(records) > FILE_EVENTS:
        raise refusal(file, "", Words(f"{len(records):,} rows"), f"at most {FILE_EVENTS:,}")
    rows = [_flat(record) for record in records]
    columns = dict.fromkeys(column for row in rows for column in row)
    names = [column for column in columns if not _half(column)]

    def read(ledger: Ledger, _: Collection[str] | None) -> Iterator[Chunk]:
        ledger.notice(HALF_NAMES, len(columns) - len(names))
        for begin in range(0, len(rows), ROWS_A_CHUNK):
            some = slice(begin, begin + ROWS_A_CHUNK)
            cells, whole = _cells(rows[some], names, begin, ledger)
            numbers = np.arange(begin, begin + len(rows[some])) + 1
            if geometries is None:
                yield Chunk(cells, numbers).filter(whole)
            else:
                shapes, unread = _shapes(geometries[some])
                yield Chunk(cells, numbers, shapes, unread).filter(whole)

    sample = tuple(tuple(row.get(column, "") for column in names) for row in rows[:40])
    return RawTable(tuple(names), read, name, sample, shaped=geometries is not None)


def _flat(record: Record) -> dict[str, str]:
    row: dict[str, str] = {}
    for name, value in record.items():
        if isinstance(value, dict) and value:
            row |= {f"{name}.{inner}": _text(member) for inner, member in value.items()}
        else:
            row[name] = _text(value)
    return row


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "; ".join(value)
    return json.dumps(value, ensure_ascii=False)


def _cells(
    rows: Sequence[Mapping[str, str]], names: Sequence[str], before: int, ledger: Ledger
) -> tuple[pa.RecordBatch, Mask]:
    """Write rows as columns of text; find the rows that UTF-8 can hold."""
    texts = [[row.get(name, "") for row in rows] for name in names]
    reasons: dict[int, list[str]] = {}
    for name, column in zip(names, texts, strict=True):
        for position in [number for number, text in enumerate(column) if _half(text)]:
            told = f"found {_half(column[position])}, expected whole Unicode characters"
            reasons.setdefault(position, []).append(f"{printable(name[:LONGEST_SHOWN])}: {told}")
            column[position] = ""
    for position, faults in reasons.items():
        identity = rows[position].get("id", "")
        known_as = None if _half(identity) else identity
        ledger.reject(ledger.offset + before + position + 1, known_as, "; ".join(faults))
    whole = np.ones(len(rows), bool)
    whole[list(reasons)] = False
    arrays = [pa.array(column, pa.string()) for column in texts]
    if not arrays:
        # A batch without a column has no rows; these have a geometry alone.
        return pa.RecordBatch.from_arrays([pa.repeat("", len(rows))], names=[""]), whole
    return pa.RecordBatch.from_arrays(arrays, names=list(names)), whole


def _shapes(geometries: Sequence[Any]) -> tuple[Shapes, pa.StringArray]:
    found = [
        (geometry, "") if isinstance(geometry, shapely.Geometry) else read_shape(geometry)
        for geometry in geometries
    ]
    shapes: Shapes = np.full(len(found), None, dtype=object)
    shapes[:] = [shape for shape, _ in found]
    return shapes, pa.array([told for _, told in found], pa.string())


def _half(text: str) -> str:
    """Name the first half of a surrogate pair in a text, ``""`` for none."""
    found = None if text.isascii() else _HALF.search(text)
    return f"half a surrogate pair (U+{ord(found[0]):04X})" if found else ""
