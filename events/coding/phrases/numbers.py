"""Numbers in figures or words, as a language's table ``numbers`` writes them."""

import re
from collections.abc import Iterator
from functools import lru_cache

from events.coding.phrases.language import Language, pattern_of


def number_of(words: str, language: Language) -> float | None:
    """Read a number in figures or words, with a scale such as "thousand" or without.

    Examples
    --------
    >>> from events.coding.phrases.language import language_of
    >>> number_of("1,037", language_of("en")), number_of("twenty-five thousand", language_of("en"))
    (1037, 25000)
    """
    small: dict[str, int] = language.tables["numbers"]["small"]
    total: float = 0
    words = re.sub(r"(?<=\d)[ \u00a0\u202f](?=\d{3}\b)", "", words)
    for part in re.split(r"[\s-]+", words.casefold()):
        scale = _scale(part, language)
        value = small.get(part, _figure(part))
        if scale is not None:
            total = (total or 1) * scale
        elif value is not None:
            total += value
        else:
            return small.get(words.casefold())
    return int(total) if total == int(total) else total


def numbers_in(words: str, language: Language) -> set[float]:
    """Find the numbers that words hold.

    Returns
    -------
    set of float
        Each number; of "two hundred and five" also its parts, which may be meant alone.

    Examples
    --------
    >>> from events.coding.phrases.language import language_of
    >>> sorted(numbers_in("over 1,000 men and twenty-five trucks", language_of("en")))
    [5, 20, 25, 1000]
    >>> sorted(numbers_in("двадцать пять солдат, 3 тысячи беженцев", language_of("ru")))
    [3, 5, 20, 25, 1000, 3000]
    """
    tables = language.tables["numbers"]
    found: set[float] = set()
    run: float | None = None
    for token in _tokens(words, language):
        scale = _scale(token, language) or tables.get("rough", {}).get(token)
        value = tables["small"].get(token, _figure(token))
        if scale is not None:
            found.add(scale)
            run = (1 if run is None else run) * scale
        elif value is not None:
            found.add(value)
            run = value if run is None or value >= run or run % 10 else run + value
        elif token not in tables["joined"]:
            run = None
        if run is not None:
            found.add(run)
    return found


def _tokens(words: str, language: Language) -> Iterator[str]:
    for found in _token(language).finditer(words):
        yield found.group().casefold()


@lru_cache(maxsize=8)
def _token(language: Language) -> re.Pattern[str]:
    return re.compile(rf"{language.tables['numbers']['figure']}|[^\W\d_]+")


def _scale(part: str, language: Language) -> int | None:
    tables = language.tables["numbers"]
    scales: dict[str, int] = tables["scales"]
    return next((scales[name] for name in scales if _one(name).fullmatch(part)), None)


@lru_cache(maxsize=64)
def _one(term: str) -> re.Pattern[str]:
    return pattern_of([term])


def _figure(part: str) -> float | None:
    plain = re.sub(r"(?<=\d)[,\u00a0\u202f٬، ](?=\d{3}(?!\d))", "", part)
    try:
        return float(re.sub("[,٫]", ".", plain)) if re.search(r"[.,٫]", plain) else int(plain)
    except ValueError:
        return None
