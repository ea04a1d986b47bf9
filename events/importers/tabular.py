"""Rows of any table, with a role for each column, on their way to events."""

import hashlib
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from events.geometry import MOST_VERTICES
from events.importers.areas import POINTS, Ground
from events.importers.days import EXPECTED, Order, interval, read_date
from events.importers.delimited import Chunk
from events.importers.drafts import Batch, Draft, Slot, list_column
from events.importers.kinds import fold, kind_of
from events.importers.receipt import Ledger
from events.importers.texts import first_of, joined, labelled, numbers, translated
from events.vocabulary import Basis, Kind, Precision, Status
from events.wkb import Shapes

PREFIX = "table"
"""What stands before the id of an event from a table."""

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
"""What tables call how closely a place is known, as `events.importers.kinds.fold` writes it."""

_NO_KIND = "Rows without a kind that Panj knows, shown as context"
_NO_PRECISION = (
    "Rows that do not say how closely the place is known: points taken as settlements, lines "
    "and areas as regions"
)


@dataclass(frozen=True)
class Reading:
    """How a table is read.

    Parameters
    ----------
    roles : dict
        The column for each role.
    order : {"day-first", "month-first", ""}
        Which comes first in 05/07/2021.
    """

    roles: dict[str, str]
    order: Order = ""


def draft_of(chunk: Chunk, ledger: Ledger, ground: Ground, reading: Reading) -> Batch:
    """Turn rows into events.

    Parameters
    ----------
    chunk : Chunk
        The rows.
    ledger : Ledger
        Is told of rejected rows.
    ground : Ground
        Finds the shapes of places.
    reading : Reading
        What the columns hold.

    Returns
    -------
    Batch
    """
    names = {column: role for role, column in reading.roles.items()}
    roles = chunk.cells[list(names)].rename(columns=names)
    draft = Draft(Chunk(roles, chunk.rows), ledger)
    place = first_of(*map(draft.cell, ("place", "district", "province", "country")))
    dates = _dates(draft, reading.order)
    word = draft.cell("kind")
    draft.columns |= {
        "id": _ids(draft, chunk),
        "title": _titles(draft, word, place, dates),
        "kind": _kinds(draft, word, ledger),
        "status": _statuses(draft),
        "date": dates,
        "date_basis": draft.constant(Basis.STATED).where(dates != "", None),
        "date_says": draft.cell("date"),
        "place": place,
        "place_basis": draft.constant(Basis.STATED).where(place != "", None),
        "actors": list_column("actors", _actors(draft)),
        "quantities": list_column("quantities", _quantities(draft)),
        "note": _notes(draft, word),
    }
    _locate(draft, chunk, ground, ledger, place)
    return draft.finish(PREFIX)


def _ids(draft: Draft, chunk: Chunk) -> pd.Series:
    """Take the table's ids, or make them from what the rows say."""
    given = draft.cell("id")
    if (given != "").all():
        return given
    shapes = [""] * len(given) if chunk.shapes is None else shapely.to_wkb(chunk.shapes, hex=True)
    rows = zip(*(chunk.cells[name] for name in chunk.cells), shapes, strict=True)
    texts = ("\x1f".join(str(cell) for cell in row) for row in rows)
    made = [hashlib.sha256(text.encode()).hexdigest()[:16] for text in texts]
    return given.where(given != "", pd.Series(made, index=given.index, dtype="str"))


def _titles(draft: Draft, word: pd.Series, place: pd.Series, dates: pd.Series) -> pd.Series:
    made = joined(word, place, dates, by=", ")
    return first_of(draft.cell("title"), made, draft.constant("An event without a title"))


def _kinds(draft: Draft, word: pd.Series, ledger: Ledger) -> pd.Series:
    found = translated(word, kind_of)
    ledger.notice(_NO_KIND, int(found.isna().sum()))
    return found.fillna(Kind.CONTEXT.value)


def _statuses(draft: Draft) -> pd.Series:
    given = draft.cell("status").str.lower()
    expected = f"one of {', '.join(Status)}, or nothing"
    draft.reject(~given.isin([*map(str, Status), ""]), "status", given, expected)
    return given.where(given != "", Status.REPORTED.value)


def _dates(draft: Draft, order: Order) -> pd.Series:
    start, end = draft.cell("date"), draft.cell("date_end")

    def read(text: str) -> str | None:
        first, _, last = text.partition("\x1f")
        days = [read_date(day, order) for day in (first, last)]
        if None in days or not (days[0] or not days[1]):
            return None
        plain = days[1] and all(day and len(day) == len("2021-07-05") for day in days)
        return interval(str(days[0]), str(days[1])) if plain else days[0]

    dates = translated(start + "\x1f" + end, read)
    draft.reject(dates.isna(), "date", joined(start, end, by=" to "), EXPECTED)
    return dates


def _actors(draft: Draft) -> list[Slot]:
    names = (draft.cell("actor"), draft.cell("other_actor"))
    return [({"name": name, "role": draft.constant("")}, name != "") for name in names]


