/**
 * Places that are larger than the view, and countries: what is only known to be somewhere in them
 * stands in a list at the map's edge. A plate in their middle would seem to name a valley.
 */

import { EDGE } from "../labels/label_placement.js";
import { FONTS } from "../../shared/theme.js";
import { textWidth } from "../labels/text_metrics.js";
import { countForms, plateForms } from "./callouts.js";
import { say } from "../../shared/words.js";

/** A country that is drawn smaller than this, in pixels, has its plate on it. */
const SMALL = { w: 200, h: 120 };
const MOST_LISTED = 6;
/** An area that is seen to end nearer to the view's edge than this fills the view, in pixels. */
const RIM = 24;
const PAD = 5;
const HEADING = 19;
const STEP = 16;

/**
 * Areas with `listed` where they are listed instead of placed, and `covers` where they fill the view.
 * @param {object[]} areas of layout.js
 * @param {{w: number, h: number}} view
 */
export function withListed(areas, view) {
  const known = areas.map((area) => ({ ...area, covers: covers(area, view) }));
  const large = known.filter((area) => area.covers || isLarger(area, view));
  const all = new Set([...large, ...known.filter(isLargeCountry)]);
  const listed = all.size > MOST_LISTED ? new Set(large.slice(0, MOST_LISTED)) : all;
  return known.map((area) => (listed.has(area) ? { ...area, listed: true } : area));
}

function isLargeCountry({ precision, box }) {
  return precision === "country" && box && (box.w > SMALL.w || box.h > SMALL.h);
}

function isLarger({ box, line }, view) {
  return !line && box && box.w > view.w && box.h > view.h;
}

/** Whether an area fills the view. */
function covers({ holds, line }, { w, h }) {
  if (line || !holds) return false;
  for (let i = 0; i <= 6; i += 1) {
    for (let j = 0; j <= 4; j += 1) {
      if (!holds(RIM + (w - 2 * RIM) * i / 6, RIM + (h - 2 * RIM) * j / 4)) return false;
    }
  }
  return true;
}

/**
 * Give the listed areas their plates, one under the other at an edge of the view.
 * @param {object} page of layout.js
 * @param {object[]} areas
 * @returns {{plates: object[], frame: object|null, left: object[]}} plates as of
 *   callout_placement.js; the frame around them, with its heading; a plate that is inList has none of its own;
 *   left: all areas, where no edge has room
 */
export function placeList(page, areas) {
  const { sheet } = page;
  const forms = areas.length ? listForms(page, areas) : [];
  for (const [level, form] of forms.entries()) {
    const spots = edgeSpots(form, sheet.view).map((spot) => ({ ...spot, slot: `${level} ${spot.slot}` }));
    const found = sheet.choose("elsewhere", spots, { gap: 4 });
    if (found) return { ...settled(sheet, areas, form, found.box), left: [] };
  }
  return { plates: [], frame: null, left: areas };
}

/** The forms of the list, best first: with the places, with short ones. */
function listForms({ selected }, areas) {
  return [["place 1", "place 2", "count 0"], ["place-short", "count 2"]].map((wanted) => listForm(areas.map(({ events, counted }) => {
    const forms = counted ? countForms(counted) : plateForms(events, { full: false, selected });
    return forms.find(({ level }) => wanted.includes(level)) ?? forms.at(-2);
  })));
}

function listForm(entries) {
  const heading = say("map.elsewhere");
  const w = Math.ceil(Math.max(textWidth(heading, FONTS.sub) + 16, ...entries.map((form) => form.w)));
  const h = entries.reduce((sum, form) => sum + form.h, HEADING + PAD);
  return { heading, entries, w, h };
}

/** Boxes along the edges of a view: down the left one, the right one, then along foot and top. */
function edgeSpots({ w, h }, view) {
  const [right, bottom] = [view.w - w - EDGE - 4, view.h - h - EDGE - 4];
  const spots = [];
  const add = (x, y) => spots.push({ slot: `${Math.round(x)},${Math.round(y)}`, box: { x, y, w, h } });
  for (const x of [EDGE + 4, right]) {
    for (let y = EDGE + 4; y <= bottom; y += STEP) add(x, y);
  }
  for (let x = EDGE + 4; x <= right; x += STEP) {
    add(x, bottom);
    add(x, EDGE + 4);
  }
  return spots;
}

function settled(sheet, areas, { heading, entries, w }, { x, y, h }) {
  sheet.take("control", "elsewhere", heading, { x, y, w, h: HEADING });
  let top = y + HEADING;
  const plates = areas.map((area, i) => {
    const [form, key] = [entries[i], `plate ${area.key}`];
    const box = { x, y: top, w, h: form.h };
    top += form.h;
    sheet.take("plate", key, form.lines.map((line) => line.words).join(" "), box);
    return { key, area, events: area.events, counted: area.counted, parts: [], form, box, leader: null, inList: true };
  });
  return { plates, frame: { x, y, w, h, heading: { words: heading, x: x + 7, y: y + 14 } } };
}
