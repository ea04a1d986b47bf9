// Code mode: a text, its events, and what each of them lacks. The server keeps all of it; what is
// drawn here is its answer to the last change.
import { el, offerOptions, redraw } from "../shared/dom.js";
import { palette } from "../shared/theme.js";
import { say } from "../shared/words.js";
import { createCard, valueOf } from "./card.js";
import { createDrafts } from "./drafts.js";
import { createHistory } from "./review/history.js";
import { createReviewCard } from "./review/review_card.js";
import { createOutbox } from "./outbox.js";
import { createSourceForm } from "./source_form.js";
import { createPlaces } from "./place/places.js";
import { createPublish } from "./publish/publish.js";
import { createOffers } from "./told_already.js";
import { createTextView } from "./text_view.js";
import { watch } from "./watch.js";

/** What asks for the right to review; all else asks for the one to code. */
const LOOKS = ["seen", "send_back", "unseen"];

const state = { seen: "", sources: [], drafts: [], asides: [], kinds: [], statuses: [], ranks: [], who: "", may: ["code"] };
let [source, open] = [null, null];

const frame = el("main", { class: "code", "data-part": "text", "data-may": "code" });
const parts = ["text", "event", "map"].map((name) => el("button", { type: "button", "data-part": name, "aria-pressed": String(name === "text"), onclick: () => turn(name) }, say(`code_part.${name}`)));
const told = el("p", { class: "told", role: "status" });
const keys = el("section", { "aria-label": say("code.keys"), hidden: true }, el("h2", {}, say("code.keys")), keyList());
const chooser = el("select", { "aria-label": say("code.texts"), onchange: () => choose(chooser.value) });
const adding = el("section", { "aria-label": say("code.about_text"), hidden: true });
const sourceButton = el("button", { type: "button", "data-for": "code", onclick: () => showForm(true, sourceShown()) }, say("code.source"));
const reader = createTextView({ begin, again: () => tell(say("code.begun")), join, skip, card: (field) => (open ? toCard(field) : tell(say("code.no_open_event"))), map: toMap, help, told: (number) => offers.take(number), look, seen: () => reviewCard.mark(), review: toReview, next });
const card = createCard({
  set: (field, value, ...known) => act("set", { ...here(), field, value }, ...known),
  take: (field, number) => act("take", { ...here(), field, number }),
  place: (number, field) => act("place", { ...here(), number, ...(field === "place" ? {} : { field }) }),
  find: (words) => fetch(`places?words=${encodeURIComponent(words)}`)
    .then((answer) => answer.json()).then(({ places }) => places).catch(() => []),
  told: () => look().then(() => offers.focus()),
  remove: () => act("remove", here()).then(() => toText()),
  leave: () => toText(),
});
const outbox = createOutbox({
  seen: () => state.seen, version: (key) => draftOf(key)?.version ?? 0,
  value: (key, field) => valueOf(draftOf(key), field), took, tell,
});
const history = createHistory({
  restore: (number) => act("restore", { ...here(), number }),
  split: (number) => act("split", { number }),
  merge: (other, other_seen) => act("merge", { ...here(), other, other_seen }),
});
const offers = createOffers({ ask: (address) => outbox.ask(address), join: tellAgain });
const places = createPlaces({
  act: (name, asked) => act(name, { ...here(), ...asked }), ask: (address) => outbox.ask(address),
  open: (key) => show(key), leave: () => toText(),
});
const reviewCard = createReviewCard({ act: (name, asked, looked) => act(name, { ...here(), ...asked }, looked), tell, leave: () => toText() });
const drafts = createDrafts({ show });
const publish = createPublish();
const form = createSourceForm({
  take: (asked) => act("text", asked).then((done) => done && kept(state.sources.at(-1).id)),
  change: ({ id, version }, details) => act("source", { source: id, seen: version, details }).then((done) => done && kept(id)),
  tell,
});

function kept(id) {
  source = id;
  adding.hidden = true;
  draw();
  toText();
}

