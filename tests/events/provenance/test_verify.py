"""Quotes against their texts, a small file for each way to be wrong; coverage; the strip."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from events.files.event_file import Loaded, load_events
from events.model.event import Aside, Event, Quote, Source
from events.provenance.verify import Stretch, Uncoded, coverage_strip, verify

FOLDER = Path(__file__).resolve().parents[2] / "data" / "provenance"
TEXT = (FOLDER / "closing.txt").read_bytes().decode("utf-8")


def read(name: str) -> Loaded:
    loaded = load_events(FOLDER / f"{name}.geojson")
    assert loaded.problems == ()
    return loaded


def why(name: str, text: str = TEXT) -> str:
    verification = verify(read(name), {"closing": text})
    assert not verification.ok
    (verdict,) = verification.verdicts
    assert not verdict.ok
    return verdict.why


def test_good_quotes_are_good() -> None:
    verification = verify(read("good"), {"closing": TEXT})
    assert verification.ok
    assert [(v.event, v.source, v.start, v.end, v.ok, v.why) for v in verification.verdicts] == [
        ("closing", "closing", 0, 13, True, ""),
        ("closing", "closing", 45, 72, True, ""),
        ("denial", "closing", 75, 88, True, ""),
    ]


def test_coverage_is_the_share_of_sentences_touched() -> None:
    verification = verify(read("good"), {"closing": TEXT})
    assert verification.sentences_total == 6
    assert verification.sentences_touched == 3
    assert verification.coverage == 0.5
    assert [TEXT[start:end] for _, start, end in verification.uncoded] == [
        "The guards went home.",
        "Nobody knows why they closed it.",
        "By A. Writer",
    ]


def byline(start: int) -> dict[str, object]:
    words = "By A. Writer"
    ends = {"start": start, "end": start + len(words)}
    return {"source": "closing", "exact": words, **ends, "why": "The byline."}


def test_an_aside_covers_what_tells_no_event() -> None:
    good = replace(read("good"), extra={"asides": [byline(TEXT.index("By A. Writer"))]})
    verification = verify(good, {"closing": TEXT})
    assert verification.ok
    assert (verification.verdicts[-1].event, verification.sentences_touched) == ("", 4)
    assert len(verification.uncoded) == 2


def test_an_aside_that_is_wrong_is_told_and_covers_nothing() -> None:
    verification = verify(replace(read("good"), extra={"asides": [byline(3)]}), {"closing": TEXT})
    assert not verification.ok
    assert verification.verdicts[-1].why.startswith("the words are not at 3–15")
    assert verification.sentences_touched == 3


def test_a_quote_that_is_wrong_covers_nothing() -> None:
    assert verify(read("wrong-suffix"), {"closing": TEXT}).sentences_touched == 0


def test_words_that_stand_elsewhere_are_told_where() -> None:
    assert why("moved") == (
        "the words are not at 37–47: found ' guards cl'; they stand at 34–44, 113–123; "
        "correct start and end"
    )


def test_a_wrong_prefix() -> None:
    assert why("wrong-prefix") == (
        "prefix: found '\\n\\nThe guards ', expected 'The soldiers '; correct the prefix"
    )


def test_a_wrong_suffix() -> None:
    assert why("wrong-suffix") == (
        "suffix: found '. “We saw ', expected ', they say'; correct the suffix"
    )


def test_straight_quotation_marks_for_curly_ones() -> None:
    assert why("straight-quotes") == (
        'not verbatim: like 74–90, but character 1 is " (U+0022), in the text “ (U+201C); '
        "copy the words from the text"
    )


def test_words_that_stand_nowhere() -> None:
    assert why("invented") == (
        "the words stand nowhere in the text: character 1 is o (U+006F), in the text c (U+0063) "
        "at 45–51; copy the words from the text"
    )


def test_another_text_is_told_before_any_quote() -> None:
    found = hashlib.sha256(TEXT.encode()).hexdigest()
    assert why("another-text") == (
        f"the text is another one than source 'closing': found length {len(TEXT)}, expected 300; "
        f"found SHA-256 {found}, expected {'0' * 64}; "
        "give the text that was coded, or code this one anew"
    )
    verification = verify(read("another-text"), {"closing": TEXT})
    assert (verification.coverage, verification.sentences_total) == (0, 0)


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("\ufeff" + TEXT, "with a byte order mark"),
        (TEXT.replace("\n", "\r\n"), "with Windows line ends"),
        (TEXT + "\n", "with white space at its ends"),
        (
            "\ufeff" + TEXT.replace("\n", "\r\n") + "\r\n",
            "with a byte order mark, Windows line ends or white space at its ends",
        ),
    ],
)
def test_the_same_text_in_another_dress_is_recognized(text: str, change: str) -> None:
    told = verify(read("good"), {"closing": text}).verdicts[0].why
    assert told.endswith(f"; it is the same text {change}; give it as published")


def test_a_text_of_the_same_length_but_other_words() -> None:
    assert "found SHA-256" in verify(read("good"), {"closing": TEXT[::-1]}).verdicts[0].why


def test_a_source_without_length_and_hash_is_checked_by_its_words() -> None:
    assert verify(read("unfingerprinted"), {"closing": TEXT}).ok


def test_a_quote_without_its_text_is_not_checked_and_not_good() -> None:
    verification = verify(read("two-sources"), {"closing": TEXT})
    assert [verdict.ok for verdict in verification.verdicts] == [True, False]
    assert verification.verdicts[1].why == (
        "not checked: no text was given for source 'other'; give it with --text other=PATH"
    )
    assert not verification.ok


def test_each_source_has_its_own_text() -> None:
    verification = verify(read("two-sources"), {"closing": TEXT, "other": TEXT})
    assert verification.ok
    assert (verification.sentences_touched, verification.sentences_total) == (2, 12)
    assert Uncoded("other", 0, 32) in verification.uncoded


def test_a_text_for_an_unknown_source_is_told() -> None:
    verification = verify(read("good"), {"closing": TEXT, "closed": TEXT})
    assert verification.unknown_texts == ("closed",)
    assert not verification.ok


def test_a_file_without_a_quote_is_not_verified() -> None:
    verification = verify(read("no-quotes"), {"closing": TEXT})
    assert (verification.verdicts, verification.coverage, verification.ok) == ((), 0.0, False)


def test_a_feature_that_could_not_be_read_was_not_checked() -> None:
    whole = read("good")
    part = replace(whole, events=whole.events[:1])
    verification = verify(part, {"closing": TEXT})
    assert (verification.rejected, verification.ok) == (1, False)


def event_of(key: str, *spans: tuple[int, int], source: str = "s") -> Event:
    quotes = tuple(
        Quote(source=source, exact="x" * (end - start), start=start, end=end)
        for start, end in spans
    )
    return Event(
        id=key,
        geometry=None,
        title="A title",
        kind="context",
        status="standing",
        place_precision="none",
        quotes=quotes,
    )


def test_the_strip_cuts_where_quotes_begin_and_end() -> None:
    events = [event_of("a", (10, 20), (15, 30)), event_of("b", (15, 18), (40, 50))]
    assert coverage_strip(events, Source(id="s", title="S", length=50)) == [
        Stretch(0, 10, ()),
        Stretch(10, 15, ("a",)),
        Stretch(15, 18, ("a", "b")),
        Stretch(18, 30, ("a",)),
        Stretch(30, 40, ()),
        Stretch(40, 50, ("b",)),
    ]


def test_the_strip_joins_quotes_of_one_event_that_touch() -> None:
    events = [event_of("a", (0, 10), (10, 20), (5, 15))]
    assert coverage_strip(events, Source(id="s", title="S", length=20)) == [Stretch(0, 20, ("a",))]


def test_the_strip_ends_with_its_source() -> None:
    events = [event_of("a", (10, 90)), event_of("b", (60, 70))]
    assert coverage_strip(events, Source(id="s", title="S", length=50)) == [
        Stretch(0, 10, ()),
        Stretch(10, 50, ("a",)),
    ]


def test_the_strip_leaves_other_sources_out() -> None:
    events = [event_of("a", (10, 20), source="t")]
    assert coverage_strip(events, Source(id="s", title="S", length=50)) == [Stretch(0, 50, ())]


def test_a_source_of_unknown_length_has_no_strip() -> None:
    assert coverage_strip([event_of("a", (10, 20))], Source(id="s", title="S")) == []


def test_the_strip_tells_asides_apart() -> None:
    source = Source(id="s", title="S", length=30)
    asides = [
        Aside(source="s", exact="By A. Writer", start=10, end=22, why="The byline."),
        Aside(source="other", exact="By", start=0, end=2, why="The byline."),
    ]
    assert coverage_strip([], source, asides) == [
        Stretch(0, 10, ()),
        Stretch(10, 22, (), aside=True),
        Stretch(22, 30, ()),
    ]
