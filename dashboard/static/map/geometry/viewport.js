/** Where the map looks: its first view, the way home, and how it moves. */

/** The Afghanistan–Tajikistan border with Dushanbe: [[south, west], [north, east]]. */
const REGION = [[36.6, 67.6], [38.75, 75.15]];
const CLOSEST_HOME = 8;
/** The zoom at which a single place is shown with what is around it. */
const CLOSEST_PLACE = 10;
const LIMITS = { min: 2, max: 13 };

/** Whether the reader asked for less motion. */
export function motionReduced() {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Set how the map zooms and moves; without motion where the reader wants none. */
export function prepareMap(map) {
  Object.assign(map.options, { zoomSnap: 0.25, zoomDelta: 1, wheelPxPerZoomLevel: 90 });
  map.setMinZoom(LIMITS.min);
  map.setMaxZoom(LIMITS.max);
  if (!motionReduced()) return;
  // Leaflet reads these once at start; the map was made before us.
  map._zoomAnimated = false;
  Object.assign(map.options, { inertia: false, fadeAnimation: false });
  const pan = map.panBy;
  map.panBy = (offset, options) => pan.call(map, offset, { ...options, animate: false });
}

/** Wait until a map has a size, and follow its size from then on. */
export function sized(map) {
  return new Promise((resolve) => {
    const observer = new ResizeObserver(() => {
      map.invalidateSize({ pan: false, animate: false });
      if (map.getSize().x && map.getSize().y) resolve();
    });
    observer.observe(map.getContainer());
  });
}

/** Send a map somewhere; where it is zooming, Leaflet would pass over that, and it goes there afterwards. */
function send(map, go) {
  if (map._animatingZoom) map.once("zoomend", () => send(map, go));
  else go();
}

/**
 * The view of a box that fits the map's present size, or that of the whole border.
 * @param {object} map
 * @param {number[]|null} box [west, south, east, north]
 * @param {boolean} animate
 */
export function goHome(map, box, animate = false) {
  const size = map.getSize();
  const side = size.x < 640 ? 14 : 48;
  const bounds = box ? [[box[1], box[0]], [box[3], box[2]]] : REGION;
  send(map, () => map.fitBounds(bounds, {
    animate, maxZoom: CLOSEST_HOME,
    paddingTopLeft: [side, Math.min(40, size.y * 0.1)],
    paddingBottomRight: [side, Math.min(60, size.y * 0.14)],
  }));
}

/** Go to a given view, or home. */
export function goTo(map, view, home) {
  if (view) send(map, () => map.setView([view.lat, view.lng], view.zoom, { animate: false }));
  else goHome(map, home);
}

/** The present view, rounded for an address. */
export function viewOf(map) {
  const { lat, lng } = map.getCenter();
  const places = map.getZoom() > 9 ? 1e5 : 1e4;
  return {
    lat: Math.round(lat * places) / places, lng: Math.round(lng * places) / places,
    zoom: Math.round(map.getZoom() * 100) / 100,
  };
}

/** Whether a view is (nearly) the present one. */
export function sameView(map, view) {
  const now = viewOf(map);
  return Math.abs(now.lat - view.lat) < 2e-4 && Math.abs(now.lng - view.lng) < 2e-4
    && Math.abs(now.zoom - view.zoom) < 0.01;
}

/** The view as the data feed asks for it. */
export function questionOf(map) {
  const bounds = map.getBounds();
  return {
    bbox: [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()],
    zoom: Math.round(map.getZoom()),
  };
}

/** Move to a box [west, south, east, north], not closer than the present zoom. */
export function showBox(map, [west, south, east, north]) {
  const bounds = [[south, west], [north, east]];
  send(map, () => map.fitBounds(bounds, {
    maxZoom: map.getZoom(), padding: [60, 60], animate: !motionReduced(),
  }));
}

/** Show all of a box [west, south, east, north]; a point as close as its surroundings tell, or as it is. */
export function zoomToBox(map, [west, south, east, north]) {
  send(map, () => map.fitBounds([[south, west], [north, east]], {
    maxZoom: Math.max(CLOSEST_PLACE, map.getZoom()), padding: [60, 60], animate: !motionReduced(),
  }));
}

/** Zoom into a cell's box; always at least one step closer. */
export function zoomInto(map, { bbox: [west, south, east, north] }) {
  const bounds = [[south, west], [north, east]];
  const fitting = map.getBoundsZoom(bounds, false, [40, 40]);
  const zoom = Math.min(map.getMaxZoom(), Math.max(map.getZoom() + 1, fitting));
  map.setView([(south + north) / 2, (west + east) / 2], zoom, { animate: !motionReduced() });
}

/** Go to a place, not farther out than it asks. */
export function showPlace(map, { point: [lon, lat], zoom }) {
  send(map, () => map.setView([lat, lon], Math.max(zoom, map.getZoom()), { animate: !motionReduced() }));
}

/**
 * The box of all that an answer holds; what is said of a country as a whole widens it not, unless there
 * is nothing else.
 * @param {{marks: object[], cells: object[], areas: object[]}} answer of the server
 * @returns {number[]|null} [west, south, east, north]
 */
export function boxOfPlaces({ marks, cells = [], areas = [] }) {
  const every = [...marks, ...areas, ...cells];
  const inPlaces = every.filter(({ precision }) => precision !== "country");
  const corners = (inPlaces.length ? inPlaces : every).flatMap(({ bbox: [west, south, east, north] }) => [[west, south], [east, north]]);
  return corners.length ? boxOf({ coordinates: corners }) : null;
}

/**
 * The box of all that an answer holds, and of the whole border where the events are there. What is
 * said of a country as a whole widens it not.
 * @param {{marks: object[], cells: object[], areas: object[]}} answer of the server
 * @param {number[]|null} home box of a file's events where they are elsewhere
 * @returns {number[]|null} [west, south, east, north]
 */
export function boxOfAll({ marks, cells = [], areas = [] }, home) {
  const inPlaces = [...marks, ...areas].filter(({ precision }) => precision !== "country");
  const boxes = [...inPlaces, ...cells].map(({ bbox }) => bbox);
  const corners = [...boxes.flatMap(([west, south, east, north]) => [[west, south], [east, north]])];
  if (!home) corners.push(...REGION.map(([lat, lng]) => [lng, lat]));
  return corners.length ? boxOf({ coordinates: corners }) : home;
}

/** The box around an event's places. */
export function boxOfMark({ points, bbox }) {
  return points.length ? boxOf({ coordinates: points }) : bbox;
}

/** The box around coordinates of a geometry. */
export function boxOf(geometry) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  const visit = (part) => {
    if (typeof part[0] !== "number") return part.forEach(visit);
    box[0] = Math.min(box[0], part[0]);
    box[1] = Math.min(box[1], part[1]);
    box[2] = Math.max(box[2], part[0]);
    box[3] = Math.max(box[3], part[1]);
    return undefined;
  };
  for (const part of geometry.geometries ?? [geometry]) visit(part.coordinates);
  return box;
}
