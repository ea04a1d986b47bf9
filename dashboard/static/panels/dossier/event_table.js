// The events in full as a table: words, facts, sources. For paper, and for who cannot use a map.
import { familyColour, palette } from "../../shared/theme.js";
import { el, glyph, link } from "../../shared/dom.js";
import { say } from "../../shared/words.js";

const COLUMNS = ["event", "facts", "words"];

/**
 * @param {object[]} cards the events
 * @param {"light"|"dark"} theme
 * @param {string} label the table's caption
 * @param {(id: string) => void} [open] makes the titles lead to their events
 */
export function eventTable(cards, theme, label, open = null) {
  if (!cards.length) return el("p", { class: "note" }, say("event_table.none"));
  return el("table", { class: "account" },
    el("caption", {}, label),
    el("thead", {}, el("tr", {}, ...COLUMNS.map((name) => el("th", { scope: "col" }, say(`event_table.column.${name}`))))),
    el("tbody", {}, ...cards.map((card) => row(card, theme, open))));
}

function row(card, theme, open) {
  const title = open
    ? el("button", { type: "button", class: "plain", "data-key": `account-${card.id}`, onclick: () => open(card.id) }, card.title)
    : card.title;
  const colour = familyColour(palette(theme), card.family);
  return el("tr", { "data-event-id": card.id, style: `--family: ${colour}` },
    el("th", { scope: "row" }, glyph(card, theme, 20), el("strong", {}, title), el("p", { class: "basis" }, card.standing),
      card.origin ? el("p", { class: "basis" }, card.origin) : null),
    el("td", {}, ...card.facts.map(fact), card.sources.length > 1 ? sources(card) : null, card.external.length ? outside(card.external) : null),
    el("td", {}, ...card.quotes.map(quote), card.quotes.length ? null : el("p", {}, card.unquoted),
      card.note ? el("p", { class: "basis" }, say("event_table.note", { note: card.note })) : null));
}

function fact({ name, value, notes }) {
  return el("p", {}, el("b", {}, `${name}: `), value, ...notes.map((note) => el("span", { class: "basis" }, ` ${note}`)));
}

/** What each source tells, in order of rank, by the numbers that the map has. */
function sources({ sources: told, counted }) {
  return el("div", { class: "basis" }, counted,
    el("ol", {}, ...told.map(({ source, url, when, where, how_many: count, status, rank, reason, derives_from: origin }) => el("li", {},
      link(url, source), `: ${[when, where, count, status].filter(Boolean).join("; ")}`,
      rank ? ` (${[rank, reason].filter(Boolean).join(": ")})` : null, origin ? ` ${origin}` : null))));
}

function outside(values) {
  return el("div", { class: "basis" }, say("event_table.external"),
    el("ul", {}, ...values.map(({ about, note, url, host }) => el("li", {}, `${about}: ${note} `, link(url, host)))));
}

function quote({ exact, speaker, source, link: address }) {
  return el("figure", {},
    el("blockquote", {}, exact),
    el("figcaption", {}, speaker ? `${speaker}. ` : null, address ? link(address, source) : source));
}
