"""What the page asks of a table's columns, and what it takes for an answer."""

import base64
from pathlib import Path
from typing import Any

import pytest

from dashboard.present import column_form
from dashboard.session.file_opener import PLAIN, OpenResult, open_file
from dashboard.session.server_limits import PROFILE_BYTES, SMALL_FILE_BYTES
from events.importers.rows.options import Options, read_profile, write_profile
from events.importers.tables.column_roles import SPELLINGS
from events.model.problems import EventFileError
from tests.makers.imported import DATA
from tests.makers.workbooks import write_workbook

OWN_WORDS = "wo,wann,was\nKunduz,05/07/2021,A meeting\n"
SAID = Options({"place": "wo", "date": "wann", "title": "was"}, "day-first")


@pytest.fixture
def refused(tmp_path: Path) -> OpenResult:
    """A table whose columns have none of the usual names."""
    file = tmp_path / "table.csv"
    file.write_text(OWN_WORDS)
    opening = open_file(file)
    assert "expected a column with the place" in opening.file.problems[0]
    return opening


def test_every_role_is_asked_for_in_words() -> None:
    assert set(column_form.ROLES) == SPELLINGS.keys()


def test_a_table_without_a_known_place_asks_what_its_columns_hold(refused: OpenResult) -> None:
    asked = column_form.form_of(refused, PLAIN)
    assert asked is not None
    assert asked["columns"] == ("wo", "wann", "was")
    assert {column for _, _, column in asked["roles"]} == {""}


@pytest.mark.parametrize(
    "rows", [1, pytest.param(SMALL_FILE_BYTES // len(OWN_WORDS) * 2, marks=pytest.mark.slow)]
)
def test_it_is_read_by_the_readers_word(tmp_path: Path, rows: int) -> None:
    file = tmp_path / "table.csv"
    head, row, _ = OWN_WORDS.split("\n")
    file.write_text("\n".join([f"nr,{head}", *(f"{n},{row}" for n in range(rows))]))
    opening = open_file(file, options=SAID)
    assert (opening.file.loaded.read, opening.file.loaded.rejected) == (rows, 0)
    event = opening.file.table.events([0])[0]
    assert (event.title, event.place, event.date) == ("A meeting", "Kunduz", "2021-07-05")
    asked = column_form.form_of(opening, SAID)
    assert asked is not None
    taken = {role: column for role, _, column in asked["roles"] if column}
    assert taken == {**SAID.columns, "id": "nr"}
    assert asked["order"] == "day-first"


def test_an_answer_is_taken(refused: OpenResult) -> None:
    answer = {"columns": dict(SAID.columns), "order": "day-first"}
    assert column_form.read_answer(answer, refused) == SAID


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
        {"columns": {"place": "wo"}, "order": "", "calendar": "Mayan"},
        {"columns": {"place": "wo"}, "order": "", "sheet": "Two"},
        {"columns": {"place": "wo"}, "order": "", "encoding": "rot13"},
        {"columns": {"place": "wo"}, "order": "", "header_row": -1},
    ],
)
def test_an_answer_to_no_question_is_none(refused: OpenResult, answer: Any) -> None:
    assert column_form.read_answer(answer, refused) is None


@pytest.mark.parametrize("name", ["none.csv", "broken.xlsx", "broken.parquet", "broken.geojson"])
def test_what_is_no_table_asks_nothing(tmp_path: Path, name: str) -> None:
    if name.startswith("broken"):
        (tmp_path / name).write_bytes(b"\xff\x00{")
    opening = open_file(tmp_path / name)
    assert opening.file.refused
    assert column_form.form_of(opening, PLAIN) is None
    assert column_form.read_answer({"columns": {}, "order": ""}, opening) is None


def test_the_first_rows_stand_below_the_roles_of_their_columns(refused: OpenResult) -> None:
    asked = column_form.form_of(refused, SAID)
    assert asked is not None
    assert asked["heads"] == [["Place", "wo"], ["Date, or first day", "wann"], ["Title", "was"]]
    assert asked["rows"] == [["Kunduz", "05/07/2021", "A meeting"]]


def answer_to(opening: OpenResult, said: Options = PLAIN, **changed: Any) -> Options:
    """Answer a form as it stands, but for what is changed."""
    asked = column_form.form_of(opening, said)
    assert asked is not None
    columns = {role: column for role, _, column in asked["roles"]}
    given = {"columns": columns, "order": "", "header_row": asked["header_row"], **changed}
    answered = column_form.read_answer(given, opening, said)
    assert answered is not None
    return answered


def test_what_was_said_can_be_kept_as_a_profile_and_nothing_where_nothing_was(
    refused: OpenResult, tmp_path: Path
) -> None:
    asked = column_form.form_of(refused, SAID)
    assert asked is not None
    (tmp_path / "profile.json").write_text(asked["profile"], encoding="utf-8")
    assert read_profile(tmp_path / "profile.json") == SAID
    unsaid = column_form.form_of(refused, PLAIN)
    assert unsaid is not None
    assert unsaid["profile"] == ""


