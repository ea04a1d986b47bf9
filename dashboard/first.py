"""The map first: its question is answered before the page works on what stands around it.

A rerun tells the map what to show, and the map asks this server for it in a request of its own.
The panels, worked out meanwhile, would take the processor from that answer, and the browser from
drawing it. This module shouldn't import Streamlit.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from threading import Event, Lock
from time import sleep

ARRIVES, ANSWERED, DRAWN = 0.25, 1.0, 0.08
"""Seconds that the page waits for the map's question, then for the answer, at most; and then,
as long as the browser draws it.

A map on another machine may ask later; its panels are not held up for it.
"""


class _Question:
    def __init__(self) -> None:
        self.here, self.answered = Event(), Event()

    def wait(self) -> None:
        if self.here.wait(ARRIVES):
            self.answered.wait(ANSWERED)
            sleep(DRAWN)


_expected: defaultdict[Hashable, set[_Question]] = defaultdict(set)
_lock = Lock()


@contextmanager
def expecting(asked: Hashable) -> Iterator[Callable[[], None]]:
    """Expect a question of the map's; within, the given function waits until it is answered.

    Parameters
    ----------
    asked
        What will be asked, as `answering` names it: the collection and the selection.

    Examples
    --------
    >>> with expecting("this") as wait:
    ...     with answering("this"):
    ...         pass
    ...     wait()
    """
    question = _Question()
    with _lock:
        _expected[asked].add(question)
    try:
        yield question.wait
    finally:
        with _lock:
            _expected[asked].discard(question)
            if not _expected[asked]:
                del _expected[asked]


@contextmanager
def answering(asked: Hashable) -> Iterator[None]:
    """Let those who expect a question know that it has come, and that it is answered."""
    with _lock:
        questions = [*_expected.get(asked, ())]
    for question in questions:
        question.here.set()
    try:
        yield
    finally:
        for question in questions:
            question.answered.set()
