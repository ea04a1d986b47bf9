"""The filter by actor: who took part, by the whole name, and as what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from events.query.filters.declaration import (
    Column,
    Filter,
    Given,
    Parameter,
    Term,
    Widget,
    any_of,
)

SEPARATOR, ROLE = "\x1f", "\x1e"
"""What stands around each actor in the `actors` column, and between name and role."""


@dataclass(frozen=True)
class ActorsChosen:
    """What a selection asks of an event's actors; see `events.query.selection.Selection`."""

    actors: frozenset[str] = frozenset()
    role: str = ""


def names_in(entry: str) -> Sequence[str]:
    r"""Give the names in an entry of the `actors` column, each once.

    Examples
    --------
    >>> names_in("\x1fA\x1eside A\x1f\x1fB\x1e\x1f")
    ('A', 'B')
    """
    return tuple(dict.fromkeys(name for name, _ in _actors_in(entry)))


def roles_in(entry: str) -> Sequence[str]:
    """Give the roles in an entry of the `actors` column, each once."""
    return tuple(dict.fromkeys(role for _, role in _actors_in(entry) if role))


def _actors_in(entry: str) -> Iterator[tuple[str, str]]:
    for actor in filter(None, entry.split(SEPARATOR)):
        name, _, role = actor.partition(ROLE)
        yield name, role


def _condition(chosen: ActorsChosen) -> nw.Expr | None:
    end = f"{ROLE}{_plain(chosen.role)}{SEPARATOR}" if chosen.role else ROLE
    named = [f"{SEPARATOR}{_plain(name)}{end}" for name in sorted(chosen.actors)]
    wanted = named or ([end] if chosen.role else [])
    if not wanted:
        return None
    return any_of(nw.col("actors").str.contains(part, literal=True) for part in wanted)


def _plain(text: str) -> str:
    return text.replace(SEPARATOR, " ").replace(ROLE, " ")


def _read(given: Given) -> dict[str, Any]:
    return {"actors": _ACTOR.all(given), "role": _ROLE.one(given)}


def _written(chosen: ActorsChosen) -> Iterator[tuple[str, str]]:
    yield from (("actor", actor) for actor in sorted(chosen.actors))
    if chosen.role:
        yield "role", chosen.role


def _terms(chosen: ActorsChosen) -> Iterator[Term]:
    for name in sorted(chosen.actors):
        yield Term("filter.actor", {"name": name}, {"actor": name})
    if chosen.role:
        yield Term("filter.role", {"role": chosen.role}, {"role": ""})


def _column(actors: pa.Array) -> pa.Array:
    """Write the actors of each event as one text."""
    listed = actors.flatten()
    name, role = (_parts(listed, part) for part in ("name", "role"))
    written = pc.binary_join_element_wise(SEPARATOR, name, ROLE, role, SEPARATOR, "")
    lengths = pc.fill_null(pc.list_value_length(actors), 0)
    ends = np.concatenate([[0], np.cumsum(lengths.to_numpy())]).astype(np.int32)
    return pc.binary_join(pa.ListArray.from_arrays(pa.array(ends), written), "")


def _parts(actors: pa.Array, part: str) -> pa.Array:
    texts = pc.fill_null(pc.struct_field(actors, part), "")
    return pc.replace_substring(pc.replace_substring(texts, SEPARATOR, " "), ROLE, " ")


_ACTOR = Parameter(
    "actor",
    several=True,
    values=names_in,
    widget=Widget("search", "filters.actor", "filters.find_actor"),
)
_ROLE = Parameter(
    "role", values=roles_in, widget=Widget("menu", "filters.role", "filters.any_role")
)

ACTORS = Filter(
    "actors",
    ActorsChosen,
    _condition,
    (_ACTOR, _ROLE),
    _read,
    _written,
    _terms,
    columns=(Column("actors", pa.string(), "actors", _column),),
)