def test_a_calendar_is_chosen_where_it_was_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "years.csv"
    file.write_text("date,place\n1400/04/14,Weir\n")
    opening = open_file(file)
    assert "--calendar" in opening.file.problems[0]
    again = open_file(file, options=answer_to(opening, calendar="solar-hijri"))
    assert [event.date for event in again.file.table.events([0])] == ["2021-07-05"]


def test_an_encoding_is_chosen_where_it_was_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "letters.csv"
    file.write_bytes("place,date\nKöln,2021\n".encode("cp1252"))
    again = open_file(file, options=answer_to(open_file(file), encoding="cp1252"))
    assert [event.place for event in again.file.table.events([0])] == ["Köln"]


def test_the_order_of_dates_is_chosen_and_what_was_said_before_stays(tmp_path: Path) -> None:
    file = tmp_path / "days.csv"
    file.write_text("n,m\ndate,where\n05/07/2021,Weir\n25/07/2021,Ford\n")
    said = Options({"place": "where"}, header_row=2)
    opening = open_file(file, options=said)
    assert "--dates" in opening.file.problems[0]
    options = answer_to(opening, said, order="day-first")
    assert (options.order, options.header_row, dict(options.columns)) == (
        "day-first",
        2,
        {"place": "where"},
    )
    dates = [event.date for event in open_file(file, options=options).file.table.events([0, 1])]
    assert dates == ["2021-07-05", "2021-07-25"]


def test_a_published_layout_stays_one_when_its_order_of_dates_is_chosen(tmp_path: Path) -> None:
    text = (DATA / "acled.csv").read_text(encoding="utf-8-sig")
    file = tmp_path / "acled.csv"
    file.write_text(text.replace("2025-05-16", "07/05/2025"), encoding="utf-8")
    opening = open_file(file)
    assert "--dates" in opening.file.problems[0]
    again = open_file(file, options=answer_to(opening, order="day-first"))
    assert again.receipt is not None
    assert (again.receipt.layout, again.receipt.order) == ("ACLED", "day-first")
    assert "2025-05-07" in {event.date for event in again.file.table}


def test_a_sheet_and_a_header_are_chosen(tmp_path: Path) -> None:
    rows = [["date", "place"], ["Datum", "Ort"], ["2021-07-05", "Weir"]]
    file = write_workbook(tmp_path / "a.xlsx", {"One": rows, "Two": [["n"], ["1"]]})
    opening = open_file(file)
    asked = column_form.form_of(opening, PLAIN)
    assert asked is not None
    assert (asked["sheets"], asked["header_row"]) == (("One", "Two"), 1)
    options = answer_to(opening, sheet="One", header_row=2)
    assert (options.sheets, options.header_row, dict(options.columns)) == (("One",), 2, {})
    receipt = open_file(file, options=options).receipt
    assert receipt is not None
    assert receipt.roles == {"date": "Datum", "place": "Ort"}


def sent(data: bytes, name: str = "kept.json") -> dict[str, str]:
    """Give what the page sends of a profile that was opened."""
    return {"profile": base64.b64encode(data).decode("ascii"), "name": name}


def test_an_opened_profile_says_what_was_chosen(tmp_path: Path) -> None:
    path = tmp_path / "kept.json"
    write_profile(path, SAID)
    assert column_form.read_opened_profile(sent(path.read_bytes())) == SAID


@pytest.mark.parametrize(
    "data", [b"", b"[1]", b'{"colums": {}}', b'{"dates": "05/07"}', b"\xff\xfe{", b'{"columns":']
)
def test_what_is_no_profile_is_refused_as_on_the_command_line(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "kept.json"
    path.write_bytes(data)
    with pytest.raises(EventFileError) as expected:
        read_profile(path)
    with pytest.raises(EventFileError) as found:
        column_form.read_opened_profile(sent(data))
    assert str(found.value) == str(expected.value)


def test_a_profile_has_a_bound() -> None:
    longer = b"{}".ljust(PROFILE_BYTES + 1)
    assert column_form.read_opened_profile(sent(longer[:-1])) == Options()
    with pytest.raises(EventFileError, match="more than 50,000 bytes"):
        column_form.read_opened_profile(sent(longer))


@pytest.mark.parametrize("answer", [None, 1, {}, {"profile": 1}, {"profile": "{}"}])
def test_what_holds_no_profile_is_none(answer: Any) -> None:
    assert column_form.read_opened_profile(answer) is None


@pytest.mark.parametrize(
    "said",
    [
        Options({"place": "Dorf"}),
        Options({"no such role": "wo"}),
        Options(sheets=("x",)),
        Options(encoding="nope"),
        Options(header_row=70),
    ],
)
def test_choices_that_do_not_fit_leave_the_form_to_choose_again(
    refused: OpenResult, tmp_path: Path, said: Options
) -> None:
    opening = open_file(tmp_path / "table.csv", options=said)
    assert opening.file.refused
    asked = column_form.form_of(opening, said)
    assert asked is not None
    answer = {"columns": {role: "" for role, _, _ in asked["roles"]}, "order": ""}
    if not asked["columns"]:
        assert column_form.read_answer(answer, opening, said) == Options()
