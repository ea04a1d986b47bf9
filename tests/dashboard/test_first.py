"""The page waits with its panels until the map's question is answered, and not for long."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import monotonic

import pytest

from dashboard import first
from dashboard.first import answering, before_panels, give_way, wait_for, wait_for_new_map


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(first, "ARRIVES", 30)
    monkeypatch.setattr(first, "ANSWERED", 30)
    yield
    first._latest.clear()


@pytest.mark.parametrize("first_to_come", ["question", "page"])
def test_the_page_waits_for_the_answer(first_to_come: str) -> None:
    order: list[str] = []
    begun, may_end = Event(), Event()

    def answer() -> None:
        with answering(("events", "this")):
            begun.set()
            may_end.wait()
            order.append("answer")

    def show() -> None:
        wait_for(("events", "this"))
        order.append("panels")

    with ThreadPoolExecutor(2) as threads:
        if first_to_come == "question":
            threads.submit(answer)
            begun.wait()
        page = threads.submit(show)
        if first_to_come == "page":
            threads.submit(answer)
            begun.wait()
        assert not page.done()
        may_end.set()
        page.result()
    assert order == ["answer", "panels"]


def test_a_new_map_is_waited_for_until_its_ground_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first, "FRAMED", 30)
    monkeypatch.setattr(first, "GROUNDED", 0.2)
    with answering("this"):
        pass  # another map's, before this one was told
    waiting = Event()
    with ThreadPoolExecutor(1) as threads:
        page = threads.submit(wait_for_new_map, "this", monotonic(), waiting.set)
        waiting.wait()
        with answering("this"):
            assert not page.done()
        answered = monotonic()
        page.result()
    assert monotonic() - answered >= 0.15


def test_an_answer_to_a_new_map_is_not_missed_however_long_the_panels_took(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(first, "FRAMED", 30)
    monkeypatch.setattr(first, "GROUNDED", 0)
    monkeypatch.setattr(first, "LATELY", -1)
    told = monotonic()
    with answering("this"):
        pass
    wait_for_new_map("this", told, lambda: pytest.fail("it waits"))


def test_a_page_that_is_to_run_anew_waits_for_no_map(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first, "FRAMED", 30)
    with pytest.raises(ZeroDivisionError):
        wait_for_new_map("this", monotonic(), lambda: 1 // 0)


def test_a_map_that_never_asks_is_not_waited_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first, "FRAMED", 0.1)
    begun = monotonic()
    wait_for_new_map("this", begun, lambda: None)
    assert monotonic() - begun >= 0.1


def test_a_failed_answer_is_an_answer() -> None:
    with pytest.raises(ZeroDivisionError), answering("this"):
        raise ZeroDivisionError
    wait_for("this")


def test_another_question_is_not_the_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first, "ARRIVES", 0.01)
    monkeypatch.setattr(first, "ANSWERED", 0)
    with answering("that"):
        wait_for("this")  # for a moment, and no longer


def test_an_old_answer_is_not_the_one(monkeypatch: pytest.MonkeyPatch) -> None:
    with answering("this"):
        pass
    monkeypatch.setattr(first, "LATELY", -1)
    monkeypatch.setattr(first, "ARRIVES", 0.05)
    begun = monotonic()
    wait_for("this")
    assert monotonic() - begun >= 0.05


def test_what_was_asked_is_forgotten_again() -> None:
    for number in range(2 * first._MOST):
        with answering(number):
            pass
    assert len(first._latest) == first._MOST


def test_panels_give_way_to_all_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first, "GIVES_WAY", 30)
    with ThreadPoolExecutor(1) as threads:
        with before_panels():
            with before_panels():
                page = threads.submit(give_way)
            with pytest.raises(TimeoutError):
                page.result(0.1)
        page.result(10)


def test_panels_do_not_give_way_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first, "GIVES_WAY", 0.01)
    with ThreadPoolExecutor(1) as threads, before_panels():
        threads.submit(give_way).result(10)


def test_a_failed_answer_holds_no_panel_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first, "GIVES_WAY", 30)
    with pytest.raises(ZeroDivisionError), before_panels():
        raise ZeroDivisionError
    begun = monotonic()
    give_way()
    assert monotonic() - begun < 30
