// The reading pane: the story a step at a time (title, events, coverage), then the article's words.
import { go } from "../going.js";
import { article } from "./article.js";
import { el, glyph, link, replace } from "./dom.js";
import { inStyle } from "./styles.js";
import { onSwipe } from "./swipe.js";
import { palette } from "../style.js";

let focused = 0;
let shownStep = "";
/** The component as the page gave it last. */
let given = null;
/** Where the reader has gone meanwhile, of which the page has not told yet: `seq`, `step`, `event`. */
let ahead = null;
let asking = new AbortController();

/**
 * @param component {{parentElement: ShadowRoot, data: object,
 *   setTriggerValue: (name: string, value: unknown) => void}} data as panels.show_reading makes it
 */
export const show = inStyle(["panels"], (component) => {
  given = component;
  if (ahead && component.data.seen >= ahead.seq) ahead = null;
  draw();
});

function draw() {
  const { parentElement, setTriggerValue } = given;
  const data = { ...given.data, ...ahead };
  const goTo = (place) => place && go(window, place, (gone) => setTriggerValue("choice", gone));
  const body = replace(parentElement, step(data, goTo), article(data, goTo));
  const name = `${data.step.name} ${data.event?.id}`;
  if (name !== shownStep) parentElement.host.closest(".st-key-pane").scrollTop = 0;
  shownStep = name;
  if (data.focus > focused) body.querySelector("[data-key=title]")?.focus();
  focused = Math.max(focused, data.focus);
  body.onkeydown = (pressed) => onKey(pressed, data, goTo);
  onSwipe(body.firstElementChild, { left: () => goTo(data.step.next), right: () => goTo(data.step.previous) });
}

window.addEventListener("panj:go", (going) => {
  if (!given?.data.story) return;
  going.preventDefault();
  follow(going.detail);
});

/** Show the words of a place as soon as the server gives them; then tell the page. */
async function follow({ place, tell }) {
  asking.abort();
  const { signal } = asking = new AbortController();
  try {
    const response = await fetch(addressOf(place), { signal });
    const found = response.ok ? await response.json() : null;
    if (found && !signal.aborted) {
      ahead = { ...found, seq: place.seq, focus: focused + Number(Boolean(place.keyboard)) };
      draw();
      window.dispatchEvent(new CustomEvent("panj:gone", { detail: place }));
    }
  } catch (error) {
    if (!signal.aborted) console.warn("Panj: the words could not be had at once.", error);
  }
  tell(place);
}

function addressOf({ event, step: name }) {
  const address = new URL(given.data.story, document.baseURI);
  if (event !== undefined) address.searchParams.set("event", event);
  if (name !== undefined) address.searchParams.set("step", name);
  return address;
}

window.addEventListener("panj:words", () => {
  const pane = document.querySelector(".st-key-pane");
  const hosts = [...pane.querySelectorAll("*")].filter((host) => host.shadowRoot);
  hosts.map((host) => host.shadowRoot.querySelector("[data-key=title]")).find(Boolean)?.focus();
});

function onKey(pressed, { event, step: { next, previous } }, go) {
  if (pressed.key === "Escape" && event) {
    window.dispatchEvent(new CustomEvent("panj:focus", { detail: event.id }));
  }
  if (pressed.altKey || pressed.ctrlKey || pressed.metaKey || pressed.shiftKey) return;
  if (pressed.target.matches("textarea")) return; // where the keys move in the citation
  if (pressed.key === "ArrowRight") go(next);
  if (pressed.key === "ArrowLeft") go(previous);
}

function step(data, go) {
  if (data.event) return card(data, go);
  return data.step.name === "coverage" ? ending(data, go) : opening(data, go);
}

function bar({ step: { position, previous, next } }, go, standing) {
  const move = (label, place) =>
    el("button", { type: "button", "data-key": label, disabled: !place, onclick: () => go(place) }, label);
  return el("div", { class: "bar" },
    el("span", { class: "standing" }, ...standing),
    el("span", { class: "steps" }, move("Previous", previous), position ? el("span", {}, position) : null, move("Next", next)));
}

function opening(data, go) {
  return el("section", { role: "region", "aria-label": "Story", class: "event" },
    bar(data, go, [data.title.origin]),
    el("h2", { tabindex: "-1", "data-key": "title" }, data.title.heading),
    data.step.next
      ? el("p", {}, "Choose a mark, or start with ",
        el("button", { type: "button", class: "plain", "data-key": "first", onclick: () => go(data.step.next) }, "event 1"), ".")
      : el("p", {}, "There is no event to read."),
    data.title.url ? el("p", { class: "tools" }, link(data.title.url, "Open the source")) : null);
}

function ending(data, go) {
  return el("section", { role: "region", "aria-label": "Story", class: "event" },
    bar(data, go, ["The end of the story"]),
    el("h2", { tabindex: "-1", "data-key": "title" }, "How much of the article is on this page"),
    el("p", {}, data.coverage),
    el("p", { class: "note" }, "Marked below: the parts of the article that a quote of an event holds. "
      + "Each of them leads to its event."));
}

function card({ event, ...data }, go) {
  return el("section", { role: "region", "aria-label": "Event", class: "event",
    style: `--family: ${palette(data.theme).families[event.family]}` },
  bar(data, go, [glyph(event, data.theme, 26), event.standing]),
  el("h2", { tabindex: "-1", "data-key": "title" }, event.title),
  event.origin ? el("p", { class: "basis" }, event.origin) : null,
  data.step.position ? null : el("p", { class: "note" }, "The filters hide this event’s mark."),
  ...event.quotes.map(quote),
  event.quotes.length ? null : el("p", { class: "note" }, event.unquoted),
  ...event.facts.map(fact),
  event.external.length ? outside(event.external) : null,
  event.note ? el("p", { class: "note" }, event.note) : null);
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
