// What changed between two files: the counts, what moved, and each event field by field.
import { el, replace } from "../../shared/dom.js";
import { cleared, select } from "../../shared/selection.js";
import { inStyle } from "../../shared/component.js";
import { say } from "../../shared/words.js";

/** @param component {{parentElement, data: {counts: string[], hidden: string, key: string, places: object[], events: object[], more: number, lists: object[]}}} as change_list.py makes it */
export const show = inStyle(["shared/panels", "panels/files/files"], ({ parentElement, data: { counts, hidden, key, places, events, more, lists } }) => {
  replace(parentElement,
    el("div", { role: "status", "aria-label": say("compare.counts") }, ...counts.map((line) => el("p", {}, line))),
    hidden ? el("p", { role: "status" }, `${hidden} `, el("button", { type: "button", "data-key": "show-hidden", onclick: () => select(window, cleared()) }, say("header.clear"))) : null,
    places.length ? el("p", { class: "basis" }, key) : null,
    places.length ? el("ul", { class: "files", "aria-label": say("changes.places") }, ...places.map(placeRow)) : null,
    events.length ? el("ul", { class: "files", "aria-label": say("changes.changed") }, ...events.map(eventRow)) : null,
    rest(more),
    ...lists.flatMap(({ title, items, more: left }) => [
      el("h3", {}, title),
      el("ul", { class: "files", "aria-label": title }, ...items.map((item) => el("li", {}, item))),
      rest(left),
    ]));
});

const rest = (count) => (count ? el("p", { class: "basis" }, say("changes.more", { count })) : null);

function opening(id, title, part) {
  return el("button", { type: "button", class: "plain", "data-key": `${part}-${id}`, onclick: () => select(window, { event: id, step: null }) }, title);
}

function placeRow({ id, title, told }) {
  return el("li", {}, opening(id, title, "place"), el("p", { class: "basis" }, told));
}

function eventRow({ id, title, fields, words }) {
  return el("li", { "data-event": id },
    opening(id, title, "change"),
    el("table", { class: "changed" },
      el("thead", {}, el("tr", {}, ...["field", "old", "new"].map((name) => el("th", { scope: "col" }, say(`changes.column.${name}`))))),
      el("tbody", {}, ...fields.map(([field, before, now]) => el("tr", {}, el("th", { scope: "row" }, field), el("td", {}, before), el("td", {}, now))))),
    ...words.map(([head, texts]) => el("p", { class: "line" }, `${head} ${texts.join(" | ")}`)));
}
