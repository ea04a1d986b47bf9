/**
 * Shapes as lines of pixels at a zoom. What costs is to turn thousands of coordinates into pixels,
 * not to draw them: each is projected once, and an area thinned once for each whole zoom.
 */

import { isArea, linesOf } from "./geometry.js";

/** How near two points of an area may be, in pixels of the next closer whole zoom. */
const NEAR = 0.8;
/** The world's width in pixels at zoom 0. */
const WORLD = 256;
const MOST_NORTH = 85.0511287798; // degrees: where Web Mercator's square ends

const kept = new WeakMap();

/**
 * A shape's outline at a zoom, its points counted from where longitude and latitude are 0.
 * @param {object} geometry GeoJSON
 * @param {number} zoom
 * @param {(lonLat: number[]) => {x: number, y: number}} project to pixels
 * @returns {{lines: {x: number, y: number}[][], path: Path2D, box: object,
 *   offset: {x: number, y: number}}} offset: what brings a point to where `project` does
 */
export function outlineOf(geometry, zoom, project) {
  if (!kept.has(geometry)) kept.set(geometry, { shares: sharesOf(geometry), levels: new Map(), last: null });
  const shape = kept.get(geometry);
  if (shape.last?.zoom !== zoom) {
    const lines = scaled(thinned(shape, isArea(geometry), Math.ceil(zoom)), WORLD * 2 ** zoom);
    shape.last = { zoom, lines, path: paintable(lines), box: boxAroundLines(lines) };
  }
  return { ...shape.last, offset: project([0, 0]) };
}

/** The lines of a geometry in shares of the world's width. */
function sharesOf(geometry) {
  return linesOf(geometry).map((line) => line.map(([lon, lat]) => {
    const north = Math.max(-MOST_NORTH, Math.min(MOST_NORTH, lat)) * Math.PI / 180;
    return { x: lon / 360, y: -Math.log(Math.tan(Math.PI / 4 + north / 2)) / (2 * Math.PI) };
  }));
}

function thinned({ shares, levels }, closed, level) {
  if (!closed) return shares;
  if (!levels.has(level)) {
    const least = NEAR / (WORLD * 2 ** level);
    levels.set(level, shares.map((line) => withoutNear(line, least)));
  }
  return levels.get(level);
}

/** A line without the points that are nearer than `least` to the one before; its last one stays. */
function withoutNear(line, least) {
  let last = null;
  return line.filter((point, i) => {
    const near = last && Math.abs(point.x - last.x) < least && Math.abs(point.y - last.y) < least;
    if (near && i < line.length - 1) return false;
    last = point;
    return true;
  });
}

function scaled(lines, scale) {
  return lines.map((line) => line.map(({ x, y }) => ({ x: x * scale, y: y * scale })));
}

function paintable(lines) {
  const path = new Path2D();
  for (const line of lines) {
    line.forEach(({ x, y }, i) => (i ? path.lineTo(x, y) : path.moveTo(x, y)));
  }
  return path;
}

function boxAroundLines(lines) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const line of lines) {
    for (const { x, y } of line) {
      if (x < box[0]) box[0] = x;
      if (y < box[1]) box[1] = y;
      if (x > box[2]) box[2] = x;
      if (y > box[3]) box[3] = y;
    }
  }
  return { x: box[0], y: box[1], w: box[2] - box[0], h: box[3] - box[1] };
}

/** Lines moved by an offset. */
export function moved(lines, { x: dx, y: dy }) {
  return lines.map((line) => line.map(({ x, y }) => ({ x: x + dx, y: y + dy })));
}
