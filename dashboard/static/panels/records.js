// The same events as rows: all that is selected, those without a place or a date, what is wrong.
import { el, replace } from "./dom.js";

const TABS = [["table", "Table"], ["placeless", "Without a place"], ["dateless", "Without a date"], ["hidden", "Filtered out"], ["problems", "Problems"]];
let open = "table";
let latest = null;

/** @param component {{parentElement, data: {tabs, selected}, setTriggerValue}} */
export function show(component) {
  latest = component;
  draw();
}

window.addEventListener("panj:tab", ({ detail }) => {
  open = detail;
  const body = draw();
  body.scrollIntoView({ block: "nearest" });
  body.querySelector(`[data-key="tab-${open}"]`).focus();
});

function draw() {
  const { parentElement, data, setTriggerValue } = latest;
  const pick = (name) => {
    open = name;
    draw().querySelector(`[data-key="tab-${name}"]`).focus();
  };
  const tabs = TABS.map(([name, title]) =>
    el("button", {
      type: "button", role: "tab", id: `tab-${name}`, "data-key": `tab-${name}`, "aria-controls": "records",
      "aria-selected": String(name === open), tabindex: name === open ? "0" : "-1", onclick: () => pick(name),
    }, `${title} (${data.tabs[name].total.toLocaleString("en")})`));
  const bar = el("div", { role: "tablist", "aria-label": "Events as rows", onkeydown: ({ key }) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    const at = TABS.findIndex(([name]) => name === open);
    if (step) pick(TABS[(at + step + TABS.length) % TABS.length][0]);
  } }, ...tabs);
  const panel = el("div", { role: "tabpanel", id: "records", "aria-labelledby": `tab-${open}`, tabindex: "0" },
    open === "problems" ? problems(data.tabs.problems) : table(data, setTriggerValue));
  return replace(parentElement, bar, panel);
}

function table(data, setTriggerValue) {
  const { rows, total } = data.tabs[open];
  if (!rows.length) return el("p", { class: "note" }, "None.");
  const row = (event) => el("tr", { "data-event-id": event.id, "aria-selected": String(event.id === data.selected) },
    el("td", {}, el("button", { type: "button", class: "plain", "data-key": `row-${event.id}`,
      onclick: () => setTriggerValue("choice", { event: event.id }) }, event.title)),
    ...[event.standing, event.when, event.where].map((text) => el("td", {}, text)));
  return el("div", {},
    el("table", {},
      el("thead", {}, el("tr", {}, ...["Event", "Kind, status", "When", "Where"].map((name) => el("th", { scope: "col" }, name)))),
      el("tbody", {}, ...rows.map(row))),
    total > rows.length ? el("p", { class: "note" }, `The first ${rows.length} of ${total.toLocaleString("en")}. Narrow the filters to see the others.`) : null);
}

function problems({ rows, total }) {
  if (!rows.length) return el("p", { class: "note" }, "None: every event of the file could be read.");
  return el("div", {},
    el("ul", { class: "problems" }, ...rows.map((text) => el("li", {}, text))),
    total > rows.length ? el("p", { class: "note" }, `The first ${rows.length} of ${total.toLocaleString("en")}.`) : null);
}
