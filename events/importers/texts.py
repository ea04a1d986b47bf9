"""Columns of text: put together, translated value by value, and read as numbers."""

from collections.abc import Callable

import numpy as np
import pandas as pd

Texts = pd.Series
"""A column of text, ``""`` where there is nothing."""


def translated(texts: pd.Series, translate: Callable[[str], str | None]) -> pd.Series:
    """Translate a column, each different value once.

    Parameters
    ----------
    texts : pandas.Series of str
        The column.
    translate : callable
        Gives a text for a text, or None where it cannot.

    Returns
    -------
    pandas.Series of str
        With missing values for None.

    Examples
    --------
    >>> translated(pd.Series(["a", "b", "a"]), {"a": "A"}.get).tolist()
    ['A', nan, 'A']
    """
    codes, values = pd.factorize(texts)
    found = pd.Series([translate(value) for value in values], dtype="str")
    return pd.Series(found.take(codes).to_numpy(), index=texts.index, dtype="str")


def labelled(label: str, texts: pd.Series) -> pd.Series:
    """Put a label before each text that is not empty.

    Examples
    --------
    >>> labelled("Headline: ", pd.Series(["Shots", ""])).tolist()
    ['Headline: Shots', '']
    """
    return (label + texts).where(texts != "", "")


def joined(*columns: pd.Series, by: str = "\n") -> pd.Series:
    """Join the texts of several columns, row by row, leaving out what is empty.

    Parameters
    ----------
    *columns : pandas.Series of str
        At least one.
    by : str, optional
        What stands between two texts.

    Returns
    -------
    pandas.Series of str

    Examples
    --------
    >>> joined(pd.Series(["a", ""]), pd.Series(["b", "c"]), by=", ").tolist()
    ['a, b', 'c']
    """
    whole, *others = columns
    for texts in others:
        between = pd.Series(by, index=texts.index, dtype="str")
        between = between.where((whole != "") & (texts != ""), "")
        whole = whole + between + texts
    return whole


def first_of(*columns: pd.Series) -> pd.Series:
    """Take the first text of each row that is not empty.

    Examples
    --------
    >>> first_of(pd.Series(["", "a"]), pd.Series(["b", "c"])).tolist()
    ['b', 'a']
    """
    whole, *others = columns
    for texts in others:
        whole = whole.where(whole != "", texts)
    return whole


def numbers(texts: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Read a column of numbers.

    Parameters
    ----------
    texts : pandas.Series of str
        The column, blanks stripped.

    Returns
    -------
    pandas.Series of float
        NaN where there is nothing or no number.
    pandas.Series of bool
        Where there is something that is no finite number.

    Examples
    --------
    >>> read, bad = numbers(pd.Series(["5", "", "many"]))
    >>> read.tolist(), bad.tolist()
    ([5.0, nan, nan], [False, False, True])
    """
    read = pd.to_numeric(texts, errors="coerce").astype("float64")
    read = read.where(np.isfinite(read))
    return read, read.isna() & (texts != "")
