"""The last step of a build: its files beside the others, and a manifest that names them."""

import hashlib
import os
import secrets
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from events.lake.engines.port import Tell
from events.lake.files.manifest import Batch, Manifest, read_manifest, write_manifest
from events.lake.files.storage import Storage, open_storage, telling_address
from events.model.problems import Words, refusal

_WORK = ".building"


def publish_batch(
    storage: Storage, before: Manifest, after: Manifest, folder: Path, batch: Batch, tell: Tell
) -> None:
    """Put a batch beside the others and the manifest over the one before.

    Parameters
    ----------
    storage : Storage
        The lake's place.
    before, after : Manifest
        The version that the build began with, and the one that it makes.
    folder : pathlib.Path
        The files of the batch.
    batch : Batch
        What they are.
    tell : callable
        Told how far it is; what it raises ends the work.

    Raises
    ------
    EventFileError
        Where another build was faster, and the lake is as that one made it; where its address
        does not answer.
    OSError
        Where its folder cannot be written to.
    """
    with telling_address(storage.address), storage.alone():
        _publish(storage, before, after, folder, batch, tell)


def _publish(
    storage: Storage, before: Manifest, after: Manifest, folder: Path, batch: Batch, tell: Tell
) -> None:
    if read_manifest(storage).version != before.version:
        found = Words("that another build was faster")
        raise refusal(storage.name, "", found, "one build at a time", "Build once more.")
    storage.take(folder, f"batches/{batch.name}", lambda share: tell("copy", share))
    gone = before.superseded
    kept = after.superseded if after.superseded != gone else ()
    write_manifest(storage, replace(after, superseded=kept))
    for name in gone:
        storage.remove(f"batches/{name}")


def find_lake(address: str) -> tuple[Storage, Manifest]:
    """Find the place of a lake, and what it is now.

    Raises
    ------
    EventFileError
        Where its address does not answer, or its manifest is damaged.
    OSError
        Where its folder cannot be read.
    """
    with telling_address(address):
        storage = open_storage(address)
        return storage, read_manifest(storage)


def batch_name(before: Manifest) -> str:
    """Give the name of the batch after a version, which no other build gives."""
    return f"{before.version + 1:06}-{secrets.token_hex(4)}"


def work_folder(storage: Storage, what: str) -> Path:
    """Give the folder of a build: the same one for the same work, so that it can go on.

    Raises
    ------
    EventFileError
        Where somebody else made the folder that is to hold it, who could then change what is built.
    """
    digest = hashlib.sha256(f"{storage.address}\n{what}".encode()).hexdigest()[:12]
    if storage.local:
        above = storage.local / _WORK
        above.mkdir(parents=True, exist_ok=True)
    else:
        above = Path(tempfile.gettempdir()) / f"panj-lake-{os.getuid()}"
        above.mkdir(mode=0o700, exist_ok=True)
        if above.is_symlink() or above.stat().st_uid != os.getuid():
            found, hint = Words("a folder that somebody else made"), "Set TMPDIR to another one."
            raise refusal(str(above), "", found, "your own", hint)
    folder = above / digest
    folder.mkdir(exist_ok=True)
    return folder


def emptied(folder: Path) -> Path:
    """Give a folder with nothing in it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder
