// Streamlit follows the selection: once the map has drawn it, or a moment later, the page is told.
import { CHANGED, selectionOf, tell } from "../../shared/selection.js";

/** How long the page waits for the map, and how long a selection rests before it is told. */
const DRAWN_MS = 400;
const REST_MS = 120;

let report = () => {};
let [timer, told] = [null, null];

/**
 * Say where the selection goes.
 * @param {(search: string) => void} take takes the query of the page's address
 */
export function follow(take) {
  report = take;
  told ??= wanted();
}

/** The query of the address without the map's view, which the page need not know. */
function wanted() {
  const pairs = new URLSearchParams(window.location.search);
  pairs.delete("view");
  return pairs.toString();
}

function later(ms) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    timer = null;
    if (wanted() === told) return;
    told = wanted();
    report(told);
  }, ms);
}

window.addEventListener(CHANGED, ({ detail: { passing } }) => {
  if (passing) clearTimeout(timer);
  else later(DRAWN_MS);
});
window.addEventListener("panj:drawn", () => timer && later(REST_MS));
window.addEventListener("popstate", () => tell(window, { selection: selectionOf(window) }));
