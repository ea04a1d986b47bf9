/** Finding a place of the region or the world by any of its names, in any script. */

import { loadWorldNames } from "./basemap/basemap.js";
import { say } from "../shared/words.js";

const MOST = 8;
/** A name of so many letters is found by words that say more, such as "Luhansk Oblast". */
const LEAST_WITHIN = 4;
const ZOOM = { place: 9, province: 8, country: 6 };
/** Among places that a name fits alike: countries, cities, provinces, towns. */
const AREA_ORDER = { country: 0, province: 1.5 };
const COUNTRY_OF_PROVINCE = { AF: "AFG", TJ: "TJK" };

/** Letters that are one to a reader who types: Arabic for Persian ones, Tajik for Russian ones. */
const ALIKE = {
  "ي": "ی", "ى": "ی", "ې": "ی", "ۍ": "ی", "ك": "ک", "ګ": "گ", "ة": "ه", "ھ": "ه",
  "ҳ": "х", "ғ": "г", "қ": "к", "ҷ": "ч", "ı": "i",
};
const ALIKE_LETTERS = new RegExp(`[${Object.keys(ALIKE).join("")}]`, "g");

/**
 * Words as they are compared: without case, accents, apostrophes, joiners, hyphens and the Arabic
 * article.
 * @param {string} words
 */
export function searchKey(words) {
  return words.toLowerCase().normalize("NFKD")
    .replace(/[\p{M}\p{Cf}ـʻʼ’‘'`´]/gu, "")
    .replace(ALIKE_LETTERS, (letter) => ALIKE[letter])
    .replace(/[^\p{L}\p{N}]+/gu, " ").trim()
    .replace(/(^| )ال(?=\p{L}{3})/gu, "$1");
}

/**
 * Every place that can be found: towns, then provinces and countries by their labels.
 * @param {{places: object|null, labels: object|null}} base of base.js
 * @returns {{name: string, about: string, names: {words: string, key: string}[],
 *   point: [number, number], zoom: number, order: number}[]}
 */
export function gazetteerOf({ places, labels }) {
  const areas = new Map();
  for (const feature of labels?.features ?? []) {
    const { kind, id } = feature.properties;
    if (kind in ZOOM && !areas.has(`${kind} ${id}`)) areas.set(`${kind} ${id}`, feature);
  }
  const country = (id) => areas.get(`country ${id}`)?.properties.name ?? "";
  return [
    ...[...areas.values()].map(({ properties, geometry }) => (
      entry(properties, geometry, properties.kind, areaAbout(properties, country),
        AREA_ORDER[properties.kind]))),
    ...(places?.features ?? []).map(({ properties, geometry }) => {
      const unread = properties.reviewed === false;
      const about = [country(properties.country), unread ? say("find.unchecked") : ""];
      return entry(properties, geometry, "place", about.filter(Boolean).join("; "),
        (properties.rank ?? 6) + (unread ? 6 : 0));
    }),
  ];
}

/** The places of the world beyond those of the region; none where their file can't be had. */
export async function worldPlaces(layers, gazetteer) {
  const names = await loadWorldNames(layers);
  return names ? worldGazetteerOf(names, gazetteer) : [];
}

/**
 * The places of the world beyond the region, which has its own.
 * @param {{countries: Array[], provinces: Array[], towns: Array[]}} names of world-names.json
 * @param {object[]} gazetteer the region's, of gazetteerOf
 */
function worldGazetteerOf({ countries, provinces, towns }, gazetteer) {
  const own = new Set(gazetteer.filter(({ order }) => order === AREA_ORDER.country).map(({ name }) => name));
  const lands = new Map(countries.map(([, , name, code]) => [code, name]));
  const placed = ([lng, lat, name, code, ...others], kind, about, order) => entry(
    { name, names: others }, { coordinates: [lng, lat] }, kind, about(lands.get(code) ?? ""), order,
  );
  return [
    ...countries.filter(([, , name]) => !own.has(name))
      .map((one) => placed(one, "country", () => say("find.country"), AREA_ORDER.country)),
    ...provinces.map((one) => placed(one, "province", (country) => provinceAbout(country), AREA_ORDER.province)),
    ...towns.map(([lng, lat, name, code, rank, ...others]) => (
      placed([lng, lat, name, code, ...others], "place", (country) => country, rank))),
  ];
}

/**
 * The region's labels and places, and those of the world that a view needs.
 * @param {{places: object|null, labels: object|null}} base
 * @param {{labels: object[], towns: object[], disputed: object[]}} world of WorldPieces
 */
export function withNames(base, { labels, towns, disputed }) {
  const joined = (own, more) => ({ ...own, features: [...own?.features ?? [], ...more] });
  return { labels: joined(base.labels, labels), places: joined(base.places, towns), disputed };
}

function areaAbout({ kind, id }, country) {
  if (kind === "country") return say("find.country");
  return provinceAbout(country(COUNTRY_OF_PROVINCE[id.slice(0, 2)]));
}

function provinceAbout(country) {
  return country ? say("find.province_of", { country }) : say("find.province");
}

function entry({ name, names, population = 0 }, { coordinates }, kind, about, order) {
  const all = [...new Set([name, ...Object.values(names ?? {})])];
  return {
    name, about, order, size: population ?? 0, point: coordinates, zoom: ZOOM[kind],
    names: all.map((words) => ({ words, key: searchKey(words) })),
  };
}

/**
 * The places that a name leads to: those that bear it first, then those that begin with it, those
 * with a word that does, those that hold it, and those of which the words say more; among each the
 * ones in view first, then the larger ones.
 * @param {object[]} gazetteer of gazetteerOf and worldGazetteerOf
 * @param {string} words
 * @param {(point: [number, number]) => boolean} inView of longitude and latitude
 * @returns {{place: object, by: string}[]} `by`: the name that was found
 */
export function findPlaces(gazetteer, words, inView) {
  const key = searchKey(words);
  if (!key) return [];
  const found = [];
  for (const place of gazetteer) {
    const best = place.names
      .map((name) => ({ by: name.words, score: scoreOf(name.key, key) }))
      .reduce((one, other) => (other.score < one.score ? other : one));
    if (best.score < Infinity) found.push({ place, by: best.by, score: best.score, away: Number(!inView(place.point)) });
  }
  return found.sort((a, b) => (
    a.score - b.score || a.away - b.away || a.place.order - b.place.order || b.place.size - a.place.size
  )).slice(0, MOST);
}

function scoreOf(name, key) {
  if (name === key) return 0;
  if (name.startsWith(key)) return 1;
  if (name.includes(` ${key}`)) return 2;
  if (name.includes(key)) return 3;
  return name.length >= LEAST_WITHIN && ` ${key}`.includes(` ${name}`) ? 4 : Infinity;
}
