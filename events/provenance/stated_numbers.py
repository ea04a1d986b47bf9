"""The numbers that English words hold, in figures or written out."""

import re

_SMALL = [
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WRITTEN = {
    **{name: at for at, name in enumerate(_SMALL)},
    **{name: 10 * at for at, name in enumerate(_TENS, 2)},
}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "dozen": 12}
_FIGURE = re.compile(r"\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_TOKEN = re.compile(rf"{_FIGURE.pattern}|[a-z]+", re.IGNORECASE)


def numbers_in(words: str) -> set[float]:
    """Find the numbers that words hold.

    Parameters
    ----------
    words
        English words of a source.

    Returns
    -------
    set of float
        Each number; of "two hundred and five" also its parts, which may be meant alone.

    Examples
    --------
    >>> sorted(numbers_in("over 1,000 men and twenty-five trucks"))
    [5, 20, 25, 1000]
    >>> sorted(numbers_in("3 million people, two hundred and five of them"))
    [2, 3, 5, 100, 200, 205, 1000000, 3000000]
    """
    found: set[float] = set()
    run: float | None = None
    for token in _TOKEN.findall(words):
        value = _value(token)
        if value is None and token.lower() in _SCALES:
            scale = _SCALES[token.lower()]
            found |= {scale}
            run = (1 if run is None else run) * scale
        elif value is not None:
            found.add(value)
            run = value if run is None or value >= run or run % 10 else run + value
        elif token.lower() != "and" or run is None:
            run = None
        if run is not None:
            found.add(run)
    return found


def _value(token: str) -> float | None:
    if token[0].isdigit():
        plain = re.sub(r"[,\u00a0\u202f]", "", token)
        return float(plain) if "." in plain else int(plain)
    return _WRITTEN.get(token.lower())
