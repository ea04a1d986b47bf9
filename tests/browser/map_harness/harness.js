/* An empty map as Folium makes it, and the layer on it; told what to show by the address. */
import { createMap } from "./static/map/map.js";

const asked = new URLSearchParams(location.search);
const view = asked.get("view")?.split(",").map(Number);
if (asked.has("hidden")) document.getElementById("map").style.display = "none";
const map = L.map("map", { zoomControl: false, attributionControl: false });
map.setView([37.6, 71.4], 6);
window.calls = { select: [], view: [], status: [], escape: 0 };
window.leafletMap = map;
const choices = { "English only": null, Tajik: "tg" };
window.panj = createMap(L, map, {
  names: asked.has("names") ? { choices, choose: (name) => window.panj.update({ names: choices[name] }) } : null,
  api: "api/",
  layers: "layers/",
  vendored: "vendored/",
  ground: { file: asked.get("ground") ?? "", tiles: "", credit: "", site: "", opens: true },
  theme: asked.get("theme") ?? "light",
  credits: "© OpenStreetMap contributors (ODbL); GeoNames (CC BY 4.0); Natural Earth; geoBoundaries; NOAA GLOBE; GSHHG (LGPL)",
  state: {
    query: asked.get("query") ?? "",
    selected: asked.get("selected"),
    view: view ? { lat: view[0], lng: view[1], zoom: view[2] } : null,
  },
  on: {
    select: (id, how) => window.calls.select.push([id, how]),
    view: (next) => window.calls.view.push(next),
    status: (next) => window.calls.status.push(next),
    escape: () => { window.calls.escape += 1; },
  },
});
window.panj.ready.then(() => { document.documentElement.dataset.ready = "true"; });
