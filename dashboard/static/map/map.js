/**
 * The event layer of the map: base, events and their names on an empty Leaflet
 * map. Python's page tells it what to show; moving it asks the server, not the page.
 */

import { drawAreas } from "./render/area_shapes.js";
import { drawBase, loadBase, makePanes } from "./basemap/basemap.js";
import { createControls } from "./controls.js";
import { drawScene } from "./render/render.js";
import { createApiClient } from "./api_client.js";
import { countShown, layOut } from "./layout.js";
import { createOpenEvent, withHolder } from "./selected_event.js";
import { Overlay } from "./svg_overlay.js";
import { gazetteerOf, withNames, worldPlaces } from "./gazetteer.js";
import { Questions } from "./questions.js";
import { OwnGround } from "./basemap/own_ground.js";
import { applyTheme, palette } from "../shared/theme.js";
import { createInteraction } from "./interaction/interaction.js";
import {
  goHome, goTo, motionReduced, prepareMap, sameView, showBox, showPlace, sized, viewOf, zoomToBox,
} from "./geometry/viewport.js";
import { say } from "../shared/words.js";

const QUIET_MS = 500;
const STATE = ["collection", "version", "query", "selected", "view", "names", "home"];
const NOTHING = { marks: [], cells: [], areas: [], shapes: new Map(), matched: 0, read: 0, full: false };

/**
 * Draw events on an empty Leaflet map and keep them in step with a state.
 * @param {object} L Leaflet 1.9
 * @param {object} map an empty map in a container of any size, even 0×0
 * @param {{api: string, layers: string, theme: "light"|"dark", credits: string,
 *   state: {collection: string, version?: string, query: string, selected: string|null,
 *     names?: string|null, home?: number[]|null, leftOut?: string[], view: {lat: number, lng: number, zoom: number}|null},
 *   on: {select?: (id: string, how: {keyboard: boolean}) => void, view?: Function, status?: Function, escape?: Function,
 *     letter?: (key: string, id: string|null) => void, laidOut?: Function},
 *   feed?: Function, controls?: Function, names?: object, ground?: object, vendored?: string}} options `feed` and `controls` stand in for
 *   api_client.js and controls.js; `names` as controls.js takes them; `ground` and `vendored` as own_ground.js does
 * @returns {{update: Function, focusMark: Function, zoomTo: Function, goHome: Function, retry: Function, marks: Function,
 *   boxes: Function, layout: Function, ready: Promise<void>}}
 */
export function createMap(L, map, options) {
  const layer = new MapLayer(L, map, options);
  return {
    update: (state) => layer.update(state),
    focusMark: (id) => layer.targets.focusMark(id),
    zoomTo: (id) => layer.zoomTo(id), goHome: () => layer.goHome(), retry: () => layer.questions.ask(),
    marks: () => layer.layout?.order ?? [], layout: () => layer.layout,
    boxes: () => layer.layout?.sheet.taken.all.filter(({ kind }) => SHOWN_KINDS.has(kind)) ?? [],
    ready: layer.start(),
  };
}

const SHOWN_KINDS = new Set(["mark", "plate", "label", "control"]);

class MapLayer {
  constructor(L, map, {
    api, layers, theme = "light", credits = "", state = {}, on = {},
    feed = createApiClient, controls = createControls, names = null, ground = null, vendored = "",
  }) {
    Object.assign(this, { L, map, on, layers, theme, credited: credits, answer: NOTHING, before: new Map(), status: { state: "loading" } });
    this.isFirstView = true; // until the reader, or an event out of view, moves the map
    this.container = map.getContainer();
    this.state = { collection: "events", query: "", selected: null, names: null, view: null, home: null, leftOut: [], ...state };
    this.feed = feed(api, (name, reason) => this.tell(name, 0, reason));
    this.questions = new Questions(map, this.feed, {
      state: this.state, relay: () => this.relay(), take: (answer) => { this.answer = answer; this.relay(); },
    });
    this.openEvent = createOpenEvent((collection, id) => this.feed.item(collection, id));
    this.dress();
    prepareMap(map);
    goTo(map, this.state.view ?? { lat: 37.6, lng: 71.4, zoom: 6 }, this.state.home);
    makePanes(map);
    const at = { layers, vendored, theme: () => this.theme, changed: () => this.relay() };
    this.own = new OwnGround(L, map, ground, at);
    this.areas = new Overlay(L, map, "panj-areas");
    this.scene = new Overlay(L, map, "panj-scene");
    this.controls = controls(L, map, {
      own: this.own, home: () => goHome(map, this.state.home, !motionReduced()),
      retry: () => this.questions.ask(), showAll: () => this.showAll(),
      places: () => this.places(), world: () => worldPlaces(this.layers, this.places()),
      inView: ([lng, lat]) => map.getBounds().contains([lat, lng]),
      go: (place) => this.visit(place), changed: () => this.relay(), names,
    });
    this.controls.follow?.(this.state);
    this.targets = createInteraction(L, map, {
      select: (id, how) => this.on.select?.(id, how), escape: () => this.on.escape?.(),
      letter: (key, id) => this.on.letter?.(key, id), selected: () => this.state.selected,
      page: (place, part, signal) => this.feed.stack(place, this.state, part, signal),
      table: this.on.table && ((place) => this.on.table(place)),
    });
  }

