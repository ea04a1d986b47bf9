/**
 * Plates: what names an area or a line. Their forms, from the full one to the
 * glyph alone, and where each may stand.
 */

import { shortCount } from "./clusters.js";
import { MOST_GLYPHS, shownOf } from "./group_by_place.js";
import { bandWidth, FONTS, MARK } from "../../shared/theme.js";
import { breakLines, shorten, textWidth, wrap } from "../labels/text_metrics.js";
import { EXTERNAL, marked, say } from "../../shared/words.js";

const PAD = 7;
const GLYPH = 26;
const TITLE_LINE = 15.5;
const SUB_LINE = 14.5;
const MOST_ROWS = 3;
const MOST_SPOTS = 200;
const LONGEST_PLACE = 190;
/** The widths of a place's lines, and how many, best first; the last may cut it short. */
const PLACE_LINES = [[LONGEST_PLACE, 1], [120, 2], [LONGEST_PLACE, 2], [140, 3]];
const SHORT_PLACE = 116;

/**
 * The forms of a plate, best first; the last is the smallest.
 * @param {object[]} events
 * @param {{full: boolean, width: number, selected: string|null}} how width of the text in pixels
 * @returns {{w: number, h: number, level: string, glyphs: object[], lines: object[]}[]}
 *   with places relative to the plate's corner
 */
export function plateForms(events, { full, width, selected }) {
  const forms = [];
  if (full && events.length <= MOST_ROWS) {
    forms.push(rowsForm(events, width, true), rowsForm(events, width * 0.8, true));
    forms.push(rowsForm(events, width, false));
  }
  for (const lines of placeLines(events)) forms.push(lineForm(events, lines, selected));
  const short = shortPlace(events, SHORT_PLACE);
  if (short) forms.push({ ...lineForm(events, [short], selected, 1), level: "place-short" });
  forms.push(lineForm(events, [], selected));
  if (events.length > 2) forms.push(lineForm(events, [], selected, 1));
  return forms.filter(Boolean);
}

/**
 * The forms of the plate of an area with more events than can be marks: a ring of their kinds,
 * the place and their number; at the least the number.
 * @param {{place: string, count: number}} counted area of the server
 */
export function countForms({ place, count }) {
  const number = say("map.events_on_plate", { count });
  const cut = (width) => shorten(place, FONTS.title, width);
  const tries = place
    ? [
      [`${cut(LONGEST_PLACE)}\u00a0·\u00a0${number}`], [...breakLines(place, FONTS.title, 165, 2), number],
      [`${cut(120)}\u00a0·\u00a0${shortCount(count)}`],
    ]
    : [[number]];
  return [...tries, [shortCount(count)]].map((lines, i) => countForm(lines, `count ${i}`));
}

function countForm(words, level) {
  const h = 12 + words.length * TITLE_LINE;
  const x = PAD + 21;
  const top = h / 2 + 4.5 - (words.length - 1) * TITLE_LINE / 2;
  return {
    w: Math.ceil(x + Math.max(...words.map((line) => textWidth(line, FONTS.title))) + PAD + 1), h, level,
    rows: false, glyphs: [], rest: [], ring: { x: PAD + 8, y: h / 2, radius: 6.5, width: 3.5 },
    lines: words.map((line, i) => ({ words: line, font: FONTS.title, ink: "text", x, y: top + i * TITLE_LINE })),
  };
}

/** The place with the number of its events; for a single forecast first with that word in place of the number. */
function placeLines(events) {
  const alone = events.length === 1 && events[0].status === "forecast";
  return [...(alone ? linesWith(events, say("status.forecast")) : []), ...linesWith(events, events.length)];
}

/** A place and what is told beside it: on one line, on several, or cut. */
function linesWith(events, told) {
  const beside = `\u00a0·\u00a0${told}`;
  const words = `${placeOf(events)}${beside}`;
  const found = PLACE_LINES.map(([width, most]) => wrap(words, FONTS.title, width, most)).filter(Boolean);
  if (found.length) return found;
  return [[`${shortPlace(events, LONGEST_PLACE - textWidth(beside, FONTS.title))}${beside}`]];
}

/** The name of a place, marked where one of its events has it from elsewhere than its source. */
function placeOf(events) {
  return marked(events[0].place ?? "", events.some((event) => event.external));
}

