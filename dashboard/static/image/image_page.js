/** The sheet of a picture: what stands where around the map, and the drawing of it. */

import { scaleOf } from "../map/controls.js";
import { drawKey, setKey, widthOf } from "./image_key.js";
import { footOf } from "./image_foot.js";
import { captionType, font, linesAt, set, TYPE } from "./image_text.js";
import { svg, textLine } from "../shared/svg.js";
import { say } from "../shared/words.js";

const MARGIN = 30;
const GAP = 20;
const BESIDE = [{ width: 216, columns: 1 }, { width: 190, columns: 2 }];
const BELOW = { columns: 3, share: 0.4 };
/** A key beside the map is rather set in two columns than drawn smaller than this. */
const LEAST_SCALE = 0.85;
const FOOT_SHARE = 0.3;
const SCALE = { width: 112, height: 36 };

/**
 * Say where everything stands.
 * @param {{width: number, height: number}} size of the sheet
 * @param {{title: string, caption: string, filters: string[], counts: object, credits: object[],
 *   map: string, address: string}} words
 * @param {object[]} groups of the key that the map may need, of legend.js
 * @returns {object} {size, words, head, map, scale, key, foot}: boxes in pixels; `scale` in the
 *   map's own; `key` has the room that is kept for it
 */
export function planPage(size, words, groups) {
  const width = size.width - 2 * MARGIN;
  const foot = footIn(size, words);
  const head = headOf(words, 0, width); // no account is longer
  const top = MARGIN - 4 + head.height + 12;
  const bottom = size.height - MARGIN + 6 - foot.height - 14;
  const key = keyRoom(groups, { top, bottom, width, beside: size.width > size.height * 1.3 });
  const map = {
    x: MARGIN, y: top, width: width - (key.beside ? key.width + GAP : 0),
    height: bottom - top - (key.beside ? 0 : key.height + GAP),
  };
  Object.assign(key, key.beside ? { x: map.x + map.width + GAP, y: top } : { x: MARGIN, y: bottom - key.height });
  const scale = {
    x: map.width - SCALE.width - 10, y: map.height - SCALE.height - 8, w: SCALE.width, h: SCALE.height,
  };
  return { size, words, map, scale, key, foot: { ...foot, top: bottom + 14 } };
}

function footIn({ width, height }, words) {
  return footOf(words, width - 2 * MARGIN, height * FOOT_SHARE);
}

/** A plan whose foot says no more than is on the map, where the larger one would have been. */
export function withFoot(plan, words) {
  return { ...plan, words, foot: { ...footIn(plan.size, words), top: plan.foot.top } };
}

/** The room of a key: beside the map a column or two, below it as much height as it needs. */
function keyRoom(groups, { top, bottom, width, beside }) {
  if (!beside) {
    const [columns, most] = [BELOW.columns, (bottom - top) * BELOW.share];
    const column = (width - (columns - 1) * GAP) / columns;
    const { height } = setKey(groups, { width: column, columns });
    return { beside, width, height: Math.min(height, most), column, columns, least: 1, isMost: height >= most };
  }
  const height = bottom - top;
  const fitting = BESIDE.find((room) => setKey(groups, room).height * LEAST_SCALE <= height) ?? BESIDE.at(-1);
  const { width: column, columns } = fitting;
  return {
    beside, width: groups.length ? widthOf(columns, column) : -GAP, height, column, columns,
    least: LEAST_SCALE, isMost: fitting === BESIDE.at(-1),
  };
}

/** Whether a key has room where a plan keeps it, or no plan could give it more. */
export function hasRoom({ key: { column: width, columns, height, least, isMost } }, groups) {
  return isMost || setKey(groups, { width, columns }).height * least <= height;
}

/**
 * Draw the sheet.
 * @param {object} plan of planPage
 * @param {object} posed the map, of offscreen_map.js
 * @param {object[]} groups of the key
 * @param {{colours: object, alt: string, language: string}} look
 */
export function drawPage(plan, posed, groups, { colours, alt, language }) {
  const { size, map, key: room, words } = plan;
  const frame = { x: map.x, y: map.y, width: map.width, height: map.height };
  for (const [name, value] of Object.entries(frame)) posed.drawing.setAttribute(name, value);
  const key = setKey(groups, { width: room.column, columns: room.columns });
  const scale = Math.min(1, room.height / key.height);
  const name = svg("title");
  name.textContent = words.title;
  const described = svg("desc");
  described.textContent = alt;
  return svg("svg", {
    width: size.width, height: size.height, viewBox: `0 0 ${size.width} ${size.height}`, role: "img", lang: language,
  },
  name, described,
  svg("rect", { width: size.width, height: size.height, fill: colours.page }),
  svg("g", { class: "panj-picture-head" }, ...headOf(words, posed.shown, size.width - 2 * MARGIN).draw(colours)),
  posed.drawing,
  scaleDrawing(plan, posed.map, colours),
  svg("rect", { ...frame, class: "panj-picture-frame", fill: "none", stroke: colours.rule, "stroke-width": 1 }),
  drawKey(key, { ...room, scale }, colours),
  plan.foot.draw(MARGIN, plan.foot.top, colours));
}

/** Headline, caption, and the line that accounts for every event that was read. */
function headOf(words, shown, width) {
  const parts = [[words.title, TYPE.title], [words.caption, captionType(words.caption, width)], [countsIn(words, shown), TYPE.counts]]
    .filter(([text]) => text).map(([text, type]) => ({ type, lines: set(text, type, width) }));
  const draw = (colours) => {
    let top = MARGIN - 4;
    return parts.flatMap(({ type, lines }) => {
      const drawn = linesAt(lines, type, MARGIN, top, colours);
      top += lines.length * type.line;
      return drawn;
    });
  };
  return { draw, height: parts.reduce((sum, { type, lines }) => sum + lines.length * type.line, 0) };
}

/** Say how many events are on a picture, and why the others are not. */
export function countsIn({ counts, filters }, shown) {
  const left = [
    [counts.on_map - shown, "picture.outside"], [counts.without_place, "counts.without_place"],
    [counts.filtered_out, "counts.filtered_out"], [counts.rejected, "counts.rejected"],
    [counts.repeated ?? 0, "counts.repeated"],
  ].filter(([count]) => count > 0).map(([count, key]) => say(key, { count }));
  const on = `${[say("picture.shown", { shown, count: counts.read }), ...left].join(", ")}.`;
  return filters.length ? `${on} ${say("counts.filter", { filters: filters.join(", ") })}` : on;
}

/** Kilometres over miles, in the map's corner. */
function scaleDrawing({ map, scale }, posed, colours) {
  const right = map.x + scale.x + scale.w - 4;
  const middle = map.y + scale.y + scale.h / 2;
  const line = (d) => svg("path", { d, fill: "none", stroke: colours.text, "stroke-width": 1 });
  const ground = svg("rect", {
    x: map.x + scale.x, y: map.y + scale.y, width: scale.w, height: scale.h, rx: 3, fill: colours.page,
  });
  return svg("g", {}, ground, ...scaleOf(posed).flatMap(({ words, width }, i) => {
    const tick = middle + (i ? 11 : -11);
    const left = right - width;
    return [
      line(`M${left} ${tick}V${middle}H${right}V${tick}`),
      textLine(words, {
        x: left + 4, y: i ? middle + 12 : middle - 4, font: font(10.5), fill: colours.text, halo: null,
      }),
    ];
  }));
}
