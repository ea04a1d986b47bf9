// The reading pane: the open event with the source's words, then the article's quotes in order.
import { el, link, replace } from "./dom.js";
import { symbol } from "../glyphs.js";
import { palette } from "../style.js";
import { svg } from "../svg.js";

let focused = 0;

/**
 * @param component {{parentElement: ShadowRoot, data: {event, article, focus, theme},
 *   setTriggerValue: (name: string, value: unknown) => void}}
 */
export function show({ parentElement, data, setTriggerValue }) {
  const choose = (id) => setTriggerValue("choice", { id });
  const body = replace(
    parentElement,
    data.event ? card(data.event, data.theme, choose) : invitation(data, choose),
    data.article.length ? article(data, choose) : null,
  );
  if (data.focus > focused) body.querySelector("[data-key=title]")?.focus();
  focused = Math.max(focused, data.focus);
  body.onkeydown = (key) => {
    if (key.key !== "Escape" || !data.event) return;
    window.dispatchEvent(new CustomEvent("panj:focus", { detail: data.event.id }));
  };
}

function invitation(data, choose) {
  return el("p", { class: "invitation" }, data.first
    ? "Choose a mark, or start with "
    : "No events to read.",
    data.first ? el("button", { type: "button", class: "plain", "data-key": "first", onclick: () => choose(data.first) }, "event 1") : null,
    data.first ? "." : null);
}

function card(event, theme, choose) {
  const step = (label, id) =>
    el("button", { type: "button", "data-key": label, disabled: !id, onclick: () => choose(id) }, label);
  return el("section", { role: "region", "aria-label": "Event", class: "event", style: `--family: ${palette(theme).families[event.family]}` },
    el("div", { class: "bar" },
      el("span", { class: "standing" }, glyph(event, theme), event.standing),
      el("span", { class: "steps" }, step("Previous", event.previous), el("span", {}, event.position), step("Next", event.next))),
    el("h2", { tabindex: "-1", "data-key": "title" }, event.title),
    event.hidden ? el("p", { class: "note" }, event.hidden) : null,
    ...event.quotes.map(quote),
    event.quotes.length ? null : el("p", { class: "note" }, event.unquoted),
    ...event.facts.map(fact),
    event.external.length ? outside(event.external) : null,
    event.note ? el("p", { class: "note" }, event.note) : null);
}

function glyph(event, theme) {
  return svg("svg", { viewBox: "-13 -13 26 26", width: 26, height: 26, "aria-hidden": "true" },
    symbol(event, palette(theme), { x: 0, y: 0 }));
}

function quote(words) {
  return el("figure", {},
    el("blockquote", {}, words.exact),
    el("figcaption", {}, words.speaker ? el("strong", {}, `${words.speaker}. `) : null, words.source),
    el("div", { class: "tools" },
      words.link ? link(words.link, "Open in the article") : null,
      el("button", { type: "button", "data-key": `copy-${words.start}`, onclick: copies(words.citation) }, "Copy citation")));
}

/** Copy plain text; where the clipboard is closed, select it for the reader to copy. */
function copies(text) {
  return async ({ currentTarget: button }) => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      const box = el("textarea", { readonly: true, "aria-label": "Citation", rows: "3" });
      box.value = text;
      button.replaceWith(box);
      box.select();
    }
  };
}

function fact({ name, value, notes }) {
  return el("div", { class: "fact" },
    el("h3", {}, name),
    el("p", {}, value),
    ...notes.map((note) => el("p", { class: "basis" }, note)));
}

function outside(values) {
  return el("div", { class: "fact outside" },
    el("h3", {}, "Not from the article †"),
    el("ul", {}, ...values.map((value) =>
      el("li", {}, `${value.about}: ${value.note} `, link(value.url, value.host)))));
}

function article(data, choose) {
  const rows = [];
  for (const words of data.article) {
    if (words.gap) rows.push(el("li", { class: "gap" }, el("span", { "aria-label": "Words not quoted" }, "⋯")));
    rows.push(el("li", {},
      el("button", { type: "button", class: "words", "data-key": `words-${words.event}-${words.start}`,
        "aria-pressed": String(data.event?.id === words.event), onclick: () => choose(words.event) },
      el("q", {}, words.exact), words.speaker ? el("cite", {}, words.speaker) : null)));
  }
  return el("section", { role: "region", "aria-label": "Article", class: "article" },
    el("h2", {}, "The article’s words"),
    el("p", { class: "basis" }, data.origin),
    el("ol", {}, ...rows));
}
