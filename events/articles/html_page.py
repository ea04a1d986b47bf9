"""A web page: its article without what stands around it, and what its head tells of the source.

`trafilatura` finds the article. A day that the page does not declare is not searched for.
"""

import lxml.etree
import lxml.html
import trafilatura
from trafilatura.settings import Document

from events.articles.plain_text import decoded

_UNSEEN = "\u200c\u200d\u200e\u200f\u00ad\u2060\u2066\u2067\u2068\u2069\u202a\u202b\u202c"
_KEPT = {ord(sign): 0x101D0 + number for number, sign in enumerate(_UNSEEN)}
"""For each sign that trafilatura leaves out, as the half-space of Persian, one that it keeps."""

_RESTORED = {kept: sign for sign, kept in _KEPT.items()}
_DAY = {"extensive_search": False, "original_date": True}
_HEADLINE = 400  # code points in which the text may begin with its title


def read_page(data: bytes) -> tuple[str, dict[str, str]]:
    """Read a page.

    Parameters
    ----------
    data
        HTML.

    Returns
    -------
    str, dict
        The article, its headline first; and what is known of its source, as
        `events.articles.article_file.ArticleText` has it.

    Raises
    ------
    ValueError
        Where it is no HTML.
    """
    page = decoded(data, declares=True)
    try:
        parser = lxml.html.HTMLParser(encoding="utf-8")
        tree = lxml.html.document_fromstring(page.encode(), parser=parser)
    except lxml.etree.LxmlError as error:
        raise ValueError("it is no HTML") from error
    for element in tree.iter():
        for place in ("text", "tail"):
            if words := getattr(element, place):
                setattr(element, place, words.translate(_KEPT))
    found = trafilatura.bare_extraction(
        tree, with_metadata=True, include_comments=False, date_extraction_params=_DAY
    )
    if not isinstance(found, Document):
        return "", {}
    known = {
        name: value.translate(_RESTORED) if isinstance(value, str) else value
        for name, value in found.as_dict().items()
    }
    text, title = known["text"] or "", known["title"] or ""
    if title and title not in text[:_HEADLINE]:
        text = f"{title}\n\n{text}"
    details = {
        "title": title,
        "author": _meta(tree, "author") or known["author"] or "",
        "publisher": known["sitename"] or "",
        "url": known["url"] or "",
        "published": known["date"] or "",
        "language": tree.get("lang")
        or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
        or "",
    }
    return text, details


def _meta(tree: lxml.html.HtmlElement, name: str) -> str:
    return next(iter(tree.xpath("//meta[@name=$name]/@content", name=name)), "")
