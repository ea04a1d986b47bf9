// The filters' parameters as they are declared (events/query/filters/): what each holds in the page's
// address, and what stands for it in the API. Python hands them over before any script.

const { parameters: declared, limits } = globalThis.panjTables;
/** White space as the server parts words at it: with the separators of ASCII, without U+FEFF. */
const SPACE = /[\p{White_Space}\x1c-\x1f]+/u;
const DAY = /^\d{4}-\d\d-\d\d$/;

/** The largest number that a parameter takes. */
export const MOST_NUMBER = limits.number;

/** Each parameter: {name, address, several, form, pattern, default, choices, groups}. */
export const parameters = declared;

/** Whether a parameter says no more than on or off. */
const isSwitch = ({ choices }) => choices.length === 2 && choices.includes("true");

/** The value of a parameter that restricts nothing. */
export function nothingOf(one) {
  if (one.form === "days") return null;
  if (one.several) return [];
  return isSwitch(one) ? one.default === "true" : one.default;
}

/** The value that texts of the address stand for; what they can't mean is left out. */
export function fromTexts(one, texts) {
  if (one.form === "days") return daysIn(texts.slice(0, 2));
  if (one.several) return texts.slice(0, limits.values).filter((text) => text && fits(text));
  const text = texts[0] ?? "";
  if (one.choices.length) {
    const found = one.choices.find((choice) => choice === text.toLowerCase()) ?? one.default;
    return isSwitch(one) ? found === "true" : found;
  }
  if (one.form === "words") return plainWords(text);
  if (one.form === "number") return isNumber(text) ? String(Number(text)) : "";
  return fits(text) && new RegExp(`^(?:${one.pattern || ".*"})$`, "su").test(text) ? text : "";
}

/** The pairs of the address that hold a value; none where it restricts nothing. */
export function pairsOf(one, value) {
  const nothing = nothingOf(one);
  if (value === nothing) return [];
  return [value].flat().map((part) => [one.address, String(part)]);
}

/**
 * The values of the API that stand for one.
 * @param {object} one the parameter
 * @param {unknown} value
 * @param {{first: string, last: string}} axis the days that set no bound
 * @returns {string[]}
 */
export function valuesOf(one, value, axis) {
  if (one.form === "days") return intervalOf(value, axis);
  if (!one.several) return value === nothingOf(one) ? [] : [String(value)];
  const known = one.choices.length ? value.filter((part) => one.choices.includes(part)) : value;
  const parts = known.flatMap((part) => (Object.hasOwn(one.groups, part) ? one.groups[part] : [part]));
  return [...new Set(parts)].sort();
}

/** Words as they are searched for: parted by one space, and not too many. */
export function plainWords(text) {
  const words = text.split(SPACE).filter(Boolean).slice(0, limits.values).join(" ");
  return [...words].slice(0, limits.characters).join("");
}

/** Whether a text is a whole number as the server takes it. */
export function isNumber(text) {
  return /^[0-9]+$/.test(text) && text.length <= String(limits.number).length;
}

/** Days within an axis, as ISO dates in their order. */
export function withinAxis(dates, { first, last }) {
  const within = (day) => (day < first ? first : day > last ? last : day);
  return dates ? dates.map(within) : [first, last];
}

/** Characters are counted as the server does: code points. */
function fits(text) {
  return [...text].length <= limits.characters;
}

function daysIn(texts) {
  return texts.length === 2 && texts.every(isDay) ? texts.sort() : null;
}

function isDay(text) {
  const time = DAY.test(text) ? Date.parse(text) : NaN;
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(text);
}

/** The interval of days; one at the axis's end sets no bound, and none where neither does. */
function intervalOf(dates, axis) {
  const [first, last] = withinAxis(dates, axis);
  const ends = [first === axis.first ? ".." : first, last === axis.last ? ".." : last];
  return ends.every((end) => end === "..") ? [] : [ends.join("/")];
}
