/**
 * Cells: one disc for many events at points. Its number is their count, its
 * size too, its ring tells their kinds; no disc hides a mark or another disc.
 */

import { boxAround, overlap } from "../labels/boxes.js";
import { inView } from "./mark_positions.js";
import { familyColour, FONTS } from "../../shared/theme.js";
import { round, svg, textLine } from "../../shared/svg.js";
import { textWidth } from "../labels/text_metrics.js";
import { say } from "../../shared/words.js";

const SMALLEST = 12;
const LARGEST = 23;
const RING = { gap: 1.5, width: 3 };
const OUTER = RING.gap + RING.width + 1;
/** Cells drawn at less than this of the scale they were made for are joined on a grid. */
const LEAST_SCALE = 0.65;
const GRID = 64;
const ROUNDS = 16;
const REACH = 400;

/**
 * Discs of an answer's cells, where they would like to stand.
 * @param {object[]} cells of the server: key, lon, lat, bbox, count, families, aria, one_point
 * @param {(lonLat: number[]) => {x: number, y: number}} project to pixels of the view
 * @param {number} scale of the view, over that which the cells were made for
 * @param {{controls: object[], seen: (point: object) => boolean}} view boxes that stay free, what is in view
 * @returns {object[]} {key, cell: the server's key, null for joined ones, count, families, aria, bbox, lonLat, onePoint, x, y, radius, outer}
 */
export function discsOf(cells, project, scale, view) {
  const discs = cells.map((cell) => ({
    key: `cell ${cell.key}`, cell: cell.key, count: cell.count, families: cell.families, aria: cell.aria,
    bbox: cell.bbox, lonLat: [cell.lon, cell.lat], onePoint: cell.one_point,
    ...project([cell.lon, cell.lat]),
  }));
  const shown = clearOf(scale < LEAST_SCALE ? joined(discs) : discs, view);
  const most = Math.max(1, ...shown.map((disc) => disc.count));
  const largest = LARGEST * Math.min(1, scale < LEAST_SCALE ? 1 : 0.25 + scale * 0.75);
  return shown.map((disc) => {
    const radius = radiusOf(disc.count, most, largest);
    return { ...disc, radius, outer: radius + OUTER };
  });
}

/** The area grows with the count; the number always fits. */
function radiusOf(count, most, largest) {
  const grown = Math.sqrt(SMALLEST ** 2 + (largest ** 2 - SMALLEST ** 2) * count / most);
  return Math.round(Math.max(grown, textWidth(shortCount(count), FONTS.cell) / 2 + 3.5) * 2) / 2;
}

/** A count in at most four letters. */
export function shortCount(count) {
  for (const [size, unit] of [[1e6, "m"], [1e3, "k"]]) {
    if (count < size * 0.9995) continue;
    const share = count / size;
    return `${share < 9.95 ? Math.round(share * 10) / 10 : Math.round(share)}${unit}`;
  }
  return String(count);
}

/** Discs under the map's controls join the nearest that is not. */
function clearOf(discs, { controls, seen }) {
  const covered = (disc) => seen(disc) && controls.some((box) => overlap(box, boxAround(disc, SMALLEST)));
  const under = new Set(discs.filter(covered));
  const clear = new Map(discs.filter((disc) => !under.has(disc)).map((disc) => [disc.key, disc]));
  for (const disc of under) {
    const away = (other) => Math.hypot(other.x - disc.x, other.y - disc.y);
    const [near] = [...clear.values()].filter(seen).sort((a, b) => away(a) - away(b));
    if (near) clear.set(near.key, { ...join(near.key, near, disc), x: near.x, y: near.y });
    else clear.set(disc.key, disc);
  }
  return [...clear.values()];
}

/** Discs of a closer view, joined by squares of the screen until newer ones are here. */
function joined(discs) {
  const squares = new Map();
  for (const disc of discs) {
    const key = `cell ${Math.floor(disc.x / GRID)} ${Math.floor(disc.y / GRID)}`;
    squares.set(key, squares.has(key) ? join(key, squares.get(key), disc) : { ...disc, key });
  }
  return [...squares.values()];
}

function join(key, a, b) {
  const count = a.count + b.count;
  const mean = (from, to) => (from * a.count + to * b.count) / count;
  const families = { ...a.families };
  for (const [name, more] of Object.entries(b.families)) families[name] = (families[name] ?? 0) + more;
  return {
    key, cell: null, count, families, onePoint: false, x: mean(a.x, b.x), y: mean(a.y, b.y),
    lonLat: [mean(a.lonLat[0], b.lonLat[0]), mean(a.lonLat[1], b.lonLat[1])],
    bbox: [
      Math.min(a.bbox[0], b.bbox[0]), Math.min(a.bbox[1], b.bbox[1]),
      Math.max(a.bbox[2], b.bbox[2]), Math.max(a.bbox[3], b.bbox[3]),
    ],
    aria: say("map.events", { count }),
  };
}

