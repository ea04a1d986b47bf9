/**
 * Where plates stand: the fullest form that finds a place; where there is none
 * at all the smallest, at the cost of names. A plate is never dropped.
 */

import { boxAround, within } from "../labels/boxes.js";
import { isCrowd, joinTwo } from "./area_clusters.js";
import { contains } from "../geometry/geometry.js";
import { homesOf } from "./home_countries.js";
import { inView } from "./mark_positions.js";
import { areaSpots, bareForm, countForms, lineSpots, plateForms } from "./callouts.js";
import { PROVINCE_ZOOM } from "../../shared/theme.js";

/** Places that are priced for a plate that finds none free. */
const MOST_PRICED = 60;
/** Pixels from an area at which its plate may stand: in a crowd, and else. */
const [CLOSE, FARTHEST] = [90, 600];
const GIVING_WAY = new Set(["label", "dot", "leader"]);
/** The width of a plate, over that of its area, up to which it bears a name in a crowd. */
const NAME_SHARE = 1.2;

/**
 * Give each area its plate; one for which there is no room at all goes onto the nearest plate.
 * @param {object} page of layout.js
 * @param {object[]} areas of crowds.js, those that come first placed first
 * @returns {object[]} {key, area, events, counted, parts, form, box, leader}
 */
export function placePlates(page, areas) {
  let plates = [];
  const crowd = isCrowd(page.areas, page.size);
  const near = { ...page, reach: crowd ? CLOSE : FARTHEST, homes: crowd ? () => null : homesOf(page.nations, page.zoom) };
  // A line has the most places beside it. Where titles stand it comes in its turn: its plate is as large as theirs.
  const ordered = page.full ? areas : [...areas.filter(({ line }) => !line), ...areas.filter(({ line }) => line)];
  for (const area of ordered) {
    const plate = placePlate(near, area, false);
    if (plate) plates.push(plate);
    else plates = addByForce(near, plates, area);
  }
  return plates;
}

function addByForce(page, plates, area) {
  const { taken } = page.sheet;
  for (const near of nearestFirst(plates, area)) {
    const given = taken.all.filter((box) => box.key === near.key);
    taken.remove(given);
    const joined = placeAt(page, joinTwo(near.area, area), near.box);
    if (joined) return [...plates.filter((plate) => plate !== near), joined];
    for (const box of given) taken.add(box);
  }
  return [...plates, placePlate(page, area, true)];
}

/** Give a group the smallest plate where another stood, if it is free. */
function placeAt(page, area, old) {
  const form = formsOf(page, area).at(-1);
  const box = boxAround({ x: old.x + old.w / 2, y: old.y + old.h / 2 }, form.w, form.h);
  return page.sheet.free(box, 0) ? settle(page, area, `plate ${area.key}`, form, { box }) : null;
}

function nearestFirst(plates, { spots: [spot] }) {
  const away = ({ box }) => Math.hypot(box.x + box.w / 2 - spot.x, box.y + box.h / 2 - spot.y);
  return plates.filter(({ area }) => !area.line).sort((a, b) => away(a) - away(b));
}

/** Give an area its plate: the fullest form that finds a place, else the glyph, by force if need be. */
function placePlate(page, area, force) {
  const { sheet } = page;
  const key = `plate ${area.key}`;
  const forms = formsOf(page, area).map((form) => ({ ...form, spots: spotsOf(area, form, page) }));
  const last = sheet.before.get(key);
  const then = last && forms.find(({ level }) => level === last.level);
  // The fullest form of a number stands still while the number changes, as under a dragged handle.
  const same = (last?.holds === holdingOf(area, page) || (area.counted && then === forms[0])) && then;
  const kept = same && keptSpot(page, area, same, last);
  if (kept) return settle(page, area, key, same, kept);
  const glyph = forms.at(-1);
  const [named, bare] = [true, false].map((has) => forms.filter((form) => has === (form !== glyph && form.lines.length > 0)));
  const isHome = page.homes(area);
  for (const [tried, isFine] of [[named, isHome], [named, null], [bare, null]]) {
    for (const spare of [true, false]) {
      for (const form of tried) {
        const found = chooseSpot(page, form, spare, isFine);
        if (found) return settle(page, area, key, form, found);
      }
    }
  }
  return forcePlate(page, area, key, glyph, force);
}