def _quantities(draft: Draft) -> list[Slot]:
    killed, wounded = draft.count("killed"), draft.count("wounded")
    ends = pd.DataFrame(
        {
            "low": draft.count("killed_low").fillna(killed),
            "high": draft.count("killed_high").fillna(killed),
        }
    )
    low, high = ends.min(axis=1), ends.max(axis=1)
    ranged = {
        "what": draft.constant("killed"),
        "low": low.where(ends["low"].notna()),
        "high": high.where(ends["high"].notna()),
    }
    hurt = {"what": draft.constant("wounded"), "low": wounded, "high": wounded}
    return [(ranged, ends.notna().any(axis=1)), (hurt, wounded.notna())]


def _notes(draft: Draft, word: pd.Series) -> pd.Series:
    return joined(
        draft.cell("note"),
        labelled("Kind, as the table names it: ", word),
        labelled("Source: ", draft.cell("source")),
        labelled("Link: ", draft.cell("url")),
    )


def _locate(draft: Draft, chunk: Chunk, ground: Ground, ledger: Ledger, place: pd.Series) -> None:
    longitude, latitude = draft.position("longitude", "latitude")
    shapes = _given_shapes(draft, chunk)
    is_point = shapely.get_type_id(shapes) == shapely.GeometryType.POINT
    longitude = longitude.where(~is_point, shapely.get_x(shapes))
    latitude = latitude.where(~is_point, shapely.get_y(shapes))
    own = ~shapely.is_missing(shapes) & ~is_point
    word = draft.cell("precision")
    precision = _precisions(draft, word, longitude.notna().to_numpy(), own, ledger)
    where = pd.DataFrame(
        {
            "name": place,
            "precision": precision,
            "country": draft.cell("country"),
            "province": draft.cell("province"),
            "district": draft.cell("district"),
            "longitude": longitude,
            "latitude": latitude,
        }
    )
    rest = where.assign(precision=where["precision"].where(~own, Precision.NONE.value))
    found, circled = ground.shapes(rest)
    shapes = np.where(own, shapes, found)
    centre = draft.constant("The area is a circle around the position that the data give.")
    draft.columns["note"] = joined(draft.columns["note"], centre.where(circled, ""))
    radius, bad = numbers(draft.cell("radius_km"))
    draft.reject(bad | (radius <= 0), "radius_km", draft.cell("radius_km"), "km above 0")
    pointed = precision.isin(POINTS) & ~shapely.is_missing(shapes)
    draft.columns["radius_km"] = radius.where(pointed)
    draft.place(shapes, precision, word.where(word != "", "not given"))


def _given_shapes(draft: Draft, chunk: Chunk) -> Shapes:
    """Take the geometries of a layer or of a column of well-known text, if they are good."""
    texts = draft.cell("wkt")
    shapes = chunk.shapes
    if shapes is None and (texts == "").all():
        return np.full(len(texts), None, dtype=object)
    if shapes is None:
        written = [text or None for text in texts]
        shapes = shapely.from_wkt(np.array(written, dtype=object), on_invalid="ignore")
    missing = shapely.is_missing(shapes)
    broken = missing & (texts != "").to_numpy()
    bounds = np.nan_to_num(np.abs(shapely.bounds(shapes)), nan=np.inf).reshape(-1, 4)
    outside = ~missing & ~(bounds <= [180, 90, 180, 90]).all(axis=1)
    mixed = shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION
    ring = shapely.get_type_id(shapes) == shapely.GeometryType.LINEARRING
    large = shapely.get_num_coordinates(shapes) > MOST_VERTICES
    bad = pd.Series(broken | outside | mixed | ring | large, index=texts.index)
    expected = f"points, lines or areas in degrees, of at most {MOST_VERTICES:,} positions"
    draft.reject(bad, "geometry", texts.str.slice(0, 80), expected)
    kept: Shapes = shapes.copy()
    kept[bad.to_numpy()] = None
    return kept


def _precisions(
    draft: Draft, word: pd.Series, positioned: np.ndarray, own: np.ndarray, ledger: Ledger
) -> pd.Series:
    """Translate how closely the place is known; where the table is silent, claim little."""
    levels = {
        Precision.SETTLEMENT: draft.cell("place"),
        Precision.DISTRICT: draft.cell("district"),
        Precision.PROVINCE: draft.cell("province"),
        Precision.COUNTRY: draft.cell("country"),
    }
    silent = draft.constant(Precision.NONE)
    for level, names in reversed(levels.items()):
        silent = silent.where(names == "", level.value)
    silent = silent.where(~positioned, Precision.SETTLEMENT.value)
    silent = silent.where(~own, Precision.REGION.value)
    said = translated(word, lambda text: _known(text))
    unsaid = said.isna() & (positioned | own)
    ledger.notice(_NO_PRECISION, int(unsaid.sum()))
    found = said.fillna(silent)
    return found.where(~(own & (found == Precision.NONE).to_numpy()), Precision.REGION.value)


def _known(text: str) -> str | None:
    found = PRECISIONS.get(fold(text))
    return None if found is None else found.value
