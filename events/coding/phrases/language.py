"""The terms and phrases of a language, which are data: one file of ``languages/`` for each.

A term is written as it stands in a text. ``*`` is any part of a word, ``…`` at most four words,
and a half-space of Persian may be a space or nothing. What a table of dates, places or numbers
holds is a regular expression with names of its own in braces.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).resolve().parent / "languages"
_FILES = {"en": "en", "ru": "ru", "fa": "fa", "prs": "fa"}
_BEFORE, _AFTER = r"(?<![\w])", r"(?![\w])"
_ALIKE = {"ی": "[یيى]", "ک": "[کك]", "\u200c": r"[\u200c\s]?", "’": "['’]", "'": "['’]"}


class Language:
    """A language's terms, compiled when they are first asked for.

    Parameters
    ----------
    tables
        The file as TOML gives it.
    """

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self.tables = tables
        self._compiled: dict[tuple[str, ...], re.Pattern[str]] = {}

    def terms(self, *path: str) -> list[str]:
        """List the terms at a place of the file, none where it has no such place."""
        found: Any = self.tables
        for name in path:
            found = found.get(name, {})
        return list(found)

    def pattern(self, *path: str) -> re.Pattern[str]:
        """Return the pattern that finds the terms at a place of the file."""
        if path not in self._compiled:
            self._compiled[path] = pattern_of(self.terms(*path))
        return self._compiled[path]


def language_of(tag: str) -> Language | None:
    """Return the language of a source.

    Parameters
    ----------
    tag
        A BCP 47 tag. Dari is ``fa-AF`` or ``prs``.

    Returns
    -------
    Language or None
        None for one that has no file.

    Examples
    --------
    >>> language_of("fa-AF") is language_of("prs"), language_of("tlh")
    (True, None)
    """
    name = _FILES.get(tag.replace("_", "-").split("-")[0].lower())
    return _load(name) if name else None


def pattern_of(terms: Iterable[str]) -> re.Pattern[str]:
    """Compile terms to one pattern that prefers the longest; nothing matches where there is none.

    Examples
    --------
    >>> pattern_of(["activated … reserv*"]).search("It activated 20,000 reservists").group()
    'activated 20,000 reservists'
    >>> pattern_of([]).search("") is None
    True
    """
    written = [_written(term) for term in sorted(terms, key=len, reverse=True)]
    whole = "|".join(written) if written else r"(?!)"
    return re.compile(f"{_BEFORE}(?:{whole}){_AFTER}", re.IGNORECASE)


def alike(regex: str) -> str:
    """Let a regular expression find a letter in each form in which it is typed.

    Examples
    --------
    >>> bool(re.fullmatch(alike("کابل"), "كابل"))
    True
    """
    return "".join(_ALIKE.get(letter, letter) for letter in regex)


def _written(term: str) -> str:
    parts = [
        r"(?:\S+\s+){0,4}?"
        if part == "…"
        else alike(re.escape(part).replace(r"\*", r"\w*")) + r"\s+"
        for part in term.split(" ")
    ]
    return "".join(parts).removesuffix(r"\s+")


@cache
def _load(name: str) -> Language:
    return Language(tomllib.loads((_FOLDER / f"{name}.toml").read_text("utf-8")))


ENGLISH = _load("en")
"""What Latin letters are taken for where the language of words is not known."""
