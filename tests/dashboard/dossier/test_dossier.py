"""The dossier as a file: what is in it, what it may ask for, how it is written."""

import json
import re
import subprocess
import sys
from base64 import b64encode
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from dashboard.dossier import dossier
from dashboard.dossier.contents import for_paper
from dashboard.session.combine import combine_files
from dashboard.session.file_opener import open_file
from dashboard.session.server_limits import DOSSIER_EVENTS
from dashboard.session.session_file import SessionFile
from events.files.event_file import Loaded, load_events
from events.model.problems import EventFileError
from events.query.selection import Selection
from tests.makers.made_events import event, point

ROOT = Path(__file__).resolve().parents[3]
ARTICLE = ROOT / "events/data/antiwar-2021-07-08.geojson"
MADE = date(2021, 7, 9)


@pytest.fixture(scope="module")
def article() -> SessionFile:
    return SessionFile(load_events(ARTICLE))


def block(document: str, id_: str) -> Any:
    """Return the JSON that stands in a document."""
    found = re.search(f'<script type="application/json" id="{id_}">(.*?)</script>', document)
    assert found is not None
    return json.loads(found[1])


def test_it_holds_every_event_source_layer_and_hash(article: SessionFile) -> None:
    data = block(dossier.build_dossier(article, made=MADE).decode(), "data")
    assert [card["id"] for card in data["cards"]] == [one.id for one in article.loaded.events]
    assert [card["quotes"][0]["exact"] for card in data["cards"] if card["quotes"]] == [
        one.quotes[0].exact for one in article.loaded.events if one.quotes
    ]
    assert f"SHA-256 of {ARTICLE.name}: {article.loaded.sha256}" in data["receipt"]
    assert data["sources"][0]["notes"] == [
        f"SHA-256 of its text: {article.loaded.sources[0].sha256}"
    ]
    assert len(data["layers"]) == 13
    assert all(re.search(r"SHA-256 [0-9a-f]{64}$", line) for line in data["layers"])
    assert any("9 July 2021" in line for line in data["receipt"])


def test_a_source_is_cited_as_it_asks(article: SessionFile) -> None:
    asked = {"citation": "The Paper (2021), its data.", "terms": "CC BY 4.0"}
    source = article.loaded.sources[0].model_copy(update=asked)
    file = SessionFile(replace(article.loaded, sources=(source, *article.loaded.sources[1:])))
    shown, *_ = for_paper(file, Selection())["sources"]
    assert shown["notes"][-2:] == [asked["citation"], asked["terms"]]


def test_sources_of_several_files_carry_the_letters_of_the_page(article: SessionFile) -> None:
    source = article.loaded.sources[0].model_copy(update={"title": "Another text"})
    other = SessionFile(Loaded("other.geojson", "Other", (source,), (event(),), (), 1, "0" * 64))
    sources = for_paper(combine_files([article, other]), Selection())["sources"]
    own = [one.title for one in article.loaded.sources]
    assert [one["letter"] for one in sources] == ["A"] * len(own) + ["B"]
    assert [one["title"] for one in sources] == [*own, "Another text"]
    assert {one["letter"] for one in for_paper(article, Selection())["sources"]} == {""}


def test_the_same_selection_gives_the_same_bytes(article: SessionFile) -> None:
    again = SessionFile(load_events(ARTICLE))
    assert dossier.build_dossier(article, made=MADE) == dossier.build_dossier(again, made=MADE)


def test_it_holds_only_what_is_selected(article: SessionFile) -> None:
    selection = Selection(kinds=frozenset({"retreat"}))
    document = dossier.build_dossier(
        replace(article, receipt=("39 rows read",)), selection
    ).decode()
    data = block(document, "data")
    kept = [one for one in article.loaded.events if one.kind == "retreat"]
    assert [card["id"] for card in data["cards"]] == [one.id for one in kept]
    assert data["counts"]["filtered_out"] == len(article.loaded.events) - len(kept)
    assert data["filters"] == ["Crossing"]
    assert data["receipt"][0] == "39 rows read"
    assert {mark["id"] for mark in data["map"]["marks"]} <= {one.id for one in kept}
    assert len(data["map"]["shapes"]) == 1


