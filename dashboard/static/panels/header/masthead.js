// Title and line of counts: read = on the map + without a place + filtered out + rejected. What is
// filtered stands in the same line.
import { el, replace } from "../../shared/dom.js";
import { isPresent, onOverview, presentOverview, useOverview } from "../../shared/overview_client.js";
import { inStyle } from "../../shared/component.js";
import { CHANGED, select, selectionOf } from "../../shared/selection.js";
import { chips } from "./chips.js";
import { follow } from "./follower.js";
import { say } from "../../shared/words.js";

let given = null;

/**
 * @param component {{parentElement: ShadowRoot, data: object, setStateValue: Function}} data as
 *   panels.show_masthead makes it
 */
export const show = inStyle(["shared/panels", "panels/header/header"], (component) => {
  given = component;
  const { data } = component;
  // Streamlit makes its main part a stop of Tab without a name; nothing is to be done there.
  document.querySelector(".stMain")?.setAttribute("tabindex", "-1");
  useOverview(data);
  follow((search) => component.setStateValue("address", search));
  draw(isPresent(data.query) ? data.overview : presentOverview() ?? data.overview);
});

onOverview((overview) => given && draw(overview));

/** The counts that are told where they are not 0: each with the tab that it leads to, null for the comparison of files. */
const PARTS = [["on_map", "table"], ["without_place", "placeless"], ["filtered_out", "hidden"], ["rejected", "problems"], ["repeated", null]];

/** The links past the buttons, to the marks, the words, the days and the rows, and what each tells the page. */
const SKIPS = [["skip", "panj:focus"], ["skip_words", "panj:words"], ["skip_days", "panj:days"], ["skip_table", "panj:rows"]];

function draw({ counts, terms }) {
  const { data, parentElement } = given;
  const parts = PARTS.filter(([name]) => counts[name] > 0).map(([name, tab]) =>
    el("button", { type: "button", "data-key": tab, class: "count", onclick: tab ? () => openTab(tab) : openCompare }, say(`counts.${name}`, { count: counts[name] })));
  replace(
    parentElement,
    el("div", { class: "masthead" },
      ...SKIPS.map(([words, event]) => el("a", { class: "skip", "data-key": words, href: `#${event.slice(5)}`, onclick: (click) => skip(click, event) }, say(`header.${words}`))),
      el("div", { class: "head-line" },
        el("h1", { tabindex: "-1", "data-key": "title", title: data.title }, data.title),
        data.standfirst ? el("p", { class: "standfirst" }, data.standfirst) : null),
      el("div", { class: "summary" }, chips(terms), el("p", { class: "counts" },
        el("strong", {}, say("counts.selected", { selected: counts.selected, count: counts.read })),
        parts.length ? el("span", { class: "colon" }, ": ") : null,
        el("span", {},
          ...parts.flatMap((part, at) => (at ? [", ", part] : [part])),
          el("span", { class: "origin" }, data.origin ? ` · ${data.origin}` : ""))),
        data.alone ? alone(data.alone) : null,
        data.version ? version(data.version) : null,
        data.code ? el("a", { class: "code", href: "code/", target: "_self", "data-key": "code" }, say("header.code")) : null)),
  );
}

/** Which published version this is, what changed since the one before, and the ways to both. */
function version({ words, ways }) {
  return el("p", { class: "version" }, words, ...ways.flatMap(([name, address]) => [
    " · ", el("a", { href: address, target: "_self", "data-key": address }, name),
  ]));
}

/** The choice between all sources and the one text alone. */
function alone({ source, words }) {
  const chosen = selectionOf(window).source === source;
  return el("button", {
    type: "button", class: "alone", "data-key": "alone", "aria-pressed": String(chosen),
    onclick: () => select(window, { source: chosen ? "" : source }),
  }, words);
}

window.addEventListener(CHANGED, ({ detail: { passing } }) => {
  if (given?.data.alone && !passing) draw(presentOverview() ?? given.data.overview);
});

window.addEventListener("panj:top", () => given?.parentElement.querySelector("[data-key=title]")?.focus());

const openTab = (tab) => window.dispatchEvent(new CustomEvent("panj:tab", { detail: tab }));

/** Open the panel of files, and in it their comparison as soon as it is there. */
function openCompare() {
  const watcher = new MutationObserver(() => expandCompare() && watcher.disconnect());
  watcher.observe(document.body, { childList: true, subtree: true });
  // Once the click that asked for it is over: it would close the panel again.
  setTimeout(() => document.querySelector(".st-key-head .stPopover button")?.click());
}

/** Whether the comparison is there; it is opened then. */
function expandCompare() {
  const isIt = (head) => head.textContent.includes(say("compare.title"));
  const head = [...document.querySelectorAll('[data-testid="stPopoverBody"] summary')].find(isIt);
  if (head && !head.parentElement.open) head.click();
  return Boolean(head);
}

window.addEventListener("panj:compare", openCompare);

/** Past what stands before it, to a part of the page, which takes the focus. */
function skip(click, event) {
  click.preventDefault();
  window.dispatchEvent(new CustomEvent(event, { detail: null }));
}
