/** The type of a picture, and lines of it. */

import { breakLines } from "../map/labels/text_metrics.js";
import { FONTS } from "../shared/theme.js";
import { textLine } from "../shared/svg.js";

/** A font of a picture's sheet. */
export const font = (size, weight = 400) => ({ ...FONTS.sub, size, weight });

/** Each kind of words: its font, the height of a line, its ink, and how many lines there may be. */
export const TYPE = {
  title: { font: font(27, 700), line: 36, ink: "text", most: 3 },
  caption: { font: font(15.5), line: 21, ink: "text", most: 2 },
  long_caption: { font: font(13), line: 17, ink: "text", most: 3 },
  longest_caption: { font: font(11.5), line: 15, ink: "text", most: 12 },
  counts: { font: font(14.5), line: 21, ink: "muted", most: 3 },
  heading: { font: font(12, 700), line: 22, ink: "text", most: 1 },
  key: { font: font(12), line: 14.5, ink: "text", most: 3 },
  foot: { font: font(11), line: 15, ink: "muted", most: 40 },
  scale: { font: font(10.5), line: 14, ink: "text", most: 1 },
};

/** Words in lines of a width. */
export function set(words, { font: face, most }, width) {
  return breakLines(words, face, width, most);
}

/** The largest type of a caption in which all of it has room: what a long one takes, the map lacks. */
export function captionType(words, width) {
  const { caption, long_caption: long, longest_caption: longest } = TYPE;
  return [caption, long].find((type) => breakLines(words, type.font, width, type.most + 1).length <= type.most) ?? longest;
}

/** Lines of one kind, from a top. */
export function linesAt(lines, { font: face, line, ink }, x, y, colours) {
  return lines.map((words, i) => textLine(words, {
    x, y: y + i * line + face.size, font: face, fill: colours[ink], halo: null,
  }));
}
