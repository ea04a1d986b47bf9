/** The small lists behind "+n": the events that have no glyph of their own. */

import { positionOf } from "./mark_buttons.js";

/**
 * @param {HTMLElement} host where lists open
 * @param {{select: (id: string, how: object) => void, closed: (key: string) => void}} act
 */
export function createLists(host, act) {
  const panels = new Map();
  let open = null;

  /** Keep one (closed) list for each button that has one. */
  function sync(items, layout) {
    const wanted = new Map(items.filter((item) => item.rest).map((item) => [item.key, item]));
    for (const [key, { node }] of panels) {
      if (wanted.has(key)) continue;
      node.remove();
      panels.delete(key);
      if (open === key) open = null;
    }
    for (const [key, item] of wanted) {
      const ids = JSON.stringify([item.rest.map((event) => event.id), layout.selected]);
      if (panels.get(key)?.ids === ids) continue;
      panels.get(key)?.node.remove();
      panels.set(key, { ids, node: host.appendChild(panelOf(item, key, layout)) });
      if (open === key) open = null;
    }
  }

  function panelOf(item, key, layout) {
    const node = document.createElement("div");
    node.className = "panj-list";
    node.hidden = true;
    node.setAttribute("role", "dialog");
    node.setAttribute("aria-label", item.label);
    node.append(...item.rest.map((event) => entryOf(event, layout)));
    node.addEventListener("keydown", (event) => walk(event, node, key));
    node.addEventListener("focusout", (event) => {
      if (!node.contains(event.relatedTarget)) hide(key);
    });
    return node;
  }

  function entryOf(event, layout) {
    const entry = document.createElement("button");
    entry.type = "button";
    entry.setAttribute("role", "button");
    entry.dataset.eventId = event.id;
    entry.textContent = event.title;
    entry.setAttribute("aria-label", `${event.aria ?? event.title} ${positionOf(event, layout)}`.trim());
    entry.setAttribute("aria-pressed", String(event.id === layout.selected));
    entry.addEventListener("click", (click) => (
      act.select(event.id, { keyboard: click.detail === 0 })));
    return entry;
  }

  function walk(event, node, key) {
    const entries = [...node.children];
    const at = entries.indexOf(document.activeElement);
    const to = {
      ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1,
    }[event.key];
    if (event.key === "Escape") {
      hide(key);
      act.closed(key);
    } else if (to !== undefined) {
      entries[(to + entries.length) % entries.length].focus();
    } else if (event.key !== "Tab") {
      event.stopPropagation();
      return;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function hide(key) {
    const panel = panels.get(key);
    if (panel) panel.node.hidden = true;
    if (open === key) open = null;
  }

  /** Open a list beside a box of the view and put the focus on an entry. */
  function show(key, box, size, id = null) {
    if (open && open !== key) hide(open);
    const panel = panels.get(key);
    if (!panel) return;
    open = key;
    const { node } = panel;
    node.hidden = false;
    const left = Math.max(4, Math.min(size.x - node.offsetWidth - 4, box.x + box.w + 4));
    const top = Math.max(4, Math.min(size.y - node.offsetHeight - 4, box.y));
    node.style.left = `${left}px`;
    node.style.top = `${top}px`;
    const wanted = [...node.children].find((entry) => entry.dataset.eventId === id);
    (wanted ?? node.firstChild).focus({ preventScroll: true });
  }

  return { sync, show, hideAll: () => open && hide(open) };
}
