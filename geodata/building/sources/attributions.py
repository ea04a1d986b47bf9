"""What each layer is, where it comes from and under which licence."""

from __future__ import annotations

from dataclasses import dataclass

from geodata.building.sources import packages
from geodata.building.sources.lands import RELIEF
from geodata.building.sources.packages import Package

GEOJSON = "application/geo+json"
OSM = "© OpenStreetMap contributors"
ODBL = "ODbL-1.0"
OSM_UPSTREAM = (
    "OpenStreetMap by way of timezone-boundary-builder 2026c (https://www.openstreetmap.org/"
    "copyright; https://github.com/evansiroky/timezone-boundary-builder)"
)
OUTLINES = (
    "Time zones merged to countries, vertices on a grid of 0.0001°, all layers noded together, "
    "edges simplified once for both sides (Visvalingam-Whyatt, {focus} m; {far} m between "
    "neighbours)"
)
DISTRICTS = (
    "Districts (geoBoundaries: AFG public domain, TJK ODbL from OpenStreetMap) cut to the "
    "outline; overlaps given to one district, gaps to the nearest; provinces are sums of "
    "districts, assigned by largest overlap with Natural Earth's; stale and wrong names replaced "
    "by hand; inner edges simplified at {inner} m"
)
FOCUS_TOLERANCE_METRES = 80.0
FAR_TOLERANCE_METRES = 900.0
INNER_TOLERANCE_METRES = 250.0


@dataclass(frozen=True)
class Entry:
    """One layer's title, source and licence; see `Layer` in basemap.py for the fields."""

    name: str
    title: str
    attribution: str
    licence: str
    upstream: str
    transformation: str
    packages: tuple[Package, ...]
    initial: bool = True
    suffix: str = "geojson"
    media_type: str = GEOJSON
    bounds: tuple[float, float, float, float] | None = None

    @property
    def file(self) -> str:
        """Name of the file in geodata/data/."""
        return f"{self.name}.{self.suffix}"


def _outline(name: str, title: str, extra: str = "") -> Entry:
    text = OUTLINES.format(focus=int(FOCUS_TOLERANCE_METRES), far=int(FAR_TOLERANCE_METRES))
    return Entry(name, title, OSM, ODBL, OSM_UPSTREAM, text + extra, (packages.ZONES,))


def _division(name: str, title: str, initial: bool) -> Entry:
    return Entry(
        name,
        title,
        f"{OSM}; geoBoundaries; Natural Earth",
        ODBL,
        OSM_UPSTREAM
        + "; geoBoundaries 2017 (https://www.geoboundaries.org); Natural Earth admin-1 "
        "(https://www.naturalearthdata.com)",
        DISTRICTS.format(inner=int(INNER_TOLERANCE_METRES)),
        (packages.ZONES, packages.GAZETTEER, packages.ADMIN1),
        initial,
    )


