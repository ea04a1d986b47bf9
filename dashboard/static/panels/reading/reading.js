// The reading pane: the story a step at a time (title, events, coverage), then the article's words.
import { CHANGED, canonical, queryOf, select, selectionOf } from "../../shared/selection.js";
import { article } from "./article.js";
import { cited, copies } from "./citation.js";
import { el, glyph, link, replace } from "../../shared/dom.js";
import { inStyle } from "../../shared/component.js";
import { sourcesTable, tellSources } from "./sources.js";
import { say, sayAround } from "../../shared/words.js";
import { lowerSheet, sheetHandle } from "./sheet.js";
import { svg } from "../../shared/svg.js";
import { onSwipe } from "./swipe.js";
import { familyColour, palette } from "../../shared/theme.js";

/** The letters that are pressed in the pane or on the map. */
const LETTERS = { previous: "p", next: "n", zoom: "z" };

/** How soon words that could not be had are asked for again. */
const AGAIN_MS = 2000;

let shownStep = "";
/** The component as the page gave it last. */
let given = null;
/** The words of the present selection, where the page has not told them yet: `key`, `step`, `event`. */
let ahead = null;
let asking = new AbortController();
/** Whether the words are of an older selection, since the present ones could not be had; and the timer. */
let isOld = false;
let again = null;

/**
 * @param component {{parentElement: ShadowRoot, data: object,
 *   setTriggerValue: (name: string, value: unknown) => void}} data as panels.show_reading makes it;
 *   without `story`, an address, a choice goes to the trigger "choice", with whether it is by key
 */
export const show = inStyle(["shared/panels", "panels/reading/reading"], (component) => {
  given = component;
  const { data } = component;
  const page = getComputedStyle(component.parentElement.host).getPropertyValue("--st-background-color");
  paneOf(component).style.setProperty("--panj-page", page);
  if (data.story) {
    if (keyTold() === keyOf(selectionOf(window))) {
      ahead = null;
      have();
    } else if (!ahead) follow(selectionOf(window), false);
  }
  draw();
});

const paneOf = ({ parentElement }) => parentElement.host.closest(".st-key-pane");

/** What the words depend on, as text. */
function keyOf(selection) {
  return JSON.stringify([canonical(queryOf(selection, given.data.terms)), selection.event, selection.step, selection.sort]);
}

/** What the words depend on that the page told last. */
function keyTold() {
  const { query, place } = given.data;
  return JSON.stringify([canonical(query), ...place]);
}

function goTo(place, keyboard = false) {
  if (!place) return;
  if (!given.data.story) given.setTriggerValue("choice", place, keyboard);
  else select(window, { event: place.event ?? null, step: place.step === "coverage" ? "coverage" : null }, { keyboard });
}

/** What is shown: the page's data, or what came ahead of it. */
const shown = () => ({ ...given.data, ...ahead });

function draw(keyboard = false) {
  const data = shown();
  tellSources(data);
  const pane = paneOf(given);
  const told = step(data, goTo);
  const body = replace(given.parentElement, data.story ? sheetHandle(pane) : null, isOld ? oldNotice() : null, told, article(data, goTo));
  const name = `${data.step.name} ${data.event?.id}`;
  if (name !== shownStep) pane.scrollTop = 0;
  shownStep = name;
  if (keyboard || data.focus > (draw.focused ?? 0)) body.querySelector("[data-key=title]")?.focus();
  draw.focused = data.focus ?? 0;
  body.onkeydown = (pressed) => onKey(pressed, data, goTo);
  onSwipe(told, { left: () => goTo(data.step.next), right: () => goTo(data.step.previous) });
}

window.addEventListener("panj:ask-sources", () => given?.data.story && tellSources(shown()));

window.addEventListener(CHANGED, ({ detail: { selection, passing, keyboard, marks } }) => {
  if (!given?.data.story || passing) return;
  const isOpened = selection.event !== (shown().event?.id ?? null);
  follow(selection, keyboard, isOpened ? null : marks);
});

/** The words are those of the present selection. */
function have() {
  isOld = false;
  clearTimeout(again);
}

