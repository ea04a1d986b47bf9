/**
 * Lays out one view: marks first, then names in the order in which they yield
 * (countries, point labels, plates, rivers, towns, provinces). Names are
 * dropped where there is no room, marks never.
 */

import { boxAround } from "./labels/boxes.js";
import { discsOf, placeDiscs } from "./marks/clusters.js";
import { countriesOf, isAtHome } from "./marks/home_countries.js";
import { joinAreas } from "./marks/area_clusters.js";
import { along, contains, insideOf, isArea } from "./geometry/geometry.js";
import { placeRows, ringsOf } from "./marks/mark_positions.js";
import {
  placeAreaNames, placeCrossings, placeFound, placeRivers, placeTowns, townsInView,
} from "./labels/place_labels.js";
import { moved, outlineOf } from "./geometry/projected_shapes.js";
import { placePlates } from "./marks/callout_placement.js";
import { placeList, withListed } from "./marks/elsewhere.js";
import { tintsOf } from "./marks/area_tints.js";
import { placePointLabels, RING_TO_LABEL } from "./labels/point_labels.js";
import { Sheet } from "./labels/label_placement.js";
import { areasOf, groupByPlace, inOrder } from "./marks/group_by_place.js";
import { bandWidth, FULL } from "../shared/theme.js";
import { EXTERNAL } from "../shared/words.js";

/**
 * @param {object} scene {size, zoom, project, colours, selected, answer, base,
 *   controls: boxes, before: Map, local: the choice of local names (local_names.js), or null,
 *   found: the place that was looked for, {name, point}, or null,
 *   leftOut: labels that are not wanted: titles (an event is then named by its place), events,
 *   countries, provinces, rivers, towns; titled: whether titles are wanted however far out the view is}
 * @returns {object} {rows, outside, plates, discs, rings, names, labels, areas, sheet,
 *   found: that place on the screen, or null,
 *   order: the ids of the events on show, list: the frame of the places that are larger than the view, or null,
 *   tints: the steps by which areas are tinted and their legend, or null,
 *   external: whether something on show is not from its source,
 *   disputed: whether a disputed line is in view}
 */
export function layOut(scene) {
  const wanted = (kind, labels) => (scene.leftOut.includes(kind) ? [] : labels());
  const sheet = new Sheet(scene.size, scene.before);
  scene.controls.forEach((box, i) => sheet.take("control", `control ${i}`, box.text ?? "", box));
  const areas = areasInView(scene, sheet.view);
  const tints = tintsOf(areas, scene.controls, sheet.view);
  if (tints) sheet.take("control", "tints", tints.title.join(" "), tints.box);
  const points = pointsOf(scene, areas, sheet);
  const page = {
    ...scene, sheet, areas, tints, named: new Set(), nations: countriesOf(scene), ...points,
    full: points.full && !scene.leftOut.includes("titles"), bare: scene.leftOut.includes("events"),
  };
  const ground = {
    ...page, labels: scene.base?.labels, places: scene.base?.places, band: bandWidth(scene.zoom),
    isAtHome: (id, box) => isAtHome(page.nations, id, box),
  };
  const found = placeFound(ground);
  spareShapes(page);
  const list = placeList(page, areas.filter((area) => area.listed));
  const placed = [...areas.filter((area) => !area.listed), ...list.left];
  const countries = wanted("countries", () => placeAreaNames(ground, "country"));
  const towns = townsInView(ground);
  const labels = placePointLabels({ ...page, places: ground.places });
  const plates = [...list.plates, ...placePlates({ ...page, areas: placed }, joinAreas(placed, sheet.view))];
  const names = [
    ...countries, ...wanted("rivers", () => placeRivers(ground)),
    ...wanted("towns", () => placeTowns(ground, towns)),
    ...wanted("provinces", () => placeAreaNames(ground, "province")),
    ...wanted("towns", () => placeCrossings(ground, scene.base?.crossings)),
  ];
  const kept = new Set(sheet.taken.all.map((box) => box.key));
  const shown = new Set([...page.rows, ...plates].flatMap((group) => group.events));
  return {
    ...page, found, plates, order: inOrder(shown).map((event) => event.id), list: list.frame, labels: labels.filter((label) => kept.has(label.key)),
    names: names.filter((name) => kept.has(name.key)),
    external: sheet.taken.all.some(({ text }) => text.includes(EXTERNAL)),
    disputed: isDisputed(scene, sheet.view),
  };
}

/** How many events a layout shows, counted ones too. */
export function countShown({ order, discs, plates }) {
  const counts = [...discs, ...plates].map(({ count, counted }) => count ?? counted?.count ?? 0);
  return counts.reduce((sum, count) => sum + count, order.length);
}

/** Whether a disputed line of the base is seen. */
function isDisputed({ base, project }, view) {
  return (base?.disputed ?? []).some(({ geometry: { type, coordinates } }) => {
    const lines = type === "MultiLineString" ? coordinates : [coordinates];
    return along(lines.map((line) => line.map(project)), view, 4).length > 0;
  });
}

/** The answer's areas and lines that are seen, and which of them are listed at the edge. */
function areasInView({ answer, project, zoom }, view) {
  const unpointed = answer.marks.filter((event) => !event.points.length);
  return withListed(areasOf(unpointed, answer.areas ?? [], answer.shapes)
    .map((area) => ({ ...area, ...reachOf(area, zoom, project, view) }))
    .filter((area) => area.spots.length), view);
}

/** The answer's events and cells at points, by how they stand on the screen. */
function pointsOf({ answer, project, zoom, controls, titled }, areas, sheet) {
  const seen = (point) => contains(sheet.view, point);
  const { rows: places, outside } = groupByPlace(answer.marks.filter((event) => event.points.length), project, seen);
  const rows = placeRows(sheet, places);
  const discs = discsOf(answer.cells, project, 2 ** (zoom - (answer.zoom ?? zoom)), { controls, seen });
  const placed = placeDiscs(sheet, discs, rows, seen);
  const count = new Set([...rows, ...areas].flatMap((group) => group.events)).size;
  const full = (titled || zoom >= FULL.zoom) && count <= FULL.marks && !discs.length
    && areas.every((area) => !area.counted);
  return { rows, outside, discs: placed, rings: ringsOf(rows, outside, project), full, count };
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
