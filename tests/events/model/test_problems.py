import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.model.problems import (
    LEFT_OFF,
    EventFileError,
    Problem,
    Words,
    brief,
    inside,
    quote_value,
)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def problem(**parts: object) -> Problem:
    defaults = {
        "file": "events.geojson",
        "feature": 17,
        "id": "evt-42",
        "field": "date",
        "found": "2021-13-02",
        "expected": "EDTF such as 2021-07-05",
        "hint": LEFT_OFF,
    }
    return Problem(**{**defaults, **parts})


def test_a_problem_is_one_line():
    assert str(problem()) == (
        'events.geojson, feature 17 (id "evt-42"), date: found "2021-13-02", expected EDTF such '
        "as 2021-07-05. The event is left off the map; correct it and reload."
    )


def test_a_problem_of_the_whole_file_names_no_feature():
    told = str(problem(feature=None, id=None, field="", found=Words("a folder"), hint=""))
    assert told == "events.geojson: found a folder, expected EDTF such as 2021-07-05."


def test_a_problem_as_members():
    assert problem().as_dict() == {
        "file": "events.geojson",
        "feature": 17,
        "id": "evt-42",
        "field": "date",
        "found": "2021-13-02",
        "expected": "EDTF such as 2021-07-05",
        "hint": LEFT_OFF,
    }


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (None, "nothing"),
        (True, "true"),
        (17, "17"),
        (10**300, "1" + 78 * "0"),
        (math.inf, "Infinity"),
        ([190.0, 36], "[190.0, 36]"),
        ([math.nan, 36.0], "[NaN, 36.0]"),
        (["a", "b"], '["a", "b"]'),
        (list(range(5)), "a list of 5 items"),
        ([[1]], "a list of 1 item"),
        ({"a": 1, "b": 2}, "an object of 2 members"),
        ("a" * 81, '"' + "a" * 79 + '…"'),
        ("tab\tnew\nline", '"tab\\tnew\\nline"'),
        ("\x1b]0;title\x07\x9b31m", '"\\u001b]0;title\\u0007\\u009b31m"'),
        ("\u202eevil\u2066", '"\\u202eevil\\u2066"'),
        ("\ud83d", '"\\ud83d"'),
        ("\U000e0001", '"\\U000e0001"'),
        ("Хоруғ خاروغ", '"Хоруғ خاروغ"'),
    ],
)
def test_a_found_value_is_shown_short_and_escaped(found: object, text: str):
    assert quote_value(found) == text


@given(json_values, st.text(), st.text())
def test_no_problem_reaches_beyond_its_line(found: object, name: str, field: str):
    told = str(problem(file=name, id=name, field=field, found=found))
    assert told.isprintable()


@given(json_values)
def test_what_is_found_in_brief_is_json(found: object):
    json.dumps(brief(found), allow_nan=False)
    assert brief(brief(found)) == brief(found)


def test_an_error_tells_all_its_problems():
    error = EventFileError(problem(), problem(feature=18))
    assert str(error).count("\n") == 1
    assert len(error.problems) == 2


def test_paths_join():
    assert inside(inside("quotes", "[3]"), "end") == "quotes[3].end"
