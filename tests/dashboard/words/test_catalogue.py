"""The words on the screen: found by key, with their values, in any language that has a file."""

from pathlib import Path

import pytest

from dashboard.words.catalogue import CATALOGUE, FOLDER, Catalogue, read_catalogue


@pytest.fixture
def tajik(tmp_path: Path) -> Catalogue:
    """Return a second language, as one more file beside the first."""
    (tmp_path / "en.toml").write_text((FOLDER / "en.toml").read_text("utf-8"), "utf-8")
    (tmp_path / "tg.toml").write_text('[month]\n7 = "июл"\n', "utf-8")
    return read_catalogue("tg", tmp_path)


def test_a_second_language_is_one_more_file(tajik: Catalogue) -> None:
    assert tajik.say("month.7") == "июл"


def test_what_a_language_lacks_is_said_in_english(tajik: Catalogue) -> None:
    assert tajik.say("month.8") == CATALOGUE.say("month.8") == "August"


def test_numbers_are_written_with_separators_and_choose_the_plural() -> None:
    events = {"one": "{count} event in {file}", "other": "{count} events in {file}"}
    words = Catalogue("en", {"events": events})
    assert words.say("events", count=1, file="a") == "1 event in a"
    assert words.say("events", count=1_200, file="a") == "1,200 events in a"


def test_a_value_is_text_and_no_pattern() -> None:
    words = Catalogue("en", {"by": "By {name}"})
    assert words.say("by", name="{count}") == "By {count}"


def test_an_unknown_key_and_a_missing_value_are_refused() -> None:
    words = Catalogue("en", {"by": "By {name}"})
    with pytest.raises(KeyError, match="nothing"):
        words.say("nothing")
    with pytest.raises(KeyError, match="name"):
        words.say("by")
