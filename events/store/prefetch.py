"""Prefetching: a thread makes the next item while this one is used."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")


def prefetch(items: Iterable[Item]) -> Iterator[Item]:
    """Give items as they come, and have the next one made meanwhile in a thread.

    It helps where making and using them lets go of Python's lock, as Arrow does.

    Parameters
    ----------
    items : iterable
        Anything but None. It is gone through in the thread alone; what it raises is raised where
        its item would have come.

    Yields
    ------
    object
        The items in their order.

    Examples
    --------
    >>> list(prefetch(n * n for n in range(4)))
    [0, 1, 4, 9]
    """
    coming = iter(items)
    with ThreadPoolExecutor(max_workers=1) as thread:
        following = thread.submit(next, coming, None)
        while (item := following.result()) is not None:
            following = thread.submit(next, coming, None)
            yield item
