// The one selection: which events are shown, and which of them is open. It lives in the page's
// address; whatever changes it tells every part of the page at once by the event "panj:selection".
import { fromTexts, nothingOf, pairsOf, parameters, valuesOf } from "./parameters.js";

/**
 * What the page tells when the selection has changed; `detail` is {selection, passing, keyboard, marks}: the map, which
 * hears it first, puts there a promise of its marks, or null. What asks more of the server waits for that.
 */
export const CHANGED = "panj:selection";

/** How often an address is written while a selection passes by, as under a dragged handle. */
const WRITTEN_MS = 250;
/** What the address holds beside the filters: the language of names, the open event, a step of the story,
 * the order of the rows. */
const OTHERS = ["names", "event", "step", "sort"];
/** On the page's window: what passes by, and the address that was written last, with its gesture. */
const [PASSING, LATEST] = [Symbol.for("panj.selection"), Symbol.for("panj.step")];

/** A selection that restricts nothing, with nothing open. */
export const NOTHING = { ...cleared(), names: null, event: null, step: null, sort: null };

/** The filters at their defaults. */
export function cleared() {
  return Object.fromEntries(parameters.map((one) => [one.address, nothingOf(one)]));
}

/**
 * The selection of a page: what its address holds, or what is passing by.
 * @param {Window} page
 */
export function selectionOf(page) {
  return page[PASSING]?.selection ?? selectionIn(page.location.search);
}

/** The selection that a query of the page's address holds; what it can't mean is left out. */
export function selectionIn(search) {
  const pairs = new URLSearchParams(search);
  const read = (one) => [one.address, fromTexts(one, pairs.getAll(one.address))];
  return {
    ...Object.fromEntries(parameters.map(read)),
    ...Object.fromEntries(OTHERS.map((name) => [name, pairs.get(name)])),
  };
}

/**
 * Change the selection, write it into the address and tell the page.
 *
 * Each change by hand is a step in the history. Several that are one to the reader are one step: those
 * that pass by as under a dragged handle, and those with the same `gesture`, as of words that are typed.
 * @param {Window} page
 * @param {object} change members of a selection
 * @param {{passing?: boolean, keyboard?: boolean, gesture?: object|null, replace?: boolean}} how `passing` where
 *   more is to come in a moment; `replace` where it is no step: what was there is not to be gone back to
 */
export function select(page, change, { passing = false, keyboard = false, gesture = null, replace = false } = {}) {
  const selection = { ...selectionOf(page), ...change };
  const before = page[PASSING]?.before ?? selectionIn(page.location.search);
  if (passing) {
    const timer = page[PASSING]?.timer ?? page.setTimeout(() => {
      replaceAddress(page, addressOf(page, page[PASSING].selection));
      page[PASSING].timer = null;
    }, WRITTEN_MS);
    page[PASSING] = { selection, timer, before };
  } else {
    page.clearTimeout(page[PASSING]?.timer);
    delete page[PASSING];
    if (replace) replaceAddress(page, addressOf(page, selection));
    else write(page, before, selection, gesture);
  }
  tell(page, { selection, passing, keyboard });
}

/**
 * Tell every part of the page what is selected now. The event goes through the document: of those that
 * listen on the window only its way down and up parts who captures it, the map, from the rest.
 */
export function tell(page, { selection = selectionOf(page), passing = false, keyboard = false } = {}) {
  const detail = { selection, passing, keyboard };
  page.document.dispatchEvent(new page.CustomEvent(CHANGED, { detail, bubbles: true }));
}

function addressOf(page, selection) {
  const address = new URL(page.location.href);
  for (const name of [...parameters.map((one) => one.address), ...OTHERS]) address.searchParams.delete(name);
  const pairs = [
    ...parameters.flatMap((one) => pairsOf(one, selection[one.address])),
    ...OTHERS.filter((name) => selection[name] !== null).map((name) => [name, selection[name]]),
  ];
  for (const [name, value] of pairs) address.searchParams.append(name, value);
  return address.href;
}

/** Write a selection as a step in the history, but within a gesture; what passed by is none. */
function write(page, before, selection, gesture) {
  const [from, to] = [before, selection].map((one) => addressOf(page, one));
  replaceAddress(page, from);
  if (from === to) return;
  const latest = page[LATEST];
  if (gesture && latest?.gesture === gesture && latest.address === withoutView(from)) replaceAddress(page, to);
  else page.history.pushState(page.history.state, "", to);
  page[LATEST] = { gesture, address: withoutView(to) };
}

/** An address as far as the selection goes: the map writes its view there at any time. */
function withoutView(address) {
  const bare = new URL(address);
  bare.searchParams.delete("view");
  return bare.href;
}

function replaceAddress(page, address) {
  if (address !== page.location.href) page.history.replaceState(page.history.state, "", address);
}

/**
 * The filters of a selection as the API takes them.
 * @param {object} selection
 * @param {{first: string, last: string}} axis its days, which set no bound
 * @returns {string} a query string
 */
export function queryOf(selection, axis) {
  const pairs = parameters.flatMap((one) => valuesOf(one, selection[one.address], axis).map((value) => [one.name, value]));
  return new URLSearchParams(pairs).toString();
}

/** A query of the API in one order, so that equal ones are the same text. */
export function canonical(query) {
  const pairs = new URLSearchParams(query);
  pairs.sort();
  return pairs.toString();
}

/**
 * A selection without one of the things that it asks.
 * @param {object} selection
 * @param {Object<string, string>} drops by the parameter one of its values, "" for whatever it has
 */
export function without(selection, drops) {
  const left = (one) => (drops[one.address] && one.several
    ? selection[one.address].filter((value) => value !== drops[one.address]) : nothingOf(one));
  const changed = parameters.filter((one) => Object.hasOwn(drops, one.address));
  return { ...selection, ...Object.fromEntries(changed.map((one) => [one.address, left(one)])) };
}
