"""The map first: its question is answered before the page works on what stands around it.

The map asks this server for what it shows in a request of its own: where the slider was moved
before the rerun begins, else when the rerun has told it what to show. The panels, worked out
meanwhile, would take the processor from that answer, and the browser from drawing it. So would
the panels of other readers: before each of its own, a page lets what others wait for go first.
This module shouldn't import Streamlit.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Iterator
from contextlib import contextmanager
from threading import Condition, Event, Lock
from time import monotonic, sleep

from starlette.requests import Request
from starlette.responses import Response

ARRIVES, ANSWERED, DRAWN = 0.25, 1.0, 0.08
"""Seconds that the page waits for the map's question, then for the answer, at most; and then,
as long as the browser draws it.

A map on another machine may ask later; its panels are not held up for it.
"""

FRAMED, GROUNDED, GLANCES = 5.0, 0.5, 0.05
"""Seconds that a new page waits for its map at most, of which the frame takes the most; then, as
long as the browser draws the answer and the ground; and between two glances meanwhile.
"""

LATELY = 2.0
"""Seconds after its answer for which a question is the one that a rerun expects."""

GIVES_WAY = 0.1
"""Seconds that a page lets others go first, at most, before each of its panels."""

_MOST = 256


class _Question:
    def __init__(self) -> None:
        self.here, self.answered = Event(), Event()
        self.answered_at = float("inf")


_latest: OrderedDict[Hashable, _Question] = OrderedDict()
_lock = Lock()
_others, _at_work = Condition(), 0


def wait_for(asked: Hashable) -> None:
    """Wait until a question of the map's is answered that is to come, or came a moment ago.

    Parameters
    ----------
    asked
        What is asked, as `answering` names it: the collection and the selection.

    Examples
    --------
    >>> with answering("this"):
    ...     pass
    >>> wait_for("this")
    """
    question = _question(asked)
    if question.here.wait(ARRIVES) and question.answered.wait(ANSWERED):
        sleep(max(0.0, question.answered_at + DRAWN - monotonic()))


def wait_for_new_map(asked: Hashable, told: float, glance: Callable[[], object]) -> None:
    """Wait likewise for a map whose frame is only being made, and until its ground is drawn.

    Parameters
    ----------
    asked
        As of `wait_for`.
    told
        When the map was told what to ask, by `time.monotonic`; an answer before that was another
        map's.
    glance
        Called again and again; what it raises ends the waiting, as where the page is to run anew.
    """
    question = _question(asked, told)
    while monotonic() < min(told + FRAMED, question.answered_at + GROUNDED):
        glance()
        sleep(GLANCES)


@contextmanager
def answering(asked: Hashable) -> Iterator[None]:
    """Let those who wait for a question know that it has come, and that it is answered."""
    question = _question(asked)
    question.here.set()
    try:
        yield
    finally:
        question.answered_at = monotonic()
        question.answered.set()


@contextmanager
def before_panels() -> Iterator[None]:
    """Let the panels of all pages wait, for an answer, or for what tells a map what to ask.

    Examples
    --------
    >>> with before_panels():
    ...     pass
    >>> give_way()
    """
    _count(1)
    try:
        yield
    finally:
        _count(-1)


def going_first(
    route: Callable[[Request], Awaitable[Response]],
) -> Callable[[Request], Awaitable[Response]]:
    """Return a route that panels give way to, from when it is asked."""

    async def asked(request: Request) -> Response:
        with before_panels():
            return await route(request)

    return asked


def give_way() -> None:
    """Wait while there is work that goes before panels, but not for long."""
    with _others:
        _others.wait_for(lambda: not _at_work, GIVES_WAY)


def _count(change: int) -> None:
    global _at_work
    with _others:
        _at_work += change
        if not _at_work:
            _others.notify_all()


def _question(asked: Hashable, since: float | None = None) -> _Question:
    since = monotonic() - LATELY if since is None else since
    with _lock:
        if asked not in _latest or _latest[asked].answered_at < since:
            _latest[asked] = _Question()
        _latest.move_to_end(asked)
        if len(_latest) > _MOST:
            _latest.popitem(last=False)
        return _latest[asked]
