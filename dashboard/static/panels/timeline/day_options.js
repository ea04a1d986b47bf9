// What stands beside the chart besides the typed days: the rule, the undated, the way to the rows.
import { el } from "../../shared/dom.js";
import { say } from "../../shared/words.js";

const RULES = ["overlaps", "inside"];

/**
 * @param {{rule: (rule: string) => void, undated: (shown: boolean) => void, rows: () => void}} act
 * @returns {{nodes: HTMLElement[], show: (data: object, open: boolean) => void}}
 */
export function createDayOptions(act) {
  const choices = RULES.map((rule) => {
    const input = el("input", { type: "radio", name: "rule", "data-key": `rule-${rule}`, onchange: () => act.rule(rule) });
    const words = el("span", {});
    return { rule, input, words, node: el("label", {}, input, words) };
  });
  const rules = el("div", { class: "rules", role: "radiogroup", "aria-label": say("timeline.rule") },
    ...choices.map(({ node }) => node));
  const undated = el("button", {
    type: "button", class: "undated-toggle", "data-key": "undated",
    onclick: () => act.undated(undated.getAttribute("aria-pressed") !== "true"),
  });
  const rows = el("button", { type: "button", class: "rows-toggle", "data-key": "rows", onclick: act.rows }, say("timeline.rows"));
  return {
    nodes: [rules, el("div", { class: "foot" }, undated, rows)],
    show({ rule, rules: told, undated: box }, open) {
      choices.forEach((choice, at) => {
        choice.input.checked = choice.rule === rule;
        choice.node.hidden = at >= told.length;
        choice.input.hidden = told.length < RULES.length;
        choice.words.textContent = told[at] ?? "";
      });
      undated.hidden = !box.count;
      undated.setAttribute("aria-pressed", String(box.shown));
      undated.textContent = say("counts.undated", { count: box.count });
      rows.setAttribute("aria-expanded", String(open));
    },
  };
}
