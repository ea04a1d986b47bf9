"""Two coders that are programs: both change the same events of one desk, by its own addresses."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

TEXT = "They fled on Monday. Others stayed on Tuesday. All returned on Wednesday."
SPANS = ((0, 19), (21, 45), (47, 72))


class Coder:
    """One that changes titles, and begins anew with what is there where another was faster.

    Parameters
    ----------
    url
        Of the server.
    name
        What its titles begin with.
    """

    def __init__(self, url: str, name: str) -> None:
        self.name, self.overtaken = name, 0
        self.client = httpx.Client(base_url=f"{url}/code", timeout=60)

    def state(self) -> Any:
        """Return what is on the desk."""
        return self.client.get("/state").json()

    def post(self, act: str, **asked: Any) -> httpx.Response:
        """Do something."""
        return self.client.post(f"/{act}", json=asked)

    def retitle(self, number: int) -> str:
        """Give the next event a title that no other edit has; return it."""
        title = f"{self.name} {number}"
        while True:
            draft = self.state()["drafts"][number % len(SPANS)]
            asked = {"key": draft["key"], "seen": draft["version"], "field": "title"}
            answer = self.post("set", **asked, value=title, request=f"{title} {draft['version']}")
            if answer.status_code == 200:
                return title
            assert answer.status_code == 409, answer.text
            self.overtaken += 1


def code_together(url: str, edits: int, pause_s: float = 0) -> dict[str, int]:
    """Let two coders make so many edits together, and count what the history has of them.

    Parameters
    ----------
    url
        Of a server with an empty desk.
    edits
        How many, of both together.
    pause_s
        How long each rests after each of its own.

    Returns
    -------
    dict
        ``told``, how many edits the server took; ``kept``, how many the history has; ``twice``, how
        many of them more than once; ``others``, how many are nobody's; ``overtaken``, how many were
        refused as the other was faster, and done again.
    """
    one, other = Coder(url, "Ann"), Coder(url, "Bo")
    details = {"language": "en", "published": "2021-07-08"}
    source = one.post("text", text=TEXT, details=details).json()["sources"][0]["id"]
    for start, end in SPANS:
        one.post("draft", source=source, start=start, end=end)
    rest = threading.Event()

    def work(coder: Coder) -> list[str]:
        done = []
        for number in range(edits // 2):
            done.append(coder.retitle(number))
            rest.wait(pause_s)
        return done

    with ThreadPoolExecutor(2) as coders:
        told = [title for titles in coders.map(work, (one, other)) for title in titles]
    kept = Counter(
        new
        for draft in one.state()["drafts"]
        for entry in one.client.get("/history", params={"key": draft["key"]}).json()["history"]
        for name, _, new in entry["fields"]
        if name == "Title" and entry["act"] == "save" and not entry["made"]
    )
    return {
        "told": len(told),
        "kept": sum(title in kept for title in told),
        "twice": sum(count > 1 for count in kept.values()),
        "others": len(kept.keys() - {*told}),
        "overtaken": one.overtaken + other.overtaken,
    }
