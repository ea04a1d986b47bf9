/**
 * The names that people on the ground use, as a second line beside the English ones.
 *
 * The English names are placed first and alone; a local one is added where room is left, so that
 * it moves and drops nothing.
 */

import { textWidth } from "./text.js";

const GAP = 4;
const SMALLEST = 10.5;

/** Each language: what its letters are (a register may hold a Latin form), and which way it runs. */
const LANGUAGES = {
  tg: { letters: /^[^\p{Script=Latin}]*\p{Script=Cyrillic}[^\p{Script=Latin}]*$/u, size: 0.9 },
  ru: { letters: /^[^\p{Script=Latin}]*\p{Script=Cyrillic}[^\p{Script=Latin}]*$/u, size: 0.9 },
  fa: { letters: /^[^\p{Script=Latin}]*\p{Script=Arabic}[^\p{Script=Latin}]*$/u, size: 1, direction: "rtl" },
};
const LINE = { ltr: 1.2, rtl: 1.5 };
const BASELINE = { ltr: 0.94, rtl: 1.1 };

/**
 * The local name among names, or null.
 * @param {Object<string, string>|undefined} names by language
 * @param {string|null} language of LANGUAGES
 */
export function localOf(names, language) {
  if (!language || !Object.hasOwn(LANGUAGES, language)) return null;
  const words = names?.[language];
  return words && LANGUAGES[language].letters.test(words) ? words : null;
}

/**
 * Add the local name to each placed label that has one, where it fits.
 * @param {object} sheet of the view
 * @param {object[]} labels of names.js, each with `box`, `lines`, `font` and `names`
 * @param {string|null} language
 * @returns {object[]} the labels, with `local` where it was added
 */
export function addLocalNames(sheet, labels, language) {
  return labels.map((label) => {
    const words = label.box && localOf(label.names, language);
    if (!words) return label;
    const { size, direction = "ltr" } = LANGUAGES[language];
    const font = {
      ...label.font, size: Math.max(SMALLEST, label.font.size * size), weight: 400, spacing: 0,
    };
    const wide = { w: textWidth(words, font) + 1, h: font.size * LINE[direction] };
    const box = spotsBeside(label, wide).find((spot) => fits(sheet, label, spot));
    if (!box) return label;
    sheet.take("label", label.key, words, box);
    const at = { x: box.x + box.w / 2, y: box.y + font.size * BASELINE[direction] };
    return { ...label, local: { words, font, direction, language, ...at } };
  });
}

/** Under the name, flush with the side that its dot is on; else over it, else on either side. */
function spotsBeside({ box, dot }, { w, h }) {
  const [left, right, middle] = [box.x, box.x + box.w - w, box.x + (box.w - w) / 2];
  const beside = dot && (dot.x < box.x ? left : dot.x > box.x + box.w ? right : middle);
  const xs = [...new Set([beside ?? middle, middle, left, right])];
  const [under, over] = [box.y + box.h, box.y - h];
  const level = box.y + (box.h - h) / 2;
  return [
    ...xs.map((x) => ({ x, y: under, w, h })), ...xs.map((x) => ({ x, y: over, w, h })),
    { x: box.x + box.w + 4, y: level, w, h }, { x: box.x - w - 4, y: level, w, h },
  ];
}

/** Whether a spot is free but for the name itself, which it may touch. */
function fits(sheet, label, spot) {
  if (!sheet.inside(spot) || !sheet.spared.free(spot, 1)) return false;
  return sheet.taken.hits(spot, GAP).every((hit) => hit.key === label.key && hit.kind === "label");
}
