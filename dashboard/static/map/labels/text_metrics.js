/** How wide words are, and where to break them. */

import { EXTERNAL } from "../../shared/words.js";

const context = document.createElement("canvas").getContext("2d");
const widths = new Map();
const LONGEST = 240;

/**
 * Width of a line in pixels, letter spacing included.
 * @param {string} words
 * @param {{family: string, size: number, weight: number, style: string, spacing: number}} font
 */
export function textWidth(words, font) {
  const css = `${font.style} ${font.weight} ${font.size}px ${font.family}`;
  const key = `${css}|${font.spacing}|${words}`;
  if (!widths.has(key)) {
    if (widths.size > 5000) widths.clear();
    context.font = css;
    widths.set(key, context.measureText(words).width + font.spacing * words.length);
  }
  return widths.get(key);
}

/** Forget all widths (a font has arrived). */
export function forgetWidths() {
  widths.clear();
}

/**
 * Break words into lines of at most a width; a no-break space holds, and so does one before †.
 * @param {string} words
 * @param {object} font
 * @param {number} width in pixels
 * @param {number} most lines
 * @returns {string[]|null} null where the words do not fit
 */
export function wrap(words, font, width, most) {
  if (words.length > LONGEST) return null;
  const lines = [];
  let line = "";
  for (const word of words.split(/[ \t\r\n]+(?!†)/).filter(Boolean)) {
    const longer = line ? `${line} ${word}` : word;
    if (textWidth(longer, font) <= width) {
      line = longer;
      continue;
    }
    if (!line || textWidth(word, font) > width) return null;
    lines.push(line);
    line = word;
  }
  if (line) lines.push(line);
  return lines.length > 0 && lines.length <= most ? lines : null;
}

/**
 * Shorten words to a width, with an ellipsis; the mark of what is not the source's stays. For a
 * label only, never for a quote.
 */
export function shorten(words, font, width) {
  const clean = words.replace(/\s+/g, " ").trim().slice(0, LONGEST);
  if (textWidth(clean, font) <= width && clean.length === words.trim().length) return clean;
  const end = words.trim().endsWith(EXTERNAL) ? `… ${EXTERNAL}` : "…";
  let [low, high] = [0, clean.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (textWidth(`${clean.slice(0, middle)}${end}`, font) <= width) low = middle;
    else high = middle - 1;
  }
  return `${clean.slice(0, low).trimEnd()}${end}`;
}

/**
 * Break words into at most so many lines; a word too long for one is cut, and what is too much
 * ends in an ellipsis. For a page's own words, never for a quote.
 * @param {string} words
 * @param {object} font
 * @param {number} width in pixels
 * @param {number} most lines
 * @returns {string[]}
 */
export function breakLines(words, font, width, most) {
  const lines = [];
  let line = "";
  for (const word of words.split(/\s+(?!†)/).filter(Boolean).flatMap((whole) => pieces(whole, font, width))) {
    const longer = line ? `${line} ${word}` : word;
    if (!line || textWidth(longer, font) <= width) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  if (line) lines.push(line);
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), shorten(lines.slice(most - 1).join(" "), font, width)];
}

/** A word in pieces that each fit a width. */
function pieces(word, font, width) {
  const found = [];
  let rest = word;
  while (rest && textWidth(rest, font) > width) {
    const end = Math.max(1, longestFit(rest, font, width));
    found.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return rest ? [...found, rest] : found;
}

function longestFit(word, font, width) {
  let [low, high] = [0, Math.min(word.length, LONGEST)];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (textWidth(word.slice(0, middle), font) <= width) low = middle;
    else high = middle - 1;
  }
  return low;
}
