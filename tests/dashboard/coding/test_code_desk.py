"""What a coder does on the desk, without a browser."""

from pathlib import Path
from typing import Any

import pytest

from dashboard.coding.code_desk import CodeDesk
from events.desk.acts import OutdatedError
from events.files.event_file import load_events

TEXT = (
    "Soldiers were killed in Kunduz on Monday. Fighting spread in northeast Afghanistan. "
    "They fled.\n\nAuthor: A. Writer"
)


@pytest.fixture
def desk(tmp_path: Path) -> CodeDesk:
    made = CodeDesk(str(tmp_path / "desk.sqlite"))
    made.add_text(TEXT, {"title": "A wire", "language": "en", "published": "2021-07-08"})
    return made


def source_of(desk: CodeDesk) -> str:
    found: str = desk.state()["sources"][0]["id"]
    return found


def begun(desk: CodeDesk, words: str) -> str:
    at = TEXT.index(words)
    return desk.add_draft(source_of(desk), at, at + len(words))


def draft(desk: CodeDesk, key: str) -> Any:
    return next(one for one in desk.state()["drafts"] if one["key"] == key)


def test_a_place_of_several_is_taken_by_the_coder_and_undone(desk: CodeDesk) -> None:
    key = begun(desk, "Soldiers were killed in Kunduz on Monday")
    one = draft(desk, key)
    assert (one["lacks"], one["drawn"], "place" in one["properties"]) == ([], False, False)
    precisions = [each["values"]["place_precision"] for each in one["proposals"]["place"]]
    assert sorted(precisions) == ["district", "province", "settlement"]
    desk.take(key, one["version"], "place", precisions.index("settlement"))
    one = draft(desk, key)
    assert (one["lacks"], one["drawn"], one["properties"]["radius_km"]) == ([], True, 5)
    desk.written()
    [event] = load_events(desk.file).events
    assert event.place == "Kunduz"
    assert event.geometry is not None
    assert event.geometry.as_geojson()["coordinates"] == [68.86, 36.73]
    assert desk.undo()
    assert not draft(desk, key)["drawn"]


def test_a_region_without_an_outline_is_no_sound_event_until_it_has_no_place(
    desk: CodeDesk,
) -> None:
    key = begun(desk, "Fighting spread in northeast Afghanistan")
    one = draft(desk, key)
    assert [lack["field"] for lack in one["lacks"]] == ["place_precision"]
    desk.set_field(key, one["version"], "place", "")
    assert draft(desk, key)["lacks"] == []


def test_what_a_coder_writes_is_kept_and_an_empty_field_is_taken_out(desk: CodeDesk) -> None:
    key = begun(desk, "They fled")
    desk.set_field(key, 1, "date", "2021-07-05")
    assert draft(desk, key)["properties"]["date_basis"] == "coded"
    desk.set_field(key, 2, "date", "soon")
    assert [lack["field"] for lack in draft(desk, key)["lacks"]] == ["date"]
    desk.set_field(key, 3, "date", "")
    properties = draft(desk, key)["properties"]
    assert not {"date", "date_basis", "date_says"} & properties.keys()
    with pytest.raises(OutdatedError):
        desk.set_field(key, 3, "date", "2021-07-06")


def test_words_are_added_asides_marked_and_an_event_removed(desk: CodeDesk) -> None:
    key = begun(desk, "Soldiers were killed in Kunduz on Monday")
    at = TEXT.index("They fled")
    desk.add_quote(key, 1, source_of(desk), at, at + 9)
    assert [one["exact"] for one in draft(desk, key)["properties"]["quotes"]][1] == "They fled"
    at = TEXT.index("Author")
    desk.add_aside(source_of(desk), at, len(TEXT), "Tells no event.")
    desk.written()
    [aside] = load_events(desk.file).asides
    assert aside.exact == "Author: A. Writer"
    desk.remove(key, 2)
    assert desk.state()["drafts"] == []
    assert begun(desk, "Soldiers were killed in Kunduz on Monday") == key
    assert TEXT not in desk.file.read_text("utf-8")


def test_every_field_is_written_by_hand(desk: CodeDesk) -> None:
    key = begun(desk, "They fled")
    for field, written in {
        "quantities": "over 400 soldiers; -20 tanks; 5–7 posts; ? mules; about a dozen carts",
        "actors": "Afghan soldiers (actor); Taliban",
        "date": "the night of 4 July",
        "note": "By phone.",
        "speaker-0": "A. Writer",
    }.items():
        desk.set_field(key, draft(desk, key)["version"], field, written)
    one = draft(desk, key)["properties"]
    numbers = [(each["what"], each["low"], each["high"]) for each in one["quantities"]]
    assert numbers == [
        ("soldiers", 401, None), ("tanks", None, 20), ("posts", 5, 7), ("mules", None, None),
        ("about a dozen carts", None, None),
    ]  # fmt: skip
    assert one["actors"] == [
        {"name": "Afghan soldiers", "role": "actor"}, {"name": "Taliban", "role": ""},
    ]  # fmt: skip
    assert (one["date"], one["date_basis"]) == ("2021-07-04/2021-07-05", "coded")
    assert (one["note"], one["quotes"][0]["speaker"]) == ("By phone.", "A. Writer")
    assert draft(desk, key)["written"] == {
        "accounts": [],
        "quantities": "401- soldiers; -20 tanks; 5-7 posts; ? mules; ? about a dozen carts",
        "actors": "Afghan soldiers (actor); Taliban",
    }


