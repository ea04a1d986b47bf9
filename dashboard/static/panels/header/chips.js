// What the filters ask, a chip each, to be taken away one by one or all at once.
import { el } from "../../shared/dom.js";
import { cleared, select, selectionOf, without } from "../../shared/selection.js";
import { svg } from "../../shared/svg.js";
import { say } from "../../shared/words.js";

/**
 * @param {{words: string, drops: object}[]} terms as the overview has them
 * @returns {HTMLElement|null} nothing where no filter is in force
 */
export function chips(terms) {
  document.documentElement.style.setProperty("--panj-filters", terms.length ? `"${terms.length}"` : "none");
  if (!terms.length) return null;
  return el("ul", { class: "chips", "aria-label": say("filter.chosen") },
    ...terms.map(chip),
    terms.length > 1 ? el("li", {}, el("button", { type: "button", class: "plain", "data-key": "clear-chips", onclick: clear }, say("filter.clear"))) : null);
}

function chip({ words, drops }) {
  return el("li", {}, el("button", {
    type: "button", class: "chip", "data-key": `chip-${words}`, "aria-label": say("filter.drop", { filter: words }),
    title: say("filter.drop", { filter: words }), onclick: ({ currentTarget }) => take(currentTarget, without(selectionOf(window), drops)),
  }, el("span", {}, words), svg("svg", { viewBox: "0 0 16 16", width: 12, height: 12, "aria-hidden": "true" },
    svg("path", { d: "M4 4L12 12M12 4L4 12", stroke: "currentColor", "stroke-width": 2, "stroke-linecap": "round" }))));
}

function clear({ currentTarget }) {
  take(currentTarget, cleared());
}

/** Change the selection; the focus of a button that goes moves to the next one, or to the page's title. */
function take(button, change) {
  const others = [...button.closest("ul").querySelectorAll(".chip")].filter((one) => one !== button);
  const next = button.classList.contains("chip") && (others.find((one) => button.compareDocumentPosition(one) & 4) ?? others.at(-1));
  if (next) next.focus();
  select(window, change);
  if (!next) window.dispatchEvent(new Event("panj:top"));
}
