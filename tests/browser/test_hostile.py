"""Hostile words in every field and every outlet: none runs, none breaks, each is shown as written.

The tripwire is ``window.hacked``, in the page and in the map's frame; the fixture ``visit`` fails
besides on a request to elsewhere, a dialog, a script error, a breach of the page's policy.
"""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from dashboard.assets.tables import tables_script
from dashboard.dossier import dossier
from dashboard.present import wording
from dashboard.present.map_marks import LONGEST
from dashboard.session.public.registry import open_default_file
from dashboard.session.session_file import SessionFile
from events.files.event_file import Loaded, load_events
from events.model.limits import PARAMETER_CHARACTERS, PARAMETER_VALUES
from events.provenance.citations import citation, fragment_url
from events.query.filters.actors import SEPARATOR
from tests.browser.conftest import serving
from tests.browser.reader import Visit, map_of, open_drawer, open_rows, region
from tests.makers import hostile_files
from tests.makers.hostile_files import ADDRESS, CORPUS, FEW, GROUPS, IDS, TEXT, parts

SLOW_MS = 20_000
"""How long a busy machine may take to draw all of it."""

ROWS = 50
"""Rows on one page."""

TEXTS = "found => found.map((one) => one.textContent)"

ELEMENTS = """() => {
    const found = [];
    const visit = (root) => {
        for (const element of root.querySelectorAll("*")) {
            found.push(element);
            if (element.shadowRoot) visit(element.shadowRoot);
        }
    };
    visit(document);
    return found;
}"""
"""Every element of a document, those of its components too."""

BREACHES = f"""() => ({ELEMENTS})().flatMap((element) => [
    ...[...element.attributes].filter(({{name}}) => name.startsWith("on")).map(({{name}}) => name),
    ...["href", "src", "action", "data", "srcdoc", "xlink:href"]
        .map((name) => element.getAttribute(name))
        .filter((value) => value && /hacked|elsewhere|script:|vbscript|passwd/i.test(value)
            && !value.startsWith("https://example.org/")),
    ...(/^(base|object|embed|math|foreignobject|marquee|animate|video|form|noscript\\w)$/i
        .test(element.tagName) ? [element.tagName] : []),
])"""
"""What no text may have left in a document: handlers, addresses of its own, elements of its own."""


def texts(page: Page, selector: str) -> list[str]:
    """Return the exact text of each element, white space and invisible characters included."""
    return page.locator(selector).evaluate_all(TEXTS)


def in_all_pages(page: Page, total: int, *selectors: str) -> list[list[str]]:
    """Return the exact text of each element on every page of the rows."""
    found: list[list[str]] = [[] for _ in selectors]
    for first in range(1, total + 1, ROWS):
        shown = f"{first}–{min(first + ROWS - 1, total)} of {total}"
        expect(page.get_by_text(shown, exact=True)).to_be_visible()
        for texts_found, selector in zip(found, selectors, strict=True):
            texts_found += texts(page, f"[role=tabpanel] {selector}")
        if first + ROWS <= total:
            page.locator(".st-key-rows").get_by_role("button", name="Next", exact=True).click()
    return found


def dense(line: str) -> str:
    """Return a line of a label without white space, where it is broken, and its ellipsis."""
    words = re.sub("…?(\xa0·\xa0[0-9]+)?$", "", line)
    return "".join(words.split())


def check(page: Page) -> None:
    """Fail where a text ran, or became an element, a handler or an address of its own."""
    for frame in page.frames:
        assert not frame.evaluate("'hacked' in window"), "a text ran"
        assert frame.evaluate(BREACHES) == []


def written(folder: Path, name: str, collection: dict[str, Any]) -> Path:
    path = folder / name
    path.write_text(json.dumps(collection))
    return path


