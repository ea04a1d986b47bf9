// The fields of the panel of filters. Each takes what is told of it, its value in the selection, and
// where a change goes; a field that is typed into stays the same element, so that it keeps the caret.
import { el } from "../../shared/dom.js";
import { isNumber, MOST_NUMBER, plainWords } from "../../shared/parameters.js";
import { number, say } from "../../shared/words.js";

const TYPING_MS = 200;

const typed = new Map(); // by parameter: the fields that are typed into

/** Words, searched for while they are typed. */
export function wordsField(told, value, { change }) {
  return typedField(told, value, { read: plainWords, change });
}

/** A whole number; anything else changes nothing, and is told beside the field. */
export function numberField(told, value, { change }) {
  const read = (text) => (isNumber(text.trim()) ? String(Number(text)) : text.trim() ? null : "");
  return typedField(told, value, { read, change, inputmode: "numeric" });
}

/** A box that is ticked or not. */
export function onOff(told, value, { change }) {
  return box(say(told.label), { key: told.parameter, checked: value, change });
}

/** A box for each value, with what it would leave. */
export function boxes(told, chosen, { change }) {
  const known = told.values.map(([value]) => value);
  const others = chosen.filter((value) => !known.includes(value)).map((value) => [value, 0]);
  return el("fieldset", {}, el("legend", {}, say(told.label)),
    el("div", { class: "boxes" }, ...[...told.values, ...others].map((pair) => valueBox(told, [pair], chosen, change))),
    told.others ? el("p", { class: "note" }, say("filters.more", { count: told.others })) : null, withoutOf(told));
}

/** How many events a field can't judge. */
export function withoutOf({ without }) {
  return without ? el("p", { class: "note" }, say("filters.without", { count: without })) : null;
}

/** The box of a value, or of several that are taken together: pairs of a value and its count. */
export function valueBox(told, pairs, chosen, change) {
  const values = pairs.map(([value]) => value);
  return box(values.map((value) => wordsOf(told, value)).join(" + "), {
    key: `${told.parameter}-${values[0]}`, checked: chosen.includes(values[0]), counts: pairs.map(([, count]) => count),
    change: (on) => change(on ? [...chosen, ...values] : chosen.filter((one) => !values.includes(one))),
  });
}

/** A menu of the values, one of which can be chosen. */
export function menu(told, value, { change }) {
  const known = told.values.map(([one]) => one);
  const others = value && !known.includes(value) ? [[value, 0]] : [];
  const option = ([one, count]) => el("option", { value: one, selected: one === value },
    say("filters.value", { value: wordsOf(told, one), count }));
  return labelled(told, el("select", {
    "data-key": told.parameter, onchange: ({ target }) => change(target.value),
  }, el("option", { value: "", selected: !value }, say(told.hint)), ...[...told.values, ...others].map(option)));
}

/** What a value is called. */
function wordsOf({ words, names = {} }, value) {
  return words ? say(`${words}.${value}`) : Object.hasOwn(names, value) ? names[value] : value;
}

function labelled(told, field) {
  return el("label", { class: "field" }, el("span", {}, say(told.label)), field);
}

function box(name, { key, checked, change, counts = [] }) {
  const isQuiet = counts.length > 0 && counts.every((count) => count === 0);
  return el("label", { class: `box${isQuiet ? " is-quiet" : ""}` },
    el("input", {
      type: "checkbox", checked, "data-key": key, "aria-label": name,
      "aria-description": counts.map((count) => say("list.events", { count })).join(" + ") || null,
      onchange: ({ target }) => change(target.checked),
    }),
    el("span", {}, name),
    counts.length ? el("span", { class: "number", "aria-hidden": "true" }, counts.map(number).join(" + ")) : null);
}

/** A field, the same each time; what is typed while it has the focus is one step in the history. */
function typedField(told, value, given) {
  if (!typed.has(told.parameter)) typed.set(told.parameter, createTypedField(told, given.inputmode));
  const state = Object.assign(typed.get(told.parameter), given, { value });
  const isOther = state.refused === null ? given.read(state.field.value) !== value : value !== state.refused;
  if (state.timer === null && isOther) {
    state.field.value = value;
    state.refuse(null);
  }
  state.without.replaceChildren(...[withoutOf(told)].filter(Boolean));
  return state.node;
}

function createTypedField(told, inputmode) {
  const state = { timer: null, gesture: null, refused: null }; // refused: the value in force beside what can't be read
  const id = `refused-${told.parameter}`;
  const reason = el("p", { class: "note", role: "alert", id });
  const commit = () => {
    clearTimeout(state.timer);
    state.timer = null;
    const next = state.read(state.field.value);
    state.refuse(next === null ? state.value : null);
    if (next !== null && next !== state.value) state.change(next, { gesture: state.gesture });
  };
  state.refuse = (value) => {
    state.refused = value;
    state.field.setAttribute("aria-invalid", String(value !== null));
    reason.textContent = value === null ? "" : say("filters.no_number", { text: state.field.value.trim(), most: MOST_NUMBER });
  };
  state.field = el("input", {
    type: "search", inputmode, "aria-describedby": id, "data-key": told.parameter, maxlength: "2000", placeholder: told.hint ? say(told.hint) : null,
    onfocus: () => { state.gesture = {}; },
    oninput: () => {
      clearTimeout(state.timer);
      state.timer = setTimeout(commit, TYPING_MS);
    },
    onkeydown: ({ key }) => key === "Enter" && commit(),
  });
  state.without = el("div", {});
  state.node = el("div", { class: "field" }, labelled(told, state.field), reason, told.note ? el("p", { class: "note" }, say(told.note)) : null, state.without);
  return state;
}
