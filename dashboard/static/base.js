/**
 * The ground: land, relief, water and lines, drawn by Leaflet in its own panes.
 *
 * `loadBase` fetches; `drawBase` draws what was fetched and returns a handle
 * that restyles it for a zoom and a theme. Names are drawn elsewhere.
 */

import { lateRenderer } from "./lateground.js";
import {
  atZoom, BORDER_DASH, BORDER_DASH_SMALL, DISTRICT_ZOOM, FOCUS_COUNTRIES, MINOR_RIVER_ZOOM, palette,
  WIDTHS,
} from "./style.js";
import { keepThin } from "./thinlines.js";

/** Panes from the ground up, with their z-index. */
export const PANES = {
  "panj-world": 200, "panj-land": 205, "panj-relief": 210, "panj-lines": 220,
  "panj-areas": 230, "panj-border": 240, "panj-scene": 450, "panj-buttons": 600,
};

const FILES = [
  "countries", "neighbours", "border", "outlines", "province-lines", "rivers", "lakes",
  "places", "crossings", "labels",
];

/** The panes of the map, made once. */
export function makePanes(map) {
  for (const [name, zIndex] of Object.entries(PANES)) {
    const pane = map.getPane(name) ?? map.createPane(name);
    pane.style.zIndex = zIndex;
    pane.style.pointerEvents = "none";
  }
}

/**
 * Fetch the base layers; one that is missing is told on the console and left out.
 * @param {string|{json: (file: string) => Promise<object>, url: (file: string) => string}} address
 *   of the layers, ending in "/"; or what gives them
 * @returns {Promise<Object<string, object|null>>} by file name without its ending
 */
export async function loadBase(address) {
  const found = await Promise.all([
    ...FILES.map((name) => loadLayer(address, `${name}.geojson`)),
    loadLayer(address, "layers.json"),
  ]);
  const base = Object.fromEntries(FILES.map((name, i) => [name, found[i]]));
  const relief = found.at(-1)?.layers?.find((layer) => layer.name === "hillshade");
  base.relief = relief?.bounds
    ? { url: urlOf(address, relief.file), bounds: cornersOf(relief.bounds) } : null;
  return base;
}

async function loadLayer(address, file) {
  try {
    if (address.json) return await address.json(file);
    const response = await fetch(urlOf(address, file));
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    return await response.json();
  } catch (error) {
    console.warn(`Panj: the layer ${file} is missing.`, error);
    return null;
  }
}

/** [west, south, east, north] as Leaflet's two corners. */
function cornersOf([west, south, east, north]) {
  return [[south, west], [north, east]];
}

function urlOf(address, file) {
  return address.url?.(file) ?? new URL(address + file, document.baseURI).href;
}

/**
 * Draw the base layers.
 * @returns {{restyle: (theme: string) => void, late: Promise<void>}} `late`: the layers that
 *   this view needs besides the first ones are drawn
 */
export function drawBase(L, map, base, address, theme) {
  const drawing = { L, map, address, theme, layers: [], renderers: {}, asked: new Set() };
  const add = (...given) => addLayer(drawing, ...given);
  add(base.neighbours, "panj-land", neighbourStyle);
  add(base.countries, "panj-land", landStyle, isFocus);
  addRelief(drawing, base.relief);
  add(base.lakes, "panj-lines", lakeStyle);
  add(base.rivers, "panj-lines", riverStyle, (river) => !river.properties.border);
  add(base["province-lines"], "panj-lines", provinceStyle);
  add(base.outlines, "panj-lines", neighbourLineStyle, (line) => !isFocusLine(line));
  add(base.outlines, "panj-lines", outlineStyle, isFocusLine);
  add(base.rivers, "panj-border", riverStyle, (river) => river.properties.border);
  add(base.border, "panj-border", casingStyle);
  add(base.border, "panj-border", borderStyle);
  const restyle = (next) => {
    drawing.theme = next;
    restyleAll(drawing);
  };
  map.on("zoomend", () => restyleAll(drawing));
  map.on("moveend", () => addLate(drawing, base));
  return { restyle, late: addLate(drawing, base) };
}

function isFocus(country) {
  return FOCUS_COUNTRIES.has(country.properties.id);
}

