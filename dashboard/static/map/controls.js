/** What stands on the map besides the map: zoom, pan, scale, credits, notices. */

import { createGroundChoice } from "./basemap/ground_choice.js";
import { createPlaceSearch } from "./place_search.js";
import { svg } from "../shared/svg.js";
import { say } from "../shared/words.js";

const [NARROW, LOW] = [640, 300];
const SCALE_WIDTH = 96;
const STEP = 0.4;
const METRES_PER_MILE = 1609.344;

const ICONS = {
  in: "M8 3.2V12.8M3.2 8H12.8", out: "M3.2 8H12.8",
  up: "M4 10L8 6L12 10", down: "M4 6L8 10L12 6", left: "M10 4L6 8L10 12", right: "M6 4L10 8L6 12",
  home: "M3 8L8 3.5L13 8M4.6 7V12.6H11.4V7",
  find: "M10.2 10.2L13.4 13.4M11.4 7A4.4 4.4 0 1 1 2.6 7A4.4 4.4 0 1 1 11.4 7Z",
  ground: "M8 2.8L14 6L8 9.2L2 6ZM2.6 9.6L8 12.6L13.4 9.6",
};

/**
 * Put the controls before the map's panes, so that Tab meets them first.
 * @param {object} L Leaflet
 * @param {object} map
 * @param {{credits: string, home: () => void, retry: () => void, places: () => object[],
 *   go: (place: object) => void, changed: () => void, names?: {choices: Object<string, string|null>,
 *   choose: (name: string) => void}, own: object}} options `places`, `go`, `changed` as the search of
 *   place_search.js takes them; `names`, the choice of place names by what they are called; `own`,
 *   an OwnGround
 */
export function createControls(L, map, options) {
  const root = element("div", "panj-controls");
  const tools = element("div", "panj-tools");
  tools.setAttribute("role", "group");
  tools.setAttribute("aria-label", say("map.tools"));
  const finding = findPart(options);
  const first = element("div", "panj-first");
  const ground = groundPart(finding.nodes[0], options.own);
  first.append(...finding.nodes, ...ground.nodes, zoomPart(map));
  const pan = panPart(map, options.home);
  tools.append(first, pan);
  const foot = element("div", "panj-foot");
  const [scale, credits] = [scalePart(), creditsPart()];
  foot.append(credits.node, scale.node);
  const notice = noticePart(options);
  const spoken = element("div", "panj-unseen");
  spoken.setAttribute("role", "status");
  const names = namesPart(options.names);
  root.append(tools, ...(names ? [names] : []), foot, notice.node, spoken);
  L.DomEvent.disableClickPropagation(root);
  L.DomEvent.disableScrollPropagation(root);
  root.addEventListener("keydown", (event) => event.stopPropagation());
  map.getContainer().prepend(root);
  const parts = () => [...(names ? [names] : []), tools, finding.field, ...credits.boxes(), scale.node];
  const measured = measuredOnce(map, [root, tools, credits.node, scale.node], parts);
  return {
    root, notice,
    fit() {
      const narrow = map.getSize().x < NARROW;
      root.classList.toggle("panj-narrow", narrow);
      root.classList.toggle("panj-low", map.getSize().y < LOW);
      credits.fit(narrow);
      scale.fit(map);
      ground.tell();
    },
    /** Show which place names are chosen, of what the map is, and where its way home leads. */
    follow({ names: code, home }) {
      if (names) names.value = code ?? "";
      const of = home ? "events" : "border";
      map.getContainer().setAttribute("aria-label", say(`map.label_${of}`));
      nameButton(pan.querySelector(".panj-home"), say(`map.home_${of}`));
    },
    /** Tell whom the view is to be credited to, and what † and a dashed border mean while they are on show; gives whether that has changed. */
    footnotes: (shown) => credits.footnotes(shown),
    say: (words) => { spoken.textContent = words; },
    boxes: measured,
  };
}

function element(tag, className, words = "") {
  const node = document.createElement(tag);
  node.className = className;
  if (words) node.textContent = words;
  return node;
}

function button(label, icon, act) {
  const node = element("button", "panj-tool");
  node.type = "button";
  nameButton(node, label);
  node.append(svg(
    "svg", { width: 16, height: 16, viewBox: "0 0 16 16", "aria-hidden": "true" },
    svg("path", {
      d: ICONS[icon], fill: "none", stroke: "currentColor", "stroke-width": 1.7,
      "stroke-linecap": "round", "stroke-linejoin": "round",
    }),
  ));
  node.addEventListener("click", act);
  return node;
}

function nameButton(node, label) {
  node.setAttribute("aria-label", label);
  node.title = label;
}

/** The choice of place names, where there is one; a choice's value is its code, "" for English. */
function namesPart(names) {
  if (!names) return null;
  const part = element("select", "panj-place-names");
  part.setAttribute("aria-label", say("place_names.title"));
  part.title = say("place_names.rule");
  part.append(...Object.entries(names.choices).map(([name, code]) => new Option(name, code ?? "")));
  part.addEventListener("change", () => names.choose(part.selectedOptions[0].text));
  return part;
}

function findPart(options) {
  const frame = element("div", "panj-find");
  const opener = button(say("find.title"), "find", () => {});
  opener.setAttribute("aria-expanded", "false");
  frame.append(opener);
  const { node, field } = createPlaceSearch(opener, options);
  return { nodes: [frame, node], field };
}

/** The choice of a ground, where there is one; its button stands under the search's. */
function groundPart(frame, own) {
  if (!own?.given) return { nodes: [], tell() {} };
  const opener = button(say("ground.title"), "ground", () => {});
  frame.append(opener);
  const { node, tell } = createGroundChoice(opener, own);
  return { nodes: [node], tell };
}

