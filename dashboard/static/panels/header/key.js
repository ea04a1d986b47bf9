// The key beside the pills: what shape, colour, fill and frame of a mark mean, each with its swatch.
import { el } from "../../shared/dom.js";
import { fullLegend, sampleImage } from "../../map/render/legend.js";
import { palette } from "../../shared/theme.js";
import { say } from "../../shared/words.js";

const GAP = 6; // pixels between the button and what it opens

/**
 * A button, and the key that it opens over the map.
 * @param {"light"|"dark"} theme
 * @returns {HTMLElement[]}
 */
export function keyButton(theme) {
  const panel = el("div", {
    class: "key", popover: "auto", role: "region", "aria-label": say("key.title"), tabindex: "0",
    onbeforetoggle: ({ newState }) => {
      button.setAttribute("aria-expanded", String(newState === "open"));
      if (newState === "open") place(panel, button.getBoundingClientRect());
    },
  }, ...parts(palette(theme)));
  const button = el("button", {
    type: "button", class: "key-button", "data-key": "key", "aria-expanded": "false",
  }, say("key.title"));
  button.popoverTargetElement = panel; // else a press beside it closes it, and the click opens it again
  return [button, panel];
}

function parts(colours) {
  const rows = (all) => el("ul", {}, ...all.map((row) => el("li", {}, sampleImage(row), row.words)));
  return [
    el("p", {}, say("key.rule")),
    ...fullLegend(colours).map((group) => el("div", {}, group.heading ? el("h2", {}, group.heading) : null, rows(group.rows))),
    el("p", { class: "basis" }, say("key.placeless")),
  ];
}

/** Put the panel over the button, as high as there is room. */
function place(panel, { top, right }) {
  const { clientWidth, clientHeight } = document.documentElement;
  Object.assign(panel.style, {
    right: `${Math.max(clientWidth - right, GAP)}px`, bottom: `${clientHeight - top + GAP}px`, maxHeight: `${top - 2 * GAP}px`,
  });
}
