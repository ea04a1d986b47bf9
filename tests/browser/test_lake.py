"""The page over a lake is the same page; what is damaged, replaced or silent is told."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from events.lake.builds.building import build_lake, compact_lake
from tests.browser.conftest import free_port, serving
from tests.browser.reader import Visit, map_of, region
from tests.browser.test_many_events import counts
from tests.makers.generator import write_events

SIZE = 3_000


@dataclass(frozen=True)
class Served:
    """A server of a lake, and one of the same events as a file."""

    lake: str
    file: str
    folder: Path

    def ask(self, url: str, path: str, **parameters: Any) -> Any:
        address = f"{url}/api/collections/events/{path}?{urlencode(parameters, doseq=True)}"
        with urllib.request.urlopen(address, timeout=60) as response:
            return json.load(response)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("lake")
    write_events(SIZE, folder / "made.parquet")
    build_lake([folder / "made.parquet"], str(folder / "lake"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        with serving(folder / "lake") as lake, serving(folder / "made.parquet") as file:
            yield Served(lake, file, folder / "lake")


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
        one, other = (
            served.ask(url, path, **filters, **asked) for url in (served.lake, served.file)
        )
        for part in ("cells", "marks"):
            for mark in one.get(part, []) + other.get(part, []):
                for name in ("order", "lon", "lat"):  # each table's own, or a sum in another order
                    mark.pop(name, None)
        for answer in (one, other):
            if "marks" in answer:
                answer["marks"].sort(key=lambda mark: mark["id"])
        assert one == other


def test_the_page_shows_the_lake_and_an_event_of_it(served: Served, visit: Visit) -> None:
    page = visit(f"{served.lake}/?event=made:1")
    map_of(page)
    expect(counts(page)).to_contain_text(f"{SIZE:,} of {SIZE:,} events")
    title = served.ask(served.file, "items/made:1")["properties"]["title"]
    expect(region(page, "Event").get_by_role("heading", level=2)).to_have_text(title)


def test_a_new_version_is_offered_and_readers_keep_theirs(
    served: Served, visit: Visit, tmp_path: Path
) -> None:
    (tmp_path / "more.csv").write_text(
        "id,title,date,latitude,longitude\n1,A patrol,2021-07-05,37,68\n", encoding="utf-8"
    )
    build_lake([tmp_path / "more.csv"], str(served.folder))
    compact_lake(str(served.folder))
    assert served.ask(served.lake, "items", limit=1)["numberMatched"] == SIZE
    page = visit(served.lake)
    map_of(page)
    page.get_by_role("button", name="Open", exact=True).click()
    page.get_by_role("button", name="Open it").click()
    expect(counts(page)).to_contain_text(f"{SIZE + 1:,} of {SIZE + 1:,} events")


def test_a_damaged_part_is_told_and_the_counts_stay(served: Served) -> None:
    for part in served.folder.glob("batches/*/events/*.parquet"):
        part.write_bytes(b"damaged")
    assert served.ask(served.lake, "overview", status="reported")["counts"]["selected"]
    with pytest.raises(urllib.error.HTTPError) as refused:
        served.ask(served.lake, "items", limit=3)
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
