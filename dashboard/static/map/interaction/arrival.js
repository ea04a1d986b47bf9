/** Where the keyboard's focus goes once a zoom has replaced the mark that had it. */

import { nearestItem } from "./keyboard.js";

const MARGIN = 24;

/**
 * @param {object} map
 * @param {object} buttons of buttons.js
 * @returns {{leave: Function, forget: () => void, arrive: () => void}}
 */
export function createArrival(map, buttons) {
  let left = null;
  const project = ([lon, lat]) => map.latLngToContainerPoint([lat, lon]);

  /** The part of the view that a box of the ground takes, and a little around it. */
  function partOf([west, south, east, north]) {
    const [from, to] = [project([west, north]), project([east, south])];
    return {
      x: from.x - MARGIN, y: from.y - MARGIN, w: to.x - from.x + 2 * MARGIN, h: to.y - from.y + 2 * MARGIN,
    };
  }

  return {
    /** Remember what the reader zooms into: a cell, or whatever is in focus. */
    leave(item) {
      if (!item) return;
      const { x, y, w, h } = item.box;
      const { lng, lat } = map.containerPointToLatLng([x + w / 2, y + h / 2]);
      left = { key: item.key, lonLat: item.lonLat ?? [lng, lat], bbox: item.bbox ?? null };
    },
    forget() { left = null; },
    /** Focus the mark nearest to what was left, unless that is still there or the focus has moved on. */
    arrive() {
      const from = left;
      left = null;
      const container = map.getContainer();
      const active = document.activeElement;
      if (!from || buttons.node(from.key) || !(active === container || buttons.keyOf(active))) return;
      const found = nearestItem(buttons.items(), project(from.lonLat), from.bbox && partOf(from.bbox));
      if (found) buttons.focus(found.key);
    },
  };
}
