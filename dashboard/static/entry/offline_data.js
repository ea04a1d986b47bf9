// What a dossier holds instead of a server: events, shapes and layers, given as the map asks.
import { say } from "../shared/words.js";

/**
 * A feed of kept marks, for createMap; it knows the filter by days, which play uses.
 * @param {{marks: object[], shapes: Object<string, object>, read: number}} kept each mark with
 *   `days`: [first, last] as ISO dates, null for an open end; or null without a date
 */
export function offlineFeed({ marks, shapes, read }) {
  const geometries = new Map(Object.entries(shapes));
  let asked = null;
  let answer = null;
  return (_, tell) => ({
    async ask(_view, { query }) {
      asked = query;
      const interval = new URLSearchParams(query).get("datetime");
      const then = interval ? marks.filter((mark) => mayBeIn(mark.days, interval.split("/"))) : marks;
      tell("ok");
      answer = { marks: then, cells: [], shapes: geometries, matched: then.length, read, full: true };
      return answer;
    },
    known: (_view, { query }) => (query === asked ? answer : null),
    awaits: () => false,
    everywhere: async () => answer,
    item: async () => ({ geometry: null }),
  });
}

/** Whether an event may have happened in an interval, ".." for an open end; undated ones stay. */
function mayBeIn(days, [first, last = first]) {
  if (!days) return true;
  const [earliest, latest] = days;
  return (first === ".." || latest === null || latest >= first)
    && (last === ".." || earliest === null || earliest <= last);
}

/**
 * Base layers from packed files, for createMap.
 * @param {Object<string, {type: string, base64: string, gzip: boolean}>} files by name
 */
export function offlineLayers(files) {
  return {
    async json(name) {
      if (!Object.hasOwn(files, name)) throw new Error(say("dossier.no_layer"));
      const stream = new Blob([bytesOf(files[name].base64)]).stream()
        .pipeThrough(new DecompressionStream("gzip"));
      return new Response(stream).json();
    },
    url: (name) => (Object.hasOwn(files, name)
      ? `data:${files[name].type};base64,${files[name].base64}` : "data:,"),
  };
}

function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}
