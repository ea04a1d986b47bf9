"""Changes in words: a line of counts, what moved, and each field as it was and as it is."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from events.changes.comparison import Comparison
from events.changes.event_change import EventChange, FieldChange
from events.model.problems import quote_value

LONGEST = 200
_NAME = 60  # characters of a place's name beside another
"""The most characters of one value on a line; of a longer one the part that changed is shown."""

_BEFORE = 30  # characters that are shown before the first one that differs


def change_lines(comparison: Comparison) -> Iterator[str]:
    """Tell a comparison line by line.

    Parameters
    ----------
    comparison : Comparison
        What was compared.

    Yields
    ------
    str
        First the counts; then what moved, was gained and lost; then event by event. Texts of the
        files may hold any character.
    """
    yield counts_in_words(comparison)
    yield from moves_in_words(comparison)
    for event in comparison.changed():
        yield f"changed {quote_value(event.id)}: {event.title}"
        for change in event.fields:
            old, new = sides_in_words(change)
            yield f"  {change.field}: {with_says(event, change, old, 0)} → " + with_says(
                event, change, new, 1
            )
        yield from _words_of(event)
    for one in comparison.merged:
        yield f"merged {quote_value(one.taken)} into {quote_value(one.into)}"
    for what, named in (("added", comparison.added()), ("withdrawn", comparison.withdrawn())):
        yield from (f"{what} {quote_value(id_)}: {title}" for id_, title in named)


def change_json(comparison: Comparison) -> Iterator[str]:
    """Write a comparison as one JSON object, in pieces.

    Parameters
    ----------
    comparison : Comparison
        What was compared.

    Yields
    ------
    str
        A piece of the object; the pieces make one line.
    """
    lists: dict[str, Iterator[Any]] = {
        "added": (id_ for id_, _ in comparison.added()),
        "withdrawn": (id_ for id_, _ in comparison.withdrawn()),
        "merged": ({"into": one.into, "from": one.taken} for one in comparison.merged),
        "changed": (
            {"event": event.id, "field": one.field, "old": one.old, "new": one.new}
            for event in comparison.changed()
            for one in event.fields
        ),
    }
    yield "{"
    for name, items in lists.items():
        yield f'"{name}": ['
        for at, item in enumerate(items):
            yield f"{', ' if at else ''}{json.dumps(item)}"
        yield "], "
    yield f'"unchanged": {comparison.counts.unchanged}'
    rejected = {"old": comparison.old.rejected, "new": comparison.new.rejected}
    if any(rejected.values()):
        yield f', "rejected": {json.dumps(rejected)}'
    yield "}"


def counts_in_words(comparison: Comparison) -> str:
    """Tell how many events were added, changed, merged, withdrawn, and how many are unchanged."""
    counts = vars(comparison.counts)
    return ", ".join(f"{count:,} {name}" for name, count in counts.items())


def moves_in_words(comparison: Comparison) -> Iterator[str]:
    """Tell which events moved, how far, and whose place is known better or worse than before."""
    for event in comparison.changed():
        if told := place_change_in_words(event):
            yield f"{told}: {quote_value(event.id)}"


def place_change_in_words(event: EventChange) -> str:
    """Tell what became of an event's place; ``""`` where it stayed as it was.

    Examples
    --------
    >>> places = tuple({"type": "Point", "coordinates": [68.0, at]} for at in (37.0, 38.0))
    >>> moved = EventChange("e", "A", [], {}, ((), ()), places, ("exact", "district"))
    >>> place_change_in_words(moved)
    'moved 111.2 km; precision lost, exact → district'
    >>> named = FieldChange("place", "Kaldar", "Khulm")
    >>> place_change_in_words(EventChange("e", "A", [named], {}, ((), ())))
    'moved, Kaldar → Khulm'
    """
    told = []
    named = next((one for one in event.fields if one.field == "place"), None)
    if event.moved_km is not None:
        told.append(f"moved {km_in_words(event.moved_km)}")
    elif named and named.old and named.new:
        told.append(f"moved, {str(named.old)[:_NAME]} → {str(named.new)[:_NAME]}")
    elif all(event.places) and event.places[0] != event.places[1]:
        told.append("drawn otherwise")
    if event.precision_gained is not None:
        what = "gained" if event.precision_gained else "lost"
        told.append(f"precision {what}, {' → '.join(event.precisions)}")
    return "; ".join(told)


def km_in_words(km: float) -> str:
    """Write a distance as closely as it is of use.

    Examples
    --------
    >>> km_in_words(0.04), km_in_words(12.34), km_in_words(1234.5)
    ('40 m', '12.3 km', '1,234 km')
    """
    if km < 1:
        return f"{km * 1000:.0f} m"
    return f"{km:,.1f} km" if km < 1000 else f"{km:,.0f} km"


def sides_in_words(change: FieldChange, most: int | None = LONGEST) -> tuple[str, str]:
    """Tell a field as it was and as it is.

    Parameters
    ----------
    change : FieldChange
        What changed; of two lists only the items that the other one has not are told.
    most : int or None, optional
        The most characters of each; None for all.

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> sides_in_words(FieldChange("date", None, "2021-07-05"))
    ('nothing', '2021-07-05')
    >>> both, one = [{"name": "A"}, {"name": "B", "role": "guest"}], [{"name": "A"}]
    >>> sides_in_words(FieldChange("actors", both, one))
    ('B (guest)', 'nothing')
    """
    old, new = change.old, change.new
    if isinstance(old, list | None) and isinstance(new, list | None):
        before, after = _alone(old, new), _alone(new, old)
        if not before and not after:
            before, after = list(old or ()), list(new or ())
        told = _list_in_words(change.field, before), _list_in_words(change.field, after)
    else:
        told = _in_words(change.field, old), _in_words(change.field, new)
    return told if most is None else _cut(*told, most)


def with_says(event: EventChange, change: FieldChange, told: str, side: int) -> str:
    """Put the source's own words behind a date or a place, where it has some."""
    for name, said in event.says.items():
        if change.field == name or (name == "place" and change.field == "geometry"):
            return f"{told} ({quote_value(said[side])})" if said[side] else told
    return told


