"""An event in honest words: what the source says, what was worked out, what is not its own.

Every text that a mark, the reading pane, the table or the picture shows of an event is
made here, so that they never disagree. Plain text only; † marks a value not from the
source. This module shouldn't import Streamlit.
"""

from calendar import monthrange
from datetime import date

from dashboard.words.catalogue import say
from events.accounts.fields import STATUS
from events.accounts.shown_values import is_external
from events.model.dates import Span, parse_edtf
from events.model.event import Event, Quantity, Source
from events.model.vocabulary import Basis, Precision, Status, family_of

EXTERNAL = "†"
"""Follows every value that is not from the source itself."""

_NOTED = frozenset(Status) - {Status.REPORTED, Status.STANDING}
"""The statuses that a reader must be told of: what they name may not have happened."""


def day(value: date, *, year: bool = True) -> str:
    """Return a day as readers write it.

    Examples
    --------
    >>> day(date(2021, 7, 5))
    '5 July 2021'
    """
    of_month = say("when.day", day=str(value.day), month=say(f"month.{value.month}"))
    return say("when.with_year", words=of_month, year=str(value.year)) if year else of_month


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
        return say("when.none")
    words = _days(span, year)
    return say("when.uncertain", words=words) if span.uncertain else words


def _days(span: Span, year: bool) -> str:
    about = span.approximate
    if span.first and span.last:
        words = _closed_span(span.first, span.last, year)
        return say("when.about", words=words) if about else words
    if span.first:
        return say("when.about_from" if about else "when.from", day=day(span.first, year=year))
    if span.last:
        return say("when.about_by" if about else "when.by", day=day(span.last, year=year))
    return say("when.none")


def _closed_span(first: date, last: date, year: bool) -> str:
    if first == last:
        return day(first, year=year)
    whole_months = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
    if whole_months and (first.year, first.month, last.month) == (last.year, 1, 12):
        return str(first.year)
    if (first.year, first.month) == (last.year, last.month):
        if whole_months:
            return say("when.with_year", words=say(f"month.{first.month}"), year=str(first.year))
        return say("when.within_month", first=str(first.day), last=day(last, year=year))
    begin = day(first, year=year and first.year != last.year)
    return say("when.range", first=begin, last=day(last, year=year))


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
        return say("when.not_given")
    words = span_words(span)
    if span.first is None or span.last is None:
        words = say("when.no_day", words=words)
    return _marked(words, event.date_basis)


def when_short(event: Event) -> str:
    """Return the event's time as a label on the map gives it."""
    return _marked(span_words(event.span, year=False), event.date_basis)


def where(event: Event) -> str:
    """Return the event's place, no narrower than the source knows it."""
    precision, place = event.place_precision, event.place
    if precision is Precision.NONE:
        return say("where.not_mapped_but_named", place=place) if place else say("where.not_mapped")
    place = place or say("where.not_named")
    if precision is Precision.BORDER and place.lower().startswith("the "):
        words = say("where.border_with_article", place=place)
    else:
        words = say(f"where.{precision}", place=place)
    if event.radius_km and precision in (Precision.EXACT, Precision.SETTLEMENT):
        words = say("where.within", words=words, radius_km=f"{event.radius_km:g}")
    return _marked(words, event.place_basis)


def around(event: Event) -> str:
    """Return what the place lies in, by the source's names, where they are not its own; or ``""``.

    Examples
    --------
    >>> made = {"id": "a", "title": "A", "kind": "assault", "status": "reported"}
    >>> around(Event(**made, place="Takhar", province="Takhar", country="Afghanistan"))
    'In Afghanistan.'
    """
    names = (event.district, event.province, event.country)
    others = [name for name in dict.fromkeys(names) if name and name != event.place]
    return say("where.around", places=", ".join(others)) if others else ""


def place_name(event: Event) -> str:
    """Return the place's name as a label leads with it, or ``""``."""
    return _marked(event.place, event.place_basis) if event.place else ""


def where_short(event: Event) -> str:
    """Return what a label on the map must add to the place's name, or ``""``."""
    match event.place_precision:
        case Precision.BORDER:
            return say("where.border_short")
        case Precision.COUNTRY:
            return say("where.country_short")
    return ""


def label_note(event: Event) -> str:
    """Return what stands under an event's title on the map: standing, time, place in short."""
    parts = [
        standing_note(event),
        when_short(event) if event.span else "",
        where_short(event),
    ]
    return " · ".join(part for part in parts if part)


def standing(event: Event) -> str:
    """Return family and status, as in "Crossing, reported", with the data set's own class."""
    named = {"family": say(f"family.{family_of(event.kind)}")}
    named["status"] = say(f"status.{event.status}")
    if event.category:
        return say("event.standing_category", category=event.category, **named)
    return say("event.standing", **named)


def standing_note(event: Event) -> str:
    """Return what a reader must be told of the status, or ``""``."""
    if event.status not in _NOTED:
        return ""
    note = say(f"status_note.{event.status}")
    return f"{note} {EXTERNAL}" if is_external(event, STATUS) else note


def aria(event: Event) -> str:
    """Return what a screen reader says of the event's mark; it begins with the title."""
    title = event.title.rstrip(".")
    return f"{title}. {standing(event)}. {when(event)}. {where(event)}."


def basis(value: Basis | None, says: str, by: str = "") -> str:
    """Return where a value comes from, with the source's own words where it has some.

    Parameters
    ----------
    value
        What the value rests on.
    says
        The words of the source.
    by
        Whose an external value is, as `elsewhere` tells it.

    Examples
    --------
    >>> basis(Basis.INFERRED, "on Wednesday")
    'Worked out from the source: “on Wednesday”'
    >>> basis(Basis.EXTERNAL, "", "The Paper, 8 July 2021")
    '† from The Paper, 8 July 2021.'
    """
    if value is None:
        return say("basis.says", says=says) if says else ""
    if value is Basis.EXTERNAL and by:
        return say(f"basis.external_by{'_says' if says else ''}", says=says, by=by)
    return say(f"basis.{value}_says", says=says) if says else say(f"basis.{value}")


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
        figure, note = say("number.none"), ""
    elif high is None:
        figure, note = say("number.at_least", number=low), say("number.no_upper")
    elif low is None:
        figure, note = say("number.at_most", number=high), say("number.no_lower")
    else:
        figure, note = (
            say("number.exact" if low == high else "number.range", low=low, high=high),
            "",
        )
    if value.says:
        figure = say("number.says", says=value.says)
    return say("number.of", what=value.what, figure="; ".join(filter(None, (figure, note))))


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


def shortened(text: str, most: int) -> str:
    """Return a text, or so many of its letters that it has no more than the most.

    The mark of what is not the source's stays at its end.

    Examples
    --------
    >>> shortened("A patrol", 20), shortened("A patrol is fired on", 9)
    ('A patrol', 'A patrol…')
    >>> shortened("Bokhtar and Dushanbe †", 11)
    'Bokhtar… †'
    """
    if len(text) <= most:
        return text
    end = f"… {EXTERNAL}" if text.endswith(EXTERNAL) else "…"
    return text[: most - len(end)].rstrip() + end


def _marked(words: str, value: Basis | None) -> str:
    return f"{words} {EXTERNAL}" if value is Basis.EXTERNAL else words