@pytest.fixture(scope="module")
def each(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A dashboard with an event for each text."""
    folder = tmp_path_factory.mktemp("each")
    with serving(written(folder, "each.geojson", hostile_files.one_each())) as url:
        yield url


@pytest.fixture(scope="module")
def few_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("few"), "few.geojson", hostile_files.all_in_few())


@pytest.fixture(scope="module")
def few(few_file: Path) -> Iterator[str]:
    """A dashboard with a few events that hold all texts."""
    with serving(few_file) as url:
        yield url


@pytest.fixture(scope="module")
def few_loaded(few_file: Path) -> Loaded:
    loaded = load_events(few_file)
    assert len(loaded.events) == FEW
    assert loaded.problems == ()
    return loaded


def test_the_texts_do_run_where_text_becomes_code(browser: Browser) -> None:
    page = browser.new_page()
    ran = set()
    for text in (*GROUPS["markup"], *GROUPS["scripts"]):
        if "elsewhere" in text:
            continue
        page.set_content(f"<title>{text}</title><p title='{text}'>{text}</p>")
        page.evaluate(
            """(text) => {
                for (const code of [`\\`${text}\\``, `'${text}'`, `"${text}"`, text]) {
                    try { new Function(code)(); } catch { /* most are no code */ }
                }
            }""",
            text,
        )
        if page.evaluate("'hacked' in window"):
            ran.add(text)
    page.close()
    assert len(ran) > 30, f"the tripwire is dead: {len(ran)}"


def test_there_are_enough_texts_and_every_group_has_some() -> None:
    assert len(set(CORPUS)) == len(CORPUS) > 100
    assert all(GROUPS.values())


def test_marks_rows_and_quotes_show_the_words(each: str, visit: Visit) -> None:
    page = visit(each)
    frame = map_of(page)
    labels = frame.evaluate(
        """() => [...document.querySelectorAll("[data-event-id]")]
            .map((mark) => [mark.dataset.eventId, mark.getAttribute("aria-label")])"""
    )
    assert {id_ for id_, _ in labels} == set(IDS)
    for id_, label in labels:
        assert label.lstrip().startswith(IDS[id_].rstrip(".").lstrip()[:LONGEST])
    expect(page.get_by_text(f"{len(CORPUS)} of {len(CORPUS)} events")).to_be_visible()
    assert texts(page, "h1") == [TEXT]
    assert texts(page, "head title") == [TEXT]
    assert texts(page, "[role=region][aria-label=Story] h2") == [TEXT]
    assert texts(page, "[role=region][aria-label=Article] q") == CORPUS
    assert texts(page, "[role=region][aria-label=Article] cite") == CORPUS
    hints_and_labels(frame)
    open_drawer(page)
    titles, places = in_all_pages(page, len(CORPUS), "td.of-title", "td.of-where")
    assert titles == CORPUS
    assert places == [f"In or near {text}" for text in CORPUS]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    link = page.get_by_role("link", name="Open the source")
    expect(link).to_have_attribute("href", ADDRESS)
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    check(page)


def as_cut(text: str) -> str:
    """Return a text as long as the map takes it."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def hints_and_labels(frame: Frame) -> None:
    """Expect the words of hints and labels to be the texts', and nothing more."""
    hints = frame.evaluate(
        """() => [...document.querySelectorAll(".panj-mark[data-event-id]")].map((mark) => {
            mark.dispatchEvent(new PointerEvent("pointerenter"));
            const hint = document.querySelector(".panj-hint");
            return [mark.dataset.eventId, hint.hidden ? null : hint.textContent];
        })"""
    )
    shown = {id_: words for id_, words in hints if words is not None}
    assert len(shown) > len(CORPUS) / 2
    assert shown == {id_: as_cut(IDS[id_]) for id_ in shown}
    labels = frame.locator(".panj-labels text").evaluate_all(TEXTS)
    assert [line for line in labels if dense(line) not in dense(TEXT)] == []


def test_the_readers_text_is_shown_as_it_is(each: str, visit: Visit) -> None:
    page = visit(each)
    map_of(page)
    page.get_by_text("Read the whole article here").click()
    name = "<img src=x onerror=top.hacked=1>[a](javascript:hacked=1).txt"
    file = {"name": name, "mimeType": "text/plain", "buffer": TEXT.encode()}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    expect(region(page, "Article")).to_contain_text("sentences are coded", timeout=SLOW_MS)
    passages = texts(page, "[role=region][aria-label=Article] .whole p")
    assert "".join(passages) == TEXT.replace("\n\n", "")
    expect(page.get_by_role("button", name=f"Remove {name}")).to_be_visible()
    check(page)


def test_the_card_shows_the_words(few: str, few_loaded: Loaded, visit: Visit) -> None:
    page = visit(few)
    map_of(page)
    sources = {source.id: source for source in few_loaded.sources}
    for event in few_loaded.events:
        page.get_by_role("button", name="Next", exact=True).click()
        card = "[role=region][aria-label=Event]"
        expect(page.locator(f"{card} .steps span")).to_contain_text(
            f"{few_loaded.events.index(event) + 1} of", timeout=SLOW_MS
        )
        assert texts(page, f"{card} h2") == [event.title]
        assert texts(page, f"{card} blockquote") == [quote.exact for quote in event.quotes]
        assert texts(page, f"{card} figcaption") == [quote.speaker for quote in event.quotes]
        credits = dict.fromkeys(wording.credit(sources[quote.source]) for quote in event.quotes)
        assert texts(page, f"{card} .credit") == list(credits)
        facts = dict(zip(texts(page, f"{card} h3"), texts(page, f"{card} h3 + *"), strict=True))
        assert facts["Where"] == wording.where(event)
        assert facts["Who"] == wording.actors(event)
        assert facts["How many"] == "; ".join(map(wording.quantity, event.quantities))
        said = {"When": event.date_says, "Where": event.place_says}
        known = [f"{name}: The source says “{says}”" for name, says in said.items()]
        assert texts(page, f"{card} .known .basis") == known
        about = [
            f"{item.about[:1].upper()}{item.about[1:]}: {item.note} example.org"
            for item in event.evidence
        ]
        assert texts(page, f"{card} .outside li") == about
        assert texts(page, f"{card} > .note") == [event.note]
        links = page.locator(f"{card} a").evaluate_all("found => found.map((one) => one.href)")
        quoted = [fragment_url(sources[quote.source], quote) for quote in event.quotes]
        assert links == quoted + [item.url for item in event.evidence]
    first = few_loaded.events[-1].quotes[0]
    page.get_by_role("button", name="Copy citation").first.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"{citation(sources[first.source], first)}, accessed ")
    check(page)


