"""A file judged by its words: what is planted is found, and nothing else."""

import json
from pathlib import Path
from typing import Any

import pytest

from dashboard.session.admin_boundaries import areas_holding, gazetteer
from dashboard.session.public.public_file import ARTICLE
from events.__main__ import main
from events.files.event_file import load_events, parse_events
from events.provenance.audit import Audit, audit
from tests.makers.article_words import UNKNOWN, known_text

SOURCE = "antiwar-2021-07-08"
TEXT = known_text(load_events(ARTICLE)).replace(UNKNOWN, "x")
"""As long as the article, with "x" for each letter that no quote holds."""

POINT = {"type": "Point", "coordinates": [69.78454, 37.91459]}


@pytest.fixture
def copy() -> dict[str, Any]:
    """The article's file, which takes another text of its length for its own."""
    found: dict[str, Any] = json.loads(ARTICLE.read_text(encoding="utf-8"))
    del found["sources"][0]["sha256"]
    return found


def judged(collection: dict[str, Any], text: str = TEXT) -> Audit:
    loaded = parse_events(json.dumps(collection).encode(), "copy.geojson")
    assert loaded.problems == ()
    return audit(loaded, {SOURCE: text}, areas_holding, gazetteer())


def properties(collection: dict[str, Any], id_: str) -> dict[str, Any]:
    found: dict[str, Any] = next(
        one["properties"] for one in collection["features"] if one["id"] == id_
    )
    return found


def not_borne_out(found: Audit) -> set[tuple[str, str]]:
    return {(one.event, one.field) for one in found.findings if one.answer == "not_borne_out"}


def plant(copy: dict[str, Any]) -> set[tuple[str, str]]:
    """Put five errors into the article's own accounts, and name them."""
    base = properties(copy, "russian-base-in-tajikistan")["accounts"][0]
    base |= {"place": "Kulob", "place_ids": [], "place_precision": "settlement", "geometry": POINT}
    base.pop("place_says")
    appeal = properties(copy, "sultonov-appeal")
    del appeal["accounts"]
    appeal["date"] = "2021-07-06"
    crossing = properties(copy, "afghan-soldiers-cross")["accounts"][0]
    crossing["quantities"][0]["low"] = 1101
    stitched = properties(copy, "tajikistan-calls-up-reservists")["quotes"][0]
    stitched["exact"] = "Tajikistan has activated 20,000 reservists to prevent any encroachments"
    stitched["end"] = stitched["start"] + len(stitched["exact"])
    stitched["suffix"] = ""
    withdrawal = properties(copy, "western-withdrawal")
    withdrawal |= {"place": "Uzbekistan", "place_ids": ["iso3166-1:UZ"]}
    withdrawal.pop("place_says")
    return {
        ("russian-base-in-tajikistan", "place"),
        ("sultonov-appeal", "date"),
        ("afghan-soldiers-cross", "quantities"),
        ("tajikistan-calls-up-reservists", "quotes"),
        ("western-withdrawal", "place"),
    }


def test_the_article_is_borne_out_by_its_words_and_others_cannot_be_checked(
    copy: dict[str, Any],
) -> None:
    found = judged(copy)
    assert not_borne_out(found) == set()
    assert {one.source for one in found.findings} == {s["id"] for s in copy["sources"][1:]}
    assert (found.events, found.borne_out, found.cannot_be_checked) == (14, 5, 9)


def test_five_planted_errors_are_found_and_nothing_else(copy: dict[str, Any]) -> None:
    planted = plant(copy)
    found = judged(copy)
    assert not_borne_out(found) == planted
    assert found.not_borne_out == 5
    assert found.borne_out + found.not_borne_out + found.cannot_be_checked == found.events


def test_each_finding_says_what_the_words_hold_instead(copy: dict[str, Any]) -> None:
    plant(copy)
    why = {one.event: one.why for one in judged(copy).findings if one.answer == "not_borne_out"}
    assert why["sultonov-appeal"] == "The words name 2021-07-07."
    assert why["afghan-soldiers-cross"] == "The words hold 1,000."
    assert why["western-withdrawal"] == "The words do not name it."


def test_without_quotes_the_whole_text_is_looked_at(copy: dict[str, Any]) -> None:
    properties(copy, "years-of-war")["quotes"] = []
    told = properties(copy, "western-withdrawal")
    told["accounts"] = [
        {
            "source": SOURCE,
            "place": "Afghanistan",
            "place_ids": ["iso3166-1:AF"],
            "place_precision": "country",
            "place_basis": "stated",
        }
    ]
    told |= {"quotes": [], "date_basis": None}
    told.pop("place_says")
    assert ("western-withdrawal", "place") not in not_borne_out(judged(copy))
    without = TEXT.replace("Afghanistan", "Neighbourla")
    assert ("western-withdrawal", "place") in not_borne_out(judged(copy, without))


def written(tmp_path: Path, collection: dict[str, Any]) -> list[str]:
    (tmp_path / "copy.geojson").write_text(json.dumps(collection), encoding="utf-8")
    (tmp_path / "text.txt").write_text(TEXT, encoding="utf-8")
    return [str(tmp_path / "copy.geojson"), "--text", f"{SOURCE}={tmp_path / 'text.txt'}"]


