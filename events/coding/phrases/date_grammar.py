"""The patterns of a language's phrases of time, from its table ``dates``."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from events.coding.phrases.language import Language, alike

CORES = (
    "range", "day", "solar_day", "iso", "next_weekday", "weekday", "days", "spans",
    "last_night", "ago", "recent", "month", "solar_month", "year",
)  # fmt: skip
"""The cores in the order in which they are tried at one place; a longer match goes first."""

_PLAIN = ("days", "spans", "last_night", "ago", "recent", "next_weekday")
"""The cores around which nothing stands but "since" and "by"."""


@dataclass(frozen=True)
class Grammar:
    """A language's phrases of time.

    Attributes
    ----------
    patterns
        One a core; a match's group ``core`` is the core's words, ``wrap`` what stands before it.
    language
        Whose they are.
    """

    patterns: tuple[re.Pattern[str], ...]
    language: Language

    def core_of(self, found: re.Match[str]) -> str:
        """Name the core of a match."""
        return CORES[self.patterns.index(found.re)]

    def wrap_of(self, found: re.Match[str]) -> str:
        """Name what stands around the core; ``""`` for nothing that changes it."""
        words = found["wrap"]
        name = self.name_of(words, "wraps") if words else ""
        is_plain = name == "on" or (name == "since" and self.core_of(found) == "range")
        return "" if is_plain else name

    def name_of(self, words: str, table: str) -> str:
        """Return the name of the words in a table of named lists of forms."""
        tables: dict[str, list[str]] = self.language.tables["dates"][table]
        return next(
            name for name, forms in tables.items() if re.fullmatch(_any(forms), words, re.I)
        )

    def position_of(self, words: str, table: str) -> int:
        """Return the number of the words in a table of listed forms, from 0."""
        tables = self.language.tables["dates"][table]
        return next(
            number for number, forms in enumerate(tables) if re.fullmatch(_any(forms), words, re.I)
        )


def apart(matches: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Give the matches in the order of the text, the longest at one place, and none over another.

    Of "5 July 2021" the day is given, and neither its month nor its year.
    """
    end = 0
    for found in sorted(matches, key=lambda one: (one.start(), -one.end())):
        if found.start() >= end:
            end = found.end()
            yield found


@lru_cache(maxsize=8)
def grammar_of(language: Language) -> Grammar:
    """Compile a language's phrases of time."""
    return Grammar(tuple(_pattern(language, core) for core in CORES), language)


def _pattern(language: Language, core: str) -> re.Pattern[str]:
    tables = language.tables["dates"]
    forms = tables.get(core, [])
    if isinstance(forms, dict):
        forms = [form for listed in forms.values() for form in listed]
    if core == "iso":
        forms = [r"(?P<iso>\d{4}-\d\d-\d\d)", *tables.get("iso", [])]
    written = "|".join(_filled(language, form, number) for number, form in enumerate(forms))
    wraps = tables["wraps"]
    names = ["on", "by", "since"] if core in _PLAIN else list(wraps)
    wrap = _any(form for name in names for form in wraps[name])
    glue = r"(?:\s+(?:the\s+)?|-)" if core in ("month", "solar_month") else r"\s+(?:the\s+)?"
    return re.compile(
        rf"(?<![\w])(?:(?P<wrap>{wrap}){glue})?(?P<core>{written or '(?!)'})(?![\w])", re.IGNORECASE
    )


def _filled(language: Language, form: str, number: int) -> str:
    """Put the sub-patterns in, with names that no other form of the core has."""
    tables = language.tables["dates"]
    digit = tables["digits"]
    small = "|".join(sorted(language.tables["numbers"]["small"], key=len, reverse=True))
    parts = {
        "d": rf"{digit}{{1,2}}",
        "e": rf"{digit}{{1,2}}",
        "k": rf"{digit}{{1,2}}",
        "y": rf"{digit}{{4}}",
        "m": _months(tables["months"]),
        "s": _any(name for forms in tables.get("solar_months", []) for name in forms),
        "w": _any(name for forms in tables["weekdays"] for name in forms),
        "u": _any(name for forms in tables["units"].values() for name in forms),
        "n": rf"{digit}{{1,3}}|{alike(small)}",
    }
    form = alike(form)
    for name, pattern in parts.items():
        form = form.replace(f"{{{name}}}", f"(?P<{name}{number}>{pattern})")
    return form


def _months(tables: Iterable[Iterable[str]]) -> str:
    """Write the names of months; one that is written with a capital, as "May", keeps it."""
    written = [alike(name) for forms in tables for name in forms]
    plain = [name for name in written if not name[0].isupper()]
    capital = [f"(?-i:{name})" for name in written if name[0].isupper()]
    return "|".join([*sorted(plain, key=len, reverse=True), *capital])


def _any(forms: Iterable[str]) -> str:
    return "|".join(map(alike, sorted(forms, key=len, reverse=True))) or "(?!)"
