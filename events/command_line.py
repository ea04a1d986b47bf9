"""The commands: ``validate``, ``verify`` and ``audit`` here, the others where their bodies are.

Exit codes: 0 where all is well, 1 where something in the file is not, 2 where the command
cannot do its work at all. With ``--json`` standard output holds one JSON object and nothing
else; what else there is to say goes to standard error.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from events.changes_command import (
    NOTHING_COMPARED,
    add_changes,
    compared_files,
    tell_changes,
)
from events.commands import (
    Answer,
    Neighbours,
    add_commands,
    run_export,
    run_import,
    terminal_text,
)
from events.desk_commands import add_desk, run_backup, run_restore
from events.files.event_batches import open_reading
from events.files.event_file import Loaded, load_events
from events.files.file_access import memory_errors, read_bytes
from events.importers.rows.receipt import NOTHING_READ
from events.lake_command import NOTHING_BUILT, add_lake, run_build, run_compact
from events.match_commands import add_matching, run_merge, run_suggest, run_undo
from events.model.problems import EventFileError, Problem, Words, printable, quote_value
from events.provenance.audit import Audit, audit
from events.provenance.verify import Verdict, verify

_WELL, _FAULTY, _UNREADABLE = 0, 1, 2

_Run = Callable[[argparse.Namespace, Neighbours], Answer]

_COMMANDS: Mapping[str, tuple[_Run, Mapping[str, Any]]] = {
    "import": (run_import, NOTHING_READ),
    "export": (run_export, {"written": 0}),
    "suggest": (run_suggest, {"pairs": []}),
    "merge": (run_merge, {"written": 0}),
    "undo": (run_undo, {"written": 0}),
    "build": (run_build, NOTHING_BUILT),
    "compact": (run_compact, {"events": 0}),
    "backup": (run_backup, {"acts": 0}),
    "restore": (run_restore, {"acts": 0}),
}
"""What runs a command, and what it says where a file can't be read."""