/** Show the words of a selection as soon as the server gives them, asked `after` a promise; until it does, say that they are older. */
async function follow(selection, keyboard, after = null) {
  asking.abort();
  clearTimeout(again);
  const { signal } = asking = new AbortController();
  const key = keyOf(selection);
  if (key === (ahead?.key ?? keyTold())) {
    const wasOld = isOld;
    have();
    if (wasOld || keyboard) draw(keyboard);
    return;
  }
  try {
    await after;
    signal.throwIfAborted();
    const response = await fetch(addressOf(selection), { signal });
    if (response.status === 404) return; // no such event: the page tells what there is instead
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    const found = await response.json();
    if (signal.aborted) return;
    ahead = { ...found, key };
    have();
    draw(keyboard);
  } catch (error) {
    if (signal.aborted) return;
    console.warn("Panj: the words could not be had.", error);
    again = setTimeout(askAgain, AGAIN_MS);
    if (isOld) return;
    isOld = true;
    draw();
  }
}

const askAgain = () => follow(selectionOf(window), false);

function oldNotice() {
  return el("p", { role: "status", class: "notice" }, `${say("reading.old_words")} `,
    el("button", { type: "button", "data-key": "again", onclick: askAgain }, say("map.try_again")));
}

function addressOf(selection) {
  const pairs = new URLSearchParams(queryOf(selection, given.data.terms));
  if (selection.event !== null) pairs.set("event", selection.event);
  if (selection.step) pairs.set("step", selection.step);
  if (selection.sort) pairs.set("sort", selection.sort);
  return new URL(`${given.data.story}?${pairs}`, document.baseURI);
}

window.addEventListener("panj:letter", ({ detail: { key, id } }) => given && onLetter(key, id));

window.addEventListener("panj:words", () => given?.parentElement.querySelector("[data-key=title]")?.focus());

/** Do what a letter means; on a mark, "zoom to this" means its event. */
function onLetter(key, id = null) {
  const { step, event } = shown();
  if (key === LETTERS.next) goTo(step.next, true);
  if (key === LETTERS.previous) goTo(step.previous, true);
  if (key === LETTERS.zoom) zoomTo(id ?? (canBeShown({ step, event }) ? event.id : null));
}

/** Whether an event is on the map: it has a place, and no filter hides it. */
const canBeShown = ({ step, event }) => Boolean(event?.on_map && step.position);

function zoomTo(id) {
  if (id === null) return;
  lowerSheet(paneOf(given));
  window.dispatchEvent(new CustomEvent("panj:zoom", { detail: id }));
}

function onKey(pressed, { event, step: { next, previous } }, go) {
  if (pressed.key === "Escape" && event) {
    window.dispatchEvent(new CustomEvent("panj:focus", { detail: event.id }));
  }
  if (pressed.altKey || pressed.ctrlKey || pressed.metaKey || pressed.shiftKey) return;
  if (pressed.target.matches("textarea")) return; // where the keys move in the citation
  if (pressed.key === "ArrowRight") go(next);
  if (pressed.key === "ArrowLeft") go(previous);
  onLetter(pressed.key.toLowerCase());
}

function step(data, go) {
  if (data.event) return card(data, go);
  return data.step.name === "coverage" ? ending(data, go) : opening(data, go);
}

