"""Rows of any table, with a role for each column, on their way to events."""

import hashlib
from dataclasses import dataclass
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from events.geometry import MOST_VERTICES
from events.importers.areas import LEVELS, POINTS, Ground, Levels, Sites, levels_of
from events.importers.cells import Mask, Texts, among, blank, chosen, empty, unread
from events.importers.days import EXPECTED, Order, is_edtf, read_date
from events.importers.delimited import Chunk
from events.importers.drafts import CIRCLED, Batch, Draft
from events.importers.kinds import fold, kind_of
from events.importers.lists import BEST, CROSSED, Slot, exactly, killed_between, list_column
from events.importers.receipt import Ledger
from events.importers.spans import (
    days_of,
    plain_dates,
    plain_days,
    read_others,
    written_spans,
)
from events.importers.texts import first_of, joined, labelled, listed, numbers, translated
from events.vocabulary import Kind, Precision, Status
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
    names = chunk.cells.schema.names
    cells = [chunk.cells.column(names.index(column)) for column in reading.roles.values()]
    roles = pa.RecordBatch.from_arrays(cells, names=list(reading.roles))
    draft = Draft(Chunk(roles, chunk.rows), ledger)
    place = first_of(*map(draft.cell, ("place", "district", "province", "country")))
    dates = _dates(draft, reading.order)
    word = draft.cell("kind")
    draft.note(
        ("", draft.cell("note")),
        ("Kind, as the table names it: ", word),
        ("Source: ", draft.cell("source")),
        ("Link: ", draft.cell("url")),
    )
    draft.columns |= {
        "id": _ids(draft, chunk),
        "title": _titles(draft, word, place, dates),
        "kind": _kinds(word, ledger),
        "status": _statuses(draft),
        "date": dates,
        "date_basis": draft.stated(dates),
        "date_says": draft.cell("date"),
        "place": place,
        "place_basis": draft.stated(place),
        "actors": list_column("actors", _actors(draft)),
        "quantities": list_column("quantities", _quantities(draft, ledger)),
    }
    _locate(draft, chunk, ground, ledger, place)
    return draft.finish(PREFIX)


def _ids(draft: Draft, chunk: Chunk) -> Texts:
    """Take the table's ids, or make them from what the rows say."""
    given = draft.cell("id")
    without = empty(given)
    if not without.any():
        return given
    shapes = draft.constant("")
    if chunk.shapes is not None:
        shapes = pa.array([hexed or "None" for hexed in shapely.to_wkb(chunk.shapes, hex=True)])
    said = pc.binary_join_element_wise(*chunk.cells.columns, shapes, "\x1f")
    texts = said.cast(pa.binary()).to_pylist()
    made = [
        hashlib.sha256(text).hexdigest()[:16] if is_without else ""
        for text, is_without in zip(texts, without.tolist(), strict=True)
    ]
    return chosen(without, pa.array(made), given)


def _titles(draft: Draft, word: Texts, place: Texts, dates: Texts) -> Texts:
    title = draft.cell("title")
    if empty(title).any():
        made = joined(word, place, dates.fill_null(""), by=", ")
        title = first_of(title, made, draft.constant("An event without a title"))
    return title


def _kinds(word: Texts, ledger: Ledger) -> Texts:
    found = translated(kind_of, word)
    unknown = unread(found)
    ledger.notice(_NO_KIND, int(unknown.sum()))
    return chosen(unknown, Kind.CONTEXT.value, found)


def _statuses(draft: Draft) -> Texts:
    given = draft.cell("status")
    if blank(given):
        return draft.constant(Status.REPORTED)
    given = pc.utf8_lower(given)
    expected = f"one of {', '.join(Status)}, or nothing"
    draft.reject(~among(given, [*map(str, Status), ""]), "status", given, expected)
    return chosen(empty(given), Status.REPORTED.value, given)


def _dates(draft: Draft, order: Order) -> Texts:
    start, end = draft.cell("date"), draft.cell("date_end")
    dates = _read_dates(start, end, order)
    bad, ended = unread(dates), ~empty(end)
    draft.reject(bad & ~ended, "date", start, EXPECTED)
    expected = f"{EXPECTED}, and an end that is not before it"
    draft.reject(bad & ended, "date", joined(start, end, by=" to "), expected)
    return dates


