// The tall chart: each event on a row with its name, or the bins drawn higher.
import { el, glyph } from "../../shared/dom.js";
import { drawChart, drawDays, drawFrame } from "./chart.js";
import { createScale, dayOf } from "./time_axis.js";
import { say } from "../../shared/words.js";

const NARROW = 620; // pixels: below, a row's title stands over its bar
const LABEL = { share: 0.34, least: 210, most: 330, bins: 60 };
const ROW = { wide: 28, narrow: 42, bar: { wide: 14, narrow: 31 } };
const SIZE = { top: 22, bar: 12, bins: 132, axis: 36 };

let roving = null;

/**
 * @param {object} data of timeline.js
 * @param {(id: string) => void} choose
 * @returns {{node: HTMLElement, draw: (playing: object|null) => void, mark: (playing: object|null, range: number[]|null) => void}}
 */
export function createEventRows(data, choose) {
  const node = el("div", { class: "chart tall" }, rowsOf(data, choose));
  let [drawn, scale, frame] = [null, null, null];
  return {
    node,
    draw(playing) {
      const whole = node.clientWidth;
      if (!whole) return;
      const narrow = whole < NARROW;
      const label = narrow ? 0 : !data.rows.length ? LABEL.bins
        : Math.round(Math.min(Math.max(whole * LABEL.share, LABEL.least), LABEL.most));
      scale = createScale(dayOf(data.first), data.length, whole - label);
      const size = narrow ? "narrow" : "wide";
      const height = data.rows.length ? SIZE.top + data.rows.length * ROW[size] + 6 : SIZE.top + SIZE.bins;
      frame = {
        tops: data.rows.map((_, i) => SIZE.top + i * ROW[size] + ROW.bar[size]),
        top: SIZE.top, bar: SIZE.bar, axis: SIZE.axis, height, beside: !narrow,
      };
      drawn?.remove();
      drawn = drawChart(data, scale, frame);
      drawn.style.left = `${label}px`;
      node.append(drawn);
      node.classList.toggle("narrow", narrow);
      node.style.setProperty("--label", `${label}px`);
      node.style.height = `${height + SIZE.axis}px`;
      drawFrame(drawn, scale, playing, frame);
    },
    mark(playing, range) {
      if (!drawn) return;
      drawFrame(drawn, scale, playing, frame);
      drawDays(drawn, scale, range, frame);
    },
  };
}

/** The rows as buttons, one stop for Tab; the arrows walk them. */
function rowsOf(data, choose) {
  if (!data.rows.length) return null;
  const reached = [roving, data.selected].find((id) => data.rows.some((event) => event.id === id)) ?? data.rows[0].id;
  const buttons = data.rows.map((event) =>
    el("button", {
      type: "button", class: event.chosen ? "row" : "row outside", "data-key": `when-${event.id}`, "data-event-id": event.id,
      "aria-label": event.aria, "aria-pressed": String(event.id === data.selected), title: event.title,
      tabindex: event.id === reached ? "0" : "-1",
      onclick: () => choose(event.id), onfocus: () => (roving = event.id),
    }, el("span", { class: "name" }, glyph(event, data.theme, 18), el("span", {}, event.title))));
  return el("div", { class: "rows", role: "group", "aria-label": say("timeline.rows_label"), onkeydown: (key) => walk(key, buttons) }, ...buttons);
}

function walk(event, buttons) {
  const at = buttons.indexOf(event.target);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (to === undefined || !buttons[to]) return;
  event.preventDefault();
  buttons.forEach((button, i) => button.setAttribute("tabindex", i === to ? "0" : "-1"));
  buttons[to].focus();
}
