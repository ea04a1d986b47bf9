// Between the page and the map: the selection comes in, a choice and the view go out.
import { CHANGED, queryOf, select, selectionOf } from "../shared/selection.js";
import { accountsFrom, createGhosts } from "../map/render/account_ghosts.js";
import { createArrows } from "../map/render/change_arrows.js";
import { createPace } from "../map/pace.js";
import { createMap } from "../map/map.js";
import { tellPaperSize } from "./paper_size.js";

const unpack = (packed) =>
  JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(packed), (c) => c.charCodeAt(0))));

const page = window.parent;

/** The view written in the page's address, or null. */
function viewInAddress() {
  const text = new URL(page.location.href).searchParams.get("view") ?? "";
  const [lat, lng, zoom] = text.split(",").map(Number);
  const sound = [lat, lng, zoom].every(Number.isFinite) && Math.abs(lat) <= 85 && Math.abs(lng) <= 180;
  return sound && text ? { lat, lng, zoom } : null;
}

/** Write the view into the page's address without a step in its history; null takes it away. */
function writeView(view) {
  const address = new URL(page.location.href);
  if (view) {
    address.searchParams.set("view", `${view.lat.toFixed(4)},${view.lng.toFixed(4)},${+view.zoom.toFixed(2)}`);
  } else address.searchParams.delete("view");
  if (address.href !== page.location.href) page.history.replaceState(page.history.state, "", address);
}

/**
 * Draw the map of this frame once its first state is here, then follow the state.
 * @param {L.Map} map the empty Leaflet map that Folium made
 * @param {string} packed base64 of the options that stay the same for a session
 * @returns {{update: (packed: string) => void}}
 */
export function start(map, packed) {
  let layer = null;
  document.documentElement.classList.add("panj-frame");
  // Folium's own forbids to zoom the page.
  document.querySelector("meta[name=viewport]")?.setAttribute("content", "width=device-width, initial-scale=1");
  return {
    update(state) {
      if (layer) layer.follow(unpack(state));
      else layer = draw(map, unpack(packed), unpack(state));
    },
  };
}

/**
 * What the map shows of a file under the page's selection.
 * @param {{collection: string, version: string, home: number[]|null, terms: object, as_left: boolean}} file
 * @param {object} selection
 */
function stateOf({ collection, version, home, terms }, selection = selectionOf(page)) {
  const names = Object.hasOwn(terms.names, selection.names ?? "") ? terms.names[selection.names] : null;
  return { collection, version, home, names, query: queryOf(selection, terms), selected: selection.event };
}

function draw(map, options, file) {
  const { Streamlit } = window;
  let [ghosts, arrows] = [null, null];
  tellPaperSize(page, window.frameElement);
  const given = {
    ...options,
    api: new URL("../../api/", document.baseURI).href,
    layers: new URL("../../layers/", document.baseURI).href,
    vendored: new URL("../../assets/vendored/", document.baseURI).href,
  };
  const layer = createMap(window.L, map, {
    ...given,
    theme: systemTheme(),
    state: { ...stateOf(file), view: viewInAddress() },
    names: {
      choices: file.terms.names,
      choose: (name) => select(page, { names: file.terms.names[name] ? name : null }),
    },
    on: {
      select: (id, { keyboard = false } = {}) => select(page, { event: id, step: null }, { keyboard }),
      letter: (key, id) => page.dispatchEvent(new page.CustomEvent("panj:letter", { detail: { key, id } })),
      view: writeView,
      laidOut() {
        ghosts?.place();
        arrows?.place();
      },
      table(place) {
        select(page, { cell: "", shape: "", point: "", ...place });
        page.dispatchEvent(new page.CustomEvent("panj:tab", { detail: "table" }));
      },
    },
  });
  const pace = createPace(layer, map.getContainer(), () => page.dispatchEvent(new page.Event("panj:drawn")));
  let theme = systemTheme();
  const paper = window.matchMedia("print");
  const accountsOf = accountsFrom(given.api);
  ghosts = createGhosts(window.L, map, accountsOf, layer.boxes);
  let told = { event: null, numbers: [], chosen: null };
  const haunt = () => ghosts.show({ collection: file.collection, ...told }, theme);
  arrows = createArrows(window.L, map);
  const pointOut = () => arrows.show(file.changes, theme);
  const dress = () => {
    layer.update({ theme: paper.matches ? "light" : theme });
    haunt();
    pointOut();
  };
  page.addEventListener("panj:sources", ({ detail }) => {
    told = detail;
    haunt();
  });
  page.dispatchEvent(new page.Event("panj:ask-sources"));
  Streamlit.events.addEventListener(Streamlit.RENDER_EVENT, ({ detail }) => {
    theme = detail.theme?.base ?? theme;
    dress();
  });
  paper.addEventListener("change", dress);
  // Before the page's other parts, which wait for the marks: server and browser have them to do first.
  page.addEventListener(CHANGED, ({ detail }) => {
    detail.marks = pace.show(stateOf(file, detail.selection), detail.passing);
  }, { capture: true });
  page.addEventListener("panj:play", ({ detail }) => {
    const selection = selectionOf(page);
    pace.show(stateOf(file, detail.dates ? { ...selection, dates: detail.dates } : selection), true);
  });
  page.addEventListener("popstate", () => layer.update({ view: viewInAddress() }));
  page.addEventListener("panj:focus", ({ detail }) => {
    window.frameElement.focus();
    layer.focusMark(detail);
  });
  page.addEventListener("panj:zoom", ({ detail }) => layer.zoomTo(detail));
  window.panjLayer = layer;
  page.addEventListener("panj:picture", (asked) => {
    asked.preventDefault(); // tells the page that there is a map
    const { names, ring } = asked.detail;
    const state = stateOf(file, { ...selectionOf(page), names });
    const others = { told: { collection: file.collection, ...told }, accountsOf };
    sendPicture(asked.detail, { map, layer }, { ...given, ...(ring ? { state, others } : { state: { ...state, selected: null } }) });
  });
  return {
    follow(next) {
      const isOther = next.collection !== file.collection;
      file = next;
      if (isOther && !next.as_left) showFile();
      else pace.show(stateOf(file), false);
      if (isOther && !viewInAddress()) layer.goHome();
      pointOut();
    },
  };

  /** What is opened is shown: the map goes to its events, the days to theirs. */
  function showFile() {
    writeView(null);
    select(page, { dates: null });
  }
}

/** Draw a picture of the selection, and hand it to the page as SVG, or why there is none. */
async function sendPicture(asked, view, options) {
  const answer = { id: asked.id };
  try {
    const { drawPicture, fileText } = await import("../image/map_image.js");
    const { drawing, alt } = await drawPicture(window.L, view, options, asked);
    Object.assign(answer, { svg: fileText(drawing), alt });
  } catch (error) {
    answer.why = String(error.message);
  }
  page.dispatchEvent(new page.CustomEvent("panj:pictured", { detail: answer }));
}

/** The system's theme, until the page has told its own. */
function systemTheme() {
  return window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}
