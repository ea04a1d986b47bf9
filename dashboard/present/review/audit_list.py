"""Whether each event of the open files is borne out by its words, as the page lists it.

This module shouldn't import Streamlit.
"""

from collections.abc import Mapping
from typing import Any

from dashboard.present import article
from dashboard.session.admin_boundaries import areas_holding, gazetteer
from dashboard.session.session_file import SessionFile
from dashboard.words.catalogue import say
from events.provenance.account_check import Answer, Finding
from events.provenance.audit import audit

ROWS_LISTED = 200
"""The most events that are listed; the receipt counts all."""


def audit_list(
    file: SessionFile, given: Mapping[str, str], most: int = ROWS_LISTED
) -> dict[str, Any]:
    """Return the three answers, counted and for each event; what is not borne out comes first.

    Parameters
    ----------
    file
        The open event file.
    given
        The texts of sources as the reader gave them, by the sources' ids.
    most
        The most events that are listed.

    Returns
    -------
    dict
        ``receipt``, the counts in words, and whose texts they rest on; ``events``, each with its
        ``answer`` and ``findings``; ``more``, how many are not listed.
    """
    texts = {id_: _as_published(file, id_, text) for id_, text in given.items()}
    found = audit(file.loaded, texts, areas_holding, gazetteer())
    told: dict[str, list[Finding]] = {event.id: [] for event in file.loaded.events}
    titles = {event.id: event.title for event in file.loaded.events}
    for finding in found.findings:
        told.setdefault(finding.event, []).append(finding)
    answers = {
        id_: max((one.answer for one in findings), key=_ORDER.index, default=Answer.BORNE_OUT)
        for id_, findings in told.items()
    }
    ids = sorted(told, key=lambda id_: -_ORDER.index(answers[id_]))
    names = [source.title for source in file.loaded.sources if source.id in given]
    return {
        "receipt": [
            say("audit.counts", count=found.events),
            *(
                say(f"audit.counted.{answer}", count=getattr(found, answer))
                for answer in reversed(_ORDER)
            ),
            say("audit.by_texts", texts="; ".join(names)),
        ],
        "events": [
            {
                "id": id_ if id_ in titles else "",
                "title": titles.get(id_, id_ or say("audit.unnamed")),
                "answer": answers[id_],
                "words": say(f"audit.answer.{answers[id_]}"),
                "findings": [_line(finding) for finding in told[id_]],
            }
            for id_ in ids[:most]
        ],
        "more": max(0, len(ids) - most),
    }


_ORDER = list(Answer)


def _as_published(file: SessionFile, id_: str, given: str) -> str:
    """Give a text without the white space that was pasted around it, where the file tells that."""
    source = next((one for one in file.loaded.sources if one.id == id_), None)
    text, _ = article.read_text(file, source, given) if source else (None, "")
    return given if text is None else text


def _line(finding: Finding) -> str:
    by = say("audit.by", source=finding.source) if finding.source else ""
    is_unread = (finding.field, finding.answer) == ("quotes", Answer.CANNOT_BE_CHECKED)
    why = say("audit.no_text") if is_unread else finding.why
    return f"{finding.field}{by}: {finding.found}. {why}"
