/**
 * Events on the screen by where they stand: rows of glyphs at points, plates
 * of areas, discs of cells. Nothing is drawn or placed here.
 */

import { MARK } from "./style.js";

const SHOWN = 3;
const HALF = MARK.pitch / 2;
const NEAREST_CELLS = 26;

/** Events in the order of their dates, then of the file. */
export function inOrder(events) {
  return [...events].sort((a, b) => (
    String(a.when ?? "").localeCompare(String(b.when ?? "")) || (a.order ?? 0) - (b.order ?? 0)
  ));
}

/**
 * Rows of glyphs, one for each place.
 * @param {object[]} events with `points`
 * @param {(lonLat: number[]) => {x: number, y: number}} project to pixels of the view
 * @param {(point: object) => boolean} visible
 * @returns {{rows: object[], outside: object[]}} outside: glyphs beyond the view
 */
export function rowsOf(events, project, visible) {
  const [places, outside] = [new Map(), []];
  for (const event of inOrder(events)) {
    event.points.forEach((lonLat, index) => {
      const entry = { event, index, lonLat, ...project(lonLat) };
      if (!visible(entry)) return outside.push(entry);
      const key = lonLat.join();
      if (!places.has(key)) places.set(key, []);
      return places.get(key).push(entry);
    });
  }
  return { rows: [...places.values()].map(rowOf), outside };
}

/** A row of the glyphs of entries {event, index, lonLat, x, y}; its box is a wish. */
export function rowOf(entries) {
  const events = inOrder(new Set(entries.map((entry) => entry.event)));
  const anchors = distinct(entries);
  const slots = events.length <= SHOWN ? events.length : SHOWN + 1;
  const middle = {
    x: anchors.reduce((sum, at) => sum + at.x, 0) / anchors.length,
    y: anchors.reduce((sum, at) => sum + at.y, 0) / anchors.length,
  };
  const left = anchors.length === 1 ? middle.x - HALF : middle.x - slots * HALF;
  return {
    key: `${entries[0].event.id}#${entries[0].index}`,
    entries, events, anchors, slots,
    box: { x: left, y: middle.y - HALF, w: slots * MARK.pitch, h: MARK.pitch },
  };
}

function distinct(entries) {
  const found = new Map();
  for (const entry of entries) {
    const key = entry.lonLat.join();
    if (!found.has(key)) found.set(key, entry);
  }
  return [...found.values()];
}

/** The events of a row or plate that are drawn, the open one among them, and the rest. */
export function shownOf(events, selected) {
  if (events.length <= SHOWN) return { shown: events, rest: [] };
  const shown = events.slice(0, SHOWN);
  const open = events.find((event) => event.id === selected);
  if (open && !shown.includes(open)) shown[SHOWN - 1] = open;
  return { shown, rest: events.filter((event) => !shown.includes(event)) };
}

const PRECISIONS = ["district", "province", "border", "region", "country"];

/**
 * Places that are areas or lines, each with its events; the most cramped first.
 * @param {object[]} events without points
 * @param {Map<string, object|null>} shapes
 */
export function areasOf(events, shapes) {
  const places = new Map();
  for (const event of inOrder(events)) {
    const key = event.shape ?? `bbox ${event.bbox.join()}`;
    if (!places.has(key)) {
      places.set(key, {
        key, geometry: shapes.get(event.shape) ?? null, bbox: event.bbox,
        precision: event.precision, events: [],
      });
    }
    places.get(key).events.push(event);
  }
  return [...places.values()].sort(
    (a, b) => PRECISIONS.indexOf(a.precision) - PRECISIONS.indexOf(b.precision),
  );
}

/**
 * Discs of cells: area by count, joined where they would hide one another.
 * @param {object[]} cells
 * @param {(lonLat: number[]) => {x: number, y: number}} project
 */
export function discsOf(cells, project) {
  let discs = cells.map((cell) => ({
    key: `cell ${cell.bbox.join()}`, cell, count: cell.count, aria: cell.aria,
    bbox: cell.bbox, ...project([cell.lon, cell.lat]),
  }));
  for (let found = true; found;) {
    found = false;
    for (let i = 0; i < discs.length && !found; i += 1) {
      const near = discs.findIndex((other, j) => (
        j > i && Math.hypot(other.x - discs[i].x, other.y - discs[i].y) < NEAREST_CELLS));
      if (near < 0) continue;
      const joined = joinDiscs(discs[i], discs[near]);
      discs = [...discs.filter((_, j) => j !== i && j !== near), joined];
      found = true;
    }
  }
  return discs.map((disc) => ({ ...disc, radius: radiusOf(disc, discs) }));
}

function joinDiscs(a, b) {
  const count = a.count + b.count;
  const bbox = [
    Math.min(a.bbox[0], b.bbox[0]), Math.min(a.bbox[1], b.bbox[1]),
    Math.max(a.bbox[2], b.bbox[2]), Math.max(a.bbox[3], b.bbox[3]),
  ];
  return {
    key: `cell ${bbox.join()}`, count, bbox,
    x: (a.x * a.count + b.x * b.count) / count, y: (a.y * a.count + b.y * b.count) / count,
    aria: `${count.toLocaleString("en")} events in this area. Enter zooms in.`,
  };
}

function radiusOf(disc, discs) {
  const wished = Math.min(30, 12 + Math.sqrt(disc.count) * 0.45);
  const nearest = Math.min(...discs.filter((other) => other.key !== disc.key).map(
    (other) => Math.hypot(other.x - disc.x, other.y - disc.y) / 2 - 1));
  return Math.max(12, Math.min(wished, nearest));
}

