"""An S3 server for tests: moto's, on loopback, in an environment of its own."""

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pyarrow.fs as pafs

BUCKET = "lakes"
_HERE = "127.0.0.1"
_READY = "Running on "
_PYTHON = Path(__file__).parents[2] / ".venv/s3/bin/python"


@contextmanager
def s3_server() -> Iterator[dict[str, str]]:
    """Start a server with an empty bucket for as long as it is used.

    Yields
    ------
    dict of str
        The environment in which AWS's libraries find it, and keys that it takes.
    """
    if not _PYTHON.exists():
        raise FileNotFoundError("The S3 server of the tests is missing. Type: make setup")
    command = [str(_PYTHON), "-m", "moto.server", "--host", _HERE, "--port", "0"]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    said: IO[str] = process.stderr  # type: ignore[assignment]
    try:
        address = next(line for line in said if _READY in line).split(_READY)[1].strip()
        threading.Thread(target=said.read, daemon=True).start()
        yield {
            "AWS_ACCESS_KEY_ID": "a key",
            "AWS_SECRET_ACCESS_KEY": "a secret",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ENDPOINT_URL": address,
        }
    finally:
        process.kill()
        process.wait()


@contextmanager
def in_environment(variables: dict[str, str]) -> Iterator[None]:
    """Have variables in the environment of this process, and make the bucket."""
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        system, root = pafs.FileSystem.from_uri(f"s3://{BUCKET}?allow_bucket_creation=true")
        system.create_dir(root)
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
