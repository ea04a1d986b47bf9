/**
 * The names of the ground: countries, rivers, towns, provinces, crossings.
 * Each function places what it can on a sheet and returns the labels to draw.
 */

import { boxAround } from "./boxes.js";
import { contains, curveThrough, shifted } from "../geometry/geometry.js";
import {
  countryFont, CROSSING_ZOOM, FOCUS_COUNTRIES, FONTS, PLACE_ZOOM, placeFont, PROVINCE_ZOOM, provinceFont, riverFont,
} from "../../shared/theme.js";
import { svg } from "../../shared/svg.js";
import { placeLocal, written } from "./local_names.js";
import { textWidth } from "./text_metrics.js";

const NUDGES = [
  [0, 0], [0, -18], [0, 18], [36, 0], [-36, 0], [0, -34], [0, 34], [64, 14], [-64, -14],
  [64, -14], [-64, 14], [0, 52], [0, -52], [96, 0], [-96, 0],
];

/** A province's name stays close, or it would stand in another one; so does a country's whose outline is not known. */
const SMALL_NUDGES = [[0, 0], [0, -14], [0, 14], [16, 0], [-16, 0]];

const FOUND = 20; // pixels: the radius of the ring around a place that was looked for

/** Height of a line of text, and how far under its top the letters stand. */
const LINE = 1.2;
const BASELINE = 0.94;

/**
 * Names of countries and provinces, spread capitals around a point.
 * @param {object} ground {sheet, zoom, project, colours, labels, local, nations from countriesOf, isAtHome: (id, box) => boolean}
 * @param {"country"|"province"} kind
 */
export function placeAreaNames(ground, kind) {
  const { sheet, zoom, project, colours } = ground;
  if (kind === "province" && zoom < PROVINCE_ZOOM) return [];
  const placed = [];
  for (const features of byPlace(ground.labels, kind, zoom)) {
    const { id, name, focus, names, own = true } = features[0].properties;
    const isKnown = kind === "country" && ground.nations.some((nation) => nation.id === id);
    const called = `${kind} ${id ?? name}`;
    const font = kind === "province" ? provinceFont(zoom)
      : focus ? countryFont(zoom) : FONTS.neighbour;
    const lines = (features[0].properties.lines ?? [name]).map((line) => (
      line.toLocaleUpperCase("en")));
    const block = written(lines, font, LINE, names, ground.local);
    const candidates = features.flatMap(positions).flatMap((lonLat) => {
      const point = project(lonLat);
      if (!contains(sheet.view, point)) return [];
      return (isKnown ? NUDGES : SMALL_NUDGES).map(([dx, dy]) => ({
        slot: `${lonLat}|${dx},${dy}`,
        box: boxAround({ x: point.x + dx, y: point.y + dy }, block.w, block.h),
      })).filter(({ box }) => kind === "province" || isKnown || contains(box, point)); // else it may stand beside a small country
    });
    const found = sheet.choose(called, candidates, {
      gap: 3, mustSpare: kind === "province",
      also: ({ box }) => kind === "province" || ground.isAtHome(id, box),
    });
    if (!found) continue;
    const fill = kind === "province" ? colours.province
      : focus ? colours.country : colours.neighbourText;
    placed.push(labelAt(sheet, called, block, found, {
      font, fill, halo: focus || (kind === "province" && own) ? colours.land : colours.neighbour,
    }));
  }
  return placed;
}

/** Features of a kind that this zoom names, those of one place together, the file's order kept. */
function byPlace(labels, kind, zoom) {
  const found = new Map();
  for (const feature of labels?.features ?? []) {
    const { kind: its, id, name, minzoom = 0, maxzoom = 99 } = feature.properties;
    if (its !== kind || zoom < minzoom || zoom >= maxzoom) continue;
    if (!found.has(id ?? name)) found.set(id ?? name, []);
    found.get(id ?? name).push(feature);
  }
  for (const features of found.values()) features.sort((a, b) => roomOf(b) - roomOf(a));
  const focusFirst = ([feature]) => (feature.properties.focus ? 0 : 1);
  return [...found.values()].sort((a, b) => focusFirst(a) - focusFirst(b));
}

/** The room that a piece of a country has for its name, in degrees; where the whole is named comes first. */
function roomOf({ properties }) {
  return properties.room ?? Infinity;
}

