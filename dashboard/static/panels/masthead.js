// Title and line of counts: read = on the map + without a place + filtered out + rejected.
import { el, replace } from "./dom.js";
import { followConnection } from "./connection.js";
import { dressPills } from "./pills.js";
import { inStyle } from "./styles.js";

/** @param component {{parentElement: ShadowRoot, data: {title, counts, source}}} */
export const show = inStyle(["panels"], ({ parentElement, data, setTriggerValue }) => {
  const { counts } = data;
  dressPills(data.theme);
  const part = (number, words, tab) =>
    el("button", { type: "button", "data-key": tab, class: "count", onclick: () => openTab(tab) },
      `${number.toLocaleString("en")} ${words}`);
  replace(
    parentElement,
    el("a", { class: "skip", href: "#words", onclick: skip }, "Skip to the article’s words"),
    el("h1", { tabindex: "-1", "data-key": "title" }, data.title),
    el("p", { class: "counts" },
      el("strong", {}, `${counts.selected.toLocaleString("en")} of ${counts.read.toLocaleString("en")} events`),
      ": ",
      part(counts.on_map, "on the map", "table"), ", ",
      part(counts.without_place, "without a place", "placeless"), ", ",
      part(counts.filtered_out, "filtered out", "hidden"), ", ",
      part(counts.rejected, "rejected", "problems"),
      data.origin ? ` · ${data.origin}` : "",
    ),
    ...data.refused.map((text) => el("p", { role: "alert", class: "notice" }, text)),
    data.empty ? el("p", { role: "status", class: "notice" }, `${data.empty} `,
      el("button", { type: "button", "data-key": "clear", onclick: () => setTriggerValue("clear", true) }, "Clear")) : null,
    status(),
  );
});

let stopped = false;
let place = null;

/** What a reader is told while the server does not answer. */
function status() {
  place = el("div", { role: "alert" });
  tell();
  return place;
}

function tell() {
  place?.replaceChildren(...(stopped
    ? [el("p", { class: "notice" }, "The server has stopped. What is drawn stays readable. "
      + "If it is yours, start it again with “make run”; if not, it is its keeper’s to do. "
      + "This page then goes on by itself.")]
    : []));
}

followConnection((up) => {
  stopped = !up;
  tell();
});

const openTab = (tab) => window.dispatchEvent(new CustomEvent("panj:tab", { detail: tab }));

/** Past the buttons and the map, to the words. */
function skip(event) {
  event.preventDefault();
  window.dispatchEvent(new Event("panj:words"));
}
