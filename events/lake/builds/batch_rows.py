"""The rows of a batch: what was laid down of all sources, each id once."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import narwhals as nw

from events.lake.builds.staging import MOST_TOLD, QUERIED, SHAPES, WHOLE, Staged
from events.lake.engines.port import Engine, Frame


@dataclass(frozen=True)
class Rows:
    """What a batch is made of.

    Parameters
    ----------
    queried, whole : Frame
        The same events in the columns of `events.store.writer.EVENTS_SCHEMA`, and of
        `events.lake.builds.staging.WHOLE_SORTED`; no two have the same `order`.
    shapes : Frame
        Their lines and areas, each at least once.
    number : int
        How many they are.
    """

    queried: Frame
    whole: Frame
    shapes: Frame
    number: int


def rows_of(
    engine: Engine, staged: Sequence[Staged], known: Sequence[Path]
) -> tuple[Rows, list[str]]:
    """Put what was staged together, without the events whose id stood before.

    Parameters
    ----------
    engine : Engine
        Finds them.
    staged : sequence of Staged
        At least one.
    known : sequence of pathlib.Path
        The tables of ids of the batches before.

    Returns
    -------
    Rows
    list of str
        The ids that stood before, a line each.
    """
    queried, whole, shapes = (
        engine.read([one.folder / name for one in staged]) for name in (QUERIED, WHOLE, SHAPES)
    )
    gone = engine.keep(_repeated(queried, engine.read(known) if known else None), "repeated")
    number = int(gone.select(nw.len()).collect("pyarrow").item())
    left = gone.select("order")
    rows = Rows(
        queried.join(left, on="order", how="anti") if number else queried,
        whole.join(left, on="order", how="anti") if number else whole,
        shapes,
        sum(one.events for one in staged) - number,
    )
    told = []
    first = gone.sort("order").head(MOST_TOLD).collect("pyarrow")
    for identity, order in first.select("id", "order").iter_rows():
        name = next(one.name for one in reversed(staged) if one.start <= order)
        told.append(f"{name}: id {identity!r} stands twice; the first stays, this one is left out")
    if number > len(told):
        told.append(f"{number - len(told):,} more ids stand twice")
    return rows, told


def _repeated(queried: Frame, known: Frame | None) -> Frame:
    """Find the events whose id stands before: among themselves, or among those known."""
    ids = queried.select("id", "order")
    firsts = ids.group_by("id").agg(first=nw.col("order").min(), n=nw.len())
    several = firsts.filter(nw.col("n") > 1).select("id", "first")
    again = ids.join(several, on="id", how="inner").filter(nw.col("order") > nw.col("first"))
    if known is None:
        return again.select("id", "order")
    there = ids.join(known.select("id"), on="id", how="semi")
    return nw.concat([again.select("id", "order"), there]).unique()
