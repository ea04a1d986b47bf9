/**
 * A ground that is drawn after the marks.
 *
 * Leaflet cuts and writes every line of the base layers in the task that moves the map, and three
 * times for a zoom without animation; until it is done, the browser shows nothing of the events
 * either. Here what is drawn is scaled at once, as in an animated zoom, and drawn anew when the
 * browser has shown a frame.
 */

/** How many times larger or smaller, at most, the old drawing stands in for the new one. */
const MOST_TIMES = 4;

const waiting = new Set();

/**
 * A renderer for Leaflet's lines and areas.
 * @param {object} L Leaflet 1.9
 * @param {object} options of an L.SVG
 */
export function deferredRenderer(L, options) {
  const { prototype } = L.SVG;
  return new (L.SVG.extend({
    _initContainer() {
      prototype._initContainer.call(this);
      this._container.style.transformOrigin = "0 0"; // Leaflet's style has it with animation only
      this._container.style.willChange = "transform"; // scaled without being painted anew
    },

    _update() {
      if (this._bounds) drawSoon(this);
      else prototype._update.call(this);
    },

    _onZoom() {
      this._zoomed = true;
      prototype._onZoom.call(this);
    },

    _onZoomEnd() {
      this._onZoom();
      drawSoon(this);
    },

    _reset() {
      this._onZoom();
      if (this._standsIn()) drawSoon(this);
      else this.draw();
    },

    /** Whether the old drawing shows most of what the new one will. */
    _standsIn() {
      const size = this._map.getSize();
      const times = this._map.getZoomScale(this._map.getZoom(), this._zoom);
      const away = this._map.latLngToContainerPoint(this._center).distanceTo(size.divideBy(2));
      return times <= MOST_TIMES && times >= 1 / MOST_TIMES && away < Math.min(size.x, size.y) / 2;
    },

    draw() {
      waiting.delete(this);
      if (!this._map || this._map._animatingZoom) return; // the end of the zoom asks again
      if (this._zoomed) for (const path of Object.values(this._layers)) path._project();
      this._zoomed = false;
      prototype._update.call(this);
    },
  }))(options);
}

/** Do something once the browser has shown a frame. */
export function afterFrame(act) {
  requestAnimationFrame(() => setTimeout(act));
}

function drawSoon(renderer) {
  if (!waiting.size) afterFrame(drawAll);
  waiting.add(renderer);
}

function drawAll() {
  const all = [...waiting];
  waiting.clear();
  for (const renderer of all) renderer.draw();
}
