"""Layers of a GIS and sheets of a workbook, read by GDAL, as rows with geometries.

GDAL tells a format by what a file holds, and some formats are instructions to fetch another
file or address. So only formats that hold their data themselves are opened, and only after the
file's first bytes, or its first element, were found to be of that format.
"""

import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyogrio
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from events.decoding import refusal
from events.importers.delimited import Chunk
from events.problems import Words
from events.wkb import Shapes

MAGIC: Mapping[str, bytes] = {
    ".gpkg": b"SQLite format 3\0",
    ".shp": b"\x00\x00\x27\x0a",
    ".fgb": b"fgb\x03fgb",
    ".xlsx": b"PK\x03\x04",
    ".ods": b"PK\x03\x04",
    ".kmz": b"PK\x03\x04",
    ".zip": b"PK\x03\x04",
}
"""The endings of the files that GDAL is given, and their first bytes; .kml is looked at too."""

_ROWS = 10_000
_MOST_UNPACKED = 1_000_000_000  # bytes of a zip file's members together
_SHEETS = (".xlsx", ".ods")
_AS_TEXT = {"FIELD_TYPES": "STRING", "HEADERS": "FORCE"}
# FlatGeobuf's own Arrow reader in GDAL 3.12 gives broken offsets after a missing geometry.
_SAFE = {"OGR_FLATGEOBUF_STREAM_BASE_IMPL": "YES", "OGR_GPKG_STREAM_BASE_IMPL": "YES"}
_KML = re.compile(rb"\s*(<\?xml[^>]*>)?\s*(<!--.*?-->\s*)*<(\w+:)?kml[\s>]", re.DOTALL)
_HEAD = 4_096  # bytes in which a .kml has to show what it is
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


@dataclass(frozen=True)
class Layer:
    """A layer or a sheet.

    Parameters
    ----------
    names : tuple of str
        The names of all layers in the file; the first that has rows is read.
    name : str
        The name of the one that is read.
    columns : tuple of str
        Its columns, without the geometry.
    shaped : bool
        Whether its rows have geometries.
    path : str
        What GDAL opens.
    file : str
        The file's name, for messages.
    """

    names: tuple[str, ...]
    name: str
    columns: tuple[str, ...]
    shaped: bool
    path: str
    file: str

    def chunks(self) -> Iterator[Chunk]:
        """Read the rows.

        Yields
        ------
        Chunk
            Of at most ten thousand rows.

        Raises
        ------
        EventFileError
            Where GDAL cannot read on.
        """
        try:
            pyogrio.set_gdal_config_options(_SAFE)
            options = _options(self.path)
            opened = pyogrio.open_arrow(
                self.path, layer=self.name, batch_size=_ROWS, use_pyarrow=True, **options
            )
            with opened as (about, reader):
                geometry = (about["geometry_name"] or "wkb_geometry") if self.shaped else ""
                turn = turning_of(about["crs"]) if self.shaped else None
                following = 1
                for batch in reader:
                    rows = np.arange(following, following + len(batch))
                    following += len(batch)
                    shapes = shapes_of(batch.column(geometry), turn) if geometry else None
                    yield Chunk(cells_of(batch, self.columns), rows, shapes)
        except _FAULTS as error:
            raise _unreadable(self.file, str(error)) from error


def open_layer(path: Path, preferred: str) -> Layer:
    """Find what there is to read in a file.

    Parameters
    ----------
    path : pathlib.Path
        A file with one of the endings of `MAGIC`, or .kml.
    preferred : str
        The layer to read where there is one of this name; otherwise the first that has rows.

    Returns
    -------
    Layer

    Raises
    ------
    EventFileError
        Where the file is not what its ending says, or cannot be read.
    """
    inner = _checked(path)
    try:
        names = tuple(str(layer) for layer, _ in pyogrio.list_layers(inner))
        options = _options(inner)
        for candidate in [preferred] if preferred in names else names:
            about = pyogrio.read_info(inner, layer=candidate, force_feature_count=True, **options)
            if about["features"] or candidate == preferred:
                shaped = about["geometry_type"] is not None
                columns = tuple(str(field) for field in about["fields"])
                return Layer(names, candidate, columns, shaped, inner, path.name)
    except _FAULTS as error:
        raise _unreadable(path.name, str(error)) from error
    raise refusal(path.name, "", Words("no row"), "a layer or a sheet with rows")


