"""The lines of the world: each edge once, told apart by what it parts."""

from __future__ import annotations

from collections.abc import Sequence

import shapely
from shapely.geometry.base import BaseGeometry

from geodata.building.polygons import coverage
from geodata.building.sources.settlements import read_table
from geodata.building.world.units import Geometries, Unit

Lines = dict[str, list[BaseGeometry]]


def kind_of_edge(one: Unit, other: Unit, disputed: set[tuple[str, str]]) -> str:
    """Tell what an edge between two units is: disputed, border or province.

    Parameters
    ----------
    one, other
        The units on its sides.
    disputed
        Pairs of units or countries between which no line is agreed.
    """
    sides = [{unit.id, unit.code, unit.iso2, unit.code.partition("-")[0]} for unit in (one, other)]
    for first, second in (sides, sides[::-1]):
        if any((unit, land) in disputed for unit in first for land in second):
            return "disputed"
    return "province" if one.country == other.country else "border"


def edges_of(units: Sequence[Unit], shapes: Geometries) -> Lines:
    """Chain the edges of a coverage to lines.

    Parameters
    ----------
    units, shapes
        Of one coverage, in the same order.

    Returns
    -------
    dict
        Lines by kind: coast, border, disputed, province.
    """
    owners: dict[tuple[tuple[float, float], tuple[float, float]], list[int]] = {}
    for number, shape in enumerate(shapes):
        for segment in coverage.segments(shape):
            owners.setdefault(segment, []).append(number)
    disputed = {(row["one"], row["other"]) for row in read_table("disputed.csv")}
    kinds: dict[tuple[int, ...], str] = {}
    sorted_out: dict[str, coverage.Segments] = {}
    for segment, numbers in owners.items():
        if segment[0] == segment[1]:
            continue
        key = tuple(numbers[:2])
        if key not in kinds:
            kinds[key] = (
                kind_of_edge(units[key[0]], units[key[1]], disputed) if len(key) > 1 else "coast"
            )
        sorted_out.setdefault(kinds[key], set()).add(segment)
    return {kind: list(coverage.lines_of(parts)) for kind, parts in sorted(sorted_out.items())}


def without(lines: list[BaseGeometry], area: BaseGeometry) -> list[BaseGeometry]:
    """Cut an area out of lines."""
    left = shapely.difference(lines, area)
    return [part for part in shapely.get_parts(left) if not part.is_empty]
