/** Moving among the marks by keyboard: the nearest that way, the first, the last. */

import { contains } from "../geometry/geometry.js";

const WAYS = {
  ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1],
};

/**
 * The item that a key leads to.
 * @param {object[]} items with `key` and `box`, in the order of dates
 * @param {string} from key of the item in focus
 * @param {string} key of the keyboard
 * @returns {object|null}
 */
export function nextItem(items, from, key) {
  if (key === "Home") return items[0] ?? null;
  if (key === "End") return items.at(-1) ?? null;
  const way = WAYS[key];
  const start = items.find((item) => item.key === from);
  if (!way || !start) return null;
  const [at, found] = [middle(start), []];
  for (const item of items) {
    const { x, y } = middle(item);
    const ahead = (x - at.x) * way[0] + (y - at.y) * way[1];
    const aside = Math.abs((x - at.x) * way[1]) + Math.abs((y - at.y) * way[0]);
    if (item !== start && ahead > 0.5) found.push({ item, cost: ahead + aside * 2.5 });
  }
  return found.sort((a, b) => a.cost - b.cost)[0]?.item ?? null;
}

/**
 * The item to go on from after a zoom: of those within a part of the view, else of all, the one
 * nearest to a point.
 * @param {object[]} items with `box`
 * @param {{x: number, y: number}} point
 * @param {{x: number, y: number, w: number, h: number}|null} part
 * @returns {object|null}
 */
export function nearestItem(items, point, part = null) {
  const away = (item) => Math.hypot(middle(item).x - point.x, middle(item).y - point.y);
  const within = part ? items.filter((item) => contains(part, middle(item))) : [];
  return [...(within.length ? within : items)].sort((a, b) => away(a) - away(b))[0] ?? null;
}

function middle({ box }) {
  return { x: box.x + box.w / 2, y: box.y + box.h / 2 };
}

/**
 * Hand the keys pressed on a mark to what they mean.
 * @param {HTMLElement} pane of the marks
 * @param {{move: (key: string, from: Element) => boolean, escape: () => void,
 *   zoom: (by: number, from: Element) => void}} act
 */
export function listenToKeys(pane, act) {
  pane.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") act.escape();
    else if (event.key === "+" || event.key === "=") act.zoom(1, event.target);
    else if (event.key === "-") act.zoom(-1, event.target);
    else if (!(event.key in WAYS || event.key === "Home" || event.key === "End")) return;
    else act.move(event.key, event.target);
    event.preventDefault();
    event.stopPropagation();
  });
}

/**
 * Hand on the letters pressed on the map or on a mark: what they mean is not the map's to know.
 * @param {HTMLElement} container of the map
 * @param {(key: string) => void} take
 */
export function listenToLetters(container, take) {
  container.addEventListener("keydown", ({ key, ctrlKey, metaKey, altKey }) => {
    if (/^\p{L}$/u.test(key) && !ctrlKey && !metaKey && !altKey) take(key.toLowerCase());
  });
}
