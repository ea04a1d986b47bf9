/** GeoJSON geometries on the screen: paths, visible lines, the depth of an area. */

import { round } from "../../shared/svg.js";

const DIAGONAL = Math.SQRT2;
const brush = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

/**
 * The lines of a geometry: of a polygon its rings.
 * @param {object} geometry GeoJSON
 * @returns {number[][][]} lists of [longitude, latitude]
 */
export function linesOf(geometry) {
  switch (geometry?.type) {
    case "LineString": return [geometry.coordinates];
    case "MultiLineString": case "Polygon": return geometry.coordinates;
    case "MultiPolygon": return geometry.coordinates.flat();
    case "GeometryCollection": return geometry.geometries.flatMap(linesOf);
    default: return [];
  }
}

/** Whether a geometry has an inside. */
export function isArea(geometry) {
  return geometry?.type === "Polygon" || geometry?.type === "MultiPolygon"
    || Boolean(geometry?.geometries?.some(isArea));
}

/**
 * Lines as an SVG path.
 * @param {{x: number, y: number}[][]} lines in pixels
 * @param {boolean} closed
 */
export function pathOf(lines, closed) {
  return lines.filter((line) => line.length > 1).map((line) => (
    `M${line.map((point) => `${round(point.x)} ${round(point.y)}`).join("L")}${closed ? "Z" : ""}`
  )).join("");
}

/**
 * Points along the visible parts of lines, about `step` pixels apart.
 * @param {{x: number, y: number}[][]} lines in pixels
 * @param {{x: number, y: number, w: number, h: number}} view
 * @param {number} step in pixels
 * @returns {{x: number, y: number, dx: number, dy: number}[]} with the direction of the line
 */
export function along(lines, view, step) {
  const points = [];
  for (const line of lines) {
    let rest = 0;
    for (let i = 1; i < line.length; i += 1) {
      const [a, b] = [line[i - 1], line[i]];
      const length = Math.hypot(b.x - a.x, b.y - a.y);
      if (length === 0) continue;
      for (let at = rest; at < length; at += step) {
        const point = {
          x: a.x + (b.x - a.x) * at / length, y: a.y + (b.y - a.y) * at / length,
          dx: (b.x - a.x) / length, dy: (b.y - a.y) / length,
        };
        if (contains(view, point)) points.push(point);
      }
      rest = (step - ((length - rest) % step)) % step;
    }
  }
  return points;
}

/** Whether a box holds a point. */
export function contains(box, point) {
  return point.x >= box.x && point.x <= box.x + box.w
    && point.y >= box.y && point.y <= box.y + box.h;
}

/** By an area's path what was found inside of it last, and in which view. */
const insides = new WeakMap();

/**
 * Points inside the visible part of an area, those farthest from its edges first; kept while the view stays.
 * @param {{path: Path2D, box: object, offset: {x: number, y: number}}} outline of outlines.js
 * @param {{x: number, y: number, w: number, h: number}} view
 * @param {number} step of the grid in pixels
 * @returns {{points: {x: number, y: number, depth: number}[],
 *   holds: (x: number, y: number) => boolean}} depth in pixels
 */
export function insideOf(outline, view, step = 10) {
  const place = [outline.offset.x, outline.offset.y, view.x, view.y, view.w, view.h, step].join();
  const last = insides.get(outline.path);
  if (last?.place === place) return last.inside;
  const inside = foundInside(outline, view, step);
  insides.set(outline.path, { place, inside });
  return inside;
}

