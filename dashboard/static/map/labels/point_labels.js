/** The labels of events at points: title and sub-line beside the row of glyphs. */

import { FONTS, MARK } from "../../shared/theme.js";
import { written } from "./local_names.js";
import { shorten, textWidth, wrap } from "./text_metrics.js";
import { EXTERNAL, marked, say } from "../../shared/words.js";

const WIDTH = 178;
const TITLE_LINE = 15;
const SUB_LINE = 14;
/** Rings up to this radius in pixels have their label outside. */
export const RING_TO_LABEL = 60;
/**
 * Up to this many marks in view each place is named; then the towns of the base are enough, but for
 * a place that is not its source's.
 */
const MOST_NAMED = 40;
/** A row stands on a town that is no farther from it than this, in degrees of latitude. */
const ON_TOWN = 0.1;

/**
 * Give the rows of a page their labels, where there is room; the place leads each of them.
 * @param {object} page of layout.js: sheet, rows, rings, full, bare, count, places, local, named (towns, added to)
 * @returns {object[]} {key, row, lines}
 */
export function placePointLabels(page) {
  const { sheet, rows, rings, full, bare, named, places, local } = page;
  const many = bare || page.count > MOST_NAMED;
  const [told, placed] = [new Set(), []];
  const used = new Set();
  for (const row of many ? rows.filter(isExternal) : rows) {
    const town = townOf(row, places);
    const ring = Math.max(0, ...rings.filter((found) => (
      found.radius <= RING_TO_LABEL && row.anchors.some((at) => at.x === found.x && at.y === found.y)
    )).map((found) => found.radius));
    const key = `event ${row.key}`;
    const place = leadOf(row, town);
    const forms = bare ? [[{ words: EXTERNAL, font: FONTS.title, ink: "text" }]] : labelForms(row, { full, told, place, used, names: isNamed(place, town) ? town.names : {}, local });
    const found = firstForm(forms, (form) => sheet.choose(key, labelSpots(form, row.box, ring), { gap: 3 }));
    if (!found) continue;
    const words = found.form.map((line) => line.words).join(" ");
    sheet.take("label", key, words, found.box);
    for (const event of row.events) told.add(event.id);
    used.add(words);
    if (town && words.includes(town.name)) named.add(town.name);
    row.labelWords = words;
    placed.push({ key, row, lines: placedLines(found) });
  }
  return placed;
}

/** The place that a row is named by: an event at several is named by the town at each. */
function leadOf({ events }, town) {
  const [first] = events;
  const place = first.points.length > 1 && town ? town.name : first.place ?? "";
  return marked(place, isExternal({ events }));
}

function isExternal({ events }) {
  return events.some((event) => event.external);
}

/** Whether a row's label is the name of a town and nothing else. */
function isNamed(place, town) {
  return Boolean(town) && place === marked(town.name, place.endsWith(EXTERNAL));
}

/** The town of the base that a row stands on, the largest of them. */
function townOf({ anchors: [{ lonLat: [lon, lat] }] }, places) {
  const near = (places?.features ?? []).filter(({ geometry: { coordinates: [east, north] } }) => (
    Math.hypot((east - lon) * Math.cos(lat * Math.PI / 180), north - lat) < ON_TOWN));
  const rank = ({ properties }) => properties.rank ?? 6;
  return near.sort((a, b) => rank(a) - rank(b))[0]?.properties ?? null;
}

function firstForm(forms, place) {
  for (const form of forms) {
    const found = place(form);
    if (found) return found;
  }
  return null;
}

/**
 * The forms of a row's label, best first; each a list of lines {words, font, ink}.
 * @param {object} row of group_by_place.js
 * @param {{full: boolean, told: Set<string>, place: string, used: Set<string>}} how place: what
 *   leads; told: ids whose title already stands at another place of the same event; used: the
 *   labels that stand; names: the place's local ones, of which local is chosen
 */
