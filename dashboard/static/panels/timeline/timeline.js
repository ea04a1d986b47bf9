// The panel "When": the strip of days with its handles, play, what has no date, and the rows.
import { withinAxis } from "../../shared/parameters.js";
import { CHANGED, select, selectionOf } from "../../shared/selection.js";
import { isPresent, onOverview, presentOverview } from "../../shared/overview_client.js";
import { palette } from "../../shared/theme.js";
import { el, glyph, replace } from "../../shared/dom.js";
import { createDayFields } from "./day_fields.js";
import { createDayOptions } from "./day_options.js";
import { createDayStrip } from "./day_strip.js";
import { createEventRows } from "./event_rows.js";
import { createPlayer } from "./player.js";
import { playBar } from "./player_controls.js";
import { inStyle } from "../../shared/component.js";
import { chartKey } from "./chart.js";
import { dayOf, isoOf } from "./time_axis.js";
import { svg } from "../../shared/svg.js";
import { say } from "../../shared/words.js";

/** The panel as the page, or a dossier, gave it last; what is told and drawn of it. */
let given = null;
let data = null;
let account = { event: null, chosen: null }; // the source's row that is chosen
let open = false;
let rows = null;
let below = ""; // what stands under the strip, as text
const player = createPlayer(() => refresh());
const spoken = el("p", { role: "status", class: "spoken" });
const strip = createDayStrip({ move: chooseDays, choose });
const fields = createDayFields((days) => chooseDays(days.map((day) => day - dayOf(data.first)), { passing: false }));
const controls = playBar(player, spoken, (days) => chooseDays(days, { passing: false }));
const options = createDayOptions({
  rule: (rule) => select(window, { rule }), undated: (undated) => select(window, { undated }), rows: () => toggle(),
});
const [heading, more, listed] = [el("h2", {}), moreButton(), el("div", { class: "days-more" })];
const side = el("div", { class: "side" }, fields.node, ...options.nodes);
const dates = el("div", { class: "dates" }, strip.node, side);
const noDays = el("p", { class: "dateless" });
const section = el("section", { role: "region", "aria-label": say("timeline.title"), class: "when" },
  heading, noDays, el("div", { class: "day-strip" }, controls.body, dates, more), listed, spoken);
const resized = new ResizeObserver(() => draw());
resized.observe(section);

/**
 * @param component {{parentElement: ShadowRoot, data: object, setTriggerValue: Function}} data as
 *   the overview has it, with `theme`; with `fixed` for a dossier, whose choices go to the triggers
 *   "choice" and "days"
 */
export const show = inStyle(["shared/panels", "panels/timeline/timeline"], (component) => {
  given = component;
  take(component.data.fixed || isPresent(component.data.query) ? component.data : presentOverview()?.timeline ?? component.data);
});

onOverview(({ timeline }) => given && take(timeline));
window.addEventListener("panj:sources", ({ detail: { event, chosen } }) => {
  if (account.event === event && account.chosen === chosen) return;
  account = { event, chosen };
  if (given && data) take(data);
});
window.addEventListener("panj:days", () => section.querySelector("[role=slider]")?.focus());
window.addEventListener(CHANGED, ({ detail: { selection } }) => {
  if (!given || given.data.fixed || !data) return;
  // What is told of another selection stays until the next overview; the days move at once.
  take({ ...data, selected: selection.event, range: rangeOf(selection), rule: selection.rule });
});

function take(next) {
  const selection = given.data.fixed ? null : selectionOf(window);
  data = { ...next, theme: given.data.theme, ...(selection && { selected: selection.event, range: rangeOf(selection, next), rule: selection.rule }) };
  data.account = account.event === data.selected ? account.chosen : null;
  const { first, length, step, range } = data;
  player.follow({
    origin: dayOf(first), length, step, range,
    span: range ? range[1] - range[0] + 1 : Math.max(step, Math.round(length / 5)),
  });
  if (data.empty && player.state.at !== null) player.stop();
  if (!strip.isHeld()) compose();
  draw();
}

/** The chosen days as offsets on the axis, or null where they are all. */
function rangeOf(selection, { first, length } = data) {
  if (!selection.dates) return null;
  const axis = { first, last: isoOf(dayOf(first) + length - 1) };
  return withinAxis(selection.dates, axis).map((day) => dayOf(day) - dayOf(first));
}