function bar({ step, event }, go, standing) {
  const { position, previous, next } = step;
  const button = (name, path, onclick) => el("button", {
    type: "button", "data-key": name, "aria-label": say(`reading.${name}`), disabled: !onclick, onclick,
    "aria-keyshortcuts": LETTERS[name], title: say("reading.with_key", { name: say(`reading.${name}`), key: LETTERS[name].toUpperCase() }),
  }, svg("svg", { viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" },
    svg("path", { d: path, fill: "none", stroke: "currentColor", "stroke-width": 2, "stroke-linecap": "round", "stroke-linejoin": "round" })));
  return el("div", { class: "bar" },
    el("span", { class: "standing" }, ...standing),
    el("span", { class: "steps" },
      canBeShown({ step, event }) ? button("zoom", "M11.2 7A4.2 4.2 0 1 1 2.8 7A4.2 4.2 0 1 1 11.2 7ZM10.2 10.2L13.6 13.6M7 5.2V8.8M5.2 7H8.8", () => zoomTo(event.id)) : null,
      button("previous", "M10 3L5 8L10 13", previous && (() => go(previous))),
      position ? el("span", {}, position) : null, button("next", "M6 3L11 8L6 13", next && (() => go(next)))));
}

function opening(data, go) {
  return el("section", { role: "region", "aria-label": say("reading.story"), class: "event" },
    bar(data, go, standfirst(data.title)),
    el("h2", { tabindex: "-1", "data-key": "title" }, data.title.heading),
    el("p", { class: "start" }, ...(data.step.next ? start(data, go) : [data.title.none])),
    data.repeated ? el("p", { class: "note" }, `${data.repeated} `, el("button", { type: "button", "data-key": "compare", onclick: compare }, say("summary.compare"))) : null,
    data.summary?.length && data.summary_of ? el("p", { class: "basis" }, data.summary_of) : null,
    data.summary?.length ? el("div", { class: "facts" }, ...data.summary.map(fact)) : null,
    data.title.url ? el("p", { class: "tools" }, link(data.title.url, say("reading.open_source"))) : null);
}

/** Lead to the comparison of the files that are open. */
const compare = () => window.dispatchEvent(new Event("panj:compare"));

/** What the page is, where the head has no room for it; whose words these are, where it has. */
function standfirst({ standfirst: words, origin }) {
  return words ? [el("span", { class: "standfirst" }, words), el("span", { class: "origin" }, origin)] : [origin];
}

/** What a reader can do first, in words. */
function start({ step: { next } }, go) {
  const first = el("button", { type: "button", class: "plain", "data-key": "start", onclick: () => go(next) }, say("reading.start"));
  return sayAround("reading.choose", { start: first });
}

function ending(data, go) {
  return el("section", { role: "region", "aria-label": say("reading.story"), class: "event" },
    bar(data, go, [say("reading.end")]),
    el("h2", { tabindex: "-1", "data-key": "title" }, say("reading.coverage")),
    el("p", {}, data.coverage),
    el("p", { class: "note" }, say("reading.coverage_note")));
}

/** An event: its title, then when, where, who and how many, then the source's own words. */
function card(data, go) {
  const { event } = data;
  const known = event.facts.filter(({ notes }) => notes.length);
  return el("section", { role: "region", "aria-label": say("reading.event"), class: "event",
    style: `--family: ${familyColour(palette(data.theme), event.family)}` },
  bar(data, go, [glyph(event, data.theme, 26), event.standing]),
  el("h2", { tabindex: "-1", "data-key": "title" }, event.title),
  el("div", { class: "facts" }, ...event.facts.map(fact)),
  event.origin ? el("p", { class: "basis" }, event.origin) : null,
  data.step.position ? null : el("p", { class: "note" }, say("reading.filtered_out")),
  ...quotes(event.quotes),
  event.quotes.length ? null : el("p", { class: "note" }, event.unquoted),
  known.length ? el("div", { class: "known" }, el("h3", {}, say("reading.known")),
    ...known.map(({ name, notes }) => el("p", { class: "basis" }, `${name}: ${notes.join(" ")}`))) : null,
  sourcesTable(event, (words) => {
    draw();
    if (words) given.parentElement.querySelector(`[data-words="${CSS.escape(words.join(" "))}"]`)?.scrollIntoView({ block: "nearest" });
  }),
  event.external.length ? outside(event.external) : null,
  event.note ? el("p", { class: "note" }, event.note) : null);
}

/** The quotes of each source, and after them whose words they are. */
function quotes(all) {
  const sources = [...new Set(all.map(({ source }) => source))];
  return sources.map((source) => el("div", { class: "quotes" },
    ...all.filter((words) => words.source === source).map(quote), el("p", { class: "credit" }, source)));
}

function quote(words) {
  const copy = (key, text) => el("button", { type: "button", "data-key": `${key}-${words.start}`, onclick: copies(text, say(`reading.${key}`)) }, say(`reading.copy_${key}`));
  return el("figure", { "data-words": `${words.of} ${words.start}` },
    el("blockquote", {}, words.exact),
    words.speaker ? el("figcaption", {}, el("strong", {}, words.speaker)) : null,
    el("div", { class: "tools" },
      words.link ? link(words.link, say("reading.open_words")) : null,
      copy("quotation", () => words.quotation), copy("citation", () => citationOf(words.citation))));
}

/** The citation of a quote of the open event; a dossier's address holds the event itself. */
function citationOf(words) {
  const { story, event, is_shared: isShared } = shown();
  return cited(words, story ? event.id : null, !story || isShared);
}

function fact({ name, value, differ }) {
  return el("div", { class: "fact" }, el("h3", {}, name),
    el("p", {}, value, differ ? el("span", { class: "differ" }, differ) : null));
}

function outside(values) {
  return el("div", { class: "fact outside" },
    el("h3", {}, say("reading.external")),
    el("ul", {}, ...values.map((value) =>
      el("li", {}, `${value.about}: ${value.note} `, link(value.url, value.host)))));
}
