"""The parts of an event file, one by one: the title, the sources, the features.

A faulty part is left out and told; the good ones stand.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import ValidationError

from events.accounts.shown_values import departures
from events.files.json_decoding import Repeated, faults_of_json
from events.model.event import Aside, Event, Quote, Source
from events.model.limits import ID_CHARACTERS
from events.model.problems import LEFT_OFF, LONGEST_SHOWN, Fault, Problem, Words, brief
from events.model.validation_errors import did_you_mean, faults_of, nearest
from events.model.vocabulary import FORMAT, FORMAT_2

PROPERTIES = frozenset(Event.model_fields) - {"id", "geometry", "extra", "members"}
"""The names of the properties that the format defines."""

NEW_PROPERTIES = frozenset({"accounts", "merged"})
"""Those of them that the first version does not know, and keeps as it finds them."""

FEATURE = frozenset({"type", "id", "geometry", "properties"})
"""The names of the members that RFC 7946 gives a feature."""

MOST_COMPARED = 1_000
"""Unknown property names of one file that are compared with ours."""

_LARGEST_OFFSET = (1 << 63) - 1
_COLLECTION = frozenset({"type", "format", "title", "sources", "features"})
_LEFT_OUT = "It is left out; correct it and reload."
_SOURCE_LEFT_OUT = "The source is left out, and the events that quote it; correct it and reload."
_FIRST_STANDS = "The first source with this id stands; correct it and reload."
_NO_ORIGIN = "The source is counted as one that repeats no other; correct it and reload."
_WITHOUT_IT = "The event is kept without it; rename it and reload."


class FeatureReader:
    """Reads the parts of one collection and gathers their problems.

    Parameters
    ----------
    name : str
        The file's name, for messages.
    most : int, optional
        How many problems are kept; all of them by default.
    most_compared : int, optional
        How many unknown property names are compared with ours.
    version : str, optional
        The format of the collection.

    Attributes
    ----------
    problems : list of Problem
        What was wrong with the parts read so far.
    untold : int
        How many more problems there were than are kept.
    """

    def __init__(
        self,
        name: str,
        most: int | None = None,
        most_compared: int = MOST_COMPARED,
        version: object = FORMAT_2,
    ) -> None:
        self.problems: list[Problem] = []
        self.untold = 0
        self._name = name
        self._most, self._most_compared = most, most_compared
        self._properties = PROPERTIES - NEW_PROPERTIES if version == FORMAT else PROPERTIES
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
        """Read the asides and the foreign members; faulty ones are left out."""
        kept = {}
        for name, value in collection.items():
            if name not in _COLLECTION:
                faults = list(faults_of_json({name: value}, ""))
                self._tell(faults, _LEFT_OUT)
                if not faults:
                    kept[name] = value
        if "asides" in kept:
            kept["asides"] = self._read_asides(kept["asides"])
        return kept

    def _read_asides(self, values: Any) -> list[dict[str, Any]]:
        """Give the good asides as they are written, once the sources are read."""
        if not isinstance(values, list):
            self._tell([Fault("asides", values, "a list")], _LEFT_OUT)
            return []
        good = []
        for index, value in enumerate(values):
            path = f"asides[{index}]"
            faults = list(self._faults_of_source(value, path))
            try:
                aside = Aside.model_validate(value)
            except ValidationError as error:
                faults.extend(faults_of(error, path))
            else:
                faults.extend(_faults_of_offset(aside, path))
            self._tell(faults, _LEFT_OUT)
            if not faults:
                good.append(value)
        return good

    def read_sources(self, values: Any) -> tuple[Source, ...]:
        """Read the sources; faulty ones are left out."""
        if not isinstance(values, list):
            self._tell([Fault("sources", values, "a list")], _LEFT_OUT)
            return ()
        for index, value in enumerate(values):
            self._read_source(f"sources[{index}]", value)
        for index, value in enumerate(values):
            origin = value.get("derives_from") if isinstance(value, dict) else None
            if isinstance(origin, str) and origin and origin not in self._sources:
                self._tell([self._unknown(origin, f"sources[{index}].derives_from")], _NO_ORIGIN)
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
        known_as = identity[:ID_CHARACTERS] if isinstance(identity, str) else None
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
            if name in self._properties and value is not None
        }
        extra = {name: value for name, value in properties.items() if name not in self._properties}
        members = {name: value for name, value in feature.items() if name not in FEATURE}
        own = {name: feature[name] for name in ("id", "geometry") if name in feature}
        event, found = None, list(self._faults_of_sources(known))
        try:
            event = Event(**own, **known, extra=extra, members=members)
        except ValidationError as error:
            found.extend(faults_of(error))
        else:
            found.extend(_faults_of_offsets(event))
            if not found:
                found.extend(departures(event))
        told = {fault.field for fault in faults}
        return event, [*faults, *(fault for fault in found if fault.field not in told)]

    def _faults_of_id(self, identity: Any, number: int) -> Iterator[Fault]:
        if isinstance(identity, str):
            first = self._numbers.setdefault(identity, number)
            if first != number:
                hint = f"Feature {first} has it already."
                yield Fault("id", identity, "an id of its own", hint)

    def _faults_of_sources(self, known: dict[str, Any]) -> Iterator[Fault]:
        for name in ("quotes", "accounts"):
            listed = known.get(name)
            for index, words in enumerate(listed if isinstance(listed, list) else []):
                yield from self._faults_of_source(words, f"{name}[{index}]")

    def _faults_of_source(self, words: Any, path: str) -> Iterator[Fault]:
        source = words.get("source") if isinstance(words, dict) else None
        if isinstance(source, str) and source not in self._sources:
            yield self._unknown(source, f"{path}.source")

    def _unknown(self, source: str, path: str) -> Fault:
        hint = did_you_mean(nearest(source, self._sources))
        return Fault(path, source, "the id of one of the file's sources", hint)

    def _misspelt(self, event: Event) -> Iterator[Fault]:
        """Find properties that are almost one of ours, where ours is missing."""
        for name in event.extra:
            if name in NEW_PROPERTIES:
                found = Words(f"a property that {FORMAT} does not have")
                yield Fault(name, found, f'"format": "{FORMAT_2}", if that is meant')
                continue
            if name not in self._strange and len(self._strange) < self._most_compared:
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
    lists = [event.quotes, *(account.quotes for account in event.accounts)]
    for number, quotes in enumerate(lists, -1):
        path = f"accounts[{number}].quotes" if number >= 0 else "quotes"
        for index, quote in enumerate(quotes):
            yield from _faults_of_offset(quote, f"{path}[{index}]")


def _faults_of_offset(words: Quote | Aside, path: str) -> Iterator[Fault]:
    """Find an offset that no column of whole numbers has room for."""
    if words.end > _LARGEST_OFFSET:
        yield Fault(f"{path}.end", words.end, f"at most {_LARGEST_OFFSET:,}")


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
