"""How a table of text is encoded: as UTF-8, as its first bytes say, or as the reader says."""

import codecs
import re
from typing import BinaryIO

from events.importers.inputs.raw_table import Vocabulary
from events.model.problems import EventFileError, Words, refusal

CANDIDATES = ("cp1251", "cp1256", "cp1252", "cp1250", "koi8-r", "cp866")
"""The encodings that are tried on the names of the columns where a table is not UTF-8."""

_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_HINT = f"Say how it is encoded, such as --encoding {' or '.join(CANDIDATES[:3])}."
_PARTS = re.compile(r'[,;\t|"\r\n]+')
_LINES = 40


def find_encoding(head: bytes, named: str, vocabulary: Vocabulary, file: str) -> tuple[str, bool]:
    """Tell how a table is encoded.

    Parameters
    ----------
    head : bytes
        Its beginning.
    named : str
        What the reader says, ``""`` for nothing.
    vocabulary : Vocabulary
        What is known of columns.
    file : str
        The file's name, for messages.

    Returns
    -------
    encoding : str
        utf-8-sig for UTF-8 with or without a byte order mark.
    recognised : bool
        Whether only the names of the columns tell it.

    Raises
    ------
    EventFileError
        Where it cannot be told, or Python knows no such encoding.

    Examples
    --------
    >>> words = Vocabulary({"Дата", "Место"}.__contains__, lambda cells: None)
    >>> find_encoding("Дата;Место".encode("cp1251"), "", words, "a.csv")
    ('cp1251', True)
    """
    if named:
        try:
            return codecs.lookup(named).name, False
        except LookupError as error:
            raise refusal(file, "--encoding", named, "an encoding such as cp1251") from error
    for mark, encoding in _BOMS.items():
        if head.startswith(mark):
            return encoding, False
    if 0 in head[:1_000]:
        even, odd = head[0:1_000:2].count(0), head[1:1_000:2].count(0)
        return "utf-16-le" if odd > even else "utf-16-be", True
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError as error:
        return _by_names(head, error.start, vocabulary, file), True
    return "utf-8-sig", False


def _by_names(head: bytes, fault: int, vocabulary: Vocabulary, file: str) -> str:
    """Find the one encoding in which most of the columns have names that are known."""
    lines = b"\n".join(head.splitlines()[:_LINES])
    known = {}
    for encoding in CANDIDATES:
        words = {word.strip() for word in _PARTS.split(lines.decode(encoding, "replace"))}
        known[encoding] = sum(
            vocabulary.known(word) for word in words if word and not word.isascii()
        )
    best = max(known, key=lambda encoding: known[encoding])
    if known[best] and list(known.values()).count(known[best]) == 1:
        return best
    line = 1 + head.count(b"\n", 0, fault)
    found = Words(f"a byte in line {line:,} that is not UTF-8")
    raise refusal(file, "", found, "UTF-8", _HINT)


class Utf8:
    """A file whose bytes are checked as they are read, and passed on as they are.

    Parameters
    ----------
    file : binary file
        The file, at its beginning.
    name : str
        Its name, for messages.

    Examples
    --------
    >>> import io
    >>> Utf8(io.BytesIO(b"place"), "a.csv").read(5)
    b'place'
    """

    closed = False

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file, self._name = file, name
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._pending = 0  # bytes at the end of what was read that are part of a letter

    def read(self, size: int = -1) -> bytes:
        """Read some bytes.

        Parameters
        ----------
        size : int, optional
            How many; all by default.

        Returns
        -------
        bytes
            Empty at the end of the file.

        Raises
        ------
        EventFileError
            Where they are not UTF-8, with the line in which that shows.
        """
        block = self._file.read(size)
        if self._pending or not block.isascii():
            before = self._file.tell() - len(block) - self._pending
            try:
                self._decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                raise self._refusal(before + error.start) from error
            self._pending = len(self._decoder.getstate()[0])
        return block

    def close(self) -> None:
        """Leave the file to whoever opened it."""

    def _refusal(self, position: int) -> EventFileError:
        self._file.seek(0)
        line = 1 + self._file.read(position).count(b"\n")
        found = Words(f"a byte in line {line:,} that is not UTF-8")
        return refusal(self._name, "", found, "UTF-8", _HINT)
