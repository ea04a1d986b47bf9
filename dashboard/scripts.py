"""The two scripts that a browser loads: one for the map's frame, one for the panels around it.

Each is the modules under ``static/`` that it needs, as one. Its address holds the hash of its
content, so that a browser keeps it for good and asks for another when there is another.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from dashboard.bundle import bundle_module

_STATIC = Path(__file__).resolve().parent / "static"


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
        return bundle_module(self.entries)

    @cached_property
    def digest(self) -> str:
        """The hash of the text, as far as the address holds it."""
        return sha256(self.text.encode()).hexdigest()[:12]

    @property
    def file(self) -> str:
        """Where it is found below ``assets/``."""
        return f"{self.name}.{self.digest}.js"


MAP = Script("map", {"bridge": _STATIC / "bridge.js"})
PANELS = Script(
    "panels",
    {
        name: _STATIC / f"panels/{name}.js"
        for name in ("masthead", "reading", "when", "records", "paper", "files", "share")
    },
)
