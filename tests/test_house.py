"""The house's own rules: who imports whom, and no module that stands in a package's way."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
HOUSE = {"events", "geodata", "dashboard"}
MAY_IMPORT = {"events": {"events"}, "geodata": {"geodata"}, "dashboard": HOUSE}
MAY_USE = {
    "streamlit": {
        "app",
        "routes",
        "page",
        "choices",
        "files",
        "panels",
        "placenames",
        "share",
        "when",
    },
    "streamlit_folium": {"page"},
    "folium": {"map_view"},
    "branca": {"map_view"},
}
MODULES = sorted(path for name in HOUSE for path in (ROOT / name).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Yield the top-level packages that a module imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").split(".")[0]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_what_its_place_allows(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    names = set(imported(path))
    assert names & HOUSE <= MAY_IMPORT[package]
    for library, modules in MAY_USE.items():
        assert library not in names or (package == "dashboard" and path.stem in modules)


def test_no_module_of_the_dashboard_hides_a_package() -> None:
    # `streamlit run` puts dashboard/ first on the path.
    names = {path.stem for path in (ROOT / "dashboard").glob("*.py")} - {"__init__"}
    assert not names & sys.stdlib_module_names
    assert not {name for name in names if _found_elsewhere(name)}


def _found_elsewhere(name: str) -> bool:
    folders = [Path(entry) for entry in sys.path if "site-packages" in entry]
    return any((folder / name).exists() or (folder / f"{name}.py").exists() for folder in folders)
