/**
 * The map laid out anew at a size of its own, beside the one on the page, and taken down as SVG:
 * the same state and drawing, so that names and marks keep clear of each other at that size.
 */

import { PANES } from "../map/basemap/basemap.js";
import { createMap } from "../map/map.js";
import { createGhosts } from "../map/render/account_ghosts.js";
import { palette } from "../shared/theme.js";
import { font } from "./image_text.js";
import { svg, textLine } from "../shared/svg.js";
import { say } from "../shared/words.js";

const SNAP = 0.25;
/** The panes of a drawing, from the ground up: where other sources put the open event lies under the marks. */
const DRAWN = Object.keys(PANES).flatMap((name) => (name === "panj-scene" ? ["panj-ghosts", name] : [name]));

/**
 * Lay the map out once more and take its drawing.
 * @param {object} L Leaflet
 * @param {object} options of createMap; with `others`, {told, accountsOf} of account_ghosts.js, where other sources put
 *   the open event
 * @param {{box: number[], padding: number, maxZoom?: number, size: {width: number, height: number},
 *   reserved: object[]}} frame what must be in view [west, south, east, north], how many pixels
 *   around it, how close at most; at which size; the boxes in it that belong to something else
 * @returns {Promise<{drawing: SVGElement, layout: object, map: object, shown: number,
 *   release: () => void}>}
 */
export async function renderOffscreen(L, options, { box, padding, maxZoom, size, reserved }) {
  const host = hostOf(size);
  const map = L.map(host.firstChild, {
    zoomControl: false, attributionControl: false, keyboard: false, trackResize: false,
    zoomSnap: SNAP, fadeAnimation: false, zoomAnimation: false,
  });
  const [west, south, east, north] = box;
  map.fitBounds([[south, west], [north, east]], { padding: [padding, padding], maxZoom, animate: false });
  const view = { ...map.getCenter(), zoom: map.getZoom() };
  let status = {};
  const layer = createMap(L, map, {
    ...options, ground: null, controls: () => noControls(reserved),
    state: { ...options.state, view },
    on: { status: (next) => { status = next; } },
  });
  await layer.ready;
  if (status.state === "down") {
    host.remove();
    throw new Error(say("picture.no_events"));
  }
  // The ground may still be the one before a last move to the open event (deferred_renderer.js).
  await new Promise((done) => { requestAnimationFrame(() => setTimeout(done)); });
  const { others, theme } = options;
  if (others) await createGhosts(L, map, others.accountsOf, layer.boxes).show(others.told, theme);
  return {
    map, drawing: await taken(map, palette(theme)), layout: layer.layout(), shown: status.shown,
    // The map is not told to go: its observers outlive it for a moment.
    release: () => host.remove(),
  };
}

/** A place for a map, in the document but out of sight and out of reach. */
function hostOf({ width, height }) {
  const host = document.createElement("div");
  Object.assign(host.style, {
    position: "fixed", left: "-10000px", top: "0", width: `${width}px`, height: `${height}px`,
  });
  host.inert = true;
  host.setAttribute("aria-hidden", "true");
  const place = document.createElement("div");
  // The frame's style gives its map the size of the frame.
  for (const side of ["width", "height"]) place.style.setProperty(side, "100%", "important");
  host.append(place);
  document.body.append(host);
  return host;
}

function noControls(reserved) {
  return { fit() {}, say() {}, footnotes: () => false, notice: { show() {} }, boxes: () => reserved };
}

/** The panes of a map, from the ground up, as one drawing in pixels of its view. */
async function taken(map, colours) {
  const { x, y } = map.getSize();
  const world = map.getContainer().dataset.world === "true";
  const origin = map.containerPointToLayerPoint([0, 0]);
  const drawing = svg("svg", { width: x, height: y, viewBox: `0 0 ${x} ${y}` });
  drawing.append(svg("rect", { width: x, height: y, fill: world ? colours.sea : colours.neighbour }));
  for (const name of DRAWN) {
    for (const node of map.getPane(name)?.children ?? []) {
      const part = await partOf(node, origin, colours);
      if (part) drawing.append(part);
    }
  }
  return drawing;
}

/** The number of a source's row, as beside a shape of the map. */
export function numberDisc(number, colours, { x, y } = { x: 0, y: 0 }) {
  return svg("g", { class: "panj-ghost" },
    svg("circle", { cx: x, cy: y, r: 9.5, fill: colours.page, stroke: colours.text }),
    textLine(number, { x, y: y + 4.5, font: font(12, 700), fill: colours.text, halo: null, anchor: "middle" }));
}

async function partOf(node, { x, y }, colours) {
  const shift = { transform: `translate(${-x} ${-y})` };
  const copies = () => [...node.childNodes].map((child) => child.cloneNode(true));
  if (node.classList.contains("panj-overlay")) return svg("g", {}, ...copies());
  if (node instanceof SVGElement) return svg("g", shift, ...copies());
  if (node.classList.contains("panj-ghost-number")) return svg("g", shift, numberDisc(node.textContent, colours, node._leaflet_pos));
  if (node instanceof HTMLImageElement) return svg("g", shift, await imageOf(node));
  return null;
}

/** An image of a pane, with its pixels in it: a picture must not ask for anything. */
async function imageOf(node) {
  const at = node._leaflet_pos;
  const attributes = {
    x: at.x, y: at.y, width: parseFloat(node.style.width), height: parseFloat(node.style.height),
    opacity: node.style.opacity || null, preserveAspectRatio: "none",
  };
  await node.decode();
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: node.naturalWidth, height: node.naturalHeight });
  canvas.getContext("2d").drawImage(node, 0, 0);
  return svg("image", { ...attributes, href: canvas.toDataURL("image/png") });
}
