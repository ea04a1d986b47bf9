/**
 * Lays out one view: marks first, then names in the order in which they yield
 * (countries, point labels, plates, rivers, towns, provinces). Names are
 * dropped where there is no room, marks never.
 */

import { bandWidth } from "./areas.js";
import { boxAround, within } from "./boxes.js";
import { along, contains, insideOf, isArea, linesOf, pathOf } from "./geometry.js";
import { addLocalNames } from "./localnames.js";
import { inView, placeDiscs, placeRows, ringsOf } from "./marks.js";
import {
  placeAreaNames, placeCrossings, placeRivers, placeTowns, townsInView,
} from "./names.js";
import { areaSpots, lineSpots, plateForms } from "./plates.js";
import { labelForms, labelSpots, placedLines } from "./pointlabels.js";
import { Sheet } from "./sheet.js";
import { areasOf, discsOf, rowsOf } from "./stacks.js";
import { FULL, PROVINCE_ZOOM } from "./style.js";

const RING_TO_LABEL = 60;

/**
 * @param {object} scene {size, zoom, project, colours, selected, answer, base,
 *   controls: boxes, before: Map, local: the language of the local names, or null}
 * @returns {object} {rows, outside, plates, discs, rings, names, labels, areas, sheet}
 */
export function layOut(scene) {
  const sheet = new Sheet(scene.size, scene.before);
  scene.controls.forEach((box, i) => sheet.take("control", `control ${i}`, box.text ?? "", box));
  const page = { ...scene, sheet, named: new Set(), ...sorted(scene, sheet) };
  const ground = {
    ...page, labels: scene.base?.labels, places: scene.base?.places, band: bandWidth(scene.zoom),
  };
  spareShapes(page);
  const countries = placeAreaNames(ground, "country");
  const towns = townsInView(ground);
  const labels = placePointLabels(page, towns);
  const plates = page.areas.map((area) => placePlate(page, area)).filter(Boolean);
  const names = [
    ...countries, ...placeRivers(ground), ...placeTowns(ground, towns),
    ...placeAreaNames(ground, "province"), ...placeCrossings(ground, scene.base?.crossings),
  ];
  const kept = new Set(sheet.taken.all.map((box) => box.key));
  return {
    ...page, plates, labels: labels.filter((label) => kept.has(label.key)),
    names: addLocalNames(sheet, names.filter((name) => kept.has(name.key)), scene.local),
  };
}

/** The answer's events by how they stand on the screen. */
function sorted({ answer, project, zoom }, sheet) {
  const seen = (point) => contains(sheet.view, point);
  const pointed = answer.marks.filter((event) => event.points.length);
  const { rows: places, outside } = rowsOf(pointed, project, seen);
  const rows = placeRows(sheet, places);
  const areas = areasOf(answer.marks.filter((event) => !event.points.length), answer.shapes)
    .map((area) => ({ ...area, ...reachOf(area, project, sheet.view) }))
    .filter((area) => area.spots.length);
  const discs = placeDiscs(sheet, discsOf(answer.cells, project).filter(seen));
  const count = new Set([...rows, ...areas].flatMap((group) => group.events)).size;
  const full = zoom >= FULL.zoom && count <= FULL.marks && !discs.length;
  return { rows, outside, areas, discs, rings: ringsOf(rows, outside, project), full, count };
}

/** Where in the view an area or a line is seen: points, deepest or middle first. */
function reachOf({ geometry, bbox }, project, view) {
  const margin = { x: 8, y: 8, w: view.w - 16, h: view.h - 16 };
  if (!geometry) {
    const middle = project([(bbox[0] + bbox[2]) / 2, (bbox[1] + bbox[3]) / 2]);
    return { line: false, spots: contains(margin, middle) ? [{ ...middle, depth: 1 }] : [] };
  }
  const lines = linesOf(geometry).map((line) => line.map(project));
  if (!isArea(geometry)) return { line: true, lines, spots: along(lines, margin, 12) };
  const { points, holds } = insideOf(pathOf(lines, true), margin);
  const spots = points.length ? points : along(lines, margin, 12).slice(0, 1);
  return { line: false, lines, spots, holds };
}

/** Bands and rings are written over only where nothing else is free. */
function spareShapes({ sheet, areas, rings, rows, zoom }) {
  const width = bandWidth(zoom);
  for (const area of areas.filter((found) => found.line)) {
    for (const point of area.spots) sheet.spared.add(boxAround(point, width));
  }
  for (const { x, y, radius } of rings) {
    if (radius <= RING_TO_LABEL) sheet.spared.add(boxAround({ x, y }, radius * 1.7));
  }
  for (const row of rows.filter((found) => found.moved)) {
    for (const anchor of row.anchors) sheet.spared.add(boxAround(anchor, 6));
  }
}

