/** Zooming: what a reader has chosen stays in view. */

/** Pixels that what is chosen keeps from the edge of the view. */
const EDGE = 40;

/**
 * Let a map zoom around what is chosen, where something is; the pointer's zoom is around the pointer, as far
 * as what is open stays in view.
 * @param {object} map Leaflet's, whose keys and buttons all zoom by `setZoom`, wheel and double click by
 *   `setZoomAround`
 * @param {{chosen: () => number[]|null, open: () => number[]|null}} held [longitude, latitude] of what stays where
 *   it is, and of what stays in view
 */
export function anchorZoom(map, { chosen, open }) {
  const { setZoom, setZoomAround } = map;
  const openInView = () => {
    const at = open();
    return at && map.getBounds().contains([at[1], at[0]]) ? { lat: at[1], lng: at[0] } : null;
  };
  map.setZoom = (zoom, options) => {
    const at = chosen();
    if (!at) return setZoom.call(map, zoom, options);
    const within = Math.min(Math.max(zoom, map.getMinZoom()), map.getMaxZoom());
    return setZoomAround.call(map, [at[1], at[0]], within, options);
  };
  map.setZoomAround = (around, zoom, options) => {
    const at = openInView();
    const scale = map.getZoomScale(zoom);
    if (!at || scale === 1) return setZoomAround.call(map, around, zoom, options);
    const fixed = isPoint(around) ? around : map.latLngToContainerPoint(around);
    return setZoomAround.call(map, keeping(fixed, map.latLngToContainerPoint(at), scale, map.getSize()), zoom, options);
  };
  let pinched = null;
  map.on("zoomstart", () => {
    if (map.touchZoom?._zooming) pinched = openInView();
  });
  map.on("zoomend", () => {
    if (pinched) map.panInside(pinched, { padding: [EDGE, EDGE] });
    pinched = null;
  });
}

const isPoint = (place) => Number.isFinite(place.x);

/** The point of a view that stays under a zoom: the one that is asked for, or the nearest that keeps another in view. */
function keeping(fixed, kept, scale, size) {
  const found = fixed.clone();
  for (const axis of ["x", "y"]) {
    const edge = Math.min(EDGE, size[axis] / 2, kept[axis], size[axis] - kept[axis]);
    const after = fixed[axis] + (kept[axis] - fixed[axis]) * scale;
    const within = Math.min(Math.max(after, edge), size[axis] - edge);
    if (within !== after) found[axis] = (within - kept[axis] * scale) / (1 - scale);
  }
  return found;
}

/**
 * Where an item of mark_buttons.js is on the ground: at its point, or where its area or line is
 * seen nearest to the middle of the view.
 * @param {object} map
 * @param {{lonLat?: number[], spots?: {x: number, y: number}[]}|null} item
 * @returns {number[]|null} [longitude, latitude]
 */
export function placeOf(map, item) {
  if (!item?.spots) return item?.lonLat ?? null;
  const middle = map.getSize().divideBy(2);
  const away = ({ x, y }) => Math.hypot(x - middle.x, y - middle.y);
  const { x, y } = item.spots.reduce((best, spot) => (away(spot) < away(best) ? spot : best));
  const { lng, lat } = map.containerPointToLatLng([x, y]);
  return [lng, lat];
}
