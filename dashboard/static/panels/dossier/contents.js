// What a dossier and the printed page both hold: the filter in words, the key, the events in full,
// what is wrong in the file, the sources, and how all was made.
import { asDrawn, legendOf, sampleImage } from "../../map/render/legend.js";
import { eventTable } from "./event_table.js";
import { el, link } from "../../shared/dom.js";
import { palette } from "../../shared/theme.js";
import { say } from "../../shared/words.js";

/** The filters in force, as a sentence; nothing where there are none. */
export function filterLine({ filters }) {
  return filters.length ? el("p", { class: "counts" }, say("counts.filter", { filters: filters.join(", ") })) : null;
}

/**
 * All that stands under the map.
 * @param {object} data as dashboard/dossier/contents.py makes it
 * @param {"light"|"dark"} theme
 * @param {(id: string) => void} [open] makes the events' titles lead to them
 * @returns {HTMLElement[]}
 */
export function sections(data, theme, open = null) {
  const { cards, counts, problems, sources, receipt, layers } = data;
  const events = counts.selected > cards.length
    ? [el("p", { class: "note" }, say("dossier.too_many", { count: counts.selected }))]
    : [key(data.key, theme), eventTable(cards, theme, say("dossier.events"), open)];
  return [...events,
    section(say("dossier.problems"), list(problems, say("dossier.no_problems"))),
    section(say("dossier.sources"), el("ul", {}, ...sources.map(source))),
    section(say("dossier.made"), list(receipt)),
    section(say("dossier.layers"), list(layers))];
}

function key(marks, theme) {
  return el("section", { class: "key", "aria-label": say("key.title") }, ...legendOf(asDrawn(marks), palette(theme)).map(({ heading, rows }) =>
    el("div", {}, heading ? el("h3", {}, heading) : null,
      el("ul", {}, ...rows.map((row) => el("li", {}, sampleImage(row), row.words))))));
}

function section(heading, body) {
  return el("section", { class: "part" }, el("h2", {}, heading), body);
}

function list(lines, none = "") {
  return lines.length ? el("ul", { class: "problems" }, ...lines.map((words) => el("li", {}, words))) : el("p", { class: "note" }, none);
}

function source({ letter, title, credit, url, notes }) {
  return el("li", {}, letter ? el("span", { class: "letter" }, letter) : null, link(url, title), credit ? `. ${credit}.` : ".", ...notes.map((note) => el("p", { class: "basis" }, note)));
}
