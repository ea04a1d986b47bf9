/**
 * A picture of the map for a page of print or a message: the drawing, its headline, its key, what
 * was left out, the scale and the credits, as SVG.
 */

import { altText } from "./alt_text.js";
import { createApiClient } from "../map/api_client.js";
import { isArea } from "../map/geometry/geometry.js";
import { boxOfAll } from "../map/geometry/viewport.js";
import { isExpected } from "../map/marks/group_by_place.js";
import { legendOf } from "../map/render/legend.js";
import { drawPage, hasRoom, planPage, withFoot } from "./image_page.js";
import { numberDisc, renderOffscreen } from "./offscreen_map.js";
import { palette } from "../shared/theme.js";
import { EXTERNAL, language, say } from "../shared/words.js";

/** The zoom for which all events are asked where it is not known yet: that of the whole border. */
const ZOOM = 7;
/** Pixels around the events, and the closest that they are shown. */
const [PADDING, CLOSEST] = [28, 8];
/** How often the map is laid out anew to make room for its key. */
const ROUNDS = 3;

const NOT_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/**
 * Draw a picture.
 * @param {object} L Leaflet
 * @param {{map: object, layer: object}} view of the page
 * @param {object} options of createMap, with the state to draw
 * @param {{width: number, height: number, theme: "light"|"dark", whole: boolean, leftOut: string[],
 *   words: object}} asked `whole`: all events that are selected, else what the page shows; `leftOut`:
 *   labels that layout.js knows; `words`: title, caption, filters, counts, credits, address
 * @returns {Promise<{drawing: SVGElement, alt: string}>}
 */
export async function drawPicture(L, { map, layer }, options, asked) {
  const { width, height, theme, whole, leftOut } = asked;
  const colours = palette(theme);
  const answer = whole ? await answerOfAll(options) : layer.layout().answer;
  const shown = whole ? answer.marks : answer.marks.filter(({ bbox }) => meets(bbox, boxOfView(map)));
  const elsewhere = valuesFromElsewhere(shown, leftOut);
  const words = { ...asked.words, map: options.credits, elsewhere: elsewhere.map((one) => one.words) };
  const state = { ...options.state, leftOut, titled: true };
  const frame = whole ? { box: boxOfAll(answer, state.home), padding: PADDING, maxZoom: CLOSEST } : { box: boxOfView(map), padding: 0 };
  let groups = legendOf(answer.marks, colours, [...answer.cells, ...answer.areas ?? []]);
  for (let round = 1; ; round += 1) {
    const plan = planPage({ width, height }, words, groups);
    const posed = await renderOffscreen(L, { ...options, theme, state }, {
      ...frame, size: plan.map, reserved: [plan.scale],
    });
    try {
      groups = [...keyOfMap(posed, colours, state.selected), ...othersOf(posed.drawing, colours, options.others?.told.names)];
      if (round < ROUNDS && !hasRoom(plan, groups)) continue;
      const alt = altText(words, posed);
      const said = { ...words, elsewhere: shownIn(posed.drawing, elsewhere).map((one) => one.words) };
      return { drawing: drawPage(withFoot(plan, said), posed, groups, { colours, alt, language }), alt };
    } finally {
      posed.release();
    }
  }
}

/** The values of marks that are not from their sources, {value, words, name: "place"|"date"}, each once. */
function valuesFromElsewhere(marks, leftOut) {
  if (leftOut.includes("events")) return [];
  const names = leftOut.includes("titles") ? ["place"] : ["place", "date"];
  const told = marks.flatMap(({ elsewhere = {} }) => names.filter((name) => elsewhere[name]).map((name) => ({ ...elsewhere[name], name })));
  return [...new Map(told.map((one) => [one.words, one])).values()];
}

/** Which of them are on the map: all places, where marks lie; a date only where a label had room for it. */
function shownIn(drawing, values) {
  const bare = (text) => text.replace(/\s/g, "");
  const texts = bare(drawing.textContent);
  return values.filter(({ name, value }) => name === "place" || texts.includes(bare(value)));
}

function meets([west, south, east, north], [left, low, right, high]) {
  return west <= right && east >= left && south <= high && north >= low;
}

function boxOfView(map) {
  const bounds = map.getBounds();
  return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
}

async function answerOfAll({ api, state }) {
  try {
    return await createApiClient(api, () => {}).everywhere(state, ZOOM);
  } catch (error) {
    console.warn("Panj: the events could not be loaded.", error);
    throw new Error(say("picture.no_events"), { cause: error });
  }
}

/** A drawing as the text of a file; what XML 1.0 has no room for, such as control characters, is replaced. */
export function fileText(drawing) {
  return new XMLSerializer().serializeToString(drawing).replace(NOT_XML, "\uFFFD");
}

/** The key that a laid-out map needs. */
function keyOfMap({ layout: { rows, plates, discs, tints }, drawing }, colours, selected) {
  const areas = plates.flatMap(({ area }) => area.parts ?? [area]);
  const told = areas.map((area) => {
    const drawn = frameOf(area, tints, selected);
    return {
      events: area.events.map((event) => ({ ...event, ...drawn })),
      counted: area.counted && { ...area.counted, ...drawn },
    };
  });
  const events = [...rows, ...told].flatMap((group) => group.events);
  const joined = plates.filter(({ parts }) => parts?.length).map(({ counted }) => ({ families: counted.families, joined: true }));
  return legendOf(events, colours, [...discs, ...told.map(({ counted }) => counted).filter(Boolean), ...joined], drawing.textContent.includes(EXTERNAL));
}

/** Whose numbers stand beside the shapes where other sources put the open event. */
function othersOf(drawing, colours, names) {
  const numbers = [...drawing.querySelectorAll(".panj-ghost")].map((node) => node.textContent);
  const rows = numbers.map((number) => ({ words: names[number], sample: () => numberDisc(number, colours) }));
  return rows.length ? [{ heading: say("key.others"), rows }] : [];
}

/** The frame of an area, where it is another than its precision's. */
function frameOf(area, tints, selected) {
  if (tints?.tintOf(area)) return { precision: "tinted" };
  const isOutline = isExpected(area) && isArea(area.geometry) && area.precision !== "country";
  return isOutline && !area.events.some(({ id }) => id === selected) ? { precision: "expected" } : {};
}
