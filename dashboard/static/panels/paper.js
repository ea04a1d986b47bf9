// What stands on paper beside title and map: the key, the events in full, whose they are.
import { keyOf, sampleImage } from "../key.js";
import { palette } from "../style.js";
import { account } from "./account.js";
import { el, replace } from "./dom.js";
import { inStyle } from "./styles.js";

const PAPER_WIDTH = 690; // CSS pixels between the margins of a sheet of A4
let watched = null;

/** @param component {{parentElement: ShadowRoot, data: object}} data as share.show_paper makes it */
export const show = inStyle(["panels", "account", "paper"], ({ parentElement, data }) => {
  followMap();
  replace(parentElement,
    el("div", { class: "paper" },
      data.filters.length ? el("p", {}, `Filter: ${data.filters.join(", ")}.`) : null,
      el("section", { class: "key" }, ...keyOf(data.marks, palette("light")).map(group)),
      account({ ...data, theme: "light" }, "The events"),
      el("footer", {}, ...data.foot.map((words) => el("p", {}, words)))));
});

function group({ heading, rows }) {
  return el("div", {}, el("h3", {}, heading),
    el("ul", {}, ...rows.map((row) => el("li", {}, sampleImage(row), row.words))));
}

/** The map keeps its size on paper, drawn smaller; the style must know by how much. */
function followMap() {
  const frame = document.querySelector(".st-key-map-place iframe");
  if (!frame || frame === watched) return;
  watched = frame;
  new ResizeObserver(() => {
    const { offsetWidth: width, offsetHeight: height } = frame;
    if (!width || window.matchMedia("print").matches) return;
    const { style } = document.documentElement;
    style.setProperty("--panj-map-width", `${width}px`);
    style.setProperty("--panj-map-height", `${height}px`);
    style.setProperty("--panj-map-scale", String(Math.min(1, PAPER_WIDTH / width)));
  }).observe(frame);
}
