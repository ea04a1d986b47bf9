/**
 * The event layer of the map: base, events and their names on an empty Leaflet
 * map. Python's page tells it what to show; moving it asks the server, not the page.
 */

import { drawAreas } from "./areas.js";
import { drawBase, loadBase, makePanes } from "./base.js";
import { buttonsOf, createButtons } from "./buttons.js";
import { createControls } from "./controls.js";
import { drawScene } from "./draw.js";
import { createFeed } from "./feed.js";
import { createHint } from "./hint.js";
import { listenToKeys, nextItem } from "./keys.js";
import { layOut } from "./layout.js";
import { createLists } from "./lists.js";
import { Overlay } from "./overlay.js";
import { gazetteerOf } from "./places.js";
import { inOrder } from "./stacks.js";
import { applyTheme, palette } from "./style.js";
import {
  boxOf, boxOfMark, goHome, goTo, motionReduced, prepareMap, questionOf, sameView, showBox,
  showPlace, sized, viewOf, zoomInto,
} from "./view.js";

const LABEL = "Map of the Afghanistan–Tajikistan border. The table lists the same events.";
const QUIET_MS = 500;
const NOTHING = { marks: [], cells: [], shapes: new Map(), matched: 0, read: 0, full: false };

/**
 * Draw events on an empty Leaflet map and keep them in step with a state.
 * @param {object} L Leaflet 1.9
 * @param {object} map an empty map in a container of any size, even 0×0
 * @param {{api: string, layers: string, theme: "light"|"dark", credits: string,
 *   state: {collection: string, query: string, selected: string|null,
 *     names?: "tg"|"fa"|"ru"|null, view: {lat: number, lng: number, zoom: number}|null},
 *   on: {select?: (id: string, how: {keyboard: boolean}) => void, view?: Function, status?: Function, escape?: Function},
 *   feed?: Function, controls?: Function}} options `feed` and `controls` stand in for feed.js and controls.js
 * @returns {{update: Function, focusMark: Function, retry: Function, marks: Function,
 *   boxes: Function, layout: Function, ready: Promise<void>}}
 */
export function createMap(L, map, options) {
  const layer = new MapLayer(L, map, options);
  return {
    update: (state) => layer.update(state),
    focusMark: (id) => layer.focusMark(id),
    retry: () => layer.ask(),
    marks: () => layer.layout?.order ?? [],
    layout: () => layer.layout,
    boxes: () => layer.layout?.sheet.taken.all.filter(({ kind }) => SHOWN_KINDS.has(kind)) ?? [],
    ready: layer.start(),
  };
}

const SHOWN_KINDS = new Set(["mark", "plate", "label", "control"]);

class MapLayer {
  constructor(L, map, {
    api, layers, theme = "light", credits = "", state = {}, on = {},
    feed = createFeed, controls = createControls,
  }) {
    Object.assign(this, { L, map, on, layers, theme, answer: NOTHING, before: new Map() });
    this.container = map.getContainer();
    this.state = { collection: "events", query: "", selected: null, names: null, view: null, ...state };
    this.status = { state: "loading" };
    this.firstAnswer = new Promise((resolve) => { this.answered = resolve; });
    this.feed = feed(api, (name) => this.tell(name));
    this.dress();
    prepareMap(map);
    goTo(map, this.state.view ?? { lat: 37.6, lng: 71.4, zoom: 6 });
    makePanes(map);
    this.areas = new Overlay(L, map, "panj-areas");
    this.scene = new Overlay(L, map, "panj-scene");
    this.controls = controls(L, map, {
      credits, home: () => goHome(map, !motionReduced()), retry: () => this.ask(),
      places: () => (this.gazetteer ??= this.base && gazetteerOf(this.base)) ?? [],
      go: (place) => this.visit(place), changed: () => this.relay(),
    });
    this.makeButtons();
  }

  dress() {
    this.container.classList.add("panj-map");
    this.container.setAttribute("role", "region");
    this.container.setAttribute("aria-label", LABEL);
    this.container.dataset.settled = "false";
    applyTheme(this.container, this.theme);
  }

  makeButtons() {
    const pane = this.map.getPane("panj-buttons");
    const extras = document.createElement("div");
    extras.className = "panj-extras";
    this.container.append(extras);
    this.hint = createHint(extras);
    this.lists = createLists(extras, {
      select: (id, how) => this.select(id, how), closed: (key) => this.buttons.focus(key),
    });
    this.buttons = createButtons(pane, {
      select: (id, how) => this.select(id, how),
      zoomTo: (cell) => zoomInto(this.map, cell),
      list: (item) => this.lists.show(item.key, item.box, this.map.getSize()),
      hint: (item) => (item
        ? this.hint.show(item.hint, item.box, this.map.getSize()) : this.hint.hide()),
      moved: () => Boolean(this.map.dragging?.moved?.()),
    });
    listenToKeys(pane, {
      move: (key, from) => this.walk(key, from),
      escape: () => this.on.escape?.(),
      zoom: (by) => this.map.setZoom(this.map.getZoom() + by),
    });
  }

  /** Load the base and the first events; then follow the map. */
  async start() {
    await sized(this.map);
    goTo(this.map, this.state.view);
    this.map.on("movestart zoomstart", () => this.unsettle());
    this.map.on("moveend", () => this.moved());
    this.map.on("resize", () => this.relay());
    const [base] = await Promise.all([
      loadBase(this.layers).then((found) => {
        this.ground = drawBase(this.L, this.map, found, this.layers, this.theme);
        return found;
      }),
      this.firstAnswer,
      this.ask(),
    ]);
    this.base = base;
    this.relay();
    this.revealSelected();
    await this.ground.late;
  }

