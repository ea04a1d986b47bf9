"""A small extract of vector tiles, as Protomaps lays them out, from layers that Panj has."""

import gzip
from pathlib import Path

import geopandas as gpd
from pmtiles.reader import MmapSource, Reader, all_tiles
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer
from shapely import box

DATA = Path(__file__).resolve().parents[2] / "geodata/data"
REACH = (67.0, 36.0, 75.0, 39.5)
"""West, south, east, north in degrees."""

CREDIT = '<a href="https://example.org">© Example &amp; friends</a>'


def write_extract(path: Path, layers: tuple[str, ...] = ("earth", "water", "roads")) -> Path:
    """Write land, water and a road of the border region, from zoom 0 to 8.

    Parameters
    ----------
    path
        The archive, such as ``region.pmtiles``.
    layers
        What the three layers are called.
    """
    drawn = zip(layers, (_land(), _water(), _road()), strict=True)
    tiles: dict[int, bytes] = {}
    for name, frame in drawn:
        part = path.with_name(f"{path.stem}-{name}.pmtiles")
        frame.to_file(part, driver="PMTiles", layer=name, MINZOOM=0, MAXZOOM=8)
        with part.open("rb") as file:
            for zxy, data in all_tiles(MmapSource(file)):
                place = zxy_to_tileid(*zxy)
                tiles[place] = tiles.get(place, b"") + gzip.decompress(data)
            header = Reader(MmapSource(file)).header()
        part.unlink()
    names = [{"id": name, "fields": {}} for name in layers]
    with path.open("wb") as file:
        writer = Writer(file)
        for place in sorted(tiles):
            writer.write_tile(place, gzip.compress(tiles[place], mtime=0))
        reach = dict(
            zip(("min_lon_e7", "min_lat_e7", "max_lon_e7", "max_lat_e7"), _e7(), strict=True)
        )
        kinds = {"tile_type": TileType.MVT, "tile_compression": Compression.GZIP}
        writer.finalize(
            {**header, **reach, **kinds}, {"vector_layers": names, "attribution": CREDIT}
        )
    return path


def _e7() -> list[int]:
    return [round(degrees * 10_000_000) for degrees in REACH]


def _land() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"kind": ["earth"]}, geometry=[box(*REACH)], crs=4326)


def _water() -> gpd.GeoDataFrame:
    lakes = gpd.read_file(DATA / "lakes.geojson")[["geometry"]]
    return lakes.assign(kind="lake")


def _road() -> gpd.GeoDataFrame:
    """A road where none is: along the border, so that it is met wherever the border is seen."""
    border = gpd.read_file(DATA / "border.geojson")[["geometry"]]
    return border.assign(kind="highway")
