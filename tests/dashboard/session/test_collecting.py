"""What nobody holds any more leaves the memory, though no rerun collects it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.conftest import ROOT

pytestmark = pytest.mark.slow

CIRCLE = """
import gc, threading, weakref
from dashboard.session.public import collector

class Session:
    pass

gc.disable()  # only the collector's own thread collects
collector.start(collect_s=2)
gone = threading.Event()
one = Session()
one.itself = one
watch = weakref.ref(one, lambda _: gone.set())
del one
assert not gone.is_set()
assert gone.wait(30)
"""


def test_what_is_held_by_itself_alone_is_let_go_of() -> None:
    subprocess.run([sys.executable, "-c", CIRCLE], cwd=ROOT, check=True)


FREED = """
import os, threading, time
from dashboard.session.public import collector

def held():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

def work():
    blocks = [b"x" * 100_000 for _ in range(500)]
    last.append(blocks[-1])  # what lies behind it can't be given back by itself

last, pause = [], threading.Event()
threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
before, until = held(), time.monotonic() + 30
collector.start(collect_s=0.1)
while held() > before - 50_000_000 and time.monotonic() < until:
    pause.wait(0.1)
assert held() <= before - 50_000_000, (before, held())
"""


def test_what_threads_have_freed_is_given_back() -> None:
    subprocess.run([sys.executable, "-c", FREED], cwd=ROOT, check=True)


SETTINGS = {
    name: dict(re.findall(r"\b(MALLOC_\w+)=(\d+)", (ROOT / name).read_text()))
    for name in ("Makefile", "docs/deploying/panj@.service", "docs/deploying/Containerfile")
}
"""How the C library is to keep free memory, by the file that starts the dashboard."""


@pytest.mark.parametrize("name", SETTINGS)
def test_whatever_starts_the_dashboard_says_how_memory_is_kept(name: str) -> None:
    assert SETTINGS[name] == SETTINGS["Makefile"] != {}


POOLS = """
import ctypes, os, sys, threading
from dashboard import app

library = ctypes.CDLL(None)
library.fopen.restype = ctypes.c_void_p

def pools():
    told = ctypes.c_void_p(library.fopen(sys.argv[1].encode(), b"w"))
    assert library.malloc_info(0, told) == 0
    library.fclose(told)
    return open(sys.argv[1]).read().count("<heap nr=")

def work():
    blocks = [b"x" * 1_000 for _ in range(500)]
    together.wait()

before, together = pools(), threading.Barrier(20)
threads = [threading.Thread(target=work) for _ in range(20)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert pools() <= max(before, int(os.environ["MALLOC_ARENA_MAX"])), (before, pools())
"""


def test_threads_share_their_pools_of_memory(tmp_path: Path) -> None:
    command = [sys.executable, "-c", POOLS, str(tmp_path / "told")]
    subprocess.run(command, cwd=ROOT, check=True, env={**os.environ, **SETTINGS["Makefile"]})


ALONE = """
import ctypes
from dashboard import app

library = ctypes.CDLL(None)
library.malloc.restype = ctypes.c_void_p
library.free.argtypes = [ctypes.c_void_p]
library.mallinfo2.restype = type("Told", (ctypes.Structure,), {
    "_fields_": [(name, ctypes.c_size_t) for name in (
        "arena", "ordblks", "smblks", "hblks", "hblkhd",
        "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost",
    )]
})

library.free(library.malloc(31_000_000))
before = library.mallinfo2().hblks
kept = library.malloc(30_000_000)  # more than a pool has free
assert library.mallinfo2().hblks == before + 1
masks = [library.malloc(1_000_000) for _ in range(50)]  # of a million rows; pools have free for few
assert library.mallinfo2().hblks > before + 40
"""


def test_large_pieces_of_memory_lie_outside_of_the_pools() -> None:
    environment = {**os.environ, **SETTINGS["Makefile"]}
    subprocess.run([sys.executable, "-c", ALONE], cwd=ROOT, check=True, env=environment)
