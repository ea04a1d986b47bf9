/** The labels of events at points: title and sub-line beside the row of glyphs. */

import { FONTS, MARK } from "./style.js";
import { shorten, textWidth, wrap } from "./text.js";

const WIDTH = 178;
const TITLE_LINE = 15;
const SUB_LINE = 14;
/** Rings up to this radius in pixels have their label outside. */
export const RING_TO_LABEL = 60;
/** Up to this many marks in view each place is named; then the towns of the base are enough. */
const MOST_NAMED = 40;
const ON_TOWN = 14;

/**
 * Give the rows of a page their labels, where there is room.
 * @param {object} page of layout.js: sheet, rows, rings, full, count, named (towns, added to)
 * @param {object[]} towns in view, of names.js
 * @returns {object[]} {key, row, lines}
 */
export function placePointLabels(page, towns) {
  const { sheet, rows, rings, full, named } = page;
  if (page.count > MOST_NAMED) return [];
  const [told, placed] = [new Set(), []];
  const used = new Set();
  for (const row of rows) {
    const town = townOf(row, towns);
    const ring = Math.max(0, ...rings.filter((found) => (
      found.radius <= RING_TO_LABEL && row.anchors.some((at) => at.x === found.x && at.y === found.y)
    )).map((found) => found.radius));
    const key = `event ${row.key}`;
    const place = (how) => firstForm(
      labelForms(row, { full, told, town: wantedTown(row, town), used, ...how }), (form) => (
        sheet.choose(key, labelSpots(form, row.box, ring), { gap: 3 })));
    let found = place({});
    if (!found) continue;
    if (!wordsOf(found).includes(town ?? row.events[0].place) && strays(found, row, rows, towns)) {
      found = place({ naming: true }) ?? found;
    }
    const words = wordsOf(found);
    sheet.take("label", key, words, found.box);
    for (const event of row.events) told.add(event.id);
    used.add(words);
    if (town && words.includes(town)) named.add(town);
    row.labelWords = words;
    placed.push({ key, row, lines: placedLines(found) });
  }
  return placed;
}

const wordsOf = ({ form }) => form.map((line) => line.words).join(" ");

/** An event at several places is named by the town at each. */
function wantedTown(row, town) {
  return row.events[0].points.length > 1 ? town : null;
}

/** The town that a row stands on. */
function townOf(row, towns) {
  const [anchor] = row.anchors;
  const found = towns.find(({ x, y }) => Math.hypot(x - anchor.x, y - anchor.y) < ON_TOWN);
  return found?.place.properties.name ?? null;
}

/** Whether a label stands nearer to another mark or town than to its own. */
function strays({ box }, row, rows, towns) {
  const away = (at) => Math.hypot(
    Math.max(box.x - at.x, 0, at.x - box.x - box.w), Math.max(box.y - at.y, 0, at.y - box.y - box.h));
  const own = Math.min(...row.anchors.map(away), away(middleOf(row)));
  const theirs = [...rows.filter((other) => other !== row).map(middleOf), ...towns].filter((at) => (
    row.anchors.every((anchor) => Math.hypot(at.x - anchor.x, at.y - anchor.y) > ON_TOWN)));
  return theirs.some((at) => away(at) < own);
}

function middleOf({ box }) {
  return { x: box.x + MARK.pitch / 2, y: box.y + box.h / 2 };
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
 * @param {object} row of stacks.js
 * @param {{full: boolean, told: Set<string>, town: string|null, used: Set<string>, naming?: boolean}} how
 *   told: ids whose title already stands at another place of the same event; used: the labels
 *   that stand; naming: only forms that name the place
 */
export function labelForms(row, { full, told, town, used, naming = false }) {
  const [first, ...others] = row.events;
  if (row.anchors.length > 1) return [];
  const place = town ?? (first.points.length === 1 ? first.place : null);
  const forms = [];
  if (full && !told.has(first.id)) {
    const title = linesOf(first.title, FONTS.title, "text", 3);
    const under = underOf(first, others, place, naming);
    const lines = linesOf(under, FONTS.sub, "muted", naming ? 3 : 2);
    if (title && lines) forms.push([...title, ...lines]);
    if (title && (!naming || first.title.includes(place))) forms.push(title);
    if (naming && place) forms.push([...title ?? [], { words: place, font: FONTS.sub, ink: "muted" }]);
  }
  if (!place) return forms;
  const name = { words: shorten(place, FONTS.title, WIDTH), font: FONTS.title, ink: "text" };
  if (full && told.has(first.id)) {
    const words = others.length ? `the same ${row.events.length} events` : "the same event";
    forms.push([name, { words, font: FONTS.sub, ink: "muted" }]);
  }
  return used.has(name.words) ? forms : [...forms, [name]];
}

/** What stands under a title: the other events here, or what is said of this one. */
function underOf(first, others, place, naming) {
  if (!others.length) return subOf(first, place);
  const more = others.length === 1 ? others[0].title : `and ${others.length} more here`;
  return naming ? subOf({ title: first.title, sub: more }, place) : more;
}

/** What is said under a title; with the place where neither names it. */
function subOf({ title, sub = "" }, place) {
  if (!place || title.includes(place) || sub.includes(place)) return sub;
  return sub ? `${place} · ${sub}` : place;
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
  const h = form.reduce((sum, { font }) => sum + lineHeight(font), 0);
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
    const placed = { ...line, x, y: y + line.font.size * 0.95, anchor };
    y += lineHeight(line.font);
    return placed;
  });
}

function lineHeight(font) {
  return font === FONTS.sub ? SUB_LINE : TITLE_LINE;
}