def test_the_command_tells_counts_and_exits_by_them(
    copy: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", *written(tmp_path, copy)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "14 events: 5 borne out, 0 not borne out, 9 cannot be checked"
    plant(copy)
    assert main(["audit", *written(tmp_path, copy), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["events"], told["not_borne_out"]) == (14, 5)
    assert {"event", "field", "found", "why"} <= told["findings"][0].keys()


def test_a_value_that_departs_from_its_accounts_is_not_borne_out(
    copy: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    properties(copy, "afghan-soldiers-cross")["date"] = "2021-07-02"
    assert main(["audit", *written(tmp_path, copy), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [(one["event"], one["field"]) for one in told["findings"] if not one["source"]] == [
        ("afghan-soldiers-cross", "date")
    ]


def test_a_file_that_cannot_be_read_has_no_counts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "empty.geojson"
    path.write_text("")
    assert main(["audit", str(path), "--text", f"a={path}", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["events"] == 0


def test_words_of_another_language_are_not_judged_but_for_their_quotes(
    copy: dict[str, Any],
) -> None:
    planted = plant(copy)
    copy["sources"][0]["language"] = "tg"
    found = judged(copy)
    assert not_borne_out(found) == {one for one in planted if one[1] == "quotes"}
    unread = {(one.event, one.field) for one in found.findings if "language" in one.why}
    assert unread >= {one for one in planted if one[1] != "quotes"}


TOLD = {
    "ru": (
        "В среду более 300 беженцев перешли в Ишкашим. "
        "5 июля двадцать пять солдат отступили к таджикско-афганской границе."
    ),
    "fa-AF": (
        "روز چهارشنبه بیش از ۳۰۰ سرباز در کندز کشته شدند. "
        "در ۵ جولای بیست و پنج سرباز به مرز افغانستان و تاجیکستان رسیدند."
    ),
}
"""Two sentences: a Wednesday, over 300, a place; 5 July, twenty-five, the border."""

ELSEWHERE = {"ru": "Kulob", "fa-AF": "Kabul"}
PLACES = {"ru": "Ishqoshim", "fa-AF": "Kunduz"}


def told_in(language: str) -> dict[str, Any]:
    """Make a file of two events that the words bear out, published on a Thursday."""
    text = TOLD[language]
    end = text.index(". ") + 1
    stated = {"date_basis": "stated", "place_basis": "stated", "place_precision": "none"}
    first = {
        "date": "2021-07-07",
        "place": PLACES[language],
        "quantities": [{"what": "people", "low": 301, "high": None}],
    }
    second = {
        "date": "2021-07-05",
        "place": "Afghanistan–Tajikistan border",
        "quantities": [{"what": "soldiers", "low": 25, "high": 25}],
    }
    point = {"place_precision": "settlement", "radius_km": 5}
    events = []
    for own, start, stop in ((first, 0, end), (second, end + 1, len(text))):
        quote = {"source": "wire", "exact": text[start:stop], "start": start, "end": stop}
        events.append(
            {
                "type": "Feature",
                "id": own["date"],
                "geometry": POINT,
                "properties": {
                    "title": "They came",
                    "kind": "retreat",
                    "status": "reported",
                    "quotes": [quote],
                    **stated,
                    **point,
                    **own,
                },
            }
        )
    source = {"id": "wire", "title": "A wire", "language": language, "published": "2021-07-08"}
    return {
        "type": "FeatureCollection",
        "format": "panj-events/1",
        "sources": [source],
        "features": events,
    }


@pytest.mark.parametrize("language", TOLD)
def test_russian_and_dari_words_bear_out_what_they_say(language: str) -> None:
    found = judged_in(language, told_in(language))
    assert found.findings == ()
    assert found.borne_out == 2


@pytest.mark.parametrize("language", TOLD)
def test_what_russian_and_dari_words_do_not_say_is_found(language: str) -> None:
    collection = told_in(language)
    first, second = (one["properties"] for one in collection["features"])
    first |= {"date": "2021-07-06", "place": ELSEWHERE[language]}
    second["quantities"][0] |= {"low": 26, "high": 26}
    found = judged_in(language, collection)
    assert not_borne_out(found) == {
        ("2021-07-07", "date"),
        ("2021-07-07", "place"),
        ("2021-07-05", "quantities"),
    }
    assert len(found.findings) == 3


@pytest.mark.parametrize("place", ["Nowhereabad", "Shughnon"])
def test_a_place_whose_name_in_the_language_is_not_known_cannot_be_checked(place: str) -> None:
    collection = told_in("ru")
    collection["features"][0]["properties"]["place"] = place
    [finding] = judged_in("ru", collection).findings
    assert (finding.field, finding.answer) == ("place", "cannot_be_checked")


def judged_in(language: str, collection: dict[str, Any]) -> Audit:
    loaded = parse_events(json.dumps(collection).encode(), "told.geojson")
    assert loaded.problems == ()
    return audit(loaded, {"wire": TOLD[language]}, areas_holding, gazetteer())