export function labelForms({ events, anchors }, { full, told, place, used, names = {}, local = null }) {
  if (anchors.length > 1) return [];
  const [first, ...others] = events;
  const short = [{ words: shorten(place, FONTS.title, WIDTH), font: FONTS.title, ink: "text" }];
  const name = inLocal(short, place, names, local);
  const lead = place ? inLocal(linesOf(place, FONTS.title, "text", 2) ?? short, place, names, local) : [];
  const forms = [];
  if (full && told.has(first.id)) {
    const words = say("map.same", { count: events.length });
    forms.push([...lead, { words, font: FONTS.sub, ink: "muted" }]);
  } else if (full) {
    const title = linesOf(first.title, place ? FONTS.event : FONTS.title, "text", 3);
    const under = linesOf(underOf(first, others), FONTS.sub, "muted", 2);
    if (title && under) forms.push([...lead, ...title, ...under]);
    const words = say("list.events", { count: events.length });
    if (others.length) forms.push([...lead, { words, font: FONTS.sub, ink: "muted" }]);
    else if (title) forms.push([...lead, ...title]);
  }
  return !place || used.has(name[0].words) ? forms : [...forms, name];
}

/** The lines of a place with its local name below, or in their place. */
function inLocal(lines, place, names, choice) {
  const found = written(lines.map((line) => line.words), FONTS.title, 1, names, choice);
  if (!found.local) return lines;
  const { words, ...look } = found.local;
  const alone = !found.lines.length;
  const below = { ...look, words: marked(words, alone && place.endsWith(EXTERNAL)), ink: alone ? "text" : "muted" };
  return alone ? [below] : [...lines, below];
}

/** What stands under a title: the other events here, or what is said of this one. */
function underOf({ sub = "" }, others) {
  if (!others.length) return sub;
  return others.length === 1 ? others[0].title : say("map.and_more", { count: others.length });
}

function linesOf(words, font, ink, most) {
  if (!words) return [];
  return wrap(words, font, WIDTH, most)?.map((line) => ({ words: line, font, ink })) ?? null;
}

/**
 * Where a form may stand around a row and its ring.
 * @param {{x: number, y: number, w: number, h: number}} box of the row
 * @param {number} ring radius in pixels, 0 for none
 */
export function labelSpots(form, box, ring) {
  const w = Math.max(...form.map(({ words, font }) => textWidth(words, font))) + 1;
  const h = form.reduce((sum, line) => sum + lineHeight(line), 0);
  const middle = box.y + box.h / 2;
  const out = Math.max(0, ring - MARK.pitch / 2);
  const [left, right] = [box.x - out - 4, box.x + box.w + (box.w > 30 ? 0 : out) + 4];
  const [top, bottom] = [box.y - out - 2, box.y + box.h + out + 2];
  const centre = box.x + MARK.pitch / 2;
  const corner = out * 0.3;
  const spots = {
    e: [right, middle - h / 2, "start"], w: [left - w, middle - h / 2, "end"],
    s: [centre - w / 2, bottom, "middle"], n: [centre - w / 2, top - h, "middle"],
    ne: [right - corner, middle - h - out * 0.5, "start"],
    se: [right - corner, middle + out * 0.5, "start"],
    nw: [left - w + corner, middle - h - out * 0.5, "end"],
    sw: [left - w + corner, middle + out * 0.5, "end"],
    sse: [box.x, bottom, "start"], nne: [box.x, top - h, "start"],
    ssw: [box.x + box.w - w, bottom, "end"], nnw: [box.x + box.w - w, top - h, "end"],
  };
  return Object.entries(spots).map(([slot, [x, y, anchor]]) => (
    { slot: `${form.length}${slot}`, anchor, form, box: { x, y, w, h } }));
}

/** The lines of a placed form, with their coordinates. */
export function placedLines({ form, box, anchor }) {
  const x = { start: box.x, middle: box.x + box.w / 2, end: box.x + box.w }[anchor];
  let { y } = box;
  return form.map((line) => {
    const placed = { ...line, ...middled(line, x, anchor), y: y + line.font.size * (line.language ? 1 : 0.95) };
    y += lineHeight(line);
    return placed;
  });
}

/** A local name is centred where it stands, so that its place is the same whichever way it runs. */
function middled(line, x, anchor) {
  if (!line.language) return { x, anchor };
  const half = textWidth(line.words, line.font) / 2;
  return { x: x + { start: half, middle: 0, end: -half }[anchor], anchor: "middle" };
}

function lineHeight({ font, language, h }) {
  if (language) return h;
  return font === FONTS.title ? TITLE_LINE : SUB_LINE;
}

