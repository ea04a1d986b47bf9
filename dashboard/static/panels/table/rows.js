// One page of rows: a table whose heads sort, or a list of problems.
import { el } from "../../shared/dom.js";
import { number, say } from "../../shared/words.js";

/** The columns of numbers: they stand to the right, and where there are no heads each is named. */
const COUNTED = ["killed", "killed_low", "killed_best", "killed_high"];

/** What each panel shows, as text. */
const shown = new WeakMap();

/**
 * Put a page into a panel; the focus stays on the same row's or head's button. What is there already is left as it
 * is: who presses a button of it while the server answers has clicked it.
 * @param {HTMLElement} panel
 * @param {object} data as table_page.records makes it, with the id `selected` and the `words` searched for; with
 *   `content`, an element, that stands in place of rows
 * @param {{choose: (id: string) => void, sort: (sort: {by: string, descending: boolean}) => void}} act
 */
export function tableRows(panel, data, act) {
  const { content, rows, tab, words, columns, sort } = data;
  const now = content ? null : JSON.stringify([rows, tab, words, columns, sort]);
  markRow(panel, data.selected);
  if (content ? panel.firstChild === content : now === shown.get(panel)) return;
  shown.set(panel, now);
  const key = panel.getRootNode().activeElement?.dataset.key;
  const inside = panel.contains(panel.getRootNode().activeElement);
  panel.replaceChildren(...[contentOf(data, act)]);
  if (!inside || panel.getRootNode().activeElement === panel) return;
  const same = key && panel.querySelector(`[data-key="${CSS.escape(key)}"]`);
  (same ?? panel).focus({ preventScroll: true });
}

/** Mark the open event's row. */
export function markRow(panel, id) {
  for (const row of panel.querySelectorAll("tr[data-event-id]")) {
    row.setAttribute("aria-selected", String(row.dataset.eventId === id));
  }
}

function contentOf(data, act) {
  const { rows, tab, words, columns, sort, selected, content } = data;
  if (content) return content;
  if (!rows.length) return el("p", { class: "note" }, nothing(tab, words));
  if (tab === "problems") return el("ul", { class: "problems" }, ...rows.map((text) => el("li", {}, text)));
  return el("table", { class: `rows${columns.length > 4 ? " many" : ""}`, role: "table" },
    el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, ...columns.map((column) => head(column, sort, act)))),
    el("tbody", { role: "rowgroup" }, ...rows.map((event) => row(event, columns, selected, act))));
}

function nothing(tab, words) {
  if (words) return say("table.none_found");
  return say(tab === "problems" ? "table.no_problems" : "table.none");
}

/** A head that sorts: first upwards, then downwards, then back to the file's order. */
function head(name, { by, descending }, act) {
  const on = by === name;
  const next = { by: on && descending ? "file" : name, descending: on && !descending };
  return el("th", { role: "columnheader", scope: "col", class: classOf(name), "aria-sort": on ? (descending ? "descending" : "ascending") : null },
    el("button", { type: "button", class: "plain", "data-key": `sort-${name}`, onclick: () => act.sort(next) }, say(`table.column.${name}`)));
}

const classOf = (name) => `of-${name}${COUNTED.includes(name) ? " of-number" : ""}`;

function row(event, columns, selected, act) {
  const title = el("button", {
    type: "button", class: "plain", "data-key": `row-${event.id}`, onclick: () => act.choose(event.id),
  }, event.title);
  return el("tr", { role: "row", "data-event-id": event.id, "aria-selected": String(event.id === selected) },
    el("td", { role: "cell", class: "of-title" }, event.letter ? el("span", { class: "letter" }, event.letter) : null, title),
    ...columns.slice(1).map((name) => el("td", { role: "cell", class: classOf(name) }, ...cell(name, event[name]))));
}

function cell(name, value) {
  if (!COUNTED.includes(name)) return [value];
  if (value === null) return [];
  return [el("span", { class: "named", "aria-hidden": "true" }, `${say(`table.column.${name}`)}: `), number(value)];
}
