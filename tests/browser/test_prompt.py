"""Answers leave at once, on a connection that is kept open as a browser keeps it."""

import time
from contextlib import closing
from http.client import HTTPConnection

DELAY = 0.035
"""Seconds: less than a delayed acknowledgement takes on Linux, 40 ms (its TCP_DELACK_MIN)."""


def test_no_answer_waits_for_an_acknowledgement(server: str) -> None:
    taken = []
    with closing(HTTPConnection(server.removeprefix("http://"))) as connection:
        for _ in range(30):
            start = time.perf_counter()
            connection.request("GET", "/_stcore/health")
            connection.getresponse().read()
            taken.append(time.perf_counter() - start)
    # The first ones are acknowledged at once anyway; a busy machine may be slow, not always.
    assert min(taken[15:]) < DELAY