/** The form of a plate where no names are wanted: its glyphs, and † where it stands. */
export function bareForm(events, selected) {
  return lineForm(events, events.some(({ external }) => external) ? [EXTERNAL] : [], selected);
}

/** The name of a place where there is no room for all of it: of several places the first, and how many more. */
function shortPlace(events, width) {
  const place = placeOf(events);
  if (textWidth(place, FONTS.title) <= width) return place;
  const [first, ...others] = placesIn(events[0].place);
  if (!others.length) return shorten(place, FONTS.title, width);
  const some = (name) => marked(say("map.first_of_places", { place: name, count: others.length }), place.endsWith(EXTERNAL));
  return some(shorten(first, FONTS.title, width - textWidth(some(""), FONTS.title)));
}

/** The names in "Darvoz, Vanj and Shughnon"; the whole where it is no plain list of names. */
function placesIn(place) {
  const parts = place.split(",");
  const last = parts.pop().split(" and ");
  const names = [...parts, ...last].map((name) => name.trim()).filter(Boolean);
  return parts.length && last.length === 2 && names.every((name) => /^\p{Lu}/u.test(name)) ? names : [place];
}

/** The place, and a row for each event: glyph, title and, with `subs`, what is said under it. */
function rowsForm(events, width, subs) {
  const [lines, glyphs] = [[], []];
  const place = placeOf(events);
  const head = place ? wrap(place, FONTS.title, width + GLYPH, 2) : [];
  if (!head) return null;
  const top = head.map((words, i) => (
    { words, font: FONTS.title, ink: "text", x: PAD, y: PAD + 9 + i * TITLE_LINE }));
  let y = PAD - 2 + (head.length ? head.length * TITLE_LINE + 3 : 0);
  for (const [i, event] of events.entries()) {
    const told = event.sub && event.sub !== events[i + 1]?.sub;
    const row = rowOf(event, width, subs && told ? event.sub : "", y);
    if (!row) return null;
    lines.push(...row.lines);
    glyphs.push({ event, x: PAD + 10, y: (y + row.bottom) / 2, top: y, bottom: row.bottom });
    y = row.bottom + 4;
  }
  const widest = Math.max(...[...top, ...lines].map(({ words, font, x }) => x + textWidth(words, font)));
  const h = Math.ceil(y - 4 + PAD - 2);
  return {
    w: Math.ceil(widest + PAD), h, level: subs ? "full" : "titles", rows: true, glyphs,
    lines: [...top, ...lines], rest: [],
  };
}

/** The lines of an event in a plate's rows, from a height on. */
function rowOf(event, width, sub, top) {
  const title = wrap(event.title, FONTS.event, width, 3);
  const under = sub ? wrap(sub, FONTS.sub, width, 2) : [];
  if (!title || !under) return null;
  let y = top;
  const lineOf = (font, ink, height) => (words) => {
    const line = { words, font, ink, x: PAD + GLYPH, y: y + 12 };
    y += height;
    return line;
  };
  const lines = [
    ...title.map(lineOf(FONTS.event, "text", SUB_LINE)), ...under.map(lineOf(FONTS.sub, "muted", SUB_LINE)),
  ];
  return { lines, bottom: Math.max(y, top + MARK.target) };
}

/** Up to three glyphs or fewer, "+n", and the place. */
function lineForm(events, place, selected, most = MOST_GLYPHS) {
  const { shown, rest } = shownOf(events, selected, most);
  const h = place.length > 1 ? 14 + place.length * TITLE_LINE : 30;
  const glyphs = shown.map((event, i) => ({ event, x: PAD + 9 + i * MARK.pitch, y: h / 2 }));
  const more = rest.length ? { x: PAD + 9 + shown.length * MARK.pitch, y: h / 2 } : null;
  const slots = shown.length + (more ? 1 : 0);
  const x = PAD + slots * MARK.pitch;
  const widest = Math.max(0, ...place.map((words) => textWidth(words, FONTS.title)));
  const w = Math.ceil(widest ? x + widest + PAD + 2 : x + 2);
  const top = h / 2 + 4.5 - (place.length - 1) * TITLE_LINE / 2;
  const lines = place.map((words, i) => (
    { words, font: FONTS.title, ink: "text", x, y: top + i * TITLE_LINE }));
  const level = place.length ? `place ${place.length}` : `glyph ${most}`;
  return { w, h, level, rows: false, glyphs, lines, rest, more };
}

