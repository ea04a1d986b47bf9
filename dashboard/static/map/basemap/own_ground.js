/**
 * A ground that the operator or the reader brings, beneath the events: an extract of vector tiles
 * (PMTiles), drawn in Panj's colours, or the operator's online tiles, which are asked for only where
 * the reader wants them. A reader's file is read by its slices and goes nowhere.
 */

import { DRAWN, rulesOf } from "./ground_style.js";
import { palette } from "../../shared/theme.js";
import { say } from "../../shared/words.js";

const HEADER_BYTES = 127;
const VECTOR_TILES = 1;
const UNPACKED = new Set([1, 2]); // as they are, and gzip: what a browser unpacks
const PANE = { archive: "panj-own", tiles: "panj-tiles" };

export class OwnGround {
  /**
   * @param {object} L Leaflet
   * @param {object} map
   * @param {{file: string|null, tiles: string, credit: string, site: string}|null} given what the
   *   operator brings (geodata/own_ground.py); null where there is no choice of a ground
   * @param {{layers: string, vendored: string, theme: () => string, changed: () => void}} at addresses,
   *   and what is told of a change
   */
  constructor(L, map, given, at) {
    Object.assign(this, { L, map, given, at, archive: null, tiles: null, fault: "" });
    if (given?.file) this.drawGiven();
  }

  /** Draw an archive of the reader's disk. */
  openFile(file) {
    return this.show(({ FileSource }) => new FileSource(file), file.name);
  }

  /** Go back to the operator's archive, or to Panj's own ground. */
  back() {
    this.take(null);
    if (this.given.file) this.drawGiven();
  }

  drawGiven() {
    const address = new URL(this.at.layers + this.given.file, document.baseURI).href;
    return this.show(({ FetchSource }) => new FetchSource(address));
  }

  /** Show online tiles, or take them away. */
  showTiles(wanted) {
    this.tiles?.remove();
    this.tiles = wanted ? this.L.tileLayer(this.given.tiles, {
      pane: PANE.tiles, attribution: "", maxNativeZoom: 19, referrerPolicy: "no-referrer",
    }).addTo(this.map) : null;
    this.at.changed();
  }

  restyle() {
    if (!this.archive) return;
    this.archive.layer.paintRules = this.rules();
    this.archive.layer.rerenderTiles();
  }

  /** Whom the grounds that are drawn are to be credited to. */
  credits() {
    return [this.archive?.credit, this.tiles && this.given.credit].filter(Boolean);
  }

  /** The labels that online tiles bring themselves. */
  leftOut() {
    return this.tiles ? ["countries", "provinces", "rivers", "towns"] : [];
  }

  async show(sourceOf, name = "") {
    const turn = (this.turn = {});
    let next = null;
    this.fault = "";
    try {
      const libraries = await librariesAt(this.at.vendored);
      next = await opened(libraries.pmtiles, sourceOf(libraries.pmtiles), name);
      this.library = libraries.protomapsL;
    } catch (error) {
      if (turn === this.turn) this.fault = error.message;
    }
    if (turn === this.turn && next) this.take(next);
    else if (turn === this.turn) this.at.changed();
  }

  take(archive) {
    this.turn = {};
    this.fault = "";
    this.archive?.layer.remove();
    this.archive = archive && { ...archive, layer: this.layerOf(archive).addTo(this.map) };
    this.at.changed();
  }

  layerOf({ tiles, bounds, maxDataZoom }) {
    return this.library.leafletLayer({
      url: tiles, bounds, maxDataZoom, noWrap: true, pane: PANE.archive, attribution: "",
      paintRules: this.rules(), labelRules: [],
    });
  }

  rules() {
    return rulesOf(this.library, palette(this.at.theme()));
  }
}

/** The archive of a source, or an Error that tells a reader what is wrong with it. */
async function opened({ PMTiles }, source, name) {
  const refuse = (why, more = {}) => { throw new Error(say(`ground.${why}`, { name: name || say("ground.servers"), ...more })); };
  const { data } = await source.getBytes(0, HEADER_BYTES).catch((error) => refuse("unreadable", { why: error.message }));
  const [magic, version] = [new TextDecoder().decode(data.slice(0, 7)), new Uint8Array(data)[7]];
  if (magic !== "PMTiles" || version !== 3 || data.byteLength < HEADER_BYTES) refuse("no_archive");
  const tiles = new PMTiles(source);
  const header = await tiles.getHeader().catch(() => refuse("no_archive"));
  if (header.tileType !== VECTOR_TILES) refuse("pictures");
  if (!UNPACKED.has(header.tileCompression)) refuse("packed");
  const metadata = await tiles.getMetadata().catch(() => refuse("no_archive"));
  const layers = metadata.vector_layers?.map(({ id }) => id) ?? DRAWN;
  if (!DRAWN.some((layer) => layers.includes(layer))) refuse("layers", { found: layers.join(", "), expected: DRAWN.join(", ") });
  const { minLat, minLon, maxLat, maxLon, maxZoom } = header;
  return { tiles, name, credit: textOf(metadata.attribution), bounds: [[minLat, minLon], [maxLat, maxLon]], maxDataZoom: maxZoom };
}

/** The text of an attribution, which may be HTML; it is parsed into a document that runs and loads nothing. */
function textOf(html) {
  return new DOMParser().parseFromString(String(html ?? ""), "text/html").body.textContent.trim().slice(0, 200);
}

const loading = new Map();

/** The libraries of others, asked for when a ground of one's own is first drawn. */
async function librariesAt(address) {
  await Promise.all(["pmtiles.js", "protomaps-leaflet.js"].map((file) => script(address + file)));
  const { pmtiles, protomapsL } = window;
  return { pmtiles, protomapsL };
}

function script(address) {
  if (!loading.has(address)) {
    loading.set(address, new Promise((loaded, failed) => {
      const node = Object.assign(document.createElement("script"), { src: address, onload: loaded });
      node.onerror = () => {
        loading.delete(address);
        failed(new Error(say("ground.no_library")));
      };
      document.head.append(node);
    }));
  }
  return loading.get(address);
}
