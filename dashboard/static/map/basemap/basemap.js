/**
 * The ground: land, relief, water and lines, drawn by Leaflet in its own panes.
 *
 * `loadBase` fetches; `drawBase` draws what was fetched and returns a handle
 * that restyles it for a zoom and a theme. Names are drawn elsewhere.
 */

import { creditsInView } from "./credits_in_view.js";
import { afterFrame, deferredRenderer } from "./deferred_renderer.js";
import {
  atZoom, BORDER_DASH, BORDER_DASH_SMALL, DISTRICT_ZOOM, FOCUS_COUNTRIES, MINOR_RIVER_ZOOM, palette,
  WIDTHS,
} from "../../shared/theme.js";
import { keepThin } from "../geometry/thinlines.js";
import { WorldPieces } from "./world_pieces.js";

/** Panes from the ground up, with their z-index. */
export const PANES = {
  "panj-world": 200, "panj-land": 205, "panj-own": 207, "panj-relief": 210, "panj-lines": 220, "panj-tiles": 225,
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
  const layers = found.at(-1)?.layers;
  if (layers) base.credits = Object.fromEntries(layers.map(({ name, attribution }) => [name, attribution]));
  const relief = layers?.find((layer) => layer.name === "hillshade");
  base.relief = relief?.bounds
    ? { url: urlOf(address, relief.file), bounds: cornersOf(relief.bounds) } : null;
  return base;
}

/**
 * Fetch the names that the world's places are found by; null where they are missing.
 * @param {string|object} address as of loadBase
 */
