"""The parts of an event file, one by one: the title, the sources, the features.

A faulty part is left out and told; the good ones stand.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import ValidationError

from events.decoding import Repeated
from events.faults import did_you_mean, faults_of, nearest
from events.fields import LONGEST_ID
from events.json_faults import faults_of_json
from events.problems import LEFT_OFF, LONGEST_SHOWN, Fault, Problem, Words, brief
from events.schema import Event, Source

PROPERTIES = frozenset(Event.model_fields) - {"id", "geometry", "extra", "members"}
"""The names of the properties that the format defines."""

FEATURE = frozenset({"type", "id", "geometry", "properties"})
"""The names of the members that RFC 7946 gives a feature."""

_MOST_STRANGE_NAMES = 1_000  # unknown property names of one file that are compared with ours
_LARGEST_OFFSET = (1 << 63) - 1
_COLLECTION = frozenset({"type", "format", "title", "sources", "features"})
_LEFT_OUT = "It is left out; correct it and reload."
_SOURCE_LEFT_OUT = "The source is left out, and the events that quote it; correct it and reload."
_FIRST_STANDS = "The first source with this id stands; correct it and reload."
_WITHOUT_IT = "The event is kept without it; rename it and reload."


class Reader:
    """Reads the parts of one collection and gathers their problems.

    Parameters
    ----------
    name : str
        The file's name, for messages.
    most : int, optional
        How many problems are kept; all of them by default.

    Attributes
    ----------
    problems : list of Problem
        What was wrong with the parts read so far.
    untold : int
        How many more problems there were than are kept.
    """

    def __init__(self, name: str, most: int | None = None) -> None:
        self.problems: list[Problem] = []
        self.untold = 0
        self._name = name
        self._most = most
        self._sources: dict[str, Source] = {}
        self._numbers: dict[str, int] = {}  # an id -> the first feature that has it
        self._strange: dict[str, str] = {}  # an unknown property name -> the one it resembles

    def read_title(self, collection: dict[str, Any]) -> str:
        """Read the collection's name; a faulty one is left out."""
        title = collection.get("title", "")
        faults = list(faults_of_json(title, "title"))
        if not isinstance(title, str):
            faults = [Fault("title", title, "text")]
        self._tell(faults, _LEFT_OUT)
        return "" if faults else str(title)

    def read_extra(self, collection: dict[str, Any]) -> dict[str, Any]:
        """Read the foreign members; faulty ones are left out."""
        kept = {}
        for name, value in collection.items():
            if name not in _COLLECTION:
                faults = list(faults_of_json({name: value}, ""))
                self._tell(faults, _LEFT_OUT)
                if not faults:
                    kept[name] = value
        return kept

    def read_sources(self, values: Any) -> tuple[Source, ...]:
        """Read the sources; faulty ones are left out."""
        if not isinstance(values, list):
            self._tell([Fault("sources", values, "a list")], _LEFT_OUT)
            return ()
        for index, value in enumerate(values):
            self._read_source(f"sources[{index}]", value)
        return tuple(self._sources.values())

    def _read_source(self, path: str, value: Any) -> None:
        faults = list(faults_of_json(value, path))
        try:
            source = Source.model_validate(value)
        except ValidationError as error:
            faults.extend(faults_of(error, path))
        else:
            if not faults and source.id in self._sources:
                twin = Fault(f"{path}.id", source.id, "an id of its own")
                self._tell([twin], _FIRST_STANDS)
            elif not faults:
                self._sources[source.id] = source
        self._tell(faults, _SOURCE_LEFT_OUT)

    def read_feature(self, number: int, feature: Any) -> Event | None:
        """Read one feature, or tell all that is wrong with it and return None."""
        if not isinstance(feature, dict):
            self._tell([Fault("", feature, "a Feature object")], LEFT_OFF, number)
            return None
        identity = feature.get("id")
        known_as = identity[:LONGEST_ID] if isinstance(identity, str) else None
        event, faults = self._build(feature)
        faults = [*self._faults_of_id(identity, number), *faults]
        self._tell(faults, LEFT_OFF, number, known_as)
        if faults or event is None:
            return None
        self._tell(self._misspelt(event), _WITHOUT_IT, number, known_as)
        return event

    def _build(self, feature: dict[str, Any]) -> tuple[Event | None, list[Fault]]:
        properties = feature.get("properties")
        faults = list(_faults_of_feature(feature))
        if not isinstance(properties, dict):
            expected = "an object with the event's properties"
            return None, [*faults, Fault("properties", properties, expected)]
        # GDAL writes null for a value that is not there.
        known = {
            name: value
            for name, value in properties.items()
            if name in PROPERTIES and value is not None
        }
        extra = {name: value for name, value in properties.items() if name not in PROPERTIES}
        members = {name: value for name, value in feature.items() if name not in FEATURE}
        own = {name: feature[name] for name in ("id", "geometry") if name in feature}
        event, found = None, list(self._faults_of_quotes(properties.get("quotes")))
        try:
            event = Event(**own, **known, extra=extra, members=members)
        except ValidationError as error:
            found.extend(faults_of(error))
        else:
            found.extend(_faults_of_offsets(event))
        told = {fault.field for fault in faults}
        return event, [*faults, *(fault for fault in found if fault.field not in told)]

    def _faults_of_id(self, identity: Any, number: int) -> Iterator[Fault]:
        if isinstance(identity, str):
            first = self._numbers.setdefault(identity, number)
            if first != number:
                hint = f"Feature {first} has it already."
                yield Fault("id", identity, "an id of its own", hint)

    def _faults_of_quotes(self, quotes: Any) -> Iterator[Fault]:
        for index, quote in enumerate(quotes if isinstance(quotes, list) else []):
            source = quote.get("source") if isinstance(quote, dict) else None
            if isinstance(source, str) and source not in self._sources:
                hint = did_you_mean(nearest(source, self._sources))
                expected = "the id of one of the file's sources"
                yield Fault(f"quotes[{index}].source", source, expected, hint)

    def _misspelt(self, event: Event) -> Iterator[Fault]:
        """Find properties that are almost one of ours, where ours is missing."""
        for name in event.extra:
            if name not in self._strange and len(self._strange) < _MOST_STRANGE_NAMES:
                self._strange[name] = nearest(name.casefold(), PROPERTIES)
            ours = self._strange.get(name, "")
            if ours and ours not in event.model_fields_set:
                found = Words("a property that the format does not have")
                yield Fault(name[:LONGEST_SHOWN], found, f'"{ours}", if that is meant')

    def _tell(
        self,
        faults: Iterable[Fault],
        outcome: str,
        number: int | None = None,
        known_as: str | None = None,
    ) -> None:
        for fault in faults:
            if self._most is not None and len(self.problems) >= self._most:
                self.untold += 1
                continue
            hint = f"{fault.hint} {outcome}".lstrip()
            self.problems.append(
                Problem(
                    self._name,
                    number,
                    known_as,
                    fault.field,
                    brief(fault.found),
                    fault.expected,
                    hint,
                )
            )


def _faults_of_offsets(event: Event) -> Iterator[Fault]:
    """Find offsets that no column of whole numbers has room for."""
    for index, quote in enumerate(event.quotes):
        if quote.end > _LARGEST_OFFSET:
            expected = f"at most {_LARGEST_OFFSET:,}"
            yield Fault(f"quotes[{index}].end", quote.end, expected)


def _faults_of_feature(feature: dict[str, Any]) -> Iterator[Fault]:
    """Find what is wrong with the members of a feature, apart from the event in it."""
    if feature.get("type") != "Feature":
        yield Fault("type", feature.get("type"), '"Feature"')
    if "geometry" not in feature:
        yield Fault("geometry", None, "a GeoJSON geometry or null")
    if isinstance(feature, Repeated):
        for name in feature.names:
            yield Fault(name[:LONGEST_SHOWN], Words("a name given twice"), "it once")
    for name, value in feature.items():
        if name == "properties":
            yield from faults_of_json(value, "", level=1)
        elif name == "geometry" and isinstance(value, dict):
            # Its coordinates, which may be many, have a check of their own.
            rest = {part: value[part] for part in value if part != "coordinates"}
            yield from faults_of_json(rest, "geometry", level=1)
        else:
            yield from faults_of_json({name: value}, "")
