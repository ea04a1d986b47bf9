"""A PDF with a text layer: its lines put together to paragraphs."""

import io
from collections.abc import Iterable, Iterator

import pypdf
from pypdf.errors import PyPdfError

_ENDS = (".", "!", "?", "…", "”", "»", '"', "؟", ":")
_SHORT = 0.6  # of the longest line: shorter ones end a paragraph


def read_pdf(data: bytes) -> tuple[str, dict[str, str]]:
    """Read a document.

    Parameters
    ----------
    data
        A ``.pdf`` file.

    Returns
    -------
    str, dict
        The text of its text layer, ``""`` where it has none; the title and author that the file
        tells. The day on which it was made is not that of publication.

    Raises
    ------
    ValueError
        Where it is no such document, or locked.
    """
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ValueError("it is locked by a password")
        pages = [page.extract_text() for page in reader.pages]
        known = reader.metadata
    except PyPdfError as error:
        raise ValueError("it is no PDF, or a broken one") from error
    text = "\n\n".join(paragraph for page in pages for paragraph in paragraphs(page.splitlines()))
    title, author = (known.title, known.author) if known else (None, None)
    return text, {"title": title or "", "author": author or ""}


def paragraphs(lines: Iterable[str]) -> Iterator[str]:
    """Put lines together to paragraphs, which end with a short line or a blank one.

    Examples
    --------
    >>> list(paragraphs(["A headline", "", "They fled across the river to-", "wards the town."]))
    ['A headline', 'They fled across the river towards the town.']
    """
    known = [line.strip() for line in lines]
    longest = max(map(len, known), default=0)
    held = ""
    for line in known:
        joined = f"{held.removesuffix('-')}{line}" if _is_cut(held, line) else f"{held} {line}"
        held = joined.strip()
        ends = line.endswith(_ENDS) and len(line) < longest
        if held and (not line or ends or len(line) < _SHORT * longest):
            yield held
            held = ""
    if held:
        yield held


def _is_cut(held: str, line: str) -> bool:
    return held.endswith("-") and line[:1].islower()
