"""Files of articles: what is their text, what is known of their source, and what is refused."""

from pathlib import Path

import pytest

from events.articles.article_file import ArticleText, read_article
from events.model.problems import EventFileError
from tests.makers.article_files import (
    PARAGRAPHS,
    TITLES,
    locked,
    page,
    pdf,
    reworked_document,
    word_document,
)


def read(data: bytes, name: str, folder: Path) -> ArticleText:
    path = folder / "article"
    path.write_bytes(data)
    return read_article(path, name)


@pytest.mark.parametrize(
    ("language", "encoding"),
    [("en", "utf-8"), ("ru", "utf-8"), ("ru", "windows-1251"), ("ru", "koi8-r"), ("fa", "utf-8")],
)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_page_is_its_article_and_what_its_head_tells(
    language: str, encoding: str, ends: str, tmp_path: Path
) -> None:
    found = read(page(language, encoding, ends), "page.html", tmp_path)
    assert found.text.startswith(TITLES[language])
    assert all(paragraph in found.text for paragraph in PARAGRAPHS[language])
    assert "Subscribe" not in found.text
    assert found.details == {
        "title": TITLES[language],
        "author": "A. Writer",
        "publisher": "The Wire",
        "url": "https://wire.example/news/1",
        "published": "2021-07-08",
        "language": language,
    }


def test_a_page_that_names_no_day_has_none(tmp_path: Path) -> None:
    data = b"".join(line for line in page("en").splitlines() if b"published_time" not in line)
    assert "published" not in read(data, "page.htm", tmp_path).details


@pytest.mark.parametrize("language", ["en", "ru", "fa"])
def test_a_word_document_is_its_paragraphs_and_cells(language: str, tmp_path: Path) -> None:
    found = read(word_document(language), "wire.docx", tmp_path)
    assert found.text == "\n\n".join(PARAGRAPHS[language])
    details = {"title": TITLES[language], "author": "A. Writer", "language": language}
    assert found.details == details


def test_a_word_document_is_what_it_shows(tmp_path: Path) -> None:
    file = tmp_path / "wire.docx"
    file.write_bytes(reworked_document())
    assert read_article(file, file.name).text == "They fled Kunduz\n\nIn a box.\n\nIn a control."


def test_a_pdf_that_opens_without_a_password_is_read(tmp_path: Path) -> None:
    file = tmp_path / "wire.pdf"
    file.write_bytes(locked(pdf(["They fled."]), ""))
    assert read_article(file, file.name).text == "They fled."
    file.write_bytes(locked(pdf(["They fled."]), "secret"))
    with pytest.raises(EventFileError, match="locked by a password"):
        read_article(file, file.name)


def test_the_lines_of_a_pdf_are_put_together(tmp_path: Path) -> None:
    lines = [
        "Fighting nears the river", "",
        "Taliban fighters attacked a border post in Takhar prov-",
        "ince on Tuesday, officials said.",
    ]  # fmt: skip
    found = read(pdf(lines), "wire.PDF", tmp_path)
    assert found.text == (
        "Fighting nears the river\n\n"
        "Taliban fighters attacked a border post in Takhar province on Tuesday, officials said."
    )
    assert found.details == {"title": TITLES["en"], "author": "A. Writer"}


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Бои у реки.\r\nОни отступили.\r\n", "utf-8"),
        ("Бои у реки.\r\nОни отступили на территорию Таджикистана.\r\n", "windows-1251"),
        ("بیش از ۳۰۰ سرباز\r\n🙂 e\u0301", "utf-16"),
        ("بیش از ۳۰۰ سرباز\n", "utf-8-sig"),
    ],
)
def test_a_plain_text_keeps_its_line_ends(text: str, encoding: str, tmp_path: Path) -> None:
    assert read(text.encode(encoding), "a.txt", tmp_path).text == text


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (b"x", "a.odt", 'a.odt: found the ending ".odt", expected one of .txt, .html, .htm, .docx'),
        (b"", "a.txt", "a.txt: found no text, expected a text"),
        (pdf([]), "a.pdf", "a scanned page has none until it is recognised"),
        (b"%PDF-1.4 broken", "a.pdf", "it is no PDF, or a broken one"),
        (b"PK broken", "a.docx", "it is no Word document"),
        (b"", "a.html", "a.html: found"),
    ],
    ids=["another ending", "empty", "no text layer", "broken pdf", "broken docx", "empty page"],
)
def test_what_is_no_article_is_refused_in_words(
    data: bytes, name: str, message: str, tmp_path: Path
) -> None:
    with pytest.raises(EventFileError) as refused:
        read(data, name, tmp_path)
    assert message in str(refused.value)
