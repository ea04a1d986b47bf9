/**
 * The search for a place: a button beside the zoom, which opens an input with a list under it
 * (a combobox with a listbox, by the ARIA Authoring Practices).
 */

import { findPlaces } from "./gazetteer.js";
import { say } from "../shared/words.js";

/**
 * @param {HTMLButtonElement} button opens and closes the search
 * @param {{places: () => object[], world: () => Promise<object[]>, inView: (point: number[]) => boolean,
 *   go: (place: object) => void, changed: () => void}} act
 *   `places`: those of the region; `world`: the others, once they have come; `changed`: the search
 *   takes more or less of the map than before
 * @returns {{node: HTMLElement, field: HTMLElement}} the panel, and the part that is always seen
 */
export function createPlaceSearch(button, act) {
  const node = element("div", "panj-finder");
  const [field, list] = [fieldOf(), listOf()];
  const told = element("div", "panj-none");
  told.setAttribute("role", "status");
  node.append(field, list, told);
  let [found, active, world] = [[], -1, null];

  function open(wanted) {
    node.hidden = !wanted;
    if (wanted && !world?.length) act.world().then((places) => { world = places; search(); });
    button.setAttribute("aria-expanded", String(wanted));
    field.value = "";
    search();
    act.changed();
    (wanted ? field : button).focus({ preventScroll: true });
  }

  /** Find anew, as the world's names come, too: the place that a reader has gone to stays chosen. */
  function search() {
    const chosen = found[active]?.place;
    found = findPlaces([...act.places(), ...world ?? []], field.value, act.inView);
    list.replaceChildren(...found.map((each, i) => optionOf(each, i, () => choose(i))));
    list.hidden = !found.length;
    field.setAttribute("aria-expanded", String(found.length > 0));
    told.textContent = toldOf(found.length, field.value, !world);
    told.classList.toggle("panj-unseen", found.length > 0 || !told.textContent);
    mark(found.length ? Math.max(0, found.findIndex(({ place }) => place === chosen)) : -1);
  }

  function mark(at) {
    active = at;
    [...list.children].forEach((option, i) => {
      option.setAttribute("aria-selected", String(i === at));
      if (i === at) option.scrollIntoView({ block: "nearest" });
    });
    if (at < 0) field.removeAttribute("aria-activedescendant");
    else field.setAttribute("aria-activedescendant", list.children[at].id);
  }

  function choose(at) {
    if (!found[at]) return;
    const { place } = found[at];
    open(false);
    act.go(place);
  }

  field.addEventListener("input", () => {
    active = -1;
    search();
  });
  button.addEventListener("click", () => open(node.hidden));
  node.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing) return;
    if (event.key === "Escape") open(false);
    else if (event.key === "Enter") choose(active);
    else if (step && found.length) mark((active + step + found.length) % found.length);
    else return;
    event.preventDefault();
  });
  node.hidden = true;
  return { node, field };
}

function element(tag, className, words = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = words;
  return made;
}

function fieldOf() {
  const field = element("input", "panj-field");
  const attributes = {
    type: "text", role: "combobox", "aria-label": say("find.title"), "aria-autocomplete": "list",
    "aria-controls": "panj-found-places", "aria-expanded": "false", autocomplete: "off",
    autocapitalize: "off", spellcheck: "false", dir: "auto", placeholder: say("find.hint"),
  };
  for (const [name, value] of Object.entries(attributes)) field.setAttribute(name, value);
  return field;
}

function listOf() {
  const list = element("ul", "panj-found-places");
  list.id = "panj-found-places";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", say("find.found"));
  return list;
}

/** A place as a choice: its name, the name it was found by, and where it is. */
function optionOf({ place, by }, i, choose) {
  const option = element("li", "");
  option.id = `panj-found-place-${i}`;
  option.setAttribute("role", "option");
  const other = by === place.name ? [] : [" ", element("bdi", "", by)];
  option.append(element("b", "", place.name), ...other, " ", element("span", "", place.about));
  option.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
  option.addEventListener("click", choose);
  return option;
}

function toldOf(count, words, loading) {
  if (!words.trim()) return "";
  if (!count && loading) return say("find.loading");
  return count ? say("find.count", { count }) : say("find.none");
}
