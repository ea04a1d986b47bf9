/**
 * The event layer of the map: base, events and their names on an empty Leaflet
 * map. Python's page tells it what to show; moving it asks the server, not the page.
 */

import { drawAreas } from "./areas.js";
import { drawBase, loadBase, makePanes } from "./base.js";
import { createControls } from "./controls.js";
import { drawScene } from "./draw.js";
import { createFeed } from "./feed.js";
import { layOut } from "./layout.js";
import { createOpenEvent, withHolder } from "./openevent.js";
import { Overlay } from "./overlay.js";
import { gazetteerOf } from "./places.js";
import { inOrder } from "./stacks.js";
import { applyTheme, palette } from "./style.js";
import { createTargets } from "./targets.js";
import { grouped } from "./text.js";
import {
  boxOf, boxOfMark, goHome, goTo, motionReduced, prepareMap, questionOf, sameView, showBox,
  showPlace, sized, viewOf,
} from "./view.js";

const LABEL = "Map of the Afghanistan–Tajikistan border. The table lists the same events.";
const QUIET_MS = 500;
/** How long the map rests before a newer question drops the one on its way. */
const PAUSE_MS = 60;
/** How long an answer is waited for before what is known is laid out anew for the view. */
const ANSWER_MS = 200;
const NOTHING = { marks: [], cells: [], areas: [], shapes: new Map(), matched: 0, read: 0, full: false };