function isFocusLine(line) {
  return line.properties.kind === "focus";
}

function addLayer(drawing, data, pane, style, filter) {
  if (!data) return;
  const { L, map } = drawing;
  drawing.renderers[pane] ??= lateRenderer(L, { pane, padding: 0.4 });
  const layer = L.geoJSON(data, {
    pane, filter, renderer: drawing.renderers[pane], interactive: false, smoothFactor: 0.6,
    style: (feature) => style(palette(drawing.theme), map.getZoom(), feature),
  });
  layer.eachLayer((path) => keepThin(L, path));
  drawing.layers.push(layer.addTo(map));
}

function addRelief(drawing, relief) {
  if (!relief) return;
  const { L, map } = drawing;
  drawing.relief = L.imageOverlay(relief.url, relief.bounds, {
    pane: "panj-relief", interactive: false, alt: "", className: "panj-relief",
  }).addTo(map);
  drawing.relief.setOpacity(reliefOpacity(drawing));
}

function reliefOpacity({ map, theme }) {
  return atZoom(WIDTHS.relief, map.getZoom()) * palette(theme).reliefStrength;
}

function restyleAll(drawing) {
  for (const layer of drawing.layers) layer.setStyle(layer.options.style);
  drawing.relief?.setOpacity(reliefOpacity(drawing));
}

/** Layers that only some views need: district lines near, the world far out. */
async function addLate(drawing, base) {
  const { map, address, asked } = drawing;
  const wanted = [];
  if (map.getZoom() >= DISTRICT_ZOOM) wanted.push(["district-lines", "panj-lines", districtStyle]);
  if (beyond(drawing, base)) wanted.push(["world", "panj-world", worldStyle]);
  for (const [name, pane, style] of wanted.filter(([file]) => !asked.has(file))) {
    asked.add(name);
    const data = await loadLayer(address, `${name}.geojson`);
    addLayer(drawing, data, pane, style);
    if (data && name === "world") map.getContainer().dataset.world = "true";
  }
}

function beyond(drawing, base) {
  if (!base.neighbours || !drawing.map.getSize().x) return false;
  drawing.region ??= drawing.L.geoJSON(base.neighbours).getBounds();
  return !drawing.region.contains(drawing.map.getBounds());
}

const line = (color, weight, more = {}) => ({
  color, weight, opacity: 1, fill: false, lineCap: "round", lineJoin: "round", ...more,
});

const neighbourStyle = (colours) => ({
  color: colours.neighbour, weight: 0.8, fillColor: colours.neighbour, fillOpacity: 1,
});
const worldStyle = (colours) => ({
  color: colours.neighbourLine, weight: 1, fillColor: colours.neighbour, fillOpacity: 1,
});
const landStyle = (colours) => ({
  color: colours.land, weight: 0.8, fillColor: colours.land, fillOpacity: 1,
});
const lakeStyle = (colours) => ({
  color: colours.river, weight: 0.6, fillColor: colours.lake, fillOpacity: 1,
});
const riverStyle = (colours, zoom, { properties: { border, rank } }) => line(
  colours.river, atZoom(border ? WIDTHS.borderRiver : WIDTHS.river, zoom),
  { opacity: rank === "minor" && zoom < MINOR_RIVER_ZOOM ? 0 : 1 },
);
const outlineStyle = (colours, zoom) => line(colours.outline, atZoom(WIDTHS.outline, zoom));
const neighbourLineStyle = (colours) => line(colours.neighbourLine, 1);
const provinceStyle = (colours, zoom) => line(
  colours.provinceLine, atZoom(WIDTHS.province, zoom), { dashArray: zoom < 7 ? null : "1 2.6" },
);
const districtStyle = (colours, zoom) => line(colours.provinceLine, 0.7, {
  dashArray: "0.5 3", opacity: zoom < DISTRICT_ZOOM ? 0 : 0.8,
});
const casingStyle = (colours, zoom) => line(
  colours.casing, atZoom(WIDTHS.border, zoom) + 1.6, { opacity: colours.casingOpacity },
);
const borderStyle = (colours, zoom) => line(colours.border, atZoom(WIDTHS.border, zoom), {
  dashArray: zoom < 7 ? BORDER_DASH_SMALL : BORDER_DASH, lineCap: "butt",
});
