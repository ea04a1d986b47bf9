"""The tests' own rules: they use the product as it is, by its public names, and time nothing."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TESTS = sorted({*(ROOT / "tests").rglob("*.py")} - {Path(__file__).resolve()})
PRODUCT = ("events", "geodata", "dashboard")
SETTERS = {"setattr", "delattr"}


def programs(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield a test's own code, and that of each program that it holds as a text."""
    yield tree
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" in node.value:
            try:
                yield ast.parse(node.value)
            except (SyntaxError, ValueError):
                continue


def is_product(name: str) -> bool:
    return name.split(".")[0] in PRODUCT


def product_names(tree: ast.AST) -> set[str]:
    """Return the names under which code knows the product's modules, classes and functions."""
    known: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            known |= {
                one.asname or one.name.split(".")[0] for one in node.names if is_product(one.name)
            }
        elif isinstance(node, ast.ImportFrom) and is_product(node.module or ""):
            known |= {one.asname or one.name for one in node.names}
    return known


def root_of(node: ast.expr) -> str:
    """Return the name that a chain of attributes begins with; of a text, its first word."""
    while isinstance(node, ast.Attribute):
        node = node.value
    if isinstance(node, ast.Constant):
        return str(node.value).split(".")[0]
    return node.id if isinstance(node, ast.Name) else ""


def changed_attributes(tree: ast.AST) -> Iterator[str]:
    """Yield what code does to attributes of the product: by assignment, by ``setattr`` of any."""
    known = product_names(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load):
            if root_of(node) in known:
                yield ast.unparse(node)
        elif isinstance(node, ast.Call) and node.args:
            called = node.func.attr if isinstance(node.func, ast.Attribute) else root_of(node.func)
            first = node.args[0]
            owners = PRODUCT if isinstance(first, ast.Constant) else known
            if called in SETTERS and root_of(first) in owners:
                yield ast.unparse(node)


def private_names(tree: ast.AST) -> Iterator[str]:
    """Yield the private names of the product that code uses."""
    known = product_names(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and is_product(node.module or ""):
            yield from (one.name for one in node.names if one.name.startswith("_"))
        elif isinstance(node, ast.Attribute) and root_of(node) in known:
            is_private = node.attr.startswith("_") and not node.attr.startswith("__")
            yield from [node.attr] if is_private else []


def deadlines(tree: ast.AST) -> Iterator[str]:
    """Yield the times that Hypothesis is told to hold a test to."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "deadline":
            is_none = isinstance(node.value, ast.Constant) and node.value.value is None
            yield from [] if is_none else [ast.unparse(node.value)]


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_test_takes_the_product_as_it_is(path: Path) -> None:
    code = [*programs(ast.parse(path.read_text(encoding="utf-8")))]
    assert [one for tree in code for one in changed_attributes(tree)] == []
    assert [one for tree in code for one in private_names(tree)] == []
    assert [one for tree in code for one in deadlines(tree)] == []


@pytest.mark.parametrize(
    "code",
    [
        "from dashboard.session.public import collector\ncollector.COLLECT_S = 2",
        "from dashboard.session.public import collector\ndel collector.COLLECT_S",
        "from dashboard.session.public.public_file import PublicFile\nPublicFile.open = None",
        "import events.store.disk\nevents.store.disk.LIMIT += 1",
        'monkeypatch.setattr("events.files.geojson_reader.PIECE", 1)',
        "from dashboard.ui import panels\nmonkeypatch.setattr(panels.st, 'query', {})",
        "from dashboard.session.public import registry\nmonkeypatch.delattr(registry, 'find')",
        "from events import frame\nsetattr(frame, 'CRS', '')",
    ],
)
def test_a_change_of_the_product_is_seen(code: str) -> None:
    assert [*changed_attributes(ast.parse(code))] != []


def test_what_a_test_makes_may_be_changed() -> None:
    code = "from events.model.event import Event\none = Event()\none.title = ''"
    assert [*changed_attributes(ast.parse(code))] == []
