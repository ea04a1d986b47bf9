"""The browser's modules as one script.

A file that has no server has nowhere to import them from, and a page that asks for each of them
shows its map later (docs/decisions/two-lanes.md).

The modules are written in a narrow form, which is all that is read here: imports of names from
relative paths, and exports in front of a function, a class or a constant. Anything else is
refused, so that nothing is bundled wrongly in silence.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

_IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.[^"]*)";\n', re.M)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) ?([\w$]+))", re.M)
_OTHER = re.compile(r"^(?:import|export)\b.*|\bimport\.meta\b", re.M)
_LATER = re.compile(r'\bimport\((?:"(\.[^"]*)"\))?')


class BundleError(ValueError):
    """A module that can't be bundled: which, and why."""


def bundle(entry: Path) -> str:
    """Return a module and all that it imports as the text of one script.

    Parameters
    ----------
    entry
        The module that starts everything.

    Returns
    -------
    str
        Each module in a function of its own, after those that it imports.

    Raises
    ------
    BundleError
        For an import or export of another form, an import at a later time, a circle of imports,
        and text that would end a ``<script>`` element.
    """
    script, names = _joined([entry])
    for path in names:
        if _LATER.search(path.read_text(encoding="utf-8")):
            raise BundleError(f"{path.name}: found 'import(', expected all imports at its begin")
    if re.search(r"</script|<!--", script, re.I):
        raise BundleError(f"{entry.name}: a module holds text that would end a script element")
    return script


def bundle_module(entries: Mapping[str, Path], folder: Path) -> str:
    r"""Return modules and all that they import as the text of one module.

    Parameters
    ----------
    entries
        Modules by the name under which the one module exports all that each exports.
    folder
        Where the one module is served from: what a module imports at a later time is looked for
        from there.

    Raises
    ------
    BundleError
        For an import or export of another form, and a circle of imports.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     one = Path(folder) / "one.js"
    ...     _ = one.write_text("export const two = 2;\n")
    ...     print(bundle_module({"one": one}, Path(folder)))
    const m0 = (() => {
    const two = 2;
    return { two };
    })();
    export { m0 as one };
    <BLANKLINE>
    """
    script, names = _joined(list(entries.values()), folder)
    exported = ", ".join(f"{names[path.resolve()]} as {name}" for name, path in entries.items())
    return f"{script}export {{ {exported} }};\n"


def _joined(entries: Sequence[Path], folder: Path | None = None) -> tuple[str, dict[Path, str]]:
    done: dict[Path, str] = {}
    for entry in entries:
        _add(entry.resolve(), done, ())
    if folder:
        done = {path: _from(folder, path, text) for path, text in done.items()}
    names = {path: f"m{number}" for number, path in enumerate(done)}
    return "".join(_wrapped(path, text, names) for path, text in done.items()), names


def _add(path: Path, done: dict[Path, str], within: tuple[Path, ...]) -> None:
    if path in done:
        return
    if path in within:
        raise BundleError(f"{path.name}: imports itself, by way of {within[-1].name}")
    text = path.read_text(encoding="utf-8")
    for _, address in _IMPORT.findall(text):
        _add((path.parent / address).resolve(), done, (*within, path))
    done[path] = text


def _from(folder: Path, path: Path, text: str) -> str:
    """Let a module's later imports be looked for from a folder instead of its own."""

    def moved(match: re.Match[str]) -> str:
        there = (path.parent / match[1]).resolve()
        return f'import("./{there.relative_to(folder.resolve()).as_posix()}")'

    return _LATER.sub(moved, text)


def _wrapped(path: Path, text: str, names: dict[Path, str]) -> str:
    """Put a module into a function that takes what it imports and returns what it exports."""

    def taken(match: re.Match[str]) -> str:
        listed = re.sub(r"\s+as\s+", ": ", " ".join(match[1].split()))
        return f"const {{ {listed} }} = {names[(path.parent / match[2]).resolve()]};\n"

    exported = _EXPORT.findall(text)
    body = _EXPORT.sub("", _IMPORT.sub(taken, text))
    other = _OTHER.search(body)
    if other:
        raise BundleError(f"{path.name}: found {other[0]!r}, expected names from a relative path")
    returned = f"return {{ {', '.join(exported)} }};\n" if exported else ""
    return f"const {names[path]} = (() => {{\n{body}{returned}}})();\n"
