// The history of the open event: who changed what, when and why; any state of it can be had again.
import { el, offerOptions, redraw } from "../../shared/dom.js";
import { language, say } from "../../shared/words.js";

const times = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" });

/** A moment as a coder reads it. */
export const timeOf = (at) => (at ? el("time", { datetime: at }, times.format(new Date(at))) : say("code_history.unknown_time"));

/** Fields as they were and are, each with what else is told of it. */
export function changeList(fields) {
  return el("dl", { class: "keys" }, ...fields.flatMap(([name, old, now, ...others]) => [
    el("dt", {}, name),
    el("dd", { dir: "auto" }, el("del", {}, old || say("code_history.none")), " → ", el("ins", {}, now || say("code_history.none")), ...others),
  ]));
}

/**
 * @param {{restore: Function, split: Function, merge: Function}} does the first two take the number
 *   of an act, the third another event's key and version; each gives the server's answer
 */
export function createHistory(does) {
  const list = el("ol", { class: "drafts", "aria-label": say("code.history"), hidden: true });
  const button = el("button", { type: "button", "aria-expanded": "false", onclick: () => turn(list.hidden) }, say("code.history"));
  const why = el("input", { id: "change-why", dir: "auto", autocomplete: "off" });
  const node = el("section", { "aria-label": say("code.history"), hidden: true },
    el("div", { class: "field", "data-for": "code" }, el("label", { for: "change-why" }, say("code.why")), why), button, list);
  const other = el("select", { id: "same-event" });
  const join = el("button", { type: "button", onclick: () => does.merge(other.value, Number(other.selectedOptions[0]?.dataset.version)) }, say("code.make_one"));
  const same = el("div", { class: "field", "data-for": "code" }, el("label", { for: "same-event" }, say("code.same_event")), other, join);
  node.append(same);
  let [key, version] = [null, ""];

  function show(draft, drafts) {
    const others = drafts.filter((one) => one.key !== draft?.key);
    same.hidden = !others.length;
    offerOptions(other, others.map((one) => el("option", { value: one.key, "data-version": one.version }, one.properties.title ?? one.key)));
    const isNew = draft?.key !== key;
    const now = draft ? `${draft.version} ${draft.review.version}` : "";
    const changed = isNew || now !== version;
    [key, version] = [draft?.key ?? null, now];
    node.hidden = !draft;
    if (isNew) turn(false);
    else if (changed && !list.hidden) fill();
  }

  function turn(open) {
    list.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    if (open) fill();
  }

  async function fill() {
    const asked = key;
    const answer = await fetch(`history?${new URLSearchParams({ key })}`).catch(() => null);
    if (!answer?.ok || asked !== key) return;
    redraw(list, (await answer.json()).history.map(item));
  }

  function item({ number, act, look, who, at, why: reason, fields, made, removed, with: others }, place) {
    const taken = look && ["undo", "redo"].includes(act);
    const what = removed ? "removed" : made && act === "save" ? "made" : taken ? `${act}_look` : act;
    const way = (name, doing) => el("button", { type: "button", "data-name": name, "data-for": "code", onclick: () => doing(number).then((done) => done && fill()) }, say(`code_history.${name}`));
    return el("li", { "data-name": number },
      el("p", {}, `${say(`code_history.${what}`)} `, timeOf(at), who ? ` ${say("code_history.by", { who })}` : ""),
      ...(others.length ? [el("p", { class: "note" }, say("code_history.with", { others: others.join(", ") }))] : []),
      ...(reason ? [el("p", { class: "note", dir: "auto" }, say("code_history.why", { why: reason }))] : []),
      changeList(fields),
      ...(act === "merge" ? [way("part", does.split)] : []),
      ...(place === 0 || removed ? [] : [way("again", does.restore)]));
  }

  /** The reason for the next change, which is then used up. */
  function reason() {
    const given = why.value.trim();
    why.value = "";
    return given;
  }

  return { node, show, reason };
}
