"""The page over a lake is the same page; what is damaged, replaced or silent is told."""

import json
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from events.lake.builds.building import build_lake
from events.lake.builds.compaction import compact_lake
from tests.browser.conftest import free_port, serving
from tests.browser.reader import Visit, map_of, region
from tests.browser.test_many_events import counts
from tests.makers.generator import write_events

SIZE = 3_000


def ask(url: str, path: str, **parameters: Any) -> Any:
    """Ask a server for something of the file or the lake that it shows."""
    address = f"{url}/api/collections/events/{path}?{urlencode(parameters, doseq=True)}"
    with urllib.request.urlopen(address, timeout=60) as response:
        return json.load(response)


@dataclass(frozen=True)
class Served:
    """A server of a lake, and one of the same events as a file; no test changes what they show."""

    lake: str
    file: str


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a file of made-up events, and a lake of the same."""
    folder = tmp_path_factory.mktemp("made")
    write_events(SIZE, folder / "made.parquet")
    build_lake([folder / "made.parquet"], str(folder / "lake"))
    return folder


@pytest.fixture(scope="module")
def served(made: Path) -> Iterator[Served]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(made))
        with serving(made / "lake") as lake, serving(made / "made.parquet") as file:
            yield Served(lake, file)


@pytest.fixture
def own_lake(made: Path, tmp_path: Path) -> Path:
    """A lake of one test's own, which may change it.

    pytest runs all tests with a browser before those without, so that a lake that one of them
    changes is another one for a test that stands above it.
    """
    return shutil.copytree(made / "lake", tmp_path / "lake")


@pytest.mark.parametrize(
    "filters",
    [
        {},
        {"kind": ["assault", "coerce"]},
        {"datetime": "2009-01-01/2010-06-15"},
        {"datetime": "2009-01-01/2010-06-15", "rule": "inside", "undated": "false"},
        {"status": "claimed", "words": "bridge"},
    ],
    ids=["all", "kinds", "days", "surely", "words"],
)
def test_what_the_page_asks_is_answered_as_for_a_file(
    served: Served, filters: dict[str, Any]
) -> None:
    views = [{"bbox": "60,29,75,42", "zoom": 5}, {"bbox": "68,36,70,38", "zoom": 9}]
    for path, asked in [*(("cells", view) for view in views), ("overview", {}), ("filters", {})]:
        one, other = (ask(url, path, **filters, **asked) for url in (served.lake, served.file))
        for answer in (one, other):
            for mark in answer.get("marks", []):
                del mark["order"]  # each table's own
            if "marks" in answer:
                answer["marks"].sort(key=lambda mark: mark["id"])
        assert one == other


def test_the_page_shows_the_lake_and_an_event_of_it(served: Served, visit: Visit) -> None:
    page = visit(f"{served.lake}/?event=made:1")
    map_of(page)
    expect(counts(page)).to_contain_text(f"{SIZE:,} of {SIZE:,} events")
    title = ask(served.file, "items/made:1")["properties"]["title"]
    expect(region(page, "Event").get_by_role("heading", level=2)).to_have_text(title)


def test_a_new_version_is_offered_and_readers_keep_theirs(
    own_lake: Path, visit: Visit, tmp_path: Path
) -> None:
    (tmp_path / "more.csv").write_text(
        "id,title,date,latitude,longitude\n1,A patrol,2021-07-05,37,68\n", encoding="utf-8"
    )
    with serving(own_lake) as url:
        assert ask(url, "items", limit=1)["numberMatched"] == SIZE
        build_lake([tmp_path / "more.csv"], str(own_lake))
        compact_lake(str(own_lake))
        assert ask(url, "items", limit=1)["numberMatched"] == SIZE
        page = visit(url)
        map_of(page)
        page.get_by_role("button", name="Open", exact=True).click()
        page.get_by_role("button", name="Open it").click()
        expect(counts(page)).to_contain_text(f"{SIZE + 1:,} of {SIZE + 1:,} events")


def test_a_damaged_part_is_told_and_the_counts_stay(own_lake: Path) -> None:
    with serving(own_lake) as url:
        ask(url, "overview")
        for part in own_lake.glob("batches/*/events/*.parquet"):
            part.write_bytes(b"damaged")
        assert ask(url, "overview", status="reported")["counts"]["selected"]
        with pytest.raises(urllib.error.HTTPError) as refused:
            ask(url, "items", limit=3)
        assert refused.value.code == 503
        assert "what cannot be read" in json.load(refused.value)["description"]


def test_an_address_that_does_not_answer_is_told(visit: Visit) -> None:
    address = (
        f"s3://a/lake?scheme=http&endpoint_override=127.0.0.1%3A{free_port()}&region=us-east-1"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "a")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "b")
        patch.setenv("AWS_MAX_ATTEMPTS", "1")
        with serving(address) as url:
            expect(visit(url).get_by_text("no answer").first).to_be_visible()
