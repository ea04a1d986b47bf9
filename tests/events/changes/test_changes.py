"""What changed between two versions: the planted changes, and nothing else."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.dossier.changes_page import changes_page
from events.__main__ import main
from events.changes.file_comparison import comparing
from events.changes.in_words import change_json, change_lines
from events.export.export import export_events
from events.files.event_file import load_events
from events.importers.rows.options import Options
from events.model.event import Event
from events.model.problems import printable
from tests.makers.made_events import event
from tests.makers.planted_changes import FIELDS, HOSTILE, Planted, collection, plant
from tests.makers.published_files import make_rows
from tests.makers.rich_events import rich_events, told_events

ARTICLE = "events/data/antiwar-2021-07-08.geojson"
ALLOWED = {
    *("html", "head", "meta", "title", "link", "style", "body", "main", "footer", "h1", "h2", "h3"),
    *("p", "section", "table", "thead", "tbody", "tr", "th", "td", "del", "ins", "blockquote"),
    *("ul", "li", "svg", "g", "path", "circle", "text"),
}


@st.composite
def versions(draw: st.DrawFn) -> Planted:
    plain = [draw(rich_events(f"e{at}")) for at in range(len(FIELDS))]
    others = [draw(rich_events(f"o{at}") | told_events(f"o{at}")) for at in range(5)]
    return plant([*plain, *others], draw(st.integers(0, 10**6)))


class Page(HTMLParser):
    """What a page of changes tells: the fields of each event, the items of each list, its tags."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, list[str]]] = []
        self.fields: list[tuple[str, str]] = []
        self.lists: dict[str, list[str]] = {}
        self.texts: list[str] = []
        self._open: list[tuple[str, dict[str, str | None]]] = []
        self._said = self._head = self._id = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, [name for name, _ in attrs]))
        self._open.append((tag, dict(attrs)))
        self._said = ""

    def handle_data(self, data: str) -> None:
        self._said += data
        self.texts.append(data)

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            opened, attrs = self._open.pop()
            if opened == tag:
                break
        if tag == "h2":
            self._head = self._said
        elif tag == "p" and attrs.get("class") == "id":
            self._id = self._said
        elif tag == "th" and attrs.get("scope") == "row":
            self.fields.append((self._id, self._said))
        elif tag == "li":
            self.lists.setdefault(self._head, []).append(self._said)


def write(folder: Path, name: str, features: list[Any]) -> str:
    path = folder / name
    path.write_text(json.dumps(collection(features)))
    return str(path)


