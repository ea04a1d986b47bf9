"""Numbers of what is counted, a case a rule, in the three languages."""

import pytest

from events.coding.number_rules import propose_quantities
from events.coding.passage import Passage
from events.coding.phrases.language import language_of

Number = tuple[str, float | None, float | None, str]
CASES: dict[str, tuple[str, list[Number]]] = {
    "Over 1,000 Afghan soldiers fled": (
        "en",
        [("soldiers", 1001, None, "Over 1,000 Afghan soldiers")],
    ),
    "activated 20,000 reservists": ("en", [("reservists", 20000, 20000, "20,000 reservists")]),
    "at least three civilians were killed": (
        "en",
        [("killed", 3, None, "at least three civilians")],
    ),
    "killed 12 people": ("en", [("killed", 12, 12, "12 people")]),
    "killed 12 people and about 30 wounded": (
        "en",
        [("killed", 12, 12, "12 people"), ("wounded", None, None, "about 30 wounded")],
    ),
    "up to 2,500 troops": ("en", [("troops", None, 2500, "up to 2,500 troops")]),
    "fewer than 50 trucks": ("en", [("vehicles", None, 49, "fewer than 50 trucks")]),
    "almost 20 years of wars": ("en", [("years", None, 20, "almost 20 years")]),
    "300 to 400 families": ("en", [("families", 300, 400, "300 to 400 families")]),
    "between two and five tanks": ("en", [("tanks", 2, 5, "between two and five tanks")]),
    "twenty-five thousand refugees": (
        "en",
        [("refugees", 25000, 25000, "twenty-five thousand refugees")],
    ),
    "1.5 million people": ("en", [("people", 1500000, 1500000, "1.5 million people")]),
    "400 to 300 families": ("en", []),
    "hundreds of families": ("en", []),
    "the 201st base": ("en", []),
    "1,200 sheep": ("en", []),
    "After 12 soldiers fled, they asked for help": ("en", []),
    "более 1000 афганских военных": (
        "ru",
        [("soldiers", 1001, None, "более 1000 афганских военных")],
    ),
    "20 тыс. резервистов": ("ru", [("reservists", 20000, 20000, "20 тыс. резервистов")]),
    "1 037 военнослужащих": ("ru", [("soldiers", 1037, 1037, "1 037 военнослужащих")]),
    "Не менее 12 мирных жителей погибли": (
        "ru",
        [("killed", 12, None, "Не менее 12 мирных жителей")],
    ),
    "двое полицейских ранены": ("ru", [("wounded", 2, 2, "двое полицейских")]),
    "بیش از ۱۰۰۰ سرباز افغان": ("fa", [("soldiers", 1001, None, "بیش از ۱۰۰۰ سرباز افغان")]),
    "۲۰ هزار نیروی ذخیره": ("fa", [("reservists", 20000, 20000, "۲۰ هزار نیروی ذخیره")]),
    "دست‌کم ۱۲ غیرنظامی در شهر کشته شدند": ("fa", [("killed", 12, None, "دست‌کم ۱۲ غیرنظامی")]),
}


@pytest.mark.parametrize(("words", "expected"), CASES.items(), ids=CASES.keys())
def test_a_number_is_read(words: str, expected: tuple[str, list[Number]]) -> None:
    tag, numbers = expected
    language = language_of(tag)
    assert language is not None
    found = propose_quantities(Passage(words, 0, len(words), language))
    read = [(v["what"], v["low"], v["high"], v["says"]) for v in (one.values for one in found)]
    assert read == numbers