  /** Take a new (partial) state; what is the same changes nothing. */
  update(next) {
    const before = { ...this.state, theme: this.theme };
    Object.assign(this.state, pick(next, ["collection", "query", "selected", "view", "names"]));
    if (next.theme && next.theme !== before.theme) this.setTheme(next.theme);
    if (next.view && !sameView(this.map, next.view)) goTo(this.map, next.view);
    const { collection, query } = this.state;
    if (query !== before.query || collection !== before.collection) this.ask();
    if (this.state.names !== before.names) this.relay();
    if (this.state.selected !== before.selected) {
      this.relay();
      this.revealSelected();
    }
  }

  setTheme(theme) {
    this.theme = theme;
    applyTheme(this.container, theme);
    this.ground?.restyle(theme);
    this.relay();
  }

  select(id, how) {
    this.lists.hideAll();
    this.on.select?.(id, how);
  }

  unsettle() {
    this.container.dataset.settled = "false";
    this.hint.hide();
    this.lists.hideAll();
  }

  moved() {
    this.relay();
    if (this.map.getSize().x) this.on.view?.(viewOf(this.map));
    if (!this.feed.holds(questionOf(this.map), this.state)) this.ask();
  }

  /** Ask for the events of the view; the old ones stay until the answer is here. */
  async ask() {
    if (!this.map.getSize().x || this.state.query === null) return;
    this.waiting = (this.waiting ?? 0) + 1;
    this.container.dataset.settled = "false";
    const answer = await this.feed.ask(questionOf(this.map), this.state);
    this.waiting -= 1;
    if (answer) this.answer = answer;
    if (!this.waiting) this.answered();
    if (answer || !this.waiting) this.relay();
  }

  /** Lay the view out anew and draw it, at once. */
  relay() {
    const size = this.map.getSize();
    if (!size.x || !size.y) return;
    this.controls.fit();
    this.layout = this.layOut(size);
    this.before = this.layout.sheet.after;
    const look = {
      L: this.L, map: this.map, colours: this.layout.colours, selected: this.state.selected,
    };
    this.areas.fit();
    this.scene.fit();
    drawAreas(this.areas, this.layout.areas.filter((area) => area.geometry), look);
    drawScene(this.scene, this.layout);
    this.syncButtons();
    this.settle();
  }

  layOut(size) {
    const { map, base, before, answer, state } = this;
    const layout = layOut({
      size: { w: size.x, h: size.y }, zoom: map.getZoom(), colours: palette(this.theme),
      project: ([lon, lat]) => map.latLngToContainerPoint([lat, lon]),
      unproject: ({ x, y }) => {
        const { lat, lng } = map.containerPointToLatLng([x, y]);
        return [lng, lat];
      },
      selected: state.selected, local: state.names, answer, base, before, controls: this.controls.boxes(),
    });
    const groups = [...layout.rows, ...layout.plates];
    const events = new Set(groups.flatMap((group) => group.events));
    return { ...layout, order: inOrder(events).map((event) => event.id) };
  }

  syncButtons() {
    const items = buttonsOf(this.layout);
    const lost = this.buttons.sync(items, this.map.containerPointToLayerPoint([0, 0]));
    this.lists.sync(items, this.layout);
    if (lost) this.container.focus({ preventScroll: true });
  }

  settle() {
    if (this.waiting || !this.base) return;
    this.container.dataset.settled = "true";
    const shown = this.shown();
    if (this.status.state !== "down") this.tell("ok");
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => {
      this.controls.say(`${this.arrival ?? ""}${shown} of ${this.answer.read} events shown.`);
      this.arrival = "";
    }, QUIET_MS);
  }

  shown() {
    const { order = [], discs = [] } = this.layout ?? {};
    return order.length + discs.reduce((sum, disc) => sum + disc.count, 0);
  }

  tell(name) {
    this.controls?.notice.show(name);
    const next = { state: name, matched: this.answer.matched, shown: this.shown() };
    if (JSON.stringify(next) === JSON.stringify(this.status)) return;
    this.status = next;
    this.on.status?.(next);
  }

  walk(key, from) {
    const item = nextItem(this.buttons.items(), this.buttons.keyOf(from), key);
    if (item) this.buttons.focus(item.key);
  }

  /** Put the focus on an event's mark, opening the list that holds it. */
  focusMark(id) {
    const items = this.buttons.items();
    const own = items.find((item) => item.id === id);
    if (own) return this.buttons.focus(own.key);
    const list = items.find((item) => item.rest?.some((event) => event.id === id));
    if (list) this.lists.show(list.key, list.box, this.map.getSize(), id);
    return Boolean(list);
  }

  /** Go to a found place, and say so once the map has settled there. */
  visit(place) {
    this.arrival = `${place.name}, ${place.about}. `;
    showPlace(this.L, this.map, place);
  }

  /** Move the map to the open event, only where it is out of view. */
  async revealSelected() {
    const { selected } = this.state;
    if (selected === null || !this.layout || this.layout.order.includes(selected)) return;
    const known = this.answer.marks.find((mark) => mark.id === selected);
    const box = known ? boxOfMark(known) : await this.boxOfUnknown(selected);
    if (!box || this.state.selected !== selected) return;
    const view = this.map.getBounds();
    const out = !view.intersects([[box[1], box[0]], [box[3], box[2]]]);
    if (known || out) showBox(this.map, box);
  }

  /** The box of an event that is not among the marks (it may stand in a cell). */
  async boxOfUnknown(id) {
    try {
      const { geometry } = await this.feed.item(this.state.collection, id);
      return geometry ? boxOf(geometry) : null;
    } catch {
      return null;
    }
  }
}

function pick(object, names) {
  return Object.fromEntries(names.filter((name) => name in object).map((name) => [name, object[name]]));
}
