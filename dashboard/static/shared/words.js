// The words on the screen, by key. Python hands them over before any script
// (dashboard/assets/tables.py); they stand in dashboard/words/.

const { language: code, messages } = globalThis.panjTables.words;
/** The language of the words, a code of BCP 47. */
export const language = code;
const plurals = new Intl.PluralRules(language);
const numbers = new Intl.NumberFormat(language); // made once: a layout writes thousands

/**
 * A message with its values.
 * @param {string} key as `table.name` of the language's file
 * @param {Object<string, string|number>} values what stands for each `{name}`; numbers are written
 *   with separators, and `count` chooses the plural
 * @returns {string}
 */
export function say(key, values = {}) {
  return sayAround(key, values).join("");
}

/**
 * A message in parts, for one that stands around elements.
 * @param {string} key
 * @param {Object<string, string|number|Node>} values
 * @returns {(string|Node)[]} texts and nodes in their order
 */
export function sayAround(key, values) {
  if (!Object.hasOwn(messages, key)) throw new Error(`no words for "${key}"`);
  return patternOf(messages[key], values).split(/\{(\w+)\}/)
    .map((part, at) => (at % 2 ? written(values[part]) : part))
    .filter((part) => part !== "");
}

/** Follows what is not from the source itself; wording.py gives it to the words of events. */
export const EXTERNAL = "†";

/** Words with the mark of what is not the source's, once. */
export function marked(words, isExternal) {
  return isExternal && words && !words.endsWith(EXTERNAL) ? `${words} ${EXTERNAL}` : words;
}

/** A number as readers write it. */
export function number(value) {
  return numbers.format(value);
}

function patternOf(message, { count }) {
  return typeof message === "string" ? message : message[plurals.select(count)] ?? message.other;
}

function written(value) {
  return typeof value === "number" ? number(value) : value;
}
