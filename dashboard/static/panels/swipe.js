// A horizontal swipe of a finger: far enough, and not a scroll.
const FAR = 60;

/**
 * @param {HTMLElement} element
 * @param {{left: () => void, right: () => void}} moves
 */
export function onSwipe(element, { left, right }) {
  let from = null;
  element.addEventListener("touchstart", ({ touches }) => { from = touches[0]; }, { passive: true });
  element.addEventListener("touchend", ({ changedTouches: [to] }) => {
    const dx = to.clientX - from.clientX;
    if (Math.abs(dx) < FAR || Math.abs(dx) < 2 * Math.abs(to.clientY - from.clientY)) return;
    (dx < 0 ? left : right)();
  });
}
