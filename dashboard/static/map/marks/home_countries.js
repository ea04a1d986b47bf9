/** In which country a plate or a name stands: in another than its own it would seem to tell of that one. */

import { bandWidth } from "../../shared/theme.js";
import { insideOf } from "../geometry/geometry.js";
import { outlineOf } from "../geometry/projected_shapes.js";

const STEP = 20; // pixels of the grid on which countries are told apart
const MOST_SPOTS = 40;
/** How much of a plate or a name may lie abroad. */
const MOST_ABROAD = 0.25;
/** A country that holds less of an area is not its own. */
const LEAST_HOME = 0.1;
/** So far off a line's band its countries are looked for, in pixels. */
const OFF = 10;

/**
 * The countries of the base; an outline is looked at only when it is asked.
 * @param {object} page of layout.js
 * @returns {{id: string, holds: (point: {x: number, y: number}) => boolean}[]}
 */
export function countriesOf({ base, zoom, project, size }) {
  const view = { x: 0, y: 0, ...size };
  return [...base?.countries?.features ?? [], ...base?.neighbours?.features ?? []].map(({ geometry, properties: { id } }) => {
    let inside = null;
    return {
      id, holds: ({ x, y }) => (inside ??= insideOf(outlineOf(geometry, zoom, project), view, STEP)).holds(x, y),
    };
  });
}

/**
 * What tells of an area whether a plate stands in one of its countries.
 * @param {object[]} countries from countriesOf
 * @param {number} zoom
 * @returns {(area: object) => (box: object) => boolean}
 */
export function homesOf(countries, zoom) {
  return (area) => {
    const points = pointsOf(area, zoom);
    let abroad = null;
    return (box) => {
      abroad ??= countries.filter(({ holds }) => points.filter(holds).length < LEAST_HOME * points.length);
      return abroad.every(({ holds }) => shareIn(box, holds) <= MOST_ABROAD);
    };
  };
}

/** Whether the box of a country's name stands in no other country. */
export function isAtHome(countries, id, box) {
  return countries.every((country) => country.id === id || shareIn(box, country.holds) <= MOST_ABROAD);
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
