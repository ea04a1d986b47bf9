/**
 * The HTML buttons over the drawn marks: what keyboard and screen reader meet.
 *
 * Nodes are kept by key, so that a focused mark survives an update. All marks
 * are one Tab stop (roving tabindex).
 */

import { glyphsOf } from "../render/render.js";
import { MARK } from "../../shared/theme.js";
import { say } from "../../shared/words.js";

/**
 * The buttons that a layout needs, in the order of dates.
 * @returns {object[]} {key, id?, count?, bbox?, rest?, stack?, where?, label, pressed, holdsOpen?, box,
 *   lonLat or spots: where it is, on the ground or in the view}
 */
export function buttonsOf(layout) {
  const found = [
    ...layout.rows.flatMap((row) => rowButtons(row, layout)),
    ...layout.plates.flatMap((plate) => plateButtons(plate, layout)),
    ...layout.discs.map((disc) => discButton(disc, layout)),
  ];
  const order = new Map(layout.order.map((id, i) => [id, i]));
  const rank = (button) => (button.last ? Infinity : order.get(button.id ?? button.after));
  return found.sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)));
}

/** A disc zooms in; at one point, or where the map ends, it lists its events. */
function discButton({ key, cell, count, bbox, lonLat, onePoint, aria, box, holdsOpen }, { zoom, closest }) {
  const ends = zoom >= closest;
  const stack = cell && (onePoint || ends) ? { cell } : null;
  return {
    key, count, bbox, lonLat, stack, box, holdsOpen, hint: aria, last: true,
    heading: (found) => say(onePoint ? "list.at_one_point" : "list.here", { count: found }),
    label: labelOf(aria, stack || onePoint || ends ? "list.enter_lists" : "map.enter_zooms", holdsOpen),
  };
}

/** A plate of more events than can be marks lists them; that of several areas zooms in. */
function countButton({ key, area, counted, parts, box, holdsOpen }) {
  const then = parts.length ? { bbox: counted.bbox }
    : { stack: { shape: counted.shape }, heading: (found) => areaHeading(found, counted.place) };
  return {
    key, count: counted.count, ...then, box, spots: area.spots, holdsOpen, hint: counted.aria, shape: "square", last: true,
    label: labelOf(counted.aria, parts.length ? "map.enter_zooms" : "list.enter_lists", holdsOpen),
  };
}

function areaHeading(count, place) {
  return place ? say("list.in_place", { count, place }) : say("list.events", { count });
}

/** What is said of a mark of many: what it holds, and what its key does. */
function labelOf(aria, enter, holdsOpen) {
  return [aria, say(enter), holdsOpen ? say("map.holds_open") : ""].filter(Boolean).join(" ");
}

function rowButtons(row, layout) {
  const { glyphs, rest, more } = glyphsOf(row, layout.selected);
  const titled = row.labelWords ?? "";
  const buttons = glyphs.map(({ event, x, y }) => {
    const entry = row.entries.find((found) => found.event === event);
    return eventButton(layout, event, `${event.id}#${entry.index}`, target(x, y), {
      hint: titled.includes(event.title) ? "" : event.title, shape: "round", lonLat: entry.lonLat,
    });
  });
  if (more) buttons.push(moreButton(row.key, rest, target(more.x, more.y), { lonLat: row.entries[0].lonLat }));
  return buttons;
}

function target(x, y) {
  return { x: x - MARK.target / 2, y: y - MARK.target / 2, w: MARK.target, h: MARK.target };
}

function plateButtons(plate, layout) {
  if (plate.counted) return [countButton(plate)];
  const { key, area: { spots }, events, form, box } = plate;
  const shift = (part) => ({ ...part, x: part.x + box.x, y: part.y + box.y });
  const titled = form.level === "full" || form.level === "titles";
  const place = (glyph) => {
    if (events.length === 1) return box;
    if (form.rows) {
      return shift({ x: 0, y: glyph.top - 2, w: box.w, h: glyph.bottom - glyph.top + 4 });
    }
    const { x, y } = shift(glyph);
    return target(x, y);
  };
  const buttons = form.glyphs.map((glyph) => eventButton(
    layout, glyph.event, `${glyph.event.id}#plate`, place(glyph),
    { hint: titled ? "" : glyph.event.title, shape: "square", spots },
  ));
  if (events.length > 1 && !form.rows) buttons[0].spread = box;
  if (form.more) {
    const { x, y } = shift(form.more);
    buttons.push(moreButton(key, form.rest, target(x, y), { spots }));
  }
  return buttons;
}

function eventButton(layout, event, key, box, more) {
  return {
    key, id: event.id, box, pressed: event.id === layout.selected,
    label: `${event.aria ?? event.title} ${positionOf(event, layout)}`.trim(),
    ...more,
  };
}

/** Which of the events in view one is; nothing where some of them have no mark of their own. */
export function positionOf(event, { order, discs, plates }) {
  if (discs.length || plates.some((plate) => plate.counted)) return "";
  return say("map.position", { at: order.indexOf(event.id) + 1, count: order.length });
}

