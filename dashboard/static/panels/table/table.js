// The events as rows, a page at a time: all that is selected, those without a place or a date,
// those filtered out, what is wrong. The server holds the rows; this shows a page and asks for others.
import { el } from "../../shared/dom.js";
import { plainWords } from "../../shared/parameters.js";
import { CHANGED, select, selectionOf } from "../../shared/selection.js";
import { createDrawer } from "./drawer.js";
import { createPager } from "./pager.js";
import { createPairs } from "./pairs.js";
import { markRow, tableRows } from "./rows.js";
import { inStyle, tellServer } from "../../shared/component.js";
import { say } from "../../shared/words.js";

const TABS = ["table", "placeless", "dateless", "hidden", "pairs", "problems"];
/** Those of the selected events, which are searched by the selection's own words. */
const SELECTED = ["table", "placeless", "dateless"];
const TYPING_MS = 250;
let latest = null;

/**
 * @param component {{parentElement, data, setStateValue}}; data: {of: the query of the selection whose rows these are, tab, tabs: totals by name, rows: the
 *   page's rows, or its problems as texts, offset, limit, sort: {by, descending}, words, matched, pairs: where events
 *   that may be the same are asked for, null for one file; with `drawer` the rows are hidden until a tab is opened}
 */
export const show = inStyle(["shared/panels", "panels/table/table"], (component) => {
  if (latest?.host !== component.parentElement) latest = createRecords(component.parentElement);
  latest.show(component);
});

window.addEventListener("panj:tab", ({ detail }) => latest?.openTab(detail));
window.addEventListener("panj:rows", () => latest?.focus());
window.addEventListener(CHANGED, ({ detail }) => latest?.follow(detail.selection));

/** What a reader looks at: a tab, where in it, in which order; a list beside the selection searched for what. */
function viewOf({ tab, offset, sort: { by, descending }, words }) {
  return { tab, offset, sort: { by, descending }, words };
}

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

