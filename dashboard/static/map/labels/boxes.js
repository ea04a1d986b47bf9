/** Boxes on the screen {x, y, w, h}, and a set of them that knows what is free. */

const BUCKET = 64;

/** Whether two boxes overlap, or come closer than `gap`. */
export function overlap(a, b, gap = 0) {
  return a.x < b.x + b.w + gap && b.x < a.x + a.w + gap
    && a.y < b.y + b.h + gap && b.y < a.y + a.h + gap;
}

/** A box of a size around a point. */
export function boxAround(point, width, height = width) {
  return { x: point.x - width / 2, y: point.y - height / 2, w: width, h: height };
}

/** Whether box `a` lies inside box `b`, `margin` away from its edges. */
export function within(a, b, margin = 0) {
  return a.x >= b.x + margin && a.y >= b.y + margin
    && a.x + a.w <= b.x + b.w - margin && a.y + a.h <= b.y + b.h - margin;
}

/** The smallest box around boxes. */
export function around(boxes) {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  return {
    x, y,
    w: Math.max(...boxes.map((box) => box.x + box.w)) - x,
    h: Math.max(...boxes.map((box) => box.y + box.h)) - y,
  };
}

/** A set of taken boxes, found by bucket. */
export class Boxes {
  constructor() {
    this.buckets = new Map();
    this.all = [];
  }

  /** Take a box; what it is for (kind, text, key) may ride along. */
  add(box) {
    this.all.push(box);
    for (const key of bucketsOf(box, 0)) {
      const bucket = this.buckets.get(key);
      if (bucket) bucket.push(box);
      else this.buckets.set(key, [box]);
    }
    return box;
  }

  /** The taken boxes that a box meets, or comes closer to than `gap`. */
  hits(box, gap = 0) {
    const found = new Set();
    for (const key of bucketsOf(box, gap)) {
      for (const other of this.buckets.get(key) ?? NONE) {
        if (overlap(box, other, gap)) found.add(other);
      }
    }
    return [...found];
  }

  /** Whether a box meets none of the taken ones, or none of a kind that `counts`. */
  free(box, gap = 0, counts = null) {
    for (const key of bucketsOf(box, gap)) {
      const bucket = this.buckets.get(key) ?? NONE;
      for (let i = 0; i < bucket.length; i += 1) {
        if (overlap(box, bucket[i], gap) && (!counts || counts(bucket[i]))) return false;
      }
    }
    return true;
  }

  /** Give boxes back. */
  remove(boxes) {
    const gone = new Set(boxes);
    this.all = this.all.filter((box) => !gone.has(box));
    for (const [key, bucket] of this.buckets) {
      this.buckets.set(key, bucket.filter((box) => !gone.has(box)));
    }
  }
}

const NONE = [];
const FAR = 2 ** 15;

/** The numbers of the buckets that a box and a gap around it meet. */
function bucketsOf(box, gap) {
  const left = Math.floor((box.x - gap) / BUCKET);
  const right = Math.floor((box.x + box.w + gap) / BUCKET);
  const top = Math.floor((box.y - gap) / BUCKET);
  const bottom = Math.floor((box.y + box.h + gap) / BUCKET);
  const keys = [];
  for (let column = left; column <= right; column += 1) {
    for (let row = top; row <= bottom; row += 1) keys.push((column + FAR) * FAR * 2 + row + FAR);
  }
  return keys;
}
