"""The history holds all: replayed it gives the desk, and any moment comes back from it."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.desk.acts import Kept, OutdatedError
from events.desk.change_log import Snapshot, history_of, moment_of, snapshot
from events.desk.database import ACTS, RECORDS, DeskError, migrate, open_database
from events.desk.desk import Desk
from events.desk.reviews import mark_seen, say_ready, send_back, take_mark_away
from events.model.event import Source

KEYS = st.sampled_from("abc")
WORDS = st.none() | st.text(st.characters(codec="utf-8"), max_size=4)
FEATURES = st.fixed_dictionaries(
    {"id": KEYS, "properties": st.dictionaries(st.sampled_from(["title", "date"]), WORDS)},
    optional={"geometry": st.none() | st.fixed_dictionaries({"type": st.just("Point")})},
)
ACTS_OF_ONE = st.one_of(
    st.tuples(st.just("save"), KEYS, st.none() | FEATURES),
    st.tuples(st.just("old"), KEYS, FEATURES),
    st.tuples(st.just("merge"), KEYS, KEYS),
    st.tuples(st.sampled_from(["split", "restore"]), KEYS, st.integers(0, 12)),
    st.tuples(st.sampled_from(["undo", "redo"])),
    st.tuples(st.sampled_from(["seen", "unseen", "ready"]), KEYS),
    st.tuples(st.just("send_back"), KEYS, st.text(st.characters(codec="utf-8"), max_size=4)),
)
MANY = st.lists(st.tuples(st.sampled_from(["ann", "bo"]), ACTS_OF_ONE), max_size=14)


def feature(title: str, **others: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"title": title, **others}, "geometry": None}


def kept(desk: Desk) -> dict[str, dict[str, Any]]:
    return {one.key: one.value for one in desk.records("draft")}


def emptied(desk: Desk) -> None:
    with desk.engine.begin() as connection:
        for table in reversed(RECORDS.metadata.sorted_tables):
            connection.execute(table.delete())


def rows(desk: Desk) -> tuple[dict[str, tuple[Kept, ...]], dict[tuple[str, str], int]]:
    """Give the table of records as it lies: what is there in its order, and what was removed."""
    with desk.engine.connect() as connection:
        known = connection.execute(RECORDS.select().order_by(RECORDS.c.position)).all()
    there: dict[str, tuple[Kept, ...]] = {}
    for row in known:
        if row.value is not None:
            made = Kept(row.key, row.version, row.value)
            there[row.kind] = (*there.get(row.kind, ()), made)
    return there, {(row.kind, row.key): row.version for row in known if row.value is None}


def done(desk: Desk, act: tuple[Any, ...]) -> None:
    """Do what is asked; what is refused changes nothing."""
    match act:
        case ["save", key, value]:
            desk.save("draft", key, value, seen=desk.version("draft", key))
        case ["old", key, value]:
            desk.save("draft", key, value, seen=max(0, desk.version("draft", key) - 1))
        case ["merge", into, taken]:
            known = dict(desk.versions("draft"))
            if into != taken and {into, taken} <= known.keys():
                desk.merge(into, feature("One of two"), [taken], seen=known)
        case ["split", _, number]:
            desk.split(desk.number() - number)
        case ["restore", key, number]:
            seen = desk.version("draft", key)
            desk.restore("draft", key, max(0, desk.number() - number), seen=seen)
        case ["undo"]:
            desk.undo()
        case ["redo"]:
            desk.redo()
        case ["seen", key]:
            mark_seen(desk, key, **versions(desk, key))
        case ["send_back", key, remark]:
            send_back(desk, key, remark, **versions(desk, key))
        case ["unseen", key]:
            take_mark_away(desk, key, known=desk.version("review", key))
        case ["ready", key]:
            say_ready(desk, key, known=desk.version("review", key))


def versions(desk: Desk, key: str) -> dict[str, int]:
    """Give the versions that somebody who looks at a draft now has seen."""
    return {"seen": desk.version("draft", key), "known": desk.version("review", key)}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MANY)
def test_the_history_replayed_gives_the_same_store(
    address: str, acts: list[tuple[str, tuple[Any, ...]]]
) -> None:
    with Desk(address) as desk:
        emptied(desk)
        stores = {0: rows(desk)}
        for who, act in acts:
            before = rows(desk)
            try:
                done(desk.acting(who), act)
            except DeskError:
                assert rows(desk) == before
            there, removed = stores[desk.number()] = rows(desk)
            drafts = {one.key for one in there.get("draft", ())}
            assert drafts >= {one.key for one in there.get("review", ())}
        for number, (there, removed) in stores.items():
            replayed: Snapshot = snapshot(desk, number)
            assert (replayed.kept, replayed.removed) == (there, removed)


def test_an_event_tells_its_history_field_by_field(address: str) -> None:
    with Desk(address) as desk:
        ann, bo = desk.acting("ann"), desk.acting("bo", "The wire says Tuesday.")
        ann.save("draft", "a", feature("Fled"), seen=0)
        bo.save("draft", "a", feature("Fled", date="2021-07-06"), seen=1)
        newest, first = history_of(desk, "draft", "a")
        assert (newest.who, newest.act, newest.why) == ("bo", "save", "The wire says Tuesday.")
        [change] = newest.changes
        assert (change.field, change.old, change.new) == ("properties.date", None, '"2021-07-06"')
        assert (first.who, first.why, first.at < newest.at) == ("ann", "", True)
        assert desk.save("draft", "a", feature("Fled", date="2021-07-06"), seen=2) == 2
        assert len(history_of(desk, "draft", "a")) == 2


def test_two_on_two_fields_keep_both_and_on_one_field_the_second_chooses(address: str) -> None:
    with Desk(address) as desk:
        ann, bo = desk.acting("ann"), desk.acting("bo")
        ann.save("draft", "a", feature("Fled", kind="retreat"), seen=0)
        ann.save("draft", "a", feature("They fled", kind="retreat"), seen=1)
        bo.save("draft", "a", feature("Fled", kind="assault"), seen=1)
        assert kept(desk)["a"]["properties"] == {"title": "They fled", "kind": "assault"}
        with pytest.raises(OutdatedError) as told:
            bo.save("draft", "a", feature("All fled", kind="assault"), seen=1)
        [one] = told.value.differences
        assert (one.field, one.yours, one.theirs, one.who) == (
            "properties.title", '"All fled"', '"They fled"', "ann",
        )  # fmt: skip
        assert told.value.now is not None
        bo.save("draft", "a", feature("All fled", kind="assault"), seen=told.value.now.version)
        assert kept(desk)["a"]["properties"]["title"] == "All fled"


def test_a_date_and_its_basis_are_one_thing_to_two_coders(address: str) -> None:
    with Desk(address) as desk:
        desk.save("draft", "a", feature("Fled", date="2021-07-05", date_says="on Monday"), seen=0)
        desk.acting("ann").save(
            "draft", "a", feature("Fled", date="2021-07-06", date_says="on Monday"), seen=1
        )
        with pytest.raises(OutdatedError):
            desk.acting("bo").save("draft", "a", feature("Fled", date="2021-07-05"), seen=1)


def test_undo_takes_back_ones_own_and_never_anothers(address: str) -> None:
    with Desk(address) as desk:
        ann, bo = desk.acting("ann"), desk.acting("bo")
        ann.save("draft", "a", feature("Ann's"), seen=0)
        bo.save("draft", "b", feature("Bo's"), seen=0)
        assert ann.undo()
        assert list(kept(desk)) == ["b"]
        assert not ann.undo()
        assert ann.redo()
        bo.save("draft", "a", feature("Bo's, too"), seen=3)
        with pytest.raises(OutdatedError, match="Nothing was overwritten"):
            ann.undo()
        assert kept(desk)["a"]["properties"]["title"] == "Bo's, too"


def test_a_merge_is_on_record_and_is_parted_again(address: str) -> None:
    with Desk(address) as desk:
        desk.save("draft", "a", feature("Fled"), seen=0)
        desk.save("draft", "b", feature("They fled"), seen=0)
        before = kept(desk)
        ann = desk.acting("ann", "One flight, told twice.")
        merge = ann.merge("a", feature("Both"), ["b"], seen={"a": 1, "b": 1})
        assert list(kept(desk)) == ["a"]
        for key, other in (("a", "b"), ("b", "a")):
            entry = history_of(desk, "draft", key)[0]
            assert (entry.act, entry.with_, entry.who) == ("merge", (other,), "ann")
        desk.save("draft", "c", feature("Another"), seen=0)
        desk.split(merge)
        assert kept(desk) == before | {"c": feature("Another")}
        assert [entry.act for entry in history_of(desk, "draft", "b")] == ["split", "merge", "save"]
        with pytest.raises(DeskError, match="is no merge"):
            desk.split(1)


def test_any_moment_is_looked_at_and_restored(address: str) -> None:
    with Desk(address) as desk:
        desk.add_text("They fled.", Source(id="wire", title="A wire"))
        desk.save("draft", "a", feature("One"), seen=0)
        first = desk.number()
        desk.save("draft", "a", feature("Two"), seen=1)
        desk.save("draft", "a", None, seen=2)
        assert snapshot(desk, first).records("draft")[0].value == feature("One")
        assert snapshot(desk, first).texts() == {"wire": "They fled."}
        assert snapshot(desk, 0).texts() == {}
        with pytest.raises(OutdatedError):
            desk.restore("draft", "a", first, seen=1)
        assert desk.restore("draft", "a", first, seen=3) == 4
        assert kept(desk) == {"a": feature("One")}
        entry = history_of(desk, "draft", "a")[0]
        assert (entry.act, entry.of) == ("restore", first)


def test_a_moment_is_a_number_a_time_or_now(address: str) -> None:
    with Desk(address) as desk:
        desk.save("draft", "a", feature("One"), seen=0)
        assert moment_of(desk, "now") == 1
        assert moment_of(desk, "1") == 1
        assert moment_of(desk, "2021-07-08") == 0
        assert moment_of(desk, "9999-01-01T00:00+04:30") == 1
        assert moment_of(desk, history_of(desk, "draft", "a")[0].at) == 1
        with pytest.raises(DeskError, match="expected now, the number of a change, or a time"):
            moment_of(desk, "yesterday")


def test_the_history_of_before_becomes_acts(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'desk.sqlite'}")
    migrate(engine, "0002")
    old = sa.Table("changes", sa.MetaData(), autoload_with=engine)
    told: list[tuple[str, Any, Any, str]] = [
        ("a", {"n": 0}, {"n": 1}, "done"),  # there before any history
        ("b", None, {"n": 1}, "left"),
        ("a", {"n": 1}, None, "left"),
        ("b", None, {"n": 2}, "done"),
        ("b", {"n": 2}, {"n": 3}, "undone"),
        ("a", {"n": 1}, {"n": 4}, "undone"),
    ]
    names = ("key", "before", "after", "state")
    with engine.begin() as connection:
        for row in told:
            values = dict(zip(names, row, strict=True))
            connection.execute(old.insert().values(kind="draft", **values))
        for position, (key, number) in enumerate((("a", 1), ("c", 9), ("b", 2)), 1):
            values = {"kind": "draft", "key": key, "position": position, "version": 7}
            connection.execute(RECORDS.insert().values(**values, value={"n": number}))
    engine.dispose()
    with Desk(f"sqlite:///{tmp_path / 'desk.sqlite'}") as desk:
        there, removed = rows(desk)
        assert {one.key: one.value["n"] for one in there["draft"]} == {"a": 1, "c": 9, "b": 2}
        replayed = snapshot(desk, desk.number())
        assert (replayed.kept, replayed.removed) == (there, removed)
        assert [desk.redo(), desk.redo(), desk.redo()] == [True, True, False]
        assert {key: value["n"] for key, value in kept(desk).items()} == {"a": 4, "c": 9, "b": 3}
        assert [desk.undo() for _ in range(5)] == [True, True, True, True, False]
        assert {key: value["n"] for key, value in kept(desk).items()} == {"a": 0, "c": 9}
        with desk.engine.connect() as connection:
            assert set(connection.scalars(sa.select(ACTS.c.act))) == {
                "found", "save", "undo", "redo",
            }  # fmt: skip
