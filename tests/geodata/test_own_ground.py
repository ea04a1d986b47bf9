"""The operator's own ground is read from BASEMAP, and what is none is refused in one line."""

from pathlib import Path

import pytest

from geodata.own_ground import read_own_ground
from tests.makers.vector_extract import write_extract

TILES = "https://tile.example:8443/{z}/{x}/{y}.png"


def test_without_it_nothing_is_asked_of_anybody() -> None:
    assert not any(read_own_ground(" ").described.values())


def test_online_tiles_have_a_site_and_a_credit() -> None:
    found = read_own_ground(f"{TILES} © Example, ODbL")
    assert (found.tiles, found.credit) == (TILES, "© Example, ODbL")
    assert found.site == "https://tile.example:8443"
    assert found.archive is None


def test_a_file_of_vector_tiles_is_told_without_its_path(tmp_path: Path) -> None:
    path = write_extract(tmp_path / "region.pmtiles")
    found = read_own_ground(str(path))
    assert found.archive == path
    assert found.described == {"file": "own.pmtiles", "tiles": "", "credit": "", "site": ""}


@pytest.mark.parametrize(
    "text",
    [
        TILES,
        "http://tile.example/{z}/{x}/{y}.png © Example",
        "https://tile.example/{z}/{x}.png © Example",
        "https://*/{z}/{x}/{y}.png © Example",
        "https://tile.example; script-src *; /{z}/{x}/{y}.png © Example",
        "https://me@tile.example/{z}/{x}/{y}.png © Example",
        "https://{x}.example/{z}/{y}.png © Example",
    ],
)
def test_what_is_no_address_of_tiles_with_a_credit_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^BASEMAP: found '.*', expected a file of vector tiles"):
        read_own_ground(text)


def test_a_file_that_holds_no_vector_tiles_is_refused(tmp_path: Path) -> None:
    def found(path: Path) -> str:
        with pytest.raises(ValueError, match=r"^BASEMAP: .*, expected a file") as refused:
            read_own_ground(str(path))
        return str(refused.value)

    text = tmp_path / "notes.pmtiles"
    text.write_text("no archive at all", encoding="utf-8")
    archive = write_extract(tmp_path / "region.pmtiles").read_bytes()
    pictures = tmp_path / "pictures.pmtiles"
    pictures.write_bytes(archive[:99] + b"\x02" + archive[100:])
    assert "found no PMTiles archive of version 3" in found(text)
    assert "found an archive without vector tiles" in found(pictures)
    assert "found No such file or directory" in found(tmp_path / "gone.pmtiles")
