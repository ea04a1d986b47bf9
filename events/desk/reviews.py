"""Reviews: who has seen an event, which version of it, what was remarked, and what changed since.

A review is a record with the key of its draft, changed by acts as any other. It is the desk's own:
no event file has it.
"""

from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from events.desk.acts import kept_now
from events.desk.database import ACTS, CHANGES, DeskError, read_transaction
from events.desk.desk import Desk
from events.desk.record_fields import (
    FieldStep,
    changed_by,
    changes_between,
    flat_fields,
    reversed_changes,
)
from events.model.limits import REMARK_CHARACTERS

ReviewState = Literal["unseen", "seen", "changed", "sent_back", "ready"]


@dataclass(frozen=True)
class ChangeSince:
    """What became of one field since an event was looked at.

    Attributes
    ----------
    step
        What it was then, and what it is.
    who, at
        Who changed it last, and when (UTC, ISO 8601).
    why
        The reasons that were given, joined; ``""`` for none.
    """

    step: FieldStep
    who: str
    at: str
    why: str


@dataclass(frozen=True)
class Review:
    """What a second coder has made of an event.

    Attributes
    ----------
    version
        How often the review was changed, one that was taken away, too; 0 for none.
    state
        ``unseen``; ``seen``, as it is; ``changed`` since it was seen; ``sent_back``; or ``ready``
        to be looked at again, as its coder says.
    by
        Who looked at it last; ``""`` for nobody.
    remark
        Why it was sent back.
    answer
        What its coder says to that.
    changes : tuple of ChangeSince
        What differs from the version that was looked at.
    coders : tuple of str
        Who has changed the event, whoever changed it last at the end.
    """

    version: int
    state: ReviewState
    by: str
    remark: str
    answer: str
    changes: tuple[ChangeSince, ...]
    coders: tuple[str, ...]


def mark_seen(desk: Desk, key: str, *, seen: int, known: int) -> None:
    """Mark an event as seen.

    Parameters
    ----------
    desk
        The desk, acting for who has seen it.
    key
        The draft's.
    seen
        The version of the draft that was seen.
    known
        The version of its review that was known; 0 for none.

    Raises
    ------
    OutdatedError
        Where the draft or its review was changed since.
    DeskError
        Where its newest change is one's own, or nobody has a name.
    """
    _look(desk, "seen", key, {"state": "seen"}, seen, known)


def send_back(desk: Desk, key: str, remark: str, *, seen: int, known: int) -> None:
    """Send an event back to its coder.

    Parameters
    ----------
    desk, key, seen, known
        As of `mark_seen`.
    remark
        What he is to look at.

    Raises
    ------
    OutdatedError, DeskError
        As of `mark_seen`; and where there is no remark, or a long one.
    """
    if not remark.strip():
        raise DeskError("Found no remark, expected what the coder is to look at. Nothing was done.")
    told = {"state": "sent_back", "remark": _checked(remark)}
    _look(desk, "send_back", key, told, seen, known)


def take_mark_away(desk: Desk, key: str, *, known: int) -> None:
    """Make an event unseen again.

    Parameters
    ----------
    desk, key, known
        As of `mark_seen`.

    Raises
    ------
    OutdatedError
        Where its review was changed since.
    DeskError
        Where nobody has a name.
    """
    _expect_name(desk)
    with desk.doing("unseen") as act:
        act.hold("review", key, known)
        act.write("review", key, {})


def say_ready(desk: Desk, key: str, answer: str = "", *, known: int) -> None:
    """Tell who sent an event back that it may be looked at again.

    Parameters
    ----------
    desk, key, known
        As of `mark_seen`.
    answer
        What its coder says to the remark; ``""`` for nothing.

    Raises
    ------
    OutdatedError
        Where its review was changed since.
    DeskError
        Where it was not sent back, or the answer is long, or nobody has a name.
    """
    _expect_name(desk)
    with desk.doing("ready") as act:
        act.hold("review", key, known)
        now = kept_now(act.connection, "review", key)
        if now is None or now.value is None or now.value["state"] != "sent_back":
            raise DeskError(f'"{key}" was not sent back. Nothing was done.')
        said = {"answer": _checked(answer)} if answer.strip() else {}
        act.write("review", key, flat_fields({**now.value, "state": "ready", **said}))


def review_of(desk: Desk, key: str) -> Review:
    """Tell what a second coder has made of an event, and what changed since.

    Parameters
    ----------
    desk
        The desk.
    key
        The draft's.

    Raises
    ------
    DeskError
        Where it can't be read.
    """
    asked = (
        sa.select(
            CHANGES.c.version, CHANGES.c.field, CHANGES.c.old, CHANGES.c.new,
            ACTS.c.who, ACTS.c.at, ACTS.c.why,
        )
        .join(ACTS, ACTS.c.number == CHANGES.c.act)
        .where(CHANGES.c.kind == "draft", CHANGES.c.key == key)
        .order_by(CHANGES.c.number)
    )  # fmt: skip
    with read_transaction(desk.engine) as connection:
        draft, review = (kept_now(connection, kind, key) for kind in ("draft", "review"))
        rows = connection.execute(asked).all()
    value: Any = (review.value if review else None) or {"state": "unseen"}
    since = [row for row in rows if row.version > value["of"]] if "of" in value else []
    changes = _changes_since(draft.value if draft else None, since)
    return Review(
        review.version if review else 0,
        "changed" if changes and value["state"] == "seen" else value["state"],
        value.get("by", ""),
        value.get("remark", ""),
        value.get("answer", ""),
        changes,
        tuple(dict.fromkeys(row.who for row in reversed(rows)))[::-1],
    )


def _look(desk: Desk, name: str, key: str, told: dict[str, str], seen: int, known: int) -> None:
    _expect_name(desk)
    newest = (
        sa.select(ACTS.c.who)
        .join(CHANGES, CHANGES.c.act == ACTS.c.number)
        .where(CHANGES.c.kind == "draft", CHANGES.c.key == key)
        .order_by(CHANGES.c.number.desc())
        .limit(1)
    )
    with desk.doing(name) as act:
        act.hold("draft", key, seen)
        act.hold("review", key, known)
        if act.connection.scalar(newest) == desk.who:
            raise DeskError(
                f'The newest change of "{key}" is your own: a second coder has to look at it. '
                "Nothing was done."
            )
        act.write("review", key, flat_fields({**told, "of": seen, "by": desk.who}))


def _changes_since(now: Any, rows: list[Any]) -> tuple[ChangeSince, ...]:
    """List what differs from before the rows of a draft's changes."""
    fields = flat_fields(now)
    steps = [FieldStep(row.field, row.old, row.new) for row in rows]
    then = changed_by(fields, reversed_changes(reversed(steps)))
    told = {}
    for step in changes_between(then, fields):
        own = [row for row in rows if row.field == step.field]
        why = "; ".join(dict.fromkeys(row.why for row in own if row.why))
        told[step.field] = ChangeSince(step, own[-1].who, own[-1].at, why)
    return tuple(told.values())


def _checked(words: str) -> str:
    words = words.strip()
    if len(words) > REMARK_CHARACTERS:
        found = f"found {len(words):,} characters, expected at most {REMARK_CHARACTERS:,}"
        raise DeskError(f"A remark: {found}. Nothing was done.")
    return words


def _expect_name(desk: Desk) -> None:
    if not desk.who:
        raise DeskError(
            "A review asks for a second coder, so for a login (TEAM): without one nobody has a "
            "name. Nothing was done."
        )
