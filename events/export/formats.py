"""The files that Panj writes: one entry each, which the command line, the page and docs read."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

import pyarrow as pa

from events.export.annotations import write_annotations
from events.export.csv_export import write_csv
from events.export.geojson import collection_members, write_geojson
from events.export.geopackage import write_geopackage
from events.export.losses import CUT_TEXTS, HEIGHTS, LONG_COUNTS, LONG_RADII, SHAPES, Loss
from events.files.arrow_schema import GeoParquetWriter, batch_of
from events.files.feature_rows import Feature, row_of
from events.model.event import Source
from events.model.problems import EventFileError, Problem, Words, refusal

_ROWS_A_BATCH = 10_000


class Collection(Protocol):
    """What belongs to events that are written: `Loaded` and `EventBatches` have it."""

    @property
    def path_name(self) -> str:
        """The name of the file that the events are from."""

    @property
    def title(self) -> str:
        """The collection's name, ``""`` where it has none."""

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources that its events quote."""

    @property
    def extra(self) -> Mapping[str, Any]:
        """Its foreign members."""


@dataclass(frozen=True)
class Format:
    """A kind of file that can be written.

    Parameters
    ----------
    ending : str
        With its dot.
    name : str
        What it is, in words.
    media_type : str
        As registered with IANA, or as the field writes it.
    holds : str
        What it holds of the events, in words.
    losses : tuple of Loss
        What it may not hold of an event.
    has_members : bool
        Whether it holds the collection's title, sources and foreign members.
    write : callable
        Writes a file of a collection and its features.
    """

    ending: str
    name: str
    media_type: str
    holds: str
    write: Callable[[Path, Collection, Iterator[Feature]], None]
    losses: tuple[Loss, ...] = ()
    has_members: bool = True

    def file_name(self, title: str) -> str:
        """Name a file by the title of its events.

        Examples
        --------
        >>> FORMATS[".csv"].file_name("Afghanistan–Tajikistan border, July 2021")
        'panj-afghanistan-tajikistan-border-july-2021.csv'
        """
        return f"{file_stem(title)}{self.ending}"


def _geojson(path: Path, collection: Collection, features: Iterator[Feature]) -> None:
    write_geojson(path, members_of(collection), features)


def _csv(path: Path, collection: Collection, features: Iterator[Feature]) -> None:
    by_source = {source.id: _terms(source) for source in collection.sources}
    # The id of an imported event begins with its source's.
    write_csv(path, map(row_of, features), lambda id_: by_source.get(id_.partition(":")[0], ""))


def _geoparquet(path: Path, collection: Collection, features: Iterator[Feature]) -> None:
    try:
        with GeoParquetWriter(path, members_of(collection)) as writer:
            while chunk := list(islice(features, _ROWS_A_BATCH)):
                writer.write(*batch_of(map(row_of, chunk)))
    except (pa.ArrowInvalid, OverflowError) as error:
        found, expected = Words("a number that GeoParquet has no room for"), "offsets of 64 bits"
        raise refusal(collection.path_name, "quotes", found, f"{expected} at most") from error


def _geopackage(path: Path, collection: Collection, features: Iterator[Feature]) -> None:
    write_geopackage(path, map(row_of, features), members_of(collection))


def _annotations(path: Path, collection: Collection, features: Iterator[Feature]) -> None:
    write_annotations(path, collection.title, collection.sources, features)


def _dossier(path: Path, _collection: Collection, _features: Iterator[Feature]) -> None:
    raise EventFileError(_not_written(path, _WRITTEN_HERE))


_EVENT_FORMATS = (
    Format(
        ".geojson",
        "GeoJSON",
        "application/geo+json",
        "everything: it is the event file",
        write=_geojson,
    ),
    Format(
        ".csv",
        "a table for spreadsheets",
        "text/csv",
        "everything of an event",
        write=_csv,
        losses=(HEIGHTS,),
        has_members=False,
    ),
    Format(
        ".parquet",
        "GeoParquet",
        "application/vnd.apache.parquet",
        "everything",
        write=_geoparquet,
        losses=(LONG_COUNTS,),
    ),
    Format(
        ".gpkg",
        "GeoPackage",
        "application/geopackage+sqlite3",
        "everything; lists as JSON in their column",
        write=_geopackage,
        losses=(LONG_RADII, CUT_TEXTS, HEIGHTS),
    ),
)

EVENT_FORMATS: Mapping[str, Format] = MappingProxyType(
    {entry.ending: entry for entry in _EVENT_FORMATS}
)
"""The files of events that can be written, by their endings."""

DOSSIER = Format(
    ".html",
    "the dossier",
    "text/html",
    "map, quotes, times and table in one file that opens without a network",
    write=_dossier,
)
"""What the dashboard writes of events (`dashboard.dossier.dossier`)."""

ANNOTATIONS = Format(
    ".jsonld",
    "Web Annotations and PROV",
    "application/ld+json",
    "an annotation for each quote, and which source derives from which",
    write=_annotations,
    losses=(SHAPES,),
)
"""What other tools of annotation read; it is not read back."""

FORMATS: Mapping[str, Format] = MappingProxyType(
    {**EVENT_FORMATS, ANNOTATIONS.ending: ANNOTATIONS, DOSSIER.ending: DOSSIER}
)
"""Every file that Panj writes, by its ending."""

_WRITTEN_HERE = (*EVENT_FORMATS, ANNOTATIONS.ending)


def format_of(path: Path, endings: Iterable[str] = _WRITTEN_HERE) -> Format:
    """Find the format of a file that is to be written by its ending.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    endings : iterable of str, optional
        Those that can be written; by default of all but the dossier.

    Returns
    -------
    Format

    Raises
    ------
    EventFileError
        For another ending.

    Examples
    --------
    >>> format_of(Path("Border.GEOJSON")).name
    'GeoJSON'
    """
    ending = path.suffix.lower()
    if ending in endings:
        return FORMATS[ending]
    raise EventFileError(_not_written(path, endings))


def members_of(collection: Collection) -> dict[str, object]:
    """Write what belongs to events as members of a GeoJSON collection."""
    return collection_members(collection.title, collection.sources, collection.extra)


def terms_of(sources: Iterable[Source]) -> tuple[str, ...]:
    """Collect what sources ask of whoever passes their rows on.

    Parameters
    ----------
    sources : iterable of Source
        An imported source has its terms in its own member ``terms``.

    Returns
    -------
    tuple of str
    """
    return tuple(dict.fromkeys(terms for source in sources if (terms := _terms(source))))


def file_stem(title: str) -> str:
    """Write a title as the name of a file, without an ending.

    Examples
    --------
    >>> file_stem("Afghanistan–Tajikistan border, July 2021"), file_stem("Граница")
    ('panj-afghanistan-tajikistan-border-july-2021', 'panj-map')
    """
    plain = unicodedata.normalize("NFKD", title.replace("–", "-")).encode("ascii", "ignore")
    words = re.findall(r"[a-z0-9]+", plain.decode().lower())
    return "-".join(["panj", *words])[:60].rstrip("-") if words else "panj-map"


def _terms(source: Source) -> str:
    terms = (source.model_extra or {}).get("terms", "")
    return terms if isinstance(terms, str) else ""


def _not_written(path: Path, endings: Iterable[str]) -> Problem:
    ending = path.suffix.lower()
    found = Words(f"the ending {ending}" if ending else "no ending")
    hint = "Nothing is written; choose another ending."
    if ending == DOSSIER.ending:
        hint = "Nothing is written; the dossier (.html) is the dashboard's to write."
    expected = f"one of {', '.join(endings)}"
    return Problem(path.name, None, None, "", found, expected, hint)
