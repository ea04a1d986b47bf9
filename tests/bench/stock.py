"""What the benchmark keeps in build/bench: made-up files, and the scripts of Folium's pages.

The scripts are from packages instead of from the internet.
"""

import shutil
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from geodata.building.sources.packages import Package, fetch
from tests.bench.serving import CACHE
from tests.makers.generator import write_events
from tests.makers.told_batches import write_told

SCRIPTS = CACHE / "scripts"
"""What the Folium apps serve to their pages."""

PACKAGES = (
    Package(
        "npm",
        "leaflet.markercluster",
        "1.1.0",
        "leaflet.markercluster-1.1.0.tgz",
        "47219016d91e524b329a0fb2365961bf8228109bb58e370ad0b1ab6299288b91",
    ),
    Package(
        "npm",
        "leaflet.awesome-markers",
        "2.0.5",
        "leaflet.awesome-markers-2.0.5.tgz",
        "b0180e6ae1c9bce3a212bb0b4f3a8c484cf8c15725958e930c68b7e3f7693aa7",
    ),
)
"""What Folium 0.20 draws clusters with."""


def gather_scripts() -> None:
    """Put Leaflet, its clusters and its icons into `SCRIPTS`; fetched once."""
    if SCRIPTS.exists():
        return
    partial = SCRIPTS.with_suffix(".part")
    shutil.copytree(Path(str(files("xstatic.pkg.leaflet") / "data")), partial, dirs_exist_ok=True)
    for package in PACKAGES:
        found = fetch(package, CACHE) / "package" / "dist"
        shutil.copytree(found, partial, dirs_exist_ok=True)
    partial.rename(SCRIPTS)


def made_file(size: int) -> Path:
    """Return the made-up file of so many events; made once."""
    return _made(f"{size}.parquet", size, write_events)


def told_file(size: int) -> Path:
    """Return the same events with two accounts each; made once."""
    return _made(f"{size}-told.parquet", size, write_told)


def _made(name: str, size: int, write: Callable[[int, Path], None]) -> Path:
    path = CACHE / name
    if not path.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".part.parquet")
        write(size, partial)
        partial.rename(path)
    return path
