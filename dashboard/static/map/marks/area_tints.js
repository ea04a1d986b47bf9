/**
 * Where many areas are in view, or one lies in another, they are tinted by how many events each
 * holds: hatch over hatch would tell nothing.
 */

import { isArea } from "../geometry/geometry.js";
import { EDGE } from "../labels/label_placement.js";
import { breakLines, textWidth } from "../labels/text_metrics.js";
import { countAt, isExpected } from "./group_by_place.js";
import { FONTS } from "../../shared/theme.js";
import { say } from "../../shared/words.js";

/** Up to so many areas, apart from each other, are hatched in the colour of their kind. */
export const MOST_HATCHED = 6;
/** The least number of events of each step; the first ladder is taken that reaches the most. */
const LADDERS = [
  [1, 2, 3, 4, 5], [1, 2, 5, 10, 20], [1, 5, 20, 50, 100], [1, 10, 50, 200, 500], [1, 10, 100, 1000, 5000],
];
/** A ladder reaches so many times its last step. */
const REACH = 4;
const LEGEND = { pad: 7, title: 3, titleLine: 14, widest: 150, swatch: 10, line: 15, least: 30 };

/**
 * How areas are tinted, or null where they are hatched.
 * @param {object[]} areas of layout.js
 * @param {object[]} controls boxes that stand already
 * @param {{w: number, h: number}} view
 * @returns {{title: string[], steps: object[], tintOf: (area: object) => string|null, box: object}|null}
 *   title: its lines; steps {least, words, tint: a colour's name, x, w}; tintOf gives the colour's name
 */
export function tintsOf(areas, controls, view) {
  const drawn = areas.filter((area) => isArea(area.geometry) && !area.covers && !isExpected(area));
  const countries = drawn.filter(({ precision, listed }) => precision === "country" && !listed);
  const parts = drawn.filter(({ precision }) => precision !== "country");
  if (Math.max(parts.length, countries.length) <= MOST_HATCHED && !isNested(parts)) return null;
  const tinted = new Map([...parts, ...countries].map((area) => [area.key, countAt(area)]));
  const steps = stepsFor(Math.max(...tinted.values()));
  const tintOf = ({ key }) => (
    tinted.has(key) ? steps.findLast(({ least }) => tinted.get(key) >= least).tint : null);
  return { ...legendFor(steps, controls, view), tintOf };
}

/** Whether what is seen of an area lies in another. */
function isNested(areas) {
  return areas.some((area) => areas.some((other) => (
    area !== other && other.holds(area.spots[0].x, area.spots[0].y))));
}

/** The steps that a most number needs, with their words and tints. */
export function stepsFor(most) {
  const ladder = LADDERS.find((steps) => most < steps.at(-1) * REACH) ?? LADDERS.at(-1);
  const needed = ladder.filter((least) => least <= most);
  return needed.map((least, i) => {
    const last = i < needed.length - 1 ? needed[i + 1] - 1 : most;
    return {
      least, tint: `tint${i + 1}`,
      words: least === last ? say("tint.one", { number: least }) : say("tint.range", { least, most: last }),
    };
  });
}

/** The legend stands at the map's lower left, over the credits. */
function legendFor(steps, controls, view) {
  const { pad, swatch, line, least, titleLine, widest } = LEGEND;
  const title = breakLines(say("tint.title"), FONTS.sub, widest, 2);
  let x = pad;
  const placed = steps.map((step) => {
    const w = Math.ceil(Math.max(least, textWidth(step.words, FONTS.sub) + 8));
    x += w;
    return { ...step, x: x - w, w };
  });
  const w = Math.ceil(Math.max(x, ...title.map((words) => pad + textWidth(words, FONTS.sub))) + pad);
  const h = LEGEND.title + title.length * titleLine + swatch + line + pad;
  const left = EDGE + 4;
  const under = controls.filter((box) => box.x < left + w && box.y > view.h / 2).map((box) => box.y);
  const bottom = Math.min(view.h - EDGE, ...under) - 6;
  return { title, steps: placed, box: { x: left, y: bottom - h, w, h } };
}
