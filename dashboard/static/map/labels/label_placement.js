/**
 * The sheet on which a view is laid out: what is taken, what should be spared,
 * and where things stood last time.
 */

import { boxAround, Boxes, within } from "./boxes.js";

/** What stands on the map keeps so many pixels from its edge. */
export const EDGE = 4;
const SPIRAL = 24;
const LATTICE = 12;
const NONE = new Set();

export class Sheet {
  /**
   * @param {{w: number, h: number}} size of the view in pixels
   * @param {Map<string, object>} before where things stood: key -> slot
   */
  constructor(size, before) {
    this.view = { x: 0, y: 0, ...size };
    this.taken = new Boxes();
    this.spared = new Boxes();
    this.before = before;
    this.after = new Map();
    this.slots = new Map();
  }

  /** Whether a box is wholly in view. */
  inside(box) {
    return within(box, this.view, EDGE);
  }

  /** Whether a box is wholly in view and free. */
  free(box, gap = 2, spare = false) {
    return this.inside(box) && this.taken.free(box, gap)
      && (!spare || this.spared.free(box, 1));
  }

  /** Take a box for something. */
  take(kind, key, text, box) {
    return this.taken.add({ kind, key, text, x: box.x, y: box.y, w: box.w, h: box.h });
  }

  /**
   * The first free candidate; the one of last time goes before the others, and
   * those that spare the bands and rings before those that do not.
   * @param {string} key
   * @param {{slot: string, box: object}[]} candidates best first
   * @param {{gap?: number, also?: (candidate: object, spare: boolean) => boolean,
   *   mustSpare?: boolean}} rules
   * @returns {object|null}
   */
  choose(key, candidates, { gap = 2, also = () => true, mustSpare = false } = {}) {
    const last = this.before.get(key);
    const ordered = [...candidates];
    const index = ordered.findIndex((candidate) => candidate.slot === last);
    if (index > 0) ordered.unshift(...ordered.splice(index, 1));
    for (const spare of mustSpare ? [true] : [true, false]) {
      const found = ordered.find((candidate) => (
        this.free(candidate.box, gap, spare) && also(candidate, spare)));
      if (found) {
        this.after.set(key, found.slot);
        return found;
      }
    }
    return null;
  }

  /**
   * The free box of a size nearest to a point, at most `reach` pixels away; or null.
   * @param {Set<string>} [yielding] kinds of what gives way, and so does not count
   */
  nearest(box, reach, gap = 1, yielding = NONE) {
    const counts = yielding.size ? ({ kind }) => !yielding.has(kind) : null;
    const isFree = (moved) => this.inside(moved) && this.taken.free(moved, gap, counts);
    if (isFree(box)) return box;
    for (let radius = 4; radius <= Math.min(reach, SPIRAL); radius += 4) {
      const turns = Math.max(8, Math.round(radius / 2));
      for (let turn = 0; turn < turns; turn += 1) {
        const angle = (turn / turns) * 2 * Math.PI;
        const moved = {
          ...box, x: box.x + radius * Math.cos(angle), y: box.y + radius * Math.sin(angle),
        };
        if (isFree(moved)) return moved;
      }
    }
    return reach > SPIRAL ? this.nearestSlot(box, reach, `${gap} ${[...yielding]}`, isFree) : null;
  }

  /** A near free box on a lattice over the view; what was once taken is not asked again. */
  nearestSlot(box, reach, rule, isFree) {
    const columns = Math.floor((this.view.w - box.w - 2 * EDGE) / LATTICE) + 1;
    const rows = Math.floor((this.view.h - box.h - 2 * EDGE) / LATTICE) + 1;
    if (columns < 1 || rows < 1) return null;
    const name = `${box.w} ${box.h} ${rule}`;
    if (!this.slots.has(name)) this.slots.set(name, { taken: new Uint8Array(columns * rows), left: columns * rows });
    const slots = this.slots.get(name);
    const { taken } = slots;
    const middle = [box.x, box.y].map((value) => Math.round((value - EDGE) / LATTICE));
    for (let ring = 0; slots.left && ring <= reach / LATTICE; ring += 1) {
      for (const [column, row] of ringAround(middle, ring)) {
        if (column < 0 || row < 0 || column >= columns || row >= rows) continue;
        const index = row * columns + column;
        if (taken[index]) continue;
        const moved = { ...box, x: EDGE + column * LATTICE, y: EDGE + row * LATTICE };
        if (isFree(moved)) return moved;
        taken[index] = 1;
        slots.left -= 1;
      }
    }
    return null;
  }

  /** Take the way of a line, so that nothing is written over it. */
  takeLine(key, from, to) {
    for (const point of stepsBetween(from, to, 6)) this.take("leader", key, "", boxAround(point, 4));
  }

  /** Whether a line crosses nothing that is taken. */
  lineFree(from, to) {
    return stepsBetween(from, to, 6).every((point) => this.taken.free(boxAround(point, 2), 0));
  }
}

/** The places of a lattice that are `ring` steps from its middle, sideways or up and down. */
function ringAround([x, y], ring) {
  if (ring === 0) return [[x, y]];
  const found = [];
  for (let i = -ring; i < ring; i += 1) {
    found.push([x + i, y - ring], [x + ring, y + i], [x - i, y + ring], [x - ring, y - i]);
  }
  return found;
}

function stepsBetween(from, to, step) {
  const count = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / step));
  return Array.from({ length: count + 1 }, (_, i) => ({
    x: from.x + (to.x - from.x) * i / count, y: from.y + (to.y - from.y) * i / count,
  }));
}
