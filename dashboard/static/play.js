// The map's part in play: the days of a frame stand in for the selection's own.

/**
 * Follow the frames that the page plays ("panj:play"), and tell it when one is drawn.
 * @param {Window} page
 * @param {object} layer of createMap
 * @param {HTMLElement} container of the map
 * @param {string} query the selection's own
 * @returns {(state: object) => void} takes the selection's next state
 */
export function followPlay(page, layer, container, query) {
  let asked = query;
  let days = null;
  const show = (state = {}) => layer.update({ ...state, query: days === null ? asked : withDays(asked, days) });
  const tell = () => {
    if (days !== null && container.dataset.settled === "true") page.dispatchEvent(new page.Event("panj:played"));
  };
  page.addEventListener("panj:play", ({ detail }) => {
    days = detail.datetime;
    show();
    tell();
  });
  new MutationObserver(tell).observe(container, { attributeFilter: ["data-settled"] });
  return (state) => {
    asked = state.query;
    show(state);
  };
}

function withDays(query, datetime) {
  const pairs = new URLSearchParams(query);
  pairs.set("datetime", datetime);
  return pairs.toString();
}
