"""Several stores as one, so that their events are asked, sorted and counted together."""

from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from events.engine import cursor, quoted
from events.sorting import Sorting
from events.store_files import EVENTS, SHAPES, stored_rows, write_sorted


def shared_ids(folders: Sequence[Path]) -> int:
    """Count the ids that more than one store has.

    Parameters
    ----------
    folders : sequence of pathlib.Path
        Where `events.store.write_store` put them.

    Returns
    -------
    int
    """
    with cursor() as held:
        ids = " UNION ALL ".join(
            f"SELECT DISTINCT id FROM read_parquet({quoted(folder / EVENTS)})"  # noqa: S608
            for folder in folders
        )
        query = f"SELECT count(*) FROM (SELECT id FROM ({ids}) GROUP BY id HAVING count(*) > 1)"  # noqa: S608
        found = held.execute(query).fetchone()
    return int(found[0]) if found else 0


def merge_stores(
    folders: Sequence[Path], target: Path, progress: Callable[[float], None] | None = None
) -> None:
    """Write the events of several stores as one store, those of the first folder first.

    Parameters
    ----------
    folders : sequence of pathlib.Path
        Where the stores are; no id is in two of them.
    target : pathlib.Path
        A folder in which nothing of a store is yet.
    progress : callable, optional
        Told the share of the events that is read, 0 to 1.
    """
    numbers = [pq.read_metadata(folder / EVENTS).num_rows for folder in folders]
    with closing(Sorting(target)) as sorting:
        before = 0
        for folder, number in zip(folders, numbers, strict=True):
            done = before
            for batch, keys in stored_rows(folder):
                at = batch.schema.get_field_index("order")
                order = pc.add(batch["order"], pa.scalar(before, pa.int32()))
                sorting.add(batch.set_column(at, batch.schema.field(at), order), keys)
                done += len(batch)
                if progress:
                    progress(done / sum(numbers))
            before += number
        write_sorted(sorting, target)
    shapes = " UNION ".join(
        f"SELECT * FROM read_parquet({quoted(folder / SHAPES)})"  # noqa: S608
        for folder in folders
    )
    with cursor() as held:
        held.execute(f"COPY ({shapes}) TO {quoted(target / SHAPES)} (FORMAT parquet)")
