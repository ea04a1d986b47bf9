"""A Word document: its paragraphs and the cells of its tables, in their order."""

import io
import zipfile
from collections.abc import Iterator

import docx
from docx.opc.exceptions import OpcError
from docx.table import Table


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
    text = "\n\n".join(part for part in _parts(document) if part.strip())
    return text, {"title": known.title, "author": known.author, "language": known.language}


def _parts(document: docx.document.Document) -> Iterator[str]:
    for part in document.iter_inner_content():
        if isinstance(part, Table):
            yield from ("\t".join(cell.text for cell in row.cells) for row in part.rows)
        else:
            yield part.text
