"""Several stores as one, so that their events are asked, sorted and counted together."""

from collections.abc import Sequence
from pathlib import Path

from events.engine import cursor, quoted
from events.store import EVENTS, SHAPES, write_sorted


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


def merge_stores(folders: Sequence[Path], target: Path) -> None:
    """Write the events of several stores as one store, those of the first folder first.

    Parameters
    ----------
    folders : sequence of pathlib.Path
        Where the stores are; no id is in two of them.
    target : pathlib.Path
        An empty folder.
    """
    with cursor() as held:
        events, before = [], 0
        for folder in folders:
            source = f"read_parquet({quoted(folder / EVENTS)})"
            events.append(f'SELECT * REPLACE ("order" + {before} AS "order") FROM {source}')  # noqa: S608
            (number,) = held.execute(f"SELECT count(*) FROM {source}").fetchone() or (0,)  # noqa: S608
            before += number
        shapes = " UNION ".join(
            f"SELECT * FROM read_parquet({quoted(folder / SHAPES)})"  # noqa: S608
            for folder in folders
        )
        write_sorted(held, " UNION ALL ".join(events), target)
        held.execute(f"COPY ({shapes}) TO {quoted(target / SHAPES)} (FORMAT parquet)")
