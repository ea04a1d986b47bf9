// The drawing of "When": bars over days. Solid is certain, an even tint possible, an arrow open.
import { familyColour, palette } from "../../shared/theme.js";
import { svg } from "../../shared/svg.js";
import { el } from "../../shared/dom.js";
import { EXTERNAL, number, say } from "../../shared/words.js";
import { dayOf, daysInWords, ticksOf } from "./time_axis.js";

const TINT = 0.3;
const TWO_LINES = 30; // pixels of an axis that has room for days over months
const LEAST_BAR = 3;
const ARROW = 7;
const LETTER = 12; // pixels of a bar beside which a letter has room
/** The room of a † beside a bar, in pixels. */
export const DAGGER = 11;

/**
 * Draw everything that stands behind the rows: chosen days, rules, bars, axis.
 * @param {object} data of timeline.js
 * @param {object} scale of time_axis.js
 * @param {{tops: number[], top: number, bar: number, height: number, axis: number, beside: boolean}} frame
 *   the middle of each event's bar, where the chart begins and ends, how high a bar and the axis
 *   are, and whether there is room for labels at their left
 * @returns {SVGElement}
 */
export function drawChart(data, scale, frame) {
  const colours = palette(data.theme);
  const whole = frame.height + frame.axis;
  const drawn = svg("svg", { class: "plot", width: scale.width, height: whole, viewBox: `0 0 ${scale.width} ${whole}` });
  const { ticks, spans } = ticksOf(scale, frame.axis < TWO_LINES);
  const grid = data.bins.length ? [] : ticks.map(({ at }) => rule(tickAt(scale, at), frame.top, frame.height, "grid"));
  drawn.append(
    svg("g", { "aria-hidden": "true" },
      svg("g", { class: "days-chosen" }), ...grid, svg("g", { class: "frame" }), ...axis(scale, ticks, spans, frame)),
    data.bins.length ? bins(data, scale, frame)
      : svg("g", { "aria-hidden": "true" },
        ...data.rows.map((event, i) => bar(event, scale, frame.tops[i], frame.bar, colours, event.id === data.selected, frame.beside || event.id === data.selected, data.account))),
    svg("g", { "aria-hidden": "true" }, ...published(data.published, scale, frame)),
  );
  drawDays(drawn, scale, data.range, frame);
  return drawn;
}

/** Grey what the handles leave out. */
export function drawDays(drawn, scale, range, { top, height }) {
  const box = (x, width) => (width > 0.5 ? svg("rect", { class: "left-out", x, y: top, width, height: height - top }) : null);
  const [from, to] = range ?? [0, scale.length - 1];
  const boxes = [box(0, scale.left(from)), box(scale.right(to), scale.width - scale.right(to))];
  drawn.querySelector(".days-chosen").replaceChildren(...boxes.filter(Boolean));
  for (const bin of drawn.querySelectorAll(".bin")) {
    bin.classList.toggle("outside", Number(bin.dataset.last) < from || Number(bin.dataset.first) > to);
  }
}

/** Mark the days of a frame of play; null takes the mark away. */
export function drawFrame(drawn, scale, frame, { top, height }) {
  const group = drawn.querySelector(".frame");
  if (!frame) return group.replaceChildren();
  const [left, right] = [scale.left(Math.max(0, frame.first ?? 0)), scale.right(frame.last ?? scale.length - 1)];
  return group.replaceChildren(
    svg("rect", { class: "frame-days", x: left, y: top, width: right - left, height: height - top }),
    rule(right - 1, top - 6, height, "frame-edge"));
}

/** A bar as the key shows it. */
export function keyBar(look) {
  const days = { solid: [0, 0, true], tint: [0, 0, false], open: [0, null, false] }[look];
  const event = { first: days[0], last: days[1], certain: days[2], family: "Context", chosen: true };
  const scale = { width: 34, left: () => 1, right: () => 33 };
  const drawn = svg("svg", { width: 36, height: 14, "aria-hidden": "true", class: "sample" });
  drawn.append(bar(event, scale, 7, 12, { families: { Context: "currentColor" } }, false));
  return drawn;
}