def test_its_policy_allows_its_own_scripts_and_no_connection(article: SessionFile) -> None:
    document = dossier.build_dossier(article).decode()
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', document)
    assert found is not None
    rules = dict(rule.split(" ", 1) for rule in found[1].split("; "))
    assert rules["default-src"] == "'none'"
    assert "connect-src" not in rules
    scripts = re.findall(r"<script(?: type=\"module\")?>(.*?)</script>", document, re.S)
    hashes = [b64encode(sha256(script.encode()).digest()).decode() for script in scripts]
    assert rules["script-src"] == " ".join(f"'sha256-{digest}'" for digest in hashes)
    assert len(scripts) == 2


def test_its_size_is_bounded(article: SessionFile) -> None:
    assert len(dossier.build_dossier(article)) < 3_000_000


def test_it_opens_where_its_events_are(article: SessionFile) -> None:
    far = tuple(
        event(id=f"e{at}", place_precision="exact", geometry=point(44 + at, 15)) for at in range(2)
    )
    abroad = SessionFile(Loaded("a.geojson", "Abroad", (), far, (), 2, "0" * 64))
    homes = [
        block(dossier.build_dossier(file).decode(), "data")["map"]["home"]
        for file in (abroad, article)
    ]
    assert homes == [[44, 15, 45, 15], None]


def test_no_text_can_leave_its_place_in_the_document() -> None:
    hostile = '</script><script>hacked=1</script></title><!-- "&amp;\u2028'
    loaded = Loaded("a.geojson", hostile, (), (event(title=hostile),), (), 1, "0" * 64)
    document = dossier.build_dossier(SessionFile(loaded)).decode()
    assert "<script>hacked" not in document
    assert block(document, "data")["cards"][0]["title"] == hostile
    assert document.count("</title>") == 1


def test_paper_counts_events_that_are_too_many_and_has_all_else(article: SessionFile) -> None:
    total = len(article.loaded.events)
    whole, counted = (for_paper(article, Selection(), most=most) for most in (total, total - 1))
    assert len(whole["cards"]) == total
    assert counted == {**whole, "cards": [], "key": []}
    assert counted["counts"]["selected"] == total


def test_too_many_events_are_refused_with_the_way_out() -> None:
    events = tuple(event(id=f"e{number}") for number in range(DOSSIER_EVENTS + 1))
    loaded = Loaded("a.geojson", "", (), events, (), len(events), "0" * 64)
    with pytest.raises(EventFileError, match=r"a\.geojson: found 1,001 events, expected at most"):
        dossier.build_dossier(SessionFile(loaded))


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", *map(str, arguments)]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_the_command_line_writes_it(tmp_path: Path) -> None:
    out = tmp_path / "out.html"
    done = command("events", "export", "--json", ARTICLE, out)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["written"] == len(load_events(ARTICLE).events)
    assert out.read_text().startswith("<!doctype html>")
    assert [path.name for path in tmp_path.iterdir()] == ["out.html"]


@pytest.mark.slow
def test_the_command_line_says_why_it_writes_nothing(tmp_path: Path) -> None:
    done = command("events", "export", ARTICLE, tmp_path / "nowhere/out.html")
    assert done.returncode == 2
    assert "out.html: found" in done.stderr
    assert "No such file or directory" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_hash_is_that_of_the_file_that_was_given(tmp_path: Path) -> None:
    table = tmp_path / "own.csv"
    table.write_text("id,place,date,longitude,latitude\nx,Kunduz,2021-07-05,68.86,36.73\n")
    file = open_file(table).file
    expected = f"SHA-256 of own.csv: {sha256(table.read_bytes()).hexdigest()}"
    assert expected in block(dossier.build_dossier(file).decode(), "data")["receipt"]


def test_files_shown_together_are_told_apart(article: SessionFile, tmp_path: Path) -> None:
    table = tmp_path / "own.csv"
    table.write_text("id,place,date,longitude,latitude\nx,Kunduz,2021-07-05,68.86,36.73\n")
    own = open_file(table).file
    data = block(dossier.build_dossier(combine_files([article, own])).decode(), "data")
    for file in (article, own):
        assert f"SHA-256 of {file.loaded.path_name}: {file.loaded.sha256}" in data["receipt"]
    assert "own.csv: 1 row read = 1 event written + 0 rows rejected" in data["receipt"]
    letters = {one["id"]: one["letter"] for one in data["map"]["marks"]}
    assert letters.pop(own.loaded.events[0].id) == "B"
    assert set(letters.values()) == {"A"}
    origins = [card["origin"] for card in data["cards"]]
    assert origins == [f"A: {article.loaded.title}"] * (len(origins) - 1) + ["B: own"]
