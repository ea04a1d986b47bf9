/** The sheet of a picture: what stands where around the map, and the drawing of it. */

import { DISCLAIMER, scaleOf } from "./controls.js";
import { keyOf, SAMPLE } from "./key.js";
import { FONTS } from "./style.js";
import { svg, textLine } from "./svg.js";
import { breakLines } from "./text.js";

const MARGIN = 30;
const GAP = 20;
const KEY = { width: 216, row: 23, line: 14.5, heading: 22, between: 12, columns: [0.24, 0.32, 0.44] };
const SCALE = { width: 112, height: 36 };
const font = (size, weight = 400) => ({ ...FONTS.sub, size, weight });
const TYPE = {
  title: { font: font(27, 700), line: 33, ink: "text", most: 2 },
  counts: { font: font(14.5), line: 21, ink: "text", most: 2 },
  heading: { font: font(12, 700), line: KEY.heading, ink: "text", most: 1 },
  key: { font: font(12), line: KEY.line, ink: "text", most: 3 },
  foot: { font: font(11), line: 15, ink: "muted", most: 4 },
  scale: { font: font(10.5), line: 14, ink: "text", most: 1 },
};

/**
 * Say where everything stands.
 * @param {{width: number, height: number}} size of the sheet
 * @param {{title: string, filters: string[], counts: object, origin: string, credits: string,
 *   address: string}} words
 * @param {object[]} likely the key's groups that the map may need, of key.js
 * @returns {object} {size, words, map, scale, key, foot}: boxes in pixels; `scale` in the map's own
 */
export function planPage(size, words, likely) {
  const width = size.width - 2 * MARGIN;
  const foot = footLines(words).map((line) => set(line, TYPE.foot, width));
  const footHeight = foot.flat().length * TYPE.foot.line + 12;
  const titled = set(words.title, TYPE.title, width);
  const under = MARGIN + titled.length * TYPE.title.line;
  const counted = set(countsIn(words, 0), TYPE.counts, width); // no account is longer
  const top = under + counted.length * TYPE.counts.line + 12;
  const bottom = size.height - MARGIN + 6 - footHeight;
  const beside = size.width > size.height * 1.3;
  const keyHeight = beside || !likely.length ? 0 : heightBelow(likely, width) + GAP;
  const map = {
    x: MARGIN, y: top, width: beside && likely.length ? width - KEY.width - GAP : width,
    height: bottom - top - keyHeight,
  };
  const key = beside
    ? { x: map.x + map.width + GAP, y: top, width: KEY.width, beside }
    : { x: MARGIN, y: top + map.height + GAP, width, beside };
  const scale = {
    x: map.width - SCALE.width - 10, y: map.height - SCALE.height - 8, w: SCALE.width, h: SCALE.height,
  };
  return { size, words, titled, under, map, scale, key, foot: foot.flat(), footTop: bottom + 14 };
}

/**
 * Draw the sheet.
 * @param {object} plan of planPage
 * @param {object} posed the map, of pose.js
 * @param {object} colours of style.js
 */
export function drawPage(plan, posed, colours) {
  const { size, map } = plan;
  const frame = { x: map.x, y: map.y, width: map.width, height: map.height };
  for (const [name, value] of Object.entries(frame)) posed.drawing.setAttribute(name, value);
  const { rows, plates, discs } = posed.layout;
  const areas = plates.flatMap(({ area }) => area.parts ?? [area]);
  const events = [...rows, ...areas].flatMap((group) => group.events);
  const key = keyOf(events, colours, [...discs, ...areas.map((area) => area.counted).filter(Boolean)]);
  if (posed.drawing.textContent.includes("†")) key.push(daggerOf(colours));
  const write = (lines, type, x, y) => linesAt(lines, type, x, y, colours);
  const counted = set(countsIn(plan.words, posed.shown), TYPE.counts, size.width - 2 * MARGIN);
  return svg("svg", { width: size.width, height: size.height, viewBox: `0 0 ${size.width} ${size.height}` },
    svg("rect", { width: size.width, height: size.height, fill: colours.page }),
    ...write(plan.titled, TYPE.title, MARGIN, MARGIN - 4),
    ...write(counted, TYPE.counts, MARGIN, plan.under),
    posed.drawing,
    scaleDrawing(plan, posed.map, colours),
    svg("rect", { ...frame, fill: "none", stroke: colours.rule, "stroke-width": 1 }),
    ...(plan.key.beside ? keyBeside : keyBelow)(key, plan.key, colours),
    ...write(plan.foot, TYPE.foot, MARGIN, plan.footTop));
}

