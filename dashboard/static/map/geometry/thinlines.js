/**
 * Lines of the ground that are at once where a zoom wants them.
 *
 * Leaflet projects every vertex anew at each zoom, tens of thousands of them, though few can be
 * told apart. Here each is projected once, and a line is thinned once for each whole zoom.
 */

/** How far a thinned line may lie from the whole one, in pixels of the next closer whole zoom. */
const TOLERANCE = 0.5;

/**
 * Let a Leaflet line or polygon be projected from what is kept of it.
 * @param {object} L Leaflet 1.9
 * @param {L.Polyline} path not yet on a map
 */
export function keepThin(L, path) {
  const levels = new Map();
  let shares = null;

  /** The vertices of each ring as shares of the world's width, for a whole zoom. */
  function ringsFor(crs, level) {
    shares ??= ringsOf(path.getLatLngs()).map((ring) => ring.map((at) => crs.latLngToPoint(at, 0).divideBy(crs.scale(0))));
    if (!levels.has(level)) {
      const within = TOLERANCE / crs.scale(level);
      levels.set(level, shares.map((ring) => L.LineUtil.simplify(ring, within)));
    }
    return levels.get(level);
  }

  path._project = function project() {
    const { crs } = this._map.options;
    const [scale, origin] = [crs.scale(this._map.getZoom()), this._map.getPixelOrigin()];
    const onLayer = ({ x, y }) => L.point(Math.round(x * scale) - origin.x, Math.round(y * scale) - origin.y);
    this._rings = ringsFor(crs, Math.ceil(this._map.getZoom())).map((ring) => ring.map(onLayer));
    const box = this.getBounds();
    if (!box.isValid()) return;
    this._rawPxBounds = L.bounds(this._map.latLngToLayerPoint(box.getNorthWest()), this._map.latLngToLayerPoint(box.getSouthEast()));
    this._updateBounds();
  };
}

function ringsOf(latlngs) {
  return Array.isArray(latlngs[0]) ? latlngs.flatMap(ringsOf) : [latlngs];
}