def test_plates_and_the_panel_of_days_show_the_words(few: str, visit: Visit) -> None:
    page = visit(few)
    frame = map_of(page)
    marks = frame.locator("[data-event-id]").evaluate_all(
        "found => found.map((one) => [one.dataset.eventId, one.getAttribute('aria-label')])"
    )
    titles = {text[:200]: text for text in parts()}
    assert {id_ for id_, _ in marks} == set(titles)
    assert all(label.lstrip().startswith(titles[id_].lstrip()[:LONGEST]) for id_, label in marks)
    plates = frame.locator(".panj-plates text").evaluate_all(TEXTS)
    assert len(plates) >= FEW / 2
    notes = {dense(f"5 July · {text}") for text in parts()}
    whole = "".join(map(dense, (*parts(), *notes)))
    assert [line for line in plates if dense(line) not in whole] == []
    open_rows(page)
    when = "[role=region][aria-label=When]"
    expect(page.locator(f"{when} .row").first).to_be_visible()
    assert texts(page, f"{when} .row .name > span") == parts()[1::2]
    for selector, expected in ((".row", parts()[1::2]), (".undated-event", parts()[::2])):
        found = page.locator(f"{when} {selector}").evaluate_all(
            "all => all.map((one) => one.title)"
        )
        assert found == expected
    check(page)


def test_problems_show_the_words(tmp_path: Path, visit: Visit) -> None:
    name = "<img src=x onerror=top.hacked=1> ${hacked=1} [a](javascript:hacked=1).geojson"
    path = written(tmp_path, name, hostile_files.all_broken())
    loaded = load_events(path)
    assert (len(loaded.events), loaded.rejected) == (1, len(CORPUS))
    with serving(path) as url:
        page = visit(url)
        assert len(set(map_of(page).locator("[data-event-id]").all())) == 1
        expect(page.get_by_role("tab", name="Table (1)")).to_be_visible()
        page.get_by_role("button", name=f"{len(CORPUS)} rejected").click()
        expect(page.get_by_role("tabpanel")).to_contain_text("left off the map")
        [told] = in_all_pages(page, len(loaded.problems), "li")
        assert told == [str(problem) for problem in loaded.problems]
        check(page)


