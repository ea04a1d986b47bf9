/**
 * Where many areas are in view, small neighbours share one plate, which zooms in:
 * a plate for each would cover the map, and stand far from what it names.
 */

import { say } from "../../shared/words.js";

/** Pixels of the view for each area, below which small neighbours are joined. */
const ROOM = 40_000;
/** So many areas are no crowd in any view. */
const FEW = 6;
/** Pixels of the view that each plate should have. */
const PLATE_ROOM = 14_000;
/** Points of each part at which a group's plate may stand. */
const DEEPEST = 12;
/** An area is small if it is less wide and high than this; its neighbours are in its square. */
const SIDES = [96, 144, 216, 324];

/**
 * Areas with plates of their own, and groups of small ones that share one.
 * @param {object[]} areas of layout.js, with `box`: of their outline, counted from longitude and latitude 0
 * @param {{w: number, h: number}} view
 * @returns {object[]} areas; a group has `parts`, and `counted` as an area of the server
 */
export function joinAreas(areas, view) {
  if (!isCrowd(areas, view)) return areas;
  let joined = areas;
  for (const side of SIDES) {
    joined = joinedBy(areas, side);
    if (joined.length <= view.w * view.h / PLATE_ROOM) break;
  }
  return joined;
}

function joinedBy(areas, side) {
  const squares = new Map();
  for (const area of areas) {
    const { box, line } = area;
    const small = box && !line && box.w < side && box.h < side;
    const key = small ? squareOf(box, side) : area.key;
    squares.set(key, [...squares.get(key) ?? [], area]);
  }
  return [...squares].map(([key, parts]) => (parts.length > 1 ? groupOf(key, parts) : parts[0]));
}

/** Whether a view holds more areas than it has room for. */
export function isCrowd(areas, view) {
  return areas.length > Math.max(FEW, view.w * view.h / ROOM);
}

function squareOf({ x, y, w, h }, side) {
  return `areas ${side} ${Math.floor((x + w / 2) / side)} ${Math.floor((y + h / 2) / side)}`;
}

/** Two areas, or groups, as one group. */
export function joinTwo(a, b) {
  return groupOf(`areas ${a.key}`, [a, b].flatMap((area) => area.parts ?? [area]));
}

function groupOf(key, parts) {
  const families = {};
  for (const [name, count] of parts.flatMap(familiesOf)) families[name] = (families[name] ?? 0) + count;
  const count = Object.values(families).reduce((sum, more) => sum + more, 0);
  const kinds = Object.entries(families).sort((a, b) => b[1] - a[1]).map(([name, more]) => (
    say("map.kind_count", { number: more, kind: say(`family.${name}`) })));
  const aria = say("map.in_areas", { count, areas: parts.length, kinds: kinds.join(", ") });
  const bbox = [0, 1, 2, 3].map((i) => (i < 2 ? Math.min : Math.max)(...parts.map((part) => part.bbox[i])));
  return {
    key, parts, bbox, line: false, events: [], width: 0,
    counted: { count, families, bbox, place: "", aria },
    spots: parts.flatMap((part) => part.spots.slice(0, DEEPEST)).sort((a, b) => b.depth - a.depth),
    holds: (x, y) => parts.some((part) => part.holds?.(x, y)),
  };
}

function familiesOf({ events, counted }) {
  return [...events.map((event) => [event.family, 1]), ...Object.entries(counted?.families ?? {})];
}
