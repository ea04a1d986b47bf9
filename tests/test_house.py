"""The house's own rules: the rooms, who may import whom, and no module that hides a package.

A room is a folder of modules. ``EDGES`` names each pair of rooms of which the first may import
the second; whatever is not named is refused, for Python and for the browser's scripts alike.
"""

import ast
import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
STATIC = "dashboard/static"
MOST_MODULES = 10
MOST_LINES = 300

EDGES: dict[str, str] = {
    # what is said
    "events/model": "",
    "events/accounts": "events/model",
    "events/columns": "events/model",
    "events/files": "events/model events/accounts events/columns",
    "events/query/filters": "events/model",
    "events/query/filters/places": "events/query/filters events/query/columns",
    "events/query/filters/sources": "events/columns events/query/filters",
    "events/query/columns": "events/model",
    "events/query": """
        events/model events/query/filters events/query/filters/places
        events/query/filters/sources events/query/columns
    """,
    "events/store": """
        events/model events/accounts events/columns events/files events/query
        events/query/columns events/query/filters
    """,
    "events/export": "events/model events/files",
    "events/provenance": """
        events/model events/accounts events/files events/coding/names events/coding/phrases
    """,
    "events/matching": "events/model events/accounts events/files",
    "events/coding": "events/model events/provenance events/coding/names events/coding/phrases",
    "events/coding/names": "events/coding/phrases",
    "events/coding/phrases": "events/importers/dates",
    "events/articles": "events/model",
    "events/desk": "events/model events/files events/export events/provenance",
    "events/desk/migrations": "",
    "events/desk/migrations/versions": "",
    "events/changes": """
        events/model events/files events/store events/provenance
        events/importers events/importers/rows
    """,
    "events/lake": """
        events/model events/files events/query events/query/columns events/query/filters
        events/store events/lake/files
    """,
    "events/lake/files": "events/model events/files events/store",
    "events/lake/builds": """
        events/model events/files events/query events/query/columns events/store events/lake
        events/lake/engines events/lake/files events/importers events/importers/rows
    """,
    "events/lake/engines": "events/model",
    "events/importers": """
        events/model events/files events/export
        events/importers/layouts events/importers/tables events/importers/layers
        events/importers/inputs events/importers/rows events/importers/places
        events/importers/columns
    """,
    "events/importers/layouts": """
        events/model
        events/importers/tables events/importers/rows events/importers/places
        events/importers/dates events/importers/columns
    """,
    "events/importers/tables": """
        events/model events/files events/export
        events/importers/inputs events/importers/rows events/importers/places
        events/importers/dates events/importers/columns
    """,
    "events/importers/layers": """
        events/model events/files
        events/importers/inputs events/importers/rows
    """,
    "events/importers/inputs": "events/model events/importers/rows events/importers/columns",
    "events/importers/rows": """
        events/model events/files
        events/importers/places events/importers/dates events/importers/columns
    """,
    "events/importers/places": "events/model events/importers/columns",
    "events/importers/dates": "events/model events/importers/columns",
    "events/importers/columns": "events/model events/files",
    "events": """
        events/model events/files events/export events/coding/names
        events/provenance events/matching
        events/changes events/desk events/lake/builds events/lake/engines events/importers
        events/importers/tables events/importers/rows events/importers/places
        events/importers/dates
    """,
    # where it is said to be
    "geodata": """
        geodata/building geodata/building/sources geodata/building/polygons
        geodata/building/lines geodata/building/world
    """,
    "geodata/building": "geodata/building/sources",
    "geodata/building/sources": "",
    "geodata/building/polygons": "geodata/building/sources",
    "geodata/building/world": """
        geodata/building geodata/building/sources geodata/building/polygons
    """,
    "geodata/building/lines": """
        geodata/building geodata/building/sources geodata/building/polygons
    """,
    # what is seen
    "dashboard/words": "",
    "dashboard/assets": "dashboard/words events/model events/query events/query/filters",
    "dashboard/session": """
        events/model events/files events/coding/names events/lake events/lake/files events/query
        events/query/columns events/query/filters/sources
        events/store events/matching events/importers
        events/importers/rows events/importers/places geodata
    """,
    "dashboard/session/public": "dashboard/session events/files events/lake/files",
    "dashboard/session/own_files": """
        dashboard/words dashboard/session events/model events/importers/rows
    """,
    "dashboard/session/review": """
        dashboard/session events/changes events/files events/lake events/model events/store
    """,
    "dashboard/present": """
        dashboard/words dashboard/session dashboard/present/filters
        events/model events/accounts events/query events/query/filters
        events/query/columns events/query/filters/places events/query/filters/sources
        events/export events/provenance events/importers/inputs events/importers/rows
    """,
    "dashboard/present/filters": """
        dashboard/session events/model events/query events/query/filters
        events/query/filters/sources events/query/columns
    """,
    "dashboard/present/review": """
        dashboard/words dashboard/session dashboard/session/review dashboard/present
        events/changes events/query
        events/matching events/model events/provenance
    """,
    "dashboard/access": "dashboard/words",
    "dashboard/coding/review": "dashboard/words events/coding events/desk events/model",
    "dashboard/coding/requests": "dashboard/words",
    "dashboard/coding": """
        dashboard/words dashboard/access dashboard/assets dashboard/session
        dashboard/session/public
        dashboard/coding/requests dashboard/coding/review
        dashboard/present dashboard/dossier
        events/articles events/files
        events/model events/coding events/coding/names events/desk events/matching
        events/provenance geodata
    """,
    "dashboard/published": """
        dashboard/words dashboard/access dashboard/session dashboard/session/public
        dashboard/session/review
        dashboard/present dashboard/dossier dashboard/coding dashboard/coding/review
        events/model events/files events/importers/rows events/changes events/desk
    """,
    "dashboard/dossier": """
        dashboard/words dashboard/assets dashboard/session dashboard/present
        events/model events/accounts events/files events/query events/store events/export
        events/changes geodata
    """,
    "dashboard/server": """
        dashboard/words dashboard/access dashboard/assets dashboard/coding dashboard/published
        dashboard/session dashboard/session/public dashboard/session/own_files
        dashboard/present dashboard/dossier dashboard/present/filters dashboard/present/review
        events/model events/files events/lake/files events/matching events/query
        events/query/columns
        events/query/filters events/query/filters/places
        events/store events/export geodata
    """,
    "dashboard/ui": """
        dashboard/words dashboard/access dashboard/assets
        dashboard/session dashboard/session/public dashboard/session/own_files
        dashboard/session/review dashboard/published
        dashboard/present dashboard/dossier dashboard/present/filters dashboard/present/review
        events/model events/files events/query events/store events/export
        events/importers events/importers/rows
    """,
    "dashboard": """
        dashboard/words dashboard/assets dashboard/session/public dashboard/session/own_files
        dashboard/present dashboard/server dashboard/ui dashboard/coding dashboard/access
        dashboard/published
        events/desk geodata
    """,
    # what puts them together
    "python -m events": """
        events events/model events/files events/coding/names events/changes
        events/importers/places dashboard/session dashboard/dossier
    """,
}
SCRIPT_EDGES: dict[str, str] = {
    "shared": "",
    "map/geometry": "shared",
    "map/labels": "shared map/geometry",
    "map/basemap": "shared map/geometry",
    "map/marks": "shared map/geometry map/labels",
    "map/render": "shared map/geometry map/marks",
    "map/interaction": "shared map/geometry map/render",
    "map": """
        shared map/geometry map/labels map/basemap map/marks map/render map/interaction
    """,
    "image": "shared map map/geometry map/basemap map/labels map/marks map/render",
    "panels/header": "shared map/render",
    "panels/filters": "shared",
    "panels/reading": "shared",
    "panels/timeline": "shared",
    "panels/table": "shared",
    "panels/files": "shared",
    "panels/share": "shared",
    "panels/dossier": "shared map/render",
    "coding": "shared coding/place coding/card coding/publish coding/review",
    "coding/card": "shared",
    "coding/publish": "shared",
    "coding/review": "shared",
    "coding/place": "shared map",
    "entry": "shared map map/render image panels/reading panels/timeline panels/dossier",
}
MAY_USE = {
    "streamlit": {"dashboard/ui", "dashboard", "dashboard/server", "dashboard/access"},
    "streamlit_folium": {"dashboard"},
    "folium": {"dashboard/ui"},
    "branca": {"dashboard/ui"},
}
SAME_NAMES = {
    "main": "the entry of a command, of which there are several",
    "draft_of": "each layout's own, by the protocol of layouts",
    "source_of": "each layout's own, by the protocol of layouts",
    "headless": "each layout's own, by the protocol of layouts",
    "upgrade": "each migration's own, by Alembic",
    "downgrade": "each migration's own, by Alembic",
}
"""Public classes and functions that more than one module has, and why."""
SAME_EXPORTS = {"show": "each panel's own, by which its module mounts it"}
"""What more than one script exports, and why."""
MODULES = sorted(
    path for name in ("events", "geodata", "dashboard") for path in (ROOT / name).rglob("*.py")
)
SCRIPTS = sorted((ROOT / STATIC).rglob("*.js"))


