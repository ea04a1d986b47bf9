// The dossier: one file that holds a selection's map, words, times and table, without a server.
import { offlineFeed, offlineLayers } from "./offline_data.js";
import { createMap } from "../map/map.js";
import { createPace } from "../map/pace.js";
import { createGhosts } from "../map/render/account_ghosts.js";
import { filterLine, sections } from "../panels/dossier/contents.js";
import { el, replace } from "../shared/dom.js";
import { tellPaperSize } from "./paper_size.js";
import { show as showReading } from "../panels/reading/reading.js";
import { show as showWhen } from "../panels/timeline/timeline.js";
import { say } from "../shared/words.js";

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const data = read("data");
const sheet = new CSSStyleSheet();
sheet.replaceSync(read("styles"));
const dark = window.matchMedia("screen and (prefers-color-scheme: dark)");
const state = { event: eventInAddress(), coverage: false, focus: 0, days: null, played: null };
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

/** The filter by days, those of a frame of play before the chosen ones; an end of the axis sets no bound. */
function query(days = state.played ?? state.days) {
  if (!days) return "";
  const { first, length } = data.when;
  const last = new Date(Date.parse(first) + (length - 1) * 86_400_000).toISOString().slice(0, 10);
  const ends = [days.first === first ? ".." : days.first, days.last === last ? ".." : days.last];
  return new URLSearchParams({ datetime: ends.join("/") }).toString();
}

const container = document.getElementById("map");
tellPaperSize(window, container);
const leaflet = window.L.map(container, { zoomControl: false, attributionControl: false });
leaflet.setView([37.9, 70.6], 6);
let ghosts = null;
const layer = createMap(window.L, leaflet, {
  api: "", layers: offlineLayers(read("layers")), feed: offlineFeed(data.map), credits: data.map.credits,
  theme: theme(), state: { query: "", selected: state.event, home: data.map.home },
  on: {
    select: (event, { keyboard = false } = {}) => go({ event }, keyboard),
    letter: (key, id) => window.dispatchEvent(new CustomEvent("panj:letter", { detail: { key, id } })),
    laidOut: () => ghosts?.place(),
  },
});
ghosts = createGhosts(window.L, leaflet, async ({ event }) => data.map.others[event] ?? [], layer.boxes);
window.addEventListener("panj:sources", ({ detail }) => ghosts.show(detail, theme()));
const pace = createPace(layer, container, () => {});
window.addEventListener("panj:play", ({ detail: { dates } }) => {
  state.played = dates && { first: dates[0], last: dates[1] };
  pace.show({ query: query() }, true);
});
window.addEventListener("panj:focus", ({ detail }) => layer.focusMark(detail));
window.addEventListener("panj:zoom", ({ detail }) => layer.zoomTo(detail));
window.addEventListener("hashchange", ({ newURL }) => newURL.endsWith("#rows") || go({ event: eventInAddress() }));
window.addEventListener("panj:tab", () => document.getElementById("rows").focus());
dark.addEventListener("change", () => {
  layer.update({ theme: theme() });
  draw();
});

function draw() {
  pace.show({ query: query(), selected: state.event }, false);
  replace(roots.head, ...head());
  reading();
  when();
  replace(roots.rows, rows());
}

function head() {
  const parts = ["on_map", "without_place", "filtered_out", "rejected", "repeated"].map((name) => [name, data.counts[name]]);
  return [
    el("h1", {}, data.title),
    el("p", { class: "counts" }, el("strong", {}, say("counts.selected", { selected: data.counts.selected, count: data.counts.read })),
      ...parts.filter(([, count]) => count > 0).flatMap(([name, count], at) => [at ? ", " : ": ", say(`counts.${name}`, { count })]),
      data.origin ? ` · ${data.origin}` : ""),
    filterLine(data),
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
    setTriggerValue: (_, place, keyboard) => go(place, keyboard),
  });
}

function when() {
  const { first } = data.when;
  const offset = (day) => (Date.parse(day) - Date.parse(first)) / 86_400_000;
  showWhen({
    parentElement: roots.when,
    data: {
      ...data.when, fixed: true, selected: state.event, theme: theme(),
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
    state.days ? el("p", { class: "notice", role: "status" }, `${say("dossier.only_days", state.days)} `,
      el("button", { type: "button", "data-key": "all-days", onclick: () => go((state.days = null, { event: state.event })) }, say("dossier.all_days"))) : null,
    ...sections(data, theme(), (event) => go({ event }, true)));
}

draw();
