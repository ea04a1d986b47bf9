"""A desk with something sound, something begun and a text that nobody coded; and its publishing."""

from events.desk.change_log import snapshot
from events.desk.desk import Desk
from events.desk.published_versions import Outgoing, outgoing, publish
from events.model.event import Source
from tests.makers.coders import TEXT


def begun_desk(address: str) -> Desk:
    """Return a desk with a sound draft, one that lacks its kind, and a text that nobody coded."""
    desk = Desk(address, "ann")
    desk.add_text(TEXT, Source(id="wire", title="A wire", kind="article"))
    desk.add_text("Secret.", Source(id="next", title="Not yet told", kind="article"))
    desk.save("draft", "fled", coded("fled", "They fled on Monday"), seen=0)
    desk.save("draft", "begun", coded("begun", "Others stayed", sound=False), seen=0)
    aside = {"source": "next", "exact": "Secret.", "start": 0, "end": 7, "why": "None."}
    desk.save("aside", "next:0-7", aside, seen=0)
    return desk


def coded(key: str, words: str, *, title: str = "", sound: bool = True) -> dict[str, object]:
    """Return an event that rests on some words."""
    start = TEXT.index(words)
    quote = {"source": "wire", "exact": words, "start": start, "end": start + len(words)}
    properties = {
        "title": title or key,
        "status": "reported",
        "place_precision": "none",
        "quotes": [quote],
    }
    properties |= {"kind": "retreat"} if sound else {}
    return {"type": "Feature", "id": key, "geometry": None, "properties": properties}


def found_now(desk: Desk) -> Outgoing:
    """Return what would go out."""
    return outgoing(snapshot(desk, desk.number()), "Border")


def publish_now(desk: Desk, number: int) -> bytes:
    """Publish what is there; return the file."""
    found = found_now(desk)
    told = {"title": "Border", "file_title": "Border", "bbox": None, "since": None, "changes": None}
    publish(desk, number, found, told, desk.number())
    return found.data
