"""What a format cannot hold of a collection, told in sentences."""

from collections.abc import Iterator

from events.event_rows import Feature, feature_of
from events.loading import Loaded
from events.schema import Event

_NUL = "\x00"


def losses_of(loaded: Loaded, ending: str) -> tuple[str, ...]:
    """Tell what an export leaves behind.

    Parameters
    ----------
    loaded : Loaded
        What is exported.
    ending : str
        One of ``.geojson``, ``.csv``, ``.parquet``, ``.gpkg``.

    Returns
    -------
    tuple of str
        A sentence for each loss; empty where reading the file gives the same events.

    Examples
    --------
    >>> event = Event(id="e1", title="An appeal", kind="request", status="reported")
    >>> losses_of(Loaded("a.geojson", "Border", (), (event,), (), 1, ""), ".csv")
    ("A csv cannot hold the collection's title.",)
    """
    tellers = {".csv": _of_csv, ".parquet": _of_parquet, ".gpkg": _of_geopackage}
    return tuple(tellers[ending](loaded)) if ending in tellers else ()


def _of_csv(loaded: Loaded) -> Iterator[str]:
    if loaded.title:
        yield "A csv cannot hold the collection's title."
    if loaded.sources:
        yield "A csv cannot hold the sources: of a quote it keeps the source's id."
    if loaded.extra:
        yield "A csv cannot hold the collection's own members."
    yield from _told(sum(map(_has_some_heights, loaded.events)), _HEIGHTS)


def _of_parquet(loaded: Loaded) -> Iterator[str]:
    yield from _told(sum(map(_has_long_number, loaded.events)), _LONG_NUMBERS)


def _of_geopackage(loaded: Loaded) -> Iterator[str]:
    yield from _told(sum(_is_long(event.radius_km) for event in loaded.events), _LONG_NUMBERS)
    with_nul = sum(_has_nul(feature_of(event)) for event in loaded.events)
    yield from _told(with_nul, "text is cut at its null character")
    yield from _told(sum(map(_has_some_heights, loaded.events)), _HEIGHTS)


_HEIGHTS = "heights that only some positions have are left out"
_LONG_NUMBERS = "a number is rounded to 15 digits"


def _told(count: int, what: str) -> Iterator[str]:
    if count:
        yield f"In {count:,} event{'' if count == 1 else 's'} {what}."


def _has_some_heights(event: Event) -> bool:
    if event.geometry is None:
        return False
    return len({len(position) for position in event.geometry.positions}) > 1


def _has_long_number(event: Event) -> bool:
    ends = (end for item in event.quantities for end in (item.low, item.high))
    return _is_long(event.radius_km) or any(map(_is_long, ends))


def _is_long(number: float | None) -> bool:
    return isinstance(number, int) and int(float(number)) != number


def _has_nul(feature: Feature) -> bool:
    properties = feature["properties"]
    texts = (feature["id"], *(properties[name] for name in properties))
    return any(isinstance(text, str) and _NUL in text for text in texts)