def test_a_refusal_shows_the_words(tmp_path: Path, visit: Visit) -> None:
    text = "<script>top.hacked=1</script><img src=x onerror=hacked=1>"
    path = written(tmp_path, f"{text.replace('/', '')}.geojson", {"type": text})
    with serving(path) as url:
        page = visit(url)
        map_of(page)
        expect(page.get_by_role("alert").first).to_contain_text(f'type: found "{text}"')
        expect(page.get_by_role("alert").first).to_contain_text(path.name)
        check(page)


def test_the_filter_of_actors_shows_the_words(each: str, visit: Visit) -> None:
    for texts_named in (CORPUS[:PARAMETER_VALUES], CORPUS[PARAMETER_VALUES:]):
        names = [text.replace(SEPARATOR, " ") for text in texts_named]
        page = visit(f"{each}/?{urlencode([('actor', name) for name in names])}")
        frame = map_of(page)
        expect(page.get_by_text(f"{len(names)} of {len(CORPUS)} events")).to_be_visible()
        ids = frame.locator("[data-event-id]").evaluate_all(
            "found => found.map((one) => one.dataset.eventId)"
        )
        assert set(ids) == {text[:200] for text in texts_named}
        page.get_by_role("button", name="Filter").first.click()
        boxes = "fieldset .box:has(:checked) > span:not(.number)"
        expect(page.locator(boxes).first).to_be_visible()
        assert texts(page, boxes) == names
        check(page)


def test_the_pages_address_may_hold_any_words(server: str, visit: Visit) -> None:
    lines: list[str] = [""]
    harmful = (word for word in " ".join(CORPUS).split() if not word.isalnum())
    for word in dict.fromkeys(harmful):
        full = len(lines[-1]) + len(word) + 1 > PARAMETER_CHARACTERS - 100
        if full or len(lines[-1].split()) == PARAMETER_VALUES:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    for words in lines:
        page = visit(f"{server}/?{urlencode({'words': words, 'event': words})}")
        map_of(page)
        notice = page.get_by_role("status").filter(has_text="hidden by")
        expect(notice).to_be_visible()
        assert f"hidden by: “{words}”. " in (notice.text_content() or "")
        check(page)
    every = (
        "event",
        "step",
        "dates",
        "kind",
        "status",
        "undated",
        "rule",
        "view",
        "theme",
    )
    pairs = [(name, text) for text in CORPUS for name in every if len(text) < 200]
    too_many = ("words", "a " * 3 * PARAMETER_VALUES)  # every event says "a"
    page = visit(f"{server}/?{urlencode([*pairs, too_many])}")
    map_of(page)
    events = len(open_default_file().loaded.events)
    expect(page.get_by_text(f"{events} of {events} events")).to_be_visible()
    expect(page.get_by_text("could not be loaded")).to_have_count(0)
    check(page)


def test_an_address_may_name_any_actors(server: str, visit: Visit) -> None:
    names = [text for text in CORPUS if len(text) < 200][:PARAMETER_VALUES]
    page = visit(f"{server}/?{urlencode([('actor', name) for name in names])}")
    map_of(page)
    expect(page.get_by_role("status").filter(has_text="No event matches")).to_be_visible()
    expect(page.get_by_text("could not be loaded")).to_have_count(0)
    page.get_by_role("button", name="Filter").first.click()
    boxes = "fieldset .box:has(:checked) > span:not(.number)"
    expect(page.locator(boxes).first).to_be_visible()
    assert texts(page, boxes) == names
    check(page)
    page.get_by_role("button", name="Clear all filters").click()
    events = len(open_default_file().loaded.events)
    expect(page.get_by_text(f"{events} of {events} events")).to_be_visible()
    assert "actor=" not in page.url


