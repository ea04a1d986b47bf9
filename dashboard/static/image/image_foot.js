/** The foot of a picture: whose words and whose map it is, under which terms, and where it is found. */

import { font, linesAt, set, TYPE } from "./image_text.js";
import { svg } from "../shared/svg.js";
import { say } from "../shared/words.js";

/** Sizes of type that are tried until the foot has room. */
const SIZES = [11, 9.5, 8.5];
const LEADING = 4;
/** The most characters that one source, or its terms, may take. */
const LONGEST = 600;
/** The most values of which a foot tells whose they are. */
const MOST_VALUES = 8;
/** No line of words is so narrow: its width, over the size of its type and its characters. */
const NARROWEST = 0.3;

/**
 * Set the foot in the largest type in which all sources have room; where there is none for all, the
 * last are counted. What a source asks of whoever passes its words on always stands.
 * @param {{credits: {letter: string, sources: string[], terms: string[]}[], map: string, address: string,
 *   elsewhere: string[]}} words a credit for each file that is shown; elsewhere: values that are not from
 *   their events' sources, each with whose it is
 * @param {number} width in pixels
 * @param {number} most its height in pixels
 * @returns {{height: number, draw: (x: number, y: number, colours: object) => SVGElement}}
 */
export function footOf(words, width, most) {
  const [smallest, total] = [SIZES.at(-1), Math.max(1, ...words.credits.map(({ sources }) => sources.length))];
  const fewer = [];
  for (let named = total; named > 1; named = Math.floor(named * 0.8)) fewer.push(named);
  for (const [size, named] of [...SIZES.map((one) => [one, total]), ...fewer.map((one) => [smallest, one])]) {
    const texts = paragraphs(words, named);
    const lines = Math.floor(most / (size + LEADING));
    if (texts.join("").length > lines * width / (size * NARROWEST)) continue; // to set it would only take time
    const foot = setFoot(texts, width, size);
    if (foot.height <= most) return foot;
  }
  return setFoot(paragraphs(words, 1), width, smallest);
}

/** Paragraphs in one size of type. */
function setFoot(texts, width, size) {
  const type = { ...TYPE.foot, font: font(size), line: size + LEADING };
  const lines = texts.flatMap((text) => set(text, type, width));
  const draw = (x, y, colours) => svg("g", { class: "panj-picture-foot" }, ...linesAt(lines, type, x, y, colours));
  return { height: lines.length * type.line, draw };
}

/** What stands in the foot, naming at most so many sources of each file. */
function paragraphs({ credits, map, address, elsewhere }, named) {
  const events = credits.map((credit) => creditOf(credit, named));
  return [
    elsewhere.length ? valuesOf(elsewhere) : "",
    ...events.slice(0, -1), [...events.slice(-1), say("credits.drawn")].join(" "),
    [map && say("credits.map", { credits: map }), say("map.disclaimer")].filter(Boolean).join(" "), address,
  ].filter(Boolean);
}

/** Which values are not from the events' own sources, each with whose it is. */
function valuesOf(values) {
  const left = values.length - MOST_VALUES;
  const told = [...values.slice(0, MOST_VALUES), ...(left > 0 ? [say("credits.more_values", { count: left })] : [])];
  return say("credits.elsewhere", { values: told.join(". ") });
}

function creditOf({ letter, sources, terms }, named) {
  const left = sources.length - named;
  const told = [...sources.slice(0, named), ...(left > 0 ? [say("credits.more_sources", { count: left })] : [])];
  const words = [told.map(sentence).join(" "), ...terms.map(sentence)].filter(Boolean).join(" ");
  return letter ? say("credits.of_file", { letter, words }) : say("credits.events", { words });
}

function sentence(words) {
  const told = words.length > LONGEST ? `${words.slice(0, LONGEST - 1)}…` : words;
  return /[.!?…]$/.test(told) ? told : `${told}.`;
}
