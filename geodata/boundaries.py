"""Outlines of districts, provinces and countries: by code, name or position.

One GeoDataFrame holds them, and its spatial index finds what holds a position. Knows nothing of
events.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import geopandas as gpd
import numpy as np
import shapely

from geodata.basemap import load_basemap
from geodata.names import fold_name

Level = Literal["district", "province", "country"]
Way = Literal["code", "name", "position"]

_MOST_NAMES = 50_000  # of which it is remembered whose they are


@dataclass(frozen=True)
class Boundary:
    """An outline, and how it was found.

    Attributes
    ----------
    id
        Of a province its ISO 3166-2 code, of a country its ISO 3166-1 alpha-3 code.
    name
        In English.
    shape
        A polygon or multipolygon in degrees, WGS 84.
    found_by
        Which of the things known led to it.
    """

    id: str
    name: str
    shape: shapely.Geometry
    found_by: Way


@lru_cache(maxsize=1)
def load_boundaries() -> gpd.GeoDataFrame:
    """Read all outlines.

    Returns
    -------
    geopandas.GeoDataFrame
        A row an area, in EPSG:4326: ``level``, ``id``, ``name``, ``names`` (others that it
        has), ``country`` (ISO 3166-1 alpha-3) and ``geometry``.

    Examples
    --------
    >>> frame = load_boundaries()
    >>> frame[frame.id == "UA-14"].name.tolist()
    ['Donetsk']
    """
    return gpd.read_parquet(load_basemap().layers["boundaries"].path)


def find_boundary(
    level: Level,
    *,
    code: str = "",
    names: Sequence[str] = (),
    country: str = "",
    position: tuple[float, float] | None = None,
) -> Boundary | None:
    """Find an area by its code, else by a name within its country, else by a position in it.

    Parameters
    ----------
    level
        What it is.
    code
        ISO 3166-1 alpha-3 or ISO 3166-2.
    names
        Names that it may have, the surest first; compared by `geodata.names.fold_name`.
    country
        The name of the country that it lies in.
    position
        Longitude and latitude in degrees; it also decides between areas of one name.

    Returns
    -------
    Boundary or None

    Examples
    --------
    >>> found = find_boundary("province", names=["Badakhshān Province"], country="Afghanistan")
    >>> found.id, found.found_by
    ('AF-BDS', 'name')
    >>> find_boundary("district", position=(70.6, 37.1)).found_by
    'position'
    """
    index = _index()
    if (level, code) in index.coded:
        return index.boundary(index.coded[level, code], "code")
    for name in filter(None, names):
        named = index.named(level, name, country)
        if len(named) > 1:
            named = [row for row in named if row in index.holding(level, position)]
        if len(named) == 1:
            return index.boundary(named[0], "name")
    holding = index.holding(level, position)
    return index.boundary(holding[0], "position") if holding else None


class _Index:
    """The rows of the outlines by what is known of them; none of it goes by way of pandas."""

    def __init__(self, areas: gpd.GeoDataFrame) -> None:
        self._ids, self._names = areas.id.tolist(), areas.name.tolist()
        self._nations = areas.country.tolist()
        self._shapes = areas.geometry.to_numpy()
        levels = areas.level.tolist()
        self._trees = {}
        for level in set(levels):
            rows = np.flatnonzero(areas.level == level)
            self._trees[level] = rows, shapely.STRtree(self._shapes[rows])
        self._rows: dict[tuple[str, str], list[int]] = defaultdict(list)
        called = zip(levels, areas.name, areas.names, strict=True)
        for row, (level, name, names) in enumerate(called):
            for folded in {fold_name(one) for one in (name, *names)}:
                self._rows[level, folded].append(row)
        self.coded = {key: row for row, key in enumerate(zip(levels, self._ids, strict=True))}
        self._known = lru_cache(maxsize=_MOST_NAMES)(self._called)

    def holding(self, level: Level, position: tuple[float, float] | None) -> list[int]:
        """Find the areas that hold a position; none without one."""
        if position is None:
            return []
        rows, tree = self._trees[level]
        point = shapely.Point(position)
        near = rows[tree.query(point)]
        shapely.prepare(self._shapes[near])
        found: list[int] = np.sort(near[shapely.intersects(self._shapes[near], point)]).tolist()
        return found

    def named(self, level: Level, name: str, country: str) -> list[int]:
        """Find the areas of a name, in a country where one is given."""
        rows = self._known(level, name)
        if not country.strip():
            return rows
        nations = {self._nations[row] for row in self._known("country", country)}
        return [row for row in rows if self._nations[row] in nations]

    def _called(self, level: Level, name: str) -> list[int]:
        """Find the areas of a name such as "Myanmar (Burma)"."""
        folded = {fold_name(form) for form in (name, *re.split(r"[()]", name))} - {""}
        return sorted({row for form in folded for row in self._rows.get((level, form), ())})

    def boundary(self, row: int, found_by: Way) -> Boundary:
        """Return a row as a boundary."""
        return Boundary(self._ids[row], self._names[row], self._shapes[row], found_by)


@lru_cache(maxsize=1)
def _index() -> _Index:
    return _Index(load_boundaries())
