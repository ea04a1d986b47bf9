"""What a reader chooses to see, as one query: the filters together.

`Selection` has a base for each filter, and `FILTERS` names their declarations: with those two
lines a filter is in the page's address, in the API and its description, in what hides an event,
and in words.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields

import narwhals as nw

from events.query.filters.actors import ACTORS, ActorsChosen
from events.query.filters.categories import CATEGORIES, CategoriesChosen
from events.query.filters.days import DATES, DaysChosen, Rule
from events.query.filters.deaths import DEATHS, DeathsChosen
from events.query.filters.declaration import Column, Filter, Term
from events.query.filters.kinds import KINDS, KindsChosen
from events.query.filters.places.countries import COUNTRIES, CountriesChosen
from events.query.filters.places.position import POSITION, PositionChosen
from events.query.filters.sources.agreement import AGREEMENT, AgreementChosen
from events.query.filters.sources.told_by import TOLD_BY, SourcesChosen
from events.query.filters.statuses import STATUSES, StatusesChosen
from events.query.filters.words import WORDS, WordsChosen

__all__ = ["COLUMNS", "EVERYTHING", "FILTERS", "Rule", "Selection"]

FILTERS: tuple[Filter, ...] = (
    DATES,
    KINDS,
    STATUSES,
    ACTORS,
    COUNTRIES,
    POSITION,
    CATEGORIES,
    DEATHS,
    TOLD_BY,
    AGREEMENT,
    WORDS,
)
"""Every filter, in the order of a query string."""

COLUMNS: tuple[Column, ...] = tuple(column for one in FILTERS for column in one.columns)
"""The columns that the filters ask."""


@dataclass(frozen=True)
class Selection(
    DaysChosen,
    KindsChosen,
    StatusesChosen,
    ActorsChosen,
    CountriesChosen,
    PositionChosen,
    CategoriesChosen,
    DeathsChosen,
    SourcesChosen,
    AgreementChosen,
    WordsChosen,
):
    """The filters together; each one left at its default restricts nothing.

    Parameters
    ----------
    dates : tuple of (datetime.date or None), optional
        First and last day, both included; None for an end without a bound.
    rule : {"overlaps", "inside"}
        Whether an event counts that may have happened in `dates`, or only one that surely did
        (`events.model.dates.overlaps`, `events.model.dates.surely_inside`).
    undated : bool
        Whether events without a date are shown, whatever `dates` says.
    kinds : frozenset of str
        An event counts when its kind is among them.
    statuses : frozenset of str
        An event counts when its status is among them.
    actors : frozenset of str
        An event counts when one of its actors has one of these names.
    role : str
        An event counts when one of those actors takes part as this, or one of all its actors.
    countries : frozenset of str
        An event counts when it is in one of these, by the source's name for it.
    cell : str
        An event counts when the map counts it in this cell (`events.query.clusters.Cell.key`).
    shape : str
        An event counts when its line or area has this key, in 15 hexadecimal digits.
    point : str
        An event counts when it lies at this point, ``longitude,latitude``.
    categories : frozenset of str
        An event counts when its data set has it in one of these classes.
    deaths : int, optional
        An event counts when at least so many were killed, by the best estimate or, where there is
        none, by the lowest figure.
    source : str
        An event counts when this source tells of it; the table is then to be that of the source
        alone (`events.store.source_table`).
    told_by : frozenset of str
        An event counts when one of these sources tells of it.
    agreement : frozenset of str
        An event counts when its sources stand to each other in one of these ways.
    words : str
        An event counts when every one of these words, parted by spaces, begins a word of its title,
        place, district, province, country, note, actors or quotes, or of the source's own words for
        the place; case and the marks on letters do not count.

    Examples
    --------
    >>> Selection(words="border").is_empty, Selection().is_empty
    (False, True)
    """

    @property
    def is_empty(self) -> bool:
        """Whether it restricts nothing."""
        return not self.conditions()

    def without_texts(self) -> "Selection":
        """Give the filters without those that ask texts."""
        return self._only(one for one in FILTERS if not one.asks_texts)

    def only_texts(self) -> "Selection":
        """Give the filters that ask texts without the others."""
        return self._only(one for one in FILTERS if one.asks_texts)

    def terms(self) -> Iterator[Term]:
        """Give what the filters in force ask, kinds first, a term each."""
        for one in sorted(FILTERS, key=lambda one: one is not KINDS):
            yield from one.terms(self)

    def conditions(self) -> dict[str, nw.Expr]:
        """Write each active filter as an expression over the columns of a `Table`.

        Returns
        -------
        dict
            By the filter's name.
        """
        conditions = ((one.name, one.condition(self)) for one in FILTERS)
        return {name: condition for name, condition in conditions if condition is not None}

    def expression(self) -> nw.Expr:
        """Write the whole selection as one expression over the columns of a `Table`.

        Returns
        -------
        narwhals.Expr
            True for each row that is selected, False for the others.
        """
        rule = nw.col("order") >= 0
        for condition in self.conditions().values():
            rule = rule & condition
        return rule

    def without(self, one: Filter) -> "Selection":
        """Give the other filters without one of them."""
        return self._only(other for other in FILTERS if other is not one)

    def _only(self, filters: Iterable[Filter]) -> "Selection":
        """Give the members of some filters, and the others at their defaults."""
        names = [field.name for one in filters for field in fields(one.members)]
        return Selection(**{name: getattr(self, name) for name in names})


EVERYTHING = Selection()
"""The selection that restricts nothing."""
