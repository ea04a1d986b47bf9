"""The article's text as far as its event file holds it: its quotes and what stands beside them."""

from hashlib import sha256
from itertools import chain

from events.files.event_file import Loaded

UNKNOWN = "\ufffd"


def known_text(article: Loaded) -> str:
    """Lay quotes, prefixes and suffixes where they stand; fail where two of them disagree."""
    characters = [UNKNOWN] * (article.sources[0].length or 0)
    quotes = chain.from_iterable(event.quotes for event in article.events)
    for quote in chain(quotes, article.asides):
        words = quote.prefix + quote.exact + quote.suffix
        for place, character in enumerate(words, start=quote.start - len(quote.prefix)):
            assert characters[place] in (UNKNOWN, character), (quote.exact, place)
            characters[place] = character
    return "".join(characters)


def whole_text(article: Loaded) -> str:
    """Return the whole text: all but the end of the byline's name is in the file."""
    text = known_text(article).rstrip(UNKNOWN) + "ave."
    assert sha256(text.encode()).hexdigest() == article.sources[0].sha256
    return text
