/** What pointer, keyboard and screen reader meet over the drawing: marks' buttons, their lists and hints. */

import { createArrival } from "./arrival.js";
import { buttonsOf, createButtons } from "./buttons.js";
import { createHint } from "./hint.js";
import { listenToKeys, nextItem } from "./keys.js";
import { createLists } from "./lists.js";
import { createStackList } from "./stacklist.js";
import { zoomInto } from "./view.js";

/**
 * @param {object} L Leaflet
 * @param {object} map
 * @param {{select: (id: string, how: object) => void, escape: () => void, selected: () => string|null,
 *   page: Function}} act page: fetches a part of a list, as stacklist.js asks for it
 */
export function createTargets(L, map, act) {
  const pane = map.getPane("panj-buttons");
  const extras = document.createElement("div");
  extras.className = "panj-extras";
  map.getContainer().append(extras);
  // Else a press in a list would focus the map, and so close the list.
  L.DomEvent.disableClickPropagation(extras);
  L.DomEvent.disableScrollPropagation(extras);
  const select = (id, how) => {
    hideLists();
    act.select(id, how);
  };
  const closed = (key) => buttons.focus(key);
  const hint = createHint(extras);
  const lists = createLists(extras, { select, closed });
  const stack = createStackList(extras, { select, closed, page: act.page, selected: act.selected });
  const buttons = createButtons(pane, {
    select,
    zoomTo(cell, keyboard) {
      if (keyboard) arrival.leave(cell);
      zoomInto(map, cell);
    },
    stack: (item) => stack.show(item, map.getSize()),
    list: (item) => lists.show(item.key, item.box, map.getSize()),
    hint: (item) => (item ? hint.show(item.hint, item.box, map.getSize()) : hint.hide()),
    moved: () => Boolean(map.dragging?.moved?.()),
  });
  const arrival = createArrival(map, buttons);
  listenToKeys(pane, {
    move(key, from) {
      arrival.forget();
      const item = nextItem(buttons.items(), buttons.keyOf(from), key);
      if (item) buttons.focus(item.key);
    },
    escape: act.escape,
    zoom(by, from) {
      arrival.leave(buttons.itemOf(from));
      map.setZoom(map.getZoom() + by);
    },
  });

  function hideLists() {
    lists.hideAll();
    stack.hide();
  }

  return {
    items: buttons.items,
    /** The map is on its way: nothing stays open. */
    unsettle() {
      hint.hide();
      hideLists();
    },
    /** A new view is complete: whoever zoomed by keyboard goes on from where it led. */
    settle: arrival.arrive,
    /** Follow a layout; a focus that is lost goes to the map. */
    sync(layout) {
      const items = buttonsOf(layout);
      const lost = buttons.sync(items, map.containerPointToLayerPoint([0, 0]));
      lists.sync(items, layout);
      stack.sync(items);
      if (lost) map.getContainer().focus({ preventScroll: true });
    },
    /** Put the focus on an event's mark, on what holds it, or in the list that it is in. */
    focusMark(id) {
      const items = buttons.items();
      const own = items.find((item) => item.id === id);
      if (own) return buttons.focus(own.key);
      const list = items.find((item) => item.rest?.some((event) => event.id === id));
      if (list) lists.show(list.key, list.box, map.getSize(), id);
      const holder = items.find((item) => item.holdsOpen && id === act.selected());
      return Boolean(list) || buttons.focus(holder?.key);
    },
  };
}
