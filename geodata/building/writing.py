"""The files that the build leaves: GeoJSON layers, their metadata and SOURCES.md."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from geodata.building.sources.attributions import Entry

Feature = tuple[dict[str, Any], BaseGeometry]


def rounded(values: Any, decimals: int) -> Any:
    """Round nested coordinate lists; whole degrees lose their ".0"."""
    if isinstance(values, (list, tuple)):
        return [rounded(value, decimals) for value in values]
    number = round(float(values), decimals)
    return int(number) if number.is_integer() else number


def write_features(
    path: Path, features: Iterable[Feature], decimals: int, members: Mapping[str, Any] | None = None
) -> None:
    """Write a GeoJSON feature collection (RFC 7946), one feature a line.

    Parameters
    ----------
    path
        The file.
    features
        Properties and geometry of each feature; outer rings are turned counterclockwise.
    decimals
        Digits of the coordinates; the geometries already lie on that grid.
    members
        Foreign members of the collection.
    """
    lines = []
    for properties, geometry in features:
        turned = shapely.orient_polygons(geometry)
        shape = json.loads(shapely.to_geojson(turned))
        feature = {
            "type": "Feature",
            "properties": properties,
            "geometry": {
                "type": shape["type"],
                "coordinates": rounded(shape["coordinates"], decimals),
            },
        }
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    foreign = "".join(
        f"{json.dumps(name)}:{json.dumps(value, ensure_ascii=False, separators=(',', ':'))},"
        for name, value in (members or {}).items()
    )
    text = f'{{"type":"FeatureCollection",{foreign}"features":[\n' + ",\n".join(lines) + "\n]}\n"
    path.write_text(text, encoding="utf-8")


def describe(folder: Path, entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """Return the metadata of each layer, with the digest of its file."""
    layers = []
    for entry in entries:
        digest = hashlib.sha256((folder / entry.file).read_bytes()).hexdigest()
        layer: dict[str, Any] = {
            "name": entry.name,
            "file": entry.file,
            "media_type": entry.media_type,
            "title": entry.title,
            "attribution": entry.attribution,
            "licence": entry.licence,
            "packages": [
                {"registry": one.registry, "name": one.name, "version": one.version}
                for one in entry.packages
            ],
            "upstream": entry.upstream,
            "transformation": entry.transformation,
            "sha256": digest,
            "initial": entry.initial,
        }
        if entry.bounds is not None:
            layer["bounds"] = list(entry.bounds)
        layers.append(layer)
    return layers


def write_metadata(folder: Path, entries: Sequence[Entry]) -> None:
    """Write layers.json for the loader and SOURCES.md for people, from the same facts."""
    layers = describe(folder, entries)
    text = json.dumps({"layers": layers}, ensure_ascii=False, indent=2)
    (folder / "layers.json").write_text(text + "\n", encoding="utf-8")
    (folder / "SOURCES.md").write_text(_sources(layers), encoding="utf-8")


def _sources(layers: list[dict[str, Any]]) -> str:
    parts = [
        "# Sources of the base layers",
        "",
        "Written by `make geodata` together with layers.json; do not edit. Boundaries and names "
        "shown imply no endorsement.",
        "",
        "| layer | file | licence | credit |",
        "| --- | --- | --- | --- |",
    ]
    for layer in layers:
        parts.append(
            f"| {layer['title']} | {layer['file']} | {layer['licence']} | {layer['attribution']} |"
        )
    for layer in layers:
        packages = "; ".join(
            f"{one['registry']} {one['name']} {one['version']}" for one in layer["packages"]
        )
        parts += [
            "",
            f"## {layer['file']}",
            "",
            f"{layer['title']}.",
            "",
            f"- Packages: {packages or 'none; made by hand in this project'}",
            f"- Upstream: {layer['upstream']}",
            f"- Licence: {layer['licence']}; credit: {layer['attribution']}",
            f"- Transformation: {layer['transformation']}",
            f"- Loaded by the page at first: {'yes' if layer['initial'] else 'no'}",
            f"- SHA-256: `{layer['sha256']}`",
        ]
    return "\n".join(parts) + "\n"
