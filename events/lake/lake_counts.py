"""The tables of a lake that count, asked for what a selection and a period need of them."""

from dataclasses import replace

import narwhals as nw
import numpy as np
import pyarrow as pa

from events.lake.files.lake_files import LakeFiles
from events.lake.lake_groups import Bounds, LakeGroups
from events.lake.lake_rows import LakeRows
from events.lake.period_parts import PeriodPart, all_days, parts_of
from events.model.distinct_dates import Mask
from events.model.vocabulary import FAMILIES, FAMILY_NAMES
from events.query.selection import EVERYTHING


class LakeCounts:
    """Reads the tables of one version of a lake that count.

    Parameters
    ----------
    files : LakeFiles
        Its files.
    groups : LakeGroups
        Reads them.
    """

    def __init__(self, files: LakeFiles, groups: LakeGroups) -> None:
        self._files, self._groups = files, groups

    def rows(
        self,
        table: str,
        chosen: LakeRows,
        bounds: Bounds | None = None,
        *,
        details: bool = False,
        by_days: bool = False,
    ) -> pa.Table:
        """Give the rows of a table that count what is chosen, each event once.

        Parameters
        ----------
        table : str
            Its name.
        chosen : LakeRows
            Which rows; their `known` is true.
        bounds : mapping, optional
            What is wanted of further columns.
        details : bool, optional
            Whether kind, status and sources are needed whatever is chosen.
        by_days : bool, optional
            Whether the days of each row are.
        """
        selection = chosen.selection or EVERYTHING
        families = _families_of(selection.kinds)
        details = details or bool(families is None or selection.statuses or selection.told_by)
        parts = all_days(details=details) if by_days else parts_of(selection.dates, details=details)
        wanted = chosen
        if not details:
            wanted = LakeRows.selected(replace(selection, kinds=frozenset()))
            if families:
                wanted = wanted & LakeRows(nw.col("family").is_in(families))
        found, held = zip(*(self._part(table, part, bounds or {}) for part in parts), strict=True)
        rows = pa.concat_tables(found)
        asked = nw.from_native(rows, eager_only=True).select(answer=wanted.condition)
        return rows.filter(np.concatenate(held) & asked["answer"].to_numpy())

    def _part(self, table: str, part: PeriodPart, bounds: Bounds) -> tuple[pa.Table, Mask]:
        """Give rows of a table, and which are held to a period and are within bounds."""
        rows = pa.concat_tables(
            self._groups.sorted_rows(file, "part", first, last, bounds)
            for file in self._files.manifest.files(table)
            for first, last in part.spans
        )
        columns = {name: rows[name].to_numpy() for name in ("part", "first_day", "last_day")}
        held = part.holds(columns)
        for name, (low, high) in bounds.items():
            column = rows[name].to_numpy()
            held &= (column >= low) & (column <= high)
        return rows, held


def _families_of(kinds: frozenset[str]) -> list[int] | None:
    """Give the families that kinds make up, none for no kinds; None where they part a family."""
    whole = [name for name, family in FAMILIES.items() if kinds.issuperset(family.kinds)]
    if kinds.difference(*(FAMILIES[name].kinds for name in whole)):
        return None
    return [FAMILY_NAMES.index(name) for name in whole]
