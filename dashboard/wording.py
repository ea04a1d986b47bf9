"""An event in honest words: what the source says, what was worked out, what is not its own.

Every text that a mark, the reading pane, the table or the picture shows of an event is
made here, so that they never disagree. Plain text only; † marks a value not from the
source. This module shouldn't import Streamlit.
"""

from calendar import monthrange
from datetime import date

from events.dates import Span, parse_edtf
from events.schema import Event, Quantity, Source
from events.vocabulary import Basis, Precision, Status, family_of

EXTERNAL = "†"
"""Follows every value that is not from the source itself."""

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
_STATUS_NOTE = {
    Status.INTENDED: "Announced, not done",
    Status.ORDERED: "Ordered, not reported done",
    Status.FORECAST: "Forecast, not an event",
    Status.CLAIMED: "Claimed",
    Status.DISPUTED: "Disputed",
}
_BASIS_NOTE = {
    Basis.STATED: "Given by the source",
    Basis.INFERRED: "Worked out from the source",
    Basis.EXTERNAL: f"Not from the source {EXTERNAL}",
    Basis.CODED: "The coder’s choice",
}


def day(value: date, *, year: bool = True) -> str:
    """Return a day as readers write it.

    Examples
    --------
    >>> day(date(2021, 7, 5))
    '5 July 2021'
    """
    words = f"{value.day} {_MONTHS[value.month - 1]}"
    return f"{words} {value.year}" if year else words


def span_words(span: Span | None, *, year: bool = True) -> str:
    """Return the days an event may have happened on, no narrower than they are known.

    Parameters
    ----------
    span
        Parsed EDTF; ``None`` for an event without a date.
    year
        Whether the year is written out.

    Examples
    --------
    >>> span_words(parse_edtf("../2021-07-08"))
    'By 8 July 2021'
    >>> span_words(parse_edtf("2021-07-04/2021-07-05"))
    '4–5 July 2021'
    >>> span_words(parse_edtf("2021-07"))
    'July 2021'
    >>> span_words(parse_edtf("2021-07-05~"), year=False)
    'About 5 July'
    >>> span_words(parse_edtf("2021-02~")), span_words(parse_edtf("../2021-02-03~"))
    ('About February 2021', 'About by 3 February 2021')
    """
    if span is None:
        return "No date"
    words = _days(span, year)
    if span.approximate:
        opens = words.startswith(("By ", "From "))
        words = f"About {words[0].lower() + words[1:] if opens else words}"
    return f"{words} (uncertain)" if span.uncertain else words


def _days(span: Span, year: bool) -> str:
    if span.first and span.last:
        return _closed_span(span.first, span.last, year)
    if span.first:
        return f"From {day(span.first, year=year)}"
    return f"By {day(span.last, year=year)}" if span.last else "No date"


def _closed_span(first: date, last: date, year: bool) -> str:
    if first == last:
        return day(first, year=year)
    whole_months = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
    if whole_months and (first.year, first.month, last.month) == (last.year, 1, 12):
        return str(first.year)
    if whole_months and (first.year, first.month) == (last.year, last.month):
        return f"{_MONTHS[first.month - 1]} {first.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last, year=year)}"
    return f"{day(first, year=year and first.year != last.year)} – {day(last, year=year)}"


def period(first: date | None, last: date | None) -> str:
    """Return a range of days as readers write it.

    Examples
    --------
    >>> period(date(2021, 7, 1), date(2021, 7, 3))
    '1–3 July 2021'
    """
    return span_words(Span(first, last))


def when(event: Event) -> str:
    """Return the event's time in full, as the reading pane gives it."""
    span = event.span
    if span is None:
        return "No date given"
    words = span_words(span)
    if span.first is None or span.last is None:
        words += " (no day given)"
    return _marked(words, event.date_basis)


def when_short(event: Event) -> str:
    """Return the event's time as a label on the map gives it."""
    return _marked(span_words(event.span, year=False), event.date_basis)


