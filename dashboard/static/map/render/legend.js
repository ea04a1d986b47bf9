/** The key: what marks mean, those that are on show or all of them. Page, picture, dossier and print read it here. */

import { kindRing } from "../marks/clusters.js";
import { MOST_HATCHED } from "../marks/area_tints.js";
import { isExpected } from "../marks/group_by_place.js";
import { blank, symbol } from "../../shared/symbols.js";
import { svg, textLine } from "../../shared/svg.js";
import { FONTS } from "../../shared/theme.js";
import { EXTERNAL, say } from "../../shared/words.js";

/** The room of a sample, drawn around its middle. */
export const SAMPLE = { width: 26, height: 18 };

/** Statuses that are drawn alike stand in one row, named by the first. */
const STATUSES = [["reported", "standing"], ["claimed"], ["disputed"], ["ordered", "intended"], ["forecast"]];

const PRECISIONS = [
  [["exact"], spot],
  [["settlement"], ring],
  [["district", "province"], hatch],
  [["region"], dots],
  [["tinted"], tint],
  [["expected"], expected],
  [["border"], band],
  [["country"], plate],
];

/**
 * The parts of the key that events need.
 * @param {{family: string, status: string, precision: string}[]} events
 * @param {object} colours of style.js
 * @param {{families: Object<string, number>, precision?: string, joined?: boolean}[]} counted cells and areas of
 *   many events; joined: areas that have one plate
 * @param {boolean} isMarked whether † is on show
 * @returns {{heading: string, rows: {words: string, sample: () => SVGElement}[]}[]}
 */
export function legendOf(events, colours, counted = [], isMarked = events.some(({ external }) => external)) {
  const on = (name) => new Set([...events, ...counted].map((one) => one[name]));
  const [families, statuses, precisions] = ["family", "status", "precision"].map(on);
  for (const family of counted.flatMap((group) => Object.keys(group.families))) families.add(family);
  const middle = { x: 0, y: 0, size: 17 };
  const groups = [
    {
      heading: say("key.kinds"),
      rows: Object.keys(colours.families).filter((name) => families.has(name)).map((family) => (
        { words: say(`family.${family}`), sample: () => symbol({ family, status: "reported" }, colours, middle) })),
    },
    {
      heading: say("key.many"),
      rows: [
        ...(counted.some((group) => !group.joined) ? [{ words: say("key.cell"), sample: () => cell(colours) }] : []),
        ...(counted.some((group) => group.joined) ? [{ words: say("key.joined"), sample: () => joined(colours) }] : []),
      ],
    },
    {
      heading: say("key.statuses"),
      rows: STATUSES.filter((names) => names.some((name) => statuses.has(name))).map(
        ([name]) => ({ words: say(`key.status.${name}`), sample: () => blank(name, colours, middle) })),
    },
    {
      heading: say("key.precisions"),
      rows: PRECISIONS.filter(([names]) => names.some((name) => precisions.has(name))).map(
        ([[name], draw]) => ({ words: say(`key.precision.${name}`), sample: () => draw(colours) })),
    },
    { heading: "", rows: isMarked ? [{ words: say("key.external"), sample: () => dagger(colours) }] : [] },
  ];
  return groups.filter((group) => group.rows.length);
}

/** The key to every kind, status, precision and cell, whatever is on show. */
export function fullLegend(colours) {
  const families = Object.keys(colours.families).map((family) => ({ family }));
  const statuses = STATUSES.flat().map((status) => ({ status }));
  const precisions = PRECISIONS.flatMap(([names]) => names.map((precision) => ({ precision })));
  const other = { words: say("key.other_source"), sample: () => otherSource(colours) };
  return [...legendOf([...families, ...statuses, ...precisions], colours, [{ families: {} }, { families: {}, joined: true }], true), { heading: "", rows: [other] }];
}

/**
 * Events with the frames in which a map of them all draws them: areas that are only expected, and many
 * areas, have one of their own.
 * @param {{status: string, precision: string, shape: string|null}[]} events shape: the key of an area
 */
export function asDrawn(events) {
  const parts = events.filter(({ shape, precision }) => shape && precision !== "country");
  const expected = new Set(parts.filter(({ shape }) => (
    isExpected({ events: parts.filter((event) => event.shape === shape) }))));
  const hatched = parts.filter((event) => !expected.has(event));
  const tinted = new Set(new Set(hatched.map(({ shape }) => shape)).size > MOST_HATCHED ? hatched : []);
  return events.map((event) => (
    expected.has(event) ? { ...event, precision: "expected" } : tinted.has(event) ? { ...event, precision: "tinted" } : event));
}

/** A sample as a drawing of its own, for HTML. */
export function sampleImage({ sample }) {
  const { width, height } = SAMPLE;
  return svg("svg", {
    width, height, viewBox: `${-width / 2} ${-height / 2} ${width} ${height}`,
    "aria-hidden": "true", overflow: "visible",
  }, sample());
}

