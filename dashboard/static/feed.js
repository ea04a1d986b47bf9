/**
 * What the map asks the server: the events of a view, and their shapes.
 *
 * A newer question abandons the older one; a shape is fetched once.
 */

const PATIENCE_MS = 400;
const MARGIN = 0.2;

/**
 * @param {string} api address of the HTTP routes, ending in "/"
 * @param {(state: "ok"|"loading"|"down") => void} tell
 */
export function createFeed(api, tell) {
  const shapes = new Map();
  let running = null;
  let asked = null;

  async function getJson(path, signal) {
    const response = await fetch(new URL(api + path, document.baseURI), { signal });
    if (!response.ok) throw new Error(`${path}: the server answered ${response.status}`);
    return response.json();
  }

  function shape(collection, key) {
    if (!shapes.has(key)) {
      const found = getJson(`${pathOf(collection)}/shapes/${encodeURIComponent(key)}`).catch(() => {
        shapes.delete(key);
        return null;
      });
      shapes.set(key, found);
    }
    return shapes.get(key);
  }

  async function withShapes(answer, collection) {
    const keys = [...new Set(answer.marks.map((mark) => mark.shape).filter(Boolean))];
    const found = await Promise.all(keys.map((key) => shape(collection, key)));
    return {
      ...answer,
      cells: answer.cells ?? [],
      shapes: new Map(keys.map((key, i) => [key, found[i]])),
    };
  }

  /**
   * The events of a collection in a view, under a query. Null where a newer question came first.
   * @returns {Promise<object|null>} the answer, with `shapes`: Map of key -> geometry or null
   */
  async function ask(view, { collection, query }) {
    running?.abort();
    const question = new AbortController();
    running = question;
    asked = null;
    const slow = setTimeout(() => tell("loading"), PATIENCE_MS);
    const box = padded(view.bbox);
    try {
      const address = `${pathOf(collection)}/${cellsPath(box, view.zoom, query)}`;
      const answer = await withShapes(await getJson(address, question.signal), collection);
      if (question.signal.aborted) return null;
      asked = { box, zoom: view.zoom, query, collection, full: Boolean(answer.full) };
      tell("ok");
      return answer;
    } catch (error) {
      if (question.signal.aborted) return null;
      console.warn("Panj: the events could not be loaded.", error);
      tell("down");
      return null;
    } finally {
      clearTimeout(slow);
    }
  }

  /** Whether the last answer still holds for a view. */
  function holds(view, { collection, query }) {
    if (!asked || asked.query !== query || asked.collection !== collection) return false;
    return asked.full || (asked.zoom === view.zoom && inside(view.bbox, asked.box));
  }

  return {
    ask, holds,
    item: (collection, id) => getJson(`${pathOf(collection)}/items/${encodeURIComponent(id)}`),
  };
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
  return [
    Math.max(-180, west - dx), Math.max(-90, south - dy),
    Math.min(180, east + dx), Math.min(90, north + dy),
  ];
}

function inside(a, b) {
  return a[0] >= b[0] && a[1] >= b[1] && a[2] <= b[2] && a[3] <= b[3];
}