def run_command(arguments: Sequence[str] | None, neighbours: Neighbours) -> int:
    """Run one command.

    Parameters
    ----------
    arguments : sequence of str or None
        The words after the program's name; None for those of the process.
    neighbours : Neighbours
        What this package does not know.

    Returns
    -------
    int
        The exit code.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    parser = _parser()
    chosen = parser.parse_args(arguments)
    try:
        if chosen.command == "validate":
            code = _validate(chosen.file, as_json=chosen.json)
        elif chosen.command == "verify":
            code = _verify(parser, chosen.file, chosen.text, as_json=chosen.json)
        elif chosen.command == "audit":
            code = _audit(parser, chosen, neighbours)
        elif chosen.command == "changes":
            code = _changes(chosen, neighbours)
        else:
            code = _exchange(chosen, neighbours)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader, such as head, has enough; Python's own flush at exit must not fail too.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _FAULTY
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        _note(f"standard output: found {error.strerror}, expected room for what is to be told.")
        return _UNREADABLE
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m events", description="Work on event files.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    validate = commands.add_parser("validate", help="tell every problem of an event file")
    check = commands.add_parser("verify", help="check every quote against the text it quotes")
    judge = commands.add_parser(
        "audit", help="check each event against its words: borne out, not borne out, or unknown"
    )
    for command in (validate, check, judge):
        command.add_argument("file", type=Path, metavar="FILE", help="an event file (.geojson)")
        command.add_argument("--json", action="store_true", help="print one JSON object")
    add_commands(commands)
    add_matching(commands)
    add_changes(commands)
    add_lake(commands)
    add_desk(commands)
    for command in (check, judge):
        command.add_argument(
            "--text",
            type=_text_argument,
            action="append",
            required=True,
            metavar="SOURCE_ID=PATH",
            help="the text of a source, UTF-8, as published; once for each source",
        )
    return parser


def _text_argument(argument: str) -> tuple[str, Path]:
    # A source's id may hold an equals sign; a path seldom does.
    identity, _, path = argument.rpartition("=")
    if not identity or not path:
        raise argparse.ArgumentTypeError(f"{argument!r} is not SOURCE_ID=PATH")
    return identity, Path(path)


def _validate(path: Path, *, as_json: bool) -> int:
    told = _Told(as_json=as_json)
    try:
        with memory_errors(path.name):
            opened = open_reading(path, most_told=None)
            for _ in opened.batches():
                told.take(opened.problems)
        told.take(opened.problems)
    except EventFileError as error:
        return _refuse(error.problems, {"events": 0} if as_json else None)
    if as_json:
        good = opened.read - opened.rejected
        _print_json({"events": good, "problems": _listed(told.kept)})
    else:
        _note(f"{opened.path_name}: {opened.read} features read, {opened.rejected} rejected")
    return _FAULTY if told.count else _WELL


class _Told:
    """Problems on their way out: printed at once, or kept for the one object of JSON."""

    def __init__(self, *, as_json: bool) -> None:
        self.kept: list[Problem] = []
        self.count = 0
        self._as_json = as_json

    def take(self, problems: list[Problem]) -> None:
        """Tell the problems, which are then forgotten."""
        self.count += len(problems)
        if self._as_json:
            self.kept.extend(problems)
        else:
            for problem in problems:
                print(problem)
        problems.clear()


def _verify(
    parser: argparse.ArgumentParser,
    path: Path,
    named: Sequence[tuple[str, Path]],
    *,
    as_json: bool,
) -> int:
    try:
        loaded, texts = _read_with_texts(parser, path, named)
    except EventFileError as error:
        return _refuse(error.problems, {"coverage": 0.0, "quotes": []} if as_json else None)
    verification = verify(loaded, texts)
    for problem in loaded.problems:
        _note(str(problem))
    if as_json:
        quotes = [asdict(verdict) for verdict in verification.verdicts]
        _print_json({"coverage": verification.coverage, "quotes": quotes})
    else:
        for verdict in verification.verdicts:
            print(_line(verdict))
        print(f"coverage: {verification.coverage:.1%} of the sentences")
    return _WELL if verification.ok and not loaded.problems else _FAULTY


def _audit(
    parser: argparse.ArgumentParser, chosen: argparse.Namespace, neighbours: Neighbours
) -> int:
    try:
        loaded, texts = _read_with_texts(parser, chosen.file, chosen.text)
    except EventFileError as error:
        nothing = Audit(0, 0, 0, 0, ()).as_dict()
        return _refuse(error.problems, nothing if chosen.json else None)
    found = audit(loaded, texts, neighbours.containing, neighbours.gazetteer())
    if chosen.json:
        _print_json(found.as_dict())
    else:
        print(terminal_text(list(found.lines())))
    return _FAULTY if found.not_borne_out else _WELL


def _changes(chosen: argparse.Namespace, neighbours: Neighbours) -> int:
    try:
        with (
            memory_errors(f"{chosen.old.name}, {chosen.new.name}"),
            compared_files(chosen, neighbours) as comparison,
        ):
            tell_changes(comparison, as_json=chosen.json)
            return _FAULTY if comparison.counts.any or comparison.one_sided else _WELL
    except EventFileError as error:
        return _refuse(error.problems, NOTHING_COMPARED if chosen.json else None)


def _read_with_texts(
    parser: argparse.ArgumentParser, path: Path, named: Sequence[tuple[str, Path]]
) -> tuple[Loaded, dict[str, str]]:
    with memory_errors(path.name):
        loaded = load_events(path)
    _check_names(parser, loaded, [identity for identity, _ in named])
    return loaded, {identity: _read_text(text) for identity, text in named}


def _exchange(chosen: argparse.Namespace, neighbours: Neighbours) -> int:
    run, empty = _COMMANDS[chosen.command]
    files = chosen.file if isinstance(chosen.file, list) else [chosen.file]
    try:
        with memory_errors(", ".join(file.name for file in files)):
            answer, lines, well = run(chosen, neighbours)
    except EventFileError as error:
        return _refuse(error.problems, empty if chosen.json else None)
    if chosen.json:
        _print_json(answer)
    else:
        print(terminal_text(lines))
    return _WELL if well else _FAULTY


def _check_names(parser: argparse.ArgumentParser, loaded: Loaded, named: list[str]) -> None:
    known = [source.id for source in loaded.sources]
    for identity in named:
        if identity not in known:
            listed = ", ".join(quote_value(name) for name in known) or "none"
            parser.error(
                f"--text: no source {quote_value(identity)} in the file, which has: {listed}"
            )
        if named.count(identity) > 1:
            parser.error(f"--text: {quote_value(identity)} given more than once")


def _read_text(path: Path) -> str:
    """Read a text exactly as it is: no line end and no byte order mark is changed."""
    data = read_bytes(path)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        found = Words(f"a byte at {error.start} that is not UTF-8")
        hint = "Save the text as UTF-8, as it was published."
        raise EventFileError(Problem(path.name, None, None, "", found, "UTF-8", hint)) from error


def _refuse(problems: Sequence[Problem], answer: Mapping[str, Any] | None) -> int:
    if answer is not None:
        _print_json({**answer, "problems": _listed(problems)})
    else:
        for problem in problems:
            _note(str(problem))
    return _UNREADABLE


def _line(verdict: Verdict) -> str:
    event = quote_value(verdict.event) if verdict.event else "aside"
    where = f"{event} {quote_value(verdict.source)} {verdict.start}-{verdict.end}"
    return f"good  {where}" if verdict.ok else f"wrong {where}: {printable(verdict.why)}"


def _listed(problems: Sequence[Problem]) -> list[dict[str, object]]:
    return [problem.as_dict() for problem in problems]


def _print_json(answer: Mapping[str, Any]) -> None:
    print(json.dumps(answer))


def _note(line: str) -> None:
    print(printable(line), file=sys.stderr)
