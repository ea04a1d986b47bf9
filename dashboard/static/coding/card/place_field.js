// Where it was, by keys: what is proposed, or a place of the gazetteer that is searched by its name.
import { el } from "../../shared/dom.js";
import { say } from "../../shared/words.js";

/**
 * @param {{find: (words: string) => Promise<object[]>, take: Function, place: Function, clear: Function}} does
 * @param {object} properties of the event, or what one source tells of it
 * @param {object[]} proposed the places that its words name
 * @param {string} field its name
 */
export function createPlaceField(does, properties, proposed, field) {
  const shown = properties.place ? named(properties.place, properties.place_precision) : "";
  const list = el("ul", { role: "listbox", class: "places", id: `places-${field}`, "aria-label": say("code.places"), hidden: true });
  const input = el("input", {
    "data-field": field, value: shown, dir: "auto", spellcheck: "false", autocomplete: "off", role: "combobox",
    "aria-controls": list.id, "aria-expanded": "false", "aria-autocomplete": "list",
    oninput: search, onkeydown: press, onblur: close, onfocus: begin,
  });
  const spoken = el("p", { class: "note", role: "status" });
  let [options, active, asked] = [[], -1, 0];

  function named(name, precision) {
    return say("code.place", { name, precision });
  }

  /** Offer, unless a redraw has only put the focus back to what is being typed. */
  function begin() {
    if (input.value !== shown) return search();
    input.select();
    return offer();
  }

  /** Show what the words themselves name, before anything is typed. */
  function offer() {
    fill(proposed.map(({ values }, at) => ({ label: named(values.place, values.place_precision), take: () => does.take(at) })), -1);
  }

  async function search() {
    const own = ++asked;
    if (!input.value.trim()) return offer();
    const found = await does.find(input.value);
    if (own !== asked || document.activeElement !== input) return;
    fill(found.map(({ number, name, precision, countries }) => ({
      label: say("code.found_place", { name, precision, countries: countries.join(", ") }), take: () => does.place(number),
    })), 0);
    spoken.textContent = found.length ? "" : say("code.no_such_place");
  }

  function fill(made, first) {
    options = made;
    list.replaceChildren(...options.map(({ label }, at) => el("li", {
      role: "option", id: `${list.id}-${at}`, dir: "auto", onpointerdown: (event) => { event.preventDefault(); choose(at); },
    }, label)));
    list.hidden = !options.length;
    input.setAttribute("aria-expanded", String(Boolean(options.length)));
    point(options.length ? first : -1);
  }

  function point(at) {
    active = at;
    [...list.children].forEach((one, number) => one.setAttribute("aria-selected", String(number === at)));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", `${list.id}-${at}`);
  }

  function press(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && options.length) {
      event.preventDefault();
      point(Math.min(Math.max(active + step, 0), options.length - 1));
    } else if (event.key === "Enter" && active >= 0) {
      choose(active);
    } else if (event.key === "Enter" && shown && !input.value.trim()) {
      does.clear();
    } else if (event.key === "Enter") {
      input.value = shown;
    }
  }

  function choose(at) {
    options[at].take();
    input.blur(); // so that what was taken is shown
  }

  function close() {
    asked += 1;
    fill([], -1);
  }

  return { input, parts: [list, spoken] };
}