/** Where a name may stand, in order of preference. */
function positions(feature) {
  const { alternatives } = feature.properties;
  const more = Array.isArray(alternatives) ? alternatives.filter(Array.isArray) : [];
  return [feature.geometry.coordinates, ...more];
}

/** Take a label's boxes; its lines keep to the side of the dot that they stand beside. */
function labelAt(sheet, key, block, { box, side = "middle" }, look) {
  const { font } = look;
  const left = (w) => box.x + { start: 0, middle: (box.w - w) / 2, end: box.w - w }[side];
  const height = box.h - (block.local?.h ?? 0);
  const widest = Math.max(0, ...block.lines.map((line) => textWidth(line, font)));
  const english = { x: left(widest), y: box.y, w: widest, h: height };
  if (height > 0) sheet.take("label", key, block.lines.join(" "), english);
  const local = block.local && placeLocal(sheet, key, block.local, { x: left(block.local.w), y: box.y + height });
  return {
    key, box: height > 0 ? english : box, ...look, local, lines: block.lines.map((words, i) => ({
      words, x: left(textWidth(words, font)), y: box.y + font.size * (BASELINE + LINE * i),
    })),
  };
}

/** Names of rivers, on their curves. */
export function placeRivers(ground) {
  const { sheet, zoom, project, colours, band } = ground;
  const placed = [];
  for (const feature of ground.labels?.features ?? []) {
    const { kind, name, border, rank, minzoom = 0, maxzoom = 99 } = feature.properties;
    if (kind !== "river" || zoom < minzoom || zoom >= maxzoom) continue;
    const font = riverFont(border ? "main" : rank ?? "minor");
    const points = readable(feature.geometry.coordinates.map(project));
    const off = border ? band / 2 + 5 : 5;
    const width = textWidth(name, font);
    const key = `river ${name} ${feature.geometry.coordinates[0]}`;
    const found = [off, -off - font.size * 0.7].map((distance, i) => (
      onCurve(shifted(points, distance), width, font, `${i}`))).find((candidate) => (
      candidate && candidate.boxes.every((box) => sheet.free(box, 1, !border))
      && far(placed, name, candidate)));
    if (!found) continue;
    for (const box of found.boxes) sheet.take("label", key, name, box);
    placed.push({
      key, words: name, curve: found.path, font, fill: colours.riverText, halo: colours.land,
      middle: found.middle,
    });
  }
  return placed;
}

/** Points turned so that the name reads from left to right, or upwards. */
function readable(points) {
  const [first, last] = [points[0], points.at(-1)];
  const [dx, dy] = [last.x - first.x, last.y - first.y];
  const upright = Math.abs(dx) > Math.abs(dy) * 0.25 ? dx > 0 : dy < 0;
  return upright ? points : [...points].reverse();
}

/** The same name not twice within a hand's breadth. */
function far(placed, name, { middle }) {
  return placed.every((other) => other.words !== name
    || Math.hypot(other.middle.x - middle.x, other.middle.y - middle.y) > 300);
}

const curves = new Map();
const MOST_CURVES = 400;

/** A name along a curve; a view that stays finds it as it was measured before. */
function onCurve(points, width, font, slot) {
  const path = curveThrough(points);
  const key = `${path} ${width} ${font.size}`;
  if (curves.size > MOST_CURVES) curves.clear();
  if (!curves.has(key)) curves.set(key, measureCurve(path, width, font));
  const found = curves.get(key);
  return found && { ...found, slot };
}

/** The boxes of a name's letters along a curve; null where it is too short. */
function measureCurve(path, width, font) {
  const line = svg("path", { d: path });
  const length = line.getTotalLength();
  if (length < width + 8) return null;
  const boxes = [];
  const start = (length - width) / 2;
  const step = font.size * 0.6;
  for (let at = start; at <= start + width; at += step) {
    const [here, ahead] = [line.getPointAtLength(at), line.getPointAtLength(at + 1)];
    const [dx, dy] = [ahead.x - here.x, ahead.y - here.y];
    const rise = font.size * 0.32;
    boxes.push(boxAround({ x: here.x + dy * rise, y: here.y - dx * rise }, font.size * 0.95));
  }
  return { path, boxes, middle: line.getPointAtLength(length / 2) };
}

