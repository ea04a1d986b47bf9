/** Finding a place of the base map by any of its names, in any script. */

const MOST = 8;
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
 * Words as they are compared: without case, accents, apostrophes, joiners and hyphens.
 * @param {string} words
 */
export function keyOf(words) {
  return words.toLowerCase().normalize("NFKD")
    .replace(/[\p{M}\p{Cf}ـʻʼ’‘'`´]/gu, "")
    .replace(ALIKE_LETTERS, (letter) => ALIKE[letter])
    .replace(/[^\p{L}\p{N}]+/gu, " ").trim();
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
      const about = [country(properties.country), unread ? "spelling not checked" : ""];
      return entry(properties, geometry, "place", about.filter(Boolean).join("; "),
        (properties.rank ?? 6) + (unread ? 6 : 0));
    }),
  ].sort((a, b) => a.order - b.order || b.size - a.size);
}

function areaAbout({ kind, id }, country) {
  if (kind === "country") return "Country";
  const its = country(COUNTRY_OF_PROVINCE[id.slice(0, 2)]);
  return its ? `Province, ${its}` : "Province";
}

function entry({ name, names, population = 0 }, { coordinates }, kind, about, order) {
  const all = [...new Set([name, ...Object.values(names ?? {})])];
  return {
    name, about, order, size: population ?? 0, point: coordinates, zoom: ZOOM[kind],
    names: all.map((words) => ({ words, key: keyOf(words) })),
  };
}

/**
 * The places that a name leads to: those that begin with it first, then those with a word that
 * does, then those that hold it; the larger ones first among each.
 * @param {object[]} gazetteer of gazetteerOf
 * @param {string} words
 * @returns {{place: object, by: string}[]} `by`: the name that was found
 */
export function findPlaces(gazetteer, words) {
  const key = keyOf(words);
  if (!key) return [];
  const found = [];
  gazetteer.forEach((place, at) => {
    const best = place.names
      .map((name) => ({ by: name.words, score: scoreOf(name.key, key) }))
      .reduce((one, other) => (other.score < one.score ? other : one));
    if (best.score < Infinity) found.push({ place, by: best.by, score: best.score, at });
  });
  return found.sort((a, b) => a.score - b.score || a.at - b.at).slice(0, MOST);
}

function scoreOf(name, key) {
  if (name.startsWith(key)) return 0;
  if (name.includes(` ${key}`)) return 1;
  return name.includes(key) ? 2 : Infinity;
}
