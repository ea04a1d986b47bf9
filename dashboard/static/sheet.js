/**
 * The sheet on which a view is laid out: what is taken, what should be spared,
 * and where things stood last time.
 */

import { boxAround, Boxes, within } from "./boxes.js";

const EDGE = 4;

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

  /** The free box of a size nearest to a point, at most `reach` pixels away; or null. */
  nearest(box, reach, gap = 1) {
    if (this.free(box, gap)) return box;
    for (let radius = 4; radius <= reach; radius += 4) {
      const turns = Math.max(8, Math.round(radius / 2));
      for (let turn = 0; turn < turns; turn += 1) {
        const angle = (turn / turns) * 2 * Math.PI;
        const moved = {
          ...box, x: box.x + radius * Math.cos(angle), y: box.y + radius * Math.sin(angle),
        };
        if (this.free(moved, gap)) return moved;
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

function stepsBetween(from, to, step) {
  const count = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / step));
  return Array.from({ length: count + 1 }, (_, i) => ({
    x: from.x + (to.x - from.x) * i / count, y: from.y + (to.y - from.y) * i / count,
  }));
}
