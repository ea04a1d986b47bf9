// The two handles on the chart: first and last day, by pointer, touch and key.
import { el } from "../../shared/dom.js";
import { daysInWords, isoOf } from "./time_axis.js";
import { say } from "../../shared/words.js";

const NAMES = ["first", "last"];
const PAGE_STEPS = 5; // days or bins that a Page key moves by

/**
 * @param {(days: [number, number], how: {passing: boolean, gesture?: object}) => void} move takes the chosen days as
 *   offsets from the axis's first
 * @returns {{nodes: HTMLElement[], place: (scale: object, days: number[], top: number, height: number, step: number) => void}}
 */
export function createHandles(move) {
  let [scale, days, step, held] = [null, [0, 0], 1, null];
  let gesture = {}; // the keys pressed while a handle has the focus are one change
  const nodes = NAMES.map((name, which) => el("div", {
    class: `handle ${name}`, role: "slider", tabindex: "0", "aria-label": say(`timeline.handle.${name}`), "data-key": `handle-${which}`,
    onfocus: () => { gesture = {}; }, onkeydown: (pressed) => onKey(pressed, which), onpointerdown: (pressed) => take(pressed, which),
    onpointermove: (moved) => held === which && drag(moved, which),
    onpointerup: () => release(which), onpointercancel: () => release(which), onlostpointercapture: () => release(which),
  }, el("span", { class: "grip" })));

  /** Days with one of them moved; it stops at the other. */
  function moved(which, to) {
    const within = Math.min(Math.max(to, which ? days[0] : 0), which ? scale.length - 1 : days[1]);
    return which ? [days[0], within] : [within, days[1]];
  }

  function give(which, to, how) {
    const next = moved(which, to);
    const isSame = next.every((day, at) => day === days[at]);
    if (isSame && how.passing) return;
    days = next;
    dress();
    move(days, how);
  }

  function take(pressed, which) {
    if (pressed.button) return;
    held = which;
    nodes[which].setPointerCapture(pressed.pointerId);
    nodes[which].focus();
    pressed.preventDefault();
  }

  function drag({ clientX }, which) {
    const x = clientX - nodes[which].parentElement.getBoundingClientRect().left - scale.from;
    give(which, Math.round(x / scale.slot) - which, { passing: true });
  }

  function release(which) {
    if (held !== which) return;
    held = null;
    give(which, days[which], { passing: false });
  }

  function onKey(pressed, which) {
    const page = PAGE_STEPS * step;
    const to = {
      ArrowRight: days[which] + step, ArrowUp: days[which] + step, ArrowLeft: days[which] - step, ArrowDown: days[which] - step,
      PageUp: days[which] + page, PageDown: days[which] - page, Home: 0, End: scale.length - 1,
    }[pressed.key];
    if (to === undefined) return;
    pressed.preventDefault();
    give(which, to, { passing: false, gesture });
  }

  function dress() {
    nodes.forEach((node, which) => {
      const day = scale.origin + days[which];
      const [least, most] = which ? [days[0], scale.length - 1] : [0, days[1]];
      node.style.left = `${scale.from + (which ? scale.right(days[1]) : scale.left(days[0]))}px`;
      node.setAttribute("aria-valuemin", String(least));
      node.setAttribute("aria-valuemax", String(most));
      node.setAttribute("aria-valuenow", String(days[which]));
      node.setAttribute("aria-valuetext", daysInWords(day, day));
      node.dataset.day = isoOf(day);
    });
  }

  return {
    nodes,
    isHeld: () => held !== null,
    place(next) {
      ({ scale, step } = next);
      if (held === null) ({ days } = next);
      for (const node of nodes) Object.assign(node.style, { top: `${next.top}px`, height: `${next.height}px` });
      dress();
    },
  };
}
