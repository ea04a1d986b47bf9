"""The pools in which the GNU C library keeps free memory: few, and without the large pieces.

What many readers ask at once would otherwise stay in them, a little more each minute, though all
of it was freed. Another C library is left as it is.
"""

import ctypes
import os
from collections.abc import Callable

MOST = 2
"""How many pools the threads share, or as many as there are already. The library has up to eight
for each core, and each keeps room for what its threads need at times."""

ALONE_BYTES = 512 * 1024
"""From which size on a piece of memory lies outside of the pools and is given back at once. The
library would raise this, up to 32 MB, by what was freed: the columns of a million events, which
each question needs for a moment, would then lie in the pools."""

_M_ARENA_MAX, _M_MMAP_THRESHOLD = -8, -3  # mallopt(3)


def share() -> None:
    """Let the threads share few pools; to be called before other modules begin threads."""
    if set_ := _of_c_library("mallopt"):
        set_(_M_ARENA_MAX, MOST)
        set_(_M_MMAP_THRESHOLD, ALONE_BYTES)


def give_back() -> None:
    """Give back what is free in the pools."""
    if trim := _of_c_library("malloc_trim"):
        trim(0)


def _of_c_library(name: str) -> Callable[..., int] | None:
    """Return a function of the C library, or None where it has none of this name."""
    found: Callable[..., int] | None = None
    if os.name == "posix":
        found = getattr(ctypes.CDLL(None), name, None)
    return found
