"""Two versions of a collection compared: by their ids, in DuckDB, however many events they have.

An event is known by its id alone. What was merged is told by the later version's ``merged``, and
never inferred. Of each event a number of 64 bits is made of all its columns; only where the two
differ are the rows themselves laid side by side, and what is found goes to a file.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from events.changes.event_change import EventChange, event_change, merges_in
from events.changes.version_rows import Version
from events.files.arrow_schema import SCHEMA, features_from
from events.files.feature_rows import Feature, unpack_list
from events.store.engine import cursor

_ALWAYS = ("title", "date_says", "place_says", "place_precision", "quotes", "note")
"""What is told beside each change, whether it changed or not."""
_PLACE = ("geometry", "shape")
_COMPARED = (*(name for name in SCHEMA.names if name != "id"), "shape")
_OTHERS = tuple(name for name in _COMPARED if name not in (*_ALWAYS, *_PLACE))
_ROWS_AT_ONCE = 2_000
_PAIR = (
    "coalesce(o.id, n.id) AS id, o.row AS old_row, n.row AS new_row, "
    "o.digest <> n.digest AS differs"
)
_IS_REJECTED = "(old_row IS NULL OR new_row IS NULL) AND r.id IN (m.id, split_part(m.id, ':', 2))"
"""An import puts its layout before the source's own id."""
_COUNTED = (
    "count(*) FILTER (old_row IS NULL), count(*) FILTER (new_row IS NULL), "
    "count(*) FILTER (old_row IS NOT NULL AND new_row IS NOT NULL)"
)

Held = duckdb.DuckDBPyConnection
Relation = duckdb.DuckDBPyRelation
_MET, _CHANGES = "met.parquet", "changes.jsonl"


@dataclass(frozen=True)
class ChangeCounts:
    """How many events were added, changed, merged, withdrawn, and how many are as they were.

    Of the earlier version: changed + unchanged + merged + withdrawn. Of the later one: changed +
    unchanged + added. What one of them rejects is in none of these.
    """

    added: int
    changed: int
    merged: int
    withdrawn: int
    unchanged: int

    @property
    def any(self) -> bool:
        """Whether something changed."""
        return bool(self.added or self.changed or self.merged or self.withdrawn)


@dataclass(frozen=True)
class Merged:
    """An event of the earlier version, ``taken``, that is part of one of the later version."""

    into: str
    taken: str


