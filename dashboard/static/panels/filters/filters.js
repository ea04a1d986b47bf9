// The panel of filters: a field for each parameter that a filter declares, by its widget. What each
// value would leave comes with the fields; the server is asked anew as soon as the selection changes.
import { el, replace } from "../../shared/dom.js";
import { CHANGED, canonical, cleared, queryOf, select, selectionOf } from "../../shared/selection.js";
import { inStyle } from "../../shared/component.js";
import { say } from "../../shared/words.js";
import { boxes, menu, numberField, onOff, wordsField } from "./fields.js";
import { searchField } from "./search_field.js";

const WIDGETS = { words: wordsField, number: numberField, switch: onOff, boxes, menu, search: searchField };

let given = null;
let told = null; // {query, fields} as the server gave them last
let asking = new AbortController();

/** @param component {{parentElement: ShadowRoot, data: object}} data as filters.show_filters makes it */
export const show = inStyle(["shared/panels", "panels/filters/filters"], (component) => {
  given = component;
  const { query, fields } = component.data;
  if (!told || canonical(query) === presentQuery()) told = { query: canonical(query), fields };
  draw();
  ask();
});

window.addEventListener(CHANGED, async ({ detail: { passing, marks } }) => {
  if (!given || passing) return;
  draw();
  await marks;
  ask();
});

const presentQuery = () => canonical(queryOf(selectionOf(window), given.data.terms));

/** Ask what the values leave now; what is shown of an earlier selection stays until it is here. */
async function ask() {
  asking.abort();
  const query = presentQuery();
  if (query === told.query || !given.parentElement.host.isConnected) return;
  const { signal } = asking = new AbortController();
  try {
    const response = await fetch(new URL(`${given.data.form}?${query}`, document.baseURI), { signal });
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    told = { query, ...await response.json() };
    draw();
  } catch (error) {
    if (!signal.aborted) console.warn("Panj: the filters' counts could not be had.", error);
  }
}

function draw() {
  const selection = selectionOf(window);
  const fields = told.fields.map((field) => WIDGETS[field.kind](field, selection[field.parameter], {
    change: (value, how) => select(window, { [field.parameter]: value }, how),
    find: (text) => found(field.parameter, text),
  }));
  replace(given.parentElement, ...fields,
    el("button", { type: "button", "data-key": "clear-all", onclick: () => select(window, cleared()) }, say("filters.clear")));
}

/** Ask for the values that words find. */
async function found(parameter, text) {
  const pairs = new URLSearchParams(presentQuery());
  pairs.set("of", parameter);
  pairs.set("find", text);
  const response = await fetch(new URL(`${given.data.values}?${pairs}`, document.baseURI));
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return response.json();
}
