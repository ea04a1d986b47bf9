"""What a view of the map shows of a lake: its counts, from the tables where these know the filters.

Cells finer than the tables' are counted from the events of the view, and so is what asks a filter
that the tables do not know.
"""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from events.lake.cell_tables import LEVELS
from events.lake.files.lake_files import LakeFiles
from events.lake.lake_counts import LakeCounts
from events.lake.lake_rows import LakeRows
from events.model.vocabulary import FAMILY_NAMES
from events.query.columns.event_days import FAR
from events.query.columns.spatial_index import Column, Rows, Window
from events.query.group_tallies import areas_in_view, at_areas

_EXTENTS = {
    "west": np.minimum, "south": np.minimum, "east": np.maximum, "north": np.maximum,
    "longitude": np.add, "latitude": np.add,
}  # fmt: skip
"""How the places of rows are put together."""

_AGGREGATES = (
    "count(*)::DOUBLE AS n", "min(first_day) AS first_day", "max(last_day) AS last_day",
    'min("row") AS least', 'max("row") AS most',
    "min(west) AS west", "min(south) AS south", "max(east) AS east", "max(north) AS north",
    "sum(longitude) AS longitude", "sum(latitude) AS latitude",
)  # fmt: skip
"""The columns of a table of counts, from the events."""

_MOST_KEYS = 1_000  # shapes that are named in a query; where more are in view, all are counted


class LakeViews:
    """Counts the views of one version of a lake.

    Parameters
    ----------
    files : LakeFiles
        Its files.
    counts : LakeCounts
        Its tables.

    Attributes
    ----------
    shapes : dict of str to numpy.ndarray
        Where each of its lines and areas is, in the order of their keys; these are in memory.
    """

    def __init__(self, files: LakeFiles, counts: LakeCounts) -> None:
        self._files, self._counts = files, counts
        tables = [files.read_table(file) for file in files.manifest.files("places")]
        found = {name: column.to_numpy() for name, column in _columns(pa.concat_tables(tables))}
        _, firsts = np.unique(found["shape"], return_index=True)
        self.shapes = {name: column[firsts] for name, column in found.items()}

    def cells(self, chosen: LakeRows, window: Window) -> dict[str, Column]:
        """Count the points in each cell of a view, as `events.query.group_tallies.by_cell`."""
        stored = [level for level in LEVELS if level >= window.level]
        by_tables = chosen.known and bool(stored)
        shift = min(stored) - window.level if by_tables else window.shift
        box = {
            axis: (first << shift, ((last + 1) << shift) - 1)
            for axis, first, last in (
                ("x", window.west, window.east),
                ("y", window.north, window.south),
            )
        }
        if by_tables:
            rows = self._counts.rows(f"cells-{min(stored)}", chosen, box)
        else:
            here = [f"{axis} BETWEEN {low} AND {high}" for axis, (low, high) in box.items()]
            grouped = [f"{axis} >> {shift} AS {axis}" for axis in box]
            rows, shift = self._counted(chosen, ["pointed", *here], grouped), 0
        x, y = (rows[axis].to_numpy() >> shift for axis in ("x", "y"))
        wide = window.east - window.west + 1
        places, counted = _tallied(rows, (y - window.north) * wide + x - window.west, _EXTENTS)
        down, across = np.divmod(places, wide)
        home = {"x": across + window.west, "y": down + window.north}
        return {**counted, **home, "area": np.zeros_like(places)}

    def areas(self, chosen: LakeRows, window: Window) -> dict[str, Column]:
        """Count the events of each area in a view, as `events.query.group_tallies.by_area`."""
        keys = self.shapes["shape"]
        seen = areas_in_view(window, self.shapes)
        if chosen.known:
            rows = self._counts.rows("areas", chosen)
        else:
            some = ", ".join(map(str, [0, *keys[seen].tolist()]))
            which = [f"shape IN ({some})"] if len(seen) <= _MOST_KEYS else []
            rows = self._counted(chosen, ["located", "NOT pointed", *which], ["shape"])
        places = np.searchsorted(keys, rows["shape"].to_numpy())
        held = np.isin(places, seen)
        shapes, counted = _tallied(rows.filter(held), places[held], {})
        return at_areas(window, self.shapes, shapes, counted)

    def _counted(self, chosen: LakeRows, which: list[str], places: list[str]) -> pa.Table:
        """Count events as a table does, each day and detail left aside."""
        events = self._files.relation(self._files.events, chosen.condition)
        wanted = [*places, "family", "dated", *_AGGREGATES]
        return self._files.fetch_table(
            events.filter(" AND ".join(which)).aggregate(", ".join(wanted))
        )


def _tallied(
    rows: pa.Table, places: Rows, extents: Mapping[str, np.ufunc]
) -> tuple[Rows, dict[str, Column]]:
    """Put rows of a table together by their places.

    Returns
    -------
    numpy.ndarray of int
        Each place once.
    dict of str to numpy.ndarray
        What `events.query.group_tallies.by_cell` counts of each.
    """
    order = np.argsort(places, kind="stable")
    distinct, starts, codes = np.unique(places[order], return_index=True, return_inverse=True)
    columns = {name: column.to_numpy()[order] for name, column in _columns(rows)}
    n, dated = columns["n"].astype(np.int64), columns["dated"]
    parts: dict[str, tuple[np.ufunc, Column]] = {
        "n": (np.add, n),
        "undated": (np.add, np.where(dated, 0, n)),
        "first": (np.minimum, np.where(dated, columns["first_day"], FAR)),
        "last": (np.maximum, np.where(dated, columns["last_day"], -FAR)),
        "least": (np.minimum, columns["least"]),
        "most": (np.maximum, columns["most"]),
        **{name: (way, columns[name]) for name, way in extents.items()},
    }
    size = len(distinct) * len(FAMILY_NAMES)
    families = np.bincount(codes * len(FAMILY_NAMES) + columns["family"], n, size)
    return distinct, {
        **{name: way.reduceat(column, starts) for name, (way, column) in parts.items()},
        "families": families.astype(np.int64).reshape(-1, len(FAMILY_NAMES)),
    }


def _columns(table: pa.Table) -> list[tuple[str, pa.ChunkedArray]]:
    return [(name, table[name]) for name in table.schema.names if name not in _DETAILS]


_DETAILS = ("kind", "status", "sources")
