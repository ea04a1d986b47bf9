/** Draws a laid-out view as SVG: rings, names, marks, plates. */

import { drawDisc, kindRing } from "../marks/clusters.js";
import { symbol } from "../../shared/symbols.js";
import { shownOf } from "../marks/group_by_place.js";
import { tintLegend } from "./tint_legend.js";
import { familyColour, FONTS, MARK } from "../../shared/theme.js";
import { fontAttributes, haloAttributes, round, svg, textLine } from "../../shared/svg.js";

/**
 * Replace an overlay's drawing by the one of a layout.
 * @param {Overlay} overlay
 * @param {object} layout of layout.js
 */
export function drawScene(overlay, layout) {
  const look = { colours: layout.colours, selected: layout.selected };
  const names = layout.tints ? layout.names.map((name) => overTints(name, look)) : layout.names;
  const curves = names.filter((name) => name.curve);
  overlay.defs.replaceChildren(...curves.map((name, i) => (
    svg("path", { id: `panj-curve-${i}`, d: name.curve }))));
  overlay.screen.replaceChildren(
    part("rings", layout.rings.map((ring) => ringOf(ring, look))),
    part("rivers", curves.map((name, i) => riverOf(name, i))),
    part("names", names.filter((name) => !name.curve).flatMap((name) => nameOf(name, look))),
    part("outside", layout.outside.map((at) => symbol(at.event, look.colours, at))),
    part("leaders", [
      ...layout.plates.map((plate) => leaderOf(plate, look)),
      ...layout.rows.flatMap((row) => threadsOf(row, look)),
    ]),
    part("labels", layout.labels.flatMap((label) => linesOf(label.lines, look, look.colours.land))),
    part("marks", layout.rows.map((row) => rowOf(row, look))),
    part("list-frame", layout.list ? [listFrame(layout.list, look)] : []),
    part("plates", layout.plates.map((plate) => plateOf(plate, look))),
    part("found", layout.found ? foundOf(layout.found, look) : []),
    part("cells", layout.discs.map((disc) => drawDisc(disc, look))),
    part("tints", layout.tints ? [tintLegend(layout.tints, look.colours)] : []),
  );
}

function part(name, elements) {
  return svg("g", { class: `panj-${name}` }, ...elements);
}

function ringOf({ x, y, radius, event }, { colours }) {
  const colour = familyColour(colours, event.family);
  return svg("circle", {
    cx: x, cy: y, r: round(radius), fill: colour, "fill-opacity": 0.1,
    stroke: colour, "stroke-width": 1.4, "stroke-opacity": 0.85,
  });
}

/** A name of the land where areas are tinted: in full ink, on more of its own ground. */
function overTints(name, { colours }) {
  if (![colours.land, colours.neighbour].includes(name.halo)) return name;
  return { ...name, fill: name.curve ? name.fill : colours.city, haloWidth: name.curve ? 3.6 : 4 };
}

function riverOf(name, i) {
  const text = svg("text", {
    fill: name.fill, ...fontAttributes(name.font), ...haloAttributes({ haloWidth: 2.6, ...name }),
  });
  const words = svg("textPath", {
    href: `#panj-curve-${i}`, startOffset: "50%", "text-anchor": "middle",
  });
  words.textContent = name.words;
  text.append(words);
  return text;
}

function nameOf(name, { colours }) {
  const parts = name.lines.map(({ words, x, y }) => textLine(words, { ...name, x, y }));
  if (name.local) parts.push(localLine(name.local, { fill: name.fill, halo: name.halo, anchor: "middle" }));
  if (name.dot) {
    parts.unshift(svg("circle", {
      cx: name.dot.x, cy: name.dot.y, r: name.dot.radius, stroke: colours.city,
      "stroke-width": 1.1, fill: name.dot.solid ? colours.city : colours.land,
    }));
  }
  if (name.gate) {
    const { x, y } = name.gate;
    parts.unshift(svg("path", {
      d: `M${x - 4} ${y}L${x} ${y - 4}L${x + 4} ${y}L${x} ${y + 4}Z`,
      fill: colours.land, stroke: colours.city, "stroke-width": 1.2,
    }));
  }
  return parts;
}

/** A local name, which says its language and runs its own way. */
function localLine(local, look) {
  const text = textLine(local.words, { ...local, ...look });
  text.setAttribute("direction", local.direction);
  text.setAttribute("lang", local.language);
  return text;
}

/** The ring around a place that was looked for, and its name. */
function foundOf({ x, y, radius, label }, look) {
  return [
    svg("circle", { cx: x, cy: y, r: radius, fill: "none", stroke: look.colours.page, "stroke-width": 5 }),
    svg("circle", { cx: x, cy: y, r: radius, fill: "none", stroke: look.colours.focus, "stroke-width": 2.5 }),
    svg("circle", { cx: x, cy: y, r: 3, fill: look.colours.focus }),
    ...(label ? nameOf(label, look) : []),
  ];
}

