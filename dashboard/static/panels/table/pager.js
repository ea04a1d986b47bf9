// Where in many rows one is, and the ways on: first, previous, next, last, or a page by its number.
import { el } from "../../shared/dom.js";
import { say } from "../../shared/words.js";

/**
 * @param {(offset: number) => void} go asks for the page that begins with this row, counted from 0
 * @returns {{node: HTMLElement, show: (page: {rows: object[], offset: number, limit: number, matched: number,
 *   tabs: object, tab: string}) => void}}
 */
export function createPager(go) {
  let [offset, limit, pages] = [0, 1, 1];
  const at = () => Math.floor(offset / limit);
  const turn = (page) => {
    const to = Math.max(0, Math.min(pages - 1, page));
    field.value = to + 1;
    if (to === at()) return;
    offset = to * limit;
    dress();
    go(offset);
  };
  const range = el("p", { class: "range", role: "status" });
  const steps = [["table.first", () => 0, () => at() > 0], ["table.previous", () => at() - 1, () => at() > 0],
    ["table.next", () => at() + 1, () => at() < pages - 1], ["table.last", () => pages - 1, () => at() < pages - 1]];
  const buttons = steps.map(([name, page]) => el("button", { type: "button", onclick: () => turn(page()) }, say(name)));
  const field = el("input", { type: "number", inputmode: "numeric", min: "1", step: "1", onchange: () => turn(Math.round(Number(field.value) || 1) - 1) });
  const last = el("span", {});
  const ways = el("div", { class: "ways", role: "group", "aria-label": say("table.pages") },
    buttons[0], buttons[1], el("label", {}, say("table.page"), field, last), buttons[2], buttons[3]);

  function dress() {
    // A button that ends keeps its focus, so it is told to be off, not switched off.
    steps.forEach(([, , on], i) => buttons[i].setAttribute("aria-disabled", String(!on())));
  }

  function show({ rows, offset: from, limit: most, matched, tabs, tab }) {
    [offset, limit, pages] = [from, most, Math.max(1, Math.ceil(matched / most))];
    const words = say(matched === tabs[tab] ? "table.range" : "table.range_found", {
      first: from + Math.min(1, rows.length), last: from + rows.length, count: matched, all: tabs[tab],
    });
    if (range.textContent !== words) range.textContent = words;
    ways.hidden = pages === 1;
    field.max = pages;
    field.style.width = `${String(pages).length + 4}ch`;
    if (field.getRootNode().activeElement !== field) field.value = at() + 1;
    last.textContent = say("table.of_pages", { count: pages });
    dress();
  }

  return { node: el("div", { class: "pager" }, range, ways), show };
}
