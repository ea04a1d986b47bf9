"""The reading room: words lead to marks and marks to words, a step at a time."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import serving
from tests.browser.reader import (
    CROSSING,
    EVENTS,
    LOCATED,
    Visit,
    at_rest,
    followed,
    map_of,
    mark,
    opened,
    region,
    total_shown,
)

TEXT = (
    "Soldiers crossed the river.\n\n"
    "Officials asked for help. Nobody answered them. “We wait,” said an envoy."
)
CODED = ("Soldiers crossed the river.", "Officials asked for help.", "said an envoy")


def story() -> dict[str, Any]:
    """Return an event file that codes three of the four sentences of a made-up text."""
    source = {
        "id": "news",
        "title": "A made-up article",
        "url": "https://example.org/news",
        "published": "2021-07-08",
        "length": len(TEXT),
        "sha256": hashlib.sha256(TEXT.encode()).hexdigest(),
    }
    features = [
        {
            "type": "Feature",
            "id": f"event-{at}",
            "geometry": {"type": "Point", "coordinates": [68.6 + at, 37.2]},
            "properties": {
                "title": f"Event {at}",
                "kind": "request",
                "status": "reported",
                "place": "Panji Poyon",
                "place_precision": "settlement",
                "quotes": [
                    {
                        "source": "news",
                        "exact": exact,
                        "start": TEXT.index(exact),
                        "end": TEXT.index(exact) + len(exact),
                    }
                ],
            },
        }
        for at, exact in enumerate(CODED)
    ]
    return {
        "type": "FeatureCollection",
        "format": "panj-events/1",
        "title": "A story",
        "sources": [source],
        "features": features,
    }


def test_each_quote_leads_to_its_event_and_its_mark(server: str, visit: Visit) -> None:
    page = visit(server)
    map_of(page)
    heading = region(page, "Event").get_by_role("heading", level=2)
    for id_, event in EVENTS.items():
        exact = event["quotes"][-1]["exact"]
        candidates = region(page, "Article").get_by_role("button", name=exact)
        expect(candidates.first).to_be_visible()
        for button in candidates.all():  # several events may rest on the same words
            button.click()
            expect(button).to_have_attribute("aria-pressed", "true")
            if heading.inner_text() == event["title"]:
                break
        opened(page, id_)
        expect(region(page, "Event").locator("blockquote").last).to_have_text(exact)
        if id_ in LOCATED:
            expect(mark(page, id_)).to_have_attribute("aria-pressed", "true")


def test_the_story_goes_from_the_title_to_the_coverage_and_back(server: str, visit: Visit) -> None:
    page = visit(server)
    following = page.get_by_role("button", name="Next", exact=True)
    expect(region(page, "Story")).to_contain_text("Russia Ready to Activate Tajikistan")
    for id_ in EVENTS:
        following.click()
        opened(page, id_)
        followed(page, id_)
    following.click()
    expect(region(page, "Story")).to_contain_text("characters stand in quotes")
    expect(following).to_be_disabled()
    page.get_by_role("button", name="Previous", exact=True).click()
    opened(page, list(EVENTS)[-1])


def test_arrow_keys_walk_the_story(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?event={CROSSING}")
    opened(page, CROSSING)
    ids = list(EVENTS)
    region(page, "Event").get_by_role("button", name="Next").focus()
    page.keyboard.press("ArrowRight")
    opened(page, ids[ids.index(CROSSING) + 1])
    page.keyboard.press("ArrowLeft")
    opened(page, CROSSING)


COUNT = (
    "() => { window.gone = 0; addEventListener('panj:selection', () => { window.gone += 1; }); }"
)


def swipe(page: Page, dx: int, fingers: int = 1) -> None:
    """Draw a finger, or several, across the open step."""
    page.get_by_role("heading", level=2).first.evaluate(
        """(element, [dx, fingers]) => {
            const at = (x) => new Touch({identifier: 1, target: element, clientX: x, clientY: 200});
            const all = (touch) => Array(fingers).fill(touch);
            const send = (name, touch, held) => element.dispatchEvent(new TouchEvent(name,
                {bubbles: true, touches: held ? all(touch) : [], changedTouches: [touch]}));
            send("touchstart", at(200), true);
            send("touchend", at(200 + dx), false);
        }""",
        [dx, fingers],
    )


def test_a_swipe_walks_the_story(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?event={CROSSING}", "phone")
    opened(page, CROSSING)
    ids = list(EVENTS)
    swipe(page, -120)
    opened(page, ids[ids.index(CROSSING) + 1])
    swipe(page, 120)
    opened(page, CROSSING)
    swipe(page, 20)  # a tremble, not a swipe
    opened(page, CROSSING)
    page.evaluate(COUNT)
    swipe(page, 120, fingers=2)  # a pinch
    assert page.evaluate("gone") == 0
    swipe(page, 120)
    assert page.evaluate("gone") == 1


def test_the_citation_is_copied(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?event={CROSSING}")
    region(page, "Event").get_by_role("button", name="Copy citation").first.click()
    expect(region(page, "Event").get_by_role("button", name="Copied")).to_be_visible()
    cited = page.evaluate("navigator.clipboard.readText()")
    assert cited.startswith('Dave DeCamp, "Russia Ready to Activate Tajikistan')
    assert "#:~:text=" in cited
    assert re.search(r"; via Panj, accessed \d{1,2} [A-Z][a-z]+ 20\d\d$", cited), "not public"
    at_public, of_own_file, in_dossier = page.evaluate(
        """async () => {
          const { cited } = await import(
            new URL("assets/panels/reading/citation.js", document.baseURI));
          const now = new Date(2026, 10, 30);
          const at = (address) => ({ now, address: new URL(address) });
          return [
            cited("A; via Panj", "one & two", true, at("https://panj.example/map/?kind=Base")),
            cited("A; via Panj", "one", false, at("https://panj.example/")),
            cited("A; via Panj", null, true, at("https://paper.example/dossier.html#event=one")),
          ];
        }"""
    )
    accessed = "accessed 30 November 2026"
    assert at_public == f"A; via Panj, https://panj.example/map/?event=one+%26+two, {accessed}"
    assert of_own_file == f"A; via Panj, {accessed}"
    assert in_dossier == f"A; via Panj, https://paper.example/dossier.html#event=one, {accessed}"


def test_a_quote_is_copied_with_who_said_it_where_when_and_its_link(
    server: str, visit: Visit
) -> None:
    spoken = next(
        id_
        for id_, event in EVENTS.items()
        if any(quote.get("speaker") for quote in event["quotes"])
    )
    page = visit(f"{server}/?event={spoken}")
    event = region(page, "Event")
    at = next(at for at, quote in enumerate(EVENTS[spoken]["quotes"]) if quote.get("speaker"))
    event.get_by_role("button", name="Copy quote").nth(at).click()
    expect(event.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    quote = EVENTS[spoken]["quotes"][at]
    words, credit = f"“{quote['exact']}”\n", f"{quote['speaker']}, in: Dave DeCamp, "
    assert copied.startswith(f"{words}{credit}")
    assert "Antiwar.com, 8 July 2021, https://news.antiwar.com/2021/07/08/" in copied
    assert "#:~:text=" in copied


def test_a_source_is_credited_once_however_many_its_quotes(server: str, visit: Visit) -> None:
    many = max(EVENTS, key=lambda id_: len(EVENTS[id_]["quotes"]))
    page = visit(f"{server}/?event={many}")
    event = region(page, "Event")
    expect(event.get_by_role("button", name="Copy quote")).to_have_count(
        len(EVENTS[many]["quotes"])
    )
    assert len(EVENTS[many]["quotes"]) > 1
    expect(event.get_by_text("Dave DeCamp, Antiwar.com, 8 July 2021")).to_have_count(1)


def test_the_arrows_move_in_the_citation_where_it_cannot_be_copied(
    server: str, visit: Visit
) -> None:
    page = visit(f"{server}/?event={CROSSING}")
    opened(page, CROSSING)
    at_rest(page)
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(); }")
    region(page, "Event").get_by_role("button", name="Copy citation").first.click()
    field = region(page, "Event").get_by_role("textbox", name="Citation")
    expect(field).to_be_focused()
    page.evaluate(COUNT)
    for key in ("ArrowRight", "Shift+ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
    assert page.evaluate("gone") == 0
    expect(field).to_be_focused()


@pytest.fixture(scope="module")
def story_server(tmp_path_factory: pytest.TempPathFactory) -> Any:
    file = tmp_path_factory.mktemp("story") / "story.geojson"
    file.write_text(json.dumps(story()))
    with serving(file) as url:
        yield url


def test_the_readers_own_copy_shows_the_whole_text_with_its_coverage(
    story_server: str, visit: Visit, tmp_path: Path
) -> None:
    page = visit(story_server)
    text = tmp_path / "news.txt"
    text.write_text(TEXT + "\n")
    page.get_by_text("Read the whole article here").click()
    page.locator("input[type=file]").set_input_files(text)
    article = region(page, "Article")
    expect(article).to_contain_text("3 of 4 sentences are coded (75%)")
    expect(article).to_contain_text("Nobody answered them.")
    for at, exact in enumerate(CODED):
        article.get_by_role("button", name=exact).click()
        expect(region(page, "Event").get_by_role("heading", level=2)).to_have_text(f"Event {at}")


def test_another_text_is_refused_with_its_reason(story_server: str, visit: Visit) -> None:
    page = visit(story_server)
    page.get_by_text("Read the whole article here").click()
    page.get_by_label("or paste the text").fill("Something else.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("This is not the text that was coded")).to_contain_text("length")
    expect(region(page, "Article")).not_to_contain_text("sentences are coded")
    expect(page.get_by_text("3 of 3 events")).to_be_visible()


def test_a_text_stays_in_the_session_of_its_reader(
    story_server: str, visit: Visit, tmp_path: Path
) -> None:
    text = tmp_path / "news.txt"
    text.write_text(TEXT)
    first, second = visit(story_server), visit(story_server)
    first.get_by_text("Read the whole article here").click()
    first.locator("input[type=file]").set_input_files(text)
    expect(region(first, "Article")).to_contain_text("Nobody answered them.")
    second.reload()
    expect(region(second, "Article")).to_be_visible()
    expect(second.get_by_text("Nobody answered them.")).to_have_count(0)


def test_every_step_counts_the_same(server: str, visit: Visit) -> None:
    page = visit(server)
    total_shown(page, len(EVENTS))
    marks = map_of(page).locator("[data-event-id]")
    ids = marks.evaluate_all("all => all.map((one) => one.dataset.eventId)")
    assert set(ids) == set(LOCATED)


def test_the_keyboard_leads_from_every_mark_to_its_words_and_back(
    server: str, visit: Visit
) -> None:
    page = visit(server)
    map_of(page)
    for id_ in LOCATED:
        mark(page, id_).focus()
        page.keyboard.press("Enter")
        opened(page, id_)
        expect(region(page, "Event").get_by_role("heading", level=2)).to_be_focused()
        page.keyboard.press("Escape")
        expect(mark(page, id_)).to_be_focused()


def test_the_keyboard_leads_from_every_quote_to_its_mark(server: str, visit: Visit) -> None:
    page = visit(server)
    map_of(page)
    buttons = region(page, "Article").get_by_role("button")
    expect(buttons.first).to_be_visible()
    met = set()
    for at in range(buttons.count()):
        buttons.nth(at).focus()
        page.keyboard.press("Enter")
        expect(buttons.nth(at)).to_have_attribute("aria-pressed", "true")
        key = re.fullmatch(r"words-(.+)-\d+", buttons.nth(at).get_attribute("data-key") or "")
        assert key is not None
        opened(page, key[1])
        if key[1] in LOCATED:
            expect(mark(page, key[1])).to_have_attribute("aria-pressed", "true")
            met.add(key[1])
    assert met == set(LOCATED)
