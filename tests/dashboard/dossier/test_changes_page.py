"""The page of what changed: each hostile text of a file stays words, in every place that it has."""

import copy
import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from dashboard.dossier.changes_page import changes_page
from events.changes.file_comparison import comparing
from events.files.feature_rows import feature_of
from events.importers.rows.options import Options
from tests.makers.hostile_files import CORPUS, one_each
from tests.makers.made_events import event
from tests.makers.planted_changes import collection

ALLOWED = {
    *("html", "head", "meta", "title", "link", "style", "body", "main", "footer", "h1", "h2", "h3"),
    *("p", "section", "table", "thead", "tbody", "tr", "th", "td", "del", "ins", "blockquote"),
    *("ul", "li", "svg", "g", "path", "circle", "text"),
}


class Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str | None] = []
        self.headings: list[str] = []
        self._tag = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [value for name, value in attrs if name in ("href", "src")]
        self._tag = tag
        if tag == "h3":
            self.headings.append("")

    def handle_data(self, data: str) -> None:
        if self._tag == "h3":
            self.headings[-1] += data

    def handle_endtag(self, tag: str) -> None:
        self._tag = ""


@pytest.fixture
def page(tmp_path: Path) -> str:
    old = one_each()
    new = copy.deepcopy(old)
    for feature in new["features"]:
        feature["properties"]["kind"] = "protest"
        feature["properties"]["place_precision"] = "settlement"
    paths = tmp_path / "<b>old.geojson", tmp_path / "<script>alert(1)<script>.geojson"
    for path, told in zip(paths, (old, new), strict=True):
        path.write_text(json.dumps(told))
    with comparing(paths, Options()) as comparison:
        assert comparison.counts.changed == len(CORPUS)
        return changes_page(comparison)


def test_no_text_becomes_an_element_an_attribute_or_an_address(page: str) -> None:
    read = Elements()
    read.feed(page)
    assert read.tags <= ALLOWED
    assert read.addresses == ["data:,"]
    assert not [name for name in read.attributes if name.startswith("on") or name == "style"]
    assert "default-src 'none'" in page
    titles = {text.strip() for text in read.headings}
    assert {text.strip() for text in CORPUS if text.isprintable()} <= titles


def test_more_than_a_browser_bears_is_counted_and_not_listed(tmp_path: Path) -> None:
    paths = tmp_path / "old.geojson", tmp_path / "new.geojson"
    for path, title in zip(paths, ("One", "Another"), strict=True):
        features = [feature_of(event(id=f"e{at}", title=title)) for at in range(2_005)]
        path.write_text(json.dumps(collection(features)))
    with comparing(paths, Options()) as comparison:
        told = changes_page(comparison)
    assert "2,005 changed" in told
    assert told.count("<section>") == 2_000
    assert "5 more are not listed here" in told
