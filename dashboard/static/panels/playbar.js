// The controls of play: step, play and pause, growing or moving, speed, and what to do on a pause.
import { svg } from "../svg.js";
import { el } from "./dom.js";
import { SPEEDS } from "./player.js";
import { daysInWords, isoOf } from "./timescale.js";

const ICONS = {
  back: "M11 2.5V13.5L4.5 8ZM3 2.5V13.5", play: "M4 2.5V13.5L13 8Z",
  pause: "M4.5 2.5V13.5M11.5 2.5V13.5", forward: "M5 2.5V13.5L11.5 8ZM13 2.5V13.5",
};
const still = window.matchMedia("(prefers-reduced-motion: reduce)");

/**
 * Make the controls of a player.
 * @param player of player.js
 * @param {HTMLElement} spoken where a pause is told to a screen reader
 * @param {(days: {first: string, last: string}) => void} take sets the filter to these days
 * @returns {{body: HTMLElement, refresh: () => void}}
 */
export function playBar(player, spoken, take) {
  const { state } = player;
  const play = button("play", "play", () => player.toggle());
  const days = el("p", { class: "days" });
  const keep = el("button", { type: "button", "data-key": "keep-days", onclick: () => keepDays(player, take) }, "Filter by these days");
  const stop = el("button", { type: "button", "data-key": "stop", onclick: () => player.stop() }, "Stop");
  const body = el("div", { class: "player", role: "group", "aria-label": "Play through the days" },
    el("span", { class: "transport" },
      button("back", "back", () => player.step(-1), "Step back"),
      still.matches ? null : play,
      button("forward", "forward", () => player.step(1), "Step forward")),
    modes(player),
    still.matches ? null : speeds(player),
    el("span", { class: "now" }, days, keep, stop));

  function refresh() {
    const running = state.playing;
    play.replaceChildren(icon(running ? "pause" : "play"), running ? "Pause" : "Play");
    const words = wordsOf(player);
    const axis = daysInWords(state.origin, state.origin + state.length - 1);
    body.dataset.state = running ? "playing" : state.at === null ? "idle" : "paused";
    body.dataset.frame = state.at ?? "";
    days.textContent = words || axis;
    stop.hidden = state.at === null;
    keep.hidden = running || state.at === null;
    if (!running && spoken.textContent !== words) spoken.textContent = words;
  }
  refresh();
  return { body, refresh };
}

function wordsOf({ state, frame }) {
  const shown = frame();
  if (!shown) return "";
  const from = (offset) => (offset === null ? null : state.origin + offset);
  if (shown.first === null && shown.last === null) return "All days";
  return daysInWords(from(shown.first), from(shown.last));
}

/** Set the slider to the days on show; where it has them already, play just ends. */
function keepDays(player, take) {
  const { state } = player;
  const { first, last } = player.frame();
  const range = [first ?? 0, last ?? state.length - 1];
  const same = String(range) === String(state.range ?? [0, state.length - 1]);
  if (same) return player.stop();
  return take({ first: isoOf(state.origin + range[0]), last: isoOf(state.origin + range[1]) });
}

function modes(player) {
  const { state } = player;
  const words = state.span === 1 ? "Window of 1 day" : `Window of ${state.span} days`;
  const choice = (growing, name) =>
    el("label", {}, el("input", {
      type: "radio", name: "play-mode", checked: state.growing === growing, "data-key": `mode-${growing}`,
      onchange: () => player.set({ growing }),
    }), el("span", {}, name));
  return el("span", { class: "modes", role: "radiogroup", "aria-label": "Days on show" },
    choice(true, "Up to date"), choice(false, words));
}

function speeds(player) {
  const option = (speed) => el("option", { value: speed, selected: speed === player.state.speed },
    `${speed} a second`);
  return el("label", { class: "speed" }, "Steps ",
    el("select", { "data-key": "speed", onchange: ({ target }) => player.set({ speed: Number(target.value) }) },
      ...SPEEDS.map(option)));
}

function button(name, key, onclick, label = null) {
  return el("button", { type: "button", "data-key": key, class: name, "aria-label": label, title: label, onclick }, icon(name));
}

function icon(name) {
  return svg("svg", { viewBox: "0 0 16 16", width: 14, height: 14, "aria-hidden": "true" },
    svg("path", { d: ICONS[name], fill: "currentColor", stroke: "currentColor", "stroke-width": 2, "stroke-linejoin": "round" }));
}
