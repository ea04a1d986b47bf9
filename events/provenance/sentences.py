"""The sentences of a news text, as offsets.

The rule, in the order in which it is applied:

1. A line break ends a sentence: a headline, a subhead and a byline are one each. A line without
   a letter or a digit ("* * *") is none.
2. Within a line a sentence ends after ``.``, ``!``, ``?`` or ``…`` (a run of them counts once),
   together with the closing quotation marks and brackets that follow, where white space comes
   next and the next word does not begin with a small letter: *“Who?” he asked* is one sentence.
3. The full stop of a title (*Gen. Smith*) never ends a sentence; that of a month or of *No.* does
   not before a figure.
4. The full stop of letters with stops (*U.S.*, *J.*, *a.m.*) or of *Co.*, *Inc.*, *etc.* ends one
   only where the next word commonly starts a sentence (*The*, *But*, ...) or a quotation opens.
5. ``。``, ``！`` and ``？`` end a sentence even without white space after them; ``؟``, ``۔`` and
   ``।`` only with it, as ``.`` does.

Known limit: a question or an exclamation quoted before a name (*“Why?” Lavrov asked*) is cut after
the quotation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_MOST_TEXTS = 16
"""Texts whose sentences are remembered: who codes one asks for them with every key."""


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_TITLES = _words(
    "adm brig capt cmdr col cpl dr fr gen gov hon lt maj messrs mr mrs ms mt pres prof "
    "rep rev sen sgt st supt vs ген полк г-н г-жа им ул пос"
)
_BEFORE_FIGURES = _words("jan feb mar apr jun jul aug sep sept oct nov dec no nos art fig p pp vol")
_SHORTENED = _words("co corp etc inc jr ltd sr")
_STARTERS = _words(
    "a after all also although an and another as at because before both but by during each even "
    "first for from he her here his how however i if in instead it its last many meanwhile more "
    "most my no nor not on once one only or other our several she since so some still such that "
    "the their then there these they this those though to under until we what when where which "
    "while who why with yet you "
    "а в во все всего для до еще за и из как когда на накануне не но однако он она они от по после "
    "при ранее с среди так также там то тем у что эта это этот"
)

_OPENING = "“‘«„([{\"'‹「『"
_STOP = re.compile(r"(?:[.!?…؟۔।]+[”’»\"')\]}›]*(?=\s)|[。！？]+[”’」』）\"')]*)")
_LAST_WORD = re.compile(r"(\w[\w.]*)\.$")
_NEXT_WORD = re.compile(rf"\s*(?P<opening>[{re.escape(_OPENING)}]*)(?P<word>\w*)")


def sentences(text: str) -> list[tuple[int, int]]:
    r"""Find the sentences of a text.

    Parameters
    ----------
    text
        The text as published; paragraphs are separated by line breaks.

    Returns
    -------
    list of (int, int)
        Start and end of each sentence in code points, end exclusive, in order, without the white
        space around it.

    Examples
    --------
    >>> text = "A headline\n\nGen. Ali spoke. “We left.” The U.S. Army did not."
    >>> [text[start:end] for start, end in sentences(text)]
    ['A headline', 'Gen. Ali spoke.', '“We left.”', 'The U.S. Army did not.']
    """
    return list(_spans(text))


@lru_cache(maxsize=_MOST_TEXTS)
def _spans(text: str) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    for line in re.finditer(r"[^\n\r\v\f\x85\u2028\u2029]+", text):
        start = line.start()
        for end in [*_ends_within(line.group(), start), line.end()]:
            span = _trimmed(text, start, end)
            if re.search(r"[^\W_]", text[span[0] : span[1]]):
                found.append(span)
            start = end
    return tuple(found)


def _ends_within(line: str, offset: int) -> Iterator[int]:
    """Yield the ends of the line's sentences, the last one's not needed, as offsets of the text."""
    for stop in _STOP.finditer(line):
        if _ends_sentence(line, stop):
            yield offset + stop.end()


def _ends_sentence(line: str, stop: re.Match[str]) -> bool:
    """Tell whether a stop mark within a line ends its sentence."""
    following = _NEXT_WORD.match(line, stop.end())
    opening, word = (following["opening"], following["word"]) if following else ("", "")
    if word[:1].islower():
        return False
    if not stop.group().startswith(".") or stop.group().startswith(".."):
        return True
    end = stop.start() + 1
    before = _LAST_WORD.search(
        line[line.rfind(" ", 0, end) + 1 : end]
    )  # of a word, not of all before
    if before is None:
        return True
    last = before.group(1)
    if last.lower() in _TITLES and (last[0].isupper() or not last.isascii()):
        return False
    if last.lower() in _BEFORE_FIGURES and word[:1].isdigit():
        return False
    if _is_shortened(last):
        return bool(opening.strip("([{")) or word.lower() in _STARTERS
    return True


def _is_shortened(word: str) -> bool:
    """Tell whether a full stop after this word may be part of it: ``U.S``, ``J``, ``Inc``."""
    letters = word.split(".")
    return word.lower() in _SHORTENED or all(len(part) == 1 and part.isalpha() for part in letters)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Move both ends of a span inwards over white space."""
    inner = text[start:end]
    start += len(inner) - len(inner.lstrip())
    return start, start + len(inner.strip())