def room_of(path: Path) -> str:
    """Return a module's room: its folder, below the root or below the scripts' folder.

    A program that puts packages together, ``__main__``, is a room of its own above them.
    """
    room = path.parent.relative_to(ROOT).as_posix()
    if path.stem == "__main__":
        return f"python -m {room}"
    return room.removeprefix(f"{STATIC}/") if path.suffix == ".js" else room


def imported_rooms(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the room and the name of each module of the house that one imports."""
    if path.suffix == ".js":
        for address in re.findall(r'(?:\bfrom |\bimport\()"(\.[^"]+)"', path.read_text()):
            target = posixpath.normpath(posixpath.join(room_of(path), address))
            yield posixpath.dirname(target), posixpath.basename(target)
        return
    for name in imported_names(path):
        if name.split(".")[0] in ("events", "geodata", "dashboard"):
            file = ROOT / f"{name.replace('.', '/')}.py"
            whole = name if file.exists() else name.rpartition(".")[0]
            room, _, stem = whole.replace(".", "/").rpartition("/")
            yield room or stem, stem


def imported_names(path: Path) -> Iterator[str]:
    """Yield the dotted names that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "relative imports hide the room"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize(
    "path", [*MODULES, *SCRIPTS], ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_a_module_imports_only_what_its_room_may(path: Path) -> None:
    room, edges = room_of(path), SCRIPT_EDGES if path.suffix == ".js" else EDGES
    assert {other for other, _ in imported_rooms(path)} - {room} <= set(edges[room].split())


@pytest.mark.parametrize("edges", [EDGES, SCRIPT_EDGES], ids=["python", "scripts"])
def test_the_table_of_edges_has_no_circle_and_nothing_idle(edges: dict[str, str]) -> None:
    TopologicalSorter({room: set(others.split()) for room, others in edges.items()}).prepare()
    files = SCRIPTS if edges is SCRIPT_EDGES else MODULES
    used: dict[str, set[str]] = defaultdict(set)
    for path in files:
        used[room_of(path)] |= {other for other, _ in imported_rooms(path)} - {room_of(path)}
    assert {room: set(others.split()) for room, others in edges.items()} == dict(used)


def test_the_plan_names_every_room_and_no_other() -> None:
    plan = (ROOT / "docs/house.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^\| `([^`]+)` \|", plan, re.M)) == sorted(
        {*EDGES, *SCRIPT_EDGES} - {"python -m events"}
    )


def test_no_modules_import_each_other() -> None:
    graph = {
        f"{room_of(path)}/{path.stem}": {
            f"{room}/{name.removesuffix('.js')}" for room, name in imported_rooms(path)
        }
        for path in [*MODULES, *SCRIPTS]
        if path.stem != "__init__"
    }
    TopologicalSorter(graph).prepare()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_import_is_hidden_from_the_table(path: Path) -> None:
    assert "TYPE_CHECKING" not in path.read_text()
    hidden = {"importlib.import_module", "importlib.util", "runpy"}
    assert not [name for name in imported_names(path) if name.startswith(tuple(hidden))]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_library_is_used_in_its_room_alone(path: Path) -> None:
    for name in imported_names(path):
        assert room_of(path) in MAY_USE.get(name.split(".")[0], {room_of(path)})


def test_a_room_has_at_most_ten_modules() -> None:
    modules = [path for path in [*MODULES, *SCRIPTS] if path.stem != "__init__"]
    full = Counter((path.suffix, room_of(path)) for path in modules)
    assert {room: count for room, count in full.items() if count > MOST_MODULES} == {}


@pytest.mark.parametrize(
    "path", [*MODULES, *SCRIPTS], ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_a_module_has_at_most_three_hundred_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def test_no_two_modules_of_one_half_have_the_same_name() -> None:
    for files in (MODULES, SCRIPTS):
        names = Counter(path.stem for path in files if path.stem not in {"__init__", "__main__"})
        assert [name for name, count in names.items() if count > 1] == []


def test_no_two_public_names_stand_for_different_things() -> None:
    kinds = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    defined = Counter(
        node.name
        for path in MODULES
        for node in ast.parse(path.read_text()).body
        if isinstance(node, kinds) and not node.name.startswith("_")
    )
    assert {name for name, count in defined.items() if count > 1} == SAME_NAMES.keys()


def test_no_two_scripts_export_one_name_for_different_things() -> None:
    pattern = r"^export (?:async )?(?:function\*?|const|let|class) (\w+)"
    exported = Counter(
        name for path in SCRIPTS for name in re.findall(pattern, path.read_text(), re.M)
    )
    assert {name for name, count in exported.items() if count > 1} == SAME_EXPORTS.keys()