/**
 * Discs take their places: moved apart a little, off the marks, the larger ones first.
 * @param {Sheet} sheet
 * @param {object[]} discs of discsOf
 * @param {object[]} rows of marks, which stand already
 * @param {(point: object) => boolean} seen whether a point is in view
 * @returns {object[]} discs in view with `box` and `anchor`, their true middle
 */
export function placeDiscs(sheet, discs, rows, seen) {
  const apart = spread(discs, rows.map(({ box }) => box));
  return apart.filter(({ anchor }) => seen(anchor)).sort((a, b) => b.count - a.count).map((disc) => {
    const wished = boxAround(disc, disc.outer * 2);
    const box = sheet.nearest(wished, REACH, 0) ?? inView(wished, sheet.view);
    sheet.take("mark", disc.key, String(disc.count), box);
    return { ...disc, box, x: box.x + disc.outer, y: box.y + disc.outer };
  });
}

/** Push discs apart, and off boxes that stay, sideways or up and down. */
function spread(discs, boxes) {
  const free = discs.map((disc) => ({ ...disc, anchor: { x: disc.x, y: disc.y } }));
  const still = boxes.map((box) => ({
    x: box.x + box.w / 2, y: box.y + box.h / 2, halfWidth: box.w / 2, halfHeight: box.h / 2,
  }));
  for (let turn = 0, moved = true; moved && turn < ROUNDS; turn += 1) {
    moved = false;
    for (let i = 0; i < free.length; i += 1) {
      const disc = free[i];
      for (let j = i + 1; j < free.length; j += 1) {
        const other = free[j];
        const need = disc.outer + other.outer;
        if (push(disc, other, need, need, 0.5)) moved = true;
      }
      for (const box of still) {
        if (push(disc, box, disc.outer + box.halfWidth, disc.outer + box.halfHeight, 1)) moved = true;
      }
    }
  }
  return free;
}

/** Move a disc out of another's way, by its share of what is missing; the other by the rest. */
function push(disc, other, needX, needY, share) {
  const [dx, dy] = [disc.x - other.x, disc.y - other.y];
  const [overX, overY] = [needX - Math.abs(dx), needY - Math.abs(dy)];
  if (overX <= 0.01 || overY <= 0.01) return false;
  const [axis, way, over] = overX < overY ? ["x", dx < 0 ? -1 : 1, overX] : ["y", dy < 0 ? -1 : 1, overY];
  disc[axis] += way * over * share;
  if (share < 1) other[axis] -= way * over * (1 - share);
  return true;
}

/** Draw a disc: its number, and around it a ring of its kinds in the key's order. */
export function drawDisc(disc, { colours }) {
  const { x, y, radius, outer, count, families, anchor, holdsOpen } = disc;
  const away = Math.hypot(x - anchor.x, y - anchor.y) > radius;
  return svg(
    "g", { class: holdsOpen ? "panj-disc panj-lit" : "panj-disc" },
    away && svg("path", {
      d: `M${round(anchor.x)} ${round(anchor.y)}L${round(x)} ${round(y)}`, stroke: colours.text, "stroke-width": 1,
    }),
    away && svg("circle", { cx: round(anchor.x), cy: round(anchor.y), r: 2, fill: colours.text }),
    holdsOpen && svg("circle", {
      cx: round(x), cy: round(y), r: outer + 2, fill: colours.focus,
    }),
    svg("circle", { cx: round(x), cy: round(y), r: outer, fill: colours.page }),
    ...kindRing({ x, y, radius: radius + RING.gap + RING.width / 2, width: RING.width }, families, colours),
    svg("circle", { cx: round(x), cy: round(y), r: radius, fill: colours.cell }),
    textLine(shortCount(count), {
      x, y: y + FONTS.cell.size * 0.36, font: FONTS.cell, fill: colours.cellText, halo: null, anchor: "middle",
    }),
  );
}

/**
 * A ring whose parts are as long as their kinds are many, from the top, clockwise.
 * @param {{x: number, y: number, radius: number, width: number}} place radius of the ring's middle
 * @param {Object<string, number>} families counts by family
 * @param {object} colours of style.js
 */
export function kindRing({ x, y, radius, width }, families, colours) {
  const known = Object.keys(colours.families);
  const entries = Object.entries(families).sort(([a], [b]) => known.indexOf(a) - known.indexOf(b));
  const total = entries.reduce((sum, [, count]) => sum + count, 0);
  const look = { fill: "none", "stroke-width": width };
  if (entries.length === 1) {
    const stroke = familyColour(colours, entries[0][0]);
    return [svg("circle", { cx: round(x), cy: round(y), r: round(radius), stroke, ...look })];
  }
  let from = 0;
  return entries.map(([family, count]) => {
    const to = from + count / total;
    const [start, end] = [from, to].map((turn) => {
      const angle = turn * 2 * Math.PI;
      return `${round(x + Math.sin(angle) * radius)} ${round(y - Math.cos(angle) * radius)}`;
    });
    from = to;
    const half = count / total > 0.5 ? 1 : 0;
    return svg("path", {
      d: `M${start}A${round(radius)} ${round(radius)} 0 ${half} 1 ${end}`, stroke: familyColour(colours, family), ...look,
    });
  });
}
