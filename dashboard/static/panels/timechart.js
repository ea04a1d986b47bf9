// The drawing of "When": bars over days. Solid is certain, an even tint possible, an arrow open.
import { familyColour, palette } from "../style.js";
import { svg } from "../svg.js";
import { el } from "./dom.js";
import { dayOf, daysInWords, ticksOf } from "./timescale.js";

/** Heights in pixels: above the rows, of a bar, of the bins, of the axis under them. */
export const SIZE = { top: 22, bar: 12, bins: 132, axis: 40, arrow: 7 };
const TINT = 0.3;
const LEAST_BAR = 3;

/**
 * Draw everything that stands behind the rows: chosen days, rules, bars, axis.
 * @param {object} data of when.js
 * @param {object} scale of timescale.js
 * @param {{tops: number[], height: number, beside: boolean}} rows the middle of each row's bar,
 *   where they end, and whether there is room for labels at their left
 * @returns {SVGElement}
 */
export function drawChart(data, scale, rows) {
  const colours = palette(data.theme);
  const drawn = svg("svg", {
    class: "plot", width: scale.width, height: rows.height + SIZE.axis,
    viewBox: `0 0 ${scale.width} ${rows.height + SIZE.axis}`,
  });
  const { ticks, spans } = ticksOf(scale);
  drawn.append(
    svg("g", { "aria-hidden": "true" },
      ...chosenDays(data.range, scale, rows.height),
      ...(data.bins.length ? [] : ticks.map(({ at }) => rule(tickAt(scale, at), SIZE.top, rows.height, "grid"))),
      svg("g", { class: "frame" }),
      ...axis(scale, ticks, spans, rows.height)),
    data.bins.length ? bins(data, scale, rows)
      : svg("g", { "aria-hidden": "true" },
        ...data.rows.map((event, i) => bar(event, scale, rows.tops[i], colours, event.id === data.selected))),
    svg("g", { "aria-hidden": "true" }, ...published(data.published, scale, rows.height)),
  );
  return drawn;
}

/** Mark the days of a frame of play; null takes the mark away. */
export function drawFrame(drawn, scale, frame, height) {
  const group = drawn.querySelector(".frame");
  if (!frame) return group.replaceChildren();
  const [left, right] = [scale.left(Math.max(0, frame.first ?? 0)), scale.right(frame.last ?? scale.length - 1)];
  return group.replaceChildren(
    svg("rect", { class: "frame-days", x: left, y: SIZE.top, width: right - left, height: height - SIZE.top }),
    rule(right - 1, SIZE.top - 6, height, "frame-edge"));
}

/** A bar as the key shows it. */
export function keyBar(look) {
  const days = { solid: [0, 0, true], tint: [0, 0, false], open: [0, null, false] }[look];
  const event = { first: days[0], last: days[1], certain: days[2], family: "Context" };
  const scale = { width: 34, left: () => 1, right: () => 33 };
  const drawn = svg("svg", { width: 36, height: 14, "aria-hidden": "true", class: "sample" });
  drawn.append(bar(event, scale, 7, { families: { Context: "currentColor" } }, false));
  return drawn;
}

function bar(event, scale, middle, colours, selected) {
  if ((event.last ?? 0) < 0 || event.first >= scale.length) return null; // beyond the axis
  const colour = familyColour(colours, event.family);
  const path = outline(event, scale, middle);
  const group = svg("g", { class: `bar ${event.certain ? "certain" : "possible"}` });
  if (selected) group.append(svg("path", { class: "chosen", d: path }));
  group.append(svg("path", { class: "ground", d: path }), svg("path", {
    class: "body", d: path, fill: colour, "fill-opacity": event.certain ? 1 : TINT,
    stroke: colour, "stroke-width": 1.2, "stroke-linejoin": "round",
  }));
  return group;
}

/** The outline of a bar: a straight end where the day is known, an arrow where it is open. */
function outline({ first, last }, scale, middle) {
  const [top, low] = [middle - SIZE.bar / 2, middle + SIZE.bar / 2];
  let left = first === null ? 1 : Math.max(scale.left(first) + 0.6, 0);
  let right = last === null ? scale.width - 1 : Math.min(scale.right(last) - 0.6, scale.width);
  if (right - left < LEAST_BAR) {
    left = Math.min(Math.max((left + right - LEAST_BAR) / 2, 0), scale.width - LEAST_BAR);
    right = left + LEAST_BAR;
  }
  const start = first === null
    ? `M${left + SIZE.arrow} ${low}L${left} ${middle}L${left + SIZE.arrow} ${top}` : `M${left} ${low}V${top}`;
  const end = last === null
    ? `H${right - SIZE.arrow}L${right} ${middle}L${right - SIZE.arrow} ${low}Z` : `H${right}V${low}Z`;
  return start + end;
}