ENTRIES = (
    _outline("countries", "Afghanistan and Tajikistan"),
    _outline("border", "The border between Afghanistan and Tajikistan", "; the edges both share"),
    _outline(
        "outlines",
        "Outlines of both countries and borders among the neighbours",
        "; each edge once, without the shared border and without the edge of the region's box",
    ),
    _outline("neighbours", "Neighbouring countries, cut to the region"),
    Entry(
        "world",
        "The other countries at 1:110 million",
        "Natural Earth",
        "Public domain",
        "Natural Earth 1:110m countries (https://www.naturalearthdata.com)",
        "TopoJSON decoded, cut at the antimeridian as in the source, coordinates rounded to "
        "0.01°; Afghanistan and Tajikistan left out",
        (packages.WORLD,),
    ),
    _division("provinces", "Provinces of both countries", False),
    _division("province-lines", "Boundaries between provinces, each once", True),
    _division("districts", "Districts of both countries", False),
    _division("district-lines", "Boundaries between districts of one province, each once", False),
    Entry(
        "rivers",
        "Rivers",
        f"{OSM}; GSHHG; NOAA GLOBE",
        "ODbL-1.0 (on the border); LGPL-3.0-or-later (from GSHHG); public domain (traced)",
        OSM_UPSTREAM
        + "; WDBII in GSHHG 2.3.7 (https://www.soest.hawaii.edu/pwessel/gshhg/); NOAA GLOBE 1.0",
        "On the border the outline itself; others joined from unnamed pieces, named by hand, "
        "corners rounded (Chaikin), simplified at 80 m and led into the river they join; Gunt, "
        "Shahdara, Vanj, Obikhingou, Kofarnihon and Varzob traced along the valley floor of "
        "GLOBE (0.5 km off on average where it could be measured)",
        (packages.ZONES, packages.SHORES, packages.HEIGHTS),
    ),
    Entry(
        "lakes",
        "Lakes",
        "GSHHG",
        "LGPL-3.0-or-later",
        "GSHHG 2.3.7 (https://www.soest.hawaii.edu/pwessel/gshhg/)",
        "Four lakes, named by hand, coordinates rounded to 0.0001°",
        (packages.SHORES,),
    ),
    Entry(
        "places",
        "Towns and villages",
        "GeoNames",
        "CC-BY-4.0",
        "GeoNames cities500 and alternate names (https://www.geonames.org); Sherkhan Bandar "
        "placed by hand",
        "All of both countries and some of the neighbours; one English name each, reviewed by "
        "hand where it says so; of alternate names without a language, which is Tajik, Dari or "
        "Russian by hand; ranks by hand; a population of 0 means unknown and is left out",
        (packages.GEONAMES, packages.NAMES),
    ),
    Entry(
        "crossings",
        "Named border crossings",
        f"Panj; {OSM}",
        ODBL,
        "Made by hand; the evidence stands with each point",
        "Each is set on the vertex of the border nearest to its town; its precision is stated",
        (packages.ZONES, packages.GEONAMES),
    ),
    Entry(
        "labels",
        "Anchors and curves of the labels",
        f"Panj; {OSM}; GSHHG",
        "CC0-1.0 (points chosen by hand); ODbL-1.0 and LGPL-3.0-or-later (curves from rivers)",
        "Made by hand; the curves follow the rivers layer",
        "Points chosen by hand or, for provinces of the south, the middle of the largest circle "
        "inside; curves are the rivers smoothed for each zoom",
        (packages.ZONES, packages.SHORES),
    ),
    Entry(
        "hillshade",
        "Relief",
        "NOAA GLOBE",
        "Public domain",
        "NOAA GLOBE 1.0, 30 seconds of arc, tile G (https://www.ngdc.noaa.gov/mgg/topo/globe.html)",
        "Slopes lit from the north-west at two scales, warped to Web Mercator (EPSG:3857), "
        "shadow kept in alpha, 26 % outside the two countries, edges faded",
        (packages.HEIGHTS, packages.ZONES),
        suffix="webp",
        media_type="image/webp",
        bounds=RELIEF,
    ),
    Entry(
        "world-pieces",
        "The world in pieces: land, borders, divisions, waters, towns",
        "Natural Earth; GSHHG; GeoNames",
        "Public domain (Natural Earth); LGPL-3.0-or-later (GSHHG); CC-BY-4.0 (GeoNames)",
        "Natural Earth 1:10m states and provinces (https://www.naturalearthdata.com); GSHHG and "
        "WDBII 2.3.7 (https://www.soest.hawaii.edu/pwessel/gshhg/); GeoNames cities500 and "
        "alternate names (https://www.geonames.org)",
        "First-level divisions simplified together at three levels of detail, edges told apart "
        "(coast, border, disputed by tables/disputed.csv, province), cut along a grid of degrees; "
        "borders bent over 1° to meet the region's own; rivers by length and lakes by area; "
        "towns of 15,000 people and capitals; this file lists the pieces in world/, with the "
        "SHA-256 of all of them",
        (packages.ADMIN1, packages.SHORES, packages.GEONAMES, packages.NAMES),
        initial=False,
        suffix="json",
        media_type="application/json",
    ),
    Entry(
        "world-names",
        "Names that a place of the world is found by",
        "Natural Earth; GeoNames",
        "Public domain (Natural Earth); CC-BY-4.0 (GeoNames); Unicode-3.0 (CLDR)",
        "Natural Earth 1:10m states and provinces (https://www.naturalearthdata.com); GeoNames "
        "cities500 and alternate names (https://www.geonames.org); Unicode CLDR "
        "(https://cldr.unicode.org)",
        "Countries in English, in their official languages and in six that are read widely; "
        "divisions with the spellings of the source; towns in English and their country's script",
        (packages.ADMIN1, packages.GEONAMES, packages.NAMES, packages.TERRITORIES),
        initial=False,
        suffix="json",
        media_type="application/json",
    ),
    Entry(
        "boundaries",
        "Outlines for importers: districts of the region, provinces and countries of the world",
        f"{OSM}; geoBoundaries; Natural Earth",
        ODBL,
        OSM_UPSTREAM
        + "; geoBoundaries 2017 (https://www.geoboundaries.org); Natural Earth 1:10m states and "
        "provinces (https://www.naturalearthdata.com)",
        "The region's own layers, and Natural Earth's first-level divisions simplified together; "
        "countries are sums of these; names as Natural Earth spells them, and "
        "tables/aliases.csv for countries",
        (packages.ZONES, packages.GAZETTEER, packages.ADMIN1),
        initial=False,
        suffix="parquet",
        media_type="application/vnd.apache.parquet",
    ),
)
