/**
 * What the map asks the server: the events of a view, and their shapes.
 *
 * A newer question abandons the older one; a shape is fetched once, with others. The last
 * answers are kept, so that a way back asks nothing.
 */

const PATIENCE_MS = 400;
const MARGIN = 0.2;

/** Questions for shapes at a time; browsers keep six connections, and a newer question needs one. */
const LANES = 4;

/** Answers that are kept; each has at most some hundred marks, cells and areas. */
const KEPT = 12;

/** Shapes that one question names, so that its address stays short; the answer may have fewer. */
const SHAPES = 100;

/**
 * @param {string} api address of the HTTP routes, ending in "/"
 * @param {(state: "ok"|"loading"|"down", reason?: string) => void} tell
 */
export function createApiClient(api, tell) {
  const shapes = new Map();
  const items = new Map();
  let running = null;
  let answered = []; // questions with their answers, the latest first
  let read = null;

  /** Ask until the server has time, which says itself when to come again. */
  async function getJson(path, signal) {
    const response = await fetch(new URL(api + path, document.baseURI), { signal });
    const later = response.status === 503 && response.headers.get("Retry-After");
    if (later) {
      await orDropped(new Promise((resolve) => { setTimeout(resolve, Number(later) * 1000); }), signal);
      return getJson(path, signal);
    }
    if (!response.ok) {
      const told = new Error(`${path}: the server answered ${response.status}`);
      throw Object.assign(told, { reason: await reasonOf(response) });
    }
    return response.json();
  }

  /** Fetch shapes that are not here yet, until the question is dropped; what there is not is null. */
  async function loadShapes(place, keys, signal) {
    const failed = new Map();
    await Promise.all(Array.from({ length: LANES }, async (_, lane) => {
      const missing = new Set(keys.filter((_key, at) => at % LANES === lane));
      while (missing.size && !signal.aborted) {
        const found = await orDropped(askShapes(place, [...missing].slice(0, SHAPES)), signal);
        for (const [key, shape] of Object.entries(found)) {
          missing.delete(key);
          if (!shape) failed.set(key, null);
        }
      }
    }));
    return failed;
  }

  /** Some of the shapes that are asked for, the first among them; they stay for other questions. */
  async function askShapes({ collection, query }, keys) {
    const named = new URLSearchParams(keys.map((key) => ["key", key]));
    const source = new URLSearchParams(query).get("source"); // which may know shapes of its own
    if (source) named.set("source", source);
    const found = await getJson(`${pathOf(collection)}/shapes?${named}`);
    for (const [key, shape] of Object.entries(found)) if (shape) shapes.set(nameOf(collection, key), shape);
    return { [keys[0]]: null, ...found };
  }

  function shapesOf(collection, keys) {
    const named = keys.map((key) => [key, shapes.get(nameOf(collection, key))]);
    return new Map(named.filter(([, shape]) => shape));
  }

  /**
   * The events of a collection in a view, under a query. Null where a newer question came first.
   * @param {{bbox: number[], zoom: number}} view
   * @param {{collection: string, query: string, version: string}} state a new version of the file
   *   has other events under the same ids
   * @param {(answer: object) => void} early takes the answer while shapes of it are still missing
   * @returns {Promise<object|null>} the answer, with `zoom`, and `shapes`: Map of key -> geometry,
   *   or null for one that could not be loaded
   */
  async function ask(view, { collection, query, version }, early) {
    stop();
    if (version !== read) {
      items.clear();
      answered = [];
    }
    read = version;
    const question = {
      collection, query, version, box: padded(view.bbox), zoom: view.zoom, dropped: new AbortController(),
    };
    const { signal } = question.dropped;
    running = question;
    const slow = setTimeout(() => tell("loading"), PATIENCE_MS);
    try {
      const address = `${pathOf(collection)}/${cellsPath(question.box, view.zoom, query)}`;
      const answer = { areas: [], cells: [], ...await getJson(address, signal), zoom: view.zoom };
      const places = [...answer.marks, ...answer.areas];
      const keys = [...new Set(places.map(({ shape }) => shape).filter(Boolean))];
      const here = shapesOf(collection, keys);
      question.full = Boolean(answer.full);
      question.answer = { ...answer, shapes: here, partial: true };
      answered = [question, ...answered].slice(0, KEPT);
      if (here.size < keys.length) early(question.answer);
      const failed = await loadShapes({ collection, query }, keys.filter((key) => !here.has(key)), signal);
      if (signal.aborted) return null;
      tell("ok");
      question.answer = { ...answer, shapes: new Map([...shapesOf(collection, keys), ...failed]) };
      return question.answer;
    } catch (error) {
      if (signal.aborted) return null;
      console.warn("Panj: the events could not be loaded.", error);
      answered = [];
      tell("down", error.reason);
      return null;
    } finally {
      clearTimeout(slow);
      if (running === question) running = null;
    }
  }

  /** Drop the question that is on its way, and its answer if shapes of that are missing. */
  function stop() {
    running?.dropped.abort();
    answered = answered.filter((question) => question !== running);
    running = null;
  }

  /**
   * The answer that holds for a view, or null; its shapes may still be on their way, and another
   * question is dropped.
   */
  function known(view, state) {
    const found = answered.find((question) => covers(question, view, state));
    if (!found) return null;
    if (found !== running) stop();
    return found.answer;
  }

  /** Whether the answer that is on its way will hold for a view. */
  function awaits(view, state) {
    return covers(running, view, state);
  }

  /** A page of the events of one cell or one shape; `part` is {offset, limit, sort}. */
  function stack(place, { collection, query }, part, signal) {
    const pairs = new URLSearchParams(query);
    for (const [name, value] of Object.entries({ ...place, ...part })) pairs.set(name, value);
    return getJson(`${pathOf(collection)}/stack?${pairs}`, signal);
  }

  /** All that a query leaves, wherever it lies, without its shapes. */
  function everywhere({ collection, query }, zoom) {
    return getJson(`${pathOf(collection)}/${cellsPath([-180, -90, 180, 90], zoom, query)}`);
  }

  /** An event as a feature; asked for once. */
  function item(collection, id) {
    const address = `${pathOf(collection)}/items/${encodeURIComponent(id)}`;
    if (!items.has(address)) {
      const found = getJson(address);
      items.set(address, found);
      found.catch(() => items.delete(address));
    }
    return items.get(address);
  }

  return { ask, known, awaits, stack, everywhere, item };
}

