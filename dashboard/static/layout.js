/**
 * Lays out one view: marks first, then names in the order in which they yield
 * (countries, point labels, plates, rivers, towns, provinces). Names are
 * dropped where there is no room, marks never.
 */

import { bandWidth } from "./areas.js";
import { boxAround } from "./boxes.js";
import { discsOf, placeDiscs } from "./cells.js";
import { joinAreas } from "./crowds.js";
import { along, contains, insideOf, isArea } from "./geometry.js";
import { addLocalNames } from "./localnames.js";
import { placeRows, ringsOf } from "./marks.js";
import {
  placeAreaNames, placeCrossings, placeRivers, placeTowns, townsInView,
} from "./names.js";
import { moved, outlineOf } from "./outlines.js";
import { placePlates } from "./platespots.js";
import { placePointLabels, RING_TO_LABEL } from "./pointlabels.js";
import { Sheet } from "./sheet.js";
import { areasOf, rowsOf } from "./stacks.js";
import { FULL } from "./style.js";

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
  const plates = placePlates(page, joinAreas(page.areas, sheet.view));
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
function sorted({ answer, project, zoom, controls }, sheet) {
  const seen = (point) => contains(sheet.view, point);
  const pointed = answer.marks.filter((event) => event.points.length);
  const { rows: places, outside } = rowsOf(pointed, project, seen);
  const rows = placeRows(sheet, places);
  const unpointed = answer.marks.filter((event) => !event.points.length);
  const areas = areasOf(unpointed, answer.areas ?? [], answer.shapes)
    .map((area) => ({ ...area, ...reachOf(area, zoom, project, sheet.view) }))
    .filter((area) => area.spots.length);
  const discs = discsOf(answer.cells, project, 2 ** (zoom - (answer.zoom ?? zoom)), { controls, seen });
  const placed = placeDiscs(sheet, discs, rows, seen);
  const count = new Set([...rows, ...areas].flatMap((group) => group.events)).size;
  const full = zoom >= FULL.zoom && count <= FULL.marks && !discs.length
    && areas.every((area) => !area.counted);
  return { rows, outside, areas, discs: placed, rings: ringsOf(rows, outside, project), full, count };
}

/** Where in the view an area or a line is seen: points, deepest or middle first. */
function reachOf({ geometry, bbox }, zoom, project, view) {
  const margin = { x: 8, y: 8, w: view.w - 16, h: view.h - 16 };
  if (!geometry) {
    const middle = project([(bbox[0] + bbox[2]) / 2, (bbox[1] + bbox[3]) / 2]);
    const spots = contains(margin, middle) ? [{ ...middle, depth: 1 }] : [];
    return { line: false, spots, holds: () => false, width: 0 };
  }
  const outline = outlineOf(geometry, zoom, project);
  const lines = () => moved(outline.lines, outline.offset);
  if (!isArea(geometry)) return { line: true, spots: along(lines(), margin, 12), width: outline.box.w };
  const { points, holds } = insideOf(outline, margin);
  const spots = points.length ? points : along(lines(), margin, 12).slice(0, 1);
  return { line: false, spots, holds, box: outline.box, width: outline.box.w };
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
