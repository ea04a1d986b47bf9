"""Names found by words: the exact one first, then those with the words, then their beginnings.

Data sets spell the same actor in their own ways. ``aliases.csv`` beside this module says which
names are one actor's, each line with its source.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

TABLE = Path(__file__).with_name("aliases.csv")
"""Each `actor` with a `name` of his, and the `source` that says so."""

_EXACT, _ALSO, _WORDS, _ALSO_WORDS, _BEGINNINGS, _ALSO_BEGINNINGS = range(6)
_LEAST = 3  # letters of a beginning by which another name is found

Words = tuple[str, ...]


@dataclass(frozen=True)
class Match:
    """A name that was found.

    Parameters
    ----------
    name : str
        As the file has it.
    count : int
        How many events have it.
    also : str
        By which other name of the same actor it was found; empty for its own words, and where the
        other name is only a part of it, which need not be the actor's.
    source : str
        What says that the two are one.
    """

    name: str
    count: int
    also: str = ""
    source: str = ""


@dataclass(frozen=True)
class Alias:
    """A name of an actor who has several, its words, and what says that he has it."""

    actor: str
    name: str
    words: Words
    source: str


def find_names(names: Iterable[tuple[str, int]], text: str, most: int) -> tuple[list[Match], int]:
    """Find names by words.

    A name is found where each of the words is one of its own, or the beginning of one; never
    in the middle of one. First comes the name that has just these words, then another name of
    that actor, then names with the words, then those with their beginnings; among equals those
    with the most events.

    Parameters
    ----------
    names : iterable of (str, int)
        Each name, and how many events have it.
    text : str
        The words; without any, all names are found.
    most : int
        How many are given at most.

    Returns
    -------
    list of Match
        The first of them.
    int
        How many there are.

    Examples
    --------
    >>> names = [("Islamic Party", 9), ("IS", 1), ("Forces of IS", 3), ("Taleban", 4)]
    >>> [match.name for match in find_names(names, "is", 9)[0]]
    ['IS', 'Forces of IS', 'Islamic Party']
    >>> find_names(names, "taliban", 9)[0][0].also
    'Taliban'
    >>> found, _ = find_names([("Coalition against Daesh", 2)], "isis", 9)
    >>> [(match.name, match.also) for match in found]
    [('Coalition against Daesh', '')]
    """
    asked = words_of(text)
    found = []
    for name, count in names:
        rank, alias = _ranked(words_of(name), asked)
        if rank is not None:
            match = Match(name, count, alias.name, alias.source) if alias else Match(name, count)
            found.append((rank, -count, name, match))
    found.sort(key=lambda one: one[:3])
    return [match for *_, match in found[:most]], len(found)


def one_actor(names: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """Find the names that are one actor's.

    Parameters
    ----------
    names : iterable of str
        Names of a file.

    Returns
    -------
    dict
        For each name that has them the others of the same actor, and for each of those what says
        so.

    Examples
    --------
    >>> found = one_actor(["Taleban", "IS", "Taliban"])
    >>> [(name, [other for other, _ in others]) for name, others in found.items()]
    [('Taleban', ['Taliban']), ('Taliban', ['Taleban'])]
    """
    known = [(name, _aliases().get(words_of(name))) for name in names]
    by_actor: dict[str, list[tuple[str, str]]] = {}
    for name, alias in known:
        if alias:
            by_actor.setdefault(alias.actor, []).append((name, alias.source))
    return {
        name: [other for other in by_actor[alias.actor] if other[0] != name]
        for name, alias in known
        if alias and len(by_actor[alias.actor]) > 1
    }


@lru_cache(maxsize=1 << 16)
def words_of(text: str) -> Words:
    """Give the words of a name as they are compared: folded, without accents and points.

    Examples
    --------
    >>> words_of("Da'esh"), words_of("Tehrik-i-Taliban Pakistan")
    (('daesh',), ('tehrik', 'i', 'taliban', 'pakistan'))
    """
    plain = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return tuple(re.findall(r"\w+", re.sub(r"['’ʼ.]", "", letters)))


def _ranked(name: Words, asked: Words) -> tuple[int | None, Alias | None]:
    """Say how well words name an actor, and by which other name where it is not by his own."""
    if name == asked:
        return _EXACT, None
    alias = _aliases().get(asked)
    others = _others(alias) if alias else ()
    if name in others:
        return _ALSO, alias
    if set(asked) <= set(name):
        return _WORDS, None
    if any(set(other) <= set(name) for other in others):
        return _ALSO_WORDS, None  # the coalition against IS is not IS
    if _begins(asked, name):
        return _BEGINNINGS, None
    for near in _nearly(asked):
        if name in _others(near):
            return _ALSO_BEGINNINGS, near
    return None, None


def _begins(asked: Words, name: Words) -> bool:
    return all(any(word.startswith(part) for word in name) for part in asked)


@lru_cache(maxsize=256)
def _nearly(asked: Words) -> Sequence[Alias]:
    """Give the names in the table that some words are the beginnings of."""
    if max(map(len, asked)) < _LEAST:
        return ()
    return [alias for words, alias in _aliases().items() if _begins(asked, words)]


@cache
def _aliases() -> dict[Words, Alias]:
    """Give the names in the table by their words."""
    with TABLE.open(encoding="utf-8", newline="") as table:
        lines = [
            Alias(line["actor"], line["name"], words_of(line["name"]), line["source"])
            for line in csv.DictReader(table)
        ]
    return {alias.words: alias for alias in lines}


@cache
def _others(alias: Alias) -> Sequence[Words]:
    """Give the other names of the same actor."""
    return [
        other.words
        for other in _aliases().values()
        if other.actor == alias.actor and other is not alias
    ]