def test_the_api_answers_with_the_words_and_no_page(each: str, visit: Visit) -> None:
    page = visit(f"{each}/api/collections/events/items?limit=1000")
    answer = json.loads(page.evaluate("fetch(location).then((answer) => answer.text())"))
    assert [feature["id"] for feature in answer["features"]] == list(IDS)
    links = [link for feature in answer["features"] for link in feature.pop("links")]
    assert {(link["rel"], link["href"].startswith(f"{each}/api/")) for link in links} == {
        ("self", True)
    }
    assert answer["features"] == hostile_files.one_each()["features"]
    check(page)
    kinds = page.evaluate(
        """(texts) => Promise.all(texts.flatMap((text) => {
            const name = encodeURIComponent(text);
            const items = "/api/collections/events/items";
            return [`/${name}`, `/static/${name}`, `/api/${name}`, `${items}?kind=${name}`];
        }).map(async (address) => {
            const { status, headers } = await fetch(address);
            return [address, status, headers.get("content-type")];
        }))""",
        [text for text in CORPUS if text not in (".", "..")],
    )
    for address, status, kind in kinds:
        assert status in (400, 404), address
        assert "html" not in (kind or ""), address
    own = page.evaluate(
        """(ids) => Promise.all(ids.map(async (id) => {
            const name = encodeURIComponent(id);
            const answer = await fetch(`/api/collections/events/items/${name}`);
            return answer.status === 200 ? (await answer.json()).id : answer.status;
        }))""",
        list(IDS),
    )
    lost = [id_ for id_, found in zip(IDS, own, strict=True) if found != id_]
    assert all(".." in id_ or id_ == "." or "\0" in id_ for id_ in lost), lost


def test_only_web_addresses_become_links(each: str, visit: Visit) -> None:
    page = visit(f"{each}/api/")
    page.evaluate(f"() => {{ {tables_script()} }}")
    linked = page.evaluate(
        """(addresses) => import("/assets/shared/dom.js").then(({ link }) =>
            addresses.map((address) => link(address, "words"))
                .filter(({ tagName }) => tagName === "A").map(({ protocol }) => protocol))""",
        [ADDRESS, "HTTP://EXAMPLE.ORG", *CORPUS],
    )
    assert linked[:2] == ["https:", "http:"]
    assert set(linked) == {"https:", "http:"}


def test_the_dossier_shows_the_words(tmp_path: Path, visit: Visit) -> None:
    path = written(tmp_path, "each.geojson", hostile_files.one_each())
    (tmp_path / "each.html").write_bytes(dossier.build_dossier(SessionFile(load_events(path))))
    page = visit((tmp_path / "each.html").as_uri())
    expect(page.locator(".panj-map[data-settled=true]")).to_be_visible(timeout=SLOW_MS)
    marks = page.locator("[data-event-id][aria-label]").evaluate_all(
        "found => found.map((one) => [one.dataset.eventId, one.getAttribute('aria-label')])"
    )
    assert {id_ for id_, _ in marks} == set(IDS)
    starts = {id_: text.rstrip(".").lstrip()[:LONGEST] for id_, text in IDS.items()}
    assert all(label.lstrip().startswith(starts[id_]) for id_, label in marks)
    assert texts(page, "h1") == [TEXT]
    as_html_reads = re.sub("\r\n?", "\n", TEXT).replace("\0", "\ufffd")
    assert texts(page, "head title") == [as_html_reads]
    assert texts(page, "q") == CORPUS
    assert texts(page, "blockquote") == CORPUS
    check(page)


NAME = "<img src=x onerror=top.hacked=1> ${hacked=1} [a](javascript:hacked=1) `x`"
"""A hostile name of a file, as a disk takes it."""


