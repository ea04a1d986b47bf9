"""Every word on the screen stands in the catalogue: none in a script, and no key without words."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dashboard.assets.scripts import STATIC
from dashboard.words.catalogue import CATALOGUE
from events.model.vocabulary import FAMILIES

ROOT = Path(__file__).resolve().parents[3]
SCRIPTS = sorted(STATIC.rglob("*.js"))
MODULES = sorted(
    path for room in ("dashboard", "events/query/filters") for path in (ROOT / room).rglob("*.py")
)

SCREEN = [
    ROOT / "dashboard/page.py",
    ROOT / "dashboard/session/own_files/uploads.py",
    *(
        path
        for room in ("ui", "present", "dossier", "server", "coding", "published")
        for path in (ROOT / "dashboard" / room).rglob("*.py")
    ),
]
MODULES_STILL_HELD = {
    "dossier/dossier.py": "its command line, and a problem in the words of events",
    "server/request_params.py": "what the API's parameters must be, for who writes programs",
    "server/ogc_features.py": "the API's description, for who writes programs",
    "server/ogc_openapi.py": "the API's description, for who writes programs",
    "server/security_headers.py": "what an operator's setting must be",
}
"""Modules of the screen with words of their own, and why."""

NO_WORDS = re.compile(
    r"[A-Z][a-z]+[A-Z]\w*"  # names of SVG and GeoJSON: LineString
    r"|(?:Arrow|Page)?(?:Down|Up|Left|Right)|Home|End|Enter|Escape|Tab"  # keys
    r"|Point|Polygon|Feature|Context"  # GeoJSON, a family's name
    r"|[A-Z][a-z]+(?:-[A-Z][a-z]+)+|<html lang=\""  # headers, markup
    r"|(?:[a-z]+-[\w-]*|[a-z]+start) [\w§ -]+|[.#][\w-]+.*"  # classes, events of the map, selectors
    r"|(?:fact|row) outside|chart (?:tall|strip-chart)"  # classes
    r"|[\s\S]*@media[\s\S]*|screen and .*"  # styles and their queries
    r"|noopener noreferrer|M[\d. A-Z-]+"  # a link's relation, a path of SVG
    r"|Panj: .*|.*: found §, expected.*|the server answered.*|.*: the server answered.*"  # console
    r"|\{% macro[\s\S]*|img-src data:"  # a template, a policy
    r"|Panj|export default \(component\)[\s\S]*"  # the product's name, a script
    r"|no words for.*|\"Source.*|\"Noto.*"  # console; fonts
)
"""Texts with a space or a capital that no reader sees."""


TOKEN = re.compile(
    r"//[^\n]*|/\*.*?\*/"  # comments
    r"|(?<=[(=:,]) ?/(?![/*])(?:\\.|\[(?:\\.|[^\]])*\]|[^/\n\\])+/\w*"  # patterns
    r'|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|`',
    re.S,
)


def texts_of(script: str) -> Iterator[str]:
    """Yield a script's string literals, with § for each value in a template."""
    at = 0
    while found := TOKEN.search(script, at):
        at = found.end()
        if found[0] == "`":
            text, values, at = _template(script, at)
            yield text
            for value in values:
                yield from texts_of(value)
        elif found[0][0] in "'\"":
            yield found[0][1:-1]


def _template(script: str, at: int) -> tuple[str, list[str], int]:
    """Return a template's text, its values, and where it ends."""
    text, values = "", []
    while script[at] != "`":
        if script.startswith("${", at):
            end = _end_of_value(script, at + 2)
            values.append(script[at + 2 : end])
            text, at = text + "§", end + 1
        else:
            step = 2 if script[at] == "\\" else 1
            text, at = text + script[at : at + step], at + step
    return text, values, at + 1


def _end_of_value(script: str, at: int) -> int:
    depth = 0
    while depth or script[at] != "}":
        if script[at] == "`":
            at = _template(script, at + 1)[2]
            continue
        depth += {"{": 1, "}": -1}.get(script[at], 0)
        at += 1
    return at


