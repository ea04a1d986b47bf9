"""The dossier: one .html file that shows a selection with no network and no server.

It is the page's own map, panels and wording, with the events, the base layers and the style in
the file. ``python -m dashboard.dossier FILE OUT`` writes one; ``python -m events export`` calls
that. Text travels as JSON and enters the page as text; the file's policy allows its own two
scripts and no connection at all.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from dashboard import article, cards, wording
from dashboard.marks import mark
from dashboard.opened import Opened, shape_name
from dashboard.standalone import LAYERS, document
from dashboard.story import step
from dashboard.when import chart
from events.event_table import EventTable
from events.exporting import terms_of
from events.loading import load_events
from events.problems import EventFileError, Problem, Words, printable
from events.replacement import replacing
from events.schema import Event, Source
from events.selection import Selection, select
from geodata.basemap import BaseMap, load_basemap

MOST_EVENTS = 1_000
"""Most events in a dossier: it draws every mark and every row at once."""


def build(
    file: Opened,
    selection: Selection = Selection(),  # noqa: B008 - frozen
    filters: Sequence[str] = (),
    receipt: Sequence[str] = (),
    made: date | None = None,
) -> bytes:
    """Return the dossier of a selection.

    Parameters
    ----------
    file
        The open event file.
    selection
        Which of its events.
    filters
        The filters in force, as a reader would name them.
    receipt
        What an import said of the file, a line each.
    made
        The day to write on it; today by default.

    Returns
    -------
    bytes
        An HTML document, UTF-8.

    Raises
    ------
    EventFileError
        For more events than ``MOST_EVENTS``.
    """
    total = file.counts(selection).selected
    if total > MOST_EVENTS:
        found = Words(f"{total:,} events")
        expected = f"at most {MOST_EVENTS:,} for a dossier"
        hint = "Nothing is written; choose fewer by the filters, or another format."
        problem = Problem(file.loaded.path_name, None, None, "", found, expected, hint)
        raise EventFileError(problem)
    events = select(file.table, selection)
    base = load_basemap()
    data = {
        **_told(file, events, selection, filters),
        "map": _mapped(file, events, base),
        "receipt": [*receipt, *_receipt(file, len(events), made or date.today())],
        "layers": [
            f"{layer.title}: {layer.attribution}. {layer.licence}. SHA-256 {layer.sha256}"
            for name, layer in base.layers.items()
            if name in LAYERS
        ],
    }
    return document(data, base).encode()


def write(file: Opened, path: Path) -> None:
    """Write the dossier of a whole file, whole or not at all.

    Parameters
    ----------
    file
        The open event file.
    path
        The .html file; it is replaced.

    Raises
    ------
    EventFileError
        As ``build``.
    OSError
        Where the file cannot be written.
    """
    content = build(file)
    with replacing(path) as part:
        part.write_bytes(content)


def _told(
    file: Opened, events: list[Event], selection: Selection, filters: Sequence[str]
) -> dict[str, Any]:
    loaded = file.loaded
    counts = file.counts(selection)
    everything = Selection()
    part = Opened(replace(loaded, events=tuple(events)))
    main = article.main_source(part)
    return {
        "title": loaded.title or loaded.path_name,
        "origin": cards.origin(loaded.sources),
        "filters": list(filters),
        "counts": {
            name: getattr(counts, name)
            for name in ("selected", "read", "on_map", "without_place", "filtered_out", "rejected")
        },
        "cards": [
            {
                **cards.card(part, event),
                "origin": file.origin(event),
                "step": step(part, everything, event),
            }
            for event in events
        ],
        "steps": {
            "title": step(part, everything, None),
            "coverage": step(part, everything, None, coverage=True),
        },
        "reading": {
            "title": cards.title(part),
            "article": article.quotes(part),
            "strip": article.strip(part, main) if main else [],
            "coverage": article.coverage(part, main, None) if main else "",
        },
        "when": chart(part, everything),
        "sources": [_source(source) for source in loaded.sources],
        "problems": list(file.problems),
    }


def _mapped(file: Opened, events: list[Event], base: BaseMap) -> dict[str, Any]:
    table = EventTable(events)
    orders = table.columns.orders(range(len(events)))
    parts = [file.part_of(event) for event in events]
    marks = [
        {**mark(event, rank, part.letter if part else ""), "days": _days(event)}
        for event, (rank, _), part in zip(events, orders, parts, strict=True)
        if event.geometry is not None
    ]
    keys = {int(item["shape"], 16) for item in marks if item["shape"]}
    shapes = table.geometries(sorted(keys))
    return {
        "credits": base.credits,
        "marks": marks,
        "shapes": {shape_name(key): shape for key, shape in shapes.items()},
        "read": file.loaded.read,
        "view": None,
    }


def _days(event: Event) -> list[str | None] | None:
    """Return the earliest and the latest possible day, ``None`` for an end that is open."""
    span = event.span
    if span is None:
        return None
    return [day.isoformat() if day else None for day in (span.earliest, span.latest)]


def _source(source: Source) -> dict[str, Any]:
    terms = terms_of([source])
    notes = [f"SHA-256 of its text: {source.sha256}"] if source.sha256 else []
    credit = wording.credit(source)
    return {
        "title": source.title,
        "credit": "" if credit == source.title else credit,
        "url": source.url,
        "notes": [*notes, *terms],
    }


def _receipt(file: Opened, selected: int, made: date) -> list[str]:
    loaded = file.loaded
    versions = [part.version for part in file.parts] or [(loaded.path_name, loaded.sha256)]
    return [
        f"{loaded.path_name}: {loaded.read:,} events read, {loaded.rejected:,} rejected, "
        f"{selected:,} in this dossier.",
        *(f"SHA-256 of {name}: {digest}" for name, digest in versions),
        f"Made with Panj on {wording.day(made)}. It holds quotes, not the sources’ texts, and asks "
        "no server for anything.",
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the dossier of an event file.

    Parameters
    ----------
    arguments
        The words after the program's name; those of the process by default.

    Returns
    -------
    int
        0 where all is well, 1 where features of the file were rejected, 2 where nothing is
        written.
    """
    parser = argparse.ArgumentParser(
        prog="python -m dashboard.dossier", description="Write the dossier of an event file."
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="an event file")
    parser.add_argument("out", type=Path, metavar="OUT", help="the .html file to write")
    chosen = parser.parse_args(arguments)
    try:
        file = Opened(load_events(chosen.file))
        write(file, chosen.out)
    except EventFileError as error:
        for problem in error.problems:
            print(printable(str(problem)), file=sys.stderr)
        return 2
    except OSError as error:
        print(
            printable(f"{chosen.out.name}: {error.strerror}. Nothing is written."), file=sys.stderr
        )
        return 2
    for problem in file.loaded.problems:
        print(printable(str(problem)), file=sys.stderr)
    return 1 if file.loaded.rejected else 0


if __name__ == "__main__":
    sys.exit(main())