def fields_in(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the event and the field of each line that tells a change."""
    at = ""
    for line in lines:
        if head := re.match(r'changed "(.+?)": ', line):
            at = head[1]
        elif change := re.match(r"  (?!words)(\S+): .* → ", line):
            yield at, change[1]


def by_event(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: (row["event"], row["field"]))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(made=versions())
def test_what_was_planted_is_told_in_each_way_and_nothing_else(
    made: Planted, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("versions")
    paths = write(folder, "old.geojson", made.old), write(folder, "new.geojson", made.new)
    packed = folder / "new.parquet"
    export_events(load_events(Path(paths[1])), packed)
    for later in (Path(paths[1]), packed):
        with comparing((Path(paths[0]), later), Options()) as comparison:
            told = json.loads("".join(change_json(comparison)))
            lines = list(map(printable, change_lines(comparison)))
            page = Page()
            page.feed(changes_page(comparison))
        fields = sorted((one["event"], one["field"]) for one in made.changed)
        assert sorted(fields_in(lines)) == sorted(page.fields) == fields
        assert by_event(told.pop("changed")) == by_event(made.told.pop("changed"))
        assert told == {name: value for name, value in made.told.items() if name != "changed"}


@pytest.fixture
def planted(tmp_path: Path) -> tuple[Planted, list[str]]:
    events = [event(id=f"e{at}") for at in range(len(FIELDS) + 5)]
    made = plant(events)
    return made, [
        write(tmp_path, "old.geojson", made.old),
        write(tmp_path, "new.geojson", made.new),
    ]


def test_the_text_tells_each_change_in_a_line(
    planted: tuple[Planted, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    made, paths = planted
    assert main(["changes", *paths]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"1 added, 10 changed, 1 merged, 1 withdrawn, {made.unchanged} unchanged"
    assert lines[1:3] == ['moved 11.1 km: "e0"', 'precision lost, exact → settlement: "e6"'] or (
        lines[1:3] == ['precision lost, exact → settlement: "e6"', 'moved 11.1 km: "e0"']
    )
    fields = sorted((one["event"], one["field"]) for one in made.changed)
    assert sorted(fields_in(lines)) == fields
    others = [line for line in lines[3:] if not line.startswith((" ", "changed"))]
    assert others == [
        f'merged "{made.merged[0]["from"]}" into "{made.merged[0]["into"]}"',
        f'added "new <b>": {HOSTILE}',
        f'withdrawn "{made.withdrawn[0]}": A patrol',
    ]


def test_the_page_tells_each_change_and_no_text_becomes_markup(
    planted: tuple[Planted, list[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made, paths = planted
    out = tmp_path / "changes.html"
    assert main(["changes", *paths, "--html", str(out), "--json"]) == 1
    assert by_event(json.loads(capsys.readouterr().out)["changed"]) == by_event(made.changed)
    page = Page()
    page.feed(out.read_text())
    assert sorted(page.fields) == sorted((one["event"], one["field"]) for one in made.changed)
    assert page.lists == {
        "Moved, known better, known worse": page.lists["Moved, known better, known worse"],
        "Merged": [f"{made.merged[0]['from']} into {made.merged[0]['into']}"],
        "Added": [f"new <b>: {HOSTILE}"],
        "Withdrawn": [f"{made.withdrawn[0]}: A patrol"],
    }
    assert len(page.lists["Moved, known better, known worse"]) == 2
    assert {tag for tag, _ in page.tags} <= ALLOWED
    assert [names for _, names in page.tags if any(name.startswith("on") for name in names)] == []
    assert any("11.1 km" in text for text in page.texts)


def test_nothing_changed_is_told_by_the_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["changes", ARTICLE, ARTICLE]) == 0
    assert capsys.readouterr().out == "0 added, 0 changed, 0 merged, 0 withdrawn, 14 unchanged\n"
    assert main(["changes", ARTICLE, ARTICLE, "--json"]) == 0
    nothing = {"added": [], "withdrawn": [], "merged": [], "changed": [], "unchanged": 14}
    assert json.loads(capsys.readouterr().out) == nothing


def test_a_file_that_cannot_be_read_is_a_refusal(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["changes", ARTICLE, "gone.geojson", "--json"]) == 2
    answer = json.loads(capsys.readouterr().out)
    assert (answer["added"], answer["unchanged"]) == ([], 0)
    assert answer["problems"][0]["file"] == "gone.geojson"


def test_a_page_that_cannot_be_written_is_a_refusal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "no folder" / "changes.html")
    assert main(["changes", ARTICLE, ARTICLE, "--html", out]) == 2
    assert "expected a file that can be written" in capsys.readouterr().err


def test_what_was_rejected_was_not_withdrawn(
    planted: tuple[Planted, list[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made, paths = planted
    broken = json.loads(Path(paths[0]).read_text())
    broken["features"][0]["properties"]["kind"] = "asault"
    (tmp_path / "broken.geojson").write_text(json.dumps(broken))
    assert main(["changes", paths[0], str(tmp_path / "broken.geojson"), "--json"]) == 1
    output = capsys.readouterr()
    answer = json.loads(output.out)
    assert answer["withdrawn"] == []
    assert answer["unchanged"] == len(made.old) - 1
    assert answer["rejected"] == {"old": 0, "new": 1}
    assert "broken.geojson: 1 of 15 rejected, not compared" in output.err


def test_a_merge_by_the_command_is_told_as_one_and_its_undoing_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = {"quotes": [], "accounts": [{"source": "wire", "date": "2021-07-05"}]}
    events = [event(id=id_, date="2021-07-05", **made) for id_ in ("a", "b", "c")]
    paths = [str(tmp_path / f"{name}.geojson") for name in ("one", "two", "three", "four")]
    Path(paths[0]).write_text(json.dumps(collection([features(one) for one in events])))
    assert main(["merge", paths[0], paths[1], "--pair", "b=c"]) == 0
    assert main(["merge", paths[1], paths[2], "--pair", "a=b"]) == 0
    assert main(["undo", paths[2], paths[3], "--event", "a"]) == 0
    capsys.readouterr()
    assert main(["changes", paths[0], paths[2], "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["merged"] == [{"into": "a", "from": "b"}, {"into": "a", "from": "c"}]
    assert (answer["withdrawn"], answer["unchanged"]) == ([], 0)
    assert {(one["event"], one["field"]) for one in answer["changed"]} == {("a", "accounts")}
    assert main(["changes", paths[2], paths[3], "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert (answer["added"], answer["merged"]) == (["b"], [])
    assert {one["field"] for one in answer["changed"]} == {"accounts", "merged"}


def features(one: Event) -> dict[str, Any]:
    from events.files.feature_rows import feature_of

    return feature_of(one)


CITED = [
    ("https://example.org/1#:~:text=At%20the%20weir", ["a"]),
    ('A. Writer, "Shots", 5 July 2021, https://example.org/1#:~:text=men; via Panj', ["b"]),
    ("https://example.org/1", ["a", "b"]),
    ("http://localhost:8501/?event=c&dates=2021-07-05", ["c"]),
]


@pytest.fixture
def cited(tmp_path: Path) -> list[str]:
    source = {"id": "news", "title": "Shots", "url": "https://example.org/1"}
    words = {"a": "At the weir", "b": "men", "c": None}
    old = []
    for id_, exact in words.items():
        quote = {"source": "news", "exact": exact, "start": 0, "end": len(exact or "")}
        old.append(features(event(id=id_, quotes=[quote] if exact else [])))
    new = json.loads(json.dumps(old))
    for one in new:
        one["properties"]["title"] = "Another"
    paths = [tmp_path / "old.geojson", tmp_path / "new.geojson"]
    for path, listed in zip(paths, (old, new), strict=True):
        path.write_text(json.dumps({**collection(listed), "sources": [source]}))
    return list(map(str, paths))


@pytest.mark.parametrize(("link", "events"), CITED)
def test_only_what_a_citation_means_is_compared(
    cited: list[str], link: str, events: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["changes", *cited, "--cited", link, "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert [one["event"] for one in answer["changed"]] == events
    assert answer["unchanged"] == 0
    assert main(["changes", cited[0], cited[0], "--cited", link, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["unchanged"] == len(events)


def test_a_link_that_cites_nothing_is_a_refusal(
    cited: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["changes", *cited, "--cited", "https://example.org/2"]) == 2
    assert "cited: found" in capsys.readouterr().err


def releases(layout: str, changed: dict[str, Any]) -> Iterator[list[dict[str, Any]]]:
    """Give the rows of two releases: the later lacks the first row and has two changed ones."""
    [batch] = make_rows(layout, 40)
    rows = batch.to_pylist()
    yield rows[:-1]
    yield [*({**row, **changed} if at in (3, 5) else row for at, row in enumerate(rows) if at)]


@pytest.mark.parametrize(
    ("layout", "changed", "fields"),
    [
        ("ucdp", {"deaths_b": 900, "best": 900, "high": 901}, {"quantities"}),
        ("ucdp", {"type_of_violence": 3}, None),
        ("acled", {"fatalities": 77}, {"quantities"}),
        ("acled", {"notes": "As it is known now."}, {"note", "title"}),
    ],
)
def test_two_releases_of_a_data_set_are_compared_by_its_ids(
    tmp_path: Path,
    layout: str,
    changed: dict[str, Any],
    fields: set[str] | None,
    capsys: pytest.CaptureFixture[str],
) -> None:
    import pandas as pd

    paths = []
    for name, rows in zip(("23", "24"), releases(layout, changed), strict=True):
        paths.append(str(tmp_path / f"{layout}-{name}.csv"))
        pd.DataFrame(rows).to_csv(paths[-1], index=False)
    assert main(["changes", *paths, "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert (len(answer["added"]), len(answer["withdrawn"])) == (1, 1)
    assert answer["withdrawn"][0].startswith(f"{layout}:")
    assert len({one["event"] for one in answer["changed"]}) == 2
    assert answer["unchanged"] == 36
    if fields:
        assert {one["field"] for one in answer["changed"]} <= fields


def test_a_row_that_a_release_gives_wrongly_was_not_withdrawn(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = (
        "id,title,date,longitude,latitude\n1,A clash,2021-07-05,68.9,{}\n2,More,2021-07-06,68,36\n"
    )
    paths = [tmp_path / "old.csv", tmp_path / "new.csv"]
    for path, latitude in zip(paths, ("36.7", "367"), strict=True):
        path.write_text(rows.format(latitude))
    assert main(["changes", *map(str, paths), "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert (answer["withdrawn"], answer["unchanged"]) == ([], 1)
    assert answer["rejected"] == {"old": 0, "new": 1}


def test_a_table_is_asked_for_what_has_two_readings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = []
    for name, place in (("old", "Kunduz"), ("new", "Taloqan")):
        paths.append(str(tmp_path / f"{name}.csv"))
        text = f"id,title,date,place,longitude,latitude\n1,A clash,05/07/2021,{place},68.9,36.7\n"
        Path(paths[-1]).write_text(text)
    assert main(["changes", *paths]) == 2
    assert "--dates" in capsys.readouterr().err
    assert main(["changes", *paths, "--dates", "day-first", "--json"]) == 1
    [change] = json.loads(capsys.readouterr().out)["changed"]
    assert (change["field"], change["old"], change["new"]) == ("place", "Kunduz", "Taloqan")