function start() {
  const button = (key, onclick, right = null) => el("button", { type: "button", "data-for": right, onclick }, say(`code.${key}`));
  adding.append(form.node);
  document.body.className = "panj";
  frame.append(
    el("header", {}, el("h1", {}, say("code.title")), chooser, button("new_text", () => showForm(adding.hidden), "code"), sourceButton,
      button("undo", () => act("undo"), "code"), button("redo", () => act("redo"), "code"), button("keys", help),
      el("a", { class: "button", href: "file", download: "" }, say("code.export")),
      el("a", { class: "button", href: "dossier", download: "" }, say("code.dossier")),
      el("a", { class: "button", href: "open" }, say("code.open")), publish.button, told),
    el("section", { class: "text" }, adding, keys, reader.node),
    el("section", { class: "side", "aria-label": say("code.events") }, offers.node, reviewCard.node, card.node, history.node, drafts.node),
    places.node, publish.node, el("nav", { class: "parts", "aria-label": say("code_part.title") }, ...parts));
  document.body.append(frame);
  colour();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", colour);
  document.addEventListener("keydown", shortcut);
  window.addEventListener("focus", outbox.renew);
  outbox.renew().then(() => {
    source = state.sources.at(-1)?.id ?? null;
    draw();
    if (source || !state.may.includes("code")) toText();
    else showForm(true);
    outbox.start();
    watch({
      news: () => outbox.renew(false),
      away: (words) => outbox.idle() && tell(words),
      back: () => outbox.idle() && tell(""),
    });
  });
}

function toText() {
  turn("text");
  reader.focus();
}

function toCard(field) {
  turn("event");
  card.focus(field);
}

function toMap() {
  turn("map");
  places.focus();
}

/** Go to what a second coder writes of the open event, or to its coder's answer. */
function toReview(field) {
  turn("event");
  reviewCard.focus(field);
}

/** Open the next event of the list, and go to its words in the text. */
function next() {
  const key = drafts.after(open);
  if (!key) return tell(say("code_review.no_other"));
  read(key);
  return reader.focus();
}

/** Open an event, and turn the text to its words. */
function read(key) {
  open = key;
  const quotes = draftOf(key).properties.quotes ?? [];
  const words = quotes.find((one) => one.source === sourceShown()?.id) ?? quotes[0];
  if (words) source = words.source;
  draw();
  if (words) reader.reach(words.start);
}

/** Turn to a part of the page, where there is room for one only. */
function turn(name) {
  frame.dataset.part = name;
  for (const button of parts) button.setAttribute("aria-pressed", String(button.dataset.part === name));
}

function colour() {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  for (const [name, value] of Object.entries(palette(dark ? "dark" : "light"))) {
    if (typeof value === "string") document.body.style.setProperty(`--${name}`, value);
  }
}

function act(name, asked = {}, ...known) {
  const right = LOOKS.includes(name) ? "review" : "code";
  if (!state.may.includes(right)) {
    tell(say(`code_review.may_not_${right}`));
    return Promise.resolve(null);
  }
  const why = history.reason();
  return outbox.put(name, why ? { ...asked, why } : asked, ...known);
}

/** Take the server's news, and draw them; `anew` also what is in use, as after a refused change. */
function took({ state: seen, drafts: changed = [], order = null, sources, asides, kinds, statuses, ranks, who, may }, anew = false) {
  state.seen = seen;
  const known = new Map([...state.drafts, ...changed].map((draft) => [draft.key, draft]));
  state.drafts = (order ?? state.drafts.map(({ key }) => key)).map((key) => known.get(key));
  for (const [name, one] of Object.entries({ sources, asides, kinds, statuses, ranks, who, may })) if (one) state[name] = one;
  frame.dataset.may = [...state.may, ...(state.who ? state.may.map((right) => `${right}-of-several`) : [])].join(" ");
  draw(anew);
  places.renew();
}

/** Say something, with the ways out of it. */
function tell(words, ways = []) {
  redraw(told, [words, ...ways.map(({ words: name, act: onclick }) => el("button", { type: "button", "data-name": name, onclick }, name))]);
}

