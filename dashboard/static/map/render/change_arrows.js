/**
 * Where events were in an earlier version and where they are in the later one: an arrow with its
 * kilometres for a point that moved, two outlines for any other place. They are no marks, and
 * nothing leads to them; the list in Compare tells the same.
 */
import { palette } from "../../shared/theme.js";

const PANE = "panj-changes";
const HEAD = 10; // pixels of an arrow's head
const LETTER = 8; // pixels, about: a label stands left of its point, away from the marks' own, if it finds room
const CLOSEST = 9; // the zoom to which a comparison brings the map at most

/**
 * @param {object} L Leaflet
 * @param {object} map
 * @returns {{show: (places: {told: string, km: string|null, places: (object|null)[]}[], theme: string) => void, place: () => void}}
 */
export function createArrows(L, map) {
  const pane = map.createPane(PANE);
  pane.style.zIndex = 620; // above marks, which an arrow joins
  pane.style.pointerEvents = "none";
  pane.setAttribute("aria-hidden", "true");
  const group = L.layerGroup().addTo(map);
  let [shown, drawn, colours] = ["[]", [], palette("light")];

  return { show, place };

  function show(places, theme) {
    const key = JSON.stringify(places);
    colours = palette(theme);
    drawn = places;
    place();
    if (key === shown) return;
    shown = key;
    const shapes = places.flatMap(({ places: ends }) => ends.filter(Boolean));
    if (shapes.length) map.fitBounds(L.featureGroup(shapes.map((one) => L.geoJSON(one))).getBounds(), { padding: [48, 48], maxZoom: CLOSEST, animate: false });
  }

  /** Draw them anew: an arrow's head has its size on the screen. */
  function place() {
    group.clearLayers();
    for (const one of drawn) draw(one);
  }

  function draw({ told, km, places: [old, now] }) {
    if (km === null) {
      outline(old, { color: colours.border, weight: 1.4, dashArray: "4 3" });
      outline(now, { color: colours.accent, weight: 2 });
      label(L.geoJSON(now ?? old).getBounds().getCenter(), told);
      return;
    }
    const [from, to] = [old, now].map(({ coordinates: [lng, lat] }) => L.latLng(lat, lng));
    outline(old, { color: colours.border, weight: 1.4 });
    arrow(from, to);
    label(map.containerPointToLatLng(map.latLngToContainerPoint(from).add(map.latLngToContainerPoint(to)).divideBy(2)), km);
  }

  function outline(geometry, look) {
    if (!geometry) return;
    const style = { ...look, fill: false, interactive: false, pane: PANE };
    L.geoJSON(geometry, { style, interactive: false, pane: PANE, pointToLayer: (_, at) => L.circleMarker(at, { ...style, radius: 5 }) }).addTo(group);
  }

  function arrow(from, to) {
    const style = { color: colours.accent, weight: 2.4, interactive: false, pane: PANE, className: "panj-change-arrow" };
    const [start, end] = [from, to].map((at) => map.latLngToContainerPoint(at));
    const long = start.distanceTo(end);
    L.polyline([from, to], style).addTo(group);
    if (long < HEAD) return;
    const [x, y] = [(end.x - start.x) / long, (end.y - start.y) / long];
    const corner = (side) => map.containerPointToLatLng([end.x - HEAD * x - side * y * HEAD / 2, end.y - HEAD * y + side * x * HEAD / 2]);
    L.polygon([to, corner(1), corner(-1)], { ...style, fill: true, fillOpacity: 1, fillColor: colours.accent, className: "" }).addTo(group);
  }

  function label(at, words) {
    const made = document.createElement("span");
    made.textContent = words;
    const isCut = map.latLngToContainerPoint(at).x < words.length * LETTER;
    const icon = L.divIcon({ className: isCut ? "panj-change-label is-right" : "panj-change-label", html: made, iconSize: [0, 0] });
    L.marker(at, { icon, interactive: false, keyboard: false, pane: PANE }).addTo(group);
  }
}