function moreButton(key, rest, box, where) {
  return {
    key: `more ${key}`, rest, box, ...where, after: rest[0].id, shape: "round", hint: "",
    label: say("map.more_here", { count: rest.length }),
  };
}

/**
 * Keeps a pane's buttons in step with layouts.
 * @param {HTMLElement} pane
 * @param {{select: Function, zoomTo: Function, list: Function, stack: Function, hint: Function,
 *   moved: () => boolean}} act
 */
export function createButtons(pane, act) {
  const nodes = new Map();
  let [items, current, visited] = [[], null, false];

  function sync(next, origin) {
    items = next;
    const keys = new Set(items.map((item) => item.key));
    const focused = [...nodes].find(([, node]) => node === document.activeElement)?.[0];
    for (const [key, node] of nodes) {
      if (keys.has(key)) continue;
      node.remove();
      nodes.delete(key);
    }
    visited = visited && keys.has(current);
    if (!visited) current = (items.find((item) => item.pressed) ?? items[0])?.key ?? null;
    items.forEach((item) => dress(nodeOf(item), item, origin));
    if (items.some((item, i) => pane.children[i] !== nodes.get(item.key))) {
      pane.append(...items.map((item) => nodes.get(item.key)));
      if (focused && nodes.has(focused)) nodes.get(focused).focus({ preventScroll: true });
    }
    return Boolean(focused) && !nodes.has(focused);
  }

  function nodeOf(item) {
    if (!nodes.has(item.key)) nodes.set(item.key, makeButton(item.key));
    return nodes.get(item.key);
  }

  function makeButton(key) {
    const node = document.createElement("button");
    node.type = "button";
    node.setAttribute("role", "button");
    node.dataset.key = key;
    node.append(document.createElement("span"));
    const item = () => items.find((found) => found.key === key);
    node.addEventListener("click", (event) => {
      event.stopPropagation();
      const keyboard = event.detail === 0;
      if (keyboard || !act.moved()) press(item(), node, keyboard);
    });
    node.addEventListener("dblclick", (event) => event.stopPropagation());
    node.addEventListener("focus", () => {
      setCurrent(key);
      if (node.matches(":focus-visible")) act.hint(item());
    });
    node.addEventListener("blur", () => act.hint(null));
    // A finger lies on what it means; the words come into the sheet.
    node.addEventListener("pointerenter", ({ pointerType }) => pointerType !== "touch" && act.hint(item()));
    node.addEventListener("pointerleave", () => act.hint(null));
    return node;
  }

  function press(item, node, keyboard) {
    if (!item) return;
    if (item.stack) act.stack(item);
    else if (item.bbox) act.zoomTo(item, keyboard);
    else if (item.rest) act.list(item, node);
    else act.select(item.id, { keyboard });
  }

  function dress(node, item, origin) {
    node.className = `panj-mark panj-${item.shape ?? "round"}`;
    node.setAttribute("aria-label", item.label);
    node.tabIndex = item.key === current ? 0 : -1;
    setData(node, "eventId", item.id);
    setData(node, "count", item.count);
    setData(node, "holdsOpen", item.holdsOpen || undefined);
    if (item.id === undefined) node.removeAttribute("aria-pressed");
    else node.setAttribute("aria-pressed", String(item.pressed));
    if (item.rest || item.stack) node.setAttribute("aria-haspopup", "dialog");
    else node.removeAttribute("aria-haspopup");
    const { x, y, w, h } = item.box;
    place(node, { x: x + origin.x, y: y + origin.y, w, h });
    spread(node.firstChild, item);
  }

  function setCurrent(key) {
    [current, visited] = [key, true];
    for (const [other, node] of nodes) node.tabIndex = other === key ? 0 : -1;
  }

  function focus(key) {
    const node = nodes.get(key);
    if (!node) return false;
    setCurrent(key);
    node.focus({ preventScroll: true });
    return true;
  }

  return {
    sync, focus,
    items: () => items,
    itemOf: (node) => items.find((item) => nodes.get(item.key) === node) ?? null,
    keyOf: (node) => [...nodes].find(([, found]) => found === node)?.[0] ?? null,
    node: (key) => nodes.get(key) ?? null,
    /** The item that Tab reaches, or null. */
    stop: () => items.find((item) => item.key === current) ?? null,
  };
}

function setData(node, name, value) {
  if (value === undefined) delete node.dataset[name];
  else node.dataset[name] = value;
}

/** Let the first button of a plate take clicks on all of it. */
function spread(area, { spread: whole, box }) {
  area.hidden = !whole;
  if (whole) place(area, { ...whole, x: whole.x - box.x, y: whole.y - box.y });
}

/** Give a node its box; a transform of each would be a layer's worth of work to the browser. */
function place(node, { x, y, w, h }) {
  Object.assign(node.style, { left: `${x}px`, top: `${y}px`, width: `${w}px`, height: `${h}px` });
}
