"""KML and KMZ, as Google Earth and Google My Maps write them: every placemark of all folders.

Nothing that a file links to is fetched.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from events.importers.inputs.archives import ZIP_MARK, open_archive
from events.importers.inputs.raw_table import RawTable
from events.importers.layers.records import record_table
from events.model.problems import Words, refusal

ENDINGS = (".kml", ".kmz")
"""The endings of KML, plain or in a zip file."""

_LINK_HINT = (
    "Panj fetches nothing: open the link in the program that made the file, and export the map "
    'itself, in Google My Maps without "Keep data up to date with network link KML".'
)
_KML = re.compile(rb"\s*(<\?xml[^>]*>)?\s*(<!--.*?-->\s*)*<(\w+:)?kml[\s>]", re.DOTALL)
_HEAD = 4_096  # bytes in which a .kml has to show what it is
_BREAK = re.compile(r"(?i)<br\s*/?>")
_TURNS = {"Point": "Point", "LineString": "LineString", "LinearRing": "LineString"}
_SHAPES = (*_TURNS, "Polygon", "MultiGeometry")


def open_kml(path: Path) -> RawTable:
    """Open a KML file.

    Parameters
    ----------
    path : pathlib.Path
        A file with one of `ENDINGS`.

    Returns
    -------
    RawTable
        A row for each placemark.

    Raises
    ------
    EventFileError
        Where it is no KML, or has no placemark.
    """
    with path.open("rb") as file:
        if path.suffix.lower() == ".kml":
            if not _KML.match(file.read(_HEAD).removeprefix(b"\xef\xbb\xbf")):
                raise _other(path.name, "KML")
            file.seek(0)
            return _table([file], path.name)
        if not file.read(len(ZIP_MARK)).startswith(ZIP_MARK):
            raise _other(path.name, "KML in a zip file")
    with open_archive(path) as archive:
        inside = [name for name in archive.namelist() if name.lower().endswith(".kml")]
        if not inside:
            raise _other(path.name, "KML in a zip file")
        return _table([archive.open(name) for name in inside], path.name)


def _table(files: list[IO[bytes]], name: str) -> RawTable:
    rows: list[dict[str, str]] = []
    geometries: list[Any] = []
    links: list[str] = []
    try:
        for file in files:
            for element, folders in _elements(file, name):
                if _tag(element) == "Placemark":
                    rows.append(_row(element, folders))
                    geometries.append(_geometry(element))
                else:
                    links.append(_within(element, "href"))
    except (ParseError, DefusedXmlException, ValueError) as error:
        found = Words(f"XML that cannot be read ({str(error)[:80]})")
        raise refusal(name, "", found, "KML") from error
    if not rows and links:
        found = Words(f"a KML file that only links to another, {links[0][:80]}")
        raise refusal(name, "", found, "placemarks", _LINK_HINT)
    if not rows:
        raise refusal(name, "", Words("no row"), "placemarks")
    table = record_table(rows, name, "", geometries)
    told = f"Links to other files, which are not fetched: {len(links):,}"
    return replace(table, remarks=(told,)) if links else table


def _elements(file: IO[bytes], name: str) -> Iterator[tuple[Element, tuple[str, ...]]]:
    """Find placemarks and links, each with the names of the folders it lies in."""
    path: list[Element] = []
    for event, element in iterparse(file, ("start", "end")):
        if event == "start":
            if not path and _tag(element) != "kml":
                raise _other(name, "KML")
            path.append(element)
            continue
        path.pop()
        if _tag(element) in ("Placemark", "NetworkLink"):
            inside = (one for one in path if _tag(one) == "Folder")
            yield element, tuple(filter(None, (_find(one, "name") for one in inside)))
            element.clear()


def _row(placemark: Element, folders: tuple[str, ...]) -> dict[str, str]:
    row = {"folder": " / ".join(folders)} if folders else {}
    row |= {name: _find(placemark, name) for name in ("name", "description")}
    row["description"] = _BREAK.sub("\n", row["description"])
    for child in placemark:
        if _tag(child) == "TimeStamp":
            row["begin"] = _find(child, "when")
        elif _tag(child) == "TimeSpan":
            row |= {name: _find(child, name) for name in ("begin", "end")}
    for part in placemark.iter():
        if _tag(part) == "Data":
            row[part.get("name") or "data"] = _find(part, "value")
        elif _tag(part) == "SimpleData":
            row[part.get("name") or "data"] = (part.text or "").strip()
    return {name: text for name, text in row.items() if text or name in ("name", "description")}


def _geometry(element: Element) -> Any:
    shape = next((child for child in element if _tag(child) in _SHAPES), None)
    if shape is None:
        return None
    kind = _tag(shape)
    if kind == "MultiGeometry":
        parts = [_part(child) for child in shape if _tag(child) in _SHAPES]
        return {"type": "GeometryCollection", "geometries": parts}
    return _part(shape)


def _part(shape: Element) -> Any:
    kind = _tag(shape)
    if kind == "MultiGeometry":
        return {"type": "GeometryCollection", "geometries": [*map(_part, shape)]}
    if kind == "Polygon":
        rings = [_positions(ring) for ring in shape.iter() if _tag(ring) == "LinearRing"]
        return {"type": "Polygon", "coordinates": rings}
    positions = _positions(shape)
    return {
        "type": _TURNS.get(kind, kind),
        "coordinates": positions[0] if kind == "Point" and positions else positions,
    }


def _positions(shape: Element) -> list[list[str]]:
    """Read longitude and latitude; the height, most often 0, says nothing of an event."""
    return [triple.split(",")[:2] for triple in _within(shape, "coordinates").split()]


def _find(element: Element, tag: str) -> str:
    """Give the text of the first child of a name, ``""`` where there is none."""
    found = next((child.text for child in element if _tag(child) == tag), None)
    return (found or "").strip()


def _within(element: Element, tag: str) -> str:
    """Give the text of the first element of a name, however deep it lies."""
    found = next((inner.text for inner in element.iter() if _tag(inner) == tag), None)
    return (found or "").strip()


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _other(file: str, what: str) -> Exception:
    return refusal(file, "", Words("another kind of file"), f"what its name says: {what}")
