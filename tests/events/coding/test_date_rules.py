"""Phrases of time, a case a rule, in the three languages, all published on Thursday 8 July 2021."""

from datetime import date

import pytest

from events.coding.date_rules import propose_dates
from events.coding.passage import Passage
from events.coding.phrases.language import language_of
from events.model.dates import parse_edtf

PUBLISHED = date(2021, 7, 8)
ENGLISH = {
    "Shots were fired on Wednesday": "2021-07-07",
    "Shots were fired on Thursday": "2021-07-08",
    "on 5 July 2021": "2021-07-05",
    "on July 5": "2021-07-05",
    "on the 5th of July": "2021-07-05",
    "on July 4-6, 2021": "2021-07-04/2021-07-06",
    "between 4 and 6 July": "2021-07-04/2021-07-06",
    "on 28 December": "",
    "on 2021-07-05": "2021-07-05",
    "on 31 June 2021": "",
    "by Monday": "../2021-07-05",
    "by September 11": "../2021-09-11",
    "by the end of August": "../2021-08-31",
    "before 5 July 2021": "../2021-07-04",
    "since May": "2021-05/..",
    "since early June": "2021-06/..",
    "after 5 July": "2021-07-06/..",
    "early July": "2021-07-01/2021-07-10~",
    "in mid-June": "2021-06-11~/2021-06-20~",
    "in late June": "2021-06-21~/2021-06-30",
    "in recent weeks": "/2021-07-08",
    "in the night of 4–5 July": "2021-07-04/2021-07-05",
    "on the night of 5 July": "2021-07-05/2021-07-06",
    "overnight": "2021-07-07/2021-07-08",
    "yesterday": "2021-07-07",
    "last week": "2021-06-28/2021-07-04",
    "earlier this week": "2021-07-05/2021-07-08",
    "last month": "2021-06",
    "last year": "2020",
    "three days ago": "2021-07-05",
    "two weeks ago": "2021-06-24~",
    "in 2015": "2015",
    "in June": "2021-06",
    "in June 2020": "2020-06",
    "They may march": "../2021-07-08",
    "20 soldiers": "../2021-07-08",
}
RUSSIAN = {
    "в среду": "2021-07-07",
    "5 июля 2021 года": "2021-07-05",
    "05.07.2021": "2021-07-05",
    "с 4 по 6 июля": "2021-07-04/2021-07-06",
    "в ночь на 5 июля": "2021-07-04/2021-07-05",
    "в ночь с 4 на 5 июля": "2021-07-04/2021-07-05",
    "к пятнице": "../2021-07-02",
    "с мая": "2021-05/..",
    "в начале июля": "2021-07-01/2021-07-10~",
    "в конце июня": "2021-06-21~/2021-06-30",
    "в последние недели": "/2021-07-08",
    "вчера": "2021-07-07",
    "на прошлой неделе": "2021-06-28/2021-07-04",
    "два дня назад": "2021-07-06",
    "до 5 июля": "../2021-07-04",
}
DARI = {
    "روز چهارشنبه": "2021-07-07",
    "۵ جولای ۲۰۲۱": "2021-07-05",
    "۱۴ سرطان ۱۴۰۰": "2021-07-05",
    "۱۴ سرطان": "2021-07-05",
    "شب ۵ جولای": "2021-07-05/2021-07-06",
    "تا ۵ جولای": "../2021-07-05",
    "از ماه می": "2021-05/..",
    "اوایل ماه جولای": "2021-07-01/2021-07-10~",
    "در هفته‌های اخیر": "/2021-07-08",
    "دیروز": "2021-07-07",
    "هفته گذشته": "2021-06-26/2021-07-02",
    "دو روز پیش": "2021-07-06",
}


def read(words: str, language: str, status: str = "reported") -> list[str]:
    known = language_of(language)
    assert known is not None
    found = propose_dates(Passage(words, 0, len(words), known, PUBLISHED), status)
    return [one.values["date"] for one in found]


CASES = [
    pytest.param(words, edtf, language, id=f"{language}: {words}")
    for language, phrases in (("en", ENGLISH), ("ru", RUSSIAN), ("fa-AF", DARI))
    for words, edtf in phrases.items()
]


@pytest.mark.parametrize(("words", "edtf", "language"), CASES)
def test_a_phrase_is_read(words: str, edtf: str, language: str) -> None:
    expected = edtf or f"../{PUBLISHED}"
    assert read(words, language) == [expected]
    assert parse_edtf(expected)


def test_the_rule_its_words_and_the_basis_are_told() -> None:
    language = language_of("en")
    assert language is not None
    text = "Hasan Sultonov said on Wednesday. It began on 1 May 2020."
    first, second = (
        propose_dates(Passage(text, start, end, language, PUBLISHED), "reported")[0]
        for start, end in ((0, 33), (34, 57))
    )
    assert (first.rule, first.words) == ("date: weekday, from publication", "on Wednesday")
    assert first.values["date_basis"] == "inferred"
    assert (second.rule, second.words) == ("date: day", "on 1 May 2020")
    assert second.values["date_basis"] == "stated"


def test_the_day_of_a_quotation_is_found_in_the_rest_of_its_sentence() -> None:
    language = language_of("en")
    assert language is not None
    text = "“It seems difficult,” he said on Wednesday."
    found = propose_dates(Passage(text, 1, 20, language, PUBLISHED), "reported")
    assert [one.values["date"] for one in found] == ["2021-07-07"]


def test_a_weekday_of_a_plan_is_not_guessed_but_the_day_of_saying_is_known() -> None:
    assert read("They plan to meet on Friday", "en", "intended") == [f"../{PUBLISHED}"]
    assert read("He said on Friday that they plan to meet", "en", "intended") == ["2021-07-02"]


def test_two_days_are_both_offered() -> None:
    assert read("on Monday and on Wednesday", "en") == ["2021-07-05", "2021-07-07"]


def test_a_thing_that_stands_has_no_date_and_a_forecast_begins_with_publication() -> None:
    assert read("a base in Dushanbe", "en", "standing") == []
    assert read("it may spill over", "en", "forecast") == [f"{PUBLISHED}/.."]
    assert read("fighting", "en", "") == []


def test_without_a_day_of_publication_only_what_is_written_out_is_known() -> None:
    language = language_of("en")
    assert language is not None
    text = "on Wednesday and on 5 July 2021 and in May"
    found = propose_dates(Passage(text, 0, len(text), language), "reported")
    assert [one.values["date"] for one in found] == ["2021-07-05"]
