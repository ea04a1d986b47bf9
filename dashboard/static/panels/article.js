// The article beside the map: a strip of its length, and its quotes or, where supplied, its text.
import { el, glyph } from "./dom.js";

/**
 * @param {object} data as panels.show_reading makes it
 * @param {(place: object) => void} go
 * @returns {HTMLElement|null} nothing where the file quotes nothing
 */
export function article(data, go) {
  if (!data.article.length) return null;
  return el("section", { role: "region", "aria-label": "Article", class: "article" },
    el("h2", {}, "The article’s words"),
    el("p", { class: "basis" }, data.title.origin),
    data.strip.length ? strip(data, go) : null,
    data.passages.length ? wholeText(data, go) : el("ol", {}, ...data.article.flatMap((words) => quote(words, data, go))));
}

/** The article's length from left to right; what a quote holds is filled. */
function strip({ strip: stretches, coverage, event }, go) {
  const parts = stretches.map(({ length, events }) =>
    el("span", {
      class: events.length ? "coded" : "uncoded",
      "data-chosen": event && events.includes(event.id),
      style: `flex-grow: ${length}`,
      onclick: events.length ? () => go({ event: nextOf(events, event) }) : null,
    }));
  return el("figure", { class: "strip" },
    el("div", { role: "img", "aria-label": `From the article’s first word to its last: ${coverage}` }, ...parts),
    el("figcaption", {}, coverage));
}

function quote(words, data, go) {
  const row = el("li", { class: words.within ? "within" : null },
    el("button", { type: "button", class: "words", "data-key": `words-${words.event}-${words.start}`,
      "aria-pressed": String(data.event?.id === words.event), onclick: () => go({ event: words.event }) },
    glyph(words, data.theme, 18),
    el("span", {}, el("q", {}, words.exact), words.speaker ? el("cite", {}, words.speaker) : null)));
  return words.gap ? [el("li", { class: "gap" }, el("span", { role: "img", "aria-label": "Words not quoted" }, "⋯")), row] : [row];
}

function wholeText(data, go) {
  const passage = ({ text, events }) => (events.length
    ? el("button", { type: "button", class: "passage", "aria-pressed": String(events.includes(data.event?.id)),
      onclick: () => go({ event: nextOf(events, data.event) }) }, text)
    : text);
  return el("div", { class: "whole" }, ...data.passages.map((paragraph) => el("p", {}, ...paragraph.map(passage))));
}

/** Where several events rest on the same words, each choice goes on to the next of them. */
function nextOf(events, event) {
  return events[(events.indexOf(event?.id) + 1) % events.length];
}
