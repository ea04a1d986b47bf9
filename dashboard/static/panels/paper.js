// What stands on paper beside title and map: the key, the events in full, whose they are.
import { keyOf, sampleImage } from "../key.js";
import { palette } from "../style.js";
import { account } from "./account.js";
import { el, replace } from "./dom.js";
import { inStyle } from "./styles.js";

const printing = window.matchMedia("print");
let latest = null;
let drawn = null;

/** @param component {{parentElement: ShadowRoot, data: object}} data as share.show_paper makes it */
export const show = inStyle(["panels", "account", "paper"], (component) => {
  latest = component;
  if (printing.matches) draw();
});

window.addEventListener("beforeprint", draw);
printing.addEventListener("change", ({ matches }) => matches && draw());

/** Draw the sheet once for what is selected, and anew where its events could not be had. */
function draw() {
  if (!latest || drawn === latest) return;
  const { parentElement, data } = latest;
  const events = eventsAt(data.address);
  drawn = events && latest;
  replace(parentElement,
    el("div", { class: "paper" },
      data.filters.length ? el("p", {}, `Filter: ${data.filters.join(", ")}.`) : null,
      ...(events ? inFull(events) : [el("p", { class: "note" }, "The events are missing here: the server did not answer.")]),
      el("footer", {}, ...data.foot.map((words) => el("p", {}, words)))));
}

/** Ask and wait: a browser prints when its listeners are done, and waits for no promise. */
function eventsAt(address) {
  const request = new XMLHttpRequest();
  request.open("GET", new URL(address, document.baseURI), false);
  try {
    request.send();
  } catch {
    return null;
  }
  return request.status === 200 ? JSON.parse(request.responseText) : null;
}

function inFull({ total, cards, marks }) {
  if (total > cards.length) {
    return [el("p", { class: "note" }, `${total.toLocaleString("en")} events are too many to stand here in full.`)];
  }
  return [
    el("section", { class: "key" }, ...keyOf(marks, palette("light")).map(group)),
    account({ cards, total, theme: "light" }, "The events"),
  ];
}

function group({ heading, rows }) {
  return el("div", {}, el("h3", {}, heading),
    el("ul", {}, ...rows.map((row) => el("li", {}, sampleImage(row), row.words))));
}
