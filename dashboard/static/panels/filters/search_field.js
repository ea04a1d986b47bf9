// A field that finds values by words. The server finds them, the best first; Enter takes the one that
// is highlighted, and nothing else. What is chosen stands above as boxes, one to take each away.
import { el } from "../../shared/dom.js";
import { number, say } from "../../shared/words.js";
import { valueBox, withoutOf } from "./fields.js";

const TYPING_MS = 120;
const MOST_UNASKED = 6; // values that are offered before a word is typed

const searches = new Map(); // by parameter

/**
 * @param {object} told as the server tells of the field
 * @param {string[]} chosen
 * @param {{change: (value: string[]) => void, find: (text: string) => Promise<object>}} ways
 */
export function searchField(told, chosen, ways) {
  if (!searches.has(told.parameter)) searches.set(told.parameter, createSearch(told));
  return searches.get(told.parameter).show(told, chosen, ways);
}

function createSearch({ parameter, label, hint }) {
  let [told, chosen, ways] = [null, [], null];
  let [found, at, timer] = [null, -1, null]; // found: {text, values, others}
  const id = `found-${parameter}`;

  const picked = el("div", { class: "boxes" });
  const list = el("ul", { role: "listbox", id, "aria-label": say("filters.found") });
  const note = el("p", { class: "note", role: "status" });
  const field = el("input", {
    type: "search", role: "combobox", "aria-expanded": "true", "aria-controls": id, "aria-autocomplete": "list",
    "aria-label": say(hint), placeholder: say(hint), "data-key": parameter, maxlength: "200", autocomplete: "off",
    oninput: () => {
      clearTimeout(timer);
      timer = setTimeout(search, TYPING_MS);
    },
    onkeydown: onKey,
  });
  const without = el("div", {});
  const node = el("fieldset", { class: "search" }, el("legend", {}, say(label)), picked, field, list, note, without);

  const text = () => field.value.trim();
  /** What is found and not chosen yet; without words, the values with the most events. */
  const listed = () => {
    if (text()) return found?.text === text() ? grouped(found.values, found.together) : [];
    return grouped(told.values, told.together).slice(0, MOST_UNASKED);
  };

  /** The values that are not chosen yet, each with those that are taken with it: one actor's names. */
  function grouped(values, together) {
    const taken = new Set(chosen);
    return values.flatMap(([value, count, also, source]) => {
      if (taken.has(value)) return [];
      const others = othersOf(together, value).filter(([other]) => !taken.has(other));
      const pairs = [[value, count], ...others];
      pairs.forEach(([one]) => taken.add(one));
      return { pairs, also, source: source || others[0]?.[2] };
    });
  }

  /** What is chosen, the names of one actor as one. */
  function pickedTogether() {
    const counts = new Map(told.values);
    const taken = new Set();
    return chosen.flatMap((value) => {
      if (taken.has(value)) return [];
      const others = othersOf(told.together, value).filter(([other]) => chosen.includes(other));
      [value, ...others.map(([other]) => other)].forEach((one) => taken.add(one));
      return [[[value, counts.get(value) ?? 0], ...others]];
    });
  }

  async function search() {
    clearTimeout(timer);
    timer = null;
    const asked = text();
    try {
      const answer = asked ? await ways.find(asked) : null;
      if (asked !== text()) return; // a later search is on its way
      found = answer && { text: asked, ...answer };
      at = listed().length && asked ? 0 : -1;
      draw();
    } catch (error) {
      console.warn("Panj: the names could not be had.", error);
    }
  }

  async function onKey(pressed) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[pressed.key];
    if (step) {
      const size = listed().length;
      at = size ? (Math.max(at, step > 0 ? -1 : 0) + step + size) % size : -1;
      draw();
    } else if (pressed.key === "Enter") {
      if (text() && found?.text !== text()) await search();
      if (at >= 0) take(listed()[at]);
    } else return;
    pressed.preventDefault();
  }

  function take({ pairs }) {
    field.value = "";
    [found, at] = [null, -1];
    ways.change([...chosen, ...pairs.map(([value]) => value)]);
    field.focus();
  }

  function option(one, place) {
    const { pairs, also } = one;
    const names = pairs.map(([value]) => value).join(" + ");
    return el("li", {
      role: "option", id: `${id}-${place}`, "aria-selected": String(place === at),
      onclick: () => take(one), onpointerdown: (pressed) => pressed.preventDefault(),
    }, el("span", {}, names, also ? el("span", { class: "also" }, ` ${say("filters.also", { name: also })}`) : null),
    el("span", { class: "number" }, pairs.map(([, count]) => number(count)).join(" + ")));
  }

  function draw() {
    without.replaceChildren(...[withoutOf(told)].filter(Boolean));
    picked.replaceChildren(...pickedTogether().map((pairs) => valueBox(told, pairs, chosen, ways.change)));
    const options = listed();
    list.replaceChildren(...options.map(option));
    list.hidden = !options.length;
    if (at >= 0) field.setAttribute("aria-activedescendant", `${id}-${at}`);
    else field.removeAttribute("aria-activedescendant");
    list.children[at]?.scrollIntoView({ block: "nearest" });
    const others = text() ? found?.others ?? 0 : told.others + told.values.length - chosen.length - options.flatMap(({ pairs }) => pairs).length;
    const { pairs = [], also, source } = options[at] ?? {};
    note.textContent = text() && found?.text === text() && !found.values.length ? say("filters.none_found")
      : also ? say("filters.also_by", { name: also, source })
        : pairs.length > 1 ? say("filters.one_actor", { source })
        : others > 0 ? say("filters.more", { count: others }) : "";
  }

  return {
    show(...next) {
      const isOther = JSON.stringify(told?.values) !== JSON.stringify(next[0].values);
      [told, chosen, ways] = next;
      draw();
      if (isOther && text()) search(); // what is found leaves other numbers now
      return node;
    },
  };
}

/** The other names of a value's actor; a name may be "constructor". */
const othersOf = (together, value) => (Object.hasOwn(together, value) ? together[value] : []);
