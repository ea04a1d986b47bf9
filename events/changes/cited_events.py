"""Which events a citation means: by its link, to the words of a source or to Panj's own page."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

import duckdb

from events.changes.version_rows import Version
from events.model.event import Quote, Source
from events.model.problems import EventFileError, Problem
from events.provenance.citations import fragment_url
from events.store.engine import cursor

_LINK = re.compile(r"https?://[^\s<>\"]+")
_DIRECTIVE = ":~:text="
_ROWS_AT_ONCE = 2_000


def cited_events(versions: Sequence[Version], links: Sequence[str]) -> set[str]:
    """Find the events that links of citations mean.

    Parameters
    ----------
    versions : sequence of Version
        The versions in which they are looked for.
    links : sequence of str
        Links, or whole citations that hold some: the link that opens a source at a quote, a
        source's own address (all events that quote it), or the address of Panj's page with an
        ``event``.

    Returns
    -------
    set of str
        Their ids.

    Raises
    ------
    EventFileError
        Where one of them cites no event of any version.
    """
    found: set[str] = set()
    for link in links:
        meant = {id_ for version in versions for id_ in _cited(version, _links_in(link))}
        if not meant:
            expected = "the link of a citation of an event in one of the versions"
            name = " and ".join(version.name for version in versions)
            raise EventFileError(Problem(name, None, None, "cited", link, expected, ""))
        found |= meant
    return found


def _links_in(text: str) -> list[str]:
    """Give the links of a text, without the punctuation that follows them.

    Examples
    --------
    >>> _links_in('A. Writer, "Closed", https://example.org/a#:~:text=Closed; via Panj')
    ['https://example.org/a#:~:text=Closed']
    """
    return [link.rstrip(".,;)”") for link in _LINK.findall(text)] or [text]


def _cited(version: Version, links: Sequence[str]) -> Iterator[str]:
    for link in links:
        for id_ in parse_qs(urlsplit(link).query).get("event", ()):
            yield from _with_id(version, id_)
        page = _page(link)
        sources = {one.id: one for one in version.sources if one.url and _page(one.url) == page}
        for id_, quotes in _quotes(version) if sources else ():
            told = [quote for quote in quotes if quote["source"] in sources]
            if any(_is_meant(quote, sources[quote["source"]], link) for quote in told):
                yield id_


def _page(link: str) -> str:
    return link.partition("#")[0]


def _is_meant(quote: Mapping[str, Any], source: Source, link: str) -> bool:
    if _DIRECTIVE not in link:
        return True
    given = {name: value for name, value in quote.items() if value is not None and name != "more"}
    return fragment_url(source, Quote(**given)) == link


def _with_id(version: Version, id_: str) -> Iterator[str]:
    with cursor() as held:
        rows = held.read_parquet(str(version.rows))
        found = rows.filter(duckdb.ColumnExpression("id") == duckdb.ConstantExpression(id_))
        yield from (one for (one,) in found.project("id").fetchall())


def _quotes(version: Version) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Give the events that quote, with the quotes of their own and those of their accounts."""
    with cursor() as held:
        rows = held.read_parquet(str(version.rows))
        told = rows.filter("quotes IS NOT NULL OR accounts IS NOT NULL")
        some = told.project("id, quotes, accounts")
        for batch in some.to_arrow_reader(_ROWS_AT_ONCE):
            for row in batch.to_pylist():
                accounts = row["accounts"] or ()
                others = [quote for one in accounts for quote in one["quotes"] or ()]
                yield row["id"], [*(row["quotes"] or ()), *others]
