"""Where in a made-up file a reader finds two marks with a quote, far enough from all others."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import shapely

WHOLE = "?view=36.5,69.5,5.5"
"""The address of the view with all the events."""

_APART = 90  # pixels: more than the diagonal of a cell of 60
_WITHIN = 400  # pixels: both in one view
_ZOOMS = range(13, 5, -1)
_FEW = 50  # events, of which each has a mark in the view of the whole


@dataclass(frozen=True)
class Pair:
    """Two events with a quote, and the address of a view in which both have their mark."""

    ids: tuple[str, str]
    view: str


def find_pair(events: Path) -> Pair:
    """Find two quoted events, each alone on its spot of the map, that fit into one view.

    Parameters
    ----------
    events : pathlib.Path
        A made-up file, GeoParquet.

    Raises
    ------
    ValueError
        Where it has none.
    """
    table = pq.read_table(events, columns=["id", "place_precision", "quotes", "geometry"])
    if len(table) <= _FEW:
        return _find_among_few(table)
    pointed = pc.is_in(table.column("place_precision"), pa.array(["exact", "settlement"]))
    table = table.filter(pointed)
    points = shapely.from_wkb(table.column("geometry").to_numpy(zero_copy_only=False))
    spots, first, events_there = np.unique(
        shapely.get_coordinates(points), axis=0, return_index=True, return_counts=True
    )
    quoted = pc.greater(pc.list_value_length(table.column("quotes")), 0).to_numpy()
    chosen = np.flatnonzero((events_there == 1) & quoted[first])
    places = spots[chosen]
    ids = table.column("id").take(first[chosen]).to_pylist()
    tree = shapely.STRtree(shapely.points(spots))
    _, alone = tree.query_nearest(
        shapely.points(places), exclusive=True, return_distance=True, all_matches=False
    )
    for zoom in _ZOOMS:
        pixel = 360 / (256 * 2**zoom)  # degrees of longitude; a pixel of latitude is fewer
        free = np.flatnonzero(alone > _APART * pixel)
        for one in free[:2000]:
            apart = np.abs(places[free] - places[one]).max(axis=1)
            apart[free == one] = np.inf
            if apart.size and apart.min() < _WITHIN * pixel:
                other = free[int(apart.argmin())]
                lon, lat = (places[one] + places[other]) / 2
                view = f"?view={lat:.4f},{lon:.4f},{zoom}"
                return Pair((ids[one], ids[other]), view)
    raise ValueError(f"{events.name}: found no two quoted events apart from all others")


def _find_among_few(table: pa.Table) -> Pair:
    quoted = pc.greater(pc.list_value_length(table.column("quotes")), 0)
    placed = pc.is_valid(table.column("geometry"))
    one, other, *_ = table.filter(pc.and_(quoted, placed)).column("id").to_pylist()
    return Pair((one, other), WHOLE)
