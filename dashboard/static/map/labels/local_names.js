/**
 * The names that people on the ground use: under the English ones, or in their place.
 *
 * A name and its local one are one label: they find room together, the local one always below.
 * Where a place has none in a language, another of the same script stands in, else the English.
 */

import { textWidth } from "./text_metrics.js";

const SMALLEST = 10.5;
const CYRILLIC = /^[^\p{Script=Latin}]*\p{Script=Cyrillic}[^\p{Script=Latin}]*$/u;
const ARABIC = /^[^\p{Script=Latin}]*\p{Script=Arabic}[^\p{Script=Latin}]*$/u;

/**
 * Each language: its letters (a register may hold a Latin form), which way it runs, how large it is
 * beside the English, and whose name stands where it has none.
 */
const LANGUAGES = {
  tg: { letters: CYRILLIC, size: 0.9, direction: "ltr", otherwise: "ru" },
  ru: { letters: CYRILLIC, size: 0.9, direction: "ltr", otherwise: "tg" },
  fa: { letters: ARABIC, size: 1, direction: "rtl", otherwise: "ps" },
  ps: { letters: ARABIC, size: 1, direction: "rtl" },
};
const LINE = { ltr: 1.2, rtl: 1.5 };
const BASELINE = { ltr: 0.94, rtl: 1.1 };
/** Ends the code of a language whose names stand alone. */
const ALONE = "-only";

/**
 * The local name among names, or null.
 * @param {Object<string, string>|undefined} names by language
 * @param {string|null|undefined} choice a language of LANGUAGES, with "-only" where it stands alone
 * @returns {{words: string, language: string}|null}
 */
export function localOf(names, choice) {
  const chosen = choice?.replace(ALONE, "");
  if (!Object.hasOwn(LANGUAGES, chosen ?? "")) return null;
  const language = [chosen, LANGUAGES[chosen].otherwise].find((one) => (
    one && names?.[one] && LANGUAGES[one].letters.test(names[one])));
  return language ? { words: names[language], language } : null;
}

/**
 * A name as it is written: English lines, the local one below them.
 * @param {string[]} lines in English
 * @param {object} font theirs
 * @param {number} height of an English line, as a share of the font's size
 * @param {Object<string, string>|undefined} names by language
 * @param {string|null|undefined} choice as of `localOf`
 * @returns {{lines: string[], local: object|null, w: number, h: number}} `local` with words,
 *   language, direction, font, w, h
 */
export function written(lines, font, height, names, choice) {
  const found = localOf(names, choice);
  const local = found && measured(found, font);
  const english = found && choice.endsWith(ALONE) ? [] : lines;
  return {
    lines: english, local,
    w: Math.max(...english.map((line) => textWidth(line, font)), local?.w ?? 0),
    h: font.size * height * english.length + (local?.h ?? 0),
  };
}

function measured({ words, language }, { size: beside, ...look }) {
  const { size, direction } = LANGUAGES[language];
  const font = { ...look, size: Math.max(SMALLEST, beside * size), weight: 400, spacing: 0 };
  return { words, language, direction, font, w: textWidth(words, font) + 1, h: font.size * LINE[direction] };
}

/**
 * Take the room of a local name on the sheet.
 * @param {object} sheet of the view
 * @param {string} key of its label
 * @param {object} local as `written` has it
 * @param {{x: number, y: number}} at its upper left corner
 * @returns {object} what is drawn, with x of its middle and y of its base line
 */
export function placeLocal(sheet, key, local, { x, y }) {
  const { words, font, direction, language, w, h } = local;
  sheet.take("label", key, words, { x, y, w, h });
  return { words, font, direction, language, x: x + w / 2, y: y + font.size * BASELINE[direction] };
}
