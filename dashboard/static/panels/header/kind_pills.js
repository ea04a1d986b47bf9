// The pills: legend and filter in one. Each carries its family's symbol, drawn as on the map, and tells
// how many events it would leave; a family without any is quiet.
import { el, glyph, replace } from "../../shared/dom.js";
import { keyButton } from "./key.js";
import { isPresent, onOverview, presentOverview } from "../../shared/overview_client.js";
import { CHANGED, select, selectionOf } from "../../shared/selection.js";
import { inStyle } from "../../shared/component.js";
import { number, say } from "../../shared/words.js";

const line = el("div", { class: "pill-line" });
let drawn = ""; // what the line holds, as text
let shown = null; // by family: {pill, count}

/** @param component {{parentElement: ShadowRoot, data: {families: string[], label: string, theme, query: string, kinds: object}}} */
export const show = inStyle(["shared/panels", "panels/header/header"], ({ parentElement, data }) => {
  const look = JSON.stringify([data.families, data.label, data.theme]);
  if (look !== drawn) fill(data); // else what has the focus stays
  drawn = look;
  replace(parentElement, line);
  press(selectionOf(window));
  tell(isPresent(data.query) ? data.kinds : presentOverview()?.kinds ?? data.kinds);
});

function fill({ families, label, theme }) {
  shown = new Map(families.map((family) => [family, pillOf(family, theme)]));
  const pills = [...shown.values()].map(({ pill }) => pill);
  line.replaceChildren(el("div", { class: "pills", role: "group", "aria-label": label }, ...pills), ...keyButton(theme));
}

onOverview(({ kinds }) => shown && tell(kinds));

function pillOf(family, theme) {
  const count = el("span", { class: "number", "aria-hidden": "true" });
  const pill = el("button", {
    type: "button", class: "pill", "data-key": `kind-${family}`, onclick: () => toggle(family),
  }, glyph({ family, status: "reported" }, theme, 18), el("span", {}, say(`family.${family}`)), count);
  return { pill, count };
}

function toggle(family) {
  const { kind } = selectionOf(window);
  select(window, { kind: kind.includes(family) ? kind.filter((one) => one !== family) : [...kind, family] });
}

/** Say how many events each family would leave, the other filters in force. */
function tell(kinds) {
  for (const [family, { pill, count }] of shown) {
    const events = kinds[family] ?? 0;
    count.textContent = events ? number(events) : "";
    pill.setAttribute("aria-description", say("list.events", { count: events }));
    pill.classList.toggle("is-quiet", !events);
  }
}

function press({ kind }) {
  for (const [family, { pill }] of shown ?? []) pill.setAttribute("aria-pressed", String(kind.includes(family)));
}

window.addEventListener(CHANGED, ({ detail }) => press(detail.selection));
