// Both days to be typed: as 2021-07-05, as 5 July 2021, or as 5 July where that is one day alone.
import { el } from "../../shared/dom.js";
import { dayIn, isoOf } from "./time_axis.js";
import { say } from "../../shared/words.js";

const FIELDS = ["first", "last"];

/**
 * @param {(days: [number, number]) => void} take takes days counted from 1970
 * @returns {{node: HTMLElement, show: (days: [number, number], axis: [number, number]) => void}} both in days from 1970
 */
export function createDayFields(take) {
  let [days, axis] = [[0, 0], [0, 0]];
  let typing = null; // which field holds what is not taken yet
  const inputs = FIELDS.map((name, which) => el("input", {
    type: "text", inputmode: "text", autocomplete: "off", spellcheck: "false", size: "10", maxlength: "30", "aria-label": say(`timeline.typed.${name}`),
    "data-key": `typed-${which}`, oninput: () => { typing = which; }, onchange: () => typed(which),
  }));
  const told = el("p", { role: "status", class: "mistyped" });
  const node = el("div", { class: "day-fields" },
    ...inputs.flatMap((input, which) => [el("span", { "aria-hidden": "true" }, say(`timeline.before_typed.${FIELDS[which]}`)), input]), told);

  function typed(which) {
    typing = null;
    const day = dayIn(inputs[which].value, axis);
    const isWrong = day === null;
    inputs[which].setAttribute("aria-invalid", String(isWrong));
    told.textContent = isWrong ? say("timeline.mistyped") : "";
    if (isWrong) return;
    const next = which ? [Math.min(days[0], day), day] : [day, Math.max(days[1], day)];
    take(next);
  }

  return {
    node,
    show(next, whole) {
      const isSame = String(next) === String(days);
      [days, axis] = [next, whole];
      inputs.forEach((input, which) => {
        if (which === typing || (isSame && input.getAttribute("aria-invalid") === "true")) return;
        input.value = isoOf(days[which]);
        input.setAttribute("aria-invalid", "false");
      });
      if (!isSame) told.textContent = "";
    },
  };
}
