// The open event: its fields, what is proposed for each, and on which words that rests.
import { el } from "../shared/dom.js";
import { number, say } from "../shared/words.js";

/** How long typing rests before it is saved. */
const REST_MS = 400;

/** @param {{set: Function, take: Function, remove: Function, leave: Function}} does */
export function createCard(does) {
  const node = el("section", { "aria-label": say("code.event"), hidden: true, onkeydown: press });
  let [shown, timer, pending] = [null, null, null];

  function press(event) {
    if (event.key !== "Escape" && !(event.key === "Enter" && event.target.matches("input"))) return;
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
    pending = [field, value];
    clearTimeout(timer);
    timer = setTimeout(flush, REST_MS);
  }

  /** @param {boolean} anew whether the field in use is drawn anew, too, as after a refused change */
  function show(draft, lists, anew) {
    if (!draft || shown !== draft.key) flush();
    const held = shown === draft?.key ? node.querySelector(":focus") : null;
    shown = draft?.key ?? null;
    node.hidden = !draft;
    if (!draft) return;
    const { properties, proposals } = draft;
    node.replaceChildren(
      el("h2", {}, say("code.event")),
      input("title", properties.title ?? ""),
      select("kind", ["", ...lists.kinds], properties.kind ?? ""),
      select("status", ["", ...lists.statuses], properties.status ?? ""),
      input("date", properties.date ?? ""),
      place(properties, draft.drawn),
      quantities(properties.quantities ?? []),
      ...properties.quotes.map(({ exact }) => el("blockquote", { dir: "auto" }, exact)),
      el("button", { type: "button", onclick: does.remove }, say("code.remove")),
    );
    const same = held && node.querySelector(`[data-field="${held.dataset.field}"]`);
    if (!same) return;
    if (!anew) same.replaceWith(held); // what is being typed, and where, stays
    (anew ? same : held).focus();

    function input(field, value) {
      return labelled(field, el("input", {
        "data-field": field, value, dir: "auto", spellcheck: "false",
        oninput: ({ target }) => typed(field, target.value.trim()), onblur: flush,
      }), proposals[field]);
    }

    function select(field, values, chosen) {
      const choice = el("select", { "data-field": field, onchange: ({ target }) => does.set(field, target.value) },
        ...values.map((one) => el("option", { value: one, selected: one === chosen }, one)));
      return labelled(field, choice, proposals[field]);
    }

    function place({ place: name = "", place_precision: precision = "" }, drawn) {
      const known = proposals.place ?? [];
      const options = known.map(({ values }, at) => el("option", { value: String(at), selected: values.place === name && values.place_precision === precision },
        `${values.place} (${values.place_precision})`));
      const choice = el("select", { "data-field": "place", onchange: ({ target }) => (
        target.value === "" ? does.set("place", "") : does.take("place", Number(target.value))) },
      el("option", { value: "", selected: !name }, say("code.no_place")), ...options);
      const made = labelled("place", choice, known);
      if (name && !drawn && precision !== "country") made.append(el("p", { class: "note" }, say("code.no_shape")));
      return made;
    }

    function quantities(list) {
      const words = list.map(({ what, low, high, says = "" }) => say("code.number", { what, range: range(low, high), says }));
      return labelled("quantities", el("output", {}, words.join("; ") || say("code.none")), proposals.quantities);
    }
  }

  function range(low, high) {
    if (typeof low !== "number" && typeof high !== "number") return say("code_range.unknown");
    if (typeof low !== "number") return say("code_range.most", { high });
    if (typeof high !== "number") return say("code_range.least", { low });
    return low === high ? number(low) : say("code_range.both", { low, high });
  }

  function labelled(field, control, proposed = []) {
    control.id = `field-${field}`;
    const rests = proposed.map(({ rule, words }) => el("p", { class: "note" },
      words ? say("code.rests_on", { rule, words }) : say("code.rule", { rule })));
    return el("div", { class: "field" }, el("label", { for: control.id }, say(`code_field.${field}`)), control, ...rests.slice(0, 3));
  }

  const focus = (field = "title") => {
    const name = field.split(/[.[]/)[0].replace(/_.*/, "");
    (node.querySelector(`[data-field="${CSS.escape(name)}"]`) ?? node.querySelector("[data-field=title]"))?.focus();
  };
  return { node, show, focus };
}
