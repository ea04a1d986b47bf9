// The panel "When": rows or bins over the days, what has no date, and play.
import { go } from "../going.js";
import { palette } from "../style.js";
import { el, glyph, replace } from "./dom.js";
import { createPlayer } from "./player.js";
import { playBar } from "./playbar.js";
import { inStyle } from "./styles.js";
import { drawChart, drawFrame, keyOf, SIZE } from "./timechart.js";
import { createScale, dayOf, isoOf } from "./timescale.js";

const NARROW = 620; // pixels: below, a row's title stands over its bar
const LABEL = { share: 0.34, least: 210, most: 330, bins: 150 };
const ROW = { wide: 28, narrow: 42, bar: { wide: 14, narrow: 31 } };

let shown = null;
let roving = null;
const player = createPlayer(() => shown?.frameChanged());
const spoken = el("p", { role: "status", class: "spoken" });

/** @param component {{parentElement: ShadowRoot, data: object, setTriggerValue: Function}} */
export const show = inStyle(["panels", "when"], ({ parentElement, data, setTriggerValue }) => {
  shown?.resized.disconnect();
  tidyAddress();
  const choose = (id) => go(window, { event: id }, (place) => setTriggerValue("choice", place));
  follow(data);
  if (data.empty && player.state.at !== null) player.stop();
  const bar = data.empty ? null : playBar(player, spoken, (days) => setTriggerValue("days", days));
  const chart = data.empty ? null : el("div", { class: "chart" }, rowsOf(data, choose));
  const body = replace(
    parentElement,
    el("section", { role: "region", "aria-label": "When", class: "when", style: `--focus: ${palette(data.theme).focus}` },
      el("div", { class: "bar" },
        el("h2", {}, "When ", el("span", {}, `· ${data.heading}`)),
        data.empty ? null : keyOf(data)),
      bar?.body, data.empty ? el("p", { class: "note" }, data.empty) : null,
      undated(data, choose), chart, spoken));
  shown = { data, chart, bar, body, resized: new ResizeObserver(() => draw()) };
  shown.frameChanged = () => {
    bar?.refresh();
    if (shown.drawn) drawFrame(shown.drawn, shown.scale, player.frame(), shown.height);
  };
  shown.resized.observe(body);
  draw();
});

/** Dates that Python sets reach the address as microseconds; write them as days. */
function tidyAddress() {
  const address = new URL(window.location.href);
  const dates = address.searchParams.getAll("dates");
  if (!dates.some((date) => /^\d{9,}$/.test(date))) return;
  address.searchParams.delete("dates");
  for (const date of dates) address.searchParams.append("dates", isoOf(Number(date) / 86_400_000_000));
  window.history.replaceState(window.history.state, "", address);
}

function follow({ first, length, step, range }) {
  player.follow({
    origin: dayOf(first), length, step, range,
    span: range ? range[1] - range[0] + 1 : Math.max(step, Math.round(length / 5)),
  });
}

/** Draw the chart to the width it has, and let the slider below stand under its days. */
function draw() {
  const { data, chart, body } = shown;
  const whole = body.clientWidth;
  if (!chart || !whole || shown.whole === whole) return;
  const narrow = whole < NARROW;
  const label = narrow ? 0 : !data.rows.length ? LABEL.bins
    : Math.round(Math.min(Math.max(whole * LABEL.share, LABEL.least), LABEL.most));
  const scale = createScale(dayOf(data.first), data.length, whole - label);
  const size = narrow ? "narrow" : "wide";
  const tops = data.rows.map((_, i) => SIZE.top + i * ROW[size] + ROW.bar[size]);
  const height = data.rows.length ? SIZE.top + data.rows.length * ROW[size] + 6 : SIZE.top + SIZE.bins;
  const drawn = drawChart(data, scale, { tops, height, beside: !narrow });
  drawn.style.left = `${label}px`;
  chart.querySelector(".plot")?.remove();
  chart.append(drawn);
  chart.classList.toggle("narrow", narrow);
  chart.style.setProperty("--label", `${label}px`);
  chart.style.height = `${height + SIZE.axis}px`;
  Object.assign(shown, { whole, scale, drawn, height });
  drawFrame(drawn, scale, player.frame(), height);
  alignSlider(narrow, label + scale.slot / 2, scale.slot / 2);
}

/** The slider's handles stand in the middle of their days. */
function alignSlider(narrow, left, right) {
  const { style, dataset } = document.documentElement;
  dataset.panjDays = narrow ? "below" : "beside";
  style.setProperty("--panj-days-left", `${Math.max(left, 8)}px`);
  style.setProperty("--panj-days-right", `${Math.max(right, 8)}px`);
}

/** The rows as buttons, one stop for Tab; the arrows walk them. */
function rowsOf(data, choose) {
  if (!data.rows.length) return null;
  const reached = [roving, data.selected].find((id) => data.rows.some((event) => event.id === id)) ?? data.rows[0].id;
  const buttons = data.rows.map((event) =>
    el("button", {
      type: "button", class: "row", "data-key": `when-${event.id}`, "data-event-id": event.id,
      "aria-label": event.aria, "aria-pressed": String(event.id === data.selected), title: event.title,
      tabindex: event.id === reached ? "0" : "-1",
      onclick: () => choose(event.id), onfocus: () => (roving = event.id),
    }, el("span", { class: "name" }, glyph(event, data.theme, 18), el("span", {}, event.title))));
  return el("div", { class: "rows", role: "group", "aria-label": "Events by date", onkeydown: (key) => walk(key, buttons) }, ...buttons);
}

function walk(event, buttons) {
  const at = buttons.indexOf(event.target);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (to === undefined || !buttons[to]) return;
  event.preventDefault();
  buttons.forEach((button, i) => button.setAttribute("tabindex", i === to ? "0" : "-1"));
  buttons[to].focus();
}

/** The events without a date: counted in a box of their own, and reached from it. */
function undated({ undated: box, selected, theme }, choose) {
  if (!box.count) return null;
  const button = (event) =>
    el("button", {
      type: "button", class: "undated-event", "data-key": `undated-${event.id}`, "data-event-id": event.id,
      "aria-label": event.aria, "aria-pressed": String(event.id === selected), title: event.title, onclick: () => choose(event.id),
    }, glyph(event, theme, 20));
  const words = `${box.count.toLocaleString("en")} without a date`;
  return el("div", { class: "undated", role: "group", "aria-label": words },
    el("span", {}, `${words}${box.shown ? "" : ", left out by the filter"}`),
    ...(box.shown ? box.rows.map(button) : []),
    box.shown && !box.rows.length ? el("button", { type: "button", class: "plain", "data-key": "dateless",
      onclick: () => window.dispatchEvent(new CustomEvent("panj:tab", { detail: "dateless" })) }, "List them") : null);
}