def _options(path: str) -> dict[str, str]:
    return _AS_TEXT if path.lower().endswith(_SHEETS) else {}


def _checked(path: Path) -> str:
    """Check that a file is what its ending says; return what GDAL shall open."""
    ending = path.suffix.lower()
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if ending == ".kml":
        if not _KML.match(head.removeprefix(b"\xef\xbb\xbf")):
            raise _other(path, "KML")
    elif not head.startswith(MAGIC[ending]):
        raise _other(path, ending)
    if MAGIC.get(ending) == MAGIC[".zip"]:
        return _checked_zip(path, ending)
    return str(path.resolve())


def _checked_zip(path: Path, ending: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(member.file_size for member in archive.infolist()) > _MOST_UNPACKED:
                found = Words(f"more than {_MOST_UNPACKED // 1_000_000_000} GB when unpacked")
                raise refusal(path.name, "", found, "less")
            if ending == ".kmz" and not _is_kmz(archive):
                raise _other(path, "KML in a zip file")
            if ending != ".zip":
                return str(path.resolve())
            inside = [name for name in archive.namelist() if name.lower().endswith(".shp")]
            if len(inside) != 1 or not archive.read(inside[0]).startswith(MAGIC[".shp"]):
                raise _other(path, "one shapefile in a zip file")
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise _unreadable(path.name, str(error)) from error
    return f"/vsizip/{{{path.resolve()}}}/{inside[0]}"


def _is_kmz(archive: zipfile.ZipFile) -> bool:
    inside = [name for name in archive.namelist() if name.lower().endswith(".kml")]
    return bool(inside) and all(_KML.match(archive.read(name)[:_HEAD]) for name in inside)


def _other(path: Path, what: str) -> Exception:
    return refusal(path.name, "", Words("another kind of file"), f"what its name says: {what}")


def _unreadable(file: str, why: str) -> Exception:
    # GDAL's reasons name the folders of this machine, which a reader of the page must not see.
    told = re.sub(r"(/[^\s/'\"]+)+/", "", why.replace("\n", " "))[:200]
    return refusal(file, "", Words(f"a file that GDAL cannot read ({told})"), "a whole one")


def cells_of(batch: pa.RecordBatch, columns: tuple[str, ...]) -> pa.RecordBatch:
    """Turn columns of any type into text.

    Parameters
    ----------
    batch : pyarrow.RecordBatch
        Some rows.
    columns : tuple of str
        The columns to turn.

    Returns
    -------
    pyarrow.RecordBatch
        Text in every cell, ``""`` for nothing.
    """
    texts = [_text(batch.column(name)) for name in columns]
    return pa.RecordBatch.from_arrays(texts, names=list(columns))


def shapes_of(wkb: pa.Array, turn: Transformer | None) -> Shapes:
    """Read geometries, in degrees; None for what is missing or broken.

    Parameters
    ----------
    wkb : pyarrow.Array
        Well-known binary.
    turn : pyproj.Transformer or None
        From `turning_of`.

    Returns
    -------
    numpy.ndarray
        Shapely's geometries.
    """
    shapes: Shapes = shapely.from_wkb(wkb.to_numpy(zero_copy_only=False), on_invalid="ignore")
    if turn is None:
        return shapes

    def degrees(positions: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.column_stack(turn.transform(positions[:, 0], positions[:, 1]))

    turned: Shapes = shapely.transform(shapes, degrees)
    return turned


def turning_of(crs: object) -> Transformer | None:
    """Find what turns coordinates into longitude and latitude; None where they are that.

    Parameters
    ----------
    crs : object
        Anything that pyproj takes for a coordinate system; None for longitude and latitude.

    Returns
    -------
    pyproj.Transformer or None
    """
    if not crs or CRS(crs).equals("EPSG:4326", ignore_axis_order=True):
        return None
    return Transformer.from_crs(crs, "EPSG:4326", always_xy=True)


def _text(column: pa.Array) -> pa.StringArray:
    if pa.types.is_nested(column.type) or pa.types.is_binary(column.type):
        values = column.to_pylist()
        written = [None if value is None else json.dumps(value, default=str) for value in values]
        column = pa.array(written, pa.string())
    return column.cast(pa.string()).fill_null("")