/** The line that accounts for every event that was read. */
function countsIn({ counts, filters }, shown) {
  const left = [
    [counts.on_map - shown, "outside this view"], [counts.without_place, "without a place"],
    [counts.filtered_out, "filtered out"], [counts.rejected, "rejected"],
  ].filter(([number]) => number > 0).map(([number, words]) => `${number.toLocaleString("en")} ${words}`);
  const words = `${shown.toLocaleString("en")} of ${counts.read.toLocaleString("en")} events are on this map`;
  const filter = filters.length ? ` Filter: ${filters.join(", ")}.` : " No filter.";
  return `${[words, ...left].join(", ")}.${filter}`;
}

function footLines({ origin, credits, address }) {
  return [
    origin ? `Events: ${origin}. Drawn with Panj.` : "Drawn with Panj.",
    `${credits ? `Map: ${credits.replace(/\.$/, "")}. ` : ""}${DISCLAIMER}`, address,
  ].filter(Boolean);
}

function daggerOf(colours) {
  const sample = () => textLine("†", {
    x: 0, y: 5, font: font(15, 600), fill: colours.text, halo: null, anchor: "middle",
  });
  return { heading: "", rows: [{ words: "a value not from the source", sample }] };
}

function set(words, { font: face, most }, width) {
  return breakLines(words, face, width, most);
}

function linesAt(lines, { font: face, line, ink }, x, y, colours) {
  return lines.map((words, i) => textLine(words, {
    x, y: y + i * line + face.size, font: face, fill: colours[ink], halo: null,
  }));
}

const indent = SAMPLE.width + 10;

function rowHeight({ words }, width) {
  return Math.max(KEY.row, set(words, TYPE.key, width - indent).length * KEY.line + 7);
}

function groupHeight({ heading, rows }, width) {
  return (heading ? KEY.heading : 0) + rows.reduce((sum, row) => sum + rowHeight(row, width), 0);
}

function groupAt(group, x, y, width, colours) {
  const drawn = linesAt(group.heading ? [group.heading] : [], TYPE.heading, x, y, colours);
  let top = y + (group.heading ? KEY.heading : 0);
  for (const row of group.rows) {
    const height = rowHeight(row, width);
    const lines = set(row.words, TYPE.key, width - indent);
    const middle = top + height / 2;
    drawn.push(
      svg("g", { transform: `translate(${x + SAMPLE.width / 2} ${middle})` }, row.sample()),
      ...linesAt(lines, TYPE.key, x + indent, middle - lines.length * KEY.line / 2 - 0.5, colours),
    );
    top += height;
  }
  return drawn;
}

function keyBeside(groups, box, colours) {
  let { y } = box;
  return groups.flatMap((group) => {
    const drawn = groupAt(group, box.x, y, box.width, colours);
    y += groupHeight(group, box.width) + KEY.between;
    return drawn;
  });
}

/** The groups in columns; what comes after the third stands under the second. */
function keyBelow(groups, box, colours) {
  let x = box.x;
  const under = {};
  return groups.flatMap((group, i) => {
    if (i > 2 || !group.heading) return groupAt(group, under.x, under.y, under.width, colours);
    const width = box.width * KEY.columns[i] - GAP;
    const drawn = groupAt(group, x, box.y, width, colours);
    if (i < 2) Object.assign(under, { x, y: box.y + groupHeight(group, width) + KEY.between, width });
    x += width + GAP;
    return drawn;
  });
}

function heightBelow(groups, width) {
  const heights = groups.map((group, i) => groupHeight(group, width * KEY.columns[i] - GAP));
  return Math.max(0, ...heights);
}

/** Kilometres over miles, in the map's corner. */
function scaleDrawing({ map, scale }, posed, colours) {
  const right = map.x + scale.x + scale.w - 4;
  const middle = map.y + scale.y + scale.h / 2;
  const line = (d) => [
    svg("path", { d, fill: "none", stroke: colours.land, "stroke-width": 3.5, "stroke-opacity": 0.85 }),
    svg("path", { d, fill: "none", stroke: colours.text, "stroke-width": 1 }),
  ];
  return svg("g", {}, ...scaleOf(posed).flatMap(({ words, width }, i) => {
    const tick = middle + (i ? 11 : -11);
    const left = right - width;
    return [
      ...line(`M${left} ${tick}V${middle}H${right}V${tick}`),
      textLine(words, {
        x: left + 4, y: i ? middle + 12 : middle - 4, font: TYPE.scale.font, fill: colours.text,
        halo: colours.land, haloWidth: 2.6,
      }),
    ];
  }));
}
