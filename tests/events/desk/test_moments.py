"""``changes`` between two moments of a desk: what was done between, and nothing else."""

import json
from typing import Any

import pytest

from events.__main__ import main
from events.desk.desk import Desk
from events.model.event import Source

TEXT = "They fled on Monday. Others stayed. All returned."


def feature(key: str, words: str, title: str, **others: Any) -> dict[str, Any]:
    start = TEXT.index(words)
    quote = {"source": "wire", "exact": words, "start": start, "end": start + len(words)}
    quote |= {"prefix": TEXT[max(0, start - 32) : start], "suffix": TEXT[quote["end"] :][:32]}
    plain = {"title": title, "kind": "retreat", "status": "reported", "quotes": [quote]}
    return {"type": "Feature", "id": key, "geometry": None, "properties": plain | others}


def test_two_moments_of_a_desk_are_compared(
    address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with Desk(address) as desk:
        desk.add_text(TEXT, Source(id="wire", title="A wire"))
        desk.save("draft", "a", feature("a", "They fled", "They fled"), seen=0)
        desk.save("draft", "b", feature("b", "Others stayed", "They stayed"), seen=0)
        desk.save("draft", "d", feature("d", "All", "All"), seen=0)
        then = desk.number()
        desk.save("draft", "a", feature("a", "They fled", "Some fled"), seen=1)
        desk.save("draft", "c", feature("c", "All returned", "They returned"), seen=0)
        desk.save("draft", "b", None, seen=1)
        joined = feature("c", "All returned", "They returned", merged=[{"from": "d"}])
        desk.merge("c", joined, ["d"], seen={"c": 1, "d": 1})

    def changes(*moments: str) -> Any:
        code = main(["changes", "--json", "--desk", address, *moments])
        return code, json.loads(capsys.readouterr().out)

    code, told = changes(str(then), "now")
    assert code == 1
    assert told["added"] == ["c"]
    assert told["withdrawn"] == ["b"]
    assert told["merged"] == [{"into": "c", "from": "d"}]
    [one] = told["changed"]
    assert (one["event"], one["field"], one["old"], one["new"]) == (
        "a", "title", "They fled", "Some fled",
    )  # fmt: skip
    assert changes("now", "now")[0] == 0
    assert changes("0", str(then))[1]["added"] == ["a", "b", "d"]


def test_a_moment_that_is_none_is_refused(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["changes", "--desk", address, "soon", "now"]) == 2
    assert "expected now, the number of a change, or a time" in capsys.readouterr().err
