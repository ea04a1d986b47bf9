"""Files of articles as their makers write them: a page, a Word document, a PDF."""

import io

import docx
import pypdf
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

PARAGRAPHS = {
    "en": [
        "Taliban fighters attacked a border post in Takhar province on Tuesday, officials said.",
        "More than 300 Afghan soldiers crossed into Tajikistan, the border service reported.",
    ],
    "ru": [
        "Талибы захватили уезд Имам-Сахиб в провинции Кундуз во вторник, сообщили власти.",
        "Более 300 афганских военных отступили на территорию Таджикистана, сообщили в службе.",
    ],
    "fa": [
        "طالبان روز سه‌شنبه پاسگاه مرزی را در ولایت تخار تصرف کردند و درگیری ادامه دارد.",
        "بیش از ۳۰۰ سرباز افغان به خاک تاجیکستان فرار کردند و مقام‌ها این خبر را تایید کردند.",
    ],
}
TITLES = {"en": "Fighting nears the river", "ru": "Бои у реки", "fa": "جنگ در نزدیکی دریا"}


def page(language: str, encoding: str = "utf-8", ends: str = "\n") -> bytes:
    """Make the page of an article, with what stands around one."""
    title, paragraphs = TITLES[language], PARAGRAPHS[language] * 2
    lines = [
        f'<!doctype html><html lang="{language}" dir="auto"><head><meta charset="{encoding}">',
        f"<title>{title} | The Wire</title><meta name=author content='A. Writer'>",
        '<meta property="og:site_name" content="The Wire">',
        '<meta property="article:published_time" content="2021-07-08T10:00:00+05:00">',
        '<link rel="canonical" href="https://wire.example/news/1">',
        "</head><body><nav><a href=/>Home</a> <a href=/news>News</a></nav>",
        f"<article><h1>{title}</h1>",
        *(f"<p>{paragraph}</p>" for paragraph in paragraphs),
        "</article><aside>Subscribe</aside><footer>© The Wire</footer></body></html>",
    ]
    return ends.join(lines).encode(encoding)


def word_document(language: str) -> bytes:
    """Make a Word document of an article, the last paragraph in a table."""
    made = docx.Document()
    made.core_properties.title, made.core_properties.author = TITLES[language], "A. Writer"
    made.core_properties.language = language
    made.add_paragraph(PARAGRAPHS[language][0])
    made.add_table(1, 1).cell(0, 0).text = PARAGRAPHS[language][1]
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def pdf(lines: list[str]) -> bytes:
    """Make a PDF with a text layer of lines, Latin letters alone; without any it has none."""
    writer = pypdf.PdfWriter()
    sheet = writer.add_blank_page(595, 842)
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    fonts = DictionaryObject({NameObject("/F1"): font})
    sheet[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    drawn = DecodedStreamObject()
    rows = "".join(f"({line}) Tj 0 -14 Td " for line in lines)
    drawn.set_data(f"BT /F1 11 Tf 50 800 Td {rows}ET".encode("latin-1"))
    sheet[NameObject("/Contents")] = drawn
    writer.add_metadata({"/Title": TITLES["en"], "/Author": "A. Writer"})
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def reworked_document() -> bytes:
    """Make a Word document as an editor leaves it: words put in and out, a box, a control."""
    made = docx.Document()
    word = nsdecls("w")
    made.element.body.insert(
        0,
        parse_xml(
            f"<w:p {word}><w:r><w:t xml:space='preserve'>They </w:t></w:r>"
            "<w:del w:id='1'><w:r><w:delText>ran</w:delText></w:r></w:del>"
            "<w:ins w:id='2'><w:r><w:t>fled</w:t></w:r></w:ins>"
            "<w:smartTag w:element='place'><w:r><w:t xml:space='preserve'> Kunduz</w:t></w:r>"
            "</w:smartTag><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p>"
            "</w:txbxContent></w:pict></w:r></w:p>"
        ),
    )
    made.element.body.insert(
        1,
        parse_xml(
            f"<w:tbl {word}><w:tr><w:sdt><w:sdtContent><w:tc><w:p><w:r><w:t>In a control.</w:t>"
            "</w:r></w:p></w:tc></w:sdtContent></w:sdt></w:tr></w:tbl>"
        ),
    )
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def locked(file: bytes, password: str) -> bytes:
    """Lock a PDF by a password; with an empty one everybody can open it."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(file))
    writer.encrypt(password, "the owner's", algorithm="RC4-128")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()
