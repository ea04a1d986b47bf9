"""The manifest of a lake: the one small file that says which files are its events.

A reader keeps the manifest that it began with; files that it names are never written to again.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from events.lake.files.storage import MANIFEST, Storage
from events.model.event import Source
from events.model.problems import Words, refusal

FORMAT = "panj-lake-2"
"""The make of the files; another make is refused."""


@dataclass(frozen=True)
class File:
    """A file of a lake.

    Parameters
    ----------
    path : str
        Below the lake's folder.
    bytes : int
        Its length.
    sha256 : str
        Of its bytes, in hexadecimal.
    rows : int, optional
        How many rows it holds.
    """

    path: str
    bytes: int
    sha256: str
    rows: int = 0


@dataclass(frozen=True)
class Batch:
    """The files of one build.

    Parameters
    ----------
    name : str
        Its folder below ``batches/``.
    start, rows : int
        The row of its first event among all, and how many it holds.
    several : int
        How many of them have points in more than one place.
    events, whole : tuple of File
        The parts along the curve: what queries ask, and the events as they are; the same rows in
        both.
    tables : mapping of str to File
        By their names what is counted of the events, the ids and the shapes.
    """

    name: str
    start: int
    rows: int
    several: int
    events: tuple[File, ...]
    whole: tuple[File, ...]
    tables: Mapping[str, File]

    @property
    def files(self) -> list[File]:
        """All its files."""
        return [*self.events, *self.whole, *self.tables.values()]


@dataclass(frozen=True)
class Manifest:
    """What a version of a lake is.

    Parameters
    ----------
    version : int
        Counted from 1; 0 where nothing was built yet.
    title : str
        The name of the collection.
    read, rejected : int
        The features of all that was built from, and those of them that are left out.
    batches : tuple of Batch
        In the order of their rows.
    sources : tuple of dict
        The sources, as an event file has them, with their terms and licences.
    receipt : tuple of str
        What each build said of what it read, a line each.
    extra : mapping
        Further members of the collection.
    bbox : tuple of float or None
        West, south, east and north in degrees of all that has a place.
    days : tuple of str or None
        The first and the last day that a date names.
    superseded : tuple of str
        Batches that compaction took in; readers of the version before may still hold them.
    """

    version: int = 0
    title: str = ""
    read: int = 0
    rejected: int = 0
    batches: tuple[Batch, ...] = ()
    sources: tuple[dict[str, Any], ...] = ()
    receipt: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    bbox: tuple[float, float, float, float] | None = None
    days: tuple[str, str] | None = None
    superseded: tuple[str, ...] = ()

    @property
    def events(self) -> int:
        """How many events it holds."""
        return sum(batch.rows for batch in self.batches)

    @property
    def bytes(self) -> int:
        """How long its files are together."""
        return sum(file.bytes for batch in self.batches for file in batch.files)

    def files(self, table: str) -> list[str]:
        """Give the files of a table, one for each batch that has it."""
        return [batch.tables[table].path for batch in self.batches if table in batch.tables]

    def source_models(self) -> tuple[Source, ...]:
        """Give the sources as the events' model has them."""
        return tuple(Source(**source) for source in self.sources)


def read_manifest(storage: Storage) -> Manifest:
    """Read the manifest of a lake; an empty one where there is none yet.

    Raises
    ------
    EventFileError
        Where it is damaged or of another make.
    OSError
        Where the address does not answer.
    """
    content = storage.read(MANIFEST)
    if content is None:
        return Manifest()
    try:
        told = json.loads(content)
        if not isinstance(told, dict) or told.get("format") != FORMAT:
            made = told.get("format") if isinstance(told, dict) else None
            hint = (
                "Build what it was built from into another folder: the tables of another make are "
                "not those that are asked."
            )
            raise refusal(f"{storage.name}/{MANIFEST}", "format", made, FORMAT, hint)
        return _manifest(told)
    except (ValueError, TypeError, KeyError) as error:
        found = Words(f"what is no manifest ({error})")
        hint = "Put back the one that was there, or build the lake anew."
        raise refusal(f"{storage.name}/{MANIFEST}", "", found, "JSON", hint) from error


def write_manifest(storage: Storage, manifest: Manifest) -> None:
    """Put a manifest in the place of the one before, in a single step."""
    told = {
        "format": FORMAT,
        "counts": {
            "read": manifest.read, "events": manifest.events, "rejected": manifest.rejected,
        },
        "bytes": manifest.bytes,
        **asdict(manifest),
    }  # fmt: skip
    storage.write(MANIFEST, json.dumps(told, ensure_ascii=False, indent=1).encode())


def merged_sources(
    known: Sequence[dict[str, Any]], more: Sequence[dict[str, Any]], name: str, *, imported: bool
) -> tuple[dict[str, Any], ...]:
    """Put sources together by their ids.

    Parameters
    ----------
    known, more : sequence of dict
        The sources.
    name : str
        The file that has `more`.
    imported : bool
        Whether an import made them of one file of many, such as a day's: what differs between them
        is then left out, and the title says that there are others.

    Raises
    ------
    EventFileError
        Where one id stands for two different sources.

    Examples
    --------
    >>> days = [{"id": "table", "title": day} for day in ("5 July.csv", "6 July.csv")]
    >>> merged_sources(days[:1], days[1:], "6 July.csv", imported=True)
    ({'id': 'table', 'title': '5 July.csv, and others'},)
    """
    found = {source["id"]: source for source in known}
    for source in more:
        before = found.setdefault(source["id"], source)
        if before == source:
            continue
        if not imported:
            hint = "Give one of the two another id in its file."
            raise refusal(name, "sources", source["id"], "an id for one source alone", hint)
        alike = {key: value for key, value in before.items() if source.get(key) == value}
        title = f"{before['title'].removesuffix(_OTHERS)}{_OTHERS}"
        found[source["id"]] = alike if "title" in alike else {**alike, "title": title}
    return tuple(found.values())


_OTHERS = ", and others"


def _manifest(told: Mapping[str, Any]) -> Manifest:
    given = {name: told[name] for name in Manifest.__dataclass_fields__}
    for name in ("sources", "receipt", "superseded"):
        given[name] = tuple(given[name])
    for name in ("bbox", "days"):
        given[name] = given[name] and tuple(given[name])
    given["batches"] = tuple(map(_batch, given["batches"]))
    return Manifest(**given)


def _batch(told: Mapping[str, Any]) -> Batch:
    given = {name: told[name] for name in Batch.__dataclass_fields__}
    for name in ("events", "whole"):
        given[name] = tuple(File(**file) for file in given[name])
    given["tables"] = {name: File(**file) for name, file in given["tables"].items()}
    return Batch(**given)