def _words_of(event: EventChange) -> Iterator[str]:
    old, new = (" | ".join(words) for words in event.words)
    if old == new:
        if old:
            yield f"  words: {_cut(old, old, LONGEST)[0]}"
        return
    for name, words in zip(("old", "new"), _cut(old, new, LONGEST), strict=True):
        yield f"  {name} words: {words or 'none'}"


def _alone(items: Sequence[Any] | None, others: Sequence[Any] | None) -> list[Any]:
    return [item for item in items or () if item not in (others or ())]


def _list_in_words(field: str, items: Sequence[Any]) -> str:
    return "; ".join(_in_words(field, item) for item in items) or "nothing"


def _in_words(field: str, value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, str):
        return value
    if isinstance(value, dict) and field in _TOLD:
        return _TOLD[field](value)
    return json.dumps(value, ensure_ascii=False)


def _actor(actor: Mapping[str, Any]) -> str:
    role = actor.get("role")
    return f"{actor['name']} ({role})" if role else str(actor["name"])


def _quantity(quantity: Mapping[str, Any]) -> str:
    low, high = quantity.get("low"), quantity.get("high")
    ends = ("?" if low is None else f"{low:,}", "?" if high is None else f"{high:,}")
    number = ends[0] if ends[0] == ends[1] else "–".join(ends)
    says = f" ({quote_value(quantity['says'])})" if quantity.get("says") else ""
    return f"{number} {quantity['what']}{says}"


def _quote(quote: Mapping[str, Any]) -> str:
    return f"“{quote['exact']}” ({quote['source']} {quote['start']}–{quote['end']})"


def _geometry(geometry: Mapping[str, Any]) -> str:
    at = geometry["coordinates"]
    if geometry["type"] == "Point":
        return f"Point {', '.join(map(str, at))}"
    count = _positions(at)
    return f"{geometry['type']} of {count:,} position{'' if count == 1 else 's'}"


def _positions(coordinates: Sequence[Any]) -> int:
    if isinstance(coordinates[0], list):
        return sum(map(_positions, coordinates))
    return 1


_TOLD: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "actors": _actor,
    "quantities": _quantity,
    "quotes": _quote,
    "geometry": _geometry,
}


def _cut(old: str, new: str, most: int) -> tuple[str, str]:
    """Cut two long texts to the part in which they begin to differ."""
    if max(len(old), len(new)) <= most:
        return old, new
    same = _same(old, new)
    first = max(0, same - _BEFORE)
    return _window(old, first, most), _window(new, first, most)


def _same(one: str, other: str) -> int:
    """Count the characters with which two texts begin alike, by halves."""
    least, most = 0, min(len(one), len(other))
    while least < most:
        middle = (least + most + 1) // 2
        if one.startswith(other[:middle]):
            least = middle
        else:
            most = middle - 1
    return 0 if one == other else least


def _window(text: str, first: int, most: int) -> str:
    if len(text) <= most:
        return text
    before, after = "…" if first else "", "…" if len(text) > first + most else ""
    return f"{before}{text[first : first + most]}{after}"