function chooseDays(days, { passing, gesture = null }) {
  const dates = days.map((offset) => isoOf(dayOf(data.first) + offset));
  if (given.data.fixed) return given.setTriggerValue("days", { first: dates[0], last: dates[1] });
  const isWhole = days[0] <= 0 && days[1] >= data.length - 1;
  return select(window, { dates: isWhole ? null : dates }, { passing, gesture });
}

function choose(id) {
  if (given.data.fixed) given.setTriggerValue("choice", { event: id });
  else select(window, { event: id, step: null });
}

/** Fill the panel; its parts stay the same, so that none loses the focus. */
function compose() {
  const { fixed } = given.data;
  const tall = Boolean(fixed || open);
  section.className = `when${tall ? " is-tall" : ""}${fixed ? " is-fixed" : ""}`;
  section.style.setProperty("--focus", palette(data.theme).focus);
  heading.className = fixed ? "" : "spoken";
  heading.replaceChildren(`${say("timeline.title")} `, el("span", {}, `· ${data.heading}`));
  if (!fixed) {
    dates.setAttribute("role", "group");
    dates.setAttribute("aria-label", say("timeline.dates"));
    options.show(data, open);
    document.documentElement.dataset.panjDays = open ? "tall" : "strip";
  }
  noDays.textContent = data.no_days;
  more.setAttribute("aria-expanded", String(open));
  if (section.getRootNode() !== given.parentElement) replace(given.parentElement, section);
  fill(tall);
}

/** Fill what stands under the strip, where that has changed. */
function fill(tall) {
  const { range, rules, rule, ...told } = data;
  const next = tall ? JSON.stringify(told) : "";
  if (next === below) return;
  below = next;
  const key = given.parentElement.activeElement?.dataset.key;
  rows = tall && !data.empty ? createEventRows(data, choose) : null;
  const nodes = data.empty ? [el("p", { class: "note" }, data.empty)] : [el("div", { class: "bar" }, chartKey(data))];
  listed.replaceChildren(...(tall ? [...nodes, undated(), rows?.node].filter(Boolean) : []));
  const same = key && !given.parentElement.activeElement && listed.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (same) same.focus({ preventScroll: true });
}

/** On a small screen all but the chart lies behind this. */
function moreButton() {
  const arrow = svg("path", { d: "M3 10L8 5L13 10", fill: "none", stroke: "currentColor", "stroke-width": 2, "stroke-linecap": "round", "stroke-linejoin": "round" });
  return el("button", {
    type: "button", class: "strip-more", "data-key": "more", "aria-label": say("timeline.more"), onclick: () => toggle(),
  }, svg("svg", { viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" }, arrow));
}

/** Open the rows or close them; what else shares the height with the map closes. */
function toggle(next = !open) {
  open = next;
  if (open) window.dispatchEvent(new CustomEvent("panj:unfold", { detail: "days" }));
  compose();
  draw();
}

window.addEventListener("panj:unfold", ({ detail }) => detail !== "days" && open && toggle(false));

function draw() {
  if (!data || !given) return;
  strip.draw(data, player.frame());
  rows?.draw(player.frame());
  const whole = [0, data.length - 1];
  fields.show(...[data.range ?? whole, whole].map((days) => days.map((offset) => dayOf(data.first) + offset)));
  controls.refresh();
}

function refresh() {
  if (!data) return;
  controls.refresh();
  strip.mark(player.frame());
  rows?.mark(player.frame(), data.range);
}

/** The events without a date: counted in a box of their own, and reached from it. */
function undated() {
  const { undated: box, selected, theme } = data;
  if (!box.count) return null;
  const button = (event) =>
    el("button", {
      type: "button", class: "undated-event", "data-key": `undated-${event.id}`, "data-event-id": event.id,
      "aria-label": event.aria, "aria-pressed": String(event.id === selected), title: event.title, onclick: () => choose(event.id),
    }, glyph(event, theme, 20));
  const words = say("counts.undated", { count: box.count });
  return el("div", { class: "undated", role: "group", "aria-label": words },
    el("span", {}, box.shown ? words : say("timeline.undated_left_out", { count: box.count })),
    ...(box.shown ? box.rows.map(button) : []),
    box.shown && !box.rows.length ? el("button", { type: "button", class: "plain", "data-key": "dateless",
      onclick: () => window.dispatchEvent(new CustomEvent("panj:tab", { detail: "dateless" })) }, say("timeline.list_undated")) : null);
}
