"""What nobody holds any more leaves the memory, though no rerun collects it."""

import subprocess
import sys

from tests.browser.conftest import ROOT

CIRCLE = """
import gc, threading, weakref
from dashboard import shelf

class Session:
    pass

shelf.COLLECT_S = 2
gc.disable()  # only the shelf's own thread collects
shelf.begin()
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
