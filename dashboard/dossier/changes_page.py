"""What changed between two versions as one .html file: no script, no server, no network.

Each text is put into a tree of elements and written out with it, so that none can become markup;
the file's policy allows no script at all. This module shouldn't import Streamlit.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement

from dashboard.dossier.changes_map import MOST_DRAWN, draw_map
from dashboard.dossier.plain_page import add_text, plain_page
from dashboard.words.catalogue import say
from events.changes.comparison import Comparison
from events.changes.event_change import EventChange
from events.changes.in_words import place_change_in_words, sides_in_words, with_says
from events.changes.version_rows import Version
from events.files.file_access import replace_file
from geodata.basemap import load_basemap

MOST_SHOWN = 2_000
"""The most events of each list: more would keep a browser busy. The counts are of all."""

_MOST_CHARACTERS = 5_000  # of one value


def write_changes(comparison: Comparison, path: Path) -> None:
    """Write the file, whole or not at all.

    Parameters
    ----------
    comparison
        What was compared.
    path
        The .html file; it is replaced.

    Raises
    ------
    OSError
        Where the file cannot be written.
    """
    with replace_file(path) as part:
        part.write_text(changes_page(comparison), encoding="utf-8", errors="backslashreplace")


def changes_page(comparison: Comparison) -> str:
    """Return the document.

    Parameters
    ----------
    comparison
        What was compared.
    """
    main = Element("main")
    _head(main, comparison)
    changed = list(islice(comparison.changed(), MOST_SHOWN))
    _map(main, comparison)
    if changed:
        add_text(main, "h2", say("changes.changed"))
    for event in changed:
        _event(main, event)
    _rest(main, comparison.counts.changed)
    merged = (say("changes.into", taken=one.taken, into=one.into) for one in comparison.merged)
    _listed(main, say("changes.merged"), merged, len(comparison.merged))
    added = (say("changes.named", id=id_, title=title) for id_, title in comparison.added())
    _listed(main, say("changes.added"), added, comparison.counts.added)
    gone = (say("changes.named", id=id_, title=title) for id_, title in comparison.withdrawn())
    _listed(main, say("changes.withdrawn"), gone, comparison.counts.withdrawn)
    foot = f"{say('credits.map', credits=load_basemap().credits)} {say('map.disclaimer')}"
    return plain_page(_title(comparison), main, foot)


def _title(comparison: Comparison) -> str:
    return say("changes.title", old=comparison.old.name, new=comparison.new.name)


def _head(main: Element, comparison: Comparison) -> None:
    add_text(main, "h1", _title(comparison))
    counts = comparison.counts
    told = [say(f"changes.count.{name}", count=count) for name, count in vars(counts).items()]
    add_text(main, "p", ", ".join(told), "counts")
    both = counts.changed + counts.unchanged
    for version, count in (
        (comparison.old, both + counts.merged + counts.withdrawn),
        (comparison.new, both + counts.added),
    ):
        _version(main, version, count)
    if comparison.only is not None:
        add_text(main, "p", say("changes.only", events=", ".join(sorted(comparison.only))))


def _version(main: Element, version: Version, count: int) -> None:
    told = say("changes.version", file=version.name, title=version.title, count=count)
    add_text(main, "p", told)
    if version.rejected:
        words = say("changes.rejected", file=version.name, count=version.rejected)
        _listed(main, words, iter(version.reasons), len(version.reasons), "h3")


def _map(main: Element, comparison: Comparison) -> None:
    placed = [*islice(filter(place_change_in_words, comparison.changed()), MOST_SHOWN)]
    if not placed:
        return
    add_text(main, "h2", say("changes.places"))
    drawing = draw_map(placed)
    if drawing is not None:
        main.append(drawing)
        add_text(main, "p", say("changes.key"))
        if len(placed) > MOST_DRAWN:
            add_text(main, "p", say("changes.drawn", count=MOST_DRAWN))
    listed = SubElement(main, "ul")
    for event in placed:
        told = say("changes.place", title=event.title, told=place_change_in_words(event))
        add_text(listed, "li", told)


def _event(main: Element, event: EventChange) -> None:
    section = SubElement(main, "section")
    add_text(section, "h3", event.title)
    add_text(section, "p", event.id, "id")
    table = SubElement(section, "table")
    head = SubElement(SubElement(table, "thead"), "tr")
    for name in ("field", "old", "new"):
        cell = add_text(
            head, "th", say(f"changes.column.{name}"), "name" if name == "field" else ""
        )
        cell.set("scope", "col")
    body = SubElement(table, "tbody")
    for change in event.fields:
        row = SubElement(body, "tr")
        add_text(row, "th", change.field).set("scope", "row")
        old, new = sides_in_words(change, _MOST_CHARACTERS)
        sides = with_says(event, change, old, 0), with_says(event, change, new, 1)
        for mark, parts in zip(("del", "ins"), _parted(*sides), strict=True):
            _marked(SubElement(row, "td"), mark, parts)
    old_words, new_words = event.words
    if old_words == new_words:
        _words(section, say("changes.words"), new_words)
    else:
        _words(section, say("changes.old_words"), old_words)
        _words(section, say("changes.new_words"), new_words)


def _words(section: Element, head: str, words: Sequence[str]) -> None:
    add_text(section, "p", head if words else f"{head} {say('changes.no_words')}")
    for text in words:
        add_text(section, "blockquote", text)


def _listed(main: Element, head: str, items: Iterator[str], count: int, level: str = "h2") -> None:
    if not count:
        return
    add_text(main, level, head)
    listed = SubElement(main, "ul")
    for item in islice(items, MOST_SHOWN):
        add_text(listed, "li", item)
    _rest(main, count)


def _rest(main: Element, count: int) -> None:
    if count > MOST_SHOWN:
        add_text(main, "p", say("changes.more", count=count - MOST_SHOWN))


def _parted(old: str, new: str) -> tuple[tuple[str, str, str], tuple[str, str, str]]:
    """Part two texts into what both begin with, what differs, and what both end with.

    Examples
    --------
    >>> _parted("by 5 July 2021", "by 6 July 2021")
    (('by ', '5', ' July 2021'), ('by ', '6', ' July 2021'))
    """
    old_words, new_words = _split(old), _split(new)
    first = _common(old_words, new_words)
    least = min(len(old_words), len(new_words)) - first
    last = min(_common(old_words[::-1], new_words[::-1]), least)
    sides = []
    for words in (old_words, new_words):
        end = len(words) - last
        sides.append(("".join(words[:first]), "".join(words[first:end]), "".join(words[end:])))
    return sides[0], sides[1]


def _split(text: str) -> list[str]:
    """Split a text into words, each with the space before it."""
    parts: list[str] = []
    for word in text.split(" "):
        parts += [" ", word] if parts else [word]
    return parts


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _marked(cell: Element, mark: str, parts: tuple[str, str, str]) -> None:
    before, changed, after = parts
    cell.text = before
    if changed:
        SubElement(cell, mark).text = changed
        cell[0].tail = after
    else:
        cell.text = before + after
