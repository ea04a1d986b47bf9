/**
 * Where other sources put the open event: an outline each, with a hairline to the number that its
 * row has in the table of sources. They are no marks, and nothing leads to them.
 */
import { palette } from "../../shared/theme.js";

const RANKS = ["preferred", "normal", "deprecated"];
/** Pixels from a shape to its number, the nearest first. */
const AWAY = [26, 44, 62].flatMap((far) => [[far, -far], [-far, -far], [far, far], [-far, far], [0, -far], [0, far]]);
const TRIED = 24; // points of a shape beside which a number may stand
const SIZE = 20; // pixels of a number

/**
 * @param {object} L Leaflet
 * @param {object} map
 * @param {(told: object) => Promise<{number: number, geometry: object}[]>} accountsOf gives the event's
 *   accounts that have shapes, with the numbers of their rows
 * @param {() => {x: number, y: number, w: number, h: number}[]} taken boxes where no number may stand
 * @returns {{show: (told: {collection: string, event: string|null, numbers: number[],
 *   chosen: number|null}, theme: string) => Promise<void>, place: () => void}}
 */
export function createGhosts(L, map, accountsOf, taken) {
  const pane = map.createPane("panj-ghosts");
  pane.style.zIndex = 410; // above shapes, below marks
  pane.style.pointerEvents = "none";
  pane.setAttribute("aria-hidden", "true");
  const group = L.layerGroup().addTo(map);
  let [shown, drawn] = ["", []];

  return { show, place };

  async function show(told, theme) {
    const key = JSON.stringify([told, theme]);
    if (key === shown) return;
    shown = key;
    const accounts = told.event && told.numbers.length ? await wanted(accountsOf, told) : [];
    if (key !== shown) return; // another event was opened meanwhile
    drawn = accounts.map((account) => [account, account.number === told.chosen, palette(theme)]);
    place();
  }

  /** Draw them anew, each number where the labels of now leave it room. */
  function place() {
    group.clearLayers();
    for (const one of drawn) draw(...one);
  }

  function draw({ number, geometry }, chosen, colours) {
    const line = { color: chosen ? colours.focus : colours.several, weight: chosen ? 2.6 : 1.6, fill: false, interactive: false, pane: "panj-ghosts" };
    const shape = L.geoJSON(geometry, {
      style: { ...line, dashArray: "2 5" }, interactive: false, pane: "panj-ghosts",
      pointToLayer: (_, at) => L.circleMarker(at, { ...line, radius: 9 }),
    }).addTo(group);
    const place = placeOf(shape);
    if (!place) return;
    const ends = [place.from, place.to].map((point) => map.containerPointToLatLng(point));
    L.polyline(ends, { ...line, weight: 1 }).addTo(group);
    const icon = L.divIcon({ className: `panj-ghost-number${chosen ? " is-chosen" : ""}`, html: textOf(number), iconSize: [SIZE, SIZE] });
    L.marker(ends[1], { icon, interactive: false, keyboard: false, pane: "panj-ghosts" }).addTo(group);
  }

  /** A point of a shape in view, and one beside it where a number covers nothing. */
  function placeOf(shape) {
    const points = [];
    shape.eachLayer((layer) => points.push(...(layer.getLatLngs?.() ?? [layer.getLatLng()]).flat(Infinity)));
    const { x: width, y: height } = map.getSize();
    const inside = ({ x, y }) => x > SIZE && y > SIZE && x < width - SIZE && y < height - SIZE;
    const seen = points.map((at) => map.latLngToContainerPoint(at)).filter(inside);
    const step = Math.max(1, Math.floor(seen.length / TRIED));
    const boxes = taken();
    const tried = seen.filter((_, at) => at % step === 0);
    for (const [dx, dy] of AWAY) {
      for (const from of tried) {
        const to = from.add([dx, dy]);
        const meets = ({ x, y, w, h }) => to.x + SIZE > x && to.x - SIZE < x + w && to.y + SIZE > y && to.y - SIZE < y + h;
        if (inside(to) && !boxes.some(meets)) return { from, to };
      }
    }
    return null;
  }
}

function textOf(number) {
  const made = document.createElement("span");
  made.textContent = String(number);
  return made;
}

/**
 * What asks the server for an event's accounts.
 * @param {string} api address of the HTTP routes, ending in "/"
 */
export function accountsFrom(api) {
  return async ({ collection, event }) => {
    const address = `${api}collections/${encodeURIComponent(collection)}/items/${encodeURIComponent(event)}`;
    const response = await fetch(address);
    const { properties: { accounts = [] } } = await response.json();
    const ranked = [...accounts].sort((a, b) => RANKS.indexOf(a.rank ?? "normal") - RANKS.indexOf(b.rank ?? "normal"));
    return ranked.map(({ geometry }, at) => ({ number: at + 1, geometry }));
  };
}

async function wanted(accountsOf, told) {
  try {
    return (await accountsOf(told)).filter(({ number, geometry }) => geometry && told.numbers.includes(number));
  } catch (error) {
    console.warn("Panj: the places of other sources could not be had.", error);
    return [];
  }
}