/** The bar of an event; `account` is the number of the source's row that is chosen of the selected one. */
function bar(event, scale, middle, thick, colours, selected, thin = selected, account = null) {
  if ((event.last ?? 0) < 0 || event.first >= scale.length) return null; // beyond the axis
  const colour = familyColour(colours, event.family);
  const path = outline(event, scale, middle, thick);
  const group = svg("g", { class: `bar ${event.certain ? "certain" : "possible"}${event.chosen ? "" : " outside"}` });
  const isOf = ({ numbers }) => selected && account !== null && numbers?.includes(account);
  if (selected) group.append(svg("path", { class: `chosen${isOf(event) ? " is-of-source" : ""}`, d: path }));
  if (thin) group.append(...thinBars(event, scale, middle + thick / 2, colour, isOf));
  group.append(svg("path", { class: "ground", d: path }), svg("path", {
    class: "body", d: path, fill: colour, "fill-opacity": event.certain ? 1 : TINT,
    stroke: colour, "stroke-width": 1.2, "stroke-linejoin": "round",
  }));
  if (event.external) group.append(dagger(event, scale, middle, thick));
  return group;
}

/** The mark of a date that is not the source's: after its bar, or before one that reaches the end. */
function dagger({ first, last }, scale, middle, thick) {
  const end = last === null ? Infinity : scale.right(last);
  const after = end + DAGGER <= scale.width;
  const x = after ? Math.max(end, LEAST_BAR) + 2 : Math.max(scale.left(first ?? 0) - 2, DAGGER);
  if (thick >= LETTER) return label(EXTERNAL, x, middle + 4, after ? "start" : "end", "dagger");
  const [at, half] = [after ? x + 2 : x - 2, thick / 2 + 1]; // drawn, where letters of two lanes would meet
  return svg("path", { class: "dagger", d: `M${at} ${middle - half}v${2 * half}M${at - 2} ${middle - half / 3}h4`, stroke: "currentColor", "stroke-width": 1.2, fill: "none" });
}

/** The days that further sources tell, as thin bars below the one that is shown. */
function thinBars({ others = [] }, scale, low, colour, isOf) {
  const there = others.filter(({ first, last }) => (last ?? 0) >= 0 && (first ?? 0) < scale.length);
  return there.map((told, at) => {
    const [from, to] = [told.first === null ? 0 : scale.left(told.first), told.last === null ? scale.width : scale.right(told.last)];
    const lit = isOf(told); // in the colour of the focus, and twice as thick
    return svg("rect", { class: `thin${lit ? " is-of-source" : ""}`, x: from, y: low + 1 + 2.5 * at - (lit ? 0.5 : 0), height: lit ? 3 : 1.5, width: to - from, fill: colour });
  });
}

/** The outline of a bar: a straight end where the day is known, an arrow where it is open. */
function outline({ first, last }, scale, middle, thick) {
  const [top, low] = [middle - thick / 2, middle + thick / 2];
  const arrow = Math.min(ARROW, thick * 0.6);
  let left = first === null ? 1 : Math.max(scale.left(first) + 0.6, 0);
  let right = last === null ? scale.width - 1 : Math.min(scale.right(last) - 0.6, scale.width);
  if (right - left < LEAST_BAR) {
    left = Math.min(Math.max((left + right - LEAST_BAR) / 2, 0), scale.width - LEAST_BAR);
    right = left + LEAST_BAR;
  }
  const start = first === null
    ? `M${left + arrow} ${low}L${left} ${middle}L${left + arrow} ${top}` : `M${left} ${low}V${top}`;
  const end = last === null
    ? `H${right - arrow}L${right} ${middle}L${right - arrow} ${low}Z` : `H${right}V${low}Z`;
  return start + end;
}