def test_an_import_shows_the_words_of_its_columns_and_rows(
    server: str, visit: Visit, tmp_path: Path
) -> None:
    table = hostile_files.table()
    good = tmp_path / f"{NAME}.csv"
    with good.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(table)
    refused = written(tmp_path, f"{NAME}.geojson", {"type": "<script>top.hacked=1</script>"})
    page = visit(server)
    map_of(page)
    page.get_by_role("button", name="Open", exact=True).click()
    field = page.get_by_label("Open event files")
    field.set_input_files([good, refused])
    files = page.get_by_role("list", name="Files")
    expect(files.get_by_text("Receipt of the import")).to_be_attached(timeout=SLOW_MS)
    expect(files.get_by_text("1 problem", exact=True)).to_be_attached(timeout=SLOW_MS)
    assert f" {good.name}" in texts(page, "[aria-label=Files] .basis")
    words = [" ".join(line.split()) for line in texts(page, "[aria-label=Files] .fact .line")]
    ignored = next(line for line in words if "window.hacked" in line)
    named = {" ".join(name.split()) for name in table[0][hostile_files.COLUMNS :]}
    assert [name for name in named if name and name not in ignored] == []
    choices = {" ".join(name.split()) for name in texts(page, "[aria-label=Files] option")}
    assert {name for name in named if name} <= choices
    check(page)
    page.keyboard.press("Escape")
    alert = page.get_by_role("alert").get_by_text(refused.name)
    expect(alert).to_contain_text('type: found "<script>top.hacked=1</script>"')
    expect(page.get_by_role("heading", level=1)).to_contain_text(good.stem)
    page.get_by_role("button", name=f"{len(CORPUS)} rejected").click()
    expect(page.get_by_role("tabpanel")).to_contain_text(f"{good.name}, line 3: ")
    check(page)


def test_tabs_and_the_search_of_rows_show_the_words(each: str, visit: Visit) -> None:
    page = visit(each)
    map_of(page)
    tabs = page.locator(".st-key-rows").get_by_role("tab")
    expect(tabs.first).to_be_visible()
    for tab in tabs.all():
        tab.click()
        expect(tab).to_have_attribute("aria-selected", "true")
        check(page)
    page.locator(".st-key-rows").get_by_role("tab", name="Table").click()
    field = page.get_by_role("searchbox", name="Search all events")
    for text in (*GROUPS["markup"][:4], *GROUPS["scripts"][:4]):
        field.fill(text)
        field.press("Enter")
        titles = page.get_by_role("tabpanel").locator("td:first-child")
        expect(titles.filter(has_text=text).first).to_be_visible()
        assert text in texts(page, "[role=tabpanel] td:first-child")
        expect(field).to_have_value(text)
        check(page)


def test_picture_and_paper_show_the_words(each: str, visit: Visit) -> None:
    page = visit(each)
    map_of(page)
    page.get_by_role("button", name="Share", exact=True).click()
    page.get_by_role("button", name="Picture", exact=True).click()
    form = page.get_by_role("dialog", name="A picture of the map")
    expect(form.get_by_text("This is the picture.")).to_be_visible()
    with page.expect_download() as saved:
        form.get_by_role("button", name="Save as PNG").click()
    assert re.fullmatch(r"[\w.-]+\.png", saved.value.suggested_filename)
    check(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.emulate_media(media="print")
    rows = page.locator(".st-key-printed .account tbody tr")
    expect(rows).to_have_count(len(CORPUS))
    assert texts(page, ".st-key-printed blockquote") == CORPUS
    check(page)


def test_cells_areas_and_their_lists_show_the_words(tmp_path: Path, visit: Visit) -> None:
    with serving(written(tmp_path, "crowd.geojson", hostile_files.crowd())) as url:
        page = visit(f"{url}/?view=37.3000,68.6000,9")
        frame = map_of(page)
        marks = frame.locator(".panj-mark[data-count]")
        expect(marks).not_to_have_count(0)
        names = marks.evaluate_all("all => all.map((one) => one.getAttribute('aria-label'))")
        area = [name for name in names if hostile_files.AREA in name]
        assert len(area) == 1, names
        for name in (area[0], next(name for name in names if name not in area)):
            frame.get_by_role("button", name=name, exact=True).first.evaluate("one => one.click()")
            entries = frame.get_by_role("dialog").locator("[data-event-id]")
            expect(entries.first).to_be_visible()
            listed = entries.evaluate_all("all => all.map((one) => one.textContent)")
            assert [text for text in listed if not any(one in text for one in CORPUS)] == []
            check(page)
            page.keyboard.press("Escape")
