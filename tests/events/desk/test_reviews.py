"""A second coder looks at an event: what he saw, what he remarked, and what changed since."""

from collections.abc import Callable
from typing import Any

import pytest

from events.desk.acts import OutdatedError
from events.desk.change_log import history_of, snapshot
from events.desk.database import DeskError
from events.desk.desk import Desk
from events.desk.reviews import (
    Review,
    mark_seen,
    review_of,
    say_ready,
    send_back,
    take_mark_away,
)
from events.desk.soundness import event_file
from events.model.limits import REMARK_CHARACTERS


def feature(title: str, **others: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"title": title, **others}, "geometry": None}


def at_first(desk: Desk) -> tuple[Desk, Desk]:
    """Give the desk to Ann, who has made an event, and to Rev, who looks at it."""
    ann, rev = desk.acting("ann"), desk.acting("rev")
    ann.save("draft", "a", feature("Fled"), seen=0)
    return ann, rev


def told(review: Review) -> list[tuple[str, str | None, str | None, str, str]]:
    return [
        (one.step.field, one.step.old, one.step.new, one.who, one.why) for one in review.changes
    ]


def test_an_event_is_seen_as_it_was_and_what_changed_since_is_told(address: str) -> None:
    with Desk(address) as desk:
        ann, rev = at_first(desk)
        assert review_of(desk, "a").state == "unseen"
        mark_seen(rev, "a", seen=1, known=0)
        found = review_of(desk, "a")
        assert (found.state, found.by, found.changes) == ("seen", "rev", ())
        why = desk.acting("ann", "The wire says all.")
        why.save("draft", "a", feature("All fled", kind="retreat"), seen=1)
        desk.acting("bo").save("draft", "a", feature("All fled", kind="assault"), seen=2)
        found = review_of(desk, "a")
        assert (found.state, found.by, found.coders) == ("changed", "rev", ("ann", "bo"))
        assert told(found) == [
            ("properties.title", '"Fled"', '"All fled"', "ann", "The wire says all."),
            ("properties.kind", None, '"assault"', "bo", "The wire says all."),
        ]
        ann.save("draft", "a", feature("Fled"), seen=3)
        assert review_of(desk, "a").state == "seen"


def test_undo_brings_back_what_was_seen_and_a_restored_version_is_told_of(address: str) -> None:
    with Desk(address) as desk:
        ann, rev = at_first(desk)
        ann.save("draft", "a", feature("They fled"), seen=1)
        mark_seen(rev, "a", seen=2, known=0)
        ann.save("draft", "a", feature("All fled"), seen=2)
        assert ann.undo()
        assert review_of(desk, "a").state == "seen"
        ann.restore("draft", "a", 1, seen=4)
        assert told(review_of(desk, "a")) == [
            ("properties.title", '"They fled"', '"Fled"', "ann", "")
        ]
        assert rev.undo()
        assert review_of(desk, "a").state == "unseen"
        assert rev.redo()
        assert review_of(desk, "a").state == "changed"


def test_one_is_sent_back_with_a_remark_answered_and_seen_after_all(address: str) -> None:
    with Desk(address) as desk:
        ann, rev = at_first(desk)
        send_back(rev, "a", " Who fled? ", seen=1, known=0)
        found = review_of(desk, "a")
        assert (found.state, found.by, found.remark) == ("sent_back", "rev", "Who fled?")
        ann.save("draft", "a", feature("Soldiers fled"), seen=1)
        found = review_of(desk, "a")
        assert (found.state, [one[0] for one in told(found)]) == ("sent_back", ["properties.title"])
        say_ready(ann, "a", "The soldiers did.", known=1)
        found = review_of(desk, "a")
        assert (found.state, found.remark, found.answer) == (
            "ready", "Who fled?", "The soldiers did.",
        )  # fmt: skip
        assert [one[0] for one in told(found)] == ["properties.title"]
        mark_seen(rev, "a", seen=2, known=2)
        found = review_of(desk, "a")
        assert (found.state, found.remark, found.answer) == ("seen", "", "")
        entries = history_of(desk, "review", "a")
        assert [(one.act, one.who) for one in entries] == [
            ("seen", "rev"), ("ready", "ann"), ("send_back", "rev"),
        ]  # fmt: skip
        assert all(one.at for one in entries)
        take_mark_away(rev, "a", known=3)
        assert review_of(desk, "a").state == "unseen"


