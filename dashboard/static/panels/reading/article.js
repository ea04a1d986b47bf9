// The article beside the map: its quotes or, where supplied, its text, and a strip of its length.
import { el, glyph } from "../../shared/dom.js";
import { say } from "../../shared/words.js";

/** What is drawn: its words, its node, what stands for each event, and where a choice goes. */
let drawn = { words: "", parts: [] };

/**
 * The article's words; as long as they stay the same they stay in the page, however many.
 * @param {object} data as panels.show_reading makes it
 * @param {(place: object) => void} go
 * @returns {HTMLElement|null} nothing where the file quotes nothing
 */
export function article(data, go) {
  if (!data.article.length) return null;
  const words = JSON.stringify([data.title, data.article, data.strip, data.coverage, data.passages, data.theme]);
  if (words !== drawn.words) {
    drawn = { words, parts: [] };
    drawn.node = draw(data);
  }
  Object.assign(drawn, { go, open: data.event?.id });
  for (const { part, attribute, events } of drawn.parts) {
    part.setAttribute(attribute, String(events.includes(drawn.open)));
  }
  return drawn.node;
}

function draw(data) {
  return el("section", { role: "region", "aria-label": say("reading.article"), class: "article" },
    el("h2", {}, say("reading.article_words")),
    el("p", { class: "basis" }, data.title.quoted_from),
    data.passages.length ? wholeText(data) : el("ol", {}, ...data.article.flatMap((words) => quote(words, data))),
    data.strip.length ? strip(data) : null);
}

/** Let a part lead to its events, and tell whether one of them is open. */
function leading(part, attribute, events) {
  drawn.parts.push({ part, attribute, events });
  part.addEventListener("click", () => drawn.go({ event: nextOf(events) }));
  return part;
}

/** For editors: the article's length from left to right; what a quote holds is filled, an aside tinted. */
function strip({ strip: stretches, coverage }) {
  const parts = stretches.map(({ length, events, aside }) => {
    const kind = events.length ? "coded" : aside ? "aside" : "uncoded";
    const part = el("span", { class: kind, style: `flex-grow: ${length}` });
    return events.length ? leading(part, "data-chosen", events) : part;
  });
  return el("figure", { class: "strip" },
    el("h3", {}, say("reading.coverage")),
    el("div", { role: "img", "aria-label": say("reading.strip", { coverage }) }, ...parts),
    el("figcaption", {}, coverage));
}

function quote(words, { theme }) {
  const button = el("button", { type: "button", class: "words", "data-key": `words-${words.event}-${words.start}` },
    glyph(words, theme, 18),
    el("span", {}, el("q", {}, words.exact), words.speaker ? el("cite", {}, words.speaker) : null));
  const row = el("li", { class: words.within ? "within" : null }, leading(button, "aria-pressed", [words.event]));
  return words.gap ? [el("li", { class: "gap" }, el("span", { role: "img", "aria-label": say("reading.gap") }, "⋯")), row] : [row];
}

function wholeText({ passages }) {
  const passage = ({ text, events }) => (events.length
    ? leading(el("button", { type: "button", class: "passage" }, text), "aria-pressed", events)
    : text);
  return el("div", { class: "whole" }, ...passages.map((paragraph) => el("p", {}, ...paragraph.map(passage))));
}

/** Where several events rest on the same words, each choice goes on to the next of them. */
function nextOf(events) {
  return events[(events.indexOf(drawn.open) + 1) % events.length];
}