function draftOf(key) {
  return state.drafts.find((draft) => draft.key === key);
}

const here = () => ({ key: open });

/** Open an event, at a field of it, with the text turned to its words. */
function show(key, field) {
  if (!draftOf(key)) return;
  read(key);
  if (state.may.includes("code")) toCard(field);
  else toReview();
}

async function begin(words) {
  const done = await act("draft", words);
  if (!done) return false;
  open = done.result;
  offers.look(open, () => offers.show(open, state.drafts)); // not the card: one may be typing in it
  draw();
  turn("event");
  if (!reader.node.offsetParent) parts[1].focus(); // the text has made room for it
  return true;
}

/** Offer events that may tell the same as the open one. */
async function look() {
  if (!open) return tell(say("code.no_open_event"));
  const any = await offers.look(open, () => offers.show(open, state.drafts));
  return tell(any ? "" : say("code.told_nothing"));
}

/** Make the words of the open event an offered one's, which is then open. */
function tellAgain(key) {
  const other = open;
  act("merge", { key, other, other_seen: draftOf(other).version }).then((done) => {
    if (!done) return;
    open = key;
    draw();
    toText();
  });
}

function join(words) {
  if (open) act("quote", { ...words, ...here() });
  else tell(say("code.no_open_event"));
}

function skip(words) {
  act("aside", { ...words, why: say("code.no_event") }).then(() => reader.next());
}

function choose(id) {
  source = id;
  draw();
  toText();
}

function showForm(shown, known = null) {
  adding.hidden = !shown;
  if (shown) form.show(known);
}

function sourceShown() {
  return state.sources.find(({ id }) => id === source) ?? state.sources[0] ?? null;
}

/** Show the list of keys beside the text, or put it away; the text has the keys either way. */
function help() {
  keys.hidden = !keys.hidden;
  if (adding.hidden) toText();
  if (!keys.hidden) keys.scrollIntoView({ block: "nearest" });
}

function shortcut(event) {
  if (event.key === "P" && !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.closest?.("input, textarea, select")) {
    event.preventDefault();
    publish.open();
    return;
  }
  if (event.target.closest?.("input, textarea") || !(event.ctrlKey || event.metaKey)) return;
  const key = event.key.toLowerCase();
  if (key !== "z" && key !== "y") return;
  event.preventDefault();
  act(key === "y" || event.shiftKey ? "redo" : "undo");
}

function keyList() {
  const rights = {
    sentence: null, word: null, first_word: null, clause: null, begin: "code", told: "code", look: "code", join: "code", skip: "code", card: null, fields: null, complete: "code",
    map: null, next: "read-of-several", seen: "review", remark: "review", answer: "code-of-several", leave: null, undo: "code", redo: "code", publish: null, help: null,
  };
  return el("dl", { class: "keys" }, ...Object.entries(rights).flatMap(([name, right]) => [
    el("dt", { "data-for": right }, el("kbd", {}, say(`code_key.${name}`))), el("dd", { "data-for": right }, say(`code_act.${name}`)),
  ]));
}

function draw(anew = false) {
  if (!draftOf(open)) open = null;
  const known = sourceShown();
  sourceButton.hidden = !known;
  chooser.hidden = state.sources.length < 2;
  offerOptions(chooser, state.sources.map(({ id, title }) => el("option", { value: id }, title)));
  if (known && document.activeElement !== chooser) chooser.value = known.id;
  reader.show(known, state.drafts, state.asides.map(({ value }) => value));
  card.show(draftOf(open) ?? null, state, anew);
  offers.show(open, state.drafts);
  history.show(draftOf(open) ?? null, state.drafts);
  reviewCard.show(draftOf(open) ?? null, state);
  drafts.show(state.drafts, open, state);
  places.show(draftOf(open) ?? null);
}

/** Start, once the script is there; the export is what the server's bundle asks of an entry. */
export function startCoding() {
  start();
}

startCoding();
