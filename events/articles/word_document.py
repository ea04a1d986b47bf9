"""A Word document: its paragraphs, tables and boxes of text in their order, changes accepted."""

import io
import zipfile
from collections.abc import Iterator

import docx
from docx.opc.exceptions import OpcError
from lxml import etree

_NOT_SHOWN = ("del", "moveFrom", "Fallback", "instrText")
"""What a document holds beside what it shows: what was taken out, and a second way to draw."""

_MARKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def read_docx(data: bytes) -> tuple[str, dict[str, str]]:
    """Read a document.

    Parameters
    ----------
    data
        A ``.docx`` file.

    Returns
    -------
    str, dict
        The text; the title, author and language that the file tells. The day on which it was
        made is not that of publication.

    Raises
    ------
    ValueError
        Where it is no such document.
    """
    try:
        document = docx.Document(io.BytesIO(data))
    except (OpcError, zipfile.BadZipFile, KeyError, SyntaxError) as error:
        raise ValueError("it is no Word document") from error
    known = document.core_properties
    text = "\n\n".join(part for part in _parts(document.element.body) if part.strip())
    return text, {"title": known.title, "author": known.author, "language": known.language}


def _parts(element: etree._Element) -> Iterator[str]:
    for child, name in _children(element):
        if name == "p":
            boxes: list[etree._Element] = []
            yield "".join(_words(child, boxes))
            for box in boxes:
                yield from _parts(box)
        elif name == "tr":
            yield "\t".join("\n".join(_parts(cell)) for cell in _cells(child))
        else:
            yield from _parts(child)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for child, name in _children(row):
        if name == "tc":
            yield child
        else:
            yield from _cells(child)


def _words(element: etree._Element, boxes: list[etree._Element]) -> Iterator[str]:
    """Give the words of a paragraph; the boxes of text that hang on it go into a list."""
    for child, name in _children(element):
        if name == "t":
            yield child.text or ""
        elif name in _MARKS:
            yield _MARKS[name]
        elif name == "txbxContent":
            boxes.append(child)
        else:
            yield from _words(child, boxes)


def _children(element: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Give what is shown of an element, each with its name."""
    for child in element:
        if isinstance(child.tag, str):
            name = etree.QName(child).localname
            if name not in _NOT_SHOWN and not name.endswith("Pr"):
                yield child, name
