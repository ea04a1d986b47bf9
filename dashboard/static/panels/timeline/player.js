// Play through the days: the map follows frame by frame, and the page is not rerun for any.
import { isoOf } from "./time_axis.js";

export const SPEEDS = [1, 2, 5, 10];
const LATEST_MS = 500;

/**
 * A clock over the days of an axis, which tells by "panj:play" the days of each of its frames.
 * @param {(state: object) => void} changed called after each change
 */
export function createPlayer(changed) {
  const state = { at: null, playing: false, growing: true, speed: 2, origin: 0, length: 1, step: 1, span: 1 };
  let timer = null;

  const frames = () => Math.ceil(state.length / state.step);

  /** First and last day of the frame as offsets; null for an end without a bound. */
  function frame() {
    if (state.at === null) return null;
    const last = Math.min((state.at + 1) * state.step, state.length) - 1;
    const first = state.growing ? 0 : last - state.span + 1;
    return { first: first <= 0 ? null : first, last: last >= state.length - 1 ? null : last };
  }

  /** The days of the frame as ISO dates; an end of the axis sets no bound. */
  function dates() {
    const days = frame();
    return days && [days.first ?? 0, days.last ?? state.length - 1].map((offset) => isoOf(state.origin + offset));
  }

  function tellMap() {
    window.dispatchEvent(new CustomEvent("panj:play", { detail: { dates: dates() } }));
  }

  function go(at) {
    state.at = at;
    tellMap();
    changed(state);
  }

  function tick(due) {
    go(state.at + 1);
    if (state.at >= frames() - 1) return pause();
    return wait(due);
  }

  /** Keep the pace: late ticks follow at once, and a very late one starts the beat anew. */
  function wait(from) {
    const due = Math.max(from + 1000 / state.speed, performance.now() - LATEST_MS);
    timer = setTimeout(() => tick(due), Math.max(0, due - performance.now()));
  }

  function play() {
    state.playing = true;
    go(state.at === null || state.at >= frames() - 1 ? 0 : state.at);
    wait(performance.now());
  }

  function pause() {
    clearTimeout(timer);
    state.playing = false;
    changed(state);
  }

  function stop() {
    clearTimeout(timer);
    state.playing = false;
    go(null);
  }

  return {
    state, frame, play, pause, stop,
    toggle: () => (state.playing ? pause() : play()),
    step(by) {
      pause();
      const from = state.at ?? (by > 0 ? -1 : frames());
      go(Math.min(Math.max(from + by, 0), frames() - 1));
    },
    set(next) {
      Object.assign(state, next);
      if (state.at !== null) go(Math.min(state.at, frames() - 1));
      else changed(state);
    },
    /** Take the days of a new axis; what the handles chose anew ends the play. */
    follow(next) {
      const other = ["origin", "length", "step", "range"].some((name) => String(next[name]) !== String(state[name]));
      Object.assign(state, next);
      if (other && state.at !== null) stop();
    },
  };
}