export function loadWorldNames(address) {
  return loadLayer(address, "world-names.json");
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
 * @param {(names: {labels: object[], towns: object[]}) => void} [named] is told the names of the
 *   world in the view, whenever they change
 * @returns {{restyle: (theme: string) => void, late: Promise<void>, credits: Function}} `late`: the
 *   layers that this view needs besides the first ones are drawn; `credits`, of all credits, those
 *   of the view, with the areas of events that are drawn in it
 */
export function drawBase(L, map, base, address, theme, named = () => {}) {
  const drawing = { L, map, address, theme, named, layers: [], renderers: {}, asked: new Set(), followed: [] };
  drawing.world = new WorldPieces(
    (file) => loadLayer(address, file),
    (feature) => makeLayer(drawing, feature, ...PIECES[feature.properties.kind]),
  );
  const add = (...given) => addLayer(drawing, ...given);
  add(base.neighbours, "panj-land", neighbourStyle);
  add(base.countries, "panj-land", landStyle, isFocus);
  addRelief(drawing, base.relief);
  add(base.lakes, "panj-lines", lakeStyle);
  add(base.rivers, "panj-lines", riverStyle, (river) => !river.properties.border);
  add(base["province-lines"], "panj-lines", provinceStyle);
  add(base.outlines, "panj-lines", (colours) => (
    (drawing.world.shown.length ? abroadStyle : neighbourLineStyle)(colours)
  ), (line) => !isFocusLine(line));
  add(base.outlines, "panj-lines", outlineStyle, isFocusLine);
  add(base.rivers, "panj-border", riverStyle, (river) => river.properties.border);
  add(base.border, "panj-border", casingStyle);
  add(base.border, "panj-border", borderStyle);
  const restyle = (next) => {
    drawing.theme = next;
    restyleAll(drawing);
  };
  map.on("zoomend", () => restyleAll(drawing));
  map.on("moveend", () => afterFrame(() => addLate(drawing, base))); // which shows the marks
  const credits = (all, areas) => creditsInView(all, base, map, [
    ...(drawing.world.shown.length ? ["world-pieces"] : []), ...(drawing.outlined ? ["world"] : []),
    ...(areas.some((area) => area.geometry) ? ["boundaries"] : []),
  ]);
  return { restyle, late: addLate(drawing, base), credits };
}

function isFocus(country) {
  return FOCUS_COUNTRIES.has(country.properties.id);
}

function isFocusLine(line) {
  return line.properties.kind === "focus";
}

function addLayer(drawing, data, pane, style, filter) {
  return data && makeLayer(drawing, data, pane, style, filter).addTo(drawing.map);
}

function makeLayer(drawing, data, pane, style, filter) {
  const { L, map } = drawing;
  drawing.renderers[pane] ??= deferredRenderer(L, { pane, padding: 0.4 });
  const layer = L.geoJSON(data, {
    pane, filter, renderer: drawing.renderers[pane], interactive: false, smoothFactor: 0.6,
    style: (feature) => style(palette(drawing.theme), map.getZoom(), feature),
  });
  layer.eachLayer((path) => keepThin(L, path));
  layer.on("add", () => {
    layer.setStyle(layer.options.style);
    drawing.layers.push(layer);
  });
  layer.on("remove", () => drawing.layers.splice(drawing.layers.indexOf(layer), 1));
  return layer;
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

/** Layers that only some views need: district lines near, the world elsewhere. */
async function addLate(drawing, base) {
  const { map, address, asked } = drawing;
  if (map.getZoom() >= DISTRICT_ZOOM && !asked.has("district-lines")) {
    asked.add("district-lines");
    const lines = await loadLayer(address, "district-lines.geojson");
    addLayer(drawing, lines, "panj-lines", districtStyle);
  }
  if (!beyond(drawing, base)) leavePieces(drawing);
  else if (isElsewhere(drawing)) await addPieces(drawing);
  else await addOutline(drawing);
}

/** The world in pieces, with its names. */
async function addPieces(drawing) {
  const { map, world } = drawing;
  if (!await world.show(map)) return;
  (await drawing.outline)?.remove();
  drawing.outlined = false;
  followPieces(drawing);
  map.getContainer().dataset.world = "true";
}

function leavePieces(drawing) {
  const { map, world } = drawing;
  if (!world.shown.length) return;
  world.hide(map);
  followPieces(drawing);
}

/** Style the rest and name places as the pieces ask, where others are shown than before. */
function followPieces(drawing) {
  const { world: { shown }, followed } = drawing;
  if (shown.length === followed.length && shown.every((piece, at) => piece === followed[at])) return;
  drawing.followed = shown;
  restyleAll(drawing);
  drawing.named(drawing.world.names());
}

/** The world in outline, beside the region. */
async function addOutline(drawing) {
  const { map, address } = drawing;
  drawing.outline ??= loadLayer(address, "world.geojson").then((data) => (
    data && makeLayer(drawing, data, "panj-world", worldStyle)));
  const outline = await drawing.outline;
  if (!outline || isElsewhere(drawing)) return;
  outline.addTo(map);
  drawing.outlined = true;
  leavePieces(drawing);
  map.getContainer().dataset.world = "true";
}

/** Whether the view is of another part of the world; a file alone has no pieces of it. */
function isElsewhere({ map, address }) {
  if (address.json) return false;
  return map.getZoom() < FAR_ZOOM || !isInRegion(map.getCenter());
}

/** While the view's middle is here, the region's own layers are what it is about. */
function isInRegion({ lat, lng }) {
  return lng > 60 && lng < 76 && lat > 29 && lat < 42;
}

/** Farther out than this the view is of the world, wherever its middle is. */
const FAR_ZOOM = 5.5;

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

const abroadStyle = (colours) => line(colours.outline, 1);
const disputedStyle = (colours, zoom) => line(colours.outline, zoom < 6 ? 1 : 1.3, {
  dashArray: "4 4", lineCap: "butt",
});

/** Where and how each kind of thing in a piece of the world is drawn. */
const PIECES = {
  land: ["panj-world", neighbourStyle],
  lake: ["panj-world", lakeStyle],
  river: ["panj-world", (colours) => line(colours.river, 1)],
  coast: ["panj-world", neighbourLineStyle],
  province: ["panj-lines", (colours, zoom) => line(colours.neighbourLine, 0.8, {
    dashArray: "1 2.6", opacity: zoom < 6 ? 0 : 1,
  })],
  border: ["panj-lines", abroadStyle],
  disputed: ["panj-lines", disputedStyle],
};
