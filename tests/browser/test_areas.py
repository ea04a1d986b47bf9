"""Places that are areas: hatched while few, tinted by number while many, listed where larger."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.map_harness.opening import Open, maps, settle
from tests.browser.map_harness.serving import harness

MANY = "case=many"
NUMBER = "area.events.length + (area.counted?.count ?? 0)"
TINTS = {
    "light": ["#CDD3EA", "#A9B3DA", "#8490C4", "#5F6BA6", "#3F4A80"],
    "dark": ["#3D466B", "#566292", "#7582B6", "#99A6D8", "#C6D0F4"],
}


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    with harness() as running:
        yield running


@pytest.fixture
def open_map(server: Any, browser: Browser) -> Iterator[Open]:
    """Open the layer in a fresh page."""
    with maps(server, browser) as open_:
        yield open_


def fills(page: Page) -> list[str]:
    return page.locator(".panj-tint").evaluate_all(
        "all => all.map(one => one.getAttribute('fill'))"
    )


def test_few_areas_are_hatched(open_map: Open) -> None:
    page = open_map()
    expect(page.locator(".panj-hatch")).to_have_count(1)
    expect(page.locator(".panj-tint")).to_have_count(0)
    expect(page.locator(".panj-tints text")).to_have_count(0)


def test_the_plate_of_a_number_stands_still_while_the_number_changes(open_map: Open) -> None:
    page = open_map(query=MANY)

    def answer_fewer(route: Route) -> None:
        found = route.fetch(url=route.request.url.replace("case=fewer", MANY)).json()
        for area in found["areas"]:
            area["count"] -= 1
        route.fulfill(json=found)

    def plates() -> dict[str, list[Any]]:
        counted = "panj.layout().plates.filter(({counted, parts}) => counted && !parts.length)"
        told = "({key, counted, box, form}) => [key, [form.level, box.x, box.y, counted.count]]"
        return dict(page.evaluate(f"{counted}.map({told})"))

    page.route("**/cells?*case=fewer*", answer_fewer)
    page.evaluate("void leafletMap.panBy([90, 60])")
    settle(page)
    before = plates()
    page.evaluate("panj.update({query: 'case=fewer'})")
    first, count = next((key, count) for key, (_, _, _, count) in before.items())
    changed = """([key, count]) => panj.layout().plates.some(
        one => one.key === key && one.counted.count === count)"""
    page.wait_for_function(changed, arg=[first, count - 1])
    settle(page)
    after = plates()
    fullest = {key for key, (level, *_) in before.items() if level == "count 0"}
    assert len(fullest) > 2
    assert {key for key in fullest if after[key][:3] == before[key][:3]} == fullest


def test_many_areas_are_tinted_by_their_numbers_each_once_as_the_legend_says(
    open_map: Open,
) -> None:
    page = open_map(query=MANY)
    expect(page.locator(".panj-hatch, .panj-dots")).to_have_count(0)
    counts = page.evaluate(f"""() => panj.layout().areas
      .filter(area => !area.listed)
      .map(area => [panj.layout().tints.tintOf(area), {NUMBER}])""")
    steps = page.evaluate("panj.layout().tints.steps.map(({tint, least}) => [tint, least])")
    for tint, count in counts:
        assert tint == [name for name, least in steps if least <= count][-1]
    legend = page.locator(".panj-tints")
    title = legend.locator("text[text-anchor=start]")
    expect(title).to_have_text(["Events known no closer", "than the area"])
    words = page.evaluate("panj.layout().tints.steps.map(({words}) => words)")
    assert all(re.fullmatch(r"[\d,]+(–[\d,]+)?", one) for one in words)
    most = page.evaluate(f"Math.max(...panj.layout().areas.map(area => {NUMBER}))")
    assert words[-1].replace(",", "").endswith(str(most))
    paths = page.locator(".panj-tinted > .panj-tint").evaluate_all(
        "all => all.map(one => one.getAttribute('d'))"
    )
    assert len(paths) == len(set(paths)) == page.locator(".panj-tint").count() > 20
    # Opaque in a group that is not, those of more events over those of fewer.
    expect(page.locator(".panj-tint[fill-opacity], .panj-tint[opacity]")).to_have_count(0)
    assert float(page.locator(".panj-tinted").get_attribute("opacity")) < 1
    for theme, tints in TINTS.items():
        page.evaluate("theme => { panj.update({theme}); }", theme)
        expect(page.locator(".panj-tint").first).to_have_attribute(
            "fill", re.compile("|".join(tints))
        )
        drawn = [tints.index(fill) for fill in fills(page)]
        assert sorted(drawn) == sorted(int(tint.removeprefix("tint")) - 1 for tint, _ in counts)
        assert drawn == sorted(drawn)
        keys = legend.locator("rect[fill-opacity]")
        assert (
            keys.evaluate_all("all => all.map(one => one.getAttribute('fill'))")
            == tints[: len(words)]
        )


LOOKS = """(name) => [...document.querySelectorAll('.panj-names text')]
  .filter((text) => text.textContent === name)
  .map((text) => [text.getAttribute('fill'), text.getAttribute('stroke-width')])"""


def test_a_name_is_in_full_ink_where_areas_are_tinted(open_map: Open) -> None:
    page = open_map(size=(1440, 900), query=MANY, view="36.9,70.5,8")
    for theme, ink in (("light", "#2B2A27"), ("dark", "#E9E7E2")):
        page.evaluate("theme => { panj.update({theme}); }", theme)
        settle(page)
        named = page.evaluate("panj.layout().names.filter(({curve}) => !curve)")
        assert {name["key"].split(" ")[0] for name in named} >= {"province", "town"}
        looks = [page.evaluate(LOOKS, name["lines"][0]["words"]) for name in named]
        assert all(look == [ink, "4"] for found in looks for look in found)
    page.evaluate("() => { panj.update({query: 'case=none'}); }")
    page.wait_for_function("() => !panj.layout().tints")
    settle(page)
    [name, *_] = page.evaluate("panj.layout().names.filter(({key}) => key.startsWith('province '))")
    assert page.evaluate(LOOKS, name["lines"][0]["words"]) == [[name["fill"], "3"]]


def test_a_district_in_a_province_of_more_events_is_no_hole_in_it(open_map: Open) -> None:
    page = open_map(query=MANY, view="36.9,71.3,11")
    tints = page.evaluate(
        "panj.layout().areas.filter(area => area.key.includes('AF-BDS'))"
        ".map(area => [area.key, panj.layout().tints.tintOf(area)])"
    )
    assert len(set(dict(tints).values())) > 1, "districts have fewer events than their province"
    over = page.evaluate("""() => {
      const [x, y] = [420, 200];  // in a district, far from its outline
      const at = leafletMap.containerPointToLayerPoint([x, y]);
      const under = [...document.querySelectorAll('.panj-tint')].filter((path) => {
        const point = path.ownerSVGElement.createSVGPoint();
        Object.assign(point, {x: at.x, y: at.y});
        return path.isPointInFill(point);
      });
      return under.map((path) => path.getAttribute('fill'));
    }""")
    assert len(over) == 2
    assert over[-1] == TINTS["light"][int(dict(tints)["province/AF-BDS"].removeprefix("tint")) - 1]


def test_every_number_of_a_tinted_area_is_a_button(open_map: Open) -> None:
    page = open_map(query=MANY)
    counts = page.locator('.panj-mark[data-key^="plate "]')
    told = counts.evaluate_all("all => all.map(one => Number(one.dataset.count ?? 0))")
    ids = page.locator('[data-event-id][data-key$="#plate"], .panj-list [data-event-id]')
    alone = set(ids.evaluate_all("all => all.map(one => one.dataset.eventId)"))
    areas = page.evaluate(
        "panj.layout().areas.map(area => [area.counted?.count ?? 0, area.events.map(e => e.id)])"
    )
    counted = sum(count for count, _ in areas)
    events = {id_ for _, ids in areas for id_ in ids}
    assert sum(told) + len(events & alone) == counted + len(events)
    counts.first.focus()
    expect(counts.first).to_have_accessible_name(re.compile(r"^[\d,]+ events"))


def test_what_is_larger_than_the_view_is_listed_at_its_edge(open_map: Open) -> None:
    page = open_map(query=MANY, view="36.9,71.3,11")  # in Badakhshan
    listed = page.evaluate("panj.layout().areas.filter(area => area.listed).map(area => area.key)")
    assert "province/AF-BDS" in listed
    expect(page.locator(".panj-list-frame")).to_contain_text("Also somewhere in")
    plate = page.locator('.panj-mark[data-key="plate province/AF-BDS"]')
    expect(plate).to_have_accessible_name(re.compile(r"events in Badakhshan .*Enter lists them\.$"))
    assert plate.bounding_box()["x"] < 20
    plate.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("Badakhshan")


@pytest.mark.parametrize("size", [(1000, 560), (390, 360)], ids=str)
def test_a_country_has_its_plate_at_the_edge_and_no_leader(
    open_map: Open, size: tuple[int, int]
) -> None:
    page = open_map(size)
    [found] = page.evaluate("panj.layout().plates.filter(p => p.key === 'plate country/TJK')")
    assert found["leader"] is None
    box = found["box"]
    gaps = (box["x"], size[0] - box["x"] - box["w"], size[1] - box["y"] - box["h"])
    assert min(gaps) < 20


def test_a_country_that_is_small_has_its_plate_on_it(open_map: Open) -> None:
    page = open_map(view="38.5,71,3")
    [small] = page.evaluate("panj.layout().plates.filter(p => p.key === 'plate country/TJK')")
    assert small["leader"] is None
    x, y = page.evaluate("(({x, y}) => [x, y])(leafletMap.latLngToContainerPoint([38.9, 71.2]))")
    box = small["box"]
    assert box["x"] - 30 < x < box["x"] + box["w"] + 30
    assert box["y"] - 30 < y < box["y"] + box["h"] + 30
