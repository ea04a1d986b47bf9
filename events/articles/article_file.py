"""The text of an article in a file, with what the file tells of its source.

A file is untrusted: `dashboard.coding.article_worker` reads it in a process of its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from events.articles.html_page import read_page
from events.articles.paged_document import read_pdf
from events.articles.plain_text import decoded
from events.articles.word_document import read_docx
from events.model.problems import EventFileError, Problem, Words

Read = tuple[str, Mapping[str, str]]

_READERS: dict[str, Callable[[bytes], Read]] = {
    ".txt": lambda data: (decoded(data), {}),
    ".html": read_page,
    ".htm": read_page,
    ".docx": read_docx,
    ".pdf": read_pdf,
}

ENDINGS = tuple(_READERS)
"""The endings of files that hold an article."""


@dataclass(frozen=True)
class ArticleText:
    """What a file holds.

    Attributes
    ----------
    text
        The text; of a plain file just as it stands there, its line ends, too.
    details
        ``title``, ``author``, ``publisher``, ``url``, ``published`` (a day) and ``language`` (BCP
        47), as far as the file tells them.
    """

    text: str
    details: Mapping[str, str] = field(default_factory=dict)


def read_article(path: Path, name: str) -> ArticleText:
    """Read the text of an article.

    Parameters
    ----------
    path
        The file.
    name
        Its name, whose ending says what it is, and which stands in messages.

    Raises
    ------
    EventFileError
        Where it is no such file, or holds no text.
    """
    ending = Path(name).suffix.lower()
    if ending not in _READERS:
        raise refused_article(name, f'the ending "{ending}"', f"one of {', '.join(ENDINGS)}")
    try:
        text, details = _READERS[ending](path.read_bytes())
    except (ValueError, KeyError, LookupError) as error:
        raise refused_article(
            name, f"that it can't be read ({error})"[:300], f"a {ending} file"
        ) from error
    if not text.strip():
        raise refused_article(
            name, "no text", "a text; a scanned page has none until it is recognised"
        )
    known = {key: " ".join(value.split()) for key, value in details.items() if value}
    return ArticleText(text.removeprefix("\ufeff"), known)


def refused_article(name: str, found: str, expected: str) -> EventFileError:
    """Say why an article's file isn't taken.

    Parameters
    ----------
    name
        The file's.
    found, expected
        What it is or has, and what is taken.
    """
    return EventFileError(
        Problem(name, None, None, "", Words(found), expected, "Nothing of it was kept.")
    )
