/** What stands for a picture where it is not seen. */

import { countsIn } from "./image_page.js";
import { say } from "../shared/words.js";

/** More events than these are told by their kinds. */
const MOST_TOLD = 12;

/**
 * Put a picture into words: its headline and caption, how many events it shows, and which.
 * @param {object} words of planPage
 * @param {{layout: object, shown: number}} posed of offscreen_map.js
 * @returns {string}
 */
export function altText(words, { layout, shown }) {
  const { rows, plates, discs, order } = layout;
  const known = new Map([...rows, ...plates].flatMap((group) => group.events).map((event) => [event.id, event]));
  const events = order.map((id) => known.get(id));
  const counted = [...discs, ...plates.map((plate) => plate.counted).filter(Boolean)];
  const few = !counted.length && events.length <= MOST_TOLD;
  return [
    say("picture.alt_map", { title: words.title }), words.caption, countsIn(words, shown),
    few ? events.map(eventIn).join(" ") : byKind(events, counted),
  ].filter(Boolean).join(" ");
}

const eventIn = ({ title, sub }) => say(sub ? "picture.alt_event" : "picture.alt_plain", { title, sub });

function byKind(events, counted) {
  const kinds = new Map();
  const add = (family, number) => kinds.set(family, (kinds.get(family) ?? 0) + number);
  for (const { family } of events) add(family, 1);
  for (const { families } of counted) for (const [family, number] of Object.entries(families)) add(family, number);
  const told = [...kinds].sort((a, b) => b[1] - a[1])
    .map(([family, number]) => say("map.kind_count", { number, kind: say(`family.${family}`) }));
  return say("picture.alt_kinds", { kinds: told.join(", ") });
}
