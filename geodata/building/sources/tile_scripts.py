"""Fetches what draws vector tiles: `python -m geodata.building.sources.tile_scripts FOLDER`.

No package of PyPI brings these two scripts, so npm is asked, once, for the versions that are pinned
here (``make basemap``). They are Protomaps', under the BSD-3-Clause licence, and stay out of Git.
"""

import shutil
import sys
from pathlib import Path

from geodata.building.sources.packages import Package, fetch

SCRIPTS = (
    Package(
        "npm",
        "protomaps-leaflet",
        "5.1.0",
        "protomaps-leaflet-5.1.0.tgz",
        "0b45b08d0e6f7d39816415dbe6821d0556e7997ec716ed0123305cc1fe5a3fd8",
    ),
    Package(
        "npm",
        "pmtiles",
        "4.5.0",
        "pmtiles-4.5.0.tgz",
        "23ae7c575578ad24cd579377d69c46550631da219e6f179997ec2cf3b8c937e5",
    ),
)
"""What draws the tiles, and what reads the archive that they are in."""

CACHE = Path("build/packages")


def gather_tile_scripts(folder: Path, cache: Path = CACHE) -> None:
    """Put the scripts into a folder, each with the text of its licence where its package has it.

    Parameters
    ----------
    folder
        Where they go; made where it is missing.
    cache
        Folder for what is fetched.

    Raises
    ------
    PackageError
        If npm does not give a package, or its digest is another one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for package in SCRIPTS:
        unpacked = fetch(package, cache) / "package"
        licence = unpacked / "LICENSE"
        if licence.exists():
            shutil.copy(licence, folder / f"{package.name}.LICENSE")
        shutil.copy(unpacked / "dist" / f"{package.name}.js", folder)


if __name__ == "__main__":
    gather_tile_scripts(Path(sys.argv[1]))