function placePointLabels(page, towns) {
  const { sheet, rows, rings, full, named } = page;
  const [told, placed] = [new Set(), []];
  for (const row of rows) {
    const town = townOf(row, towns);
    const ring = Math.max(0, ...rings.filter((found) => (
      found.radius <= RING_TO_LABEL && row.anchors.some((at) => at.x === found.x && at.y === found.y)
    )).map((found) => found.radius));
    const key = `event ${row.key}`;
    const found = firstForm(labelForms(row, { full, told, town: wantedTown(row, town) }), (form) => (
      sheet.choose(key, labelSpots(form, row.box, ring), { gap: 3 })));
    if (!found) continue;
    const words = found.form.map((line) => line.words).join(" ");
    sheet.take("label", key, words, found.box);
    for (const event of row.events) told.add(event.id);
    if (town && words.includes(town)) named.add(town);
    row.labelWords = words;
    placed.push({ key, row, lines: placedLines(found) });
  }
  return placed;
}

/** An event at several places is named by the town at each. */
function wantedTown(row, town) {
  return row.events[0].points.length > 1 ? town : null;
}

/** The town that a row stands on. */
function townOf(row, towns) {
  const [anchor] = row.anchors;
  const found = towns.find(({ x, y }) => Math.hypot(x - anchor.x, y - anchor.y) < 14);
  return found?.place.properties.name ?? null;
}

function firstForm(forms, place) {
  for (const form of forms) {
    const found = place(form);
    if (found) return found;
  }
  return null;
}

/** Give an area its plate: the fullest form that finds a place, else the glyph by force. */
function placePlate(page, area) {
  const { sheet, zoom, full, selected, size } = page;
  const key = `plate ${area.key}`;
  const width = Math.min(216, size.w * 0.42);
  const forms = plateForms(area.events, { full: full && zoom >= PROVINCE_ZOOM, width, selected });
  const last = sheet.before.get(key);
  const [glyph, named] = [forms.at(-1), forms.slice(0, -1)];
  for (const [tried, spare] of [[named, true], [[glyph], true], [named, false], [[glyph], false]]) {
    for (const form of tried) {
      const found = chooseSpot(page, area, form, last, spare);
      if (found) return settle(page, area, key, form, found);
    }
  }
  return forcePlate(page, area, key, glyph);
}

function spotsOf(area, form, zoom) {
  return area.line ? lineSpots(form, area.spots, zoom) : areaSpots(form, area);
}

function chooseSpot({ sheet, zoom, project }, area, form, last, spare) {
  const fits = ({ box, leader }) => sheet.free(box, 4, spare)
    && (!leader || sheet.lineFree(leader.from, leader.to));
  if (last?.level === form.level && last.zoom === zoom) {
    const kept = lastSpot(sheet, area, form, last, project);
    if (kept && fits(kept)) return kept;
  }
  return spotsOf(area, form, zoom).find(fits) ?? null;
}

/** Where a plate stood on the ground, while what it points to is in view. */
function lastSpot({ view }, area, form, { lonLat, leader }, project) {
  const { x, y } = project(lonLat);
  const box = { x, y, w: form.w, h: form.h };
  if (!leader) return area.holds?.(x + form.w / 2, y + form.h / 2) ? { box } : null;
  const from = project(leader.from);
  if (!contains(view, from)) return null;
  return { box, leader: { ...leader, from, to: project(leader.to) } };
}

/** No room at all: the glyph stands where it costs the fewest names. */
function forcePlate(page, area, key, form) {
  const { sheet, zoom } = page;
  const spots = spotsOf(area, form, zoom).filter(({ box }) => within(box, sheet.view, 4));
  const priced = spots.map((spot) => ({ spot, hits: sheet.taken.hits(spot.box, 2) }));
  const possible = priced.filter(({ hits }) => hits.every((hit) => hit.kind === "label"));
  const best = possible.sort((a, b) => a.hits.length - b.hits.length)[0];
  if (best) {
    const keys = new Set(best.hits.map((hit) => hit.key));
    sheet.taken.remove(sheet.taken.all.filter((box) => keys.has(box.key)));
    return settle(page, area, key, form, best.spot);
  }
  const wished = boxAround(area.spots[0], form.w, form.h);
  const box = sheet.nearest(wished, 600, 0) ?? inView(wished, sheet.view);
  const leader = { from: area.spots[0], to: { x: box.x + box.w / 2, y: box.y + box.h / 2 }, ux: 1, uy: 0 };
  return settle(page, area, key, form, { box, leader });
}

function settle({ sheet, zoom, unproject }, area, key, form, { box, leader }) {
  const place = { x: Math.round(box.x), y: Math.round(box.y), w: box.w, h: box.h };
  const words = form.lines.map((line) => line.words).join(" ");
  sheet.take("plate", key, words, place);
  if (leader) sheet.takeLine(key, leader.from, leader.to);
  const ground = leader && { ...leader, from: unproject(leader.from), to: unproject(leader.to) };
  sheet.after.set(key, { level: form.level, zoom, lonLat: unproject(place), leader: ground });
  return { key, area, events: area.events, form, box: place, leader };
}