  dress() {
    this.container.classList.add("panj-map");
    this.container.setAttribute("role", "region");
    this.container.dataset.settled = "false";
    applyTheme(this.container, this.theme);
  }

  /** Load the base and the first events; then follow the map. */
  async start() {
    await sized(this.map);
    goTo(this.map, this.state.view, this.state.home);
    this.map.on("movestart zoomstart", () => this.unsettle());
    this.map.on("moveend", () => this.moved());
    this.map.on("resize", () => this.resized());
    for (const name of ["pointerdown", "wheel", "keydown", "click"]) {
      this.container.addEventListener(name, () => this.leaveFirstView(), { capture: true, passive: true });
    }
    const asked = this.questions.ask(); // before the layers, which would keep it waiting for a connection
    const [base] = await Promise.all([
      loadBase(this.layers).then((found) => {
        this.ground = drawBase(this.L, this.map, found, this.layers, this.theme, (names) => {
          this.named = withNames(found, names);
          if (this.base) this.relay();
        });
        return found;
      }),
      this.questions.first,
      asked,
    ]);
    this.base = base;
    this.showSelected();
    await this.ground.late;
  }

  /** Take a new (partial) state; what is the same changes nothing. */
  update(next) {
    const before = { ...this.state, theme: this.theme };
    for (const name of STATE) if (name in next) this.state[name] = next[name];
    if (next.theme && next.theme !== before.theme) this.setTheme(next.theme);
    if (next.view && !sameView(this.map, next.view)) goTo(this.map, next.view, this.state.home);
    const isOther = ["collection", "version", "query"].some((name) => this.state[name] !== before[name]);
    if (isOther || this.status.state === "down") this.questions.change();
    this.controls.follow?.(this.state);
    if (this.state.names !== before.names) this.relay();
    // With the next frame: until then its words come.
    if (this.state.selected !== before.selected) this.lighting ??= requestAnimationFrame(() => this.showSelected());
  }

  showSelected() {
    this.lighting = null;
    this.relay();
    this.revealSelected();
  }

  setTheme(theme) {
    this.theme = theme;
    applyTheme(this.container, theme);
    this.ground?.restyle(theme);
    this.own.restyle();
    this.relay();
  }

  unsettle() {
    this.container.dataset.settled = "false";
    clearTimeout(this.speaking);
    this.targets.unsettle();
  }

  moved() {
    this.questions.follow();
    if (this.map.getSize().x && !this.isFirstView) this.on.view?.(viewOf(this.map));
  }

  /** Lay out for another size, as beside an open drawer; an open event that was in view stays there. */
  resized() {
    const wasShown = this.layout?.order.includes(this.state.selected);
    if (this.isFirstView) goTo(this.map, this.state.view, this.state.home);
    this.relay();
    if (wasShown) this.revealSelected();
  }

  /** Go to the file's events, as if the reader had not moved the map yet. */
  goHome() {
    Object.assign(this, { isFirstView: true, found: null });
    this.state.view = null;
    goHome(this.map, this.state.home);
  }

  leaveFirstView() {
    this.isFirstView = false;
  }

