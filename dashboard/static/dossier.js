// The dossier: one file that holds a selection's map, words, times and table, without a server.
import { followDays } from "./days.js";
import { keyOf, sampleImage } from "./key.js";
import { keptFeed, keptLayers } from "./kept.js";
import { createMap } from "./map.js";
import { account } from "./panels/account.js";
import { el, link, replace } from "./panels/dom.js";
import { show as showReading } from "./panels/reading.js";
import { show as showWhen } from "./panels/when.js";
import { palette } from "./style.js";

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const data = read("data");
const sheet = new CSSStyleSheet();
sheet.replaceSync(read("styles"));
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const state = { event: eventInAddress(), coverage: false, focus: 0, days: null };
const theme = () => (dark.matches ? "dark" : "light");
const byId = new Map(data.cards.map((card) => [card.id, card]));
const roots = Object.fromEntries(["head", "reading", "when", "rows"].map((name) => [name, rootOf(name)]));

function rootOf(name) {
  const root = document.getElementById(name).attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheet];
  return root;
}

function eventInAddress() {
  const id = new URLSearchParams(window.location.hash.slice(1)).get("event");
  return data.cards.some((card) => card.id === id) ? id : null;
}

/** Go to an event, or to the story's title or end. */
function go({ event = null, step = "" }, keyboard = false) {
  Object.assign(state, { event, coverage: step === "coverage", focus: state.focus + Number(keyboard) });
  window.history.replaceState(null, "", event ? `#${new URLSearchParams({ event })}` : "#");
  draw();
}

function query() {
  return state.days ? new URLSearchParams({ datetime: `${state.days.first}/${state.days.last}` }).toString() : "";
}

const container = document.getElementById("map");
const leaflet = window.L.map(container, { zoomControl: false, attributionControl: false });
leaflet.setView([37.9, 70.6], 6);
const layer = createMap(window.L, leaflet, {
  api: "", layers: keptLayers(read("layers")), feed: keptFeed(data.map), credits: data.map.credits,
  theme: theme(), state: { query: "", selected: state.event, view: data.map.view },
  on: { select: (event, { keyboard = false } = {}) => go({ event }, keyboard) },
});
const follow = followDays(window, layer, container, "");
window.addEventListener("panj:focus", ({ detail }) => layer.focusMark(detail));
window.addEventListener("hashchange", ({ newURL }) => newURL.endsWith("#rows") || go({ event: eventInAddress() }));
window.addEventListener("panj:tab", () => document.getElementById("rows").focus());
dark.addEventListener("change", () => {
  layer.update({ theme: theme() });
  draw();
});

function draw() {
  follow({ query: query(), selected: state.event });
  replace(roots.head, ...head());
  reading();
  when();
  replace(roots.rows, rows());
}

function head() {
  const { on_map: placed, without_place: placeless, filtered_out: filtered, rejected } = data.counts;
  const parts = [[placed, "on the map"], [placeless, "without a place"], [filtered, "filtered out"], [rejected, "rejected"]];
  const many = (number) => number.toLocaleString("en");
  return [
    el("h1", {}, data.title),
    el("p", { class: "counts" }, el("strong", {}, `${many(data.counts.selected)} of ${many(data.counts.read)} events`),
      `: ${parts.map(([number, words]) => `${many(number)} ${words}`).join(", ")}`,
      data.origin ? ` · ${data.origin}` : ""),
    data.filters.length ? el("p", { class: "counts" }, `Filter: ${data.filters.join(", ")}.`) : null,
  ];
}

function reading() {
  const open = byId.get(state.event) ?? null;
  const step = open?.step ?? data.steps[state.coverage ? "coverage" : "title"];
  showReading({
    parentElement: roots.reading,
    data: {
      ...data.reading, step, event: open, passages: [],
      focus: state.focus, theme: theme(),
    },
    setTriggerValue: (_, place) => go(place),
  });
}

function when() {
  const { first } = data.when;
  const offset = (day) => (Date.parse(day) - Date.parse(first)) / 86_400_000;
  showWhen({
    parentElement: roots.when,
    data: {
      ...data.when, selected: state.event, theme: theme(),
      range: state.days && [offset(state.days.first), offset(state.days.last)],
    },
    setTriggerValue(name, value) {
      if (name === "choice") return go(value);
      state.days = value;
      return draw();
    },
  });
}

function rows() {
  return el("div", { class: "sections" },
    state.days ? el("p", { class: "notice", role: "status" }, `The map shows ${state.days.first} to ${state.days.last} only. `,
      el("button", { type: "button", "data-key": "all-days", onclick: () => go((state.days = null, { event: state.event })) }, "Show all days")) : null,
    key(), account({ cards: data.cards, total: data.cards.length, theme: theme() }, "All events, in words", (event) => go({ event }, true)),
    section("What is wrong in the file", list(data.problems, "Nothing: every event of the file could be read.")),
    section("Sources", el("ul", {}, ...data.sources.map(source))),
    section("How this dossier was made", list(data.receipt)),
    section("Layers of the map", list(data.layers)));
}

function key() {
  const groups = keyOf(data.map.marks, palette(theme()));
  return el("section", { class: "key", "aria-label": "Key" }, ...groups.map(({ heading, rows: listed }) =>
    el("div", {}, el("h3", {}, heading),
      el("ul", {}, ...listed.map((row) => el("li", {}, sampleImage(row), row.words))))));
}

function section(heading, body) {
  return el("section", { class: "part" }, el("h2", {}, heading), body);
}

function list(lines, none = "") {
  return lines.length ? el("ul", { class: "problems" }, ...lines.map((words) => el("li", {}, words))) : el("p", { class: "note" }, none);
}

function source({ title, credit, url, notes }) {
  return el("li", {}, link(url, title), credit ? `. ${credit}.` : ".", ...notes.map((note) => el("p", { class: "basis" }, note)));
}

draw();
