/**
 * Events on the screen by where they stand: rows of glyphs at points, plates
 * of areas. Nothing is drawn or placed here.
 */

import { MARK } from "../../shared/theme.js";

/** The most glyphs that stand for the events of a place; the others are "+n". */
export const MOST_GLYPHS = 3;
const HALF = MARK.pitch / 2;

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
export function groupByPlace(events, project, visible) {
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
  const slots = events.length <= MOST_GLYPHS ? events.length : MOST_GLYPHS + 1;
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
export function shownOf(events, selected, most = MOST_GLYPHS) {
  if (events.length <= most) return { shown: events, rest: [] };
  const shown = events.slice(0, most);
  const open = events.find((event) => event.id === selected);
  if (open && !shown.includes(open)) shown[most - 1] = open;
  return { shown, rest: events.filter((event) => !shown.includes(event)) };
}

const PRECISIONS = ["district", "province", "border", "region", "country"];

/**
 * Places that are areas or lines, each with its events or their count; the most cramped first.
 * @param {object[]} events without points
 * @param {object[]} counted areas of the server, too many events each to be marks
 * @param {Map<string, object|null>} shapes by key; one that is not there yet is left out
 * @returns {object[]} {key, geometry, bbox, precision, events, counted?}
 */
export function areasOf(events, counted, shapes) {
  const places = new Map();
  const add = (key, { shape, bbox, precision }) => {
    if (!places.has(key)) {
      places.set(key, { key, geometry: shapes.get(shape) ?? null, bbox, precision, events: [] });
    }
    return places.get(key);
  };
  const here = ({ shape }) => !shape || shapes.has(shape);
  for (const event of inOrder(events.filter(here))) {
    add(event.shape ?? `bbox ${event.bbox.join()}`, event).events.push(event);
  }
  for (const area of counted.filter(here)) add(area.shape, area).counted = area;
  return [...places.values()].sort(
    (a, b) => PRECISIONS.indexOf(a.precision) - PRECISIONS.indexOf(b.precision),
  );
}

/** The family that all events of a place share, or null. */
export function sharedFamily({ events, counted }) {
  const families = new Set([...events.map((event) => event.family), ...Object.keys(counted?.families ?? {})]);
  return families.size === 1 ? [...families][0] : null;
}

/** Whether nothing at a place is more than expected. */
export function isExpected({ events, counted }) {
  return !counted && events.every((event) => event.status === "forecast");
}

/** How many events a place holds. */
export function countAt({ events, counted }) {
  return events.length + (counted?.count ?? 0);
}
