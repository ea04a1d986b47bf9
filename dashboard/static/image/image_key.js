/** The key of a picture: its groups in columns, drawn as large as their room allows. */

import { SAMPLE } from "../map/render/legend.js";
import { linesAt, set, TYPE } from "./image_text.js";
import { svg } from "../shared/svg.js";

const ROW = { least: 23, between: 7 };
const GROUPS = 12; // pixels between two groups
const GAP = 20;
const INDENT = SAMPLE.width + 10;

/**
 * How much room the groups of a key need.
 * @param {{heading: string, rows: {words: string, sample: () => SVGElement}[]}[]} groups of legend.js
 * @param {{width: number, columns: number}} room of each column, and how many there may be
 * @returns {{columns: object[][], width: number, height: number}} the groups of each column
 */
export function setKey(groups, { width, columns }) {
  const heightOf = (column) => column.reduce((sum, group, i) => sum + groupHeight(group, width) + (i && GROUPS), 0);
  const found = splits(groups, columns).map((split) => (
    { columns: split, width, height: Math.max(0, ...split.map(heightOf)) }));
  return found.reduce((best, one) => (one.height < best.height ? one : best));
}

/** All ways to part groups, in their order, into at most so many columns; the one with fewest first. */
function splits(groups, most) {
  const parted = most === 1 ? [] : groups.slice(1).flatMap((_, i) => (
    splits(groups.slice(i + 1), most - 1).map((rest) => [groups.slice(0, i + 1), ...rest])));
  return [[groups], ...parted];
}

/**
 * Draw a key.
 * @param {object} key of setKey
 * @param {{x: number, y: number, scale: number}} place
 * @param {object} colours of theme.js
 */
export function drawKey({ columns, width }, { x, y, scale }, colours) {
  const drawn = columns.flatMap((groups, i) => {
    let top = 0;
    return groups.flatMap((group) => {
      const parts = groupAt(group, i * (width + GAP), top, width, colours);
      top += groupHeight(group, width) + GROUPS;
      return parts;
    });
  });
  return svg("g", { class: "panj-picture-key", transform: `translate(${x} ${y}) scale(${scale})` }, ...drawn);
}

/** The width of so many columns. */
export function widthOf(columns, width) {
  return columns * width + (columns - 1) * GAP;
}

function rowHeight({ words }, width) {
  return Math.max(ROW.least, set(words, TYPE.key, width - INDENT).length * TYPE.key.line + ROW.between);
}

function groupHeight({ heading, rows }, width) {
  return (heading ? TYPE.heading.line : 0) + rows.reduce((sum, row) => sum + rowHeight(row, width), 0);
}

function groupAt(group, x, y, width, colours) {
  const drawn = linesAt(group.heading ? [group.heading] : [], TYPE.heading, x, y, colours);
  let top = y + (group.heading ? TYPE.heading.line : 0);
  for (const row of group.rows) {
    const height = rowHeight(row, width);
    const lines = set(row.words, TYPE.key, width - INDENT);
    const middle = top + height / 2;
    drawn.push(
      svg("g", { transform: `translate(${x + SAMPLE.width / 2} ${middle})` }, row.sample()),
      ...linesAt(lines, TYPE.key, x + INDENT, middle - lines.length * TYPE.key.line / 2 - 0.5, colours),
    );
    top += height;
  }
  return drawn;
}
