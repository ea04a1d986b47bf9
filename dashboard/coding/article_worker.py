"""Reading the file of an article in a process of its own (`dashboard.session.worker`).

``python -m dashboard.coding.article_worker FOLDER FILE`` is that process. This module shouldn't
import Streamlit.
"""

import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from dashboard.session.server_limits import (
    ARTICLE_CHARACTERS,
    ARTICLE_FILE_BYTES,
    ARTICLE_MEMORY_BYTES,
    ARTICLE_SECONDS,
)
from dashboard.session.worker import run_job, run_worker
from events.articles.article_file import read_article, refused_article
from events.files.file_access import bound_seconds

_FILE, _RESULT = "article", "article.json"


def article_in_worker(data: bytes, name: str) -> dict[str, Any]:
    """Read the text of an article in another process.

    Parameters
    ----------
    data
        The file's bytes.
    name
        Its name.

    Returns
    -------
    dict
        The members of `events.articles.article_file.ArticleText`.

    Raises
    ------
    EventFileError
        Where it can't be read, or is too large.
    """
    if len(data) > ARTICLE_FILE_BYTES:
        raise refused_article(name, f"{len(data):,} bytes", f"at most {ARTICLE_FILE_BYTES:,}")
    with tempfile.TemporaryDirectory(prefix="panj-article-") as made:
        folder = Path(made)
        (folder / _FILE).write_bytes(data)
        run_worker(
            __name__, name, folder, folder / _FILE, request=name, memory_bytes=ARTICLE_MEMORY_BYTES
        )
        read: dict[str, Any] = json.loads((folder / _RESULT).read_bytes())
    return read


def _work(name: str) -> None:
    bound_seconds(ARTICLE_SECONDS)
    found = read_article(Path(sys.argv[2]), name)
    if len(found.text) > ARTICLE_CHARACTERS:
        count = f"{len(found.text):,} characters"
        raise refused_article(name, count, f"at most {ARTICLE_CHARACTERS:,}")
    (Path(sys.argv[1]) / _RESULT).write_text(json.dumps(asdict(found)), "utf-8")


if __name__ == "__main__":
    sys.exit(run_job(_work))
