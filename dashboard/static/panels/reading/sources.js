// What each source tells of the open event, one row a source in order of rank; a row leads to its words.
import { el, link } from "../../shared/dom.js";
import { say } from "../../shared/words.js";

const FIELDS = ["when", "where", "how_many", "status"];

/** The account whose row is chosen. */
let account = { event: null, number: null };

/** The number of the account of an event whose row is chosen, or null. */
const chosenIn = (event) => (account.event === event?.id ? account.number : null);

/**
 * Tell the map which rows of the open event's table have shapes of their own; none where a filter hides the event.
 * @param {{event: object|null, step: {position: string}}} reading the card that is open, and where it is in the story
 */
export function tellSources({ event: open, step }) {
  const event = step.position ? open : null;
  const placed = (event?.sources ?? []).filter(({ shape }) => shape);
  const numbers = placed.map(({ number }) => number);
  const names = Object.fromEntries(placed.map(({ number, source }) => [number, source]));
  const detail = { event: event?.id ?? null, numbers, names, chosen: event ? chosenIn(event) : null };
  window.dispatchEvent(new CustomEvent("panj:sources", { detail }));
}

/**
 * The table of sources; nothing for an event that fewer than two tell of.
 * @param {object} event a card, with `sources` and `counted`
 * @param {(words: [string, number]|null) => void} changed takes the words of the chosen row, where it has some
 * @returns {HTMLElement|null}
 */
export function sourcesTable({ id, sources, counted }, changed) {
  if (sources.length < 2) return null;
  const chosen = chosenIn({ id });
  /** Choose a source's row, or leave it. */
  const choose = ({ number, quote }) => {
    account = number === chosen ? { event: null, number: null } : { event: id, number };
    changed(account.event ? quote : null);
  };
  const fields = FIELDS.filter((name) => sources.some((account) => account[name]));
  return el("div", { class: "sources" },
    el("h3", {}, counted),
    el("p", { class: "note" }, say("sources.independent")),
    el("table", { role: "table", "aria-label": say("sources.title"), style: `--columns: ${Math.max(fields.length, 1)}` },
      // Each cell shows its head by the style: a head over all rows would stand far from the words of each.
      el("thead", { role: "rowgroup", class: "unseen" }, el("tr", { role: "row" },
        el("th", { role: "columnheader" }, say("sources.column.source")),
        ...fields.map((name) => el("th", { role: "columnheader" }, say(`sources.column.${name}`))))),
      el("tbody", { role: "rowgroup" }, ...sources.map((account) => row(account, fields, choose, account.number === chosen)))));
}

function row(account, fields, choose, chosen) {
  const name = el("button", {
    type: "button", class: "plain", "data-key": `source-${account.number}`, "aria-pressed": String(chosen), onclick: () => choose(account),
  }, el("span", { class: "number" }, String(account.number)), account.source);
  return el("tr", { role: "row", "aria-selected": String(chosen), "data-source": account.id },
    el("th", { role: "rowheader" }, name,
      account.rank ? el("p", { class: "basis" }, el("b", {}, account.rank), account.reason ? `: ${account.reason}` : "") : null,
      account.derives_from ? el("p", { class: "basis" }, account.derives_from) : null,
      account.note ? el("p", { class: "basis" }, account.note) : null,
      account.url ? el("p", { class: "basis" }, link(account.url, say("sources.link"))) : null),
    ...fields.map((field) => el("td", { role: "cell", "data-name": say(`sources.column.${field}`) }, account[field] || "–")));
}