function formsOf({ zoom, full, titled, bare, selected, size, areas }, area) {
  if (bare && !area.counted) return [bareForm(area.events, selected)];
  const width = Math.min(216, size.w * 0.42);
  const forms = area.counted ? countFormsOf(area, isCrowd(areas, size))
    : plateForms(area.events, { full: full && (titled || zoom >= PROVINCE_ZOOM), width, selected });
  return bare ? forms.slice(-1) : forms;
}

/** Among many areas, a name stands only on one that is wide enough to bear it. */
function countFormsOf({ counted, width }, crowd) {
  const forms = countForms(counted);
  return crowd ? forms.filter((form, i) => i === forms.length - 1 || form.w < width * NAME_SHARE) : forms;
}

/** Places for a form, best first, asked for only when they are needed, and once. */
function spotsOf(area, form, { zoom, reach }) {
  let found = null;
  return () => (found ??= area.line ? lineSpots(form, area.spots, zoom) : areaSpots(form, area, reach));
}

function chooseSpot({ sheet }, form, spare, isFine) {
  return form.spots().find((spot) => fits(sheet, spot, spare) && (!isFine || isFine(spot.box))) ?? null;
}

function fits(sheet, { box, leader }, spare) {
  return sheet.free(box, 4, spare) && (!leader || sheet.lineFree(leader.from, leader.to));
}

/** The place that a plate had, if it is still free: it stands still while what it holds is the same. */
function keptSpot({ sheet, zoom, project }, area, form, last) {
  const kept = last.zoom === zoom && lastSpot(sheet, area, form, last, project);
  return kept && fits(sheet, kept, false) ? kept : null;
}

/** What a plate holds, and how fully it may tell it. */
function holdingOf({ events, counted }, { full }) {
  return `${full} ${counted?.count} ${events.map((event) => event.id)}`;
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
function forcePlate(page, area, key, form, force) {
  const { sheet } = page;
  const spots = form.spots().filter(({ box }) => within(box, sheet.view, 4)).slice(0, MOST_PRICED);
  const possible = spots.filter(({ box }) => sheet.taken.free(box, 2, (hit) => hit.kind !== "label"));
  const priced = possible.map((spot) => ({ spot, hits: sheet.taken.hits(spot.box, 2) }));
  const best = priced.sort((a, b) => a.hits.length - b.hits.length)[0];
  if (best) {
    const keys = new Set(best.hits.map((hit) => hit.key));
    sheet.taken.remove(sheet.taken.all.filter((box) => keys.has(box.key)));
    return settle(page, area, key, form, best.spot);
  }
  const wished = boxAround(area.spots[0], form.w, form.h);
  const box = sheet.nearest(wished, force ? FARTHEST : page.reach, 0) ?? (force ? overNames(sheet, wished) : null);
  if (!box) return null;
  const leader = area.precision === "country" ? null
    : { from: area.spots[0], to: { x: box.x + box.w / 2, y: box.y + box.h / 2 }, ux: 1, uy: 0 };
  return settle(page, area, key, form, { box, leader });
}

/** The nearest box for which only names and leaders give way. */
function overNames(sheet, wished) {
  const box = sheet.nearest(wished, Infinity, 0, GIVING_WAY) ?? inView(wished, sheet.view);
  const names = new Set(sheet.taken.hits(box).filter(({ kind }) => kind === "label").map(({ key }) => key));
  sheet.taken.remove(sheet.taken.all.filter(({ key }) => names.has(key)));
  return box;
}

function settle({ sheet, zoom, full, unproject }, area, key, form, { box, leader }) {
  const place = { x: Math.round(box.x), y: Math.round(box.y), w: box.w, h: box.h };
  const words = form.lines.map((line) => line.words).join(" ");
  sheet.take("plate", key, words, place);
  if (leader) sheet.takeLine(key, leader.from, leader.to);
  const ground = leader && { ...leader, from: unproject(leader.from), to: unproject(leader.to) };
  sheet.after.set(key, { level: form.level, zoom, holds: holdingOf(area, { full }), lonLat: unproject(place), leader: ground });
  const { events, counted, parts = [] } = area;
  return { key, area, events, counted, parts, form, box: place, leader };
}
