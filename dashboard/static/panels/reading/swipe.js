// A horizontal swipe of one finger: far enough, and not a scroll, nor a look around a zoomed page.
const FAR = 60;

/**
 * @param {HTMLElement} element
 * @param {{left: () => void, right: () => void}} moves
 */
export function onSwipe(element, { left, right }) {
  let from = null;
  const alone = ({ touches }) => touches.length === 1 && window.visualViewport.scale === 1;
  element.addEventListener("touchstart", (touch) => { from = alone(touch) ? touch.touches[0] : null; }, { passive: true });
  element.addEventListener("touchcancel", () => { from = null; });
  element.addEventListener("touchend", ({ changedTouches: [to] }) => {
    if (!from) return;
    const dx = to.clientX - from.clientX;
    if (Math.abs(dx) < FAR || Math.abs(dx) < 2 * Math.abs(to.clientY - from.clientY)) return;
    (dx < 0 ? left : right)();
  });
}
