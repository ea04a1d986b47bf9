"""What is counted while rows are read, for the receipt of an import."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from events.importers.columns.cells import Texts
from events.importers.columns.duplicate_ids import Identities
from events.importers.dates.date_reading import Order
from events.importers.rows.receipt import MOST_REASONS, Receipt, Rejection, place_in_words
from events.model.problems import EventFileError, Problem, Words

_PAIR = "\x1f"


@dataclass
class Ledger:
    """Gathers what a receipt tells, while rows are read.

    Its `share` is the part of the file's bytes that was read, None where that is not known.
    `dated` counts the rows with a date, `order` says which comes first in 05/07/2021.
    While a table is read, `sheet` is its name where it is one of several, `offset` the rows before
    it, and `above` the rows above its data, None where it has no lines; `last_row` is the number
    of the last row of all.

    Examples
    --------
    >>> ledger = Ledger()
    >>> ledger.reject(3, "7", "latitude: found 95, expected -90 to 90")
    >>> ledger.rejected, ledger.reasons[0].row
    (1, 3)
    """

    written: int = 0
    rejected: int = 0
    reasons: list[Rejection] = field(default_factory=list)
    used: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    identities: Identities = field(default_factory=Identities)
    share: float | None = None
    roles: Mapping[str, str] = field(default_factory=dict)
    layout: str = ""
    sheets: tuple[str, ...] = ()
    header_row: int = 0
    encoding: str = ""
    calendar: str = ""
    order: Order = ""
    undated: int = 0
    unplaced: int = 0
    widened: int = 0
    sheet: str = ""
    offset: int = 0
    above: int | None = None
    last_row: int = 0
    dated: int = 0
    _begun: list[tuple[int, int | None, str]] = field(default_factory=list)
    _passed: Counter[str] = field(default_factory=Counter)
    _asked: Counter[str] = field(default_factory=Counter)
    _examples: dict[str, str] = field(default_factory=dict)
    _precision: Counter[str] = field(default_factory=Counter)
    _notices: Counter[str] = field(default_factory=Counter)
    _remarks: dict[str, None] = field(default_factory=dict)

    @property
    def read(self) -> int:
        """The rows read so far."""
        return self.written + self.rejected + self._passed.total()

    def begin_sheet(self, name: str, above: int | None = None) -> None:
        """Read another table: its rows are numbered on, so that no two share a number.

        Parameters
        ----------
        name : str
            The sheet's name, where there are several.
        above : int, optional
            The lines above its data, where it has lines as a spreadsheet shows them.
        """
        self.sheet, self.offset, self.above = name, self.last_row, above
        self._begun.append((self.offset, above, name))

    def place_of(self, row: int) -> str:
        """Tell where a row of any of the tables is, as a reader finds it there."""
        offset, above, name = next(
            (begun for begun in reversed(self._begun) if begun[0] < row), (0, None, "")
        )
        return place_in_words(row - offset, 0 if above is None else row - offset + above, name)

    def reject(self, row: int, known_as: str | None, reason: str) -> None:
        """Count a row as left out, and keep its reason."""
        self.rejected += 1
        if len(self.reasons) < MOST_REASONS:
            line = 0 if self.above is None else row - self.offset + self.above
            self.reasons.append(Rejection(row, known_as or None, reason, self.sheet, line))

    def pass_over(self, what: str, count: int = 1) -> None:
        """Count rows that are no data, such as blank ones."""
        if count:
            self._passed[what] += count

    def notice(self, what: str, count: int = 1) -> None:
        """Count something that a careful reader should know of some rows."""
        if count:
            self._notices[what] += count

    def remark(self, what: str) -> None:
        """Note something that a careful reader should know of the whole."""
        self._remarks[what] = None

    def ask(self, option: str, rows: int, example: str) -> None:
        """Count rows whose date has two readings, of which an option chooses."""
        self._asked[option] += rows
        self._examples.setdefault(option, example)

    def check_asked(self, file: str) -> None:
        """Refuse a file that has dates with two readings, until somebody chooses one.

        Raises
        ------
        EventFileError
            With the options that choose.
        """
        if not self._asked:
            return
        raise EventFileError(
            *(
                Problem(
                    file,
                    None,
                    None,
                    "date",
                    Words(
                        f"{rows:,} of {self.dated:,} dates that have two readings, such as "
                        f"{self._examples[option]}"
                    ),
                    "dates with one reading",
                    option,
                )
                for option, rows in self._asked.items()
            )
        )

    def classify(self, before: Texts, after: Texts) -> None:
        """Count the precision of events, as the source gives it and as it came to be."""
        first, last = before.dictionary_encode(), after.dictionary_encode()
        size = len(last.dictionary)
        pairs = first.indices.to_numpy().astype(np.int64) * size + last.indices.to_numpy()
        for pair, count in enumerate(np.bincount(pairs).tolist()):
            if count:
                given, became = first.dictionary[pair // size], last.dictionary[pair % size]
                self._precision[f"{given}{_PAIR}{became}"] += count

    def classify_as(self, precision: str) -> None:
        """Count an event whose precision stays what it was."""
        self._precision[f"{precision}{_PAIR}{precision}"] += 1

    def name_columns(self, found: Sequence[str], used: Sequence[str], known: Sequence[str]) -> None:
        """Note which columns there are, in this sheet too, which are used, and which should be."""
        self.used = tuple(dict.fromkeys((*self.used, *(name for name in found if name in used))))
        others = (*self.ignored, *(name for name in found if name not in used))
        self.ignored = tuple(name for name in dict.fromkeys(others) if name not in self.used)
        self.missing = tuple(name for name in known if name not in found)

    def receipt(self, citation: str = "", terms: str = "") -> Receipt:
        """Close the ledger."""
        classes: dict[str, dict[str, int]] = {}
        for pair, count in sorted(self._precision.items()):
            before, _, after = pair.rpartition(_PAIR)
            classes.setdefault(before, {})[after] = count
        counted = (f"{what}: {count:,}" for what, count in self._notices.items())
        self.reasons.sort(key=lambda reason: reason.row)
        return Receipt(
            self.read,
            self.written,
            self.rejected,
            tuple(self.reasons),
            self.used,
            self.ignored,
            self.missing,
            classes,
            citation,
            terms,
            (*self._remarks, *counted),
            self.roles,
            dict(self._passed),
            self.undated,
            self.unplaced,
            self.widened,
            self.layout,
            self.sheets,
            self.header_row,
            self.encoding,
            self.calendar,
            self.order,
        )
