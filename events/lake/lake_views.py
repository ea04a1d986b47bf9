"""What a view of the map shows of a lake: its counts, from the tables where these know the filters.

Cells finer than the tables' are counted from the events of the view, and so is what asks a filter
that the tables do not know.
"""

from datetime import date
from functools import reduce

import duckdb
import narwhals as nw
import numpy as np

from events.lake.cell_tables import AREA, BLOCK, FILTERED, LEVELS, WIDE
from events.lake.lake_files import Answer, LakeFiles
from events.lake.lake_rows import LakeRows
from events.model.vocabulary import FAMILY_NAMES, Kind, family_of
from events.query.columns.event_days import FAR
from events.query.columns.spatial_index import Column, Window
from events.query.group_tallies import areas_in_view, at_areas
from events.store.engine import cursor

FAMILY = "CASE kind {} END".format(
    " ".join(f"WHEN '{kind}' THEN {FAMILY_NAMES.index(family_of(kind))}" for kind in Kind)
)
"""The place of a kind's family in `FAMILY_NAMES`, in SQL."""

_COUNTS = (
    "sum(n)::BIGINT AS n",
    "coalesce(sum(n) FILTER (NOT dated), 0)::BIGINT AS undated",
    f"min(CASE WHEN dated THEN first_day ELSE {FAR} END) AS first",
    f"max(CASE WHEN dated THEN last_day ELSE {-FAR} END) AS last",
    "min(least) AS least",
    "max(most) AS most",
)
_EXTENTS = (
    "min(west) AS west", "min(south) AS south", "max(east) AS east", "max(north) AS north",
    "sum(longitude) AS longitude", "sum(latitude) AS latitude",
)  # fmt: skip
_CELL_COLUMNS = (
    *("block", "x", "y", *FILTERED, "n", "least", "most"),
    *("west", "south", "east", "north", "longitude", "latitude"),
)
_MOST_KEYS = 1_000  # shapes that are named in a query; where more are in view, all are counted
_1970 = date(1970, 1, 1).toordinal()


class LakeViews:
    """Counts the views of one version of a lake.

    Parameters
    ----------
    files : LakeFiles
        Its files.

    Attributes
    ----------
    shapes : dict of str to numpy.ndarray
        Where each of its lines and areas is, in the order of their keys; these are in memory.
    """

    def __init__(self, files: LakeFiles) -> None:
        self._files = files
        areas = files.relation(files.manifest.files("areas"))
        found = files.fetch(areas.project(", ".join(AREA)).distinct().order("shape"))
        _, firsts = np.unique(found["shape"], return_index=True)
        self.shapes: Answer = {name: column[firsts] for name, column in found.items()}

    def cells(self, chosen: LakeRows, window: Window) -> dict[str, Column]:
        """Count the points in each cell of a view, as `events.query.group_tallies.by_cell`."""
        stored = [level for level in LEVELS if level >= window.level]
        if chosen.known and stored:
            rows, shift = self._counted_cells(chosen, min(stored)), min(stored) - window.level
        else:
            rows, shift = self._ones(chosen, "pointed"), window.shift
        here = [
            f"{axis} BETWEEN {first << shift} AND {((last + 1) << shift) - 1}"
            for axis, first, last in (
                ("x", window.west, window.east),
                ("y", window.north, window.south),
            )
        ]
        found = rows.filter(" AND ".join(here)).aggregate(
            ", ".join(
                [
                    f"x >> {shift} AS x", f"y >> {shift} AS y", f"{FAMILY} AS family",
                    *_COUNTS, *_EXTENTS,
                ]
            )
        )  # fmt: skip
        counted = _by_family(self._files.fetch(found))
        return {**counted, "area": np.zeros_like(counted["n"])}

    def areas(self, chosen: LakeRows, window: Window) -> dict[str, Column]:
        """Count the events of each area in a view, as `events.query.group_tallies.by_area`."""
        seen = areas_in_view(window, self.shapes)
        keys = self.shapes["shape"][seen]
        if chosen.known:
            files = self._files.manifest.files("areas")
            rows = self._files.relation(files, chosen.condition)
        else:
            rows = self._ones(chosen, "located AND NOT pointed")
        if len(keys) <= _MOST_KEYS:
            rows = rows.filter(f"list_contains({keys.tolist()}::BIGINT[], shape)")
        wanted = ", ".join(["shape", f"{FAMILY} AS family", *_COUNTS])
        counted = _by_family(self._files.fetch(rows.aggregate(wanted)))
        held = np.isin(counted["shape"], keys)
        counted = {name: column[held] for name, column in counted.items()}
        places = np.searchsorted(self.shapes["shape"], counted.pop("shape"))
        return at_areas(window, self.shapes, places, counted)

    def _ones(self, chosen: LakeRows, which: str) -> duckdb.DuckDBPyRelation:
        """Give events as rows of a table, each for itself."""
        events = self._files.relation(self._files.events, chosen.condition)
        return events.filter(which).project('*, 1 AS n, "row" AS least, "row" AS most')

    def _counted_cells(self, chosen: LakeRows, level: int) -> duckdb.DuckDBPyRelation:
        """Give the rows of a table: by blocks what lies wholly in the period, else by days."""
        first, last = chosen.selection.dates or (None, None) if chosen.selection else (None, None)
        begin = 0 if first is None else -(-(first.toordinal() - _1970 + FAR) // BLOCK)
        end = (FAR if last is None else last.toordinal() - _1970 + 1) + FAR
        inside = (nw.col("block") >= begin) & (nw.col("block") < end // BLOCK)
        edges = (nw.col("block") == WIDE) | ~inside
        parts, held = [], cursor()
        for table, part in (("blocks", inside), ("days", edges)):
            files = self._files.manifest.files(f"cells-{level}-{table}")
            rows = self._files.relation(files, part & chosen.condition, held)
            parts.append(rows.project(", ".join(_CELL_COLUMNS)))
        return reduce(duckdb.DuckDBPyRelation.union, parts)


def _by_family(found: Answer) -> dict[str, Column]:
    """Put the number of each row where its family has it."""
    families = np.zeros((len(found["n"]), len(FAMILY_NAMES)), np.int64)
    families[np.arange(len(families)), found.pop("family").astype(np.intp)] = found["n"]
    return {**found, "families": families}
