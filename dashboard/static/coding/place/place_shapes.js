// What is drawn over the map while a place is chosen: where the open event is, the places that its
// words propose, each with its number, and the corners of a region.
import { el } from "../../shared/dom.js";
import { palette } from "../../shared/theme.js";
import { say } from "../../shared/words.js";

const PANE = "panj-choice";
const SIZE = 24;
const CLOSEST = 9;
/** What is smaller than this share of the view is brought nearer. */
const SMALL = 5;

/**
 * @param {object} L Leaflet
 * @param {object} map
 * @param {(number: number) => void} take takes a proposed place, by its number from 0
 */
export function createPlaceShapes(L, map, take) {
  const pane = map.createPane(PANE);
  pane.style.zIndex = 440; // above the areas, below marks
  pane.style.pointerEvents = "none";
  const group = L.layerGroup().addTo(map);

  /** @param {{geometry: object|null, radius_km: number|null, precision: string, proposed: object[]}|null} choices */
  function show(choices, theme, corners = []) {
    group.clearLayers();
    if (choices) {
      draw(choices.geometry, theme, choices);
      choices.proposed.forEach((one, number) => propose(one, number, choices, theme));
    }
    if (corners.length) sketch(corners, theme);
  }

  function draw(geometry, theme, { radius_km: radius = null, precision = "", proposed = false }) {
    if (!geometry) return null;
    const { focus, accent } = palette(theme);
    const soft = precision === "region" && !proposed;
    const line = proposed
      ? { color: accent, weight: 1.6, dashArray: "4 4", fill: false }
      : { color: focus, weight: soft ? 0 : 2.4, fillColor: focus, fillOpacity: soft ? 0.25 : 0.1, className: soft ? "soft" : "" };
    const style = (feature) => (/Line/.test(feature.geometry.type) ? { ...line, fill: false, weight: proposed ? 3 : 7, opacity: 0.6 } : line);
    return L.geoJSON({ type: "Feature", properties: {}, geometry }, {
      style, interactive: false, pane: PANE,
      pointToLayer: (_, at) => (radius
        ? L.circle(at, { ...line, radius: radius * 1000, pane: PANE, interactive: false })
        : L.circleMarker(at, { ...line, radius: 8, pane: PANE, interactive: false })),
    }).addTo(group);
  }

  function propose({ name, precision, geometry }, number, { geometry: now }, theme) {
    if (!geometry) return;
    const shape = JSON.stringify(geometry) === JSON.stringify(now)
      ? L.geoJSON({ type: "Feature", properties: {}, geometry }) : draw(geometry, theme, { proposed: true });
    const at = anchorOf(shape, number);
    const button = el("button", {
      type: "button", class: "choice", "aria-label": say("code_place.proposed", { number: number + 1, name, precision }),
      title: say("code_place.proposed", { number: number + 1, name, precision }), onclick: () => take(number),
    }, String(number + 1));
    const icon = L.divIcon({ className: "choice-at", html: button, iconSize: [SIZE, SIZE] });
    L.marker(at, { icon, keyboard: false, pane: "panj-buttons" }).addTo(group);
  }

  /** The corners so far, and the area that they would make. */
  function sketch(corners, theme) {
    const { focus } = palette(theme);
    const points = corners.map(([lng, lat]) => [lat, lng]);
    const given = { pane: PANE, interactive: false };
    L.polygon(points, { ...given, stroke: false, fillColor: focus, fillOpacity: 0.25, className: "soft" }).addTo(group);
    L.polyline([...points, points[0]], { ...given, color: focus, weight: 1.4, dashArray: "3 4" }).addTo(group);
    for (const point of points) L.circleMarker(point, { ...given, radius: 4, color: focus, fillOpacity: 1 }).addTo(group);
  }

  /** Bring into view what is not, no closer than a place with its surroundings. */
  function reveal({ geometry, proposed }, animate) {
    const shapes = [geometry, ...proposed.map((one) => one.geometry)].filter(Boolean);
    if (!shapes.length) return;
    const bounds = L.featureGroup(shapes.map((one) => L.geoJSON({ type: "Feature", properties: {}, geometry: one }))).getBounds();
    const across = (box) => box.getEast() - box.getWest();
    const seen = map.getBounds();
    if (!seen.contains(bounds) || across(bounds) * SMALL < across(seen)) map.fitBounds(bounds, { maxZoom: CLOSEST, padding: [40, 40], animate });
  }

  return { show, reveal };
}

/** Where a number stands: of an area on its northernmost corner, of a line on its middle, of a point beside it. */
function anchorOf(shape, number) {
  const [layer] = shape.getLayers();
  if (layer.getLatLng) return layer.getLatLng();
  const points = layer.getLatLngs().flat(Infinity);
  if (!layer.getLatLngs()[0].length && points.length) return points[Math.floor(points.length / 2) + number];
  return points.reduce((top, point) => (point.lat > top.lat ? point : top));
}