/** A leader, with a T at the edge of what it leads to. */
function leaderOf({ leader }, { colours }) {
  if (!leader) return null;
  const { from, to, ux, uy } = leader;
  return svg("path", {
    class: "panj-leader", fill: "none", stroke: colours.text, "stroke-width": 1,
    d: `M${round(from.x)} ${round(from.y)}L${round(to.x)} ${round(to.y)}`
      + `M${round(from.x - ux * 6)} ${round(from.y - uy * 6)}`
      + `L${round(from.x + ux * 6)} ${round(from.y + uy * 6)}`,
  });
}

/** Threads from a row to its true places, where it does not stand on them. */
function threadsOf(row, { colours }) {
  if (!row.moved) return [];
  const { box } = row;
  return row.anchors.flatMap((anchor) => {
    const x = Math.max(box.x + 4, Math.min(box.x + box.w - 4, anchor.x));
    const y = Math.max(box.y + 4, Math.min(box.y + box.h - 4, anchor.y));
    return [
      svg("path", {
        d: `M${round(anchor.x)} ${round(anchor.y)}L${round(x)} ${round(y)}`,
        stroke: colours.text, "stroke-width": 1, fill: "none",
      }),
      svg("circle", {
        cx: anchor.x, cy: anchor.y, r: 2.6, stroke: colours.page, "stroke-width": 1,
        fill: familyColour(colours, anchor.event.family),
      }),
    ];
  });
}

/** The glyphs of a row with their centres, and where "+n" stands; shared with the buttons. */
export function glyphsOf(row, selected) {
  const { shown, rest } = shownOf(row.events, selected);
  const at = (i) => ({
    x: row.box.x + MARK.pitch * (i + 0.5), y: row.box.y + MARK.pitch / 2,
  });
  return {
    glyphs: shown.map((event, i) => ({ event, ...at(i) })),
    rest, more: rest.length ? at(shown.length) : null,
  };
}

function rowOf(row, look) {
  const { glyphs, rest, more } = glyphsOf(row, look.selected);
  return svg(
    "g", {}, ...glyphs.map(({ event, x, y }) => symbol(event, look.colours, {
      x, y, selected: event.id === look.selected,
    })), more && moreOf(more, rest.length, look),
  );
}

function moreOf({ x, y }, count, { colours }) {
  return svg(
    "g", {},
    svg("circle", {
      cx: x, cy: y, r: 11, fill: colours.page, stroke: colours.muted, "stroke-width": 1,
    }),
    textLine(`+${count}`, {
      x, y: y + 4, font: FONTS.sub, fill: colours.text, halo: null, anchor: "middle",
    }),
  );
}

function linesOf(lines, { colours }, halo) {
  return lines.map((line) => {
    const look = { ...line, fill: colours[line.ink], halo, haloWidth: 3.4 };
    return line.language ? localLine(line, look) : textLine(line.words, look);
  });
}

/** The frame of the list of places that are larger than the view, with its heading. */
function listFrame({ heading, ...box }, { colours }) {
  const { words, ...at } = heading;
  return svg("g", {}, ...plateGround(box, colours), textLine(words, {
    ...at, font: FONTS.sub, fill: colours.muted, halo: null, anchor: "start",
  }));
}

function plateOf({ box, form, events, counted, holdsOpen, inList }, look) {
  const { colours, selected } = look;
  const lit = holdsOpen || events.some((event) => event.id === selected);
  const inner = svg("g", { transform: `translate(${box.x} ${box.y})` });
  for (const { event, x, y } of form.glyphs) {
    inner.append(symbol(event, colours, {
      x, y, size: MARK.plateGlyph, selected: events.length > 1 && event.id === selected,
    }));
  }
  if (form.ring) inner.append(...kindRing(form.ring, counted.families, colours));
  if (form.more) inner.append(moreOf(form.more, form.rest.length, look));
  inner.append(...linesOf(form.lines, look, null));
  return svg(
    "g", { class: lit ? "panj-plate panj-lit" : "panj-plate" }, ...(inList && !lit ? [] : plateGround(box, colours, lit)), inner,
  );
}

function plateGround({ x, y, w, h }, colours, lit = false) {
  const frame = { x, y, width: w, height: h, rx: 4 };
  return [
    svg("rect", {
      ...frame, y: y + 1.2, fill: colours.shadow, "fill-opacity": 0.1, stroke: colours.shadow,
      "stroke-opacity": 0.06, "stroke-width": 2.5,
    }),
    svg("rect", {
      ...frame, fill: colours.page, stroke: lit ? colours.focus : colours.rule,
      "stroke-width": lit ? 2 : 1,
    }),
  ];
}