/**
 * Where the plate of an area may stand: as far inside it as can be; then beside it.
 * @param {{w: number, h: number}} form
 * @param {{spots: {x: number, y: number, depth: number}[],
 *   holds: (x: number, y: number) => boolean}} area points inside, deepest first
 * @param {number} farthest from the area, in pixels; a country's plate stands on it, or nowhere near
 */
export function areaSpots(form, { spots, holds, precision }, farthest) {
  const onlyOn = precision === "country";
  const step = Math.max(1, Math.floor(spots.length / MOST_SPOTS));
  const inside = spots.filter((_, i) => i % step === 0).map(({ x, y, depth }) => {
    const box = { x: x - form.w / 2, y: y - form.h / 2, w: form.w, h: form.h };
    const share = shareInside(box, holds);
    return { box, share, worth: share * 60 + Math.min(depth, 60) * 0.4 };
  }).filter(({ share }) => onlyOn || share >= LEAST_INSIDE).sort((a, b) => b.worth - a.worth);
  const beside = [];
  for (let gap = 14; !onlyOn && gap <= Math.min(farthest, 200); gap += 26) {
    for (const target of targetsIn(spots)) {
      for (const [sx, sy] of DIRECTIONS) beside.push(besideSpot(form, target, sx, sy, gap, 0));
    }
  }
  return [...inside, ...beside];
}

/** A plate that lies less than this in its area would seem to name what it lies on. */
const LEAST_INSIDE = 0.5;

/** How much of a box lies in an area, 0 to 1. */
function shareInside({ x, y, w, h }, holds) {
  let count = 0;
  for (let i = 0; i < 5; i += 1) {
    for (let j = 0; j < 3; j += 1) count += holds(x + w * i / 4, y + h * j / 2) ? 1 : 0;
  }
  return count / 15;
}

/** The deepest point and a few others far from it, for leaders to end at. */
function targetsIn(spots) {
  const found = [];
  for (const spot of spots) {
    if (found.every(({ x, y }) => Math.hypot(x - spot.x, y - spot.y) > 70)) found.push(spot);
    if (found.length === 4) break;
  }
  return found;
}

const DIRECTIONS = [
  [1, -0.7], [-1, -0.7], [1, 0.7], [-1, 0.7], [1, 0], [-1, 0], [0.2, -1], [-0.2, 1],
  [0.5, -1], [-0.5, -1], [0.5, 1], [-0.5, 1],
];

/**
 * Where the plate of a line may stand: off it, with a leader to its edge.
 * @param {{x: number, y: number, dx: number, dy: number}[]} points along the visible line
 * @param {number} zoom
 */
export function lineSpots(form, points, zoom) {
  const half = bandWidth(zoom) / 2;
  const spots = [];
  const middle = (points.length - 1) / 2;
  const step = Math.max(1, Math.floor(points.length / 60));
  for (let i = 0; i < points.length; i += step) {
    const away = points.length > 1 ? Math.abs(i - middle) / middle : 0;
    for (const gap of [16, 30, 48, 72, 104]) {
      for (const side of [1, -1]) {
        const [sx, sy] = [points[i].dy * side, -points[i].dx * side];
        spots.push({ cost: gap + away * 70, ...besideSpot(form, points[i], sx, sy, gap, half) });
      }
    }
  }
  return spots.sort((a, b) => a.cost - b.cost);
}

/** A plate beside a point, `gap` from it in a direction, and its leader. */
function besideSpot(form, point, sx, sy, gap, half) {
  const length = Math.hypot(sx, sy) || 1;
  const [ux, uy] = [sx / length, sy / length];
  const from = { x: point.x + ux * half, y: point.y + uy * half };
  const tip = { x: from.x + ux * gap, y: from.y + uy * gap };
  const box = {
    x: tip.x + (ux - 1) * form.w / 2, y: tip.y + (uy - 1) * form.h / 2, w: form.w, h: form.h,
  };
  const to = {
    x: clamp(tip.x, box.x + 6, box.x + box.w - 6), y: clamp(tip.y, box.y, box.y + box.h),
  };
  return { box, leader: { from, to, ux: -uy, uy: ux } };
}

function clamp(value, low, high) {
  return Math.max(low, Math.min(high, value));
}
