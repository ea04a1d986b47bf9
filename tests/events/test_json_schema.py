import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from events.json_schema import event_file_schema

ROOT = Path(__file__).parents[2]
WRITTEN = ROOT / "docs" / "event-file.schema.json"
REFRESH = "the models changed: run `python -m events.json_schema > docs/event-file.schema.json`"
FILES = ROOT / "tests" / "data" / "events"

validator = Draft202012Validator(event_file_schema())


def faults(path: Path) -> int:
    return len(list(validator.iter_errors(json.loads(path.read_text(encoding="utf-8")))))


def test_the_written_schema_is_current():
    assert json.loads(WRITTEN.read_text(encoding="utf-8")) == event_file_schema(), REFRESH


def test_the_schema_is_one():
    Draft202012Validator.check_schema(event_file_schema())


@pytest.mark.parametrize(
    "path", [FILES / "good.geojson", *(ROOT / "events/data").glob("*.geojson")]
)
def test_good_files_fit_it(path: Path):
    assert faults(path) == 0


@pytest.mark.parametrize(
    "name",
    [
        "asides",
        "asides-not-a-list",
        "empty-coordinates",
        "features-not-a-list",
        "no-format",
        "no-id",
        "no-title",
        "short-ring",
        "source-without-id",
        "swapped",
        "unknown-kind",
        "unknown-status",
    ],
)
def test_an_editor_can_see_these_faults(name: str):
    assert faults(FILES / f"{name}.geojson") > 0
