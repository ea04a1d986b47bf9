"""Where the rows of a table lie: positions, shapes and areas, and how closely they are known."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from events.importers.columns.cells import Numbers, Texts, blank, empty, if_else, unmapped
from events.importers.columns.text_columns import map_texts, numbers
from events.importers.places.coordinates import read_positions, shapes_of_text
from events.importers.places.exchanged_positions import find_exchanged
from events.importers.places.mixed_geometries import kinds_of, unite
from events.importers.places.places import LEVELS, POINTS, Gazetteer, Levels, Sites, levels_of
from events.importers.rows.chunk import Chunk
from events.importers.rows.event_builder import Draft
from events.importers.rows.ledger import Ledger
from events.importers.tables.kind_codes import fold
from events.model.distinct_dates import Mask
from events.model.limits import GEOMETRY_POSITIONS
from events.model.vocabulary import Basis, Precision
from events.model.wkb import Shapes

PRECISIONS = {
    "point": Precision.EXACT,
    "address": Precision.EXACT,
    "town": Precision.SETTLEMENT,
    "city": Precision.SETTLEMENT,
    "village": Precision.SETTLEMENT,
    "admin2": Precision.DISTRICT,
    "county": Precision.DISTRICT,
    "admin1": Precision.PROVINCE,
    "state": Precision.PROVINCE,
    "area": Precision.REGION,
    "line": Precision.REGION,
    "national": Precision.COUNTRY,
    "unknown": Precision.NONE,
} | {str(precision): precision for precision in Precision}
"""What tables call how closely a place is known, as `events.importers.tables.kind_codes.fold`
writes it."""

_DISTRICT, _PROVINCE = (
    np.int8(LEVELS.index(level)) for level in (Precision.DISTRICT, Precision.PROVINCE)
)
_WIDENED = (
    "Places without a position, whose outline is not known, widened to their district or province"
)
_POINTED = tuple(np.int8(LEVELS.index(level)) for level in POINTS)
_NO_PRECISION = (
    "Rows that do not say how closely the place is known: points taken as settlements, lines "
    "and areas as regions"
)
_HELD = (
    "Geometries of several kinds, of which the areas (or else the lines) are kept: they hold the "
    "rest"
)
_ONE_KIND = (
    "points, lines or areas alone, or areas that hold the rest. Give what lies apart a row of its "
    "own"
)
_IN_COUNTRY = (
    "a position near that country. It lies in it with latitude and longitude exchanged: name the "
    "columns anew, such as --column latitude=COLUMN or --column lon_lat=COLUMN"
)
_MOST_SHOWN = 4  # positions of a shape that a message shows
_POSITIONS = {
    "lat_lon": "read as latitude, then longitude (ISO 6709)",
    "lon_lat": "read as longitude, then latitude",
    "mgrs": "read as cells of the military grid (MGRS)",
}


def locate_rows(
    draft: Draft,
    chunk: Chunk,
    gazetteer: Gazetteer,
    ledger: Ledger,
    place: Texts,
    roles: Mapping[str, str],
) -> None:
    """Give each row its place on the map, and say how closely it is known.

    Parameters
    ----------
    draft : Draft
        The rows by their roles; it is told the geometry, the
        precision, the radius and what the place lies in.
    chunk : Chunk
        The same rows, with the shapes of a layer.
    gazetteer : Gazetteer
        Finds the shapes of places.
    ledger : Ledger
        Is told what was read as what, and of rejected rows.
    place : pyarrow.StringArray
        The name of each row's place.
    roles : mapping
        The column for each role.
    """
    longitude, latitude = _positions(draft, ledger, roles)
    shapes = _given_shapes(draft, chunk, ledger)
    own = np.zeros(draft.size, bool)
    if shapes is not None:
        pointed = shapely.get_type_id(shapes) == shapely.GeometryType.POINT
        longitude = np.where(pointed, shapely.get_x(shapes), longitude)
        latitude = np.where(pointed, shapely.get_y(shapes), latitude)
        own = ~shapely.is_missing(shapes) & ~pointed
    word = draft.cell("precision")
    level = _levels(draft, word, ~np.isnan(longitude), own, ledger)
    unshaped = np.where(own, np.int8(LEVELS.index(Precision.NONE)), level)
    around = (draft.cell("country"), draft.cell("province"), draft.cell("district"))
    sites = Sites(place, unshaped, *around, longitude, latitude)
    _reject_exchanged(draft, find_exchanged(sites, gazetteer), sites)
    drawings, found = gazetteer.draw(sites)
    for narrower, wider, name in (
        (_POINTED, _DISTRICT, sites.district),
        ((*_POINTED, _DISTRICT), _PROVINCE, sites.province),
    ):
        lost = drawings.missing() & np.isin(sites.level, narrower) & ~empty(name)
        if lost.any():
            tried = replace(
                sites,
                level=np.where(lost, wider, sites.level),
                name=if_else(lost, name, sites.name),
            )
            drawings, found = gazetteer.draw(tried)
            lost &= ~drawings.missing()
            level = np.where(lost, wider, level)
            sites = replace(
                sites,
                level=np.where(lost, wider, sites.level),
                name=if_else(lost, name, sites.name),
            )
            _tell_widened(draft, ledger, place, sites, lost)
    if shapes is not None:
        drawings.draw_shapes(own, shapes[own], np.arange(int(own.sum())))
    draft.keep(sites, drawings)
    draft.tell(found)
    radius, bad = numbers(draft.cell("radius_km"))
    draft.reject(bad | (radius <= 0), "radius_km", draft.cell("radius_km"), "km above 0")
    pointed = np.isin(level, [LEVELS.index(point) for point in POINTS]) & ~drawings.missing()
    draft.columns["radius_km"] = np.where(pointed, radius, np.nan)
    draft.place(drawings, level, if_else(empty(word), "not given", word))


def _reject_exchanged(draft: Draft, exchanged: Mask, sites: Sites) -> None:
    """Leave out positions that the country contradicts, and that would be right turned round."""
    if not exchanged.any():
        return
    told = [
        f"{north:g}, {east:g} beside the country {country}" if bad else ""
        for bad, north, east, country in zip(
            exchanged, sites.latitude, sites.longitude, sites.country.to_pylist(), strict=True
        )
    ]
    draft.reject(exchanged, "latitude, longitude", pa.array(told), _IN_COUNTRY)


def _tell_widened(draft: Draft, ledger: Ledger, place: Texts, sites: Sites, widened: Mask) -> None:
    """Name the areas that stand for what lies in them, and keep what the table says."""
    ledger.notice(_WIDENED, int(widened.sum()))
    says = draft.columns.get("place_says", draft.constant(""))
    draft.columns |= {
        "place": sites.name,
        "place_says": if_else(widened, place, says),
        "place_basis": if_else(widened, Basis.INFERRED.value, draft.columns["place_basis"]),
    }


def _positions(draft: Draft, ledger: Ledger, roles: Mapping[str, str]) -> tuple[Numbers, Numbers]:
    """Read longitude and latitude from columns of their own, or else from one for both."""
    longitude, latitude = draft.position("longitude", "latitude")
    for role, told in _POSITIONS.items():
        texts = draft.cell(role)
        if blank(texts):
            continue
        ledger.remark(f"Positions in the column {roles[role]!r} are {told}")
        east, north, bad = read_positions(
            texts, longitude_first=role == "lon_lat", grid=role == "mgrs"
        )
        needed = np.isnan(longitude)
        draft.reject(bad & needed, role, texts, f"a position that can be {told}")
        longitude = np.where(needed, east, longitude)
        latitude = np.where(needed, north, latitude)
    return longitude, latitude


def _given_shapes(draft: Draft, chunk: Chunk, ledger: Ledger) -> Shapes | None:
    """Take the geometries of a layer or of a column of well-known text, if they are good."""
    texts = draft.cell("wkt") if chunk.unread is None else chunk.unread
    shapes = chunk.shapes
    if shapes is None and empty(texts).all():
        return None
    if shapes is None:
        shapes = shapes_of_text(texts)
    shapes = _united(shapes, ledger)
    missing = shapely.is_missing(shapes)
    broken = missing & ~empty(texts)
    bounds = np.nan_to_num(np.abs(shapely.bounds(shapes)), nan=np.inf).reshape(-1, 4)
    outside = ~missing & ~(bounds <= [180, 90, 180, 90]).all(axis=1)
    mixed = shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION
    ring = shapely.get_type_id(shapes) == shapely.GeometryType.LINEARRING
    large = shapely.get_num_coordinates(shapes) > GEOMETRY_POSITIONS
    bad: Mask = broken | outside | ring | large
    expected = f"points, lines or areas in degrees, of at most {GEOMETRY_POSITIONS:,} positions"
    for rows, told in ((bad & missing, texts), (bad & ~missing, None)):
        if rows.any():
            found = _shown_shapes(shapes) if told is None else told
            draft.reject(rows, "geometry", pc.utf8_slice_codeunits(found, 0, 80), expected)
    if mixed.any():
        parted = zip(shapes, mixed.tolist(), strict=True)
        told = [f"a collection of {kinds_of(one)}" if odd else "" for one, odd in parted]
        draft.reject(mixed & ~bad, "geometry", pa.array(told), _ONE_KIND)
    kept: Shapes = shapes.copy()
    kept[bad | mixed] = None
    return kept


def _united(shapes: Shapes, ledger: Ledger) -> Shapes:
    """Make one kind of geometries of several parts, where that can be."""
    mixed = shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION
    if not mixed.any():
        return shapes
    united = shapes.copy()
    united[mixed] = [unite(one) for one in shapes[mixed]]
    several = np.array([", " in kinds_of(one) for one in shapes[mixed]])
    one_kind = shapely.get_type_id(united[mixed]) != shapely.GeometryType.GEOMETRYCOLLECTION
    ledger.notice(_HELD, int((several & one_kind).sum()))
    return united


def _shown_shapes(shapes: Shapes) -> Texts:
    short = shapely.get_num_coordinates(shapes) <= _MOST_SHOWN
    small = shapes.copy()
    small[~short] = None
    texts = shapely.to_wkt(small, rounding_precision=4)
    return pa.array([text or "a shape of many positions" for text in texts], pa.string())


def _levels(draft: Draft, word: Texts, positioned: Mask, own: Mask, ledger: Ledger) -> Levels:
    """Translate how closely the place is known; where the table is silent, claim little."""
    columns = {
        Precision.COUNTRY: "country",
        Precision.PROVINCE: "province",
        Precision.DISTRICT: "district",
        Precision.SETTLEMENT: "place",
    }
    silent = np.full(draft.size, LEVELS.index(Precision.NONE), np.int8)
    for precision, column in columns.items():
        silent[~empty(draft.cell(column))] = LEVELS.index(precision)
    silent[positioned] = LEVELS.index(Precision.SETTLEMENT)
    silent[own] = LEVELS.index(Precision.REGION)
    known = map_texts(_known, word)
    unsaid = unmapped(known)
    ledger.notice(_NO_PRECISION, int((unsaid & (positioned | own)).sum()))
    said = levels_of(known.fill_null(""), {str(level): level for level in LEVELS})
    found: Levels = np.where(unsaid, silent, said)
    found[own & (found == LEVELS.index(Precision.NONE))] = LEVELS.index(Precision.REGION)
    return found


def _known(text: str) -> str | None:
    found = PRECISIONS.get(fold(text))
    return None if found is None else found.value