function bins(data, scale, { height, beside }) {
  const origin = dayOf(data.first);
  const most = Math.max(...data.bins.map((part) => part.certain + part.possible), 1);
  const nice = niceAbove(most);
  const y = (number) => height - (number / nice) * (height - SIZE.top - 6);
  const [from, to] = data.range ?? [0, data.length - 1];
  const list = svg("g", { role: "list", "aria-label": "Events by days" });
  for (const part of data.bins) {
    const words = `${daysInWords(origin + part.first, origin + part.last)}: `
      + `${number(part.certain)} surely, ${number(part.possible)} possibly`;
    const title = svg("title");
    title.textContent = words;
    const outside = part.last < from || part.first > to;
    list.append(svg("g", { role: "listitem", "aria-label": words, class: outside ? "bin outside" : "bin" },
      title, ...column(part, scale, y)));
  }
  return svg("g", {},
    svg("g", { "aria-hidden": "true" },
      ...[nice / 2, nice].filter(Number.isInteger).flatMap((value) => [
        svg("line", { class: "grid", x1: 0, x2: scale.width, y1: y(value), y2: y(value) }),
        beside ? label(number(value), -8, y(value) + 4, "end", "tick") : label(number(value), 2, y(value) - 4, "start", "tick"),
      ])),
    list);
}

function column({ first, last, certain, possible }, scale, y) {
  const left = scale.left(first) + 0.5;
  const width = Math.max(1, scale.right(last) - left - 0.5);
  const stack = (look, from, to) => (to > from
    ? svg("rect", { class: look, x: left, width, y: y(to), height: y(from) - y(to) }) : null);
  return [
    svg("rect", { class: "catch", x: left, width, y: SIZE.top, height: y(0) - SIZE.top }),
    stack("ground", 0, certain + possible), stack("certain", 0, certain), stack("possible", certain, certain + possible),
  ];
}

/** Grey what the slider leaves out. */
function chosenDays(range, scale, height) {
  if (!range) return [];
  const box = (x, width) => (width > 0.5
    ? svg("rect", { class: "left-out", x, y: SIZE.top, width, height: height - SIZE.top }) : null);
  return [box(0, scale.left(range[0])), box(scale.right(range[1]), scale.width - scale.right(range[1]))];
}

function axis(scale, ticks, spans, height) {
  return [
    rule(0, height, height, "base", scale.width),
    ...ticks.map(({ at }) => rule(tickAt(scale, at), height, height + 4, "base")),
    ...ticks.map(({ at, label: words }) => label(words, tickAt(scale, at), height + 16, "middle", "tick", scale.width)),
    ...spans.map(({ from, label: words }) => label(words, scale.left(from) + 2, height + 32, "start", "span")),
  ];
}

/** A tick stands in the middle of its day, or at its edge where days are too small to tell. */
const tickAt = (scale, at) => (scale.slot > 3 ? scale.middle(at) : scale.left(at));

function published(day, scale, height) {
  if (day === null) return [];
  const x = scale.middle(day);
  const anchor = x < 60 ? "start" : x > scale.width - 60 ? "end" : "middle";
  return [
    rule(x, SIZE.top - 4, height, "published"),
    label("article published", anchor === "start" ? 0 : anchor === "end" ? scale.width : x, 12, anchor, "note"),
  ];
}

function rule(x, from, to, name, across = 0) {
  return svg("line", { class: name, x1: x, x2: x + across, y1: from, y2: to });
}

function label(words, x, y, anchor, name, width = Infinity) {
  const half = words.length * 3.6;
  const kept = anchor === "middle" ? Math.min(Math.max(x, half), width - half) : x;
  const text = svg("text", { class: name, x: kept, y, "text-anchor": anchor });
  text.textContent = words;
  return text;
}

function niceAbove(most) {
  const size = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 3, 4, 5, 6, 8, 10].map((times) => times * size).find((value) => value >= most);
}

const number = (value) => value.toLocaleString("en");

/** What the looks of the bars mean. */
export function keyOf(data) {
  const item = (look, words) => el("span", {}, keyBar(look), words);
  if (data.bins.length) {
    return el("p", { class: "key" }, item("solid", "surely then"), item("tint", "possibly then"),
      data.step > 1 ? `One bar: ${data.step} days` : null);
  }
  const open = data.rows.some(({ first, last }) => first === null || last === null);
  return el("p", { class: "key" }, item("solid", "certain day"), item("tint", "possible days"),
    open ? item("open", "end not given") : null);
}
