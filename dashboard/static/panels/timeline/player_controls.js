// The controls of play: step, play and pause, growing or moving, speed, and what to do on a pause.
import { svg } from "../../shared/svg.js";
import { el } from "../../shared/dom.js";
import { SPEEDS } from "./player.js";
import { daysInWords } from "./time_axis.js";
import { say } from "../../shared/words.js";

const ICONS = {
  back: "M11 2.5V13.5L4.5 8ZM3 2.5V13.5", play: "M4 2.5V13.5L13 8Z",
  pause: "M4.5 2.5V13.5M11.5 2.5V13.5", forward: "M5 2.5V13.5L11.5 8ZM13 2.5V13.5",
};
const still = window.matchMedia("(prefers-reduced-motion: reduce)");

/**
 * Make the controls of a player.
 * @param player of player.js
 * @param {HTMLElement} spoken where a pause is told to a screen reader
 * @param {(days: [number, number]) => void} take sets the filter to these days, as offsets
 * @returns {{body: HTMLElement, refresh: () => void}}
 */
export function playBar(player, spoken, take) {
  const { state } = player;
  const play = button("play", "play", () => player.toggle());
  const days = el("p", { class: "days" });
  const keep = el("button", { type: "button", "data-key": "keep-days", onclick: () => keepDays(player, take) }, say("play.keep"));
  const stop = el("button", { type: "button", "data-key": "stop", onclick: () => player.stop() }, say("play.stop"));
  const mode = modes(player);
  const body = el("div", { class: "player", role: "group", "aria-label": say("play.label") },
    el("span", { class: "transport" },
      button("back", "back", () => player.step(-1), say("play.back")),
      still.matches ? null : play,
      button("forward", "forward", () => player.step(1), say("play.forward"))),
    el("span", { class: "ways" }, mode.node, still.matches ? null : speeds(player)),
    el("span", { class: "now" }, days, keep, stop));

  function refresh() {
    const running = state.playing;
    play.replaceChildren(icon(running ? "pause" : "play"));
    play.setAttribute("aria-label", say(running ? "play.pause" : "play.play"));
    const words = wordsOf(player);
    body.dataset.state = running ? "playing" : state.at === null ? "idle" : "paused";
    body.dataset.frame = state.at ?? "";
    days.textContent = words;
    keep.disabled = running;
    mode.refresh();
    if (!running && spoken.textContent !== words) spoken.textContent = words;
  }
  refresh();
  return { body, refresh };
}

function wordsOf({ state, frame }) {
  const shown = frame();
  if (!shown) return "";
  const from = (offset) => (offset === null ? null : state.origin + offset);
  if (shown.first === null && shown.last === null) return say("timeline.days.all");
  return daysInWords(from(shown.first), from(shown.last));
}

/** Choose the days on show; where they are chosen already, play just ends. */
function keepDays(player, take) {
  const { state } = player;
  const { first, last } = player.frame();
  const range = [first ?? 0, last ?? state.length - 1];
  const same = String(range) === String(state.range ?? [0, state.length - 1]);
  return same ? player.stop() : take(range);
}

/** Whether the days on show grow, or move as a window. */
function modes(player) {
  const { state } = player;
  const [growing, moving] = ["growing", "moving"].map((value) => el("option", { value }));
  const node = el("select", {
    "aria-label": say("play.mode"), "data-key": "mode", onchange: ({ target }) => player.set({ growing: target.value === "growing" }),
  }, growing, moving);
  return {
    node,
    refresh() {
      growing.textContent = say("play.growing");
      moving.textContent = say("play.moving", { count: state.span });
      node.value = state.growing ? "growing" : "moving";
    },
  };
}

function speeds(player) {
  const option = (speed) => el("option", { value: speed, selected: speed === player.state.speed }, say("play.speed", { speed }));
  return el("select", {
    "aria-label": say("play.steps"), "data-key": "speed", onchange: ({ target }) => player.set({ speed: Number(target.value) }),
  }, ...SPEEDS.map(option));
}

function button(name, key, onclick, label = null) {
  return el("button", { type: "button", "data-key": key, class: name, "aria-label": label, title: label, onclick }, icon(name));
}

function icon(name) {
  return svg("svg", { viewBox: "0 0 16 16", width: 14, height: 14, "aria-hidden": "true" },
    svg("path", { d: ICONS[name], fill: "currentColor", stroke: "currentColor", "stroke-width": 2, "stroke-linejoin": "round" }));
}
