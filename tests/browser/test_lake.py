"""The page over a lake is the same page; what is damaged, replaced or silent is told."""

import json
import shutil
import signal
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


VIEWS = {"bbox": "60,29,75,42", "zoom": 5}, {"bbox": "68,36,70,38", "zoom": 9}


def content(url: str, path: str, **parameters: Any) -> bytes:
    """Ask a server for something of the file or the lake that it shows."""
    address = f"{url}/api/collections/events/{path}?{urlencode(parameters, doseq=True)}"
    with urllib.request.urlopen(address, timeout=60) as response:
        found: bytes = response.read()
    return found


def ask(url: str, path: str, **parameters: Any) -> Any:
    return json.loads(content(url, path, **parameters))


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
    for path, asked in [*(("cells", view) for view in VIEWS), ("overview", {}), ("filters", {})]:
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


def damage(lake: Path) -> None:
    for part in lake.glob("batches/*/events/*.parquet"):
        part.write_bytes(b"damaged")


def test_a_damaged_part_is_told_and_the_counts_stay(own_lake: Path) -> None:
    with serving(own_lake) as url:
        ask(url, "overview")
        damage(own_lake)
        assert ask(url, "overview", status="reported")["counts"]["selected"]
        with pytest.raises(urllib.error.HTTPError) as refused:
            ask(url, "items", limit=3, bbox="60,30,80,40")
        assert refused.value.code == 503
        told = json.load(refused.value)["description"]
        assert "part-00000.parquet: found 7 bytes, expected" in told
        assert str(own_lake) not in told


def test_the_map_says_which_part_is_damaged_and_goes_on_when_it_is_back(
    own_lake: Path, made: Path, visit: Visit
) -> None:
    with serving(own_lake) as url:
        page = visit(f"{url}/?view=37,69,7")
        map_ = map_of(page)
        expect(counts(page)).to_contain_text(f"{SIZE:,} of {SIZE:,} events")
        damage(own_lake)
        for _ in range(4):
            map_.get_by_role("button", name="Zoom in").click()
        notice = map_.get_by_role("status").filter(has_text="could not be loaded")
        expect(notice).to_contain_text("part-00000.parquet: found 7 bytes")
        expect(counts(page)).to_contain_text(f"{SIZE:,} of {SIZE:,} events")
        shutil.copytree(made / "lake", own_lake, dirs_exist_ok=True)
        map_.get_by_role("button", name="Zoom out").click()
        expect(notice).to_be_hidden()


def files_of(folder: Path) -> dict[str, bytes]:
    """Return what each file below a folder holds."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def test_servers_share_nothing_but_the_lake_and_one_is_killed(own_lake: Path, visit: Visit) -> None:
    before, port = files_of(own_lake), free_port()
    asked = [("cells", view) for view in VIEWS] + [("overview", {}), ("filters", {})]

    def answers(url: str) -> list[bytes]:
        return [content(url, path, **parameters) for path, parameters in asked]

    with serving(own_lake) as other:
        with serving(own_lake, port=port, ending=signal.SIGKILL) as killed:
            told = answers(other)
            assert answers(killed) == told
            page = visit(f"{killed}/?event=made:1")
            map_of(page)
            title = region(page, "Event").get_by_role("heading", level=2).inner_text()
        expect(page.get_by_text("The server has stopped.")).to_be_visible()
        assert answers(other) == told
        assert files_of(own_lake) == before
        with serving(own_lake, port=port):
            expect(page.get_by_text("The server has stopped.")).to_be_hidden(timeout=60_000)
            expect(counts(page)).to_contain_text(f"{SIZE:,} of {SIZE:,} events")
            heading = region(page, "Event").get_by_role("heading", level=2)
            expect(heading).to_have_text(title)


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
