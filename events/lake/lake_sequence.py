"""The events of a lake in the order of their files: what stands before one, and a page of them."""

from collections.abc import Iterator

import narwhals as nw

from events.lake.files.lake_files import LakeFiles
from events.lake.lake_groups import LakeGroups
from events.lake.lake_rows import LakeRows

_NEAR = 1_024  # rows that are looked at first; each further look goes twice as far


class LakeSequence:
    """Reads the sequence of one version of a lake: row and filters of each event, by its order.

    Parameters
    ----------
    files : LakeFiles
        Its files.
    groups : LakeGroups
        Reads them.
    """

    def __init__(self, files: LakeFiles, groups: LakeGroups) -> None:
        self._files, self._groups = files, groups
        self._parts = files.manifest.files("sequence")
        self._lengths = [batch.rows for batch in files.manifest.batches]

    def around(self, chosen: LakeRows, order: int) -> tuple[int, int | None, int | None] | None:
        """Count the chosen rows before an event, and give its neighbours; None for one not chosen.

        Parameters
        ----------
        chosen : LakeRows
            Which rows; their `known` is true.
        order : int
            The place in the order of the event.
        """
        places = [self._groups.place_of(part, "order", order) for part in self._parts]
        part = next(at for at, length in enumerate(self._lengths) if places[at] < length)
        place = places[part]
        if not self._chosen(chosen, part, place, place + 1):
            return None
        ways = (
            self._from(chosen, part, place, descending=True),
            self._from(chosen, part, place + 1, descending=False),
        )
        before, after = (next((rows[0] for rows in way if rows), None) for way in ways)
        return self._before(chosen, order, sum(places)), before, after

    def page(self, chosen: LakeRows, *, descending: bool, offset: int, limit: int) -> list[int]:
        """Give a page of the chosen rows in their order, as `LakeIndex.page` does."""
        found: list[int] = []
        part = len(self._parts) - 1 if descending else 0
        start = self._lengths[part] if descending else 0
        for rows in self._from(chosen, part, start, descending=descending):
            found += rows[offset:]
            offset = max(0, offset - len(rows))
            if len(found) >= limit:
                break
        return found[:limit]

    def _from(
        self, chosen: LakeRows, part: int, place: int, *, descending: bool
    ) -> Iterator[list[int]]:
        """Give the chosen rows from a place on, as far as anybody asks; some may be none."""
        step = _NEAR
        while 0 <= part < len(self._parts):
            if descending:
                yield self._chosen(chosen, part, max(0, place - step), place)[::-1]
                place -= step
            else:
                yield self._chosen(chosen, part, place, place + step)
                place += step
            step *= 2
            if descending and place <= 0:
                part -= 1
                place = self._lengths[part]
            elif not descending and place >= self._lengths[part]:
                part, place = part + 1, 0

    def _chosen(self, chosen: LakeRows, part: int, start: int, end: int) -> list[int]:
        rows = self._groups.rows_at(self._parts[part], start, end)
        some = nw.from_native(rows, eager_only=True).filter(chosen.condition)
        found: list[int] = some["row"].to_list()
        return found

    def _before(self, chosen: LakeRows, order: int, place: int) -> int:
        """Count the chosen rows before an event; all of them are as many as its place tells."""
        if chosen.selection is not None and chosen.selection.is_empty:
            return place
        relation = self._files.relation(self._parts, (nw.col("order") < order) & chosen.condition)
        with self._files.telling():
            [(number,)] = relation.aggregate("count(*)").fetchall()
        return int(number)
