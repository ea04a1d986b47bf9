// The pills are the legend: each carries its family's symbol, drawn as on the map.
import { symbol } from "../glyphs.js";
import { palette } from "../style.js";
import { svg } from "../svg.js";

/** Put the families' symbols on the pills, which stand in the palette's order. */
export function dressPills(theme) {
  let style = document.getElementById("panj-pills");
  if (!style) {
    style = document.createElement("style");
    style.id = "panj-pills";
    document.head.append(style);
  }
  const colours = palette(theme);
  style.textContent = Object.keys(colours.families)
    .map((family, at) => `.st-key-kind button:nth-of-type(${at + 1})::before {
      content: ""; flex: none; width: 18px; height: 18px; margin-right: 6px;
      background: url("data:image/svg+xml,${encodeURIComponent(picture(family, colours))}"); }`)
    .join("\n");
}

function picture(family, colours) {
  const drawn = svg("svg", { viewBox: "-13 -13 26 26", width: 18, height: 18 },
    symbol({ family, status: "reported" }, colours, { x: 0, y: 0 }));
  return new XMLSerializer().serializeToString(drawn);
}