/** Whether a question is that of a state, and its answer has all that a view shows. */
function covers(question, view, state) {
  const same = (name) => question[name] === state[name];
  if (!question || !["collection", "query", "version"].every(same)) return false;
  return question.full || (question.zoom === view.zoom && inside(view.bbox, question.box));
}

function nameOf(collection, key) {
  return `${collection} ${key}`;
}

function pathOf(collection) {
  return `collections/${encodeURIComponent(collection)}`;
}

function cellsPath(box, zoom, query) {
  const bbox = box.map((value) => value.toFixed(5)).join(",");
  const rest = query ? `&${query.replace(/^[?&]+/, "")}` : "";
  return `cells?bbox=${bbox}&zoom=${zoom}${rest}`;
}

function padded([west, south, east, north]) {
  const [dx, dy] = [(east - west) * MARGIN, (north - south) * MARGIN];
  const within = (value, most) => Math.min(Math.max(value, -most), most);
  return [within(west - dx, 180), within(south - dy, 90), within(east + dx, 180), within(north + dy, 90)];
}

/** What the server says of a file that it cannot read; "" where it says nothing. */
async function reasonOf(response) {
  if (response.status !== 503) return "";
  const { description } = await response.json().catch(() => ({}));
  return description ?? "";
}

/** What a promise brings, or a fault at once where its question is dropped meanwhile. */
function orDropped(promise, signal) {
  if (!signal) return promise;
  signal.throwIfAborted();
  return Promise.race([promise, new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  })]);
}

function inside(a, b) {
  return a[0] >= b[0] && a[1] >= b[1] && a[2] <= b[2] && a[3] <= b[3];
}
