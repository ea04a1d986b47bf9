"""The loader gives every layer its credit and refuses what it cannot vouch for."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from geodata.basemap import DATA, METADATA, PIECES, REBUILD, LayerError, load_basemap
from geodata.building.sources.attributions import ENTRIES
from geodata.building.writing import describe


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one small layer of the real ones."""
    found = json.loads((DATA / METADATA).read_text(encoding="utf-8"))
    lakes = next(one for one in found["layers"] if one["name"] == "lakes")
    shutil.copy(DATA / "lakes.geojson", tmp_path)
    (tmp_path / METADATA).write_text(json.dumps({"layers": [lakes]}), encoding="utf-8")
    return tmp_path


def change(folder: Path, **values: Any) -> None:
    path = folder / METADATA
    found = json.loads(path.read_text(encoding="utf-8"))
    found["layers"][0].update(values)
    path.write_text(json.dumps(found), encoding="utf-8")


def message(folder: Path) -> str:
    with pytest.raises(LayerError) as caught:
        load_basemap(folder)
    return str(caught.value)


def test_every_layer_is_there_with_its_credit() -> None:
    layers = load_basemap().layers
    assert list(layers) == [entry.name for entry in ENTRIES]
    assert {path.name for path in DATA.iterdir()} == {
        *(layer.path.name for layer in layers.values()),
        METADATA,
        PIECES,
        "SOURCES.md",
    }
    assert all(layer.attribution and layer.licence for layer in layers.values())
    assert layers["hillshade"].bounds is not None


def test_credits_name_each_source_once() -> None:
    assert load_basemap().credits == (
        "© OpenStreetMap contributors (ODbL); Natural Earth; geoBoundaries; GSHHG; NOAA GLOBE; "
        "GeoNames (CC BY 4.0); Panj"
    )


def test_metadata_is_what_the_build_writes() -> None:
    found = json.loads((DATA / METADATA).read_text(encoding="utf-8"))
    assert found["layers"] == describe(DATA, ENTRIES)


def test_sources_name_every_layer_with_licence_and_digest() -> None:
    text = (DATA / "SOURCES.md").read_text(encoding="utf-8")
    for layer in load_basemap().layers.values():
        assert f"## {layer.path.name}" in text
        assert layer.sha256 in text
        assert layer.licence in text


def test_records_cannot_be_changed() -> None:
    basemap = load_basemap()
    with pytest.raises(dataclasses.FrozenInstanceError):
        basemap.layers["lakes"].licence = "none"  # type: ignore[misc]
    with pytest.raises(TypeError):
        basemap.layers["lakes"] = basemap.layers["rivers"]  # type: ignore[index]


@pytest.mark.parametrize("value", ["", "  ", None, 7])
def test_a_layer_without_attribution_is_refused(folder: Path, value: Any) -> None:
    change(folder, attribution=value)
    assert message(folder) == (
        f'{folder / METADATA}, layer 1 (name "lakes"), attribution: found {json.dumps(value)}, '
        "expected text. A layer without it is never drawn, so no layer was loaded. " + REBUILD
    )


def test_a_missing_file_is_refused(folder: Path) -> None:
    (folder / "lakes.geojson").unlink()
    assert message(folder) == (
        f'{folder / METADATA}, layer 1 (name "lakes"), file: found no lakes.geojson in {folder}, '
        "expected the layer's file. No layer was loaded. " + REBUILD
    )


def test_a_file_outside_the_folder_is_refused(folder: Path) -> None:
    change(folder, file="../lakes.geojson")
    assert "file: found no lakes.geojson" in message(folder)


def test_another_digest_is_refused(folder: Path) -> None:
    (folder / "lakes.geojson").write_text("{}", encoding="utf-8")
    expected = load_basemap().layers["lakes"].sha256
    assert message(folder) == (
        f'{folder / METADATA}, layer 1 (name "lakes"), sha256: found '
        "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a for lakes.geojson, "
        f"expected {expected}. No layer was loaded. " + REBUILD
    )


def test_a_name_that_stands_twice_is_refused(folder: Path) -> None:
    path = folder / METADATA
    found = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({"layers": found["layers"] * 2}), encoding="utf-8")
    assert message(folder) == (
        f'{path}, layer 2 (name "lakes"): found a name that a layer before has, expected each '
        "name once. No layer was loaded. " + REBUILD
    )


def test_bounds_that_are_not_four_numbers_are_refused(folder: Path) -> None:
    change(folder, bounds=[1, 2])
    assert message(folder) == (
        f'{folder / METADATA}, layer 1 (name "lakes"), bounds: found [1, 2], expected '
        "[west, south, east, north] in degrees. No layer was loaded. " + REBUILD
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (None, "found no file, expected the list of base layers"),
        ("{", "found no valid JSON"),
        ("[]", 'found no list "layers", expected one'),
        ('{"layers": [3]}', 'layer 1 (name ""), name: found null, expected text'),
    ],
)
def test_a_broken_list_is_refused(folder: Path, text: str | None, found: str) -> None:
    path = folder / METADATA
    if text is None:
        path.unlink()
    else:
        path.write_text(text, encoding="utf-8")
    assert found in message(folder)
    assert message(folder).endswith(REBUILD)