  /** Lay the view out anew and draw it, at once. */
  relay() {
    const size = this.map.getSize();
    if (!size.x || !size.y) return;
    this.questions.laidOut();
    this.controls.fit();
    this.layout = this.layOut(size);
    if (this.controls.footnotes(this.layout)) this.layout = this.layOut(size); // beside a larger foot
    // What stood while shapes or the base were missing has no claim to its place.
    if (this.base && !this.answer.partial) this.before = this.layout.sheet.after;
    const { colours, tints } = this.layout;
    const look = { L: this.L, map: this.map, colours, tints, selected: this.state.selected };
    this.areas.fit();
    this.scene.fit();
    drawAreas(this.areas, this.layout.areas.filter((area) => area.geometry), look);
    drawScene(this.scene, this.layout);
    this.targets.sync(this.layout);
    this.on.laidOut?.();
    this.settle();
  }

  layOut(size) {
    const { map, before, answer, state } = this;
    const base = this.base && { ...this.base, ...this.named };
    const layout = layOut({
      size: { w: size.x, h: size.y }, zoom: map.getZoom(), colours: palette(this.theme),
      project: ([lon, lat]) => map.latLngToContainerPoint([lat, lon]),
      unproject: ({ x, y }) => {
        const { lat, lng } = map.containerPointToLatLng([x, y]);
        return [lng, lat];
      },
      selected: state.selected, local: state.names, leftOut: [...state.leftOut, ...this.own.leftOut()], titled: Boolean(state.titled), answer, base, before, found: this.found,
      controls: this.controls.boxes(),
      closest: map.getMaxZoom(),
    });
    const { collection, selected } = state;
    const drawn = this.ground?.credits(this.credited, layout.areas) ?? this.credited;
    const credits = [drawn, ...this.own.credits()].filter(Boolean).join("; ");
    const hidden = layout.order.includes(selected) ? null : selected;
    return { ...withHolder(layout, hidden, this.openEvent.of(collection, hidden)), credits };
  }

  settle() {
    if (this.questions.open || !this.base) return;
    this.container.dataset.settled = "true";
    this.targets.settle();
    clearTimeout(this.speaking);
    if (this.status.state === "down") return;
    this.tell("ok", this.shown ? 0 : this.answer.matched);
    this.speaking = setTimeout(() => {
      this.controls.say(`${this.visited ?? ""}${this.inWords()}`);
      this.visited = "";
    }, QUIET_MS);
  }

  get shown() { return this.layout ? countShown(this.layout) : 0; }

  inWords() {
    const [{ shown }, { read }] = [this, this.answer];
    const marks = this.targets.items();
    if (marks.every((item) => item.count === undefined)) return say("map.shown", { shown, count: read });
    return say("map.shown_in_marks", { shown, count: marks.length });
  }

  /** @param {number} away events selected and placed, where none is in view @param {string} reason of the server */
  tell(name, away = 0, reason = "") {
    this.controls?.notice.show(away ? "away" : name, away, reason);
    const next = { state: name, matched: this.answer.matched, shown: this.shown };
    if (JSON.stringify(next) === JSON.stringify(this.status)) return;
    this.status = next;
    this.on.status?.(next);
  }

  places() {
    return (this.gazetteer ??= this.base && gazetteerOf(this.base)) ?? [];
  }

  /** Go to a found place, and say so once the map has settled there. */
  visit(place) {
    Object.assign(this, { visited: `${place.name}, ${place.about}. `, found: place });
    showPlace(this.map, place);
  }

  /** Move the map to the open event, only where it is out of view; or tell what holds it. */
  async revealSelected() {
    const { collection, selected } = this.state;
    if (selected === null || !this.layout || this.layout.order.includes(selected)) return;
    if (this.layout.plates.some((plate) => plate.holdsOpen)) return;
    const known = this.answer.marks.find((mark) => mark.id === selected);
    const box = await this.openEvent.box(collection, selected, known);
    if (!box || this.state.selected !== selected) return;
    const out = !this.map.getBounds().intersects([[box[1], box[0]], [box[3], box[2]]]);
    if (known || out) {
      this.leaveFirstView();
      showBox(this.map, box);
    } else this.relay();
  }

  /** Move to all that the selection leaves, wherever it lies. */
  async showAll() {
    this.zoomInto(await this.questions.reach());
    this.container.focus({ preventScroll: true });
  }

  /** Zoom to an event's place, as wide as it is; nothing where it has none. */
  async zoomTo(id) {
    this.zoomInto(await this.openEvent.box(this.state.collection, id, this.answer.marks.find((mark) => mark.id === id)));
  }

  zoomInto(box) {
    if (!box) return;
    this.leaveFirstView();
    zoomToBox(this.map, box);
  }
}
