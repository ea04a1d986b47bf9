/**
 * Where the open event is while it has no mark of its own: in a cell, or on the
 * plate of a crowded area. The server is asked for its place once.
 */

import { boxOf, boxOfMark } from "./geometry/viewport.js";

/** Degrees by which an area's box may differ from that of the event's own outline. */
const NEAR = 1e-3;
/** Degrees that rounding may take from a cell's box. */
const HAIR = 1e-5;

/**
 * @param {(collection: string, id: string) => Promise<object>} fetchItem an event as a feature
 * @returns {{find: Function, of: Function, box: Function}}
 */
export function createOpenEvent(fetchItem) {
  let known = { name: null, feature: null };
  const nameOf = (collection, id) => `${collection} ${id}`;

  /** Learn an event's place; null where it has none or it could not be asked for. */
  async function find(collection, id) {
    const name = nameOf(collection, id);
    if (known.name === name) return known.feature;
    try {
      const feature = await fetchItem(collection, id);
      known = { name, feature };
      return feature;
    } catch {
      return null;
    }
  }

  return {
    find,
    /** The box around an event's places, from its mark where that is known; null as of `find`. */
    async box(collection, id, mark) {
      if (mark) return boxOfMark(mark);
      const feature = await find(collection, id);
      return feature?.geometry ? boxOf(feature.geometry) : null;
    },
    /** The event as a feature, if its place is known. */
    of: (collection, id) => (known.name === nameOf(collection, id) ? known.feature : null),
  };
}

/**
 * A layout in which what holds the open event says so.
 * @param {object} layout of layout.js: discs, plates, areas
 * @param {string|null} id of the open event, where it has no mark in the layout
 * @param {object|null} feature the same event, if its place is known
 */
export function withHolder(layout, id, feature) {
  if (id === null) return layout;
  const { geometry, properties = {} } = feature ?? {};
  const isArea = geometry && !/Point$/.test(geometry.type);
  const isPlace = isArea ? placeTest(boxOf(geometry), properties.place_precision) : () => false;
  const holds = ({ events, counted, parts = [] }) => events.some((event) => event.id === id)
    || parts.some(holds) || Boolean(counted && isPlace(counted));
  const mark = (group, test) => (test(group) ? { ...group, holdsOpen: true } : group);
  const plates = layout.plates.map((plate) => mark(plate, holds));
  const point = geometry && !plates.some((plate) => plate.holdsOpen) ? pointOf(geometry) : null;
  return {
    ...layout,
    plates,
    areas: layout.areas.map((area) => mark(area, holds)),
    discs: layout.discs.map((disc) => (point && within(disc.bbox, point) ? { ...disc, holdsOpen: true, lonLat: point } : disc)),
  };
}

/** Where a cell counts an event: at its first point, or in the middle of its box. */
function pointOf(geometry) {
  if (geometry.type === "Point") return geometry.coordinates;
  if (geometry.type === "MultiPoint") return geometry.coordinates[0];
  const [west, south, east, north] = boxOf(geometry);
  return [(west + east) / 2, (south + north) / 2];
}

/** Whether an area is the one of a box, known as closely. */
function placeTest(box, precision) {
  return (area) => area.precision === precision
    && area.bbox.every((edge, i) => Math.abs(edge - box[i]) < NEAR);
}

function within([west, south, east, north], [lon, lat]) {
  return lon >= west - HAIR && lon <= east + HAIR && lat >= south - HAIR && lat <= north + HAIR;
}
