/**
 * The shapes of events whose place is an area or a line, drawn on the ground:
 * a band along a border, a hatch in a province, dots in a region.
 */

import { isArea, pathOf } from "../geometry/geometry.js";
import { moved, outlineOf } from "../geometry/projected_shapes.js";
import { countAt, isExpected, sharedFamily } from "../marks/group_by_place.js";
import { atZoom, bandWidth, familyColour, WIDTHS } from "../../shared/theme.js";
import { round, svg } from "../../shared/svg.js";

const HATCH = { width: 1.5, step: 8 };
const DOTS = { radius: 1.15, step: 11 };
/** The line around a place of which something is only expected. */
const EXPECTED = { "stroke-width": 2, "stroke-dasharray": "0.1 5", "stroke-linecap": "round", "stroke-opacity": 0.85 };

/**
 * Draw shapes into an overlay. A shape has the colour that all its events share, or one that is no
 * family's; what is only expected is an outline until it is the open one. Among many, shapes are
 * tinted by their numbers. What fills the view is not drawn until it is the open one.
 * @param {Overlay} overlay
 * @param {{key: string, geometry: object, precision: string, events: object[], counted?: object,
 *   holdsOpen?: boolean, covers?: boolean}[]} places
 * @param {{map: object, L: object, colours: object, selected: string|null, tints: object|null}} scene
 */
export function drawAreas(overlay, places, scene) {
  const { tints } = scene;
  const tinted = tints ? places.filter((place) => tints.tintOf(place)) : [];
  const families = new Set();
  const drawn = [];
  for (const place of places) {
    if ((place.covers || tinted.includes(place)) && !isLit(place, scene)) continue;
    const family = sharedFamily(toldOf(place));
    families.add(family);
    drawn.push(...shapeOf(place, family, scene));
  }
  overlay.defs.replaceChildren(...patterns(families, scene), blur(scene), ...bandMasks(drawn, scene));
  overlay.ground.replaceChildren(...tintsFor(tinted, scene), ...drawn.map((item) => item.element));
}

/**
 * Tints in one group that is see-through as a whole, those of more events over those of fewer: where
 * areas lie in each other the ground has the tint of the largest number, and never two. All outlines
 * lie over them.
 */
function tintsFor(places, scene) {
  if (!places.length) return [];
  const { colours, tints } = scene;
  const fills = [...places].sort((a, b) => countAt(a) - countAt(b)).map((place) => svg("path", {
    class: "panj-tint", d: groundPath(place, scene), fill: colours[tints.tintOf(place)], "fill-rule": "evenodd",
  }));
  const sharp = places.filter(({ precision }) => precision !== "region");
  const outlines = svg("path", {
    d: sharp.map((place) => groundPath(place, scene)).join(""), fill: "none", stroke: colours.several,
    "stroke-width": 0.9, "stroke-linejoin": "round",
  });
  return [svg("g", { class: "panj-tinted", opacity: colours.tintOpacity }, ...fills), outlines];
}

function isLit(place, { selected }) {
  return place.holdsOpen || place.events.some((event) => event.id === selected);
}

function shapeOf(place, family, scene) {
  const lit = isLit(place, scene);
  const colour = colourOf(family, scene);
  if (!isArea(place.geometry)) return bandOf(place, colour, { lit, expected: !lit && isExpected(place) }, scene);
  return areaOf(place, family, colour, lit, scene).map((element) => ({ element }));
}

function areaOf(place, family, colour, lit, scene) {
  const path = groundPath(place, scene);
  if (lit && scene.tints?.tintOf(place)) return [litOutline(path, scene)];
  if (place.precision === "country") return countryOf(path, family, colour, lit, scene);
  if (!lit && isExpected(place)) return [outlineOfExpected(path, colour)];
  return (place.precision === "region" ? regionOf : hatchOf)(path, family, colour, lit, scene);
}

function litOutline(path, { colours }) {
  return svg("path", {
    class: "panj-lit", d: path, fill: "none", stroke: colours.focus, "stroke-width": 2, "stroke-linejoin": "round",
  });
}

/** A place without what is only expected there, where there is more. */
function toldOf(place) {
  if (isExpected(place)) return place;
  return { ...place, events: place.events.filter((event) => event.status !== "forecast") };
}

function colourOf(family, { colours }) {
  return family === null ? colours.several : familyColour(colours, family);
}

function outlineOfExpected(path, colour) {
  return svg("path", {
    class: "panj-expected", d: path, fill: "none", stroke: colour, "stroke-linejoin": "round", ...EXPECTED,
  });
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

function bandOf(place, colour, { lit, expected }, scene) {
  const width = bandWidth(scene.map.getZoom());
  const path = groundPath(place, scene, width / 5);
  const stroke = {
    d: path, fill: "none", "stroke-linecap": "round", "stroke-linejoin": "round",
  };
  const rim = (line) => {
    const id = `panj-band-${scene.serial = (scene.serial ?? 0) + 1}`;
    return { element: svg("path", { ...stroke, ...line, mask: `url(#${id})` }), mask: { id, path, width } };
  };
  if (expected) return [rim({ class: "panj-expected", stroke: colour, "stroke-width": round(width + 3) })];
  const band = svg("path", {
    ...stroke, class: "panj-band", stroke: colour, "stroke-width": round(width),
    "stroke-opacity": scene.colours.bandOpacity,
  });
  if (!lit) return [{ element: band }];
  return [{ element: band }, rim({ class: "panj-lit", stroke: scene.colours.focus, "stroke-width": round(width + 4) })];
}

/** Masks that leave only the rim of a lit band, so that nothing under it is hidden. */
function bandMasks(drawn, { map }) {
  const area = roundView(map);
  return drawn.filter((item) => item.mask).map(({ mask }) => svg(
    "mask", { id: mask.id, maskUnits: "userSpaceOnUse", ...area },
    svg("rect", { ...area, fill: "white" }),
    svg("path", {
      d: mask.path, fill: "none", stroke: "black", "stroke-width": round(mask.width),
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
      "stroke-width": 9, "stroke-opacity": colours.blurOpacity,
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
    litOutline(path, { colours }),
  ];
}

function patternId(kind, family) {
  return `panj-${kind}-${encodeURIComponent(family ?? "several").replace(/[^\w-]/g, "_")}`;
}

function patterns(families, scene) {
  const { colours } = scene;
  return [...families].flatMap((family) => {
    const colour = colourOf(family, scene);
    const hatch = svg("line", {
      x1: HATCH.step / 2, y1: 0, x2: HATCH.step / 2, y2: HATCH.step, stroke: colour,
      "stroke-width": HATCH.width, "stroke-opacity": colours.hatchOpacity,
    });
    const dot = svg("circle", {
      cx: DOTS.step / 2, cy: DOTS.step / 2, r: DOTS.radius, fill: colour,
      "fill-opacity": colours.dotOpacity,
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
