// Code mode: a text, its events, and what each of them lacks. The server keeps all of it; what is
// drawn here is its answer to the last change.
import { el } from "../shared/dom.js";
import { palette } from "../shared/theme.js";
import { say } from "../shared/words.js";
import { createCard } from "./card.js";
import { createDrafts } from "./drafts.js";
import { createSourceForm } from "./source_form.js";
import { createTextView } from "./text_view.js";

/** How long the map waits for the next change before it is drawn anew. */
const MAP_MS = 800;

let state = { sources: [], drafts: [], asides: [], kinds: [], statuses: [] };
let [source, open] = [null, null];
let turn = Promise.resolve();
let waiting = null;

const told = el("p", { class: "told", role: "status" });
const frame = el("iframe", { title: say("code.map"), src: "map" });
const keys = el("section", { "aria-label": say("code.keys"), hidden: true }, el("h2", {}, say("code.keys")), keyList());
const chooser = el("select", { "aria-label": say("code.texts"), onchange: () => choose(chooser.value) });
const adding = el("section", { "aria-label": say("code.new_text"), hidden: true });
const reader = createTextView({ begin, join, skip, card: () => card.focus(), help });
const card = createCard({
  set: (field, value) => act("set", { ...here(), field, value }),
  take: (field, number) => act("take", { ...here(), field, number }),
  remove: () => act("remove", here()).then(() => reader.focus()),
  leave: () => reader.focus(),
});
const drafts = createDrafts({ show: (key, field) => { open = key; draw(); card.focus(field); } });
const form = createSourceForm((asked) => act("text", asked).then((done) => {
  if (!done) return;
  source = state.sources.at(-1).id;
  adding.hidden = true;
  draw();
  reader.focus();
}));

function start() {
  const button = (key, onclick) => el("button", { type: "button", onclick }, say(`code.${key}`));
  adding.append(el("h2", {}, say("code.new_text")), form);
  document.body.className = "panj";
  document.body.append(el("div", { class: "code" },
    el("header", {}, el("h1", {}, say("code.title")), chooser, button("new_text", () => showForm(adding.hidden)),
      button("undo", () => act("undo")), button("redo", () => act("redo")), button("keys", help),
      el("a", { class: "button", href: "file", download: "" }, say("code.export")), told),
    el("main", { class: "text" }, adding, keys, reader.node),
    el("aside", { class: "side", "aria-label": say("code.events") }, card.node, drafts.node),
    el("section", { class: "ground", "aria-label": say("code.map_of_sound") }, el("h2", {}, say("code.map_of_sound")), frame)));
  colour();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", colour);
  document.addEventListener("keydown", shortcut);
  fetch("state").then((answer) => answer.json()).then((found) => {
    state = found;
    source = state.sources.at(-1)?.id ?? null;
    draw();
    if (source) reader.focus();
    else showForm(true);
  });
}

function colour() {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  for (const [name, value] of Object.entries(palette(dark ? "dark" : "light"))) {
    if (typeof value === "string") document.body.style.setProperty(`--${name}`, value);
  }
}

/** One change after the other, so that none sees an older version of its own. */
function act(name, asked = {}) {
  const body = typeof asked === "function" ? asked : () => asked;
  turn = turn.then(() => send(name, body()));
  return turn;
}

async function send(name, asked) {
  try {
    const answer = await fetch(name, {
      method: "POST", headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...asked, ...(asked.key ? { seen: version(asked.key) } : {}) }),
    });
    const found = await answer.json();
    if (!answer.ok) return failed(found.description);
    state = found;
    told.textContent = "";
  } catch {
    return failed(say("code.not_saved"));
  }
  draw();
  clearTimeout(waiting);
  waiting = setTimeout(() => frame.contentWindow.location.replace(new URL("map", location.href)), MAP_MS);
  return state;
}

/** Tell why nothing was saved, and show what is there. */
async function failed(words) {
  told.textContent = words;
  const answer = await fetch("state").catch(() => null);
  if (answer?.ok) state = await answer.json();
  draw(true);
  return null;
}

const version = (key) => state.drafts.find((draft) => draft.key === key)?.version ?? 0;
const here = () => ({ key: open });

function begin(words) {
  act("draft", words).then((done) => {
    if (!done) return;
    open = done.result;
    draw();
    card.focus();
  });
}

function join(words) {
  if (open) act("quote", { ...words, ...here() });
  else told.textContent = say("code.no_open_event");
}

function skip(words) {
  act("aside", { ...words, why: say("code.no_event") }).then(() => reader.next());
}

function choose(id) {
  source = id;
  draw();
  reader.focus();
}

function showForm(shown) {
  adding.hidden = !shown;
  if (shown) form.querySelector("textarea").focus();
}

/** Show the list of keys beside the text, or put it away; the text has the keys either way. */
function help() {
  keys.hidden = !keys.hidden;
  if (adding.hidden) reader.focus();
  if (!keys.hidden) keys.scrollIntoView({ block: "nearest" });
}

function shortcut(event) {
  if (event.target.closest?.("input, textarea, select") || !(event.ctrlKey || event.metaKey)) return;
  const key = event.key.toLowerCase();
  if (key !== "z" && key !== "y") return;
  event.preventDefault();
  act(key === "y" || event.shiftKey ? "redo" : "undo");
}

function keyList() {
  const names = ["sentence", "word", "first_word", "begin", "join", "skip", "card", "leave", "undo", "redo", "help"];
  return el("dl", { class: "keys" }, ...names.flatMap((name) => [
    el("dt", {}, el("kbd", {}, say(`code_key.${name}`))), el("dd", {}, say(`code_act.${name}`)),
  ]));
}

function draw(anew = false) {
  if (!state.drafts.some(({ key }) => key === open)) open = null;
  const known = state.sources.find(({ id }) => id === source) ?? state.sources[0] ?? null;
  chooser.hidden = state.sources.length < 2;
  chooser.replaceChildren(...state.sources.map(({ id, title }) => el("option", { value: id, selected: id === known?.id }, title)));
  reader.show(known, state.drafts, state.asides.map(({ value }) => value));
  card.show(state.drafts.find(({ key }) => key === open) ?? null, state, anew);
  drafts.show(state.drafts, open);
}

/** Start, once the script is there; the export is what the server's bundle asks of an entry. */
export function startCoding() {
  start();
}

startCoding();
