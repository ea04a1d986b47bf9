"""The dossier opened from disk: no server, no network, and all that the page shows."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from dashboard.dossier import dossier
from dashboard.session.combine import combine_files
from dashboard.session.session_file import SessionFile
from events.files.event_file import load_events
from tests.browser.conftest import ROOT, WIDTHS
from tests.browser.reader import ARTICLE, CROSSING, EVENTS, LOCATED, Visit, map_of, region
from tests.makers import hostile_files
from tests.makers.hostile_files import CORPUS

Open = Callable[..., Page]


def made(events: Path, folder: Path) -> Path:
    path = folder / "dossier.html"
    path.write_bytes(dossier.build_dossier(SessionFile(load_events(events))))
    return path


@pytest.fixture(scope="module")
def article(tmp_path_factory: pytest.TempPathFactory) -> Path:
    events = ROOT / "events/data/antiwar-2021-07-08.geojson"
    return made(events, tmp_path_factory.mktemp("dossier"))


@pytest.fixture
def open_file(browser: Browser) -> Iterator[Open]:
    """Open a file with every request refused but its own; an error or a request fails the test."""
    contexts, asked, errors = [], [], []

    def open_(path: Path, width: str = "desktop", scheme: str = "light", hash_: str = "") -> Page:
        size = dict(zip(("width", "height"), WIDTHS[width], strict=True))
        context = browser.new_context(viewport=size, color_scheme=scheme, offline=True)
        contexts.append(context)

        def gate(route: Route) -> None:
            if route.request.url.startswith(path.as_uri()):
                route.continue_()
            elif not route.request.url.startswith("data:"):
                asked.append(route.request.url[:200])
                route.abort()

        context.route("**/*", gate)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        page.goto(path.as_uri() + hash_)
        expect(page.locator(".panj-map[data-settled=true]")).to_be_visible(timeout=20_000)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert asked == []
    assert errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_it_shows_marks_quotes_times_and_table(
    article: Path, open_file: Open, width: str, scheme: str
) -> None:
    page = open_file(article, width, scheme)
    marks = page.locator("#map [data-event-id]")
    found = {mark.get_attribute("data-event-id") for mark in marks.all()}
    assert found == set(LOCATED)
    quotes = region(page, "Article").locator("q").all_text_contents()
    table = page.get_by_role("table", name="All events, in words")
    told = table.locator("blockquote").all_text_contents()
    for event in EVENTS.values():
        for quote in event["quotes"]:
            assert quote["exact"] in quotes
            assert quote["exact"] in told
        expect(table.get_by_role("button", name=event["title"], exact=True)).to_be_visible()
    dated = [event for event in EVENTS.values() if event.get("date")]
    rows = region(page, "When").get_by_role("group", name="Events by date")
    expect(rows.get_by_role("button")).to_have_count(len(dated))
    expect(page.locator("#map .panj-relief")).to_have_js_property("complete", True)
    assert page.locator("#map .panj-relief").evaluate("image => image.naturalWidth") > 500
    expect(page.get_by_text(re.compile(r"^SHA-256 of antiwar"))).to_be_visible()
    counts = f"{len(EVENTS)} of {len(EVENTS)} events: {len(LOCATED)} on the map, "
    counts += f"{len(EVENTS) - len(LOCATED)} without a place ·"  # the others are 0
    expect(page.locator(".counts")).to_contain_text(counts)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "scrolls sideways"


def test_its_key_is_the_one_of_the_page(article: Path, open_file: Open) -> None:
    key = region(open_file(article), "Key")
    for words in (
        *("Use of force", "Base", "it happened, or it stands", "to an area, in which it may come"),
        *("to a border; the width is not a distance", "a value not from the source"),
    ):
        row = key.get_by_role("listitem").filter(has_text=words)
        expect(row.locator("svg").first).to_be_visible()
    expect(key).not_to_contain_text(
        "to a region without sharp edges"
    )  # expected, and so an outline


def test_mark_words_times_and_table_are_one_choice(article: Path, open_file: Open) -> None:
    page = open_file(article)
    heading = region(page, "Event").get_by_role("heading", level=2)
    mark = page.locator(f'#map [data-event-id="{CROSSING}"]')
    mark.click()
    expect(heading).to_have_text(EVENTS[CROSSING]["title"])
    expect(mark).to_have_attribute("aria-pressed", "true")
    assert page.url.endswith(f"#event={CROSSING}")
    bar = region(page, "When").locator(f'[data-event-id="{CROSSING}"]')
    expect(bar).to_have_attribute("aria-pressed", "true")
    region(page, "Event").get_by_role("button", name="Next").click()
    after = list(EVENTS)[list(EVENTS).index(CROSSING) + 1]
    expect(heading).to_have_text(EVENTS[after]["title"])
    first = next(iter(EVENTS.values()))["title"]
    page.get_by_role("table").get_by_role("button", name=first, exact=True).click()
    expect(heading).to_have_text(first)
    expect(heading).to_be_focused()
    link = region(page, "Event").get_by_role("link", name="Open in the article").first
    assert (link.get_attribute("href") or "").startswith(ARTICLE["sources"][0]["url"])


def test_a_link_into_it_opens_the_event_and_what_each_source_tells(
    article: Path, open_file: Open
) -> None:
    page = open_file(article, hash_=f"#event={CROSSING}")
    card = region(page, "Event")
    expect(card.get_by_role("heading", level=2)).to_have_text(EVENTS[CROSSING]["title"])
    rows = card.get_by_role("table", name="Sources").locator("tbody").get_by_role("row")
    expect(rows).to_have_count(3)
    number = page.locator("#map .panj-ghost-number")
    expect(number).to_have_text(["2"])
    rows.nth(1).get_by_role("button").click()
    expect(number).to_have_class(re.compile("is-chosen"))
    told = page.get_by_role("table", name="All events, in words")
    crossing = told.locator(f'tr[data-event-id="{CROSSING}"]')
    expect(crossing).to_contain_text("3 sources, 3 independent")
    expect(crossing.locator("ol > li").nth(1)).to_contain_text("By 8 July 2021 (no day given)")


def test_the_link_to_the_table_keeps_the_open_event(article: Path, open_file: Open) -> None:
    page = open_file(article, hash_=f"#event={CROSSING}")
    heading = region(page, "Event").get_by_role("heading", level=2)
    expect(heading).to_have_text(EVENTS[CROSSING]["title"])
    page.get_by_role("link", name="Skip to the table").focus()
    with page.expect_event("framenavigated"):
        page.keyboard.press("Enter")
    expect(heading).to_have_text(EVENTS[CROSSING]["title"])
    page.get_by_role("button", name="Step forward").click()
    expect(heading).to_have_text(EVENTS[CROSSING]["title"])


def test_the_undated_are_listed(tmp_path: Path, open_file: Open) -> None:
    many = json.loads(json.dumps(ARTICLE))
    model = next(one for one in many["features"] if "date" not in one["properties"])
    many["features"] = [*many["features"], *({**model, "id": f"e{n}"} for n in range(20))]
    events = tmp_path / "many.geojson"
    events.write_text(json.dumps(many))
    page = open_file(made(events, tmp_path))
    page.get_by_role("button", name="List them").click()
    expect(page.locator("#rows")).to_be_focused()


def test_play_moves_the_marks(article: Path, open_file: Open) -> None:
    page = open_file(article)
    later = [id_ for id_ in LOCATED if EVENTS[id_].get("date", "").endswith("/..")]
    gone = page.locator(f'#map [data-event-id="{later[0]}"]')
    expect(gone.first).to_be_visible()
    page.get_by_role("button", name="Step forward").click()
    expect(gone).to_have_count(0)
    page.get_by_role("button", name="Filter by these days").click()
    expect(page.get_by_role("button", name="Show all days")).to_be_visible()
    page.get_by_role("button", name="Show all days").click()
    expect(gone.first).to_be_visible()


@pytest.mark.parametrize("collection", ["one_each", "all_in_few"])
def test_hostile_words_stay_words(tmp_path: Path, open_file: Open, collection: str) -> None:
    events = tmp_path / "hostile.geojson"
    events.write_text(json.dumps(getattr(hostile_files, collection)()))
    page = open_file(made(events, tmp_path))
    assert not page.evaluate("'hacked' in window")
    table = page.get_by_role("table", name="All events, in words")
    told = set(table.locator("blockquote").evaluate_all("all => all.map((one) => one.textContent)"))
    assert set(CORPUS) <= told
    page.locator("#map [data-event-id]").first.click()
    expect(region(page, "Event")).to_be_visible()
    assert not page.evaluate("'hacked' in window")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_it(article: Path, open_file: Open, scheme: str) -> None:
    page = open_file(article, scheme=scheme, hash_=f"#event={CROSSING}")
    violations = Axe().run(page).response["violations"]
    grave = {v["id"]: v["nodes"][:2] for v in violations if v["impact"] in ("serious", "critical")}
    assert grave == {}


def test_the_page_gives_the_dossier_of_its_selection(
    server: str, visit: Visit, tmp_path: Path, open_file: Open
) -> None:
    page = visit(f"{server}/?kind=Crossing")
    map_of(page)
    page.get_by_role("button", name="Share").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Dossier (.html)").click()
    assert saved.value.suggested_filename == "panj-afghanistan-tajikistan-border-july-2021.html"
    path = tmp_path / "taken.html"
    saved.value.save_as(path)
    taken = open_file(path)
    expect(taken.get_by_text("Filter: Crossing.")).to_be_visible()
    expect(taken.locator(f'#map [data-event-id="{CROSSING}"]')).to_be_visible()
    expect(taken.locator("#map [data-event-id]")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_paper_it_is_light_and_whole_and_has_no_control(
    article: Path, open_file: Open, scheme: str
) -> None:
    page = open_file(article, scheme=scheme)
    width = page.locator("#map").evaluate("map => map.offsetWidth")
    page.emulate_media(media="print")
    expect(page.locator(".panj-map")).to_have_attribute("data-theme", "light")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(255, 255, 255)"
    for hidden in (region(page, "Reading"), region(page, "When"), page.locator(".panj-tools")):
        expect(hidden).to_be_hidden()
    page.set_viewport_size({"width": 700, "height": 1000})  # a sheet of A4 between its margins
    assert page.locator("#map").evaluate("map => map.offsetWidth") == width, "laid out anew"
    shown, below = page.locator("#map").bounding_box(), page.locator("#rows").bounding_box()
    assert shown is not None
    assert below is not None
    assert shown["width"] <= 700
    assert shown["y"] + shown["height"] <= below["y"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_printed_page_says_what_the_dossier_of_its_selection_says(
    server: str, visit: Visit, tmp_path: Path, open_file: Open
) -> None:
    page = visit(f"{server}/?kind=Crossing&kind=Base")
    map_of(page)
    page.get_by_role("button", name="Share").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Dossier (.html)").click()
    path = tmp_path / "taken.html"
    saved.value.save_as(path)
    page.emulate_media(media="print")
    printed = page.locator(".st-key-printed .panj")
    expect(printed.locator("tbody tr")).to_have_count(2)
    dossier_page = open_file(path)
    dossier_page.emulate_media(media="print")
    parts = [dossier_page.locator(part) for part in ("#rows .sections", "footer")]
    filters = dossier_page.locator("#head .counts").last.inner_text()
    said = "\n".join((filters, *(part.inner_text() for part in parts)))
    assert words_of(printed.inner_text()) == words_of(said)
    heads = [one.get_by_role("heading", level=1).inner_text() for one in (page, dossier_page)]
    assert heads[0] == heads[1]
    counts = page.locator(".masthead .counts").inner_text()
    assert counts == dossier_page.locator("#head .counts").first.inner_text()


def words_of(text: str) -> list[str]:
    return text.split()


def test_sources_and_events_of_two_files_carry_their_letters(
    open_file: Open, tmp_path: Path
) -> None:
    own = SessionFile(load_events(ROOT / "events/data/antiwar-2021-07-08.geojson"))
    path = tmp_path / "both.html"
    path.write_bytes(dossier.build_dossier(combine_files([own, own])))
    page = open_file(path)
    sources = page.locator("section.part", has=page.get_by_role("heading", name="Sources"))
    letters = [letter for letter in "AB" for _ in ARTICLE["sources"]]
    expect(sources.locator(".letter")).to_have_text(letters)
    table = page.get_by_role("table", name="All events, in words")
    title = ARTICLE["title"]
    expect(table.get_by_text(f"A: {title}")).to_have_count(len(EVENTS))
    expect(table.get_by_text(f"B: {title}")).to_have_count(len(EVENTS))
