// The table's drawer: closed it is the line of its tabs, open it shares the height with the map.
import { el } from "../../shared/dom.js";
import { svg } from "../../shared/svg.js";
import { say } from "../../shared/words.js";

const PATHS = { open: "M3 6L8 11L13 6", closed: "M3 10L8 5L13 10" };

/**
 * @param {HTMLElement} bar the line of the tabs
 * @param {() => HTMLElement} tab gives the one that is chosen
 * @param {HTMLElement[]} parts what is hidden while the drawer is closed
 */
export function createDrawer(bar, tab, parts) {
  let [isDrawer, isOpen] = [false, true];
  const icon = svg("path", { fill: "none", stroke: "currentColor", "stroke-width": 2, "stroke-linecap": "round", "stroke-linejoin": "round" });
  const node = el("button", { type: "button", class: "drawer-toggle", onclick: () => set(!isOpen) },
    svg("svg", { viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" }, icon));

  function set(open) {
    isOpen = open || !isDrawer;
    node.setAttribute("aria-expanded", String(isOpen));
    node.setAttribute("aria-label", say(isOpen ? "table.hide" : "table.show"));
    icon.setAttribute("d", isOpen ? PATHS.open : PATHS.closed);
    for (const part of parts) part.hidden = !isOpen;
    bar.classList.toggle("shut", !isOpen);
    if (isDrawer && isOpen) window.dispatchEvent(new CustomEvent("panj:unfold", { detail: "table" }));
    if (isDrawer) document.documentElement.dataset.panjDrawer = isOpen ? "open" : "closed";
  }

  window.addEventListener("panj:unfold", ({ detail }) => detail !== "table" && isDrawer && isOpen && set(false));
  return {
    node, set,
    isOpen: () => isOpen,
    /** Take whether there is a drawer at all; one that is new begins closed. */
    use(drawer = false) {
      node.hidden = !drawer;
      if (isDrawer === drawer) return;
      isDrawer = drawer;
      set(!drawer);
    },
    onKey(pressed) {
      if (pressed.key !== "Escape" || !isDrawer || !isOpen) return;
      set(false);
      tab().focus();
    },
  };
}
