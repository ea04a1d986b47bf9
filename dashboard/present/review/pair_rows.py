"""Events of several files that may be the same, as rows for the page and the API.

This module shouldn't import Streamlit.
"""

from typing import Any

from dashboard.present import event_card, wording
from dashboard.session.combine import merge_two
from dashboard.session.likely_pairs import LEAST_LIKELY, Compared
from dashboard.session.server_limits import COMPARED_EVENTS, PAIRS_WAIT_SECONDS
from dashboard.session.session_file import SessionFile
from dashboard.words.catalogue import say
from events.matching.likeness import likeness
from events.matching.merging import MergeError
from events.matching.suggestions import LEAST, Suggestion
from events.model.event import Event
from events.model.vocabulary import KILLED, KILLED_BEST

PAIRS = 25
"""Pairs in one answer when ``limit`` is not given."""

_MOST_WORDS = 6


def pair_rows(
    file: SessionFile,
    least: float = LEAST,
    offset: int = 0,
    limit: int = PAIRS,
    patience: float = PAIRS_WAIT_SECONDS,
) -> dict[str, Any]:
    """Return a page of the pairs, the most alike first, with why they may be the same.

    Parameters
    ----------
    file
        The open files.
    least
        The least score of a pair, 0 to 1; no pair has less than `LEAST_LIKELY`.
    offset, limit
        How many are passed over, and how many are given at most.
    patience
        Seconds to wait for a comparison that is not done.

    Returns
    -------
    dict
        ``ready``, false where the files are still being compared; ``matched``, ``offset`` and
        ``pairs``; ``note``, what was not compared, or why nothing was.
    """
    found = file.likely.ask(patience) if file.likely else Compared()
    if found is None:
        return {"ready": False, "matched": 0, "offset": offset, "pairs": [], "note": ""}
    pairs = [*file.merged, *_left(file, found, max(least, LEAST_LIKELY))]
    return {
        "ready": True,
        "matched": len(pairs),
        "offset": offset,
        "pairs": [_row(file, *pair) for pair in pairs[offset : offset + limit]],
        "note": _note(found),
    }


def _left(file: SessionFile, found: Compared, least: float) -> list[tuple[str, str]]:
    """Give the pairs of events that are still two, each by what it is part of now."""
    now: dict[str, str] = {}
    for into, taken in file.merged:
        now = {id_: into if it == taken else it for id_, it in now.items()} | {taken: into}
    pairs = dict.fromkeys(
        (now.get(one.first, one.first), now.get(one.second, one.second))
        for one in _likely(found.pairs, least)
    )
    return [(one, other) for one, other in pairs if one != other]


def _likely(pairs: tuple[Suggestion, ...], least: float) -> list[Suggestion]:
    return [one for one in pairs if one.score >= least]


def _row(file: SessionFile, into: str, taken: str) -> dict[str, Any]:
    merged = (into, taken) in file.merged
    whole = file.apart or file
    one, other = whole.find(into), whole.find(taken)
    if one is None or other is None:
        raise LookupError(f"{into} or {taken} is in none of the files")
    return {
        "into": _side(whole, one),
        "taken": _side(whole, other),
        "why": _why(one, other),
        "merged": merged,
        "refused": "" if merged else _refused(whole, one, other),
    }


def _side(file: SessionFile, event: Event) -> dict[str, str]:
    """Tell of one event of a pair: its row, its file, its dead."""
    dead = (one for one in event.quantities if one.what in (KILLED, KILLED_BEST))
    killed = say("basis.list").join(map(wording.quantity, dead))
    return {**event_card.row(event), "letter": _letter(file, event), "killed": killed}


def _letter(file: SessionFile, event: Event) -> str:
    part = file.part_of(event)
    return part.letter if part else ""


def _why(one: Event, other: Event) -> list[str]:
    alike = likeness(one, other)
    days = say("pairs.days", count=alike.days) if alike.days else say("pairs.same_days")
    told = [days] if alike.days is not None else []
    if alike.within:
        told.append(say("pairs.within", km=f"{alike.km:,.0f}"))
    elif alike.km is not None:
        told.append(say("pairs.km", km=f"{alike.km:,.0f}"))
    if alike.words:
        told.append(say("pairs.words", words=", ".join(alike.words[:_MOST_WORDS])))
    return told


def _refused(file: SessionFile, one: Event, other: Event) -> str:
    try:
        merge_two(file, one, other)
    except MergeError as error:
        return str(error)
    return ""


def _note(found: Compared) -> str:
    if found.failed:
        return say("pairs.failed", why=found.failed)
    if found.left_out:
        return say("pairs.left_out", most=COMPARED_EVENTS, count=found.left_out)
    return ""
