// Which days the map shows: those of the frame that is played, else those of the slider.
//
// The slider is read where it stands, so that the map follows a handle while it is dragged. The
// page hears of it only when the handle is let go; what else it tells by then holds as well.

const SLIDER = ".st-key-period [data-testid=stSlider]";
const DAY = 86_400_000_000; // a step of the slider, in microseconds

/**
 * Follow the page's slider and the frames that it plays ("panj:play"), and tell it when one of
 * those is drawn.
 * @param {Window} page
 * @param {object} layer of createMap
 * @param {HTMLElement} container of the map
 * @param {string} query the selection's own
 * @returns {(state: object) => void} takes the selection's next state
 */
export function followDays(page, layer, container, query) {
  let asked = query;
  let frame = null;
  const show = (state = {}) =>
    layer.update({ ...state, query: withDays(asked, frame ?? daysOfSlider(page.document)) });
  const tell = () => {
    if (frame !== null && container.dataset.settled === "true") page.dispatchEvent(new page.Event("panj:played"));
  };
  page.addEventListener("panj:play", ({ detail }) => {
    frame = detail.datetime;
    show();
    tell();
  });
  new MutationObserver(tell).observe(container, { attributeFilter: ["data-settled"] });
  const period = page.document.querySelector(".st-key-period");
  if (period) {
    new MutationObserver(() => show())
      .observe(period, { subtree: true, childList: true, attributeFilter: ["value"] });
  }
  return (state) => {
    asked = state.query;
    show(state);
  };
}

/**
 * Write a selection's query with other days, always in the same order.
 * @param {string} query
 * @param {string|null} days an interval, "" for no bound, null for those of the query
 */
export function withDays(query, days = null) {
  const pairs = [...new URLSearchParams(query)];
  const wanted = days ?? pairs.find(([name]) => name === "datetime")?.[1];
  const rest = pairs.filter(([name]) => name !== "datetime");
  return new URLSearchParams(wanted ? [["datetime", wanted], ...rest] : rest).toString();
}

/** The interval between the slider's handles; one at its end sets no bound. */
function daysOfSlider(document) {
  const [start, end] = document.querySelectorAll(`${SLIDER} input[type=range]`);
  if (!start || !end) return null;
  const first = start.value === start.min ? ".." : isoOf(start.value);
  const last = end.value === end.max ? ".." : isoOf(end.value);
  return first === last && first === ".." ? "" : `${first}/${last}`;
}

function isoOf(microseconds) {
  return new Date((Number(microseconds) / DAY) * 86_400_000).toISOString().slice(0, 10);
}
