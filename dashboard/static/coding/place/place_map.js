// The map of Code mode: the page's own, with the sound events on it, on which places are chosen.
import { createMap } from "../../map/map.js";
import { el } from "../../shared/dom.js";

/** How far from a press a town may lie, in pixels. */
const REACH = 24;

/**
 * @param {object} L Leaflet
 * @param {{credits: string, pick: (position: number[], how: {reach_km: number, keyboard: boolean}) => void,
 *   open: (key: string) => void, leave: () => void, digit: (number: number) => void}} does `pick` is told where the
 *   map is pressed, `open` which event's mark, `digit` which of the proposed places
 */
export function createPlaceMap(L, { credits, pick, open, leave, digit }) {
  const container = el("div", { class: "place-map" });
  const map = L.map(container, { zoomControl: false, attributionControl: false, center: [37.9, 70.6], zoom: 6 });
  const cross = el("div", { class: "cross", "aria-hidden": "true" });
  const layer = createMap(L, map, {
    api: "../api/", layers: "../layers/", theme: theme(), credits,
    state: { collection: "events", version: "", query: "" },
    on: { select: (id) => open(id), escape: leave },
  });
  container.append(cross);
  map.on("click", ({ latlng, originalEvent }) => {
    if (!originalEvent.target.closest?.("button")) at(latlng, false);
  });
  container.addEventListener("keydown", (event) => {
    if (event.target !== container) return;
    if (event.key === "Enter" || event.key === " ") at(map.getCenter(), true);
    else if (event.key === "Escape") leave();
    else if (/^[1-9]$/.test(event.key)) digit(Number(event.key));
    else return;
    event.preventDefault();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => layer.update({ theme: theme() }));

  function at(latlng, keyboard) {
    const { lat, lng } = latlng.wrap();
    const beside = map.containerPointToLatLng(map.latLngToContainerPoint(latlng).add([REACH, 0]));
    pick([lng, lat], { reach_km: map.distance(latlng, beside) / 1000, keyboard });
  }

  return {
    node: container, map, theme,
    /** Show the collection as it is now. */
    show: (state) => layer.update(state),
    focus: () => container.focus(),
  };
}

function theme() {
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}
