// The pane as a sheet on a small screen: a peek, half or all of it; moved by swipe, keys and buttons.
import { el } from "../../shared/dom.js";
import { say } from "../../shared/words.js";

const HEIGHTS = ["peek", "half", "full"];
const FAR = 40; // pixels of a swipe that moves the sheet by one height

let button = null;

/**
 * The handle that stands over the words on a small screen.
 * @param {HTMLElement} pane whose height it sets, by the style that reads `data-panj-sheet`
 * @returns {HTMLElement}
 */
export function sheetHandle(pane) {
  if (button) return button;
  button = el("button", {
    type: "button", class: "sheet-handle", "data-key": "sheet",
    onclick: () => set(pane, height() === "full" ? "peek" : step(1)), onkeydown: (pressed) => onKey(pressed, pane),
  });
  set(pane, height());
  followSwipe(pane);
  // A peek is scrolled only to what the focus has gone to, or a search has found.
  pane.addEventListener("scroll", () => height() === "peek" && pane.scrollTop > 0 && set(pane, step(1)));
  return button;
}

/** Which of the heights the sheet has. */
const height = () => document.documentElement.dataset.panjSheet ?? "peek";

const step = (by) => HEIGHTS[Math.min(Math.max(HEIGHTS.indexOf(height()) + by, 0), HEIGHTS.length - 1)];

function set(pane, next) {
  document.documentElement.dataset.panjSheet = next;
  button.dataset.height = next;
  button.setAttribute("aria-label", say(`reading.sheet.${next}`));
  button.setAttribute("aria-expanded", String(next !== "peek"));
  if (next === "peek") pane.scrollTop = 0;
}

/** Show the map again where the sheet lies on it. */
export function lowerSheet(pane) {
  if (getComputedStyle(pane).position === "fixed") set(pane, "peek");
}

function onKey(pressed, pane) {
  const to = { ArrowUp: () => step(1), ArrowDown: () => step(-1), Home: () => "full", End: () => "peek" }[pressed.key];
  if (!to) return;
  pressed.preventDefault();
  set(pane, to());
}

/** A swipe up shows more; a swipe down shows less, where the words stand at their begin. */
function followSwipe(pane) {
  let from = null;
  pane.addEventListener("touchstart", ({ touches }) => {
    from = touches.length === 1 && window.visualViewport.scale === 1 ? { touch: touches[0], top: pane.scrollTop } : null;
  }, { passive: true });
  pane.addEventListener("touchend", ({ changedTouches: [to] }) => {
    if (!from) return;
    const [dx, dy] = [to.clientX - from.touch.clientX, to.clientY - from.touch.clientY];
    if (Math.abs(dy) < FAR || Math.abs(dy) < 1.5 * Math.abs(dx)) return;
    if (dy < 0 && height() !== "full") set(pane, step(1));
    if (dy > 0 && from.top <= 0) set(pane, step(-1));
  });
}
