// What the server tells of the selection as a whole: its counts and its days. Asked once for all
// parts of the page, as soon as the selection changes; where it fails, again until it is had.
import { CHANGED, canonical, queryOf, selectionOf } from "./selection.js";

const AGAIN_MS = 2000;
const takers = new Set();
const ageTakers = new Set();
let place = null; // {address, terms} of the open file
let running = null;
let next = null;
let latest = null; // {query, overview}
let again = null; // the timer, while what is told is of an older selection

/**
 * Name the file that is asked about, with what the page was told of it.
 * @param {{address: string, terms: object, query: string, overview: object}} given `query`: of which
 *   selection the overview is
 */
export function useOverview(given) {
  const moved = place?.address !== given.address;
  place = given;
  if (moved) latest = null;
  if (isPresent(given.query)) take({ query: given.query, overview: given.overview });
  else if (!latest || !isPresent(latest.query)) ask();
}

/** The latest overview of the present selection, or null until it is here. */
export const presentOverview = () => latest?.overview ?? null;

/** Whether a query is that of the present selection; the first that the page tells is. */
export function isPresent(query) {
  return !place || canonical(query) === canonical(queryOf(selectionOf(window), place.terms));
}

/** Call a function with each new overview. */
export function onOverview(take) {
  takers.add(take);
}

/** Call a function with whether what is told is old, since the present can't be had, each time that changes. */
export function onOldOverview(take) {
  ageTakers.add(take);
}

window.addEventListener(CHANGED, async ({ detail: { marks } }) => {
  await marks;
  if (place) ask();
});

function take(next) {
  latest = next;
  turn(false);
}

function turn(isOld) {
  const wasOld = again !== null;
  clearTimeout(again);
  again = isOld ? setTimeout(ask, AGAIN_MS) : null;
  if (isOld !== wasOld) for (const taker of ageTakers) taker(isOld);
}

/** Ask; while an answer is on its way, only the newest question waits. */
export async function ask() {
  const query = queryOf(selectionOf(window), place.terms);
  if (running !== null) {
    next = query;
    return;
  }
  if (query === latest?.query) return turn(false);
  running = query;
  try {
    const response = await fetch(new URL(`${place.address}?${query}`, document.baseURI));
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    take({ query, overview: await response.json() });
    for (const taker of takers) taker(latest.overview);
  } catch (error) {
    console.warn("Panj: the counts could not be had.", error);
    turn(true);
  } finally {
    running = null;
    const waiting = next;
    next = null;
    if (waiting !== null && waiting !== latest?.query) ask();
  }
}
