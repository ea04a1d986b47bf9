"""The receipt of an import: what became of every row and every column."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from events.importers.cells import Texts
from events.importers.identities import Identities
from events.problems import shown

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

_PAIR = "\x1f"

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
    """

    row: int
    id: str | None
    reason: str


@dataclass(frozen=True)
class Receipt:
    """What became of an import: ``read == written + rejected``.

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
        }

    def lines(self) -> Iterator[str]:
        """Tell the receipt line by line.

        Yields
        ------
        str
            A line, any text of the source in it escaped.
        """
        told = f"{self.read:,} rows read = {self.written:,} events written"
        yield f"{told} + {self.rejected:,} rows rejected"
        for reason in self.reasons:
            known_as = "" if reason.id is None else f" (id {shown(reason.id)})"
            yield f"row {reason.row}{known_as}: {reason.reason}"
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

    def _sayings(self) -> Iterator[tuple[str, str]]:
        yield "cite as", self.citation
        yield "terms", self.terms


@dataclass
class Ledger:
    """Gathers what a receipt tells, while rows are read.

    Its `share` is the part of the file's bytes that was read, None where that is not known.

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
    _precision: Counter[str] = field(default_factory=Counter)
    _notices: Counter[str] = field(default_factory=Counter)

    def reject(self, row: int, known_as: str | None, reason: str) -> None:
        """Count a row as left out, and keep its reason."""
        self.rejected += 1
        if len(self.reasons) < MOST_REASONS:
            self.reasons.append(Rejection(row, known_as or None, reason))

    def notice(self, what: str, count: int = 1) -> None:
        """Count something that a careful reader should know of some rows."""
        if count:
            self._notices[what] += count

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
        """Note which columns there are, which are used, and which a layout has."""
        self.used = tuple(name for name in found if name in used)
        self.ignored = tuple(name for name in found if name not in used)
        self.missing = tuple(name for name in known if name not in found)

    def receipt(self, citation: str = "", terms: str = "") -> Receipt:
        """Close the ledger."""
        classes: dict[str, dict[str, int]] = {}
        for pair, count in sorted(self._precision.items()):
            before, _, after = pair.rpartition(_PAIR)
            classes.setdefault(before, {})[after] = count
        notices = tuple(f"{what}: {count:,}" for what, count in self._notices.items())
        self.reasons.sort(key=lambda reason: reason.row)
        return Receipt(
            self.written + self.rejected,
            self.written,
            self.rejected,
            tuple(self.reasons),
            self.used,
            self.ignored,
            self.missing,
            classes,
            citation,
            terms,
            notices,
            self.roles,
        )
