/**
 * Shapes as lines of pixels at a zoom, kept from one drawing to the next: what
 * costs is to turn thousands of coordinates into pixels, not to draw them.
 */

import { isArea, linesOf, pathOf } from "./geometry.js";

const NEAR = 1.2;
const kept = new WeakMap();

/**
 * A shape's outline at a zoom, its points counted from where longitude and latitude are 0.
 * @param {object} geometry GeoJSON
 * @param {number} zoom
 * @param {(lonLat: number[]) => {x: number, y: number}} project to pixels of the view
 * @returns {{lines: {x: number, y: number}[][], path: Path2D, box: object,
 *   offset: {x: number, y: number}}} offset: what brings a point into the present view
 */
export function outlineOf(geometry, zoom, project) {
  const offset = project([0, 0]);
  const last = kept.get(geometry);
  if (last?.zoom === zoom) return { ...last, offset };
  const closed = isArea(geometry);
  const lines = linesOf(geometry).map((line) => inPixels(line, project, offset, closed ? NEAR : 0));
  const found = { zoom, lines, path: new Path2D(pathOf(lines, closed)), box: boxAroundLines(lines) };
  kept.set(geometry, found);
  return { ...found, offset };
}

/** A line in pixels, without the points that are nearer than `least` to the one before. */
function inPixels(line, project, offset, least) {
  const points = [];
  let last = null;
  line.forEach((lonLat, i) => {
    const at = project(lonLat);
    const point = { x: at.x - offset.x, y: at.y - offset.y };
    const near = last && Math.abs(point.x - last.x) < least && Math.abs(point.y - last.y) < least;
    if (near && i < line.length - 1) return;
    points.push(point);
    last = point;
  });
  return points;
}

function boxAroundLines(lines) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of lines.flat()) {
    if (x < box[0]) box[0] = x;
    if (y < box[1]) box[1] = y;
    if (x > box[2]) box[2] = x;
    if (y > box[3]) box[3] = y;
  }
  return { x: box[0], y: box[1], w: box[2] - box[0], h: box[3] - box[1] };
}

/** Lines moved by an offset. */
export function moved(lines, { x: dx, y: dy }) {
  return lines.map((line) => line.map(({ x, y }) => ({ x: x + dx, y: y + dy })));
}
