/** The legend of areas that are tinted by their numbers, on the map itself and so in its pictures. */

import { FONTS } from "../../shared/theme.js";
import { svg, textLine } from "../../shared/svg.js";

const [TOP, TITLE] = [3, 14]; // above the swatches, and for each line of the title
const HEIGHT = 10;

/**
 * Draw the legend.
 * @param {{title: string[], steps: object[], box: object}} tints of area_tints.js
 * @param {object} colours of theme.js
 */
export function tintLegend({ title, steps, box }, colours) {
  const line = (words, x, y, anchor) => textLine(words, { x, y, font: FONTS.sub, fill: colours.text, halo: null, anchor });
  const top = TOP + title.length * TITLE;
  return svg(
    "g", { transform: `translate(${box.x} ${box.y})` },
    svg("rect", { width: box.w, height: box.h, rx: 4, fill: colours.page, stroke: colours.rule }),
    ...title.map((words, i) => line(words, 7, TITLE * (i + 1), "start")),
    svg("rect", { x: steps[0].x, y: top, width: steps.reduce((sum, { w }) => sum + w, 0), height: HEIGHT, fill: colours.land }),
    ...steps.map(({ tint, x, w }) => svg("rect", {
      x, y: top, width: w, height: HEIGHT, fill: colours[tint], "fill-opacity": colours.tintOpacity,
    })),
    ...steps.map(({ words, x, w }) => line(words, x + w / 2, top + HEIGHT + 12, "middle")),
  );
}
