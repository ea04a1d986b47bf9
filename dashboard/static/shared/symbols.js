/**
 * The symbols of events: the shape says deed, word or thing, the glyph repeats
 * the colour, the fill says the status. Drawn around (0, 0) in 22 pixels. Which family has
 * which shape, glyph and colour is told by Python (events/model/vocabulary.py).
 */

import { familyColour, MARK } from "./theme.js";
import { round, svg } from "./svg.js";

const DISC = "M-10.5 0A10.5 10.5 0 1 0 10.5 0A10.5 10.5 0 1 0 -10.5 0Z";

/** The outlines by the shapes' names. */
const SHAPES = {
  disc: DISC,
  square: "M-8 -10H8A2 2 0 0 1 10 -8V8A2 2 0 0 1 8 10H-8A2 2 0 0 1 -10 8V-8A2 2 0 0 1 -8 -10Z",
  bubble: "M-7.4 -10H7.4A2.8 2.8 0 0 1 10.2 -7.2V3.4A2.8 2.8 0 0 1 7.4 6.2H-.6"
    + "L-5.2 10.6V6.2H-7.4A2.8 2.8 0 0 1 -10.2 3.4V-7.2A2.8 2.8 0 0 1 -7.4 -10Z",
};

/** The strokes of each glyph by its name: [path, width]. */
const GLYPHS = {
  cross: [["M-3.7 -3.7L3.7 3.7M3.7 -3.7L-3.7 3.7", 2.4]],
  arrow: [["M-5 0H4.4M.9 -3.7L4.8 0L.9 3.7", 2.1]],
  chevrons: [["M-4.1 -.2L0 -4L4.1 -.2M-4.1 4.2L0 .4L4.1 4.2", 2]],
  question: [["M-2.7 -1.9A2.7 2.5 0 1 1 1.1 .5C.2 1 0 1.3 0 2", 2], ["M0 4.6V4.7", 2.3]],
  plus: [["M0 -4.4V4.4M-4.4 0H4.4", 2.3]],
  exclamation: [["M0 -4.4V.9", 2.4], ["M0 4.3V4.4", 2.5]],
  flag: [["M-3.4 5.4V-4.9M-3.4 -4.4H3.8L1.9 -2L3.8 .5H-3.4", 1.9]],
  "letter-i": [["M0 -.3V4.3", 2.4], ["M0 -3.9V-3.8", 2.6]],
};

const { families } = globalThis.panjTables;

const SLASH = "M-8.4 8.4L8.4 -8.4";

/** How a status fills the symbol: [fill opacity, outline width, dashes]. */
const FILLS = {
  reported: [1, 1, null], standing: [1, 1, null],
  claimed: [0.3, 1.9, null], disputed: [0.3, 1.9, null],
  ordered: [0, 2.2, null], intended: [0, 2.2, null],
  forecast: [0, 2.4, "0.1 3.75"],
};

/**
 * The symbol of an event.
 * @param {{family: string, status: string}} event
 * @param {object} colours of style.js
 * @param {{x: number, y: number, size?: number, selected?: boolean}} where the centre
 * @returns {SVGGElement}
 */
export function symbol(event, colours, { x, y, size = MARK.size, selected = false }) {
  const { shape, glyph } = Object.hasOwn(families, event.family) ? families[event.family] : families.Context;
  const body = SHAPES[shape];
  const colour = familyColour(colours, event.family);
  const ink = isFilled(event.status) ? colours.onFamily : colour;
  const scale = size / MARK.size;
  const group = svg("g", {
    class: "panj-symbol", transform: `translate(${round(x)} ${round(y)}) scale(${round(scale)})`,
  });
  if (selected) group.append(ring(body, colours.focus, 9));
  group.append(...bodyOf(body, event.status, colour, colours));
  const marks = GLYPHS[glyph].map(([path, thick]) => stroke(path, ink, thick));
  group.append(svg("g", { transform: shape === "bubble" ? "translate(0 -1.9)" : null }, ...marks));
  if (event.letter) group.append(...badge(event.letter, colours));
  return group;
}

/** The letter of the file that an event is from, at the symbol's corner. */
function badge(letter, colours) {
  const at = { x: 9.5, y: -8.5 };
  const text = svg("text", {
    ...at, fill: colours.text, "font-size": 8.5, "font-weight": 700, "text-anchor": "middle",
    "dominant-baseline": "central", "font-family": "system-ui, sans-serif",
  });
  text.textContent = letter;
  return [svg("circle", { cx: at.x, cy: at.y, r: 5.6, fill: colours.page, stroke: colours.muted }), text];
}

/** A disc without a glyph, filled as a status fills it: for a key. */
export function blank(status, colours, { x, y, size = MARK.size }) {
  return svg(
    "g", { transform: `translate(${round(x)} ${round(y)}) scale(${round(size / MARK.size)})` },
    ...bodyOf(DISC, status, colours.muted, colours),
  );
}

function isFilled(status) {
  return (FILLS[status] ?? FILLS.reported)[0] === 1;
}

function bodyOf(body, status, colour, colours) {
  const [opacity, width, dash] = FILLS[status] ?? FILLS.reported;
  return [
    ring(body, colours.page, 4.4),
    svg("path", { d: body, fill: colours.page }),
    svg("path", {
      d: body, fill: opacity ? colour : "none", "fill-opacity": opacity || null,
      stroke: colour, "stroke-width": width, "stroke-dasharray": dash,
      "stroke-linecap": dash ? "round" : null,
    }),
    ...(status === "disputed" ? [stroke(SLASH, colour, 1.8)] : []),
  ];
}

function ring(body, colour, width) {
  return svg("path", {
    d: body, fill: colour, stroke: colour, "stroke-width": width, "stroke-linejoin": "round",
  });
}

function stroke(path, colour, width) {
  return svg("path", {
    d: path, fill: "none", stroke: colour, "stroke-width": width,
    "stroke-linecap": "round", "stroke-linejoin": "round",
  });
}
