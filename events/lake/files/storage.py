"""Where a lake lies: a folder, or an address that a file system of PyArrow opens."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import duckdb
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.fs as pafs

from events.files.file_access import replace_file
from events.model.problems import Words, refusal

MANIFEST = "manifest.json"
"""The file that makes a folder a lake."""

_TOGETHER = 1 << 20  # bytes that are copied at once


@dataclass(frozen=True)
class Storage:
    """The place of a lake's files.

    Parameters
    ----------
    address : str
        As it was given.
    system : pyarrow.fs.FileSystem
        What opens its files.
    root : str
        The lake's folder there.
    """

    address: str
    system: Any
    root: str

    @property
    def local(self) -> Path | None:
        """The folder, where it is one of this machine."""
        return Path(self.root) if isinstance(self.system, pafs.LocalFileSystem) else None

    @property
    def name(self) -> str:
        """What messages call it."""
        return PurePosixPath(self.root).name or self.address

    def path(self, file: str) -> str:
        """Give the path of a file of the lake in its file system."""
        return f"{self.root}/{file}"

    def read(self, file: str) -> bytes | None:
        """Give the bytes of a small file, or None where there is none.

        Raises
        ------
        OSError
            Where the address does not answer.
        """
        if self.look(file) is None:
            return None
        with closing(self.system.open_input_file(self.path(file))) as opened:
            found: bytes = opened.read()
        return found

    def look(self, file: str) -> tuple[int, int] | None:
        """Give when a file was changed, in nanoseconds, and its bytes; None where there is none."""
        [found] = self.system.get_file_info([self.path(file)])
        if found.type != pafs.FileType.File:
            return None
        return int(found.mtime_ns or 0), int(found.size)

    def sizes(self, files: Sequence[str]) -> list[int | None]:
        """Give the bytes of files, None for one that is not there; all are asked for at once.

        Raises
        ------
        OSError
            Where the address does not answer.
        """
        found = self.system.get_file_info([self.path(file) for file in files])
        return [int(one.size) if one.type == pafs.FileType.File else None for one in found]

    def open(self, file: str) -> Any:
        """Open a file for reading at any place."""
        return self.system.open_input_file(self.path(file))

    def write(self, file: str, content: bytes) -> None:
        """Write a small file, whole or not at all."""
        if self.local is not None:
            with replace_file(self.local / file) as part:
                part.write_bytes(content)
            return
        with closing(self.system.open_output_stream(self.path(file))) as opened:
            opened.write(content)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Wait until nobody else holds a folder of this machine, and hold it; no other place.

        Who holds it and is killed holds it no longer.
        """
        if self.local is None:
            yield
            return
        folder = os.open(self.local, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)

    def take(self, folder: Path, name: str, done: Callable[[float], None]) -> None:
        """Put a folder that was made on this machine among the lake's own, under a name.

        A folder of this machine is moved in one step. Elsewhere its files are copied, and `done`
        is told which share of them; nobody reads them before a manifest names them.
        """
        if self.local is not None:
            target = self.local / name
            target.parent.mkdir(parents=True, exist_ok=True)
            folder.rename(target)
            return
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        for number, file in enumerate(files):
            done(number / len(files))
            target_path = self.path(f"{name}/{file.relative_to(folder).as_posix()}")
            self.system.create_dir(str(PurePosixPath(target_path).parent))
            pafs.copy_files(
                str(file),
                target_path,
                source_filesystem=pafs.LocalFileSystem(),
                destination_filesystem=self.system,
                chunk_size=_TOGETHER,
            )

    def remove(self, name: str) -> None:
        """Take a folder of the lake away."""
        [found] = self.system.get_file_info([self.path(name)])
        if found.type == pafs.FileType.Directory:
            self.system.delete_dir(self.path(name))

    def relation(
        self, held: duckdb.DuckDBPyConnection, files: Sequence[str]
    ) -> duckdb.DuckDBPyRelation:
        """Give the rows of Parquet files, to be asked by DuckDB.

        DuckDB reads files of this machine itself. Others are opened by PyArrow, which passes over
        the row groups that a filter excludes; DuckDB's own way to them is an extension, which
        would be downloaded.
        """
        paths = [self.path(file) for file in files]
        if self.local is not None:
            return held.read_parquet(paths)
        return held.from_arrow(ds.dataset(paths, filesystem=self.system, format="parquet"))

    def dataset(self, files: Sequence[str]) -> ds.Dataset:
        """Give the rows of Parquet files as PyArrow reads them."""
        return ds.dataset([self.path(file) for file in files], filesystem=self.system)

    def fetch(self, file: str, target: Path) -> Path:
        """Give a file on this machine: as it lies there, or else copied to a path."""
        if self.local is not None:
            return self.local / file
        stream = closing(self.system.open_input_stream(self.path(file)))
        with stream as opened, target.open("wb") as copy:
            shutil.copyfileobj(opened, copy, _TOGETHER)
        return target


def open_storage(address: str) -> Storage:
    """Find the place of a lake.

    Parameters
    ----------
    address : str
        A folder, or a URI such as ``s3://bucket/lake`` with what PyArrow's file systems take as its
        query (``?endpoint_override=…``). A local one need not be there yet.

    Returns
    -------
    Storage

    Raises
    ------
    EventFileError
        Where keys stand in the address, which would be kept wherever it is told.
    OSError, ValueError
        Where no file system opens it; the latter is pyarrow.ArrowInvalid.
    """
    if "://" not in address:
        return Storage(address, pafs.LocalFileSystem(), str(Path(address).resolve()))
    whose = urlsplit(address)
    if "@" in whose.netloc:
        shown = address.replace(whose.netloc, whose.netloc.rpartition("@")[2])
        hint = "Give them by the environment, as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
        raise refusal(shown, "", Words("keys in the address"), "an address alone", hint)
    system, root = pafs.FileSystem.from_uri(address)
    return Storage(address, system, root.rstrip("/"))


def is_lake(address: str) -> bool:
    """Tell whether a path or an address is that of a lake: a URI, or a folder with a manifest."""
    return "://" in address or (Path(address) / MANIFEST).is_file()


@contextmanager
def telling_address(address: str) -> Iterator[None]:
    """Say in words that an address does not do what is asked of it.

    Raises
    ------
    EventFileError
        In the place of what PyArrow says; what it says of a folder of this machine passes.
    """
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        if "://" not in address:
            raise
        hint = (
            "The lake is as it was. Correct the address or the environment that has its keys and "
            "endpoint; the same command goes on from here."
        )
        found = Words(f"an address that does not answer ({str(error).splitlines()[0]})")
        expected = "one that can be read and written"
        raise refusal(address, "", found, expected, hint) from error
