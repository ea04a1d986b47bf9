"""What docs/event-format.md tells its readers is so."""

import json
import re
from itertools import chain
from pathlib import Path

import pytest

from events.files.event_file import parse_events
from events.files.feature_reader import PROPERTIES
from events.model.dates import parse_edtf
from events.model.event import Account, Actor, Aside, Evidence, Quantity, Quote, Source
from events.model.limits import (
    FEATURE_LEVELS,
    FILE_BYTES,
    FILE_EVENTS,
    GEOMETRY_POSITIONS,
    ID_CHARACTERS,
    TEXT_CHARACTERS,
    size_in_words,
)
from events.model.vocabulary import FORMAT_2, Basis, Kind, Precision, Rank, SourceKind, Status

PAGE = (Path(__file__).parents[3] / "docs" / "event-format.md").read_text(encoding="utf-8")
WORDS = set(re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL)))
RECORDS = (Account, Actor, Aside, Evidence, Quantity, Quote, Source)


def section(title: str) -> str:
    return PAGE.partition(f"## {title}\n")[2].partition("\n## ")[0]


def test_the_example_is_a_good_file():
    example, _ = re.findall(r"```json\n(.*?)```", PAGE, flags=re.DOTALL)
    loaded = parse_events(example.encode(), "example.geojson")
    assert loaded.problems == ()
    assert len(loaded.events) == 1


def test_the_example_of_accounts_keeps_the_rule():
    whole, several = map(json.loads, re.findall(r"```json\n(.*?)```", PAGE, flags=re.DOTALL))
    whole["format"] = FORMAT_2
    whole["sources"].append({"id": "wire", "title": "The crossing", "kind": "report"})
    placed = whole["features"][0]["properties"]
    several["accounts"][1] |= {name: placed[name] for name in placed if name.startswith("place")}
    several["accounts"][1] |= {"radius_km": placed["radius_km"]}
    placed |= several
    loaded = parse_events(json.dumps(whole).encode(), "example.geojson")
    assert loaded.problems == ()
    assert [one.source for one in loaded.events[0].accounts] == ["wire", "gazette"]


def test_every_name_and_every_word_is_described():
    names = set(chain(PROPERTIES, *(record.model_fields for record in RECORDS)))
    assert (
        names | {*Kind, *Status, *Precision, *Basis, *Rank, *SourceKind} | {"from", "by", "on"}
        <= WORDS
    )


@pytest.mark.parametrize(
    "limit",
    [
        f"| size of a file | {size_in_words(FILE_BYTES)} |",
        f"| features | {FILE_EVENTS:,} |",
        f"| positions in one geometry | {GEOMETRY_POSITIONS:,} |",
        f"| characters in one text | {TEXT_CHARACTERS:,} |",
        f"| characters in an id | {ID_CHARACTERS} |",
        f"| levels of lists and objects in a feature | {FEATURE_LEVELS} |",
    ],
)
def test_every_limit_is_stated(limit: str):
    assert limit in PAGE


def test_every_date_of_the_table_is_taken():
    written = re.findall(r"^\| (`.*?`) \|", section("Dates"), flags=re.MULTILINE)
    texts = re.findall(r"`([^`]+)`", " ".join(written))
    assert len(texts) == 16
    assert all(parse_edtf(text) for text in texts)
