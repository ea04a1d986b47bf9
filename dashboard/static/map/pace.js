/** The pace at which a map follows: what passes by is drawn as fast as the server answers. */

/** After which time the next of a row of states is asked for, though the last is not drawn. */
const PATIENCE_MS = 2_000;
/** How long what comes after the marks waits for them. */
const AFTER_MS = 400;

/**
 * @param {{update: (state: object) => void}} layer of createMap
 * @param {HTMLElement} container of the map, which tells by `data-settled` whether all is drawn
 * @param {() => void} drawn called each time all is drawn
 * @returns {{show: (state: object, passing: boolean) => Promise<void>|null}} of states that pass by, those are
 *   left out that come before the last is drawn, but for the newest; any other is shown at once. The promise
 *   comes true after the frame with the marks, or where they take long; null where nothing is to be waited for
 */
export function createPace(layer, container, drawn) {
  let waiting = null;
  let since = null;
  let drawing = null; // {promise, resolve} of the marks that are not in a frame yet

  function give(state) {
    waiting = null;
    since = performance.now();
    layer.update(state);
    if (isSettled()) tell();
  }

  const isSettled = () => container.dataset.settled === "true";

  function tell() {
    const { resolve = null } = drawing ?? {};
    drawing = null;
    if (resolve) requestAnimationFrame(() => setTimeout(resolve));
    if (waiting) give(waiting);
    else {
      since = null;
      drawn();
    }
  }

  new MutationObserver(() => isSettled() && tell()).observe(container, { attributeFilter: ["data-settled"] });
  return {
    show(state, passing) {
      const isBusy = !isSettled() && since !== null && performance.now() - since < PATIENCE_MS;
      if (passing && isBusy) waiting = state;
      else give(state);
      if (isSettled()) return null;
      if (!drawing) {
        drawing = Promise.withResolvers();
        setTimeout(drawing.resolve, AFTER_MS);
      }
      return drawing.promise;
    },
  };
}
