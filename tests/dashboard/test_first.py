"""The page waits with its panels until the map's question is answered, and not for long."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from dashboard import first
from dashboard.first import answering, expecting


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first, "ARRIVES", 30)
    monkeypatch.setattr(first, "ANSWERED", 30)


def test_the_page_waits_for_the_answer() -> None:
    order: list[str] = []
    begun, may_end = Event(), Event()

    def answer() -> None:
        with answering(("events", "this")):
            begun.set()
            may_end.wait()
            order.append("answer")

    with ThreadPoolExecutor(2) as threads, expecting(("events", "this")) as wait:
        page = threads.submit(lambda: (wait(), order.append("panels")))
        threads.submit(answer)
        begun.wait()
        assert not page.done()
        may_end.set()
        page.result()
    assert order == ["answer", "panels"]


def test_a_failed_answer_is_an_answer() -> None:
    with expecting("this") as wait:
        with pytest.raises(ZeroDivisionError), answering("this"):
            raise ZeroDivisionError
        wait()


def test_another_question_is_not_the_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first, "ARRIVES", 0.01)
    monkeypatch.setattr(first, "ANSWERED", 0)
    with expecting("this") as wait, answering("that"):
        wait()  # for a moment, and no longer
    assert not first._expected
