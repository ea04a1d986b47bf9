"""Who takes part and who speaks, in sentences of three languages; what has no rule stays empty."""

import pytest

from events.coding.names.place_index import PlaceIndex
from events.coding.propose import propose, speaker_of
from events.model.event import Source
from geodata.named_places import load_gazetteer

ACTOR, PARTY, TARGET, RECIPIENT = "actor", "party", "target", "recipient"


@pytest.fixture(scope="module")
def index() -> PlaceIndex:
    return PlaceIndex(load_gazetteer())


def source(language: str) -> Source:
    return Source(id="wire", title="A wire", language=language, published="2021-07-08")


SENTENCES = {
    "Taliban fighters attacked Afghan soldiers near Kunduz on Monday.": (
        "en", [("Taliban", ACTOR), ("Afghan soldiers", TARGET)]
    ),
    "Ten Afghan soldiers were killed by the Taliban in Takhar province.": (
        "en", [("Afghan soldiers", TARGET), ("Taliban", ACTOR)]
    ),
    "Afghan forces clashed with the Taliban.": (
        "en", [("Afghan forces", PARTY), ("Taliban", PARTY)]
    ),
    "Clashes between Afghan forces and the Taliban continued.": (
        "en", [("Afghan forces", PARTY), ("Taliban", PARTY)]
    ),
    "President Emomali Rahmon accused the Taliban of violating promises.": (
        "en", [("Emomali Rahmon", ACTOR), ("Taliban", RECIPIENT)]
    ),
    "The UN urged Tajikistan to open the border.": (
        "en", [("United Nations", ACTOR), ("Tajikistan", RECIPIENT)]
    ),
    "An attack on Afghan soldiers killed 12 people.": ("en", []),
    "The spokesman for the Taliban said fighters had captured the town.": ("en", []),
    "It told us that fighting went on in Tajikistan.": ("en", []),
    "Талибы захватили уезд Имам-Сахиб в провинции Кундуз.": ("ru", [("Taliban", ACTOR)]),
    "Более 300 афганских военных отступили на территорию Таджикистана.": (
        "ru", [("Afghan soldiers", ACTOR)]
    ),
    "В среду президент Эмомали Рахмон призвал ОДКБ оказать помощь.": (
        "ru", [("Эмомали Рахмон", ACTOR), ("CSTO", RECIPIENT)]
    ),
    "Россия осудила нападение талибов на заставу.": ("ru", [("Russia", ACTOR)]),
    "طالبان در ۱۴ سرطان ۱۴۰۰ پاسگاه مرزی را در ولایت بدخشان تصرف کردند.": (
        "fa-AF", [("Taliban", ACTOR)]
    ),
    "بیش از ۳۰۰ سرباز افغان شب ۵ جولای به خاک تاجیکستان فرار کردند.": (
        "fa-AF", [("Afghan soldiers", ACTOR)]
    ),
    "۱۲ سرباز افغان در حمله طالبان کشته شدند.": ("fa-AF", [("Afghan soldiers", TARGET)]),
    "پاسگاه طالبان را تصرف کردند.": ("fa-AF", []),
}  # fmt: skip


@pytest.mark.parametrize(("words", "told"), SENTENCES.items(), ids=SENTENCES.keys())
def test_who_takes_part_is_read_by_where_a_name_stands(
    words: str, told: tuple[str, list[tuple[str, str]]], index: PlaceIndex
) -> None:
    language, expected = told
    found = propose(words, [(0, len(words))], source(language), index).get("actors", [])
    assert [(one.values["name"], one.values["role"]) for one in found] == expected
    assert all(one.rule.startswith("actor: ") and one.words in words for one in found)


SPOKEN = {
    ("en", "“We fled,” said Zabihullah Mujahid, a spokesman.", "We fled"): "Zabihullah Mujahid",
    ("en", "“We fled,” the Taliban said on Monday.", "We fled"): "Taliban",
    ("en", "Hasan Sultonov warned. “We fled,” he said.", "We fled"): "Hasan Sultonov",
    ("en", "General Ali Khan spoke. “We fled,” Khan said.", "We fled"): "Ali Khan",
    ("en", "According to the Taliban, the town fell.", "the town fell"): "Taliban",
    ("en", "The town fell, according to Ali Khan.", "The town fell"): "Ali Khan",
    ("en", "Foreign Minister Ali Khan said on Monday that the town fell.", "the town fell"):
        "Ali Khan",
    ("en", "Ali Khan said that the town fell.", "Ali Khan said that the town fell"): "",
    ("en", "“We fled,” a man said.", "We fled"): "",
    ("ru", "«Мы отступили», — заявил министр обороны Бисмилла Мохаммади.", "Мы отступили"):
        "Бисмилла Мохаммади",
    ("ru", "По словам Эмомали Рахмона, город пал.", "город пал"): "Эмомали Рахмона",
    ("fa-AF", "طالبان گفتند که شهر سقوط کرد.", "شهر سقوط کرد"): "Taliban",
    ("fa-AF", "به گفته طالبان، شهر سقوط کرد.", "شهر سقوط کرد"): "Taliban",
}  # fmt: skip


@pytest.mark.parametrize(("given", "speaker"), SPOKEN.items(), ids=[one[1] for one in SPOKEN])
def test_who_speaks_is_read_beside_the_words(
    given: tuple[str, str, str], speaker: str, index: PlaceIndex
) -> None:
    language, text, words = given
    span = text.index(words), text.index(words) + len(words)
    found = speaker_of(text, span, source(language), index)
    assert (found.values["speaker"] if found else "") == speaker
