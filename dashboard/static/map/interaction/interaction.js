/** What pointer, keyboard and screen reader meet over the drawing: marks' buttons, their lists and hints. */

import { anchorZoom, placeOf } from "./anchored_zoom.js";
import { createArrival } from "./arrival.js";
import { buttonsOf, createButtons } from "./mark_buttons.js";
import { createTooltip } from "./tooltip.js";
import { listenToKeys, listenToLetters, nextItem } from "./keyboard.js";
import { createLists } from "./overflow_list.js";
import { createEventList } from "./event_list.js";
import { zoomInto } from "../geometry/viewport.js";

/**
 * @param {object} L Leaflet
 * @param {object} map
 * @param {{select: (id: string, how: object) => void, escape: () => void, selected: () => string|null,
 *   letter: (key: string, id: string|null) => void, page: Function, table?: Function}} act letter: takes a letter
 *   that is pressed, with the event of the mark that has the focus; page: fetches a part of a list, as
 *   event_list.js asks for it; table: shows the events of a place in the table, where the page has one
 */
export function createInteraction(L, map, act) {
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
  const hint = createTooltip(extras);
  const lists = createLists(extras, { select, closed });
  const stack = createEventList(extras, { select, closed, page: act.page, table: act.table, selected: act.selected });
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
  const focused = () => buttons.itemOf(document.activeElement);
  const open = () => buttons.items().find((item) => item.pressed || item.holdsOpen);
  anchorZoom(map, { chosen: () => placeOf(map, focused() ?? open()), open: () => placeOf(map, open()) });
  listenToLetters(map.getContainer(), (key) => act.letter(key, focused()?.id ?? null));
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
    /**
     * Put the focus on an event's mark, on what holds it, or in the list that it is in. Without an event
     * it goes to the one mark that Tab reaches; where there is none, to the map.
     */
    focusMark(id) {
      const items = buttons.items();
      const own = id === null ? buttons.stop() : items.find((item) => item.id === id);
      if (own) return buttons.focus(own.key);
      const list = items.find((item) => item.rest?.some((event) => event.id === id));
      if (list) lists.show(list.key, list.box, map.getSize(), id);
      const holder = items.find((item) => item.holdsOpen && id === act.selected());
      if (list || buttons.focus(holder?.key)) return true;
      map.getContainer().focus({ preventScroll: true });
      return false;
    },
  };
}
