"""What a format cannot hold of a collection, told in sentences."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from events.files.feature_rows import Feature
from events.model.wkb import dimensions

_NUL = "\x00"


@dataclass(frozen=True)
class Loss:
    """Something of an event that a format cannot hold.

    Parameters
    ----------
    what : str
        What it is, for a list of what the format does not hold.
    told : str
        What becomes of it, for a receipt.
    is_in : callable
        Says whether a good feature has it.
    """

    what: str
    told: str
    is_in: Callable[[Feature], bool]


def _has_some_heights(feature: Feature) -> bool:
    geometry = feature["geometry"]
    return geometry is not None and len(set(dimensions(geometry["coordinates"]))) > 1


def _has_long_radius(feature: Feature) -> bool:
    return _is_long(feature["properties"].get("radius_km"))


def _has_long_count(feature: Feature) -> bool:
    items = feature["properties"].get("quantities") or ()
    ends = (item.get(end) for item in items for end in ("low", "high"))
    return _has_long_radius(feature) or any(map(_is_long, ends))


def _has_nul(feature: Feature) -> bool:
    properties = feature["properties"]
    texts = (feature["id"], *(properties[name] for name in properties))
    return any(isinstance(text, str) and _NUL in text for text in texts)


def _is_long(number: float | None) -> bool:
    return isinstance(number, int) and int(float(number)) != number


_LONG, _ROUNDED = "whole numbers of more than 15 digits", "a number is rounded to 15 digits"
HEIGHTS = Loss(
    "heights that only some positions have",
    "heights that only some positions have are left out",
    _has_some_heights,
)
LONG_RADII = Loss(_LONG, _ROUNDED, _has_long_radius)
LONG_COUNTS = Loss(_LONG, _ROUNDED, _has_long_count)
SHAPES = Loss(
    "shapes, actors, evidence and notes",
    "shapes, actors, evidence and notes are left out, and what is not quoted has no annotation",
    lambda feature: True,
)
CUT_TEXTS = Loss("text after a null character", "text is cut at its null character", _has_nul)


class LossCounter:
    """Counts what an export leaves behind, feature by feature.

    Parameters
    ----------
    losses : iterable of Loss
        What the format cannot hold.

    Examples
    --------
    >>> counter = LossCounter([HEIGHTS])
    >>> line = {"type": "LineString", "coordinates": [[68, 37], [69, 38, 500]]}
    >>> counter.note({"type": "Feature", "id": "a", "geometry": line, "properties": {}})
    >>> list(counter.sentences())
    ['In 1 event heights that only some positions have are left out.']
    """

    def __init__(self, losses: Iterable[Loss]) -> None:
        self._counts = dict.fromkeys(losses, 0)

    def note(self, feature: Feature) -> None:
        """Count what a good feature loses."""
        for loss in self._counts:
            self._counts[loss] += loss.is_in(feature)

    def sentences(self) -> Iterator[str]:
        """Tell what the features lost, a sentence for each kind of loss; nothing where none is."""
        for loss, count in self._counts.items():
            if count:
                yield f"In {count:,} event{'' if count == 1 else 's'} {loss.told}."


def losses_of_members(
    ending: str, title: str, *, sources: bool, asides: bool, extra: bool
) -> Iterator[str]:
    """Tell what a format leaves behind that holds nothing of the collection itself.

    Parameters
    ----------
    ending : str
        The format's, with its dot.
    title : str
        The collection's name.
    sources, asides, extra : bool
        Whether it has sources, asides, and members of its own.

    Yields
    ------
    str
        A sentence for each loss.

    Examples
    --------
    >>> list(losses_of_members(".kml", "Border", sources=False, asides=False, extra=False))
    ["A .kml file cannot hold the collection's title."]
    """
    lost = {
        "the collection's title": bool(title),
        "the sources: of a quote it keeps the source's id": sources,
        "the asides, the words that tell no event": asides,
        "the collection's own members": extra,
    }
    yield from (f"A {ending} file cannot hold {what}." for what, is_lost in lost.items() if is_lost)
