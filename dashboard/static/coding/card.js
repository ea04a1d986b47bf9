// The open event: its fields, what is proposed for each, and on which words that rests.
import { el } from "../shared/dom.js";
import { say } from "../shared/words.js";
import { createPlaceField } from "./place_field.js";

/** How long typing rests before it is saved. */
const REST_MS = 400;

/** @param {{set: Function, take: Function, place: Function, find: Function, remove: Function, leave: Function}} does */
export function createCard(does) {
  const node = el("section", { "aria-label": say("code.event"), hidden: true, onkeydown: press });
  let [shown, timer, pending, version] = [null, null, null, 0];

  function press(event) {
    if (event.key !== "Escape" && !(event.key === "Enter" && event.target.matches("input, select"))) return;
    event.preventDefault();
    flush();
    does.leave();
  }

  function flush() {
    clearTimeout(timer);
    const last = pending;
    pending = null;
    if (last) does.set(...last);
  }

  function typed(field, value) {
    pending = [field, value, pending?.[0] === field ? pending[2] : version];
    clearTimeout(timer);
    timer = setTimeout(flush, REST_MS);
  }

  /** @param {boolean} anew whether the field in use is drawn anew, too, as after a refused change */
  function show(draft, lists, anew) {
    if (!draft || shown !== draft.key) flush();
    const held = shown === draft?.key ? node.querySelector(":focus") : null;
    shown = draft?.key ?? null;
    const searches = held?.dataset.field === "place" && held.value !== held.defaultValue;
    if (pending || searches) anew = false; // what is being typed is told of when it is saved
    version = draft?.version ?? 0;
    node.hidden = !draft;
    if (!draft) return;
    const { properties, proposals, written } = draft;
    node.replaceChildren(
      el("h2", {}, say("code.event")),
      input("title", properties.title ?? ""),
      select("kind", ["", ...lists.kinds], properties.kind ?? ""),
      select("status", ["", ...lists.statuses], properties.status ?? ""),
      input("date", properties.date ?? ""),
      place(),
      input("quantities", written.quantities),
      input("actors", written.actors),
      ...properties.quotes.flatMap(quote),
      input("note", properties.note ?? ""),
      el("button", { type: "button", onclick: does.remove }, say("code.remove")),
    );
    const same = held && node.querySelector(`[data-field="${held.dataset.field}"]`);
    if (!same) return;
    const whole = (field) => (field.dataset.field === "place" ? field.closest(".field") : field);
    if (!anew) whole(same).replaceWith(whole(held)); // what is being typed, and where, stays
    (anew ? same : held).focus();

    function input(field, value, label = say(`code_field.${field}`)) {
      return labelled(field, label, el("input", {
        "data-field": field, value, dir: "auto", spellcheck: "false",
        oninput: ({ target }) => typed(field, target.value.trim()), onblur: flush,
      }));
    }

    function select(field, values, chosen) {
      return labelled(field, say(`code_field.${field}`), el("select", { "data-field": field, onchange: ({ target }) => typed(field, target.value), onblur: flush },
        ...values.map((one) => el("option", { value: one, selected: one === chosen }, one))));
    }

    function place() {
      const { input: choice, parts } = createPlaceField({
        find: does.find, place: does.place, clear: () => does.set("place", ""), take: (number) => does.take("place", number),
      }, properties, proposals.place ?? []);
      const made = labelled("place", say("code_field.place"), choice, parts);
      const { place: name, place_precision: precision } = properties;
      if (name && !draft.drawn && precision !== "country") made.append(el("p", { class: "note" }, say("code.no_shape")));
      return made;
    }

    function quote({ exact, speaker }, number) {
      return [el("blockquote", { dir: "auto" }, exact), input(`speaker-${number}`, speaker ?? "", say("code.speaker", { number: number + 1 }))];
    }

    function labelled(field, label, control, parts = []) {
      control.id = `field-${field}`;
      const rests = (proposals[field] ?? []).slice(0, 3).map(({ rule, words }) => el("p", { class: "note" },
        words ? say("code.rests_on", { rule, words }) : say("code.rule", { rule })));
      return el("div", { class: "field" }, el("label", { for: control.id }, label), control, ...parts, ...rests);
    }
  }

  /** Go to a field, by its name or by the address of what it lacks, such as `quotes[0].exact`. */
  const focus = (field = "title") => {
    const last = [...node.querySelectorAll("[data-field^=speaker]")].at(-1)?.dataset.field;
    const names = [field === "speaker" ? last : field, field.split(/[.[]/)[0].replace(/_.*/, ""), "title"];
    const found = names.map((name) => node.querySelector(`[data-field="${CSS.escape(name)}"]`)).find(Boolean);
    found?.focus();
    if (found?.matches("input")) found.select();
  };
  return { node, show, focus };
}
