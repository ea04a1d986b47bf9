/**
 * An SVG drawing that lies over exactly the map's view and moves with it.
 *
 * Two groups: `ground` in layer points (unchanged while panning) and `screen`
 * in pixels of the view as it was when the drawing was last fitted.
 */

import { svg } from "../shared/svg.js";

export class Overlay {
  /**
   * @param {object} L Leaflet
   * @param {object} map
   * @param {string} pane name of an existing pane
   */
  constructor(L, map, pane) {
    this.L = L;
    this.map = map;
    this.element = svg("svg", { class: "panj-overlay", "aria-hidden": "true" });
    this.defs = svg("defs");
    this.ground = svg("g");
    this.screen = svg("g");
    this.element.append(this.defs, this.ground, this.screen);
    this.layer = new (scaledOverlay(L))(this.element, map.getBounds(), { pane, interactive: false });
    this.layer.addTo(map);
  }

  /** Lie over the present view. */
  fit() {
    const size = this.map.getSize();
    const origin = this.map.containerPointToLayerPoint([0, 0]);
    const corner = this.map.containerPointToLatLng(size);
    this.layer.width = size.x;
    this.layer.setBounds(this.L.latLngBounds(this.map.containerPointToLatLng([0, 0]), corner));
    this.element.style.width = `${size.x}px`;
    this.element.style.height = `${size.y}px`;
    this.element.setAttribute("viewBox", `0 0 ${size.x} ${size.y}`);
    this.ground.setAttribute("transform", `translate(${-origin.x} ${-origin.y})`);
  }
}

/** An overlay that a zoom scales as it is, where Leaflet's own would be laid out at another size. */
function scaledOverlay(L) {
  return L.SVGOverlay.extend({
    _reset() {
      if (!this.width) return; // nothing is drawn before it is fitted
      const [west, east] = [this._bounds.getNorthWest(), this._bounds.getNorthEast()]
        .map((corner) => this._map.latLngToLayerPoint(corner));
      L.DomUtil.setTransform(this._image, west, (east.x - west.x) / this.width);
    },
  });
}