function bins(data, scale, { top, height, beside }) {
  const origin = dayOf(data.first);
  const most = Math.max(...data.bins.map((part) => part.certain + part.possible), 1);
  const nice = niceAbove(most);
  const y = (number) => height - (number / nice) * (height - top - 6);
  const list = svg("g", { role: "list", "aria-label": say("timeline.bins_label") });
  for (const part of data.bins) {
    const days = daysInWords(origin + part.first, origin + part.last);
    const words = say("timeline.bin", { days, certain: part.certain, possible: part.possible });
    const title = svg("title");
    title.textContent = words;
    list.append(svg("g", { role: "listitem", "aria-label": words, class: "bin", "data-first": part.first, "data-last": part.last },
      title, ...column(part, scale, y, top)));
  }
  return svg("g", {},
    svg("g", { "aria-hidden": "true" },
      ...[nice / 2, nice].filter(Number.isInteger).flatMap((value) => [
        svg("line", { class: "grid", x1: 0, x2: scale.width, y1: y(value), y2: y(value) }),
        beside ? label(number(value), -8, y(value) + 4, "end", "tick") : null,
      ])),
    list);
}

function column({ first, last, certain, possible }, scale, y, top) {
  const left = scale.left(first) + 0.5;
  const width = Math.max(1, scale.right(last) - left - 0.5);
  const stack = (look, from, to) => (to > from
    ? svg("rect", { class: look, x: left, width, y: y(to), height: y(from) - y(to) }) : null);
  return [
    svg("rect", { class: "catch", x: left, width, y: top, height: y(0) - top }),
    stack("ground", 0, certain + possible), stack("certain", 0, certain), stack("possible", certain, certain + possible),
  ];
}

function axis(scale, ticks, spans, { height, axis: room }) {
  return [
    rule(0, height, height, "base", scale.width),
    ...ticks.map(({ at }) => rule(tickAt(scale, at), height, height + 4, "base")),
    ...ticks.map(({ at, label: words }) => label(words, tickAt(scale, at), height + 15, "middle", "tick", room < TWO_LINES ? null : scale.width)),
    ...spans.map(({ from, label: words }) => label(words, scale.left(from) + 2, height + 31, "start", "span")),
  ];
}

/** A tick stands in the middle of its day, or at its edge where days are too small to tell. */
const tickAt = (scale, at) => (scale.slot > 3 ? scale.middle(at) : scale.left(at));

function published(day, scale, { top, height }) {
  if (day === null) return [];
  const x = scale.middle(day);
  const anchor = x < 60 ? "start" : x > scale.width - 60 ? "end" : "middle";
  const words = label(say("timeline.published"), anchor === "start" ? 0 : anchor === "end" ? scale.width : x, 11, anchor, "note");
  return [rule(x, top - 4, height, "published"), ...(top < 14 ? [] : [words])];
}

function rule(x, from, to, name, across = 0) {
  return svg("line", { class: name, x1: x, x2: x + across, y1: from, y2: to });
}

/** A text; in the middle of a place it stays within the width, where one is given. */
function label(words, x, y, anchor, name, width = Infinity) {
  const half = words.length * 3.6;
  const kept = anchor === "middle" && width !== null ? Math.min(Math.max(x, half), width - half) : x;
  const text = svg("text", { class: name, x: kept, y, "text-anchor": anchor });
  text.textContent = words;
  return text;
}

function niceAbove(most) {
  const size = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 3, 4, 5, 6, 8, 10].map((times) => times * size).find((value) => value >= most);
}

/** What the looks of the bars mean. */
export function chartKey(data) {
  const item = (look, words) => el("span", {}, keyBar(look), words);
  if (data.bins.length) {
    return el("p", { class: "key" }, item("solid", say("timeline.key.surely")), item("tint", say("timeline.key.possibly")),
      data.step > 1 ? say("timeline.key.bin", { count: data.step }) : null);
  }
  const open = data.rows.some(({ first, last }) => first === null || last === null);
  return el("p", { class: "key" }, item("solid", say("timeline.key.certain")), item("tint", say("timeline.key.possible")),
    open ? item("open", say("timeline.key.open")) : null,
    data.rows.some(({ external }) => external) ? say("timeline.key.external") : null);
}
