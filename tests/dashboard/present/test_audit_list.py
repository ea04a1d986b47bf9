"""What the page tells of a file that is checked against its words: three answers, never more."""

from dashboard.present.review.audit_list import audit_list
from dashboard.session.session_file import SessionFile
from events.files.event_file import Loaded
from events.model.event import Source
from tests.makers.made_events import event

TEXT = "Soldiers fled over the river on 5 July 2021.\n\nOn 6 July 2021 they were counted."
FIRST = {"source": "gazette", "exact": "Soldiers fled", "start": 0, "end": 13}
SECOND = {"source": "gazette", "exact": "they were counted", "start": 61, "end": 78}
OTHER = {"source": "wire", "exact": "fire", "start": 0, "end": 4}
EVENTS = (
    event(id="well", title="They fled", date="2021-07-05", quotes=[FIRST]),
    event(id="wrong", title="They were counted", date="2021-07-09", quotes=[SECOND]),
    event(id="unknown", title="Shots", quotes=[OTHER]),
)
FILE = SessionFile(
    Loaded(
        "made.geojson",
        "Made",
        (
            Source(id="gazette", title="The crossing", length=len(TEXT)),
            Source(id="wire", title="Shots are told"),
        ),
        EVENTS,
        (),
        3,
        "",
    )
)


def test_each_event_has_one_of_three_answers_and_the_worst_comes_first() -> None:
    told = audit_list(FILE, {"gazette": TEXT})
    assert told["receipt"] == [
        "3 events",
        "1 not borne out",
        "1 cannot be checked",
        "1 borne out",
        "By the text of: The crossing",
    ]
    assert [(one["id"], one["words"]) for one in told["events"]] == [
        ("wrong", "Not borne out"),
        ("unknown", "Cannot be checked"),
        ("well", "Borne out"),
    ]
    assert told["events"][0]["findings"][0].startswith("date by gazette: 2021-07-09.")
    assert told["events"][1]["findings"] == [
        "quotes by wire: the quote at 0–4. Its text is not given."
    ]
    assert told["events"][2]["findings"] == []


def test_white_space_that_was_pasted_around_a_text_does_not_count() -> None:
    around = audit_list(FILE, {"gazette": f"\n {TEXT}\n"})
    assert around == audit_list(FILE, {"gazette": TEXT})


def test_of_many_the_first_are_listed_and_all_are_counted() -> None:
    told = audit_list(FILE, {"gazette": TEXT}, most=1)
    assert ([one["id"] for one in told["events"]], told["more"]) == (["wrong"], 2)
    assert told["receipt"][0] == "3 events"