function createRecords(host) {
  let [data, given, typing, gesture] = [null, null, null, null];
  let asked = []; // views on their way, the newest last
  const view = () => asked.at(-1) ?? viewOf(data);
  const ofSelection = () => SELECTED.includes(view().tab);
  const searched = () => (ofSelection() ? selectionOf(window).words : view().words);

  const bar = el("div", { role: "tablist", "aria-label": say("table.tabs"), onkeydown: walkTabs });
  const tabs = new Map(TABS.map((name) => [name, el("button", {
    type: "button", role: "tab", id: `tab-${name}`, "aria-controls": "records", onclick: () => clicked(name),
  })]));
  bar.append(...tabs.values());
  const field = el("input", {
    type: "search", maxlength: "2000", onfocus: () => { gesture = {}; }, oninput: typed, onkeydown: typedEnter,
  });
  const pager = createPager((offset) => ask({ offset }));
  const tools = el("div", { class: "row-tools" }, field, pager.node);
  const panel = el("div", { role: "tabpanel", id: "records", tabindex: "0" });
  const pairs = createPairs(pairsChanged, { choose: (event) => select(window, { event, step: null }), tell: (pair) => tellServer(given, "pair", pair) });
  const drawer = createDrawer(bar, () => tabs.get(view().tab), [tools, panel]);
  host.replaceChildren(...[...host.children].filter((child) => child.className !== "panj"),
    el("div", { class: "panj", onkeydown: drawer.onKey }, el("div", { class: "tab-line" }, bar, drawer.node), el("div", { class: "drawer" }, tools, panel)));

  function ask(change) {
    const next = { ...view(), ...change };
    if (same(next, view())) return;
    asked.push(next);
    panel.setAttribute("aria-busy", "true");
    dressTabs();
    dressField();
    given.setStateValue("view", { ...next, of: data.of });
  }

  /** A tab opens its rows; the one that is open closes the drawer. */
  function clicked(tab) {
    if (drawer.isOpen() && data.drawer && tab === view().tab) drawer.set(false);
    else openTab(tab);
  }

  /** Open a tab as if it had been clicked, and put the focus on it. */
  function openTab(tab) {
    if (!data) return;
    drawer.set(true);
    clearTyping();
    if (tab !== view().tab) ask({ tab, offset: 0, words: "" });
    bar.scrollIntoView({ block: "nearest" });
    tabs.get(tab).focus();
  }

  function walkTabs(event) {
    const there = TABS.filter((name) => !tabs.get(name).hidden);
    const at = there.indexOf(view().tab);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    openTab(there.at(to % there.length));
  }

  function typed() {
    clearTimeout(typing);
    typing = setTimeout(search, TYPING_MS);
  }

  function typedEnter({ key }) {
    if (key === "Enter") search();
  }

  /** The words are the selection's filter; a list beside the selection is searched alone. */
  function search() {
    clearTyping();
    const words = plainWords(field.value);
    if (!ofSelection()) ask({ words, offset: 0 });
    else if (words !== searched()) select(window, { words }, { gesture });
  }

  function clearTyping() {
    clearTimeout(typing);
    typing = null;
  }

  function dressTabs() {
    const { tab } = view();
    for (const name of TABS) {
      const node = tabs.get(name);
      node.textContent = name === "pairs" ? pairs.label() : say(`table.tab.${name}`, { count: data.tabs[name] });
      node.hidden = name === "pairs" && !pairs.isThere();
      node.setAttribute("aria-selected", String(name === tab));
      node.tabIndex = name === tab ? 0 : -1;
    }
  }

  function dressField() {
    const name = say(ofSelection() ? "table.search" : "table.search_list");
    Object.assign(field, { placeholder: name, ariaLabel: name });
    if (typing === null && plainWords(field.value) !== searched()) field.value = searched();
    tools.hidden = !drawer.isOpen() || !(data.tabs[view().tab] || searched()) || view().tab === "pairs";
  }

  /** What may be the same is known, or looked for anew. */
  function pairsChanged() {
    if (!data) return;
    dressTabs();
    if (data.tab === "pairs") fill();
  }

  function take(component) {
    const [before, matched] = [data && viewOf(data), data?.matched];
    given = component;
    data = given.data;
    const now = viewOf(data);
    if (asked.length && same(now, asked.at(-1))) asked = [];
    else if (!same(now, before)) asked = asked.slice(asked.findIndex((one) => same(one, now)) + 1 || asked.length);
    if (!asked.length) panel.removeAttribute("aria-busy");
    const turned = before?.tab === data.tab && matched === data.matched;
    return { turned, elsewhere: turned && !same(now, before) };
  }

  function draw(component) {
    const { turned, elsewhere } = take(component);
    drawer.use(data.drawer);
    pairs.use(data.pairs ?? null);
    dressTabs();
    dressField();
    pager.show(data);
    panel.setAttribute("aria-labelledby", `tab-${data.tab}`);
    // A shorter page leaves the page below where it is.
    panel.style.minHeight = turned ? `${panel.getBoundingClientRect().height}px` : "";
    fill();
    // Other rows are read from their first.
    if (elsewhere && panel.getBoundingClientRect().top < 0) panel.scrollIntoView({ block: "start" });
  }

  function fill() {
    const content = data.tab === "pairs" ? pairs.content() : null;
    tableRows(panel, { ...data, content, words: searched(), selected: selectionOf(window).event }, {
      choose: (event) => select(window, { event, step: null }),
      sort: ({ by, descending }) => select(window, { sort: by === "file" ? null : `${descending ? "-" : ""}${by}` }),
    });
  }

  /** The order that the address has, such as "-when"; that of the file for one that the rows have not. */
  function orderIn(text) {
    const by = text?.replace("-", "") ?? "";
    return data.columns.includes(by) ? { by, descending: text.startsWith("-") } : { by: "file", descending: false };
  }

  /** Mark the open event's row, hold the selection's words, and follow the order that the address has. */
  function follow({ event, sort }) {
    if (data) dressField();
    if (data && !same(orderIn(sort), view().sort)) ask({ sort: orderIn(sort), offset: 0 });
    markRow(panel, event);
  }

  return { host, show: draw, openTab, follow, focus: () => data && tabs.get(view().tab).focus() };
}
