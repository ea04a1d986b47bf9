"""What the page loads at first stays small."""

from __future__ import annotations

import gzip

from geodata.basemap import load_basemap


def test_vector_layers_loaded_at_first_are_at_most_700_kb_gzipped() -> None:
    sizes = {
        layer.name: len(gzip.compress(layer.path.read_bytes(), 6))
        for layer in load_basemap().layers.values()
        if layer.initial and layer.media_type == "application/geo+json"
    }
    assert set(sizes) == {
        "countries", "border", "outlines", "neighbours", "world", "province-lines",
        "rivers", "lakes", "places", "crossings", "labels",
    }  # fmt: skip
    assert sum(sizes.values()) <= 700_000, sizes


def test_hillshade_is_at_most_250_kb() -> None:
    assert load_basemap().layers["hillshade"].path.stat().st_size <= 250_000


def test_areas_wait_until_they_are_asked_for() -> None:
    layers = load_basemap().layers
    later = {name for name, layer in layers.items() if not layer.initial}
    parts = {"provinces", "districts", "district-lines"}
    assert later == parts | {"world-pieces", "world-names", "boundaries"}
