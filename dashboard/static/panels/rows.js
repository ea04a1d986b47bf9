// One page of rows: a table whose heads sort, or a list of problems.
import { el } from "./dom.js";

const COLUMNS = [["title", "Event"], ["standing", "Kind, status"], ["when", "When"], ["where", "Where"]];

/**
 * Put a page into a panel; the focus stays on the same row's or head's button.
 * @param {HTMLElement} panel
 * @param {object} data of records.js
 * @param {{choose: (id: string) => void, sort: (sort: {by: string, descending: boolean}) => void}} act
 */
export function rowsOf(panel, data, act) {
  const key = panel.getRootNode().activeElement?.dataset.key;
  const inside = panel.contains(panel.getRootNode().activeElement);
  panel.replaceChildren(...[contentOf(data, act)]);
  if (!inside || panel.getRootNode().activeElement === panel) return;
  const same = key && panel.querySelector(`[data-key="${CSS.escape(key)}"]`);
  (same ?? panel).focus({ preventScroll: true });
}

function contentOf(data, act) {
  const { rows, tab, words } = data;
  if (!rows.length) return el("p", { class: "note" }, nothing(tab, words));
  if (tab === "problems") return el("ul", { class: "problems" }, ...rows.map((text) => el("li", {}, text)));
  return el("table", { class: "rows", role: "table" },
    el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, ...COLUMNS.map((column) => head(column, data.sort, act)))),
    el("tbody", { role: "rowgroup" }, ...rows.map((event) => row(event, data.selected, act))));
}

function nothing(tab, words) {
  if (words) return "No row here holds these words.";
  return tab === "problems" ? "None: every event of the file could be read." : "None.";
}

/** A head that sorts: first upwards, then downwards, then back to the file's order. */
function head([name, title], { by, descending }, act) {
  const on = by === name;
  const next = { by: on && descending ? "file" : name, descending: on && !descending };
  return el("th", { role: "columnheader", scope: "col", class: `of-${name}`, "aria-sort": on ? (descending ? "descending" : "ascending") : null },
    el("button", { type: "button", class: "plain", "data-key": `sort-${name}`, onclick: () => act.sort(next) }, title));
}

function row(event, selected, act) {
  const title = el("button", {
    type: "button", class: "plain", "data-key": `row-${event.id}`, onclick: () => act.choose(event.id),
  }, event.title);
  return el("tr", { role: "row", "data-event-id": event.id, "aria-selected": String(event.id === selected) },
    el("td", { role: "cell", class: "of-title" }, event.letter ? el("span", { class: "letter" }, event.letter) : null, title),
    ...["standing", "when", "where"].map((name) => el("td", { role: "cell", class: `of-${name}` }, event[name])));
}
