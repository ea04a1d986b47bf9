"""The event files that this server has open: its own for everybody, a reader's for that reader."""

import os
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from weakref import WeakValueDictionary

from dashboard.opened import Opened
from dashboard.opening import open_file

ARTICLE = Path(__file__).resolve().parent.parent / "events/data/antiwar-2021-07-08.geojson"
"""The built-in file: the article of 8 July 2021."""

PUBLIC = "events"
"""The collection that this server shows everybody."""

_private: WeakValueDictionary[str, Opened] = WeakValueDictionary()


def keep(file: Opened) -> Opened:
    """Let the routes find a reader's file for as long as that reader's session holds it."""
    _private[file.collection] = file
    return file


def find(collection: str) -> Opened | None:
    """Return the collection of a name, or ``None`` where this server has none."""
    return opened() if collection == PUBLIC else _private.get(collection)


@lru_cache(maxsize=1)
def opened() -> Opened:
    """Return the file named by ``EVENTS``, or the built-in article.

    A file that can't be read takes nothing down: its events are none, and the page says why.
    """
    path = Path(os.environ.get("EVENTS") or ARTICLE)
    return replace(open_file(path).file, collection=PUBLIC)
