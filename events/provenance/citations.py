"""A quote's link and its citation: how a reader gets from a mark back to the words.

The link is the source's address with a text directive, as the WICG report "URL Fragment Text
Directives" (https://wicg.github.io/scroll-to-text-fragment/) defines it::

    #:~:text=[prefix-,]textStart[,textEnd][,-suffix]

A browser opens the page at the first place that fits. Each of the four parts must lie within one
block of the page, so that the choices here are:

- a quote of one paragraph and at most `LONGEST_EXACT` code points is given whole; a longer one, or
  one that crosses a paragraph, by its first and last words;
- prefix and suffix never cross a paragraph: between two of them a page may hold a picture or an
  advertisement, and a context that is not found costs the whole link;
- both are cut at white space, since a browser looks for whole words only.

A quote that is a whole paragraph, repeated elsewhere, has therefore nothing to tell it apart by:
its link opens the first one. Likewise a quote of several paragraphs ends too early where the words
of its last one stand in an earlier one as well.
"""

from __future__ import annotations

import datetime
import re
from urllib.parse import quote as percent_encoded

from events.model.event import Quote, Source

LONGEST_EXACT = 300
"""Longest quote given whole in a link, in code points: browsers and mail cut longer links."""

_END_WORDS = 6
"""How many words stand for either end of a long quote; more where they would not be unique."""


def fragment_url(source: Source, quote: Quote) -> str:
    """Write the link that opens a source at a quote.

    Parameters
    ----------
    source
        The source that the quote is from.
    quote
        The quote, with its prefix and suffix.

    Returns
    -------
    str
        The source's address with a text directive; ``""`` for a source without an address.

    Examples
    --------
    >>> source = Source(id="a", title="A", url="https://example.org/a", length=24)
    >>> quote = Quote(source="a", exact="a cease-fire", prefix="There is ", suffix=", so",
    ...               start=9, end=21)
    >>> fragment_url(source, quote)
    'https://example.org/a#:~:text=There%20is-,a%20cease%2Dfire,-%2C'
    """
    if not source.url:
        return ""
    prefix, suffix = _prefix(quote), _suffix(quote, source)
    parts = [f"{_encoded(prefix)}-"] if prefix else []
    parts += [_encoded(words) for words in _ends(quote.exact)]
    parts += [f"-{_encoded(suffix)}"] if suffix else []
    address, _, anchor = source.url.partition("#")
    return f"{address}#{anchor.partition(':~:')[0]}:~:text={','.join(parts)}"


def citation(source: Source, quote: Quote, url: str | None = None) -> str:
    """Write a citation of a quote as plain text.

    Parameters
    ----------
    source
        The source that the quote is from.
    quote
        The quote.
    url
        The address at which Panj shows the quote, added after "via Panj".

    Returns
    -------
    str
        ``Author, "Title", Publisher, date, link; via Panj``; what the source lacks is left out.

    Examples
    --------
    >>> source = Source(id="a", title="Closed", author="A. Writer", publisher="The Paper",
    ...                 published="2021-07-08", url="https://example.org/a")
    >>> print(citation(source, Quote(source="a", exact="Closed", start=0, end=6)))
    A. Writer, "Closed", The Paper, 8 July 2021, https://example.org/a#:~:text=Closed; via Panj
    """
    via = f"via Panj, {url}" if url else "via Panj"
    return f"{_credit(source, quote)}; {via}"


def quotation(source: Source, quote: Quote) -> str:
    """Write a quote for another text: the words, who said them, where and when, and the link.

    Parameters
    ----------
    source
        The source that the quote is from.
    quote
        The quote.

    Returns
    -------
    str
        The words as they stand, and on the next line their speaker and the source.

    Examples
    --------
    >>> source = Source(id="a", title="Closed", author="A. Writer", publisher="The Paper",
    ...                 published="2021-07-08", url="https://example.org/a")
    >>> quote = Quote(source="a", exact="It is", start=0, end=5, speaker="A mayor")
    >>> print(quotation(source, quote))
    “It is”
    A mayor, in: A. Writer, "Closed", The Paper, 8 July 2021, https://example.org/a#:~:text=It%20is
    """
    said = f"{quote.speaker}, in: " if quote.speaker else ""
    return f"“{quote.exact}”\n{said}{_credit(source, quote)}"


def _credit(source: Source, quote: Quote) -> str:
    """Give author, title, publisher, day and link, as far as the source has them."""
    title = source.title.replace('"', "'")
    parts = [
        source.author,
        f'"{title}"' if title else "",
        source.publisher,
        _day(str(source.published or "")),
        fragment_url(source, quote),
    ]
    return ", ".join(part for part in parts if part)


def _encoded(words: str) -> str:
    """Percent-encode a part of a directive: all but letters, digits, ``.``, ``_`` and ``~``."""
    return percent_encoded(" ".join(words.split()), safe="").replace("-", "%2D")


def _prefix(quote: Quote) -> str:
    """Give the whole words that stand before a quote in its paragraph."""
    before = _lines(quote.prefix)[-1]
    is_cut = before == quote.prefix and quote.start > len(quote.prefix)
    if is_cut:
        first_space = re.search(r"\s", before)
        before = before[first_space.end() :] if first_space else ""
    return before.strip()


def _suffix(quote: Quote, source: Source) -> str:
    """Give the whole words that stand after a quote in its paragraph."""
    after = _lines(quote.suffix)[0]
    is_cut = after == quote.suffix and quote.end + len(after) != source.length
    if is_cut:
        last_space = re.search(r"\s\S*$", after)
        after = after[: last_space.start()] if last_space else ""
    return after.strip()


def _lines(words: str) -> list[str]:
    """Split at line breaks, keeping an empty last line."""
    return re.split(r"[\n\r\v\f\x85\u2028\u2029]", words)


def _ends(exact: str) -> list[str]:
    """Give the quote whole, or its first and last words where it is long or crosses a paragraph."""
    lines = [line.split() for line in _lines(exact) if line.strip()]
    if len(lines) == 1:
        words = lines[0]
        if len(" ".join(words)) <= LONGEST_EXACT or len(words) < 2:
            return [" ".join(words)]
        half = len(words) // 2
        lines = [words[:half], words[half:]]
    first, last = lines[0][:_END_WORDS], lines[-1]
    between = " ".join(word for line in lines for word in line)[len(" ".join(first)) :].casefold()
    for count in range(min(_END_WORDS, len(last)), len(last) + 1):
        end = " ".join(last[-count:])
        if between.count(end.casefold()) == 1:
            break
    return [" ".join(first), end]


def _day(published: str) -> str:
    """Write a date in words where it is a day; anything else stays as it is."""
    try:
        day = datetime.date.fromisoformat(published)
    except ValueError:
        return published
    return f"{day.day} {day:%B %Y}"
