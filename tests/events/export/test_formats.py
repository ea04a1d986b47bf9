"""The registry of formats: what it says is what docs say and what a file loses."""

from pathlib import Path

import pytest

from events.export.formats import EVENT_FORMATS, FORMATS, Format, format_of
from events.model.problems import EventFileError

DOCS = Path(__file__).resolve().parents[3] / "docs/own-data.md"
OF_COLLECTION = "title and sources of the collection"


def row_of(entry: Format) -> str:
    """Write a format as the docs' table has it."""
    lost = [*([] if entry.has_members else [OF_COLLECTION]), *(one.what for one in entry.losses)]
    return f"| `{entry.ending}` | {entry.holds} | {'; '.join(lost)} |".replace("|  |", "| |")


def test_the_docs_list_every_format_and_what_it_loses() -> None:
    table = DOCS.read_text().split("## Out again")[1].split("\n\n")[2].splitlines()
    assert table == [
        "| | holds | does not hold |",
        "| --- | --- | --- |",
        *map(row_of, FORMATS.values()),
    ]


@pytest.mark.parametrize("name", ["a.shp", "a", "a.html"])
def test_another_ending_is_refused_with_those_there_are(name: str) -> None:
    with pytest.raises(EventFileError) as raised:
        format_of(Path(name))
    assert f"expected one of {', '.join([*EVENT_FORMATS, '.jsonld'])}." in str(
        raised.value.problems[0]
    )
