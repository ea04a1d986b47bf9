"""A new filter is one module, its two lines in the selection, and its words: all else follows."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.makers.new_filter import copy_with_new_filter

pytestmark = pytest.mark.slow

LOOK = """
import json
from datetime import date
from dashboard.assets.tables import TABLES
from dashboard.present.filters.filter_form import filter_form
from dashboard.present.query_string import read_query, selection_in, write_query
from dashboard.present.overview import filters_in_words
from dashboard.server.ogc_openapi import description
from dashboard.session.public.registry import open_default_file

file = open_default_file()
chosen = selection_in("near=province&near=border", (date(2021, 6, 30), date(2021, 7, 15)))
paths = description("Events", "http://localhost/api")["paths"]
print(json.dumps({
    "query": write_query(chosen),
    "read again": read_query([("near", "border"), ("near", "province")]) == chosen,
    "words": filters_in_words(chosen),
    "counts": [file.counts(chosen).selected, file.counts(chosen).filtered_out],
    "api": [one["name"] for one in paths["/collections/{collection}/items"]["get"]["parameters"]],
    "address": [one["address"] for one in TABLES["parameters"]],
    "form": [one for one in filter_form(file, chosen) if one["parameter"] == "near"],
}))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the copy tells of its filter."""
    folder = copy_with_new_filter(tmp_path_factory.mktemp("house"))
    done = subprocess.run(
        [sys.executable, "-c", LOOK], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_the_address_the_query_and_the_words_have_it(told: dict[str, Any]) -> None:
    assert told["query"] == "near=border&near=province"
    assert told["read again"]
    assert told["words"] == ["known to the border", "known to the province"]
    assert "near" in told["address"]


def test_the_api_describes_it(told: dict[str, Any]) -> None:
    assert "near" in told["api"]


def test_it_leaves_what_its_column_says(told: dict[str, Any], article: list[str]) -> None:
    left = sum(near in ("border", "province") for near in article)
    assert told["counts"] == [left, len(article) - left]


def test_the_panel_offers_its_values_with_their_counts(
    told: dict[str, Any], article: list[str]
) -> None:
    [field] = told["form"]
    assert (field["kind"], field["label"]) == ("boxes", "filters.near")
    assert dict(field["values"]) == {near: article.count(near) for near in set(article)}


@pytest.fixture(scope="module")
def article() -> list[str]:
    """How closely the place of each event of the built-in article is known."""
    path = Path(__file__).resolve().parents[1] / "events/data/antiwar-2021-07-08.geojson"
    features = json.loads(path.read_text("utf-8"))["features"]
    return [one["properties"].get("place_precision", "none") for one in features]
