"""The only reader of event files: a file in, its events and its problems out.

A broken file is refused. A broken feature is left out, counted, and told with all its faults;
nothing is dropped in silence: `read` = events + `rejected`.
"""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from events.files.arrow_schema import MARK
from events.files.feature_reader import FeatureReader
from events.files.file_access import USUAL, Portions, Progress, open_bytes, reading_errors
from events.files.geojson_reader import JsonStream
from events.files.geoparquet_reader import ParquetStream
from events.files.json_decoding import Repeated
from events.model.event import Aside, Event, Source
from events.model.limits import FILE_EVENTS
from events.model.problems import Problem, Words, refusal
from events.model.vocabulary import FORMATS


class Events(Protocol):
    """Events that are known in number and can be gone through, wherever they are held."""

    def __len__(self) -> int:
        """Count them."""

    def __iter__(self) -> Iterator[Event]:
        """Give them in the order of their file."""


@dataclass(frozen=True)
class Loaded:
    """What a file held.

    Parameters
    ----------
    path_name : str
        The file's name, without its folders.
    title : str
        The collection's name, ``""`` where it has none.
    sources : tuple of Source
        The sources, in the order of the file.
    events : sized iterable of Event
        The good features, in the order of the file: a tuple, or an `events.store.disk.EventStore`.
    problems : tuple of Problem
        All that is wrong, in the order of the file.
    read : int
        The number of features in the file.
    sha256 : str
        The SHA-256 of the file's bytes, in hexadecimal.
    extra : mapping, optional
        The asides and the foreign members of the collection, as found.
    """

    path_name: str
    title: str
    sources: tuple[Source, ...]
    events: Events
    problems: tuple[Problem, ...]
    read: int
    sha256: str
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def rejected(self) -> int:
        """The number of features that were left out."""
        return self.read - len(self.events)

    @property
    def asides(self) -> tuple[Aside, ...]:
        """The words of the sources that tell no event."""
        return tuple(map(Aside.model_validate, self.extra.get("asides", ())))


def load_events(path: Path) -> Loaded:
    """Read an event file.

    Parameters
    ----------
    path : pathlib.Path
        An event file, GeoJSON or GeoParquet, of at most `FILE_BYTES`.

    Returns
    -------
    Loaded

    Raises
    ------
    EventFileError
        Where the file cannot be used at all; its `problems` say why.
    """
    with open_bytes(path) as file:
        return _load(file, path.name)


def parse_events(data: bytes, name: str, most_events: int = FILE_EVENTS) -> Loaded:
    """Read an event file from its bytes.

    Parameters
    ----------
    data : bytes
        The whole file.
    name : str
        Its name, for messages.
    most_events : int, optional
        The most features that it may have.

    Returns
    -------
    Loaded

    Raises
    ------
    EventFileError
        Where the bytes cannot be used at all; its `problems` say why.

    Examples
    --------
    >>> data = b'{"type": "FeatureCollection", "format": "panj-events/1", "features": [7]}'
    >>> loaded = parse_events(data, "a.geojson")
    >>> loaded.read, loaded.rejected, loaded.problems[0].expected
    (1, 1, 'a Feature object')
    """
    return _load(io.BytesIO(data), name, most_events)


def open_stream(
    file: BinaryIO,
    name: str,
    progress: Progress | None = None,
    most_events: int = FILE_EVENTS,
    portions: Portions = USUAL,
) -> JsonStream | ParquetStream:
    """Open an event file of either kind.

    Parameters
    ----------
    file : binary file
        The file, which can be read again from its beginning.
    name : str
        Its name, for messages.
    progress : callable, optional
        Told the share of the work that is done, 0 to 1; only for GeoJSON.
    most_events : int, optional
        The most features that it may have.
    portions : Portions, optional
        How much is in memory at once.

    Returns
    -------
    JsonStream or ParquetStream
        A collection in our format, whose members may still be faulty.

    Raises
    ------
    EventFileError
        Where the file is none.
    """
    with reading_errors(name):
        packed = file.read(len(MARK)) == MARK
    stream: JsonStream | ParquetStream
    if packed:
        stream = ParquetStream(file, name, portions=portions)
    else:
        stream = JsonStream(file, name, progress, portions)
    _check_collection(stream.members, name, most_events)
    return stream


def _load(file: BinaryIO, name: str, most_events: int = FILE_EVENTS) -> Loaded:
    stream = open_stream(file, name, most_events=most_events)
    reader = FeatureReader(name, version=stream.members["format"])
    title = reader.read_title(stream.members)
    sources = reader.read_sources(stream.members.get("sources", []))
    extra = reader.read_extra(stream.members)
    numbered = enumerate(stream.features(), 1)
    found = [reader.read_feature(number, feature) for number, feature in numbered]
    return Loaded(
        path_name=name,
        title=title,
        sources=sources,
        events=tuple(event for event in found if event is not None),
        problems=tuple(reader.problems),
        read=len(found),
        sha256=stream.sha256,
        extra=extra,
    )


def _check_collection(collection: Any, name: str, most_events: int) -> None:
    """Refuse what is no collection in our format."""
    if not isinstance(collection, dict):
        raise refusal(name, "", collection, "a GeoJSON FeatureCollection")
    if isinstance(collection, Repeated):
        raise refusal(name, collection.names[0], Words("a name given twice"), "it once")
    kind, version = collection.get("type"), collection.get("format")
    features = collection.get("features")
    if kind != "FeatureCollection":
        raise refusal(name, "type", kind, '"FeatureCollection"')
    if version not in FORMATS:
        hint = "It may be GeoJSON of another kind." if version is None else ""
        known = " or ".join(f'"{one}"' for one in FORMATS)
        raise refusal(name, "format", version, known, hint)
    if not isinstance(features, range):  # the numbers of a list's items
        raise refusal(name, "features", features, "a list")
    if len(features) > most_events:
        found = Words(f"{len(features):,} features")
        raise refusal(name, "features", found, f"at most {most_events:,}")
    _check_crs(collection.get("crs"), name)


def _check_crs(crs: Any, name: str) -> None:
    """Refuse a coordinate system other than the one of RFC 7946, as old GIS files may name."""
    if crs is None:
        return
    properties = crs.get("properties") if isinstance(crs, dict) else None
    named = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(named, str) or not named.endswith(("CRS84", ":4326")):
        found = crs if named is None else named
        raise refusal(name, "crs", found, "longitude and latitude (EPSG:4326)")