function foundInside({ path, box, offset }, view, step) {
  const grid = gridOver({ ...box, x: box.x + offset.x, y: box.y + offset.y }, view, step);
  const { x: left, y: top, columns, rows } = grid;
  if (columns < 1 || rows < 1) return { points: [], holds: () => false };
  const depth = new Float32Array((columns + 2) * (rows + 2));
  const at = (column, row) => (row + 1) * (columns + 2) + column + 1;
  const opacity = painted(path, { ...grid, step, offset });
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      if (opacity[(row * columns + column) * 4 + 3] > 127) depth[at(column, row)] = Infinity;
    }
  }
  measureDepth(depth, columns, rows, at);
  const points = [];
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const value = depth[at(column, row)];
      if (value > 0) {
        points.push({ x: left + (column + 0.5) * step, y: top + (row + 0.5) * step, depth: value * step });
      }
    }
  }
  const holds = (x, y) => {
    const [column, row] = [Math.floor((x - left) / step), Math.floor((y - top) / step)];
    return column >= 0 && row >= 0 && column < columns && row < rows && depth[at(column, row)] > 0;
  };
  return { points: points.sort((a, b) => b.depth - a.depth), holds };
}

/** The squares of a grid laid over a view that a box meets. */
function gridOver(box, view, step) {
  const first = (low, edge) => Math.max(0, Math.floor((low - edge) / step));
  const last = (high, edge, length) => Math.min(Math.floor(length / step), Math.ceil((high - edge) / step));
  const [column, row] = [first(box.x, view.x), first(box.y, view.y)];
  return {
    x: view.x + column * step, y: view.y + row * step,
    columns: last(box.x + box.w, view.x, view.w) - column, rows: last(box.y + box.h, view.y, view.h) - row,
  };
}

/** A shape painted with one pixel for each step of the grid: red, green, blue, opacity. */
function painted(path, { x, y, columns, rows, step, offset }) {
  const { canvas } = brush;
  if (canvas.width < columns) canvas.width = columns;
  if (canvas.height < rows) canvas.height = rows;
  brush.setTransform(1, 0, 0, 1, 0, 0);
  brush.clearRect(0, 0, columns, rows);
  brush.setTransform(1 / step, 0, 0, 1 / step, (offset.x - x) / step, (offset.y - y) / step);
  brush.fill(path, "evenodd");
  return brush.getImageData(0, 0, columns, rows).data;
}

/** Two passes of a chamfer distance, in grid steps, from the outside in. */
function measureDepth(depth, columns, rows, at) {
  const relax = (column, row, side) => {
    const here = at(column, row);
    if (depth[here] === 0) return;
    depth[here] = Math.min(
      depth[here], depth[at(column + side, row)] + 1, depth[at(column, row + side)] + 1,
      depth[at(column + side, row + side)] + DIAGONAL,
      depth[at(column - side, row + side)] + DIAGONAL,
    );
  };
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) relax(column, row, -1);
  }
  for (let row = rows - 1; row >= 0; row -= 1) {
    for (let column = columns - 1; column >= 0; column -= 1) relax(column, row, 1);
  }
}

/** A smooth path through points (Catmull-Rom as Bezier curves). */
export function curveThrough(points) {
  let path = `M${round(points[0].x)} ${round(points[0].y)}`;
  for (let i = 0; i < points.length - 1; i += 1) {
    const before = points[Math.max(0, i - 1)];
    const [from, to] = [points[i], points[i + 1]];
    const after = points[Math.min(points.length - 1, i + 2)];
    path += `C${[
      from.x + (to.x - before.x) / 6, from.y + (to.y - before.y) / 6,
      to.x - (after.x - from.x) / 6, to.y - (after.y - from.y) / 6, to.x, to.y,
    ].map(round).join(" ")}`;
  }
  return path;
}

/** Points moved sideways (to the left of their direction) by a distance in pixels. */
export function shifted(points, distance) {
  return points.map((point, i) => {
    const before = points[Math.max(0, i - 1)];
    const after = points[Math.min(points.length - 1, i + 1)];
    const length = Math.hypot(after.x - before.x, after.y - before.y) || 1;
    return {
      x: point.x + (after.y - before.y) / length * distance,
      y: point.y - (after.x - before.x) / length * distance,
    };
  });
}
