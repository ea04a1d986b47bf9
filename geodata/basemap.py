"""The base layers that come with Panj, each with its credit, checked before they are drawn.

Knows nothing of events, Streamlit or Folium: it says where the files are and what must stand on
the map because of them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

DATA = Path(__file__).resolve().parent / "data"
METADATA = "layers.json"
PIECES = "world"
"""The folder of the world's pieces, which ``world-pieces.json`` lists."""

REBUILD = "Run `git checkout geodata/data`, or rebuild the layers with `make geodata`."

CREDIT_NAMES = {
    "© OpenStreetMap contributors": "© OpenStreetMap contributors (ODbL)",
    "GeoNames": "GeoNames (CC BY 4.0)",
}
"""Credits whose licences ask to be named on the map itself."""


class LayerError(ValueError):
    """A base layer that must not be drawn: where, found, expected, what to do."""


@dataclass(frozen=True)
class Layer:
    """One file of the base map.

    Attributes
    ----------
    name
        Such as "rivers".
    path
        The file.
    media_type
        Such as "application/geo+json".
    title
        For people.
    attribution
        Credit that has to stand on the map; never empty.
    licence
        SPDX id or the licence's name.
    sha256
        Digest of the file, hexadecimal.
    initial
        Whether the page loads the layer at first.
    bounds
        West, south, east, north in degrees, of pictures only.
    """

    name: str
    path: Path
    media_type: str
    title: str
    attribution: str
    licence: str
    sha256: str
    initial: bool
    bounds: tuple[float, float, float, float] | None = None


@dataclass(frozen=True)
class BaseMap:
    """All base layers by name.

    Attributes
    ----------
    layers
        In the order of layers.json.
    """

    layers: Mapping[str, Layer]

    @property
    def credits(self) -> str:
        """One line with every credit once, in the order of the layers.

        Examples
        --------
        >>> load_basemap().credits.startswith("© OpenStreetMap contributors (ODbL); ")
        True
        """
        seen: dict[str, None] = {}
        for layer in self.layers.values():
            for part in layer.attribution.split("; "):
                seen.setdefault(CREDIT_NAMES.get(part, part))
        return "; ".join(seen)


def load_basemap(directory: Path = DATA) -> BaseMap:
    """Read layers.json and check each layer's credit, file and digest.

    Parameters
    ----------
    directory
        Folder with layers.json and the files it names.

    Returns
    -------
    BaseMap

    Raises
    ------
    LayerError
        If the list can't be read, or a layer has no attribution, no file, or another digest than
        the one written down when it was built.

    Examples
    --------
    >>> load_basemap().layers["border"].title
    'The border between Afghanistan and Tajikistan'
    """
    path = directory / METADATA
    layers: dict[str, Layer] = {}
    for number, entry in enumerate(_read_entries(path), start=1):
        layer = _read_layer(path, number, entry)
        if layer.name in layers:
            raise LayerError(
                f'{path}, layer {number} (name "{layer.name}"): found a name that a layer before '
                f"has, expected each name once. No layer was loaded. {REBUILD}"
            )
        layers[layer.name] = layer
    return BaseMap(MappingProxyType(layers))


def pieces_of_world(directory: Path = DATA) -> list[Path]:
    """List the files of the world's pieces.

    Parameters
    ----------
    directory
        Folder with ``world-pieces.json``.
    """
    listed = json.loads((directory / "world-pieces.json").read_text(encoding="utf-8"))
    return [directory / PIECES / name for name in listed["pieces"]]


def _read_entries(path: Path) -> list[Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise LayerError(
            f"{path}: found no file, expected the list of base layers. No layer was loaded. "
            f"{REBUILD}"
        ) from None
    except ValueError as error:
        raise LayerError(
            f"{path}: found no valid JSON ({error}), expected the list of base layers. "
            f"No layer was loaded. {REBUILD}"
        ) from None
    entries = found.get("layers") if isinstance(found, dict) else None
    if not isinstance(entries, list):
        raise LayerError(
            f'{path}: found no list "layers", expected one. No layer was loaded. {REBUILD}'
        )
    return entries


def _read_layer(path: Path, number: int, entry: Any) -> Layer:
    """Turn one entry into a Layer, or say what is wrong with it."""
    if not isinstance(entry, dict):
        entry = {}
    where = f'{path}, layer {number} (name "{entry.get("name", "")}")'
    texts = {}
    for key in ("name", "file", "media_type", "title", "attribution", "licence", "sha256"):
        value = entry.get(key)
        if not isinstance(value, str) or not value.strip():
            raise LayerError(
                f"{where}, {key}: found {json.dumps(value)}, expected text. A layer without it is "
                f"never drawn, so no layer was loaded. {REBUILD}"
            )
        texts[key] = value
    file = path.parent / texts.pop("file")
    if file.parent != path.parent or not file.is_file():
        raise LayerError(
            f"{where}, file: found no {file.name} in {path.parent}, expected the layer's file. "
            f"No layer was loaded. {REBUILD}"
        )
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    if digest != texts["sha256"]:
        raise LayerError(
            f"{where}, sha256: found {digest} for {file.name}, expected {texts['sha256']}. "
            f"No layer was loaded. {REBUILD}"
        )
    return Layer(
        path=file, initial=entry.get("initial") is True, bounds=_read_bounds(where, entry), **texts
    )


def _read_bounds(where: str, entry: Mapping[str, Any]) -> tuple[float, float, float, float] | None:
    value = entry.get("bounds")
    if value is None:
        return None
    if not isinstance(value, list) or len(value) != 4:
        raise LayerError(
            f"{where}, bounds: found {json.dumps(value)}, expected [west, south, east, north] in "
            f"degrees. No layer was loaded. {REBUILD}"
        )
    west, south, east, north = (float(number) for number in value)
    return west, south, east, north
