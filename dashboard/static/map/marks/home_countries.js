/** In which country a plate stands: in another than what it names it would seem to tell of that one. */

import { bandWidth } from "../../shared/theme.js";
import { insideOf } from "../geometry/geometry.js";
import { outlineOf } from "../geometry/projected_shapes.js";

const STEP = 20; // pixels of the grid on which countries are told apart
const MOST_SPOTS = 40;
/** How much of a plate may lie abroad. */
const LEAST_ABROAD = 0.25;
/** A country that holds less of an area is not its own. */
const LEAST_HOME = 0.1;
/** So far off a line's band its countries are looked for, in pixels. */
const OFF = 10;

/**
 * What tells of an area whether a box stands in one of its countries; the base is looked at only when it is asked.
 * @param {object} page of layout.js
 * @returns {(area: object) => (box: object) => boolean}
 */
export function homesOf({ base, zoom, project, size }) {
  const countries = [...base?.countries?.features ?? [], ...base?.neighbours?.features ?? []];
  const known = new Map();
  const view = { x: 0, y: 0, ...size };
  const holds = (country, { x, y }) => {
    if (!known.has(country)) known.set(country, insideOf(outlineOf(country.geometry, zoom, project), view, STEP).holds);
    return known.get(country)(x, y);
  };
  return (area) => {
    const points = pointsOf(area, zoom);
    let abroad = null;
    return (box) => {
      abroad ??= countries.filter((country) => points.filter((point) => holds(country, point)).length < LEAST_HOME * points.length);
      return abroad.every((country) => shareIn(box, (point) => holds(country, point)) <= LEAST_ABROAD);
    };
  };
}

/** Points of an area; of a line those on both of its sides. */
function pointsOf({ line, spots }, zoom) {
  const step = Math.max(1, Math.floor(spots.length / MOST_SPOTS));
  const some = spots.filter((_, i) => i % step === 0);
  if (!line) return some;
  const off = bandWidth(zoom) / 2 + OFF;
  return some.flatMap(({ x, y, dx, dy }) => [1, -1].map((side) => ({ x: x + dy * side * off, y: y - dx * side * off })));
}

function shareIn({ x, y, w, h }, isIn) {
  let count = 0;
  for (let i = 0; i < 5; i += 1) {
    for (let j = 0; j < 3; j += 1) count += isIn({ x: x + w * i / 4, y: y + h * j / 2 }) ? 1 : 0;
  }
  return count / 15;
}