/**
 * Draw events on an empty Leaflet map and keep them in step with a state.
 * @param {object} L Leaflet 1.9
 * @param {object} map an empty map in a container of any size, even 0×0
 * @param {{api: string, layers: string, theme: "light"|"dark", credits: string,
 *   state: {collection: string, version?: string, query: string, selected: string|null,
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
    focusMark: (id) => layer.targets.focusMark(id),
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
    this.isFirstView = true; // until the reader, or an event out of view, moves the map
    this.container = map.getContainer();
    this.state = { collection: "events", query: "", selected: null, names: null, view: null, ...state };
    this.status = { state: "loading" };
    this.firstAnswer = new Promise((resolve) => { this.answered = resolve; });
    this.feed = feed(api, (name) => this.tell(name));
    this.openEvent = createOpenEvent((collection, id) => this.feed.item(collection, id));
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
    this.targets = createTargets(L, map, {
      select: (id, how) => this.on.select?.(id, how), escape: () => this.on.escape?.(),
      selected: () => this.state.selected,
      page: (place, offset, limit, signal) => this.feed.stack(place, this.state, { offset, limit }, signal),
    });
  }

  dress() {
    this.container.classList.add("panj-map");
    this.container.setAttribute("role", "region");
    this.container.setAttribute("aria-label", LABEL);
    this.container.dataset.settled = "false";
    applyTheme(this.container, this.theme);
  }

  /** Load the base and the first events; then follow the map. */
  async start() {
    await sized(this.map);
    goTo(this.map, this.state.view);
    this.map.on("movestart zoomstart", () => this.unsettle());
    this.map.on("moveend", () => this.moved());
    this.map.on("resize", () => (this.isFirstView ? goTo(this.map, this.state.view) : this.relay()));
    for (const name of ["pointerdown", "wheel", "keydown", "click"]) {
      this.container.addEventListener(name, () => this.leaveFirstView(), { capture: true, passive: true });
    }
    const asked = this.ask(); // before the layers, which would keep it waiting for a connection
    const [base] = await Promise.all([
      loadBase(this.layers).then((found) => {
        this.ground = drawBase(this.L, this.map, found, this.layers, this.theme);
        return found;
      }),
      this.firstAnswer,
      asked,
    ]);
    this.base = base;
    this.relay();
    this.revealSelected();
    await this.ground.late;
  }

  /** Take a new (partial) state; what is the same changes nothing. */
  update(next) {
    const before = { ...this.state, theme: this.theme };
    Object.assign(this.state, pick(next, ["collection", "version", "query", "selected", "view", "names"]));
    if (next.theme && next.theme !== before.theme) this.setTheme(next.theme);
    if (next.view && !sameView(this.map, next.view)) goTo(this.map, next.view);
    const isOther = ["collection", "version", "query"].some((name) => this.state[name] !== before[name]);
    if (isOther || this.status.state === "down") this.ask();
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

  unsettle() {
    this.container.dataset.settled = "false";
    clearTimeout(this.speaking);
    this.targets.unsettle();
  }

  /** Ask for what the new view lacks; what is known moves with the ground until the answer comes. */
  moved() {
    clearTimeout(this.asking);
    this.asking = null;
    const view = questionOf(this.map);
    const known = this.feed.known(view, this.state);
    if (known) this.take(known);
    else {
      this.container.dataset.settled = "false";
      if (!this.feed.awaits(view, this.state)) this.askSoon();
      this.container.dataset.stale = "true";
      this.meanwhile ??= setTimeout(() => this.relay(), ANSWER_MS);
    }
    if (this.map.getSize().x && !this.isFirstView) this.on.view?.(viewOf(this.map));
  }

  leaveFirstView() {
    this.isFirstView = false;
  }

  /** Ask at once; while an answer is on its way, only when the map has come to rest for a moment. */
  askSoon() {
    if (this.waiting) this.asking = setTimeout(() => this.ask(), PAUSE_MS);
    else this.ask();
  }

  /** Ask for the events of the view; the old ones stay until the answer is here. */
  async ask() {
    if (!this.map.getSize().x || this.state.query === null) return;
    clearTimeout(this.asking);
    this.asking = null;
    this.waiting = (this.waiting ?? 0) + 1;
    this.container.dataset.settled = "false";
    const answer = await this.feed.ask(questionOf(this.map), this.state, (early) => this.take(early));
    this.waiting -= 1;
    if (!this.waiting) this.answered();
    if (answer) this.take(answer);
    else if (!this.waiting) this.relay();
  }

  take(answer) {
    this.answer = answer;
    this.relay();
  }

  /** Lay the view out anew and draw it, at once. */
  relay() {
    const size = this.map.getSize();
    if (!size.x || !size.y) return;
    clearTimeout(this.meanwhile);
    this.meanwhile = null;
    delete this.container.dataset.stale;
    this.controls.fit();
    this.layout = this.layOut(size);
    // What stood while shapes or the base were missing has no claim to its place.
    if (this.base && !this.answer.partial) this.before = this.layout.sheet.after;
    const look = {
      L: this.L, map: this.map, colours: this.layout.colours, selected: this.state.selected,
    };
    this.areas.fit();
    this.scene.fit();
    drawAreas(this.areas, this.layout.areas.filter((area) => area.geometry), look);
    drawScene(this.scene, this.layout);
    this.targets.sync(this.layout);
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
      closest: map.getMaxZoom(),
    });
    const groups = [...layout.rows, ...layout.plates];
    const order = inOrder(new Set(groups.flatMap((group) => group.events))).map((event) => event.id);
    const { collection, selected } = state;
    const hidden = order.includes(selected) ? null : selected;
    return { ...withHolder(layout, hidden, this.openEvent.of(collection, hidden)), order };
  }

  settle() {
    if (this.waiting || this.asking || !this.base) return;
    this.container.dataset.settled = "true";
    this.targets.settle();
    clearTimeout(this.speaking);
    if (this.status.state === "down") return;
    this.tell("ok");
    this.speaking = setTimeout(() => {
      this.controls.say(`${this.visited ?? ""}${this.inWords()}`);
      this.visited = "";
    }, QUIET_MS);
  }

  inWords() {
    const [shown, read] = [this.shown(), this.answer.read].map(grouped);
    const marks = this.targets.items();
    if (marks.every((item) => item.count === undefined)) return `${shown} of ${read} events shown.`;
    return `${shown} events in ${marks.length} ${marks.length === 1 ? "mark" : "marks"}.`;
  }

  shown() {
    const { order = [], discs = [], plates = [] } = this.layout ?? {};
    const counts = [...discs, ...plates].map(({ count, counted }) => count ?? counted?.count ?? 0);
    return counts.reduce((sum, count) => sum + count, order.length);
  }

  tell(name) {
    this.controls?.notice.show(name);
    const next = { state: name, matched: this.answer.matched, shown: this.shown() };
    if (JSON.stringify(next) === JSON.stringify(this.status)) return;
    this.status = next;
    this.on.status?.(next);
  }

  /** Go to a found place, and say so once the map has settled there. */
  visit(place) {
    this.visited = `${place.name}, ${place.about}. `;
    showPlace(this.L, this.map, place);
  }

  /** Move the map to the open event, only where it is out of view; or tell what holds it. */
  async revealSelected() {
    const { collection, selected } = this.state;
    if (selected === null || !this.layout || this.layout.order.includes(selected)) return;
    if (this.layout.plates.some((plate) => plate.holdsOpen)) return;
    const known = this.answer.marks.find((mark) => mark.id === selected);
    const feature = known ? null : await this.openEvent.find(collection, selected);
    const box = known ? boxOfMark(known) : feature?.geometry && boxOf(feature.geometry);
    if (!box || this.state.selected !== selected) return;
    const out = !this.map.getBounds().intersects([[box[1], box[0]], [box[3], box[2]]]);
    if (known || out) {
      this.leaveFirstView();
      showBox(this.map, box);
    } else this.relay();
  }
}

function pick(object, names) {
  return Object.fromEntries(names.filter((name) => name in object).map((name) => [name, object[name]]));
}
