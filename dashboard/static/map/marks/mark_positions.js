/**
 * Marks take their places: the true one, or the nearest where they are whole and
 * hide nothing; rows that cannot be told apart become one. No mark is dropped.
 */

import { boxAround } from "../labels/boxes.js";
import { rowOf } from "./group_by_place.js";
import { MARK } from "../../shared/theme.js";

const KM_PER_DEGREE = 111.32;
const NUDGE = 14;
const REACH = 240;
const OFF = 3;

/**
 * @param {Sheet} sheet
 * @param {object[]} rows one for each place, of stacks.js
 * @returns {object[]} rows with their final `box`, and `moved` where they stand off their place
 */
export function placeRows(sheet, rows) {
  const waiting = [...rows];
  let done = [];
  while (waiting.length) {
    const row = waiting.shift();
    const { box, blocker } = spotOf(sheet, row, done);
    if (box) {
      done.push({ ...row, box, moved: isOff(row, box) });
      sheet.take("mark", row.key, "", box);
      continue;
    }
    sheet.taken.remove(sheet.taken.all.filter((taken) => taken.key === blocker.key));
    done = done.filter((other) => other !== blocker);
    waiting.unshift(rowOf([...blocker.entries, ...row.entries]));
  }
  return done;
}

/** A box for a row; or the row in its way, which it then joins. */
function spotOf(sheet, row, done) {
  const mirrored = { ...row.box, x: row.box.x - (row.slots - 1) * MARK.pitch };
  const wishes = row.anchors.length === 1 && row.slots > 1 ? [row.box, mirrored] : [row.box];
  const free = wishes.find((wish) => sheet.free(wish, 0));
  if (free) return { box: free };
  for (const wish of wishes) {
    const box = sheet.nearest(wish, NUDGE, 0);
    if (box) return { box };
  }
  const keys = new Set(sheet.taken.hits(row.box).map((box) => box.key));
  const blocker = done.find((other) => keys.has(other.key));
  if (blocker) return { box: null, blocker };
  return { box: sheet.nearest(row.box, REACH, 0) ?? inView(row.box, sheet.view) };
}

/** Whether no glyph of a row stands on its place. */
function isOff({ anchors, slots }, box) {
  const [{ x, y }] = anchors;
  if (anchors.length > 1) return true;
  const middles = Array.from({ length: slots }, (_, i) => box.x + MARK.pitch * (i + 0.5));
  const dy = box.y + MARK.pitch / 2 - y;
  return middles.every((middle) => Math.hypot(middle - x, dy) > OFF);
}

/** A box pushed into the view. */
export function inView(box, view) {
  return {
    ...box, x: Math.max(4, Math.min(view.w - box.w - 4, box.x)),
    y: Math.max(4, Math.min(view.h - box.h - 4, box.y)),
  };
}

/**
 * Rings of the true radius around places known as a settlement. Where the glyph
 * stands off its place a ring is drawn only if it is larger than the smallest one.
 */
export function ringsOf(rows, outside, project) {
  const rings = new Map();
  const entries = rows.flatMap((row) => row.entries.map((entry) => ({ entry, moved: row.moved })));
  for (const { entry, moved } of [...entries, ...outside.map((entry) => ({ entry }))]) {
    const { event, lonLat: [lon, lat] } = entry;
    if (event.precision !== "settlement" && !event.radius_km) continue;
    const north = project([lon, lat + (event.radius_km ?? 0) / KM_PER_DEGREE]);
    const truth = entry.y - north.y;
    if (moved && truth < MARK.minRing) continue;
    const radius = Math.max(MARK.minRing, truth);
    const key = `${lon},${lat},${Math.round(radius)}`;
    if (!rings.has(key)) rings.set(key, { x: entry.x, y: entry.y, radius, event });
  }
  return [...rings.values()];
}
