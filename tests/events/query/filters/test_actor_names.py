"""Names are found by words: the exact one first, and by the other names of the same actor."""

import csv

import pytest

from events.query.filters.actor_names import TABLE, find_names, one_actor

NAMES = [
    ("Islamic Party", 90),
    ("This Front", 80),
    ("Taleban", 40),
    ("Government of Afghanistan", 30),
    ("Forces of IS", 9),
    ("Tehrik-i-Taliban Pakistan", 7),
    ("Islamic State (Iraq)", 5),
    ("IS", 2),
    ("Jamiat-i Islami-yi Afghanistan", 1),
]


def found(text: str) -> list[str]:
    return [match.name for match in find_names(NAMES, text, 20)[0]]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("IS", ["IS", "Forces of IS", "Islamic State (Iraq)", "Islamic Party"]),
        ("is", ["IS", "Forces of IS", "Islamic State (Iraq)", "Islamic Party"]),
        ("Taliban", ["Taleban", "Tehrik-i-Taliban Pakistan"]),
        ("tali", ["Tehrik-i-Taliban Pakistan", "Taleban"]),
        ("Daesh", ["IS", "Forces of IS", "Islamic State (Iraq)"]),
        ("DA’ESH", ["IS", "Forces of IS", "Islamic State (Iraq)"]),
        ("Islamic State", ["IS", "Islamic State (Iraq)", "Forces of IS"]),
        ("afghanistan government", ["Government of Afghanistan"]),
        ("gov afg", ["Government of Afghanistan"]),
        ("Jamiat", ["Jamiat-i Islami-yi Afghanistan"]),
        ("front this", ["This Front"]),
        ("his", []),
        ("nobody", []),
    ],
)
def test_the_exact_name_comes_first_and_no_middle_of_a_word_is_found(
    text: str, names: list[str]
) -> None:
    listed = found(text)
    assert [name for name in listed if name != "Jamiat-i Islami-yi Afghanistan"] == [
        name for name in names if name != "Jamiat-i Islami-yi Afghanistan"
    ]


def test_another_name_is_told_with_its_source() -> None:
    [first, *_], number = find_names(NAMES, "taliban", 1)
    assert (first.name, first.count, first.also, number) == ("Taleban", 40, "Taliban", 2)
    assert "UCDP Actor Dataset" in first.source


def test_the_names_of_one_actor_are_found_by_the_table_alone() -> None:
    names = ["IS", "Taliban", "Taleban", "TALEBAN", "Tehrik-i-Taliban Pakistan", "Da’esh"]
    found = {name: [other for other, _ in others] for name, others in one_actor(names).items()}
    assert found == {
        "IS": ["Da’esh"],
        "Da’esh": ["IS"],
        "Taliban": ["Taleban", "TALEBAN"],
        "Taleban": ["Taliban", "TALEBAN"],
        "TALEBAN": ["Taliban", "Taleban"],
    }


def test_without_words_those_with_the_most_events_come_first() -> None:
    assert found("")[:3] == ["Islamic Party", "This Front", "Taleban"]


def test_no_more_are_given_than_asked_for_and_all_are_counted() -> None:
    matches, number = find_names(NAMES, "is", 2)
    assert ([match.name for match in matches], number > 2) == (["IS", "Forces of IS"], True)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Houthi", "Ansarallah"),
        ("houthis", "Ansarallah"),
        ("Ansar Allah", "Ansarallah"),
        ("Al Shabab", "Al-Shabaab"),
        ("al-shabab", "Al-Shabaab"),
        ("Shabab", "Al-Shabaab"),
        ("Shabaab", "Al-Shabaab"),
    ],
)
def test_a_name_of_the_news_finds_the_name_of_the_data_set(text: str, name: str) -> None:
    names = [("Government of Yemen (North Yemen)", 9), ("Ansarallah", 8), ("Al-Shabaab", 7)]
    assert [match.name for match in find_names(names, text, 9)[0]] == [name]


def test_every_line_of_the_table_has_its_source() -> None:
    with TABLE.open(encoding="utf-8", newline="") as table:
        lines = list(csv.DictReader(table))
    assert lines
    assert [line for line in lines if not all(line.values())] == []
    names = [line["name"].casefold() for line in lines]
    assert len(set(names)) == len(names), "a name is one actor's"
    assert {line["actor"] for line in lines} <= {line["name"] for line in lines}
