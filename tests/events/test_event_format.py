"""What docs/event-format.md tells its readers is so."""

import re
from itertools import chain
from pathlib import Path

import pytest

from events.dates import parse_edtf
from events.decoding import LONGEST_TEXT, MOST_BYTES, MOST_NESTING
from events.features import PROPERTIES
from events.fields import LONGEST_ID
from events.geometry import MOST_VERTICES
from events.loading import MOST_FEATURES, parse_events
from events.schema import Actor, Evidence, Quantity, Quote, Source
from events.vocabulary import Basis, Kind, Precision, Status

PAGE = (Path(__file__).parents[2] / "docs" / "event-format.md").read_text(encoding="utf-8")
WORDS = set(re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL)))
RECORDS = (Actor, Evidence, Quantity, Quote, Source)


def section(title: str) -> str:
    return PAGE.partition(f"## {title}\n")[2].partition("\n## ")[0]


def test_the_example_is_a_good_file():
    (example,) = re.findall(r"```json\n(.*?)```", PAGE, flags=re.DOTALL)
    loaded = parse_events(example.encode(), "example.geojson")
    assert loaded.problems == ()
    assert len(loaded.events) == 1


def test_every_name_and_every_word_is_described():
    names = set(chain(PROPERTIES, *(record.model_fields for record in RECORDS)))
    assert names | {*Kind, *Status, *Precision, *Basis} <= WORDS


@pytest.mark.parametrize(
    "limit",
    [
        f"| size of a file | {MOST_BYTES // 1_000_000} MB |",
        f"| features | {MOST_FEATURES:,} |",
        f"| positions in one geometry | {MOST_VERTICES:,} |",
        f"| characters in one text | {LONGEST_TEXT:,} |",
        f"| characters in an id | {LONGEST_ID} |",
        f"| levels of lists and objects in a feature | {MOST_NESTING} |",
    ],
)
def test_every_limit_is_stated(limit: str):
    assert limit in PAGE


def test_every_date_of_the_table_is_taken():
    written = re.findall(r"^\| (`.*?`) \|", section("Dates"), flags=re.MULTILINE)
    texts = re.findall(r"`([^`]+)`", " ".join(written))
    assert len(texts) == 16
    assert all(parse_edtf(text) for text in texts)
