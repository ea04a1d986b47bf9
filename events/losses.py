"""What a format cannot hold of a collection, told in sentences."""

from collections.abc import Iterator

from events.event_rows import Feature
from events.wkb import dimensions

_NUL = "\x00"
_HEIGHTS = "heights that only some positions have are left out"
_LONG_NUMBERS = "a number is rounded to 15 digits"
_CUT = "text is cut at its null character"
_LOST = {
    ".csv": (_HEIGHTS,),
    ".parquet": (_LONG_NUMBERS,),
    ".gpkg": (_LONG_NUMBERS, _CUT, _HEIGHTS),
}


class Losses:
    """Counts what an export leaves behind, feature by feature.

    Parameters
    ----------
    ending : str
        One of ``.geojson``, ``.csv``, ``.parquet``, ``.gpkg``.

    Examples
    --------
    >>> losses = Losses(".csv")
    >>> line = {"type": "LineString", "coordinates": [[68, 37], [69, 38, 500]]}
    >>> losses.note({"type": "Feature", "id": "a", "geometry": line, "properties": {}})
    >>> list(losses.told())
    ['In 1 event heights that only some positions have are left out.']
    """

    def __init__(self, ending: str) -> None:
        self._ending = ending
        self._counts = dict.fromkeys(_LOST.get(ending, ()), 0)

    def note(self, feature: Feature) -> None:
        """Count what a good feature loses."""
        for what in self._counts:
            self._counts[what] += self._loses(feature, what)

    def told(self) -> Iterator[str]:
        """Tell what the features lost, a sentence for each kind of loss; nothing where none is."""
        for what, count in self._counts.items():
            if count:
                yield f"In {count:,} event{'' if count == 1 else 's'} {what}."

    def _loses(self, feature: Feature, what: str) -> bool:
        if what == _HEIGHTS:
            return _has_some_heights(feature)
        if what == _CUT:
            return _has_nul(feature)
        return _has_long_number(feature, lists=self._ending == ".parquet")


def losses_of_members(ending: str, title: str, *, sources: bool, extra: bool) -> Iterator[str]:
    """Tell what an export leaves behind of the collection itself.

    Parameters
    ----------
    ending : str
        As in `Losses`.
    title : str
        The collection's name.
    sources, extra : bool
        Whether it has sources, and members of its own.

    Yields
    ------
    str
        A sentence for each loss.

    Examples
    --------
    >>> list(losses_of_members(".csv", "Border", sources=False, extra=False))
    ["A csv cannot hold the collection's title."]
    """
    if ending != ".csv":
        return
    if title:
        yield "A csv cannot hold the collection's title."
    if sources:
        yield "A csv cannot hold the sources: of a quote it keeps the source's id."
    if extra:
        yield "A csv cannot hold the collection's own members."


def _has_some_heights(feature: Feature) -> bool:
    geometry = feature["geometry"]
    return geometry is not None and len(set(dimensions(geometry["coordinates"]))) > 1


def _has_long_number(feature: Feature, *, lists: bool) -> bool:
    properties = feature["properties"]
    items = properties.get("quantities") or () if lists else ()
    ends = (item.get(end) for item in items for end in ("low", "high"))
    return _is_long(properties.get("radius_km")) or any(map(_is_long, ends))


def _is_long(number: float | None) -> bool:
    return isinstance(number, int) and int(float(number)) != number


def _has_nul(feature: Feature) -> bool:
    properties = feature["properties"]
    texts = (feature["id"], *(properties[name] for name in properties))
    return any(isinstance(text, str) and _NUL in text for text in texts)
