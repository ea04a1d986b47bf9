// Between the Streamlit page and the map: state comes in, a choice and the view go out.
import { followDays, withDays } from "./days.js";
import { go } from "./going.js";
import { createMap } from "./map.js";

const unpack = (packed) =>
  JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(packed), (c) => c.charCodeAt(0))));

const page = window.parent;
const PAPER_WIDTH = 690; // CSS pixels between the margins of a sheet of A4

/** The view written in the page's address, or null. */
function viewInAddress() {
  const text = new URL(page.location.href).searchParams.get("view") ?? "";
  const [lat, lng, zoom] = text.split(",").map(Number);
  const sound = [lat, lng, zoom].every(Number.isFinite) && Math.abs(lat) <= 85 && Math.abs(lng) <= 180;
  return sound && text ? { lat, lng, zoom } : null;
}

/** Write the view into the page's address without a rerun and without a step in its history. */
function writeView({ lat, lng, zoom }) {
  const address = new URL(page.location.href);
  const text = `${lat.toFixed(4)},${lng.toFixed(4)},${+zoom.toFixed(2)}`;
  if (address.searchParams.get("view") === text) return;
  address.searchParams.set("view", text);
  page.history.replaceState(page.history.state, "", address);
}

/**
 * Draw the map of this frame once its first state is here, then follow the state.
 * @param {L.Map} map the empty Leaflet map that Folium made
 * @param {string} packed base64 of the options that stay the same for a session
 * @returns {{update: (packed: string) => void}}
 */
export function start(map, packed) {
  let layer = null;
  // Folium's own forbids to zoom the page.
  document.querySelector("meta[name=viewport]")?.setAttribute("content", "width=device-width, initial-scale=1");
  return {
    update(state) {
      if (layer) layer.follow(unpack(state));
      else layer = draw(map, unpack(packed), unpack(state));
    },
  };
}

function draw(map, options, state) {
  const { Streamlit } = window;
  tellSize(window.frameElement);
  let gone = 0;
  const given = {
    ...options,
    api: new URL("../../api/", document.baseURI).href,
    layers: new URL("../../layers/", document.baseURI).href,
  };
  const layer = createMap(window.L, map, {
    ...given,
    theme: systemTheme(),
    state: { ...state, query: withDays(state.query), view: viewInAddress() },
    on: {
      select(id, { keyboard = false } = {}) {
        go(page, { event: id, keyboard }, (place) => Streamlit.setComponentValue(place));
      },
      view: writeView,
    },
  });
  let theme = systemTheme();
  const paper = window.matchMedia("print");
  const dress = () => layer.update({ theme: paper.matches ? "light" : theme });
  Streamlit.events.addEventListener(Streamlit.RENDER_EVENT, ({ detail }) => {
    theme = detail.theme?.base ?? theme;
    dress();
  });
  paper.addEventListener("change", dress);
  page.addEventListener("popstate", () => layer.update({ view: viewInAddress() }));
  page.addEventListener("panj:focus", ({ detail }) => {
    page.document.querySelector(".st-key-map-place iframe").focus();
    layer.focusMark(detail);
  });
  page.addEventListener("panj:gone", ({ detail: { event = null, seq } }) => {
    gone = seq;
    afterFrame(() => layer.update({ selected: event }));
  });
  window.panjLayer = layer;
  const follow = followDays(page, layer, map.getContainer(), state.query);
  page.addEventListener("panj:picture", (asked) => {
    asked.preventDefault(); // tells the page that there is a map
    sendPicture(asked.detail, { map, layer }, { ...given, state: { ...state, view: viewInAddress() } });
  });
  return {
    follow(next) {
      state = next;
      const { selected, ...others } = next;
      follow(next.seen < gone ? others : next);
    },
  };
}

/** The map keeps its size on paper, drawn smaller; the page's style must know by how much. */
function tellSize(frame) {
  new page.ResizeObserver(() => {
    const { offsetWidth: width, offsetHeight: height } = frame;
    if (!width || page.matchMedia("print").matches) return;
    const { style } = page.document.documentElement;
    style.setProperty("--panj-map-width", `${width}px`);
    style.setProperty("--panj-map-height", `${height}px`);
    style.setProperty("--panj-map-scale", String(Math.min(1, PAPER_WIDTH / width)));
  }).observe(frame);
}

/** Do something once the page has drawn what it has. */
function afterFrame(work) {
  requestAnimationFrame(() => setTimeout(work));
}

/** Make a picture of the selection, and hand it to the page, or why there is none. */
async function sendPicture(asked, view, options) {
  const { id, width, height } = asked;
  const answer = { id, width, height };
  try {
    const { makePicture } = await import("./picture.js");
    answer.picture = await makePicture(window.L, view, options, asked);
  } catch (error) {
    answer.why = String(error.message);
  }
  page.dispatchEvent(new page.CustomEvent("panj:pictured", { detail: answer }));
}

/** The system's theme, until the page has told its own. */
function systemTheme() {
  return window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}