function zoomPart(map) {
  const part = element("div", "panj-zoom");
  part.append(
    button(say("map.zoom_in"), "in", () => map.zoomIn()), button(say("map.zoom_out"), "out", () => map.zoomOut()),
  );
  return part;
}

function panPart(map, home) {
  const part = element("div", "panj-pan");
  const pan = (x, y) => () => {
    const size = map.getSize();
    map.panBy([x * size.x * STEP, y * size.y * STEP]);
  };
  const homeward = button("", "home", home);
  homeward.classList.add("panj-home");
  part.append(
    button(say("map.up"), "up", pan(0, -1)), button(say("map.left"), "left", pan(-1, 0)),
    homeward, button(say("map.right"), "right", pan(1, 0)),
    button(say("map.down"), "down", pan(0, 1)),
  );
  return part;
}

/**
 * The lines of a scale at the middle of the view: kilometres, then miles.
 * @returns {{words: string, width: number}[]} width in pixels
 */
export function scaleOf(map) {
  const { y } = map.getSize();
  const from = map.containerPointToLatLng([0, y / 2]);
  const metres = map.distance(from, map.containerPointToLatLng([SCALE_WIDTH, y / 2]));
  return [["map.km", 1000], ["map.miles", METRES_PER_MILE]].map(([unit, metresOfUnit]) => {
    const perPixel = metres / SCALE_WIDTH / metresOfUnit;
    const length = roundLength(perPixel * SCALE_WIDTH);
    return {
      words: say(unit, { length }), width: Math.round(length / perPixel),
    };
  });
}

function scalePart() {
  const node = element("div", "panj-scale");
  const nodes = [element("span", "panj-km"), element("span", "panj-mi")];
  node.append(...nodes);
  return {
    node,
    fit(map) {
      if (!map.getSize().x) return;
      scaleOf(map).forEach(({ words, width }, i) => {
        if (nodes[i].textContent === words && nodes[i].style.width === `${width}px`) return;
        nodes[i].style.width = `${width}px`;
        nodes[i].textContent = words;
      });
    },
  };
}

/** The largest of 1, 2, 3, 5 times a power of ten that is not above a length. */
function roundLength(length) {
  const power = 10 ** Math.floor(Math.log10(length));
  return [5, 3, 2, 1].find((step) => step * power <= length) * power;
}

/** Footnote, credits and the disclaimer; on a narrow map the credits open by a button. */
function creditsPart() {
  const node = element("div", "panj-credits");
  const toggle = element("button", "panj-credits-toggle", say("map.credits"));
  toggle.type = "button";
  const text = element("span", "panj-credits-text");
  const notes = {
    external: element("span", "panj-footnote", say("map.footnote")),
    disputed: element("span", "panj-footnote", say("map.disputed")),
  };
  const [gap, fixed] = [document.createTextNode(" "), element("span", "", say("map.disclaimer"))];
  for (const note of Object.values(notes)) note.hidden = true;
  node.append(...Object.values(notes), toggle, text, gap, fixed);
  let [open, drawn, words] = [false, null, ""];
  const show = (narrow) => {
    if (drawn === `${narrow} ${open} ${words}`) return;
    drawn = `${narrow} ${open} ${words}`;
    toggle.hidden = !narrow || !words;
    text.hidden = narrow && !open;
    toggle.setAttribute("aria-expanded", String(open));
  };
  toggle.addEventListener("click", () => {
    open = !open;
    show(true);
  });
  const footnotes = (shown) => {
    const changed = Object.entries(notes).filter(([name, note]) => note.hidden === shown[name]);
    for (const [name, note] of changed) note.hidden = !shown[name];
    if (shown.credits === words) return changed.length > 0;
    words = shown.credits;
    text.textContent = words && say("map.credits_in_full", { credits: words });
    return true;
  };
  return { node, fit: show, footnotes, boxes: () => [node] };
}

/** That the map is being updated, what went wrong, or that all events are elsewhere; and the way out. */
function noticePart({ retry, showAll }) {
  const node = element("div", "panj-notice");
  node.setAttribute("role", "status");
  const words = element("span", "");
  const way = element("button", "panj-again");
  way.type = "button";
  const ways = { down: retry, away: showAll };
  way.addEventListener("click", () => ways[node.dataset.state]());
  node.append(words, way);
  const texts = {
    ok: () => "", loading: () => say("map.updating"), down: (_, reason) => reason ? say("map.down_because", { reason }) : say("map.down_older"), away: (count) => say("map.away", { count }),
  };
  const show = (state, count = 0, reason = "") => {
    words.textContent = texts[state](count, reason);
    node.dataset.state = state;
    way.hidden = !Object.hasOwn(ways, state);
    way.textContent = state === "away" ? say("map.show_away", { count }) : say("map.try_again");
  };
  show("ok");
  return { node, show };
}

/** Boxes of nodes, measured anew only where a part or the map's size has changed: measuring halts a drawing. */
function measuredOnce(map, watched, nodes) {
  const changes = new MutationObserver(() => { boxes = null; });
  for (const [i, node] of watched.entries()) {
    changes.observe(node, { attributes: true, ...(i && { childList: true, characterData: true, subtree: true }) });
  }
  let [boxes, size] = [null, ""];
  return () => {
    const now = String(map.getSize());
    if (changes.takeRecords().length || now !== size) boxes = null;
    size = now;
    return (boxes ??= boxesOf(map.getContainer(), nodes()));
  };
}

function boxesOf(container, nodes) {
  const frame = container.getBoundingClientRect();
  return nodes.map((node) => {
    const box = node.getBoundingClientRect();
    return {
      text: node.className, x: box.x - frame.x, y: box.y - frame.y, w: box.width, h: box.height,
    };
  }).filter((box) => box.w > 0);
}
