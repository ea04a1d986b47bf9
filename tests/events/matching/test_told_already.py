"""Which events are offered as telling the same, and what two drafts make."""

from typing import Any

import pytest

from events.matching.joined_drafts import join_drafts
from events.matching.merging import MergeError
from events.matching.told_already import told_already


def draft(key: str, words: str, source: str = "wire", **values: Any) -> dict[str, Any]:
    quote = {"source": source, "exact": words, "start": 0, "end": len(words)}
    properties = {"title": words, "quotes": [quote], **values}
    geometry = properties.pop("geometry", None)
    return {"type": "Feature", "id": key, "geometry": geometry, "properties": properties}


def keys(one: dict[str, Any], others: list[dict[str, Any]]) -> list[str]:
    return [offer.key for offer in told_already(one, others)]


HERE = {"type": "Point", "coordinates": [69.5, 37.1]}
KNOWN: dict[str, Any] = {
    "kind": "assault", "status": "reported", "date": "2021-07-05", "place": "Taloqan",
    "place_precision": "settlement", "radius_km": 5, "geometry": HERE,
}  # fmt: skip


def test_another_source_s_words_are_matched_by_day_place_and_what_they_say() -> None:
    here = draft("a", "Taliban attack kills soldiers in Taloqan", **KNOWN)
    elsewhere = draft("b", "Rain in Moscow", kind="context", date="2020-01-01")
    same = draft("c", "Soldiers killed by Taliban in Taloqan", "other", **KNOWN)
    later = draft("d", "Soldiers killed by Taliban in Taloqan", "other",
                  **KNOWN | {"date": "2021-09-05"})  # fmt: skip
    assert keys(same, [here, elsewhere]) == ["a"]
    assert keys(later, [here, elsewhere]) == []
    assert keys(same, [same]) == []


def test_one_text_s_words_are_matched_by_those_that_few_events_have() -> None:
    known = [
        draft("a", "Over 1,000 Afghan soldiers crossed the river"),
        draft("b", "Afghan officials asked for help"),
        draft("c", "Russia warned of unrest"),
    ]
    assert keys(draft("n", "the soldiers who crossed the river"), known) == ["a"]
    assert keys(draft("n", "Afghan markets opened"), known) == []


def test_what_is_unsound_of_a_draft_counts_as_not_known() -> None:
    known = [draft("a", "Soldiers crossed the river", date="soon", kind="what", radius_km="x")]
    assert keys(draft("n", "Soldiers crossed", date="2021-13"), known) == ["a"]


def test_further_words_of_one_source_fill_in_only_what_the_event_lacks() -> None:
    made = join_drafts(draft("a", "They fled", date="2021-07-05"), draft("b", "It hailed", **KNOWN))
    properties = made["properties"]
    assert [one["exact"] for one in properties["quotes"]] == ["They fled", "It hailed"]
    assert (properties["date"], properties["kind"], made["geometry"]) == (
        "2021-07-05", "assault", HERE,
    )  # fmt: skip
    assert "accounts" not in properties


def test_another_source_s_words_are_its_account_and_what_is_shown_follows() -> None:
    one = draft("a", "They fled", **KNOWN)
    other = draft("b", "They ran", "other", date="2021-07-06", status="claimed")
    made = join_drafts(one, other)["properties"]
    assert [(each["source"], each["date"]) for each in made["accounts"]] == [
        ("wire", "2021-07-05"), ("other", "2021-07-06"),
    ]  # fmt: skip
    assert "place" not in made["accounts"][1]
    assert (made["date"], made["date_basis"], made["place"]) == (
        "2021-07-05/2021-07-06", "inferred", "Taloqan",
    )  # fmt: skip
    third = join_drafts(join_drafts(one, other), draft("c", "They left", "other"))["properties"]
    assert [each["source"] for each in third["accounts"]] == ["wire", "other"]
    assert len(third["quotes"]) == 3


def test_what_no_account_can_have_is_told_before_two_become_one() -> None:
    with pytest.raises(MergeError, match='"date"'):
        join_drafts(draft("a", "They fled", date="soon"), draft("b", "They ran", "other"))