def is_for_readers(text: str) -> bool:
    """Tell a text that a reader would read: words with a space between, or with a capital."""
    words = re.search(r"[^\W\d_]{2,} [^\W\d_]{2,}|^\W*[A-Z][a-z]+", text)
    return bool(words) and not NO_WORDS.fullmatch(text.strip())


def test_texts_are_found_in_strings_and_templates_and_not_in_comments_and_patterns() -> None:
    script = '// No "one"\nel(`Two ${say("a b", `c ${d}`)}`, "th ree").match(/"four"/)'
    assert [*texts_of(script)] == ["Two §", "a b", "c §", "th ree"]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.relative_to(STATIC).as_posix())
def test_a_script_has_words_only_by_their_key(path: Path) -> None:
    texts = [text for text in texts_of(path.read_text("utf-8")) if not text.startswith("./")]
    assert [text for text in texts if is_for_readers(text)] == []


@pytest.mark.parametrize("path", sorted(STATIC.rglob("*.html")), ids=lambda path: path.name)
def test_a_template_has_words_only_by_their_key(path: Path) -> None:
    page = path.read_text("utf-8")
    assert re.findall(r">\s*([^<>$]*\w[^<>]*)<", page) == []
    assert re.findall(r'(?:aria-label|title|lang)="([^$"]*)"', page) == []


def texts_in(module: str) -> Iterator[str]:
    """Yield a module's texts but the docstrings, what is raised, and its keys of the catalogue."""
    tree = ast.parse(module)
    left_out = {
        id(part)
        for node in ast.walk(tree)
        if (
            isinstance(node, ast.Raise)
            and not re.search("UploadError|HTTPException", ast.dump(node))
        )
        or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        for part in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in left_out:
            yield str(node.value) if isinstance(node.value, str) else ""


@pytest.mark.parametrize(
    "path", SCREEN, ids=lambda path: path.relative_to(ROOT / "dashboard").as_posix()
)
def test_a_module_of_the_screen_has_words_only_by_their_key(path: Path) -> None:
    held = [text for text in texts_in(path.read_text("utf-8")) if is_for_readers(text)]
    name = path.relative_to(ROOT / "dashboard").as_posix()
    assert bool(held) is (name in MODULES_STILL_HELD), held


def keys_in_script(script: str) -> Iterator[str]:
    """Yield the keys that a script says, with § for what it puts into them."""
    for text in texts_of(script):
        if re.fullmatch(r"[a-z_]+\.[\w.§-]+", text) and text.split(".")[0] in TABLES:
            yield text


def keys_in_module(text: str) -> Iterator[str]:
    """Yield the keys that a module says, with § for what it puts into them."""
    for node in ast.walk(ast.parse(text)):
        name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
        if name in ("say", "Term"):
            yield from (_pattern(part) for part in ast.walk(node.args[0]) if _is_text(part))
        if name == "Widget":
            yield from (_pattern(part) for part in ast.walk(node) if _is_text(part))
            yield from (f"{one.value.value}.§" for one in node.keywords if one.arg == "words")


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant)
        and "." in str(node.value)
        and not str(node.value).endswith(".")
    )


def _pattern(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "§" for part in node.values
        )
    return str(node.value) if isinstance(node, ast.Constant) else ""


TABLES = {key.split(".")[0] for key in CATALOGUE.messages}
SAID = {
    *(key for path in SCRIPTS for key in keys_in_script(path.read_text("utf-8"))),
    *(key for path in MODULES for key in keys_in_module(path.read_text("utf-8"))),
}


def test_every_key_that_is_said_has_words() -> None:
    lacking = {key for key in SAID if not any(map(_matcher(key), CATALOGUE.messages))}
    assert {key for key in lacking if key.split(".")[0] in TABLES} == set()


def test_all_words_of_the_catalogue_are_said() -> None:
    matchers = [_matcher(key) for key in SAID]
    idle = [key for key in CATALOGUE.messages if not any(matches(key) for matches in matchers)]
    assert idle == []


def _matcher(key: str) -> Callable[[str], object]:
    return re.compile(re.escape(key).replace("§", r"[\w.-]+")).fullmatch


def test_every_family_has_a_name() -> None:
    assert [name for name in FAMILIES if f"family.{name}" not in CATALOGUE.messages] == []