def _read_dates(start: Texts, end: Texts, order: Order) -> Texts:
    first, last = plain_days(start), plain_days(end)
    if blank(end):
        if first is not None:
            return first.fill_null("")
        return read_others(partial(read_date, order=order), start, plain_dates(start))
    if first is None or last is None:
        return translated(partial(_date, order), start, end)
    ends = days_of(chosen(empty(end), first, last))
    spans = written_spans(first, ends, np.zeros(len(ends), np.int32))
    return chosen(empty(start), chosen(empty(end), "", first), spans)


def _date(order: Order, start: str, end: str) -> str | None:
    first, last = read_date(start, order), read_date(end, order)
    if first is None or last is None or (last and not first):
        return None
    if not last or last == first or first.endswith(f"/{last}"):
        return first
    interval = f"{first}/{last}"
    return interval if is_edtf(interval) else None


def _actors(draft: Draft) -> list[Slot]:
    names = (draft.name("actor"), draft.name("other_actor"))
    return [({"name": name, "role": ""}, ~empty(name)) for name in names]


def _quantities(draft: Draft, ledger: Ledger) -> list[Slot]:
    names = {"low": "killed_low", "best": "killed", "high": "killed_high"}
    low, best, high = map(draft.count, names.values())
    killed, crossed = killed_between(low, best, high)
    ledger.notice(CROSSED, int(crossed.sum()))
    if crossed.any():
        given = ((f"{end} ", draft.cell(name)) for end, name in names.items())
        told = labelled("The table gives ", listed(*given, by=", "))
        ends = ", which cross; the range is the widest."
        draft.remark(crossed, pc.binary_join_element_wise(told, ends, ""))
    _, ranged = killed
    alone = exactly("killed", np.where(ranged, np.nan, best), least=0)
    between = exactly(BEST, np.where(ranged, best, np.nan), least=0)
    return [killed, alone, between, exactly("wounded", draft.count("wounded"), least=0)]


def _locate(draft: Draft, chunk: Chunk, ground: Ground, ledger: Ledger, place: Texts) -> None:
    longitude, latitude = draft.position("longitude", "latitude")
    shapes = _given_shapes(draft, chunk)
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
    drawings, circled = ground.draw(sites)
    if shapes is not None:
        drawings.draw_shapes(own, shapes[own], np.arange(int(own.sum())))
    draft.remark(circled, CIRCLED)
    radius, bad = numbers(draft.cell("radius_km"))
    draft.reject(bad | (radius <= 0), "radius_km", draft.cell("radius_km"), "km above 0")
    pointed = np.isin(level, [LEVELS.index(point) for point in POINTS]) & ~drawings.missing()
    draft.columns["radius_km"] = np.where(pointed, radius, np.nan)
    draft.place(drawings, level, chosen(empty(word), "not given", word))


def _given_shapes(draft: Draft, chunk: Chunk) -> Shapes | None:
    """Take the geometries of a layer or of a column of well-known text, if they are good."""
    texts = draft.cell("wkt")
    shapes = chunk.shapes
    if shapes is None and empty(texts).all():
        return None
    if shapes is None:
        written = [text or None for text in texts.to_pylist()]
        shapes = shapely.from_wkt(np.array(written, dtype=object), on_invalid="ignore")
    missing = shapely.is_missing(shapes)
    broken = missing & ~empty(texts)
    bounds = np.nan_to_num(np.abs(shapely.bounds(shapes)), nan=np.inf).reshape(-1, 4)
    outside = ~missing & ~(bounds <= [180, 90, 180, 90]).all(axis=1)
    mixed = shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION
    ring = shapely.get_type_id(shapes) == shapely.GeometryType.LINEARRING
    large = shapely.get_num_coordinates(shapes) > MOST_VERTICES
    bad = broken | outside | mixed | ring | large
    expected = f"points, lines or areas in degrees, of at most {MOST_VERTICES:,} positions"
    draft.reject(bad, "geometry", pc.utf8_slice_codeunits(texts, 0, 80), expected)
    kept: Shapes = shapes.copy()
    kept[bad] = None
    return kept


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
    known = translated(_known, word)
    unsaid = unread(known)
    ledger.notice(_NO_PRECISION, int((unsaid & (positioned | own)).sum()))
    said = levels_of(known.fill_null(""), {str(level): level for level in LEVELS})
    found: Levels = np.where(unsaid, silent, said)
    found[own & (found == LEVELS.index(Precision.NONE))] = LEVELS.index(Precision.REGION)
    return found


def _known(text: str) -> str | None:
    found = PRECISIONS.get(fold(text))
    return None if found is None else found.value
