// The open event: its fields, what is proposed for each, and on which words that rests.
import { el, redraw } from "../shared/dom.js";
import { say } from "../shared/words.js";
import { accountFields } from "./card/accounts.js";
import { completeNames, wordsOf } from "./card/name_completion.js";
import { FIELDS } from "./text_view.js";
import { createPlaceField } from "./card/place_field.js";

/** How long typing rests before it is saved. */
const REST_MS = 400;

/** The key of each field, and the fields that show how they are written. */
const KEYS = Object.fromEntries(Object.entries(FIELDS).map(([key, field]) => [field, key]));
const HINTED = ["date", "quantities", "actors"];

/** A list that is open, where the browser tells. */
const OPEN = CSS.supports("selector(select:open)") ? "select:open" : "select:not(*)";

/**
 * What an event has in a field, as the server knows it.
 * @param {{properties: object}|undefined} draft
 */
export function valueOf(draft, field) {
  const [, list, number, name] = /^(accounts)\[(\d+)\]\.(.+)$/.exec(field) ?? [];
  const [speaker, quote] = field.split("-");
  const { properties } = draft ?? {};
  if (list) return properties?.[list]?.[number]?.[name] ?? null;
  return (quote === undefined ? properties?.[field] : properties?.quotes[quote]?.[speaker]) ?? null;
}

const named = (field) => say(`code_field.${field.replace(/.*\./, "")}`);

