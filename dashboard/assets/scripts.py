"""The scripts that a browser loads: one for the map's frame, one for the panels, one for Code mode.

Each is the tables that Python hands over and the modules under ``static/`` that it needs, as
one. Its address holds the hash of its content, so that a browser keeps it for good and asks for
another when there is another.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from dashboard.assets.js_bundler import bundle_module
from dashboard.assets.tables import tables_script

STATIC = Path(__file__).resolve().parent.parent / "static"
VENDORED = STATIC.parent / "vendored"
"""The scripts of others that no package of PyPI brings: ``make basemap`` puts them there."""


def draws_tiles(folder: Path = VENDORED) -> bool:
    """Tell whether the scripts are there that draw vector tiles."""
    return all((folder / name).exists() for name in ("pmtiles.js", "protomaps-leaflet.js"))


@dataclass(frozen=True)
class Script:
    """A script, put together once, when it is first asked for.

    Parameters
    ----------
    name
        Of the script.
    entries
        The modules that it exports, each under its own name.
    """

    name: str
    entries: Mapping[str, Path]

    @cached_property
    def text(self) -> str:
        """The script itself."""
        return tables_script() + bundle_module(self.entries, STATIC)

    @cached_property
    def digest(self) -> str:
        """The hash of the text, as far as the address holds it."""
        return sha256(self.text.encode()).hexdigest()[:12]

    @property
    def file(self) -> str:
        """Where it is found below ``assets/``."""
        return f"{self.name}.{self.digest}.js"


MAP = Script("map", {"streamlit_map": STATIC / "entry/streamlit_map.js"})
PANELS = Script(
    "panels",
    {
        path.stem: path
        for path in (
            STATIC / "panels/header/masthead.js",
            STATIC / "panels/header/notices.js",
            STATIC / "panels/header/kind_pills.js",
            STATIC / "panels/filters/filters.js",
            STATIC / "panels/reading/reading.js",
            STATIC / "panels/timeline/timeline.js",
            STATIC / "panels/table/table.js",
            STATIC / "panels/dossier/printed.js",
            STATIC / "panels/files/files.js",
            STATIC / "panels/files/uploads.js",
            STATIC / "panels/files/audit.js",
            STATIC / "panels/files/button.js",
            STATIC / "panels/files/changes.js",
            STATIC / "panels/share/share.js",
        )
    },
)
CODING = Script("coding", {"coding": STATIC / "coding/coding.js"})
