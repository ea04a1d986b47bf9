/**
 * The world beyond the region, in pieces: those in the view are fetched, drawn and named.
 *
 * A piece is a GeoJSON collection of one cell of a grid in degrees, at one of several levels of
 * detail; world-pieces.json lists them.
 */

/** So many pieces out of view are kept, so that the way back costs nothing. */
const MOST_KEPT = 80;

export class WorldPieces {
  /**
   * @param {(file: string) => Promise<object|null>} load of a layer's file
   * @param {(feature: object) => object} draw gives a Leaflet layer of a feature, not yet on a map
   */
  constructor(load, draw) {
    Object.assign(this, { load, draw, pieces: new Map(), shown: [] });
  }

  /**
   * Show the pieces of a view.
   * @param {object} map of Leaflet
   * @returns {Promise<boolean>} false where a newer view has come meanwhile, or a piece is missing
   */
  async show(map) {
    const turn = (this.turn = {});
    this.index ??= await this.load("world-pieces.json");
    if (!this.index) return false;
    const wanted = wantedPieces(this.index, map.getBounds(), map.getZoom());
    const found = await Promise.all(wanted.map((file) => this.piece(file)));
    if (turn !== this.turn) return false;
    this.replace(map, found.filter(Boolean));
    return found.every(Boolean);
  }

  /** Show none. */
  hide(map) {
    this.turn = null;
    this.replace(map, []);
  }

  /** The labels, the towns and the disputed lines of what is shown, as features. */
  names() {
    return {
      labels: this.shown.flatMap((piece) => piece.labels),
      towns: this.shown.flatMap((piece) => piece.towns),
      disputed: this.shown.flatMap((piece) => piece.disputed),
    };
  }

  async piece(file) {
    if (!this.pieces.has(file)) this.pieces.set(file, this.load(`world/${file}`).then((data) => this.read(data)));
    const piece = await this.pieces.get(file);
    if (!piece) this.pieces.delete(file);
    return piece;
  }

  read(data) {
    if (!data) return null;
    const kindOf = (feature) => feature.properties.kind;
    return {
      labels: [...data.features.filter(({ geometry }) => geometry.type === "Point"), ...(data.countries ?? []).map(countryOf)],
      towns: data.towns.map(townOf),
      disputed: data.features.filter((feature) => kindOf(feature) === "disputed"),
      layers: data.features.filter(({ geometry }) => geometry.type !== "Point")
        .sort((a, b) => ORDER.indexOf(kindOf(a)) - ORDER.indexOf(kindOf(b)))
        .map((feature) => this.draw(feature)),
    };
  }

  replace(map, pieces) {
    const staying = new Set(pieces);
    for (const piece of this.shown.filter((one) => !staying.has(one))) {
      for (const layer of piece.layers) layer.remove();
    }
    for (const piece of pieces.filter((one) => !this.shown.includes(one))) {
      for (const layer of piece.layers) layer.addTo(map);
    }
    this.shown = pieces;
    const kept = [...this.pieces.keys()];
    for (const file of kept.slice(0, Math.max(0, kept.length - MOST_KEPT - pieces.length))) {
      this.pieces.delete(file);
    }
  }
}

function townOf([longitude, latitude, name, rank, population, local]) {
  return {
    type: "Feature",
    properties: { name, rank, population, names: local ? { local } : {} },
    geometry: { type: "Point", coordinates: [longitude, latitude] },
  };
}

/** A country's name away from its middle. */
function countryOf([longitude, latitude, id, name, minzoom, room]) {
  return {
    type: "Feature",
    properties: { kind: "country", id, name, minzoom, maxzoom: COUNTRY_END, room },
    geometry: { type: "Point", coordinates: [longitude, latitude] },
  };
}

/** The first zoom at which no country is named. */
const COUNTRY_END = 10;

/** From the ground up. */
const ORDER = ["land", "lake", "river", "province", "coast", "border", "disputed"];

/**
 * The files of the pieces in a view.
 * @param {{details: object[], pieces: string[]}} index
 * @param {{getWest: Function, getEast: Function, getSouth: Function, getNorth: Function}} bounds
 * @param {number} zoom
 */
export function wantedPieces({ details, pieces }, bounds, zoom) {
  const detail = details.filter(({ minzoom }) => minzoom <= zoom).at(-1) ?? details[0];
  const cellOf = (degrees, from) => Math.floor((degrees + from) / detail.cell);
  const [west, east] = [cellOf(bounds.getWest(), 180), cellOf(bounds.getEast(), 180)];
  const [south, north] = [cellOf(bounds.getSouth(), 90), cellOf(bounds.getNorth(), 90)];
  const files = [];
  for (let column = west; column <= east; column += 1) {
    for (let row = south; row <= north; row += 1) files.push(`${detail.name}-${column}-${row}.json`);
  }
  return files.filter((file) => pieces.includes(file));
}