class Comparison:
    """What changed between two versions, as it lies on the disk.

    Parameters
    ----------
    old, new : Version
        The versions.
    folder : pathlib.Path
        Where what is found is kept, for as long as this is in use.
    only : collection of str, optional
        The ids of the events that are asked for; all by default.

    Attributes
    ----------
    old, new : Version
    counts : ChangeCounts
    merged : sequence of Merged
    only : collection of str or None
    one_sided : set of str
        The ids of the events that one version has and the other rejects.
    """

    def __init__(
        self,
        old: Version,
        new: Version,
        folder: Path,
        only: Collection[str] | None = None,
    ) -> None:
        self.old, self.new, self.only = old, new, only
        self._met, self._changes = folder / _MET, folder / _CHANGES
        self._meet()
        self.one_sided = self._leave_rejected()
        if only is not None:
            self.one_sided &= {*only}
        into = self._find_merges()
        self.merged = tuple(Merged(one, taken) for one in into for taken in into[one])
        if only is not None:
            asked = {*only, *(one.into for one in self.merged if one.taken in only)}
            self.merged = tuple(one for one in self.merged if {one.into, one.taken} & asked)
            self._keep_only({*asked, *(one.taken for one in self.merged)})
        changed = self._find_changes(into)
        taken = len({one.taken for one in self.merged})
        with cursor() as held:
            [(added, gone, both)] = self._pairs(held).aggregate(_COUNTED).fetchall()
        self.counts = ChangeCounts(added, changed, taken, gone - taken, both - changed)

    def added(self) -> Iterator[tuple[str, str]]:
        """Give id and title of the events that the later version alone has, in its order."""
        return self._named(self.new, "new_row", "old_row")

    def withdrawn(self) -> Iterator[tuple[str, str]]:
        """Give id and title of those of the earlier version that are gone and not merged."""
        gone = self._named(self.old, "old_row", "new_row")
        taken = {one.taken for one in self.merged}
        return ((id_, title) for id_, title in gone if id_ not in taken)

    def changed(self) -> Iterator[EventChange]:
        """Give the events that changed, in the later version's order."""
        with self._changes.open(encoding="utf-8") as lines:
            for line in lines:
                yield EventChange.from_json(json.loads(line))

    def _pairs(self, held: Held) -> Relation:
        """Give the rows of both versions beside each other by their ids."""
        return held.read_parquet(str(self._met)).set_alias("m")

    def _meet(self) -> None:
        digest = ", ".join(f'"{name}"' for name in _COMPARED)
        with cursor() as held:
            old, new = (
                _rows(held, version)
                .project(f'id, "order" AS row, hash({digest}) AS digest')
                .set_alias(mark)
                for mark, version in (("o", self.old), ("n", self.new))
            )
            met = old.join(new, "o.id = n.id", "outer")
            met.project(_PAIR).write_parquet(str(self._met))

    def _leave_rejected(self) -> set[str]:
        """Leave out what one version has and the other rejects; return the ids of those."""
        rejected = {*self.old.rejected_ids, *self.new.rejected_ids}
        if not rejected:
            return set()
        with cursor() as held:
            known = held.from_arrow(pa.table({"id": sorted(rejected)})).set_alias("r")
            met = self._pairs(held).join(known, _IS_REJECTED, "semi").project("id")
            left = {id_ for (id_,) in _fetched(met)}
            self._keep(self._pairs(held).join(known, _IS_REJECTED, "anti"))
        return left

    def _keep_only(self, ids: Collection[str]) -> None:
        with cursor() as held:
            self._keep(self._among(held, ids))

    def _keep(self, pairs: Relation) -> None:
        part = self._met.with_suffix(".part")
        pairs.write_parquet(str(part))
        part.replace(self._met)

    def _among(self, held: Held, ids: Collection[str]) -> Relation:
        """Give of the pairs those with some ids."""
        asked = held.from_arrow(pa.table({"id": pa.array(sorted(ids), pa.string())}))
        return self._pairs(held).join(asked.set_alias("a"), "m.id = a.id", "semi")

    def _named(self, version: Version, row: str, other: str) -> Iterator[tuple[str, str]]:
        with cursor() as held:
            alone = self._pairs(held).filter(f"{other} IS NULL")
            joined = alone.join(_rows(held, version).set_alias("v"), f'm.{row} = v."order"')
            named = joined.project(f"v.id, v.title, m.{row} AS nth").order("nth")
            yield from _fetched(named.project("id, title"))

    def _find_merges(self) -> dict[str, list[str]]:
        """Give for events of the later version those of the earlier one that they took in."""
        with cursor() as held:
            told = _rows(held, self.new).filter("merged IS NOT NULL").order('"order"')
            pairs = {
                (into, one): None
                for into, text in _fetched(told.project("id, merged"))
                for one in merges_in(unpack_list(text))
            }
            gone = self._among(held, {taken for _, taken in pairs}).filter("new_row IS NULL")
            missing = {id_ for (id_,) in _fetched(gone.project("id"))}
        found: dict[str, list[str]] = {}
        for into, taken in pairs:
            if taken in missing:
                found.setdefault(into, []).append(taken)
        return found

    def _find_changes(self, merged: Mapping[str, Sequence[str]]) -> int:
        found = 0
        with self._changes.open("w", encoding="utf-8") as lines, cursor() as held:
            for batch in self._differing(held):
                old, new = _features(batch, "o", self.old), _features(batch, "n", self.new)
                placed = batch["placed"].to_pylist()
                for one, other, with_places in zip(old, new, placed, strict=True):
                    taken = merged.get(other["id"], ())
                    change = event_change(one, other, taken, with_places=with_places)
                    if change:
                        lines.write(f"{json.dumps(change.as_json())}\n")
                        found += 1
        return found

    def _differing(self, held: Held) -> Iterator[pa.RecordBatch]:
        """Give the rows that differ, those of both versions side by side; what is equal is null."""
        placed = " OR ".join(map(_differs, (*_PLACE, "place_precision")))
        columns = [f"n.id AS id, ({placed}) AS placed, m.new_row AS nth"]
        for mark in "on":
            columns += [f'{mark}."{name}" AS {mark}_{name}' for name in _ALWAYS]
            columns += [_where(placed, mark, name) for name in _PLACE]
            columns += [_where(_differs(name), mark, name) for name in _OTHERS]
        pairs = self._pairs(held).filter("differs")
        old, new = _rows(held, self.old).set_alias("o"), _rows(held, self.new).set_alias("n")
        met = pairs.join(old, 'm.old_row = o."order"').join(new, 'm.new_row = n."order"')
        yield from met.project(", ".join(columns)).order("nth").to_arrow_reader(_ROWS_AT_ONCE)


def _rows(held: Held, version: Version) -> Relation:
    return held.read_parquet(str(version.rows))


def _fetched(relation: Relation) -> Iterator[tuple[Any, ...]]:
    for batch in relation.to_arrow_reader(_ROWS_AT_ONCE):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _differs(name: str) -> str:
    return f'o."{name}" IS DISTINCT FROM n."{name}"'


def _where(condition: str, mark: str, name: str) -> str:
    return f'CASE WHEN {condition} THEN {mark}."{name}" END AS {mark}_{name}'


def _features(batch: pa.RecordBatch, mark: str, version: Version) -> Iterator[Feature]:
    columns = {"id": batch["id"], "geometry": _geometries(batch, mark, version)}
    for name in (*_ALWAYS, *_OTHERS):
        if batch[f"{mark}_{name}"].null_count < len(batch):
            columns[name] = batch[f"{mark}_{name}"]
    return features_from(pa.RecordBatch.from_pydict(columns))


def _geometries(batch: pa.RecordBatch, mark: str, version: Version) -> pa.Array:
    points, keys = batch[f"{mark}_geometry"], batch[f"{mark}_shape"]
    shared = [key for key in keys.unique().to_pylist() if key]
    if not shared:
        return points
    with cursor() as held:
        kept = held.read_parquet(str(version.shapes))
        found = kept.filter(f"shape IN ({', '.join(map(str, shared))})").to_arrow_table()
    at = pc.index_in(keys, found["shape"].combine_chunks())
    return pc.coalesce(points, found["geometry"].combine_chunks().take(at))
