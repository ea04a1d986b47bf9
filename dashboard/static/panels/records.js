// The events as rows, a page at a time: all that is selected, those without a place or a date,
// those filtered out, what is wrong. The server holds the rows; this shows a page and asks for others.
import { go } from "../going.js";
import { el } from "./dom.js";
import { createPager } from "./pager.js";
import { rowsOf } from "./rows.js";
import { inStyle } from "./styles.js";

const TABS = [["table", "Table"], ["placeless", "Without a place"], ["dateless", "Without a date"],
  ["hidden", "Filtered out"], ["problems", "Problems"]];
const TYPING_MS = 250;
let latest = null;

/**
 * @param component {{parentElement, data, setTriggerValue}}; data: {tab, tabs: totals by name, rows: the
 *   page's rows, or its problems as texts, offset, limit, sort: {by, descending}, words, matched, selected}
 */
export const show = inStyle(["panels", "records"], (component) => {
  if (latest?.host !== component.parentElement) latest = createRecords(component.parentElement);
  latest.show(component);
});

window.addEventListener("panj:tab", ({ detail }) => latest?.openTab(detail));

/** What a reader looks at: a tab, where in it, in which order, searched for what. */
function viewOf({ tab, offset, sort: { by, descending }, words }) {
  return { tab, offset, sort: { by, descending }, words };
}

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

function createRecords(host) {
  let [data, trigger, typing] = [null, null, null];
  let asked = []; // views on their way, the newest last
  const view = () => asked.at(-1) ?? viewOf(data);

  const bar = el("div", { role: "tablist", "aria-label": "Events as rows", onkeydown: walkTabs });
  const tabs = new Map(TABS.map(([name]) => [name, el("button", {
    type: "button", role: "tab", id: `tab-${name}`, "aria-controls": "records", onclick: () => openTab(name),
  })]));
  bar.append(...tabs.values());
  const field = el("input", {
    type: "search", placeholder: "Search these rows", "aria-label": "Search these rows", oninput: typed, onkeydown: typedEnter,
  });
  const pager = createPager((offset) => ask({ offset }));
  const tools = el("div", { class: "row-tools" }, field, pager.node);
  const panel = el("div", { role: "tabpanel", id: "records", tabindex: "0" });
  host.replaceChildren(...[...host.children].filter((child) => child.className !== "panj"),
    el("div", { class: "panj" }, bar, tools, panel));

  function ask(change) {
    const next = { ...view(), ...change };
    if (same(next, view())) return;
    asked.push(next);
    panel.setAttribute("aria-busy", "true");
    dressTabs();
    trigger("view", next);
  }

  /** Open a tab as if it had been clicked, and put the focus on it. */
  function openTab(tab) {
    if (!data) return;
    clearTyping();
    if (tab !== view().tab) ask({ tab, offset: 0, words: "" });
    bar.scrollIntoView({ block: "nearest" });
    tabs.get(tab).focus();
  }

  function walkTabs(event) {
    const at = TABS.findIndex(([name]) => name === view().tab);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    openTab(TABS.at(to % TABS.length)[0]);
  }

  function typed() {
    clearTimeout(typing);
    typing = setTimeout(search, TYPING_MS);
  }

  function typedEnter({ key }) {
    if (key === "Enter") search();
  }

  function search() {
    clearTyping();
    ask({ words: field.value.trim().replace(/\s+/g, " "), offset: 0 });
  }

  function clearTyping() {
    clearTimeout(typing);
    typing = null;
  }

  function dressTabs() {
    const { tab } = view();
    for (const [name, title] of TABS) {
      const node = tabs.get(name);
      node.textContent = `${title} (${data.tabs[name].toLocaleString("en")})`;
      node.setAttribute("aria-selected", String(name === tab));
      node.tabIndex = name === tab ? 0 : -1;
    }
  }

  function take(component) {
    const before = data && viewOf(data);
    ({ data, setTriggerValue: trigger } = component);
    const now = viewOf(data);
    if (asked.length && same(now, asked.at(-1))) asked = [];
    else if (!same(now, before)) asked = asked.slice(asked.findIndex((one) => same(one, now)) + 1 || asked.length);
    if (!asked.length) panel.removeAttribute("aria-busy");
    const turned = before?.tab === data.tab && before.words === data.words;
    return { turned, elsewhere: turned && !same(now, before) };
  }

  function draw(component) {
    const { turned, elsewhere } = take(component);
    dressTabs();
    tools.hidden = !data.tabs[data.tab];
    if (typing === null && !asked.length && field.value.trim() !== data.words) field.value = data.words;
    pager.show(data);
    panel.setAttribute("aria-labelledby", `tab-${data.tab}`);
    // A shorter page leaves the page below where it is.
    panel.style.minHeight = turned ? `${panel.getBoundingClientRect().height}px` : "";
    rowsOf(panel, data, {
      choose: (event) => go(window, { event }, (place) => trigger("choice", place)),
      sort: (sort) => ask({ sort, offset: 0 }),
    });
    // Other rows are read from their first.
    if (elsewhere && panel.getBoundingClientRect().top < 0) panel.scrollIntoView({ block: "start" });
  }

  return { host, show: draw, openTab };
}
