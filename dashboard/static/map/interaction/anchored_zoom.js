/** Zooming by key and button: what a reader has chosen stays where it is, and so in view. */

/**
 * Let a map zoom around what is chosen, where something is; the pointer's zoom is around the pointer.
 * @param {object} map Leaflet's, whose keys and buttons all zoom by `setZoom`
 * @param {() => number[]|null} chosen [longitude, latitude] of what stays
 */
export function anchorZoom(map, chosen) {
  const { setZoom } = map;
  map.setZoom = (zoom, options) => {
    const at = chosen();
    if (!at) return setZoom.call(map, zoom, options);
    const within = Math.min(Math.max(zoom, map.getMinZoom()), map.getMaxZoom());
    return map.setZoomAround([at[1], at[0]], within, options);
  };
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
