"""A GeoJSON collection on the disk, its features one at a time.

The file is walked twice: first to its end, which finds every member beside the features, counts
these and proves that the JSON is whole; then for the features themselves. Only a part of the
text is in memory: a piece of it (`events.files.file_access.Portions`) or one feature, whichever
is more.
"""

import codecs
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, BinaryIO

from events.files.file_access import USUAL, Portions, Progress, reading_errors
from events.files.json_decoding import check_json, collect, read_integer, too_deep
from events.model.problems import EventFileError, Words, refusal

_FIRST_WALK = 0.05  # of the time that the whole work takes, by a profile
_LONGEST_TOKEN = 16  # characters, strings aside: -Infinity has 9, an escaped emoji 12
_MOST_SHOWN = 4  # items of a list that a message may show
_BLANKS = re.compile(r"[ \t\n\r]*")
_KEEPING = json.JSONDecoder(object_pairs_hook=collect, parse_int=read_integer)
_SKIPPING = json.JSONDecoder(parse_int=float)  # takes any number of digits


class JsonStream:
    """A GeoJSON file whose JSON is whole.

    Parameters
    ----------
    file : binary file
        The file, which can be read again from its beginning.
    name : str
        Its name, for messages.
    progress : callable, optional
        Told the share of the work that is done, 0 to 1.
    portions : Portions, optional
        How much is in memory at once.

    Attributes
    ----------
    members : object
        What the JSON holds, not yet known to be a collection. In an object `features`, where it
        is a list, is a range of their numbers, counted from 1.
    sha256 : str
        The SHA-256 of the file's bytes, in hexadecimal.

    Raises
    ------
    EventFileError
        Where the file is no JSON or cannot be read.

    Examples
    --------
    >>> import io
    >>> stream = JsonStream(io.BytesIO(b'{"features": [{"id": "e1"}], "title": "A"}'), "a.geojson")
    >>> stream.members, list(stream.features())
    ({'features': range(1, 2), 'title': 'A'}, [{'id': 'e1'}])
    """

    def __init__(
        self,
        file: BinaryIO,
        name: str,
        progress: Progress | None = None,
        portions: Portions = USUAL,
    ) -> None:
        self._file, self._name, self._piece = file, name, portions.piece
        self._progress = progress or (lambda _: None)
        self._size = file.seek(0, os.SEEK_END)
        self._read = 0
        hashed = hashlib.sha256()
        text = self._text(hashed.update, 0.0, _FIRST_WALK)
        try:
            self.members = _read_top(text)
        except _BrokenError as error:
            raise self._refusal() from error
        except RecursionError as error:
            raise too_deep(name) from error
        self.sha256 = hashed.hexdigest()
        self._read = 0

    @property
    def passed(self) -> int:
        """How many bytes of the file were read for the features so far."""
        return self._read

    def features(self) -> Iterator[Any]:
        """Give the features one at a time, as `events.files.json_decoding.decode_json` would.

        Yields
        ------
        object
            An item of the list `features`.

        Raises
        ------
        EventFileError
            Where the file is not as it was, or cannot be read any more.
        """
        text = self._text(lambda _: None, _FIRST_WALK, 1.0)
        try:
            for name in _names(text):
                if name == "features" and text.peek() == "[":
                    yield from text.items(_KEEPING)
                    return
                text.value(_SKIPPING)
        except _BrokenError as error:
            raise self._refusal() from error
        except RecursionError as error:
            raise too_deep(self._name) from error

    def _text(self, heard: Callable[[bytes], None], before: float, after: float) -> "_Text":
        """Begin a walk that takes the work from one share to another."""
        self._file.seek(0)
        self._read = 0

        def read(size: int) -> bytes:
            with reading_errors(self._name):
                data = self._file.read(size)
            heard(data)
            self._read += len(data)
            left = 1 - self._read / max(self._size, self._read, 1)
            self._progress(after - (after - before) * left)
            return data

        return _Text(read, self._piece)

    def _refusal(self) -> EventFileError:
        """Tell where the JSON is broken: the whole text is needed for line and column."""
        self._file.seek(0)
        with reading_errors(self._name):
            data = self._file.read()
        try:
            check_json(data, self._name)
        except EventFileError as error:
            return error
        found = Words("another file than a moment ago")
        return refusal(self._name, "", found, "one that stays while it is read")


class _BrokenError(Exception):
    """The text is no JSON, whatever follows."""


class _Text:
    """The text of a file, of which as much is in memory as is needed."""

    def __init__(self, read: Callable[[int], bytes], piece: int) -> None:
        self._read, self._piece = read, piece
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._text, self._at, self._ended = "", 0, False

    def peek(self) -> str:
        """Pass blanks and show the character behind them; "" at the end."""
        while True:
            blanks = _BLANKS.match(self._text, self._at)
            self._at = blanks.end() if blanks else self._at
            if self._at < len(self._text) or self._ended:
                return self._text[self._at : self._at + 1]
            self._more()

    def take(self, *expected: str) -> str:
        """Pass a character, which has to be one of these."""
        found = self.peek()
        if found not in expected:
            raise _BrokenError
        self._at += 1
        return found

    def value(self, decoder: json.JSONDecoder) -> Any:
        """Pass a value and give it."""
        self.peek()
        while True:
            try:
                value, end = decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                cut = error.msg.startswith("Unterminated string")
                near = error.pos + _LONGEST_TOKEN >= len(self._text)
                if self._ended or not (cut or near):
                    raise _BrokenError from error
            else:
                if end + _LONGEST_TOKEN < len(self._text) or self._ended:  # 1 may become 1e+5
                    self._at = end
                    return value
            self._more()

    def items(self, decoder: json.JSONDecoder) -> Iterator[Any]:
        """Pass a list and give its items."""
        self.take("[")
        if self.peek() == "]":
            self.take("]")
            return
        while True:
            yield self.value(decoder)
            if self.take(",", "]") == "]":
                return

    def _more(self) -> None:
        """Read on: as much again as waits, so that a long value is not tried too often."""
        data = self._read(max(self._piece, len(self._text) - self._at))
        try:
            text = self._decoder.decode(data, final=not data)
        except UnicodeDecodeError as error:
            raise _BrokenError from error
        self._text = self._text[self._at :] + text
        self._at, self._ended = 0, not data


def _names(text: _Text) -> Iterator[str]:
    """Give the names in an object; whoever asks has to pass each one's value."""
    text.take("{")
    if text.peek() == "}":
        text.take("}")
        return
    while True:
        if text.peek() != '"':
            raise _BrokenError
        name = text.value(_KEEPING)
        text.take(":")
        yield name
        if text.take(",", "}") == "}":
            return


def _read_top(text: _Text) -> Any:
    """Read the whole text; features and the items of a list are only counted."""
    first = text.peek()
    if first == "{":
        members = []
        for name in _names(text):
            if name == "features" and text.peek() == "[":
                count = sum(1 for _ in text.items(_SKIPPING))
                members.append((name, range(1, count + 1)))
            else:
                members.append((name, text.value(_KEEPING)))
        top: Any = collect(members)
    elif first == "[":
        items = text.items(_KEEPING)
        top = list(islice(items, _MOST_SHOWN))
        count = len(top) + sum(1 for _ in items)
        top = Words(f"a list of {count:,} items") if count > _MOST_SHOWN else top
    else:
        top = text.value(_KEEPING)
    if text.peek():
        raise _BrokenError
    return top
