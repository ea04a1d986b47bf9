"""A million events by the real command: the counts on the screen are those of a plain count."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from events.model.vocabulary import FAMILIES
from events.query.selection import Selection
from tests.bench.wording import ACTORS
from tests.browser.conftest import serving
from tests.browser.reader import Visit, map_of
from tests.browser.test_many_events import OPENING, counts, told
from tests.events.query.test_million import Million, read, selected
from tests.makers.generator import STATUSES, write_events

SIZE = 1_000_000
SELECTIONS = 6


@dataclass(frozen=True)
class Served:
    """A server with a million events, and their columns as they stand in the file."""

    url: str
    plain: Million


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("a-million")
    path = folder / "million.parquet"
    write_events(SIZE, path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        with serving(path) as url:
            yield Served(url, read(None, path))  # type: ignore[arg-type]


def chosen(seed: int) -> tuple[dict[str, str | list[str]], Selection]:
    """Choose filters at random: as the page's address has them, and as a selection."""
    dice = random.Random(seed)
    address: dict[str, str | list[str]] = {}
    asked = Selection()
    if dice.random() < 0.7:
        first = date(1994, 6, 1) + timedelta(days=dice.randrange(8_000))
        last = first + timedelta(days=dice.choice([1, 40, 400, 2_000]))
        address["dates"] = [str(first), str(last)]
        asked = replace(asked, dates=(first, last), rule=dice.choice(["overlaps", "inside"]))
        address["rule"] = asked.rule
    if dice.random() < 0.5:
        address["undated"], asked = "false", replace(asked, undated=False)
    if dice.random() < 0.4:
        families = dice.sample(sorted(FAMILIES), 2)
        address["kind"] = families
        kinds = frozenset(kind for family in families for kind in FAMILIES[family].kinds)
        asked = replace(asked, kinds=kinds)
    if dice.random() < 0.4:
        statuses = dice.sample(list(map(str, STATUSES)), 2)
        address["status"], asked = statuses, replace(asked, statuses=frozenset(statuses))
    if dice.random() < 0.4:
        actors = dice.sample(ACTORS, 3)
        address["actor"], asked = actors, replace(asked, actors=frozenset(actors))
    if dice.random() < 0.4:
        address["words"] = dice.choice(["bridge", "Road GUARDS", "kunduz"])
        asked = replace(asked, words=address["words"])
    return address, asked


def test_the_counts_are_those_of_a_plain_count(served: Served, visit: Visit) -> None:
    found = set()
    page = visit(f"{served.url}/_stcore/health")
    for seed in range(SELECTIONS):
        address, asked = chosen(seed)
        rows = served.plain.plain[selected(served.plain, asked)]
        page.goto(f"{served.url}/?{urlencode(address, doseq=True)}")
        expect(counts(page)).to_contain_text(told(rows, SIZE), timeout=OPENING * 1000)
        map_of(page)
        found.add(len(rows))
    assert len(found) == SELECTIONS
