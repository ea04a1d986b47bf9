"""What the page asks of a table's columns, and what it takes for an answer."""

from pathlib import Path
from typing import Any

import pytest

from dashboard import naming
from dashboard.opening import MOST_BYTES, PLAIN, Opening, open_file
from events.importers.columns import SPELLINGS
from events.importing import Options

OWN_WORDS = "wo,wann,was\nKunduz,05/07/2021,A meeting\n"
SAID = Options({"place": "wo", "date": "wann", "title": "was"}, "day-first")


@pytest.fixture
def refused(tmp_path: Path) -> Opening:
    """A table whose columns have none of the usual names."""
    file = tmp_path / "table.csv"
    file.write_text(OWN_WORDS)
    opening = open_file(file)
    assert "expected a column with the place" in opening.file.problems[0]
    return opening


def test_every_role_is_asked_for_in_words() -> None:
    assert naming.ROLES.keys() == SPELLINGS.keys()


def test_a_table_without_a_known_place_asks_what_its_columns_hold(refused: Opening) -> None:
    asked = naming.asked(refused, PLAIN)
    assert asked is not None
    assert asked["columns"] == ("wo", "wann", "was")
    assert {column for _, _, column in asked["roles"]} == {""}


@pytest.mark.parametrize("rows", [1, MOST_BYTES // len(OWN_WORDS) * 2])
def test_it_is_read_by_the_readers_word(tmp_path: Path, rows: int) -> None:
    file = tmp_path / "table.csv"
    head, row, _ = OWN_WORDS.split("\n")
    file.write_text("\n".join([f"nr,{head}", *(f"{n},{row}" for n in range(rows))]))
    opening = open_file(file, options=SAID)
    assert (opening.file.loaded.read, opening.file.loaded.rejected) == (rows, 0)
    event = opening.file.table.events([0])[0]
    assert (event.title, event.place, event.date) == ("A meeting", "Kunduz", "2021-07-05")
    asked = naming.asked(opening, SAID)
    assert asked is not None
    taken = {role: column for role, _, column in asked["roles"] if column}
    assert taken == {**SAID.columns, "id": "nr"}
    assert asked["order"] == "day-first"


def test_an_answer_is_taken(refused: Opening) -> None:
    answer = {"columns": dict(SAID.columns), "order": "day-first"}
    assert naming.answered(answer, refused) == SAID


@pytest.mark.parametrize(
    "answer",
    [
        None,
        "wo",
        {},
        {"columns": {"place": "wohin"}, "order": ""},
        {"columns": {"plaice": "wo"}, "order": ""},
        {"columns": {"place": ["wo"]}, "order": ""},
        {"columns": {"place": "wo"}, "order": "year-first"},
        {"columns": {"place": "wo"}},
    ],
)
def test_an_answer_to_no_question_is_none(refused: Opening, answer: Any) -> None:
    assert naming.answered(answer, refused) is None


@pytest.mark.parametrize("name", ["none.csv", "broken.xlsx", "broken.parquet", "broken.geojson"])
def test_what_is_no_table_asks_nothing(tmp_path: Path, name: str) -> None:
    if name.startswith("broken"):
        (tmp_path / name).write_bytes(b"\xff\x00{")
    opening = open_file(tmp_path / name)
    assert opening.file.refused
    assert naming.asked(opening, PLAIN) is None
    assert naming.answered({"columns": {}, "order": ""}, opening) is None
