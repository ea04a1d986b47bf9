"""A coder who uses the keyboard alone, and counts the keys: what is chosen, begun and written."""

import json
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page, Response, expect

from geodata.named_places import load_gazetteer

Span = tuple[int, int]

FIELD_KEYS = {
    "title": "t",
    "kind": "k",
    "status": "s",
    "date": "d",
    "place": "p",
    "quantities": "n",
    "actors": "a",
    "note": "c",
}
"""The key that leads from the text to a field of the open event."""

_TAIL = "one => one.value.slice(one.selectionStart, one.selectionEnd)"

_MOVES = {
    "ArrowRight": (1, "last", False),
    "ArrowLeft": (-1, "last", False),
    "Control+ArrowRight": (1, "last", True),
    "Control+ArrowLeft": (-1, "last", True),
    "Shift+ArrowRight": (1, "first", False),
    "Shift+ArrowLeft": (-1, "first", False),
    "Control+Shift+ArrowRight": (1, "first", True),
    "Control+Shift+ArrowLeft": (-1, "first", True),
}


@dataclass
class Coder:
    """Someone at the page of Code mode, whose focus is in a text that nothing was done in yet."""

    page: Page
    desk: str
    source: str
    rtl: bool = False
    pressed: int = 0
    at: int = 0
    chosen: Span = (0, 0)
    sentences: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        [own] = [one for one in self.state()["sources"] if one["id"] == self.source]
        self.sentences = own["sentences"]
        self._whole()

    def state(self) -> Any:
        """Return what the server shows."""
        return json.loads(self.page.request.get(f"{self.desk}/code/state").text())

    def draft(self, key: str) -> Any:
        """Return one draft as the server shows it."""
        return next(one for one in self.state()["drafts"] if one["key"] == key)

    def press(self, key: str) -> None:
        """Press a key."""
        self.pressed += 1
        self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        """Type words, each letter a key."""
        self.pressed += len(words)
        self.page.keyboard.type(words)

    def sent(self, key: str, *acts: str) -> Any:
        """Press a key that changes something, and wait for the server's answer."""
        with self.page.expect_response(lambda answer: _is_act(answer, acts)) as answer:
            self.press(key)
        assert answer.value.ok, answer.value.text()
        return answer.value.json()

    def choose(self, start: int, end: int) -> None:
        """Choose words of one sentence, by the fewest keys."""
        number = next(
            at for at, one in enumerate(self.sentences) if one["start"] <= start < one["end"]
        )
        while self.at != number:
            step = 1 if number > self.at else -1
            self.press("ArrowDown" if step == 1 else "ArrowUp")
            self.at += step
            self._whole()
        parts = self.sentences[number]["parts"]
        inside = [at for at, (first, last, _) in enumerate(parts) if first < end and start < last]
        for move in self._way((inside[0], inside[-1])):
            self.press(self._turned(move))
        self.chosen = inside[0], inside[-1]

    def begin(self, start: int, end: int) -> str:
        """Make an event of words; return its key."""
        self.choose(start, end)
        key: str = self.sent("Enter", "draft")["result"]
        return key

    def join(self, start: int, end: int) -> None:
        """Add words to the open event."""
        self.choose(start, end)
        self.sent("+", "quote")

    def skip(self, start: int) -> None:
        """Tell that a sentence tells no event."""
        self.choose(start, start + 1)
        self.sent("x", "aside")
        self.at = min(self.at + 1, len(self.sentences) - 1)
        self._whole()

    def write(self, key: str, words: str, *, add: bool = False) -> None:
        """Write into a field that a key leads to, or behind what it holds, and go back."""
        self.press(key)
        if add:
            self.press("End")
        if words:
            self.type(words)
        else:
            self.press("Delete")
        self.sent("Enter", "set")
        self.expect_text()

    def name(self, names: Iterable[str], *, add: bool = False) -> None:
        """Write who took part, each name as far as it is not completed, and go back."""
        self.press("a")
        if add:
            self.press("End")
            self.type(";")
        field = self.page.get_by_label("Actors")
        for number, name in enumerate(names):
            if number:
                self.type(";")
            left = name
            while left:
                self.type(left[0])
                left = left[1:]
                tail = str(field.evaluate(_TAIL))
                if len(tail) > 1 and left.startswith(tail):
                    self.press("End")
                    left = left.removeprefix(tail)
        self.sent("Enter", "set")
        self.expect_text()

    def put(self, name: str, precision: str, offered: list[str]) -> None:
        """Take a place of those that are offered, or search for it, and go back to the text."""
        options = self.page.get_by_role("listbox", name="Places").get_by_role("option")
        self.press("p")
        if (wanted := f"{name} ({precision})") in offered:
            steps, act = offered.index(wanted) + 1, "take"
        else:
            self.type(name[:4])
            wanted = next(
                f"{one.name}, {', '.join(one.countries)} ({precision})"
                for one in load_gazetteer()
                if (one.name, one.precision) == (name, precision)
            )
            found = options.filter(has_text=wanted).get_attribute("id") or ""
            steps, act = int(found.rpartition("-")[2]), "place"
        for _ in range(steps):
            self.press("ArrowDown")
        self.sent("Enter", act)
        self.expect_text()

    def expect_text(self) -> None:
        """Expect the focus in the text."""
        expect(self.page.get_by_role("listbox", name="Text")).to_be_focused()

    def _whole(self) -> None:
        self.chosen = 0, max(0, len(self.sentences[self.at]["parts"]) - 1)

    def _way(self, wanted: Span) -> list[str]:
        """Find the fewest keys from what is chosen to what is to be."""
        ways: dict[Span, list[str]] = {self.chosen: []}
        queue = deque([self.chosen])
        while wanted not in ways:
            now = queue.popleft()
            for key in _MOVES:
                if (then := self._moved(now, key)) not in ways:
                    ways[then] = [*ways[now], key]
                    queue.append(then)
        return ways[wanted]

    def _moved(self, now: Span, key: str) -> Span:
        step, edge, far = _MOVES[key]
        gaps = self.sentences[self.at]["gaps"]
        first, last = now
        low, high = (0, last) if edge == "first" else (first, len(gaps) - 2)
        to = (first if edge == "first" else last) + step
        while far and low <= to <= high and not gaps[to if edge == "first" else to + 1].strip():
            to += step
        to = to if low <= to <= high else to - step
        return (to, last) if edge == "first" else (first, to)

    def _turned(self, key: str) -> str:
        """Turn the arrows round where the text runs from right to left."""
        if not self.rtl:
            return key
        head, arrow = key[: key.rindex("Arrow")], key[key.rindex("Arrow") :]
        return head + {"ArrowRight": "ArrowLeft", "ArrowLeft": "ArrowRight"}[arrow]


def _is_act(answer: Response, acts: tuple[str, ...]) -> bool:
    return answer.request.method == "POST" and answer.url.rsplit("/", 1)[1] in acts
