"""Makes up event files of any size: `python -m tests.makers.generator N OUT`.

OUT is an event file (.parquet, .geojson) or a plain table (.csv) for `python -m events import
table`. The same N always gives the same file. What is in it is made up: towns and outlines are
the base layers', everything else is nobody's. The events cluster as coded data does
(`tests.makers.happenings`): many share a point, a few outlines and a few months. Their texts are
as long as the field's, in several scripts (`tests.bench.passages`).
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import shapely

from events.export.geojson import collection_members, write_geojson
from events.files.arrow_schema import SCHEMA, GeoParquetWriter, features_from
from events.model.vocabulary import Status
from events.model.wkb import Shapes, wkb_from
from tests.bench import passages, wording
from tests.makers import happenings
from tests.makers.ground import Sites, find_sites

Numbers = npt.NDArray[np.int64]

PLACES = {
    "town": 42.0,
    "spot": 20.0,
    "exact": 8.0,
    "district": 12.0,
    "province": 8.0,
    "border": 2.5,
    "region": 1.5,
    "country": 1.0,
    "none": 5.0,
}
"""The share of each kind of place, per cent; an exact one is no other event's."""

STATUSES = {
    Status.REPORTED: 72,
    Status.CLAIMED: 15,
    Status.DISPUTED: 4,
    Status.INTENDED: 3,
    Status.ORDERED: 2,
    Status.STANDING: 2,
    Status.FORECAST: 2,
}
"""The share of each status, per cent."""

QUOTED = 0.3
"""The share of the events with a quote."""

_SEED = 20210708
_ROWS_A_BATCH = 50_000
_SCATTER = 0.05  # degrees by which an exact place lies off its town
_NEARER = 0.3  # the share of the nearest site of its kind, of what is left the next one's
_CELLS = ("id", "title", "date", "place", "place_precision", "kind", "status", "note")


def main(arguments: list[str]) -> None:
    """Write the file that the command line asks for."""
    if len(arguments) != 2 or not arguments[0].isdigit():
        sys.exit("Usage: python -m tests.makers.generator N OUT(.parquet|.geojson|.csv)")
    write_events(int(arguments[0]), Path(arguments[1]))


def write_events(size: int, path: Path) -> None:
    """Write a file of made-up events.

    Parameters
    ----------
    size : int
        How many.
    path : pathlib.Path
        Its ending tells the format: .parquet, .geojson or .csv.
    """
    members = collection_members("Made-up events", [wording.write_report().source], {})
    if path.suffix == ".parquet":
        with GeoParquetWriter(path, members) as writer:
            for batch, shapes in make_batches(size):
                writer.write(batch, shapes)
    elif path.suffix == ".geojson":
        features = (one for batch, _ in make_batches(size) for one in features_from(batch))
        write_geojson(path, members, features)
    else:
        with pyarrow.csv.CSVWriter(path, _table(*next(make_batches(1))).schema) as writer:
            for batch, shapes in make_batches(size):
                writer.write(_table(batch, shapes))


def make_batches(size: int) -> Iterator[tuple[pa.RecordBatch, Shapes]]:
    """Make up events.

    Parameters
    ----------
    size : int
        How many.

    Yields
    ------
    pyarrow.RecordBatch, numpy.ndarray
        What `events.files.arrow_schema.GeoParquetWriter.write` takes.
    """
    random = np.random.default_rng(_SEED)
    sites = find_sites()
    bursts = happenings.plan_bursts(sites.weights, random)
    for first in range(0, size, _ROWS_A_BATCH):
        yield _make_batch(first, min(_ROWS_A_BATCH, size - first), sites, bursts, random)


def _make_batch(
    first: int, size: int, sites: Sites, bursts: happenings.Bursts, random: np.random.Generator
) -> tuple[pa.RecordBatch, Shapes]:
    towns, days = happenings.draw(size, bursts, sites.weights, random)
    site, exact = _choose_sites(towns, sites, random)
    shapes = sites.shapes[site]
    shapes[exact] = _scatter(shapes[exact], random)
    taken = pa.array(site)
    places = sites.names.take(taken)
    kinds = random.choice(len(wording.TITLES), size=size, p=np.array(wording.SHARES) / 100)
    statuses = random.choice(len(STATUSES), size=size, p=np.array(list(STATUSES.values())) / 100)
    dates = happenings.write_dates(days, random)
    languages = passages.choose_languages(size, random)
    columns = {
        "id": pa.array([f"made:{number}" for number in range(first + 1, first + size + 1)]),
        "title": wording.write_titles(kinds, random, places, languages),
        "kind": pa.array([str(kind) for kind in wording.TITLES]).take(pa.array(kinds)),
        "status": pa.array([str(status) for status in STATUSES]).take(pa.array(statuses)),
        "date": dates,
        "date_basis": pc.if_else(pc.equal(dates, ""), pa.scalar(None, pa.string()), "coded"),
        "place": places,
        "place_precision": pc.if_else(pa.array(exact), "exact", sites.precisions.take(taken)),
        "place_basis": pc.if_else(pc.equal(places, ""), pa.scalar(None, pa.string()), "coded"),
        "radius_km": pc.if_else(pa.array(exact), 0.5, sites.radii.take(taken)),
        "actors": wording.name_actors(size, random),
        "quotes": wording.quote(size, QUOTED, random),
        "note": passages.write_notes(first, languages, random),
        "geometry": _with_own(sites.wkb.take(taken), exact, shapes),
    }
    arrays = [columns.get(field.name, pa.nulls(size, field.type)) for field in SCHEMA]
    return pa.RecordBatch.from_arrays(arrays, schema=SCHEMA), shapes


def _choose_sites(
    towns: Numbers, sites: Sites, random: np.random.Generator
) -> tuple[Numbers, npt.NDArray[np.bool_]]:
    """Choose a site near each event's town, and tell which lie somewhere of their own near it."""
    shares = np.array(list(PLACES.values())) / sum(PLACES.values())
    kinds = random.choice(len(PLACES), size=len(towns), p=shares)
    farther = random.geometric(_NEARER, size=len(towns)) - 1
    chosen = np.empty(len(towns), dtype=np.int64)
    for number, kind in enumerate(PLACES):
        rows = kinds == number
        near = sites.near["town" if kind == "exact" else kind]
        chosen[rows] = near[towns[rows], farther[rows] % near.shape[1]]
    return chosen, kinds == list(PLACES).index("exact")


def _scatter(points: Shapes, random: np.random.Generator) -> Shapes:
    moved = shapely.get_coordinates(points) + random.normal(0, _SCATTER, (len(points), 2))
    return np.asarray(shapely.points(np.round(moved, 5)))


def _with_own(wkb: pa.Array, exact: npt.NDArray[np.bool_], shapes: Shapes) -> pa.Array:
    """Put the geometries that are no site's in their rows."""
    own = pa.array(wkb_from(shapes[exact]), pa.binary())
    return pc.replace_with_mask(wkb, pa.array(exact), own)


def _table(batch: pa.RecordBatch, shapes: Shapes) -> pa.RecordBatch:
    """Write a batch as a plain table: a longitude and latitude for points, no outlines."""
    points = shapely.get_type_id(shapes) == shapely.GeometryType.POINT
    position = np.full((len(shapes), 2), np.nan)
    position[points] = shapely.get_coordinates(shapes[points])
    columns = {name: batch.column(name) for name in _CELLS}
    for axis, name in enumerate(("longitude", "latitude")):
        columns[name] = pa.array(position[:, axis], from_pandas=True)
    return pa.RecordBatch.from_pydict(columns)


if __name__ == "__main__":
    main(sys.argv[1:])
