"""A file that is checked to be UTF-8 while it is read."""

import codecs
from typing import BinaryIO

from events.decoding import refusal
from events.problems import EventFileError, Words


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
        hint = 'Save the table as "CSV UTF-8".'
        return refusal(self._name, "", found, "UTF-8", hint)