/** @param {{set: Function, take: Function, place: Function, find: Function, told: Function, remove: Function, leave: Function}} does */
export function createCard(does) {
  const node = el("section", { "aria-label": say("code.event"), hidden: true, onkeydown: press });
  let [shown, timer, pending, seen, late] = [null, null, null, null, null];

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
    if (last) does.set(...last).then((done) => { if (done && late?.field === last[0]) late = null; });
  }

  function typed(field, value) {
    if (pending && pending[0] !== field) flush();
    const known = late?.field === field ? late.seen : seen;
    pending = [field, value, ...(pending?.slice(2) ?? [known.version, valueOf(known, field)])];
    clearTimeout(timer);
    timer = setTimeout(flush, REST_MS);
  }

  /** @param {boolean} anew whether the field in use is drawn anew, too, as after a refused change */
  function show(draft, lists, anew) {
    if (!draft || shown !== draft.key) flush();
    const before = shown === draft?.key ? seen : null;
    [shown, seen] = [draft?.key ?? null, draft];
    node.hidden = !draft;
    if (!draft) return node.replaceChildren();
    const { properties, proposals, written } = draft;
    const several = Boolean(properties.accounts?.length);
    const locked = !lists.may.includes("code");
    if (!before) [late] = [null, node.replaceChildren()];
    const held = node.querySelector("[data-field]:focus");
    const made = [
      el("h2", {}, say("code.event")),
      input("title", properties.title ?? ""),
      select("kind", ["", ...lists.kinds], properties.kind ?? ""),
      ...(several ? [] : [
        select("status", ["", ...lists.statuses], properties.status ?? ""),
        input("date", properties.date ?? ""),
        place("place", properties, proposals.place),
        input("quantities", written.quantities),
      ]),
      actors(),
      ...(several ? [el("p", { class: "note", dir: "auto" }, say("code_account.follows", { shown: told().join(" · ") }))] : []),
      ...accountFields({ input, select, place }, draft, lists, (field) => does.set(field, "")),
      ...properties.quotes.flatMap(quote),
      input("note", properties.note ?? ""),
      el("div", { class: "card-acts", "data-name": "acts", "data-for": "code" }, button("told"), button("remove")),
    ];
    if (!held) late = null;
    const fresh = held && made.map((one) => one.querySelector(`[data-field="${held.dataset.field}"]`)).find(Boolean);
    redraw(node, made);
    return fresh && renew(held, fresh, before, anew);

    /** Tell why no date is proposed that is counted from the day of publication. */
    function undated(field) {
      const own = lists.sources.find(({ id }) => id === properties.quotes[0]?.source);
      return field === "date" && own && !own.published ? el("p", { class: "note" }, say("code.undated")) : null;
    }

    function told() {
      const { status, date, place: where, place_precision: precision } = properties;
      return [status, date, where && say("code.place", { name: where, precision }), written.quantities].filter(Boolean);
    }

    function button(name) {
      return el("button", { type: "button", "data-name": name, onclick: does[name] }, say(`code_card.${name}`));
    }

    function input(field, value, label = named(field)) {
      return labelled(field, label, el("input", {
        "data-field": field, value, dir: "auto", spellcheck: "false", readonly: locked, placeholder: HINTED.includes(field) ? say(`code_hint.${field}`) : null,
        oninput: ({ target }) => typed(field, target.value.trim()), onblur: flush,
      }));
    }

    function actors() {
      const made = input("actors", written.actors);
      const field = made.querySelector("input");
      const known = () => ({
        names: [...new Set(lists.drafts.flatMap((one) => one.properties.actors ?? []).map(({ name }) => name))],
        words: wordsOf(properties.quotes),
      });
      completeNames(field, known, (value) => typed("actors", value));
      return made;
    }

    function select(field, values, chosen) {
      return labelled(field, named(field), el("select", { "data-field": field, disabled: locked, onchange: ({ target }) => typed(field, target.value), onblur: flush },
        ...values.map((one) => el("option", { value: one, selected: one === chosen }, one))));
    }

    function place(field, told, proposed = []) {
      const { place: known, place_precision: class_ } = told;
      if (locked) return input(field, known ? say("code.place", { name: known, precision: class_ }) : "");
      const { input: choice, parts } = createPlaceField({
        find: does.find, place: (number) => does.place(number, field), clear: () => does.set(field, ""), take: (number) => does.take("place", number),
      }, told, proposed, field);
      const made = labelled(field, named(field), choice, parts);
      made.dataset.whole = "";
      const { place: name, place_precision: precision } = told;
      if (field === "place" && name && !draft.drawn && precision !== "country") made.append(el("p", { class: "note" }, say("code.no_shape")));
      return made;
    }

    function quote({ exact, speaker }, number) {
      return [el("blockquote", { dir: "auto" }, exact), input(`speaker-${number}`, speaker ?? "", say("code.speaker", { number: number + 1 }))];
    }

    function labelled(field, label, control, parts = []) {
      control.id = `field-${field}`;
      const rests = (proposals[field] ?? []).slice(0, 3).map(({ rule, words }) => el("p", { class: "note" },
        words ? say("code.rests_on", { rule, words }) : say("code.rule", { rule })));
      return el("div", { class: "field", "data-name": field }, el("label", { for: control.id, "data-key": KEYS[field] }, label), control, ...parts, ...rests, undated(field));
    }
  }

  /** Bring the field in use up to date, unless something is being typed or chosen there. */
  function renew(held, fresh, before, anew) {
    const { field } = held.dataset;
    const isPlace = held.role === "combobox";
    const busy = pending?.[0] === field || held.matches(OPEN) || (isPlace && held.value !== held.defaultValue);
    const same = (value) => JSON.stringify(value(before)) === JSON.stringify(value(seen));
    if (busy || !anew) {
      if (!same((one) => valueOf(one, field))) late ??= { field, seen: before }; // it is told of when what is typed is saved
      return;
    }
    late = null;
    if (!isPlace && held.value !== fresh.value) held.value = fresh.value;
    if (!isPlace || (held.defaultValue === fresh.defaultValue && same(({ proposals }) => proposals.place))) return;
    held.closest(".field").replaceWith(fresh.closest(".field"));
    fresh.focus();
  }

  /** Go to a field, by its name or by the address of what it lacks, such as `quotes[0].exact`. */
  const focus = (field = "title") => {
    const last = [...node.querySelectorAll("[data-field^=speaker]")].at(-1)?.dataset.field;
    const whole = field.replace(/_\w*$/, "");
    const names = [field === "speaker" ? last : field, whole, `accounts[0].${whole}`, field.split(/[.[]/)[0], "title"];
    const found = names.map((name) => node.querySelector(`[data-field="${CSS.escape(name)}"]`)).find(Boolean);
    found?.focus();
    if (found?.matches("input")) found.select();
  };
  return { node, show, focus };
}
