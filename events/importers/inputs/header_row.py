"""Which row of a table names its columns, and what stands above the data."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from events.importers.inputs.raw_table import Vocabulary, unique_names
from events.model.problems import Words, refusal

ABOVE = "rows above the header"
TAG_ROWS = "rows of HXL tags"
"""What the receipt says of rows that are no data."""

MOST_ABOVE = 40
"""The first rows in which the header is looked for."""

_TAG = re.compile(r"#[A-Za-z][\w ]*(?:\s*\+\s*[\w ]+)*")
_VALUE = re.compile(r"[-+]?[\d\W]*|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*|https?://.*")


@dataclass(frozen=True)
class Header:
    """How a table begins.

    Parameters
    ----------
    names : tuple of str
        The names of its columns.
    row : int
        The row that has them, counted from 1; 0 where there is none.
    above : int
        The number of rows above the data.
    passed : mapping
        What of these is neither data nor the header, and how many rows of it.
    tags : mapping
        The HXL tag of a column.
    joined : bool
        Whether the names stand in two rows, of which `row` is the lower one.
    """

    names: tuple[str, ...]
    row: int
    above: int
    passed: Mapping[str, int] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    joined: bool = False

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the receipt says of the names."""
        if not self.joined:
            return ()
        return (f"Names of the columns joined from two rows, {self.row - 1} and {self.row}",)


def find_header(
    rows: Sequence[Sequence[str]], vocabulary: Vocabulary, file: str, chosen: int = 0
) -> Header:
    """Find the row with the names of the columns.

    Parameters
    ----------
    rows : sequence of sequence of str
        The first rows, blank ones as well.
    vocabulary : Vocabulary
        What is known of columns.
    file : str
        The file's name, for messages.
    chosen : int, optional
        The row that the reader named, counted from 1.

    Returns
    -------
    Header

    Raises
    ------
    EventFileError
        Where there is no row of that number.

    Examples
    --------
    >>> words = Vocabulary({"date", "place"}.__contains__, lambda cells: None)
    >>> header = find_header([["A list", ""], ["date", "place"], ["2021", "A"]], words, "a.csv")
    >>> header.names, header.row, dict(header.passed)
    (('date', 'place'), 2, {'rows above the header': 1})
    """
    rows = rows[:MOST_ABOVE] if chosen <= MOST_ABOVE else rows
    if chosen:
        if chosen > len(rows) or not any(map(str.strip, rows[chosen - 1])):
            expected = f"a row with names, of the first {len(rows)}"
            raise refusal(file, "--header-row", chosen, expected)
        return _header(rows, chosen - 1)
    filled = [index for index, row in enumerate(rows) if any(map(str.strip, row))]
    if not filled:
        raise refusal(file, "", Words("no row"), "a table with a header")
    headless = vocabulary.headless([cell.strip() for cell in rows[filled[0]]])
    if headless:
        return Header(headless, 0, filled[0], _above(filled[0], 0))
    best = _best(rows, filled, vocabulary)
    for upper in range(max(0, best - 1), best + 1):
        if names := _named_in_two(rows[upper : upper + 2], vocabulary):
            return _header(rows, upper + 1, names)
    return _header(rows, best)


def _named_in_two(rows: Sequence[Sequence[str]], vocabulary: Vocabulary) -> Sequence[str]:
    """Join two rows of names, if that names more known columns than either row does alone.

    The upper one may name groups: what stands in one of its cells holds for the empty ones right
    of it, below which there is something.
    """
    if len(rows) < 2 or any(_is_tags(row) or not _is_named(row) for row in rows):
        return ()
    names, group = [], ""
    for above, below in zip_longest(*rows, fillvalue=""):
        above, below = above.strip(), below.strip()
        group = above or (group if below else "")
        together = f"{group} {below}".strip() if below != group else below
        known = [name for name in (together, below) if name and vocabulary.known(name)]
        names.append(known[0] if known else together)
    known_of = [sum(map(vocabulary.known, filter(None, row))) for row in (names, *rows)]
    return names if known_of[0] > max(known_of[1:]) else ()


def _best(rows: Sequence[Sequence[str]], filled: Sequence[int], vocabulary: Vocabulary) -> int:
    tagged = next((index for index in filled if _is_tags(rows[index])), None)
    if tagged is not None:
        return tagged - 1 if tagged - 1 in filled else tagged
    widths = {index: sum(map(bool, map(str.strip, rows[index]))) for index in filled}
    widest = max(widths.values())

    def known(index: int) -> int:
        return sum(vocabulary.known(cell) for cell in rows[index] if cell.strip())

    named = max((index for index in filled if _is_named(rows[index])), key=known, default=filled[0])
    if known(named) >= min(2, widest):
        return named
    wide = (index for index in filled if 2 * widths[index] > widest)
    return next((index for index in wide if _is_named(rows[index])), filled[0])


def _header(rows: Sequence[Sequence[str]], index: int, joined: Sequence[str] = ()) -> Header:
    """Describe how a table begins whose last row of names is known, or two that are joined."""
    if _is_tags(rows[index]):
        names = unique_names(rows[index])
        tags = dict(zip(names, rows[index], strict=True))
        return Header(names, index + 1, index + 1, _above(index, 0), tags)
    names, above = unique_names(joined or rows[index]), index - bool(joined)
    below = rows[index + 1] if index + 1 < len(rows) else []
    if not _is_tags(below):
        return Header(names, index + 1, index + 1, _above(above, 0), joined=bool(joined))
    tags = {name: tag.strip() for name, tag in zip(names, below, strict=False) if tag.strip()}
    return Header(names, index + 1, index + 2, _above(above, 1), tags, bool(joined))


def _above(rows: int, tags: int) -> dict[str, int]:
    return {what: count for what, count in ((ABOVE, rows), (TAG_ROWS, tags)) if count}


def _is_tags(row: Sequence[str]) -> bool:
    cells = [cell.strip() for cell in row if cell.strip()]
    return bool(cells) and all(map(_TAG.fullmatch, cells))


def _is_named(row: Sequence[str]) -> bool:
    """Tell whether a row holds names, and no value such as a number or a date."""
    return not any(_VALUE.fullmatch(cell.strip()) for cell in row if cell.strip())
