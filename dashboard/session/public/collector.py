"""Making ready before the first reader comes, and letting go of what is gone."""

import ctypes
import gc
import os
from collections.abc import Callable, Sequence
from threading import Thread
from time import sleep

from dashboard.session.file_opener import is_large
from dashboard.session.public.registry import default_file, open_default_file, public_files

COLLECT_S = 30
"""Seconds after which what is gone is out of the memory, at most."""


def start(*others: Callable[[], None], collect_s: float = COLLECT_S) -> None:
    """Make ready what stays for everybody, before the first reader comes.

    A small file is opened; a large one is when its first reader can be told how far it is.
    What stays is set apart from the garbage collector, which then need not walk through it. It
    would never let go of a session that were here already.

    Parameters
    ----------
    others
        What else lets go of what is too old, each time.
    collect_s
        Seconds after which what is gone is out of the memory, at most.
    """
    if not is_large(default_file().path):
        open_default_file()
    gc.collect()
    gc.freeze()
    Thread(target=_collect, args=(collect_s, others), name="collector", daemon=True).start()


def _collect(pause_s: float, others: Sequence[Callable[[], None]]) -> None:
    """Let go of what is gone, such as a reader's closed file, for all sessions together.

    A session is full of circles of references. Streamlit would walk through those of all sessions
    after each rerun of any: 44 % of the samples of a profile with fifty readers. What the C
    library keeps of the memory that was freed is given back, too, where it is the GNU one.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if os.name == "posix" else None
    while True:
        sleep(pause_s)
        for let_go in others:
            let_go()
        gc.collect()
        if trim:
            trim(0)
        for file in public_files().values():
            file.touch()
