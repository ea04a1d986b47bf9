/** The labels of events at points: title and sub-line beside the row of glyphs. */

import { FONTS, MARK } from "./style.js";
import { shorten, textWidth, wrap } from "./text.js";

const WIDTH = 178;
const TITLE_LINE = 15;
const SUB_LINE = 14;

/**
 * The forms of a row's label, best first; each a list of lines {words, font, ink}.
 * @param {object} row of stacks.js
 * @param {{full: boolean, told: Set<string>, town: string|null}} how
 *   told: ids whose title already stands at another place of the same event
 */
export function labelForms(row, { full, told, town }) {
  const [first, ...others] = row.events;
  if (row.anchors.length > 1) return [];
  const place = town ?? (first.points.length === 1 ? first.place : null);
  const forms = [];
  if (full && !told.has(first.id)) {
    const title = linesOf(first.title, FONTS.title, "text", 3);
    const under = others.length
      ? linesOf(others.length === 1 ? others[0].title : `and ${others.length} more here`,
        FONTS.sub, "muted", 2)
      : linesOf(subOf(first, place), FONTS.sub, "muted", 2);
    if (title && under) forms.push([...title, ...under]);
    if (title) forms.push(title);
  }
  if (!place) return forms;
  const name = { words: shorten(place, FONTS.title, WIDTH), font: FONTS.title, ink: "text" };
  if (full && told.has(first.id)) {
    const words = others.length ? `the same ${row.events.length} events` : "the same event";
    forms.push([name, { words, font: FONTS.sub, ink: "muted" }]);
  }
  return [...forms, [name]];
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