def test_a_place_is_found_by_its_name_in_any_script(desk: CodeDesk) -> None:
    key = begun(desk, "They fled")
    for typed in ("dush", "Душан", "دوشنبه"):
        found = desk.find_places(typed)
        assert "Dushanbe" in [one["name"] for one in found], typed
    number = next(one["number"] for one in desk.find_places("Dushanbe"))
    desk.set_place(key, 1, number)
    one = draft(desk, key)
    assert (one["drawn"], one["properties"]["place_basis"]) == (True, "coded")
    assert desk.find_places("  ") == desk.find_places("Atlantis") == []


def test_added_words_fill_in_anew_what_the_coder_did_not_change(desk: CodeDesk) -> None:
    key = begun(desk, "They fled")
    assert draft(desk, key)["properties"]["date"] == "../2021-07-08"
    desk.set_field(key, 1, "kind", "context")
    at = TEXT.index("Soldiers were killed")
    desk.add_quote(key, 2, source_of(desk), at, TEXT.index(" Fighting"))
    one = draft(desk, key)["properties"]
    assert (one["kind"], one["date"], len(one["quotes"])) == ("context", "2021-07-05", 2)


def test_what_is_known_of_a_source_is_changed_and_read_anew(desk: CodeDesk) -> None:
    key = begun(desk, "Soldiers were killed in Kunduz on Monday")
    [source] = desk.state()["sources"]
    assert draft(desk, key)["proposals"]["date"][0]["values"]["date"] == "2021-07-05"
    details = {
        "title": "A wire",
        "author": "A. Writer",
        "language": "en",
        "published": "2021-08-05",
    }
    desk.edit_source(source["id"], source["version"], details)
    assert draft(desk, key)["proposals"]["date"][0]["values"]["date"] == "2021-08-02"
    assert draft(desk, key)["properties"]["date"] == "2021-07-05"
    [changed] = desk.state()["sources"]
    assert (changed["author"], changed["sha256"]) == ("A. Writer", source["sha256"])
    with pytest.raises(OutdatedError):
        desk.edit_source(source["id"], source["version"], details | {"author": "B. Writer"})
    assert desk.undo()
    assert desk.state()["sources"][0]["published"] == "2021-07-08"


def test_a_title_is_not_cut_within_a_word(desk: CodeDesk) -> None:
    words = "Officials asked the alliance for help at the border. " * 4
    desk.add_text(words, {"title": "Another", "language": "en", "published": "2021-07-08"})
    key = desk.add_draft(desk.state()["sources"][-1]["id"], 0, len(words))
    title = draft(desk, key)["properties"]["title"]
    assert title.removesuffix(" …").split() == words.split()[: len(title.split()) - 1]
    assert len(title) <= 120


@pytest.mark.parametrize("quotes", [None, [], "none", [{"source": "none"}], [5]])
def test_an_event_whose_words_cannot_be_read_hides_no_other(desk: CodeDesk, quotes: Any) -> None:
    sound, broken = (
        begun(desk, "Soldiers were killed in Kunduz on Monday"),
        begun(desk, "They fled"),
    )
    value = dict(desk.store.find("draft", broken).value)  # type: ignore[union-attr]
    value["properties"] = {**value["properties"], "quotes": quotes}
    if quotes is None:
        del value["properties"]["quotes"]
    desk.store.save("draft", broken, value, seen=1)
    assert [one["key"] for one in desk.state()["drafts"]] == [sound, broken]
    assert draft(desk, broken)["lacks"]
    desk.written()
    assert [event.id for event in load_events(desk.file).events] == [sound]
    desk.remove(broken, 2)
    assert [one["key"] for one in desk.state()["drafts"]] == [sound]


def test_the_history_names_fields_as_the_card_does(desk: CodeDesk) -> None:
    key = begun(desk, "Soldiers were killed in Kunduz on Monday")
    desk.set_field(key, 1, "quantities", "12 killed")
    desk.set_field(key, 2, "actors", "Taliban (party)")
    desk.take(key, 3, "place", 0)
    placed, actors, numbers, made = (one["fields"] for one in desk.history(key))
    assert actors == [["Actors", None, "Taliban (party)"]]
    assert numbers == [["Numbers", None, "12 killed"]]
    assert {name for name, *_ in placed} >= {"Place", "Precision of the place", "Shape on the map"}
    names = [name for fields in (placed, actors, numbers, made) for name, *_ in fields]
    assert [name for name in names if "_" in name or name.islower()] == []
