"""The files that a reader's session is given, on their way to the disk in pieces.

They lie in a folder of the reader's, which goes with the last who holds it. This module shouldn't
import Streamlit.
"""

import secrets
import shutil
import tempfile
import weakref
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from dashboard.session.server_limits import (
    FREE_BYTES,
    SERVER_BYTES,
    SESSION_BYTES,
    SESSION_FILES,
    UPLOAD_BYTES,
)
from dashboard.words.catalogue import say
from events.model.limits import size_in_words


class UploadError(Exception):
    """Why a file, or a piece of one, is not taken, in a sentence for the reader."""


class ServerFullError(UploadError):
    """The server has no room for a file, in a sentence for the reader."""


@dataclass(eq=False)
class Upload:
    """A file on its way, or whole.

    Parameters
    ----------
    file_id
        What nobody can guess.
    path
        Where it is; its name is the reader's, as far as a disk takes it.
    size
        How many bytes it is to have.
    received
        How many of them are there.
    """

    file_id: str
    path: Path
    size: int
    received: int = 0
    turn: Lock = field(default_factory=Lock)

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name

    @property
    def is_whole(self) -> bool:
        """Whether all of it is there."""
        return self.received == self.size

    def write(self, offset: int, piece: bytes) -> None:
        """Write the next bytes.

        Parameters
        ----------
        offset
            The place of the first one, which must be the number of those that are there.
        piece
            The bytes.

        Raises
        ------
        UploadError
            Where they don't come next, or are too many.
        OSError
            Where they can't be written; none of them then counts.
        """
        if offset != self.received:
            raise UploadError(
                say("uploads.not_next", name=self.name, next=str(self.received), offset=str(offset))
            )
        if offset + len(piece) > self.size:
            raise UploadError(say("uploads.longer", name=self.name, size=str(self.size)))
        with self.path.open("r+b") as file:
            file.seek(offset)
            file.write(piece)
        self.received = offset + len(piece)


class Uploads:
    """The files that one session is given.

    Parameters
    ----------
    file_bytes, session_files, session_bytes, server_bytes
        The bounds: of one file, of the files of the session, and of all sessions together.

    Attributes
    ----------
    token : str
        The session's name in addresses; what nobody can guess.
    """

    def __init__(
        self,
        file_bytes: int = UPLOAD_BYTES,
        session_files: int = SESSION_FILES,
        session_bytes: int = SESSION_BYTES,
        server_bytes: int = SERVER_BYTES,
    ) -> None:
        self.token = secrets.token_urlsafe(24)
        self.folder = Path(tempfile.mkdtemp(prefix="panj-upload-"))
        self._file_bytes, self._server_bytes = file_bytes, server_bytes
        self._session_files, self._session_bytes = session_files, session_bytes
        self._files: dict[str, Upload] = {}
        self._is_used = False
        self._lock = Lock()
        weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)
        _sessions[self.token] = self

    def begin(self, name: str, size: int) -> Upload:
        """Make room for a file.

        Parameters
        ----------
        name
            As the reader calls it.
        size
            How many bytes it has.

        Raises
        ------
        UploadError
            Where it is one of the bounds.
        OSError
            Where nothing can be written.
        """
        with self._lock:
            self._check(plain_name(name), size)
            file_id = secrets.token_urlsafe(12)
            folder = self.folder / file_id
            folder.mkdir()
            upload = Upload(file_id, folder / plain_name(name), size)
            upload.path.touch()
            self._files[file_id] = upload
            self._is_used = True
            return upload

    def find(self, file_id: str) -> Upload | None:
        """Return a file of the session, or ``None``."""
        return self._files.get(file_id)

    def remove(self, file_id: str) -> None:
        """Take a file away, whole or not."""
        with self._lock:
            upload = self._files.pop(file_id, None)
        if upload:
            shutil.rmtree(upload.path.parent, ignore_errors=True)

    def whole(self) -> dict[str, Upload]:
        """Return the files that are there in full, in the order in which they were begun."""
        return {file_id: upload for file_id, upload in [*self._files.items()] if upload.is_whole}

    def drop_parts(self) -> None:
        """Take away what is not whole: the page that was sending it is gone."""
        for file_id in set(self._files) - set(self.whole()):
            self.remove(file_id)

    @property
    def is_used(self) -> bool:
        """Whether a file was ever begun."""
        return self._is_used

    def total(self) -> int:
        """Return the bytes of the session's files, as they are to be."""
        return sum(upload.size for upload in [*self._files.values()])

    def _check(self, name: str, size: int) -> None:
        if size > self._file_bytes:
            most = size_in_words(self._file_bytes)
            raise UploadError(say("uploads.too_large", name=name, most=most))
        if len(self._files) >= self._session_files or self.total() + size > self._session_bytes:
            raise UploadError(
                say(
                    "uploads.session_full",
                    name=name,
                    count=self._session_files,
                    most=size_in_words(self._session_bytes),
                )
            )
        everywhere = sum(session.total() for session in [*_sessions.values()])
        free = shutil.disk_usage(self.folder).free - FREE_BYTES
        if everywhere + size > self._server_bytes or size > free:
            raise ServerFullError(say("uploads.server_full", name=name))


_sessions: weakref.WeakValueDictionary[str, Uploads] = weakref.WeakValueDictionary()


def uploads_of(token: str) -> Uploads | None:
    """Return what the session of a token is given, or ``None`` where it has ended."""
    return _sessions.get(token)


def plain_name(name: str) -> str:
    r"""Return a name that is a file's and nothing else, at most as long as a disk takes it.

    Examples
    --------
    >>> plain_name("../a.csv"), len(plain_name("ქ" * 90 + ".csv").encode())
    ('a.csv', 154)
    >>> plain_name("half\ud800.csv")
    'half.csv'
    """
    last = Path(Path(name.replace("\\", "/")).name.replace("\0", ""))
    stem, ending = _cut(last.stem, 150), _cut(last.suffix, 20)
    return f"{stem or 'file'}{ending}"


def _cut(text: str, most: int) -> str:
    return text.encode(errors="ignore")[:most].decode(errors="ignore")