def test_nobody_reviews_his_own_change(address: str) -> None:
    with Desk(address) as desk:
        ann, _ = at_first(desk)
        looks: list[Callable[[Desk], None]] = [
            lambda who: mark_seen(who, "a", seen=1, known=0),
            lambda who: send_back(who, "a", "Who?", seen=1, known=0),
        ]
        for look in looks:
            with pytest.raises(DeskError, match="your own"):
                look(ann)
            with pytest.raises(DeskError, match="TEAM"):
                look(desk.acting(""))
        desk.acting("bo").save("draft", "a", feature("All fled"), seen=1)
        mark_seen(ann, "a", seen=2, known=0)
        assert review_of(desk, "a").by == "ann"


def test_what_changed_meanwhile_is_not_marked_and_no_remark_is_overwritten(address: str) -> None:
    with Desk(address) as desk:
        ann, rev = at_first(desk)
        ann.save("draft", "a", feature("All fled"), seen=1)
        with pytest.raises(OutdatedError):
            mark_seen(rev, "a", seen=1, known=0)
        send_back(rev, "a", "Who?", seen=2, known=0)
        with pytest.raises(OutdatedError):
            mark_seen(desk.acting("ria"), "a", seen=2, known=0)
        with pytest.raises(OutdatedError):
            mark_seen(rev, "b", seen=0, known=0)
        assert review_of(desk, "a").remark == "Who?"


@pytest.mark.parametrize("remark", ["", " \n", "x" * (REMARK_CHARACTERS + 1)])
def test_a_remark_is_asked_for_and_no_book(address: str, remark: str) -> None:
    with Desk(address) as desk:
        _, rev = at_first(desk)
        before = desk.number()
        with pytest.raises(DeskError, match=r"remark.*expected"):
            send_back(rev, "a", remark, seen=1, known=0)
        assert desk.number() == before


def test_only_what_was_sent_back_is_ready_again(address: str) -> None:
    with Desk(address) as desk:
        ann, rev = at_first(desk)
        for known, look in enumerate([None, mark_seen]):
            if look:
                look(rev, "a", seen=1, known=0)
            with pytest.raises(DeskError, match="was not sent back"):
                say_ready(ann, "a", known=known)


def test_a_review_goes_with_its_event_and_comes_back_with_it(address: str) -> None:
    with Desk(address) as desk:
        ann, rev = at_first(desk)
        ann.save("draft", "b", feature("They fled"), seen=0)
        send_back(rev, "b", "Twice?", seen=1, known=0)
        mark_seen(rev, "a", seen=1, known=0)
        merge = ann.merge("a", feature("Both"), ["b"], seen={"a": 1, "b": 1})
        assert [one.key for one in desk.records("review")] == ["a"]
        assert review_of(desk, "a").state == "changed"
        assert history_of(desk, "draft", "b")[0].with_ == ("a",)
        ann.split(merge)
        assert (review_of(desk, "a").state, review_of(desk, "b").remark) == ("seen", "Twice?")
        ann.save("draft", "a", None, seen=3)
        assert [one.key for one in desk.records("review")] == ["b"]
        assert [ann.undo(), ann.redo(), ann.undo()] == [True, True, True]
        assert review_of(desk, "a").state == "seen"
        ann.save("draft", "a", None, seen=7)
        ann.save("draft", "a", feature("Another"), seen=8)
        assert review_of(desk, "a").state == "unseen"
        with pytest.raises(OutdatedError):
            rev.undo()


def test_a_review_is_the_desks_own_and_in_no_event_file(address: str) -> None:
    with Desk(address) as desk:
        _, rev = at_first(desk)
        before, number = event_file(desk, "Coded"), desk.number()
        send_back(rev, "a", "Who fled?", seen=1, known=0)
        assert event_file(desk, "Coded") == before
        assert event_file(snapshot(desk, number), "Coded") == before
