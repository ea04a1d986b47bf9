/**
 * A ground that is drawn after the marks.
 *
 * Leaflet cuts and writes every line of the base layers before the events get their turn, and does so
 * three times for a zoom without animation. Here what is drawn is scaled and moved at once, as in
 * an animated zoom, and drawn anew only when the browser has shown a frame.
 */

/**
 * A renderer for Leaflet's lines and areas.
 * @param {object} L Leaflet 1.9
 * @param {object} options of an L.SVG
 */
export function lateRenderer(L, options) {
  const { prototype } = L.SVG;
  return new (L.SVG.extend({
    _initContainer() {
      prototype._initContainer.call(this);
      this._container.style.transformOrigin = "0 0"; // Leaflet's style has it with animation only
    },

    _update() {
      if (this._bounds) this._drawSoon();
      else prototype._update.call(this);
    },

    _reset() {
      this._drawSoon({ zoomed: true });
    },

    _onZoomEnd() {
      this._drawSoon({ zoomed: true });
    },

    _drawSoon({ zoomed = false } = {}) {
      this._zoomed ||= zoomed;
      this._onZoom();
      this._waiting ??= requestAnimationFrame(() => setTimeout(() => this._draw()));
    },

    _draw() {
      this._waiting = null;
      if (!this._map || this._map._animatingZoom) return; // the end of the zoom asks again
      if (this._zoomed) for (const path of Object.values(this._layers)) path._project();
      this._zoomed = false;
      prototype._update.call(this);
    },
  }))(options);
}
