/** The pace at which a map follows: what passes by is drawn as fast as the server answers. */

/** After which time the next of a row of states is asked for, though the last is not drawn. */
const PATIENCE_MS = 2_000;

/**
 * @param {{update: (state: object) => void}} layer of createMap
 * @param {HTMLElement} container of the map, which tells by `data-settled` whether all is drawn
 * @param {() => void} drawn called each time all is drawn
 * @returns {{show: (state: object, passing: boolean) => void}} of states that pass by, those are
 *   left out that come before the last is drawn, but for the newest; any other is shown at once
 */
export function createPace(layer, container, drawn) {
  let waiting = null;
  let since = null;

  function give(state) {
    waiting = null;
    since = performance.now();
    layer.update(state);
    if (isSettled()) tell();
  }

  const isSettled = () => container.dataset.settled === "true";

  function tell() {
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
    },
  };
}
