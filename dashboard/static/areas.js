/**
 * The shapes of events whose place is an area or a line, drawn on the ground:
 * a band along a border, a hatch in a province, dots in a region.
 */

import { isArea, pathOf } from "./geometry.js";
import { moved, outlineOf } from "./outlines.js";
import { sharedFamily } from "./stacks.js";
import { atZoom, familyColour, WIDTHS } from "./style.js";
import { round, svg } from "./svg.js";

const HATCH = { width: 1.5, step: 8 };
const DOTS = { radius: 1.15, step: 11 };
/** A neutral hatch or dots stand for many events, and lie under much else: they are quieter. */
const QUIET = 0.45;

/**
 * Draw shapes into an overlay. A shape has the colour that all its events share, or a neutral one.
 * @param {Overlay} overlay
 * @param {{key: string, geometry: object, precision: string, events: object[], counted?: object,
 *   holdsOpen?: boolean}[]} places
 * @param {{map: object, L: object, colours: object, selected: string|null}} scene
 */
export function drawAreas(overlay, places, scene) {
  const families = new Set();
  const drawn = [];
  for (const place of places) {
    const family = sharedFamily(place);
    families.add(family);
    drawn.push(...shapeOf(place, family, scene));
  }
  overlay.defs.replaceChildren(...patterns(families, scene), blur(scene), ...bandMasks(drawn, scene));
  overlay.ground.replaceChildren(...drawn.map((item) => item.element));
}

function shapeOf(place, family, scene) {
  const lit = place.holdsOpen || place.events.some((event) => event.id === scene.selected);
  const colour = colourOf(family, scene);
  if (!isArea(place.geometry)) return bandOf(place, colour, lit, scene);
  const path = groundPath(place, scene);
  const draw = { country: countryOf, region: regionOf }[place.precision] ?? hatchOf;
  return draw(path, family, colour, lit, scene).map((element) => ({ element }));
}

function colourOf(family, { colours }) {
  return family === null ? colours.muted : familyColour(colours, family);
}

/** Width of a border's band at a zoom, in pixels. */
export function bandWidth(zoom) {
  return atZoom(WIDTHS.band, zoom);
}

const paths = new WeakMap();

/** Path of a geometry in layer points, kept while the map pans; lines are smoothed to `tolerance` pixels. */
function groundPath({ geometry }, { L, map }, tolerance = 0) {
  const ground = `${map.getZoom()} ${map.getPixelOrigin()} ${tolerance}`;
  const last = paths.get(geometry);
  if (last?.ground === ground) return last.path;
  const outline = outlineOf(geometry, map.getZoom(), ([lon, lat]) => map.latLngToLayerPoint([lat, lon]));
  const lines = moved(outline.lines, outline.offset).map((line) => L.LineUtil.simplify(line, tolerance));
  const path = pathOf(lines, isArea(geometry));
  paths.set(geometry, { ground, path });
  return path;
}

function bandOf(place, colour, lit, scene) {
  const width = bandWidth(scene.map.getZoom());
  const path = groundPath(place, scene, width / 5);
  const stroke = {
    d: path, fill: "none", "stroke-linecap": "round", "stroke-linejoin": "round",
  };
  const band = svg("path", {
    ...stroke, class: "panj-band", stroke: colour, "stroke-width": round(width),
    "stroke-opacity": scene.colours.bandOpacity,
  });
  if (!lit) return [{ element: band }];
  const id = `panj-band-${scene.serial = (scene.serial ?? 0) + 1}`;
  const line = svg("path", {
    ...stroke, class: "panj-lit", stroke: scene.colours.focus, "stroke-width": round(width + 4),
    mask: `url(#${id})`,
  });
  return [{ element: band }, { element: line, mask: { id, path, width } }];
}

/** Masks that leave only the rim of a lit band, so that nothing under it is hidden. */
function bandMasks(drawn, { map }) {
  const area = roundView(map);
  return drawn.filter((item) => item.mask).map(({ mask }) => svg(
    "mask", { id: mask.id, maskUnits: "userSpaceOnUse", ...area },
    svg("rect", { ...area, fill: "#fff" }),
    svg("path", {
      d: mask.path, fill: "none", stroke: "#000", "stroke-width": round(mask.width),
      "stroke-linecap": "round", "stroke-linejoin": "round",
    }),
  ));
}

/** The view and as much again on each side, in layer points. */
function roundView(map) {
  const size = map.getSize();
  const { x, y } = map.containerPointToLayerPoint([-size.x, -size.y]);
  return { x, y, width: size.x * 3, height: size.y * 3 };
}

function hatchOf(path, family, colour, lit, { colours }) {
  const outline = lit
    ? { class: "panj-hatch panj-lit", stroke: colours.focus, "stroke-width": 2 }
    : { class: "panj-hatch", stroke: colour, "stroke-width": 1.4, "stroke-dasharray": "6 3" };
  return [svg("path", {
    d: path, fill: `url(#${patternId("hatch", family)})`, "fill-rule": "evenodd",
    "stroke-linejoin": "round", ...outline,
  })];
}

function regionOf(path, family, colour, lit, { colours, map }) {
  return [
    svg("path", {
      d: path, fill: colour, "fill-opacity": 0.03, "fill-rule": "evenodd", stroke: colour,
      "stroke-width": 9, "stroke-opacity": colours.land === "#F8F7F3" ? 0.16 : 0.24,
      filter: "url(#panj-soft)",
    }),
    svg("path", {
      class: "panj-dots", d: path, fill: `url(#${patternId("dots", family)})`,
      "fill-rule": "evenodd", opacity: round(atZoom(WIDTHS.regionDots, map.getZoom())),
    }),
  ];
}

function countryOf(path, family, colour, lit, { colours }) {
  if (!lit) return [];
  return [
    svg("path", {
      d: path, fill: colour, "fill-opacity": 0.05, "fill-rule": "evenodd",
      stroke: colour, "stroke-width": 7, "stroke-opacity": 0.2, "stroke-linejoin": "round",
    }),
    svg("path", {
      class: "panj-lit", d: path, fill: "none", stroke: colours.focus, "stroke-width": 2,
      "stroke-linejoin": "round",
    }),
  ];
}

function patternId(kind, family) {
  return `panj-${kind}-${encodeURIComponent(family ?? "several").replace(/[^\w-]/g, "_")}`;
}

function patterns(families, scene) {
  const { colours } = scene;
  return [...families].flatMap((family) => {
    const colour = colourOf(family, scene);
    const strength = family === null ? QUIET : 1;
    const hatch = svg("line", {
      x1: HATCH.step / 2, y1: 0, x2: HATCH.step / 2, y2: HATCH.step, stroke: colour,
      "stroke-width": HATCH.width, "stroke-opacity": colours.hatchOpacity * strength,
    });
    const dot = svg("circle", {
      cx: DOTS.step / 2, cy: DOTS.step / 2, r: DOTS.radius, fill: colour,
      "fill-opacity": colours.dotOpacity * strength,
    });
    return [
      pattern(patternId("hatch", family), HATCH.step, hatch),
      pattern(patternId("dots", family), DOTS.step, dot),
    ];
  });
}

function pattern(id, step, content) {
  return svg("pattern", {
    id, width: step, height: step, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)",
  }, content);
}

/** The blur of a region's edge; no larger than what can be seen. */
function blur({ map }) {
  return svg(
    "filter", { id: "panj-soft", filterUnits: "userSpaceOnUse", ...roundView(map) },
    svg("feGaussianBlur", { stdDeviation: 5 }),
  );
}
