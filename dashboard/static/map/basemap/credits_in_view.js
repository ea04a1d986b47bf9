/** Whom a view is to be credited to: the sources of what is drawn in it, and no others. */

import { CROSSING_ZOOM } from "../../shared/theme.js";

/** Layers whose features are looked at one by one, with the zoom from which they are drawn. */
const DRAWN_FROM = {
  countries: 0, neighbours: 0, border: 0, outlines: 0, "province-lines": 0, rivers: 0, lakes: 0, places: 0,
  crossings: CROSSING_ZOOM,
};

const boxes = new WeakMap();

/**
 * @param {string} credits all of them, parted by "; ", with their licences in brackets
 * @param {object} base as loadBase gives it; `credits`: each layer's, by its name
 * @param {object} map of Leaflet
 * @param {string[]} others names of the layers that are drawn besides the region's
 * @returns {string} those of the view, in the same order; all where the layers' are not known
 */
export function creditsInView(credits, base, map, others) {
  if (!base?.credits || !map.getSize().x) return credits;
  const [bounds, zoom] = [map.getBounds(), map.getZoom()];
  const view = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  const shown = [...others, ...Object.entries(DRAWN_FROM)
    .filter(([name, from]) => zoom >= from && base[name]?.features.some((feature) => meet(boxOf(feature), view)))
    .map(([name]) => name)];
  if (base.relief && bounds.intersects(base.relief.bounds)) shown.push("hillshade");
  const sources = new Set(shown.flatMap((name) => base.credits[name]?.split("; ") ?? []));
  return credits.split("; ").filter((credit) => sources.has(credit.replace(/ \([^()]*\)$/, ""))).join("; ");
}

function meet([west, south, east, north], [left, bottom, right, top]) {
  return west <= right && east >= left && south <= top && north >= bottom;
}

/** West, south, east, north of a feature; worked out once. */
function boxOf(feature) {
  if (!boxes.has(feature)) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    widen(box, feature.geometry.coordinates);
    boxes.set(feature, box);
  }
  return boxes.get(feature);
}

function widen(box, coordinates) {
  if (typeof coordinates[0] !== "number") {
    for (const part of coordinates) widen(box, part);
    return;
  }
  const [lng, lat] = coordinates;
  Object.assign(box, [Math.min(box[0], lng), Math.min(box[1], lat), Math.max(box[2], lng), Math.max(box[3], lat)]);
}
