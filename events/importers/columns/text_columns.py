"""Columns of text: put together, translated value by value, and read as numbers.

Arrow's own way to join texts and skip what is null drops rows in which all is null, so here
nothing is null while it is joined.
"""

from collections.abc import Callable
from itertools import repeat
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from events.importers.columns.cells import Numbers, Texts, blank, empty, if_else, lengths
from events.importers.columns.groups import grouped
from events.model.distinct_dates import Mask


def map_texts(translate: Callable[..., str | None], *columns: Texts) -> Texts:
    """Translate the texts of one or several columns, each different case once.

    Parameters
    ----------
    translate : callable
        Gives a text for a text from each column, or None where it cannot.
    *columns : pyarrow.StringArray
        At least one.

    Returns
    -------
    pyarrow.StringArray
        With nulls for None.

    Examples
    --------
    >>> map_texts({"a": "A"}.get, pa.array(["a", "b", "a"])).to_pylist()
    ['A', None, 'A']
    >>> map_texts("{}-{}".format, pa.array(["a", "b"]), pa.array(["", "c"])).to_pylist()
    ['a-', 'b-c']
    """
    told = [not blank(column) for column in columns]
    some = [column for column, is_told in zip(columns, told, strict=True) if is_told]
    if not some:
        nothing = pa.scalar(translate(*[""] * len(columns)), pa.string())
        return pa.repeat(nothing, len(columns[0]))
    coded = [column.dictionary_encode() for column in some]
    values = (part.dictionary for part in coded)
    picked = coded[0].indices
    if len(coded) > 1:
        codes = [part.indices.to_numpy() for part in coded]
        firsts, numbers_of_cases = grouped(*(part.astype(np.int64) for part in codes))
        taken = zip(coded, codes, strict=True)
        values = (part.dictionary.take(pa.array(code[firsts])) for part, code in taken)
        picked = pa.array(numbers_of_cases)
    listed_values = (part.to_pylist() for part in values)
    cases = [next(listed_values) if is_told else repeat("") for is_told in told]
    return pa.array(map(translate, *cases), pa.string()).take(picked)


def labelled(label: str, texts: Texts) -> Texts:
    """Put a label before each text that is not empty.

    Examples
    --------
    >>> labelled("Headline: ", pa.array(["Shots", ""])).to_pylist()
    ['Headline: Shots', '']
    """
    return listed((label, texts))


def join_columns(*columns: Texts, by: str = "\n") -> Texts:
    """Join the texts of several columns, row by row, leaving out what is empty.

    Parameters
    ----------
    *columns : pyarrow.StringArray
        At least one.
    by : str, optional
        What stands between two texts.

    Returns
    -------
    pyarrow.StringArray

    Examples
    --------
    >>> join_columns(pa.array(["a", ""]), pa.array(["b", "c"]), by=", ").to_pylist()
    ['a, b', 'c']
    """
    return listed(*(("", column) for column in columns), by=by)


def listed(*parts: tuple[str, Texts], by: str = "\n") -> Texts:
    """Join the texts of several columns, each behind its label, leaving out what is empty.

    Parameters
    ----------
    *parts : tuple of (str, pyarrow.StringArray)
        Labels and columns, at least one.
    by : str, optional
        What stands between two texts.

    Returns
    -------
    pyarrow.StringArray

    Examples
    --------
    >>> names, ages = pa.array(["A", "", "C", ""]), pa.array(["1", "2", "", ""])
    >>> listed(("", names), ("age ", ages), by=", ").to_pylist()
    ['A, age 1', 'age 2', 'C', '']
    """
    pieces: list[Any] = []
    begun: Mask = np.zeros(len(parts[0][1]), bool)
    for label, texts in parts:
        if not blank(texts):
            there = lengths(texts) > 0
            before = _before(label, by, there, begun)
            pieces += [texts] if before == "" else [before, texts]
            begun = begun | there
    whole = parts[0][1] if not pieces else pieces[0]
    return whole if len(pieces) < 2 else pc.binary_join_element_wise(*pieces, "")


def _before(label: str, by: str, there: Mask, begun: Mask) -> Any:
    """Find what stands before each text: nothing, its label, or that behind a separator."""
    before = pa.array(["", label, by + label])
    states = there.astype(np.int8) + (there & begun)
    first = int(states[0])
    if (states == first).all():
        return before[first].as_py()
    return before.take(pa.array(states))


def first_of(*columns: Texts) -> Texts:
    """Take the first text of each row that is not empty.

    Examples
    --------
    >>> first_of(pa.array(["", "a"]), pa.array(["b", "c"])).to_pylist()
    ['b', 'a']
    """
    whole, *others = columns
    for texts in others:
        whole = if_else(empty(whole), texts, whole)
    return whole


def numbers(texts: Texts) -> tuple[Numbers, Mask]:
    """Read a column of numbers.

    Parameters
    ----------
    texts : pyarrow.StringArray
        The column, blanks stripped.

    Returns
    -------
    numpy.ndarray of float
        NaN where there is nothing or no number.
    numpy.ndarray of bool
        Where there is something that is no finite number.

    Examples
    --------
    >>> read, bad = numbers(pa.array(["5", "", "many"]))
    >>> read.tolist(), bad.tolist()
    ([5.0, nan, nan], [False, False, True])
    """
    if blank(texts):
        return np.full(len(texts), np.nan), np.zeros(len(texts), bool)
    there = lengths(texts) > 0
    given = texts if there.all() else if_else(~there, None, texts)
    try:
        read = given.cast(pa.float64()).to_numpy(zero_copy_only=False)
    except pa.ArrowInvalid:
        coded = given.dictionary_encode()
        values = pd.to_numeric(coded.dictionary.to_pandas(), errors="coerce").astype("float64")
        read = pa.array(values.to_numpy()).take(coded.indices).to_numpy(zero_copy_only=False)
    read = np.where(np.isfinite(read), read, np.nan)
    return read, np.isnan(read) & there
