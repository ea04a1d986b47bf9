"""Texts out of files: what is filled in, and that the words chosen in the page are the file's."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from events.__main__ import main
from events.files.event_file import load_events
from tests.browser.coder import Coder
from tests.browser.conftest import serving
from tests.browser.reader import Visit
from tests.makers.article_files import PARAGRAPHS, TITLES, page, pdf

TEXTS = {
    "emoji": "They fled 🙂👩‍👩‍👧 across the river. 🇹🇯 Soldiers 🏳️‍🌈 followed on foot, they say.",
    "combining marks": "Ce\u0301 n’est pas fini\u0301 a\u0300 Khorugh. Le\u0301on l’a dit, dit-on.",
    "Cyrillic": "Талибы захватили уезд Имам-Сахиб. Ёжик — не й, а и\u0306, сообщили власти.",
    "right to left": "بیش از ۳۰۰ سرباز به خاک تاجیکستان رفتند. او گفت: «برگشتیم»، در سه‌شنبه.",
    "Windows line ends": "They fled.\r\n\r\nOver 1,000 crossed, I hear.\r\nThe river rose 🙂 fast.",
    "mixed": "طالبان (Taliban) 🙂 in Хоруг e\u0301tait.\r\nدر ۵ جولای they left the post, he said.",
}
PICKS = 3  # of words, of each sentence


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(desk=tmp_path_factory.mktemp("desk") / "desk.sqlite") as url:
        yield url


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """The texts that were given so far, by their sources."""
    return {}


def give(page_: Page, name: str, data: bytes) -> None:
    """Give a file, in a form for a new text."""
    box = page_.get_by_label("The text, as published")
    if not box.is_visible():
        page_.get_by_role("button", name="New text").press("Enter")
    expect(box).to_be_focused()
    with page_.expect_response(lambda answer: "/code/read" in answer.url):
        page_.get_by_label("A file").set_input_files(
            {"name": name, "mimeType": "application/octet-stream", "buffer": data}
        )


def kept(page_: Page) -> str:
    """Keep the text, and return the id of its source."""
    page_.get_by_role("button", name="Keep the text").press("Enter")
    expect(page_.get_by_role("listbox", name="Text")).to_be_focused()
    address = page_.url.rstrip("/")
    found: str = page_.request.get(f"{address}/state").json()["sources"][-1]["id"]
    return found


def test_a_page_fills_in_what_is_known_of_it_and_that_is_changed_later(
    desk: str, visit: Visit
) -> None:
    shown = visit(f"{desk}/code/")
    give(shown, "news.html", page("fa", ends="\r\n"))
    expect(shown.get_by_label("The text, as published")).to_have_value(
        "\n".join([TITLES["fa"], *PARAGRAPHS["fa"] * 2])
    )
    values = {
        "Title": TITLES["fa"],
        "Author": "A. Writer",
        "Publisher": "The Wire",
        "Address": "https://wire.example/news/1",
        "Day of publication": "2021-07-08",
    }
    about = shown.get_by_role("region", name="A text and its source")
    for label, value in values.items():
        expect(about.get_by_label(label, exact=True)).to_have_value(value)
    expect(about.get_by_role("combobox", name="Language")).to_have_value("fa-AF")
    kept(shown)
    shown.get_by_role("button", name="Its source").press("Enter")
    author = about.get_by_label("Author", exact=True)
    expect(author).to_have_value("A. Writer")
    for hidden in ("A file", "The text, as published"):
        expect(about.get_by_label(hidden)).to_be_hidden()
    author.fill("B. Writer")
    shown.keyboard.press("Enter")
    expect(shown.get_by_role("listbox", name="Text")).to_be_focused()
    [source] = shown.request.get(f"{desk}/code/state").json()["sources"]
    assert source["author"] == "B. Writer"


def test_a_file_that_holds_no_text_is_refused_in_words(desk: str, visit: Visit) -> None:
    shown = visit(f"{desk}/code/")
    give(shown, "scan.pdf", pdf([]))
    expect(shown.get_by_text("scan.pdf: found no text")).to_be_visible()
    expect(shown.get_by_label("The text, as published")).to_have_value("")


@pytest.mark.parametrize("name", TEXTS)
def test_words_chosen_in_the_page_are_those_of_the_file(
    name: str, desk: str, visit: Visit, texts: dict[str, str], tmp_path: Path
) -> None:
    text = TEXTS[name]
    shown = visit(f"{desk}/code/")
    give(shown, f"{name}.txt", text.encode())
    source = kept(shown)
    direction = shown.get_by_role("listbox", name="Text").evaluate(
        "list => getComputedStyle(list).direction"
    )
    coder = Coder(shown, desk, source, rtl=direction == "rtl")
    chance = random.Random(name)
    picked = []
    for sentence in coder.sentences:
        for _ in range(PICKS):
            first, last = sorted(chance.choices(range(len(sentence["parts"])), k=2))
            span = sentence["parts"][first][0], sentence["parts"][last][1]
            coder.begin(*span)
            for key in ("k", "s"):
                coder.write(key, "c")
            picked.append(text[slice(*span)])
    file = tmp_path / "desk.geojson"
    file.write_bytes(shown.request.get(f"{desk}/code/file").body())
    events = [one for one in load_events(file).events if one.quotes[0].source == source]
    assert [one.quotes[0].exact for one in events] == picked
    texts[source] = text
    given = []
    for number, (id_, words) in enumerate(texts.items()):
        (tmp_path / f"{number}.txt").write_bytes(words.encode())
        given += ["--text", f"{id_}={tmp_path / f'{number}.txt'}"]
    assert main(["verify", str(file), *given]) == 0