/** Towns, the larger ones first: a dot and a name beside it. */
export function placeTowns(ground, towns) {
  const { sheet, colours, named } = ground;
  const placed = [];
  for (const { place, x, y } of towns) {
    const { name, names, rank, country } = place.properties;
    const focus = FOCUS_COUNTRIES.has(country);
    if (named.has(name)) continue;
    const key = `town ${name} ${place.geometry.coordinates}`;
    const font = placeFont(rank, focus);
    const radius = rank <= 1 ? 3.1 : rank <= 3 ? 2.5 : 1.9;
    const dot = boxAround({ x, y }, radius * 2 + 2);
    if (!sheet.free(dot, 0)) continue;
    const block = written([name], font, LINE, names, ground.local);
    const found = sheet.choose(key, besideDot({ x, y }, radius + 3, block));
    if (!found) continue;
    sheet.take("dot", key, "", dot);
    const label = labelAt(sheet, key, block, found, {
      font, fill: townFill(colours, rank, focus),
      halo: focus ? colours.land : colours.neighbour,
    });
    placed.push({ ...label, dot: { x, y, radius, solid: rank <= 2 } });
  }
  return placed;
}

function townFill(colours, rank, focus) {
  if (!focus) return colours.neighbourText;
  return rank <= 2 ? colours.city : colours.town;
}

/**
 * The place that a reader has looked for: ringed and named before all that is not a mark, so that no plate
 * lies on it.
 * @param {object} ground as of placeAreaNames, with found: {name, point}, or null
 * @returns {{x: number, y: number, radius: number, label: object|null}|null} null where it is out of view
 */
export function placeFound(ground) {
  const { sheet, project, colours, named, found } = ground;
  const point = found && project(found.point);
  if (!point || !contains(sheet.view, point)) return null;
  sheet.take("found", "found-ring", "", boxAround(point, 2 * FOUND));
  named.add(found.name);
  const block = written([found.name], FONTS.found, LINE, {}, null);
  const spot = sheet.choose("found", besideDot(point, FOUND + 3, block));
  return {
    ...point, radius: FOUND,
    label: spot && labelAt(sheet, "found", block, spot, { font: FONTS.found, fill: colours.text, halo: colours.land }),
  };
}

/** Places in view that this zoom names, the larger ones first. */
export function townsInView({ sheet, zoom, project, places }) {
  const towns = [];
  for (const place of places?.features ?? []) {
    const { rank = 6, reviewed } = place.properties;
    if (reviewed === false || zoom < (PLACE_ZOOM[rank] ?? 9)) continue;
    const point = project(place.geometry.coordinates);
    if (contains(sheet.view, point)) towns.push({ place, ...point });
  }
  const size = ({ place }) => place.properties.population ?? 0;
  return towns.sort((a, b) => (
    (a.place.properties.rank ?? 6) - (b.place.properties.rank ?? 6) || size(b) - size(a)));
}

/** Candidates for a name around a dot; `side` is the end of its lines that is nearest to the dot. */
function besideDot({ x, y }, off, { w, h }) {
  const spots = {
    e: [off, -h / 2, "start"], w: [-off - w, -h / 2, "end"],
    ne: [off - 2, -h - 1, "start"], se: [off - 2, 1, "start"],
    nw: [-w - off + 2, -h - 1, "end"], sw: [-w - off + 2, 1, "end"],
    n: [-w / 2, -h - off, "middle"], s: [-w / 2, off, "middle"],
  };
  return Object.entries(spots).map(([slot, [dx, dy, side]]) => (
    { slot, side, box: { x: x + dx, y: y + dy, w, h } }));
}

/** Crossings of the border, where near enough. */
export function placeCrossings(ground, crossings) {
  const { sheet, zoom, project, colours } = ground;
  if (zoom < CROSSING_ZOOM) return [];
  const placed = [];
  for (const crossing of crossings?.features ?? []) {
    const { name, names } = crossing.properties;
    const point = project(crossing.geometry.coordinates);
    const key = `crossing ${name} ${crossing.geometry.coordinates}`;
    const dot = boxAround(point, 9);
    if (!sheet.free(dot, 0)) continue;
    const block = written([name], FONTS.crossing, LINE, names, ground.local);
    const found = sheet.choose(key, besideDot(point, 8, block));
    if (!found) continue;
    sheet.take("dot", key, "", dot);
    const label = labelAt(sheet, key, block, found, {
      font: FONTS.crossing, fill: colours.town, halo: colours.land,
    });
    placed.push({ ...label, gate: point });
  }
  return placed;
}
