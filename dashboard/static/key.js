/** The key: what the marks that are on show mean, and nothing that is not on show. */

import { kindRing } from "./cells.js";
import { blank, symbol } from "./glyphs.js";
import { svg } from "./svg.js";

/** The room of a sample, drawn around its middle. */
export const SAMPLE = { width: 26, height: 18 };

const STATUSES = [
  [["reported", "standing"], "it happened, or it stands"],
  [["claimed"], "someone claims it"],
  [["disputed"], "someone claims it, others dispute it"],
  [["ordered", "intended"], "it is ordered or intended, not done"],
  [["forecast"], "it may come: an opinion, not an event"],
];

const PRECISIONS = [
  [["exact"], spot, "to the spot"],
  [["settlement"], ring, "to a town; the ring is as wide as the doubt"],
  [["district", "province"], hatch, "to a district or province"],
  [["region"], dots, "to a region without sharp edges"],
  [["border"], band, "to a border; the width is not a distance"],
  [["country"], plate, "to a country; the plate is no place in it"],
];

/**
 * The parts of the key that events need.
 * @param {{family: string, status: string, precision: string}[]} events
 * @param {object} colours of style.js
 * @param {{families: Object<string, number>, precision?: string}[]} counted cells and areas of many events
 * @returns {{heading: string, rows: {words: string, sample: () => SVGElement}[]}[]}
 */
export function keyOf(events, colours, counted = []) {
  const on = (name) => new Set([...events, ...counted].map((one) => one[name]));
  const [families, statuses, precisions] = ["family", "status", "precision"].map(on);
  for (const family of counted.flatMap((group) => Object.keys(group.families))) families.add(family);
  const middle = { x: 0, y: 0, size: 17 };
  const groups = [
    {
      heading: "Kind of event",
      rows: Object.keys(colours.families).filter((name) => families.has(name)).map((family) => (
        { words: family, sample: () => symbol({ family, status: "reported" }, colours, middle) })),
    },
    {
      heading: "Many events",
      rows: counted.length ? [{ words: "so many events; the ring tells their kinds", sample: () => cell(colours) }] : [],
    },
    {
      heading: "The source says",
      rows: STATUSES.filter(([names]) => names.some((name) => statuses.has(name))).map(
        ([[name], words]) => ({ words, sample: () => blank(name, colours, middle) })),
    },
    {
      heading: "The place is known",
      rows: PRECISIONS.filter(([names]) => names.some((name) => precisions.has(name))).map(
        ([, draw, words]) => ({ words, sample: () => draw(colours) })),
    },
  ];
  return groups.filter((group) => group.rows.length);
}

/** A sample as a drawing of its own, for HTML. */
export function sampleImage({ sample }) {
  const { width, height } = SAMPLE;
  return svg("svg", {
    width, height, viewBox: `${-width / 2} ${-height / 2} ${width} ${height}`,
    "aria-hidden": "true", overflow: "visible",
  }, sample());
}

function cell(colours) {
  return svg("g", {}, ...kindRing({ x: 0, y: 0, radius: 7.5, width: 2.5 }, { Fighting: 2, Support: 1 }, colours),
    svg("circle", { r: 5, fill: colours.cell }));
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

/** Lines or dots cut at the edge of a small area. */
function framed(parts, outline) {
  return svg("g", {},
    svg("svg", { x: -11, y: -7, width: 22, height: 14, viewBox: "-11 -7 22 14" }, ...parts),
    svg("rect", { x: -11, y: -7, width: 22, height: 14, rx: 2, fill: "none", ...outline }));
}

function band({ muted, border, casing }) {
  const line = { d: "M-11 3C-5 -5 4 5 11 -3", fill: "none" };
  return svg("g", {},
    svg("path", {
      ...line, stroke: muted, "stroke-width": 10, "stroke-opacity": 0.3,
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
