"""The receipt of an import: what became of every row and every column."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from events.model.problems import printable, quote_value

MOST_REASONS = 10_000
"""The most rejected rows that are told one by one; the others are only counted."""

NOTHING_READ: Mapping[str, object] = {
    "read": 0,
    "written": 0,
    "rejected": 0,
    "reasons": [],
    "columns": {"used": [], "ignored": [], "missing": []},
}
"""What a receipt says, as members for JSON, where the file could not be opened."""

_Classes = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Rejection:
    """A row that was left out.

    Parameters
    ----------
    row : int
        Its number, counted from 1; the header is not counted, a cell with several lines is one
        row.
    id : str or None
        Its id in the source, None where it has none.
    reason : str
        What was found and what was expected.
    sheet : str
        The sheet's name, where several are read.
    line : int
        Its line as a spreadsheet counts it, those above the data and blank ones, too; of a table
        of text a cell with several lines is one of them. 0 where the file has no lines.
    """

    row: int
    id: str | None
    reason: str
    sheet: str = ""
    line: int = 0

    @property
    def place(self) -> str:
        """Where it is, as a reader finds it in the file."""
        return place_in_words(self.row, self.line, self.sheet)


def place_in_words(row: int, line: int, sheet: str) -> str:
    """Tell where a row is: by its line where it has one, in its sheet where there are several.

    Examples
    --------
    >>> place_in_words(3, 5, "2020"), place_in_words(3, 0, "")
    ('sheet 2020, line 5', 'row 3')
    """
    where = f"line {line}" if line else f"row {row}"
    return f"sheet {printable(sheet)}, {where}" if sheet else where


@dataclass(frozen=True)
class Receipt:
    """What became of an import: ``read == written + rejected + passed over``.

    Parameters
    ----------
    read, written, rejected : int
        Rows of the source, events in the file, rows left out.
    reasons : tuple of Rejection
        Why rows were left out, at most `MOST_REASONS` of them.
    used, ignored, missing : tuple of str
        Columns that the events rest on, columns not looked at, columns that the layout has and
        the file has not.
    precision : mapping
        The source's own classes of precision, and for each how many of its events came to lie
        in which class of ours.
    citation : str
        How the source wants to be cited, ``""`` where that is not known.
    terms : str
        What the source asks of whoever passes its rows on.
    notices : tuple of str
        What else a careful reader should know, a sentence each.
    roles : mapping
        For a table: the column that was taken for each role.
    passed : mapping
        What was passed over, such as blank rows, and how many rows of it.
    undated, unplaced, widened : int
        Of the events written: those without a date, those without a place on the map, and those
        whose date is wider than the one that the file gives.
    layout : str
        The name of the layout as which the file was read.
    sheets : tuple of str
        The sheets or layers that were read, where a file has them.
    header_row : int
        The row with the names of the columns, counted from 1; 0 where there is none.
    encoding : str
        How a table of text is encoded; ``""`` for other files.
    calendar : str
        Whose years the dates were said to count, ``""`` where nobody said.
    order : str
        Which was said to come first in dates such as 05/07/2021, ``""`` where nobody said.
    """

    read: int
    written: int
    rejected: int
    reasons: tuple[Rejection, ...]
    used: tuple[str, ...]
    ignored: tuple[str, ...]
    missing: tuple[str, ...]
    precision: _Classes
    citation: str = ""
    terms: str = ""
    notices: tuple[str, ...] = ()
    roles: Mapping[str, str] = field(default_factory=dict)
    passed: Mapping[str, int] = field(default_factory=dict)
    undated: int = 0
    unplaced: int = 0
    widened: int = 0
    layout: str = ""
    sheets: tuple[str, ...] = ()
    header_row: int = 0
    encoding: str = ""
    calendar: str = ""
    order: str = ""

    @property
    def passed_over(self) -> int:
        """The number of rows that were passed over."""
        return sum(self.passed.values())

    @property
    def counted(self) -> int:
        """The number of rows that should have been events: all but those that were passed over."""
        return self.read - self.passed_over

    @property
    def drawn_as(self) -> dict[str, int]:
        """How many of the events lie in which class of precision."""
        counted: Counter[str] = Counter()
        for after in self.precision.values():
            counted.update(after)
        return dict(sorted(counted.items()))

    def as_dict(self) -> dict[str, object]:
        """Give the receipt as members for JSON."""
        return {
            "read": self.read,
            "written": self.written,
            "rejected": self.rejected,
            "reasons": [vars(reason) for reason in self.reasons],
            "columns": {
                "used": list(self.used),
                "ignored": list(self.ignored),
                "missing": list(self.missing),
            },
            "precision": {before: dict(after) for before, after in self.precision.items()},
            "citation": self.citation,
            "terms": self.terms,
            "notices": list(self.notices),
            "roles": dict(self.roles),
            "passed_over": self.passed_over,
            "passed": dict(self.passed),
            "undated": self.undated,
            "unplaced": self.unplaced,
            "widened": self.widened,
            "precisions": self.drawn_as,
            "layout": self.layout,
            "sheets": list(self.sheets),
            "header_row": self.header_row,
            "encoding": self.encoding,
            "calendar": self.calendar,
            "dates": self.order,
        }

    def lines(self) -> Iterator[str]:
        """Tell the receipt line by line.

        Yields
        ------
        str
            A line, any text of the source in it escaped.
        """
        yield from self.counts()
        for reason in self.reasons:
            known_as = "" if reason.id is None else f" (id {quote_value(reason.id)})"
            yield f"{reason.place}{known_as}: {reason.reason}"
        if self.rejected > len(self.reasons):
            yield f"and {self.rejected - len(self.reasons):,} rows more"
        for name in ("used", "ignored", "missing"):
            yield f"columns {name}: {', '.join(getattr(self, name)) or 'none'}"
        if self.roles:
            taken = (f"{role}={column}" for role, column in self.roles.items())
            yield f"columns read as: {', '.join(taken)}"
        for before, after in self.precision.items():
            counted = ", ".join(f"{count:,} {name}" for name, count in after.items())
            yield f"precision {before}: {counted}"
        yield from self.notices
        yield from (f"{name}: {text}" for name, text in self._sayings() if text)

    def counts(self) -> Iterator[str]:
        """Tell in lines what became of all rows, and how the file was read.

        Yields
        ------
        str
            The same words for the command line and the page.
        """
        told = f"{_counted(self.read, 'rows read')} = {_counted(self.written, 'events written')}"
        passed = f" + {self.passed_over:,} passed over" if self.passed else ""
        yield f"{told} + {_counted(self.rejected, 'rows rejected')}{passed}"
        if self.passed:
            kinds = (_counted(count, what) for what, count in self.passed.items())
            yield f"passed over: {', '.join(kinds)}"
        yield (
            f"of the events: {self.undated:,} undated, {self.unplaced:,} without a place on the "
            f"map, {self.widened:,} with a wider date than the file gives"
        )
        if self.drawn_as:
            levels = (f"{count:,} {level}" for level, count in self.drawn_as.items())
            yield f"precision: {', '.join(levels)}"
        yield from (f"{name}: {text}" for name, text in self._reading() if text)

    def _reading(self) -> Iterator[tuple[str, str]]:
        yield "read as", self.layout
        yield "sheets", ", ".join(self.sheets)
        yield "header in row", str(self.header_row or "")
        yield "encoding", self.encoding
        yield "calendar", self.calendar
        yield "dates", self.order

    def _sayings(self) -> Iterator[tuple[str, str]]:
        yield "cite as", self.citation
        yield "terms", self.terms


def _counted(count: int, what: str) -> str:
    """Put a number before what it counts: "2 rows read", "1 row read"."""
    one = what.replace("rows", "row").replace("events", "event")
    return f"{count:,} {one if count == 1 else what}"
