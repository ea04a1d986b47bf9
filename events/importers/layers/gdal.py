"""Layers of a GIS, read by GDAL, as rows with geometries.

GDAL tells a format by what a file holds, and some formats are instructions to fetch another
file or address. So only formats that hold their data themselves are opened, and only after the
file's first bytes were found to be of that format.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyogrio
import shapely
from pyproj.exceptions import ProjError

from events.importers.inputs.archives import ZIP_MARK, open_archive
from events.importers.inputs.raw_table import ROWS_A_CHUNK, RawTable
from events.importers.layers.shapes import as_text, shapes_of, transformer_of
from events.importers.rows.chunk import Chunk
from events.importers.rows.ledger import Ledger
from events.model.problems import Words, refusal

MARKS: Mapping[str, bytes] = {
    ".gpkg": b"SQLite format 3\0",
    ".shp": b"\x00\x00\x27\x0a",
    ".fgb": b"fgb\x03fgb",
    ".zip": ZIP_MARK,
}
"""The endings of the files that GDAL is given, and their first bytes."""

# FlatGeobuf's own Arrow reader in GDAL 3.12 gives broken offsets after a missing geometry.
_SAFE = {"OGR_FLATGEOBUF_STREAM_BASE_IMPL": "YES", "OGR_GPKG_STREAM_BASE_IMPL": "YES"}
_FAULTS = (
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    pyogrio.errors.CRSError,
    pyogrio.errors.FieldError,
    pyogrio.errors.GeometryError,
    pa.ArrowException,
    shapely.errors.ShapelyError,
    ProjError,
)


def open_layers(path: Path, kept: str) -> list[RawTable]:
    """Find what there is to read in a file.

    Parameters
    ----------
    path : pathlib.Path
        A file with one of the endings of `MARKS`.
    kept : str
        The name of a layer that is one even without a row.

    Returns
    -------
    list of RawTable
        Its layers that have rows, in their order.

    Raises
    ------
    EventFileError
        Where the file is not what its ending says, or cannot be read.
    """
    inner = _checked(path)
    found = []
    try:
        for name in [str(layer) for layer, _ in pyogrio.list_layers(inner)]:
            about = pyogrio.read_info(inner, layer=name, force_feature_count=True)
            if about["features"] or name == kept:
                columns = tuple(str(field) for field in about["fields"])
                shaped = about["geometry_type"] is not None
                read = partial(_chunks, inner, name, columns, path.name, shaped=shaped)
                found.append(RawTable(columns, _of_all(read), name, shaped=shaped))
    except _FAULTS as error:
        raise _unreadable(path.name, str(error)) from error
    if not found:
        raise refusal(path.name, "", Words("no row"), "a layer with rows")
    return found


def _of_all(
    read: Callable[[], Iterator[Chunk]],
) -> Callable[[Ledger, Collection[str] | None], Iterator[Chunk]]:
    return lambda _ledger, _used: read()


def _chunks(
    inner: str, name: str, columns: tuple[str, ...], file: str, *, shaped: bool
) -> Iterator[Chunk]:
    try:
        pyogrio.set_gdal_config_options(_SAFE)
        opened = pyogrio.open_arrow(inner, layer=name, batch_size=ROWS_A_CHUNK, use_pyarrow=True)
        with opened as (about, reader):
            geometry = (about["geometry_name"] or "wkb_geometry") if shaped else ""
            turn = transformer_of(about["crs"]) if shaped else None
            following = 1
            for batch in reader:
                rows = np.arange(following, following + len(batch))
                following += len(batch)
                shapes = shapes_of(batch.column(geometry), turn) if geometry else None
                yield Chunk(as_text(batch, columns), rows, shapes)
    except _FAULTS as error:
        raise _unreadable(file, str(error)) from error


def _checked(path: Path) -> str:
    """Check that a file is what its ending says; return what GDAL shall open."""
    ending = path.suffix.lower()
    with path.open("rb") as file:
        if not file.read(len(MARKS[ending])).startswith(MARKS[ending]):
            raise _other(path, ending)
    if ending != ".zip":
        return str(path.resolve())
    with open_archive(path) as archive:
        inside = [name for name in archive.namelist() if name.lower().endswith(".shp")]
        if len(inside) != 1 or not archive.read(inside[0]).startswith(MARKS[".shp"]):
            raise _other(path, "one shapefile in a zip file")
    return f"/vsizip/{{{path.resolve()}}}/{inside[0]}"


def _other(path: Path, what: str) -> Exception:
    return refusal(path.name, "", Words("another kind of file"), f"what its name says: {what}")


def _unreadable(file: str, why: str) -> Exception:
    # GDAL's reasons name the folders of this machine, which a reader of the page must not see.
    told = re.sub(r"(/[^\s/'\"]+)+/", "", why.replace("\n", " "))[:200]
    return refusal(file, "", Words(f"a file that GDAL cannot read ({told})"), "a whole one")