function dagger({ text }) {
  return textLine(EXTERNAL, { x: 0, y: 5, font: { ...FONTS.sub, size: 15, weight: 600 }, fill: text, halo: null, anchor: "middle" });
}

/** The outline of another source's place, with the number of its row. */
function otherSource({ several, text, page }) {
  return svg("g", {}, svg("path", { d: "M-10 5L-3 -6L6 -4", fill: "none", stroke: several, "stroke-width": 1.6, "stroke-dasharray": "2 3" }),
    svg("circle", { cx: 6, cy: 2, r: 7, fill: page, stroke: several }),
    textLine("2", { x: 6, y: 5.5, font: { ...FONTS.sub, size: 10, weight: 600 }, fill: text, halo: null, anchor: "middle" }));
}

function cell(colours) {
  return svg("g", {}, ...kindRing({ x: 0, y: 0, radius: 7.5, width: 2.5 }, { Force: 2, Support: 1 }, colours),
    svg("circle", { r: 5, fill: colours.cell }));
}

/** A plate of several areas, with the ring of their kinds. */
function joined(colours) {
  return svg("g", {},
    svg("rect", { x: -12, y: -7, width: 24, height: 14, rx: 3, fill: colours.page, stroke: colours.rule, "stroke-width": 1.2 }),
    ...kindRing({ x: -5, y: 0, radius: 3.6, width: 2 }, { Force: 2, Support: 1 }, colours),
    textLine("7", { x: 5, y: 4, font: { ...FONTS.sub, size: 10, weight: 600 }, fill: colours.text, halo: null, anchor: "middle" }));
}

function spot({ muted, page }) {
  return svg("circle", { r: 6, fill: muted, stroke: page, "stroke-width": 1.5 });
}

function ring({ muted }) {
  return svg("g", {},
    svg("circle", {
      r: 8.4, fill: muted, "fill-opacity": 0.1, stroke: muted, "stroke-width": 1.4,
    }),
    svg("circle", { r: 3, fill: muted }));
}

function hatch({ muted }) {
  const lines = [-8, 0, 8, 16].map((x) => svg("line", {
    x1: x - 4 - 7, y1: 7, x2: x - 4 + 7, y2: -7, stroke: muted, "stroke-width": 1.5,
    "stroke-opacity": 0.5,
  }));
  return framed(lines, { stroke: muted, "stroke-width": 1.4, "stroke-dasharray": "6 3" });
}

function dots({ muted }) {
  const points = [];
  for (const [row, y] of [-4.5, 0, 4.5].entries()) {
    for (let x = row % 2 ? -7.5 : -11; x < 12; x += 7) {
      points.push(svg("circle", { cx: x, cy: y, r: 1.15, fill: muted, "fill-opacity": 0.75 }));
    }
  }
  return framed(points, { stroke: muted, "stroke-width": 4, "stroke-opacity": 0.14 });
}

/** The ends and the middle of the steps by which areas are tinted. */
function tint({ tint1, tint3, tint5, tintOpacity, land, outline }) {
  return svg("g", {},
    svg("rect", { x: -11, y: -7, width: 22, height: 14, fill: land }),
    ...[tint1, tint3, tint5].map((fill, i) => svg("rect", {
      x: -11 + i * 22 / 3, y: -7, width: 22 / 3, height: 14, fill, "fill-opacity": tintOpacity,
    })),
    svg("rect", { x: -11, y: -7, width: 22, height: 14, fill: "none", stroke: outline }));
}

function expected({ muted }) {
  return svg("rect", {
    x: -11, y: -7, width: 22, height: 14, rx: 2, fill: "none", stroke: muted, "stroke-width": 2,
    "stroke-dasharray": "0.1 3.6", "stroke-linecap": "round",
  });
}

/** Lines or dots cut at the edge of a small area. */
function framed(parts, outline) {
  return svg("g", {},
    svg("svg", { x: -11, y: -7, width: 22, height: 14, viewBox: "-11 -7 22 14" }, ...parts),
    svg("rect", { x: -11, y: -7, width: 22, height: 14, rx: 2, fill: "none", ...outline }));
}

function band({ several, border, casing }) {
  const line = { d: "M-11 3C-5 -5 4 5 11 -3", fill: "none" };
  return svg("g", {},
    svg("path", {
      ...line, stroke: several, "stroke-width": 10, "stroke-opacity": 0.3,
      "stroke-linecap": "round",
    }),
    svg("path", { ...line, stroke: casing, "stroke-width": 3 }),
    svg("path", { ...line, stroke: border, "stroke-width": 1.5, "stroke-dasharray": "6 2.5 1.2 2.5" }));
}

function plate({ page, rule, muted }) {
  return svg("g", {},
    svg("rect", {
      x: -12, y: -7, width: 24, height: 14, rx: 3, fill: page, stroke: rule, "stroke-width": 1.2,
    }),
    svg("circle", { cx: -6, r: 3.4, fill: muted }),
    svg("path", { d: "M0 0H8", stroke: muted, "stroke-width": 1.6, "stroke-linecap": "round" }));
}