def where(event: Event) -> str:
    """Return the event's place, no narrower than the source knows it."""
    place = event.place or "a place not named"
    match event.place_precision:
        case Precision.EXACT:
            words = f"{place}{_within(event)}"
        case Precision.SETTLEMENT:
            words = f"In or near {place}{_within(event)}"
        case Precision.DISTRICT | Precision.PROVINCE:
            words = f"Somewhere in {place}"
        case Precision.REGION:
            words = f"Somewhere in {place}, a region without sharp edges"
        case Precision.BORDER:
            words = f"Somewhere on {_with_article(place)}"
        case Precision.COUNTRY:
            words = f"{place}; no place in it given"
        case Precision.NONE:
            return "Not mapped: " + (
                f"{event.place}; no place on the ground given"
                if event.place
                else "no place on the ground given"
            )
    return _marked(words, event.place_basis)


def where_short(event: Event) -> str:
    """Return what a label on the map adds about the place, or ``""`` where it says enough."""
    match event.place_precision:
        case Precision.BORDER:
            return "place on the border not given"
        case Precision.COUNTRY:
            return "where is not given"
        case Precision.DISTRICT | Precision.PROVINCE | Precision.REGION:
            return _marked(event.place, event.place_basis)
    return _marked("", event.place_basis).strip()


def label_note(event: Event) -> str:
    """Return the second line of an event's label: its standing, time and place in short."""
    parts = [
        _STATUS_NOTE.get(event.status, ""),
        when_short(event) if event.span else "",
        where_short(event),
    ]
    return " · ".join(part for part in parts if part)


def standing(event: Event) -> str:
    """Return family and status, as in "Crossing, reported"."""
    return f"{family_of(event.kind)}, {event.status}"


def standing_note(event: Event) -> str:
    """Return what a reader must be told of the status, or ``""``."""
    return _STATUS_NOTE.get(event.status, "")


def aria(event: Event) -> str:
    """Return what a screen reader says of the event's mark; it begins with the title."""
    title = event.title.rstrip(".")
    return f"{title}. {standing(event)}. {when(event)}. {where(event)}."


def basis(value: Basis | None, says: str) -> str:
    """Return where a value comes from, with the source's own words where it has some.

    Examples
    --------
    >>> basis(Basis.INFERRED, "on Wednesday")
    'Worked out from the source: “on Wednesday”'
    """
    if value is None:
        return f"The source says “{says}”" if says else ""
    words = _BASIS_NOTE[value]
    return f"{words}: “{says}”" if says else f"{words}."


def quantity(value: Quantity) -> str:
    """Return a number with its range, never a bare figure.

    Examples
    --------
    >>> quantity(Quantity(what="soldiers", low=1001, high=None, says="over 1,000"))
    'soldiers: “over 1,000”; no upper figure given'
    >>> quantity(Quantity(what="killed", low=2, high=5, says=""))
    'killed: 2–5'
    """
    low, high = value.low, value.high
    if low is None and high is None:
        figure, note = "not given", ""
    elif high is None:
        figure, note = f"at least {low:,}", "no upper figure given"
    elif low is None:
        figure, note = f"at most {high:,}", "no lower figure given"
    else:
        figure, note = (f"{low:,}" if low == high else f"{low:,}–{high:,}"), ""
    if value.says:
        figure = f"“{value.says}”"
    return f"{value.what}: " + "; ".join(part for part in (figure, note) if part)


def actors(event: Event) -> str:
    """Return who took part, each with the role the source gives."""
    return "; ".join(f"{a.name} ({a.role})" if a.role else a.name for a in event.actors)


def credit(source: Source) -> str:
    """Return who published a source's words, and when.

    Examples
    --------
    >>> credit(Source(id="a", title="T", publisher="The Paper", published="2021-07-08"))
    'The Paper, 8 July 2021'
    """
    published = parse_edtf(source.published)
    day_of = span_words(published) if published else ""
    parts = (source.author, source.publisher, day_of)
    return ", ".join(part for part in parts if part) or source.title


def _within(event: Event) -> str:
    return f" (within {event.radius_km:g} km)" if event.radius_km else ""


def _with_article(place: str) -> str:
    return place if place.lower().startswith("the ") else f"the {place}"


def _marked(words: str, value: Basis | None) -> str:
    return f"{words} {EXTERNAL}" if value is Basis.EXTERNAL else words
