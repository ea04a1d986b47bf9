// Which events the texts of their sources bear out: a receipt with counts, and a list that leads to each event.
import { el, replace } from "../../shared/dom.js";
import { select } from "../../shared/selection.js";
import { inStyle } from "../../shared/component.js";
import { say } from "../../shared/words.js";

/** @param component {{parentElement, data: {receipt: string[], events: object[], more: number}}} as audit_list.py makes it */
export const show = inStyle(["shared/panels", "panels/files/files"], ({ parentElement, data: { receipt, events, more } }) => {
  replace(parentElement,
    el("div", { role: "status", "aria-label": say("audit.receipt") }, ...receipt.map((line) => el("p", {}, line))),
    el("ul", { class: "files", "aria-label": say("audit.list") }, ...events.map(row)),
    more ? el("p", { class: "basis" }, say("audit.more", { count: more })) : null);
});

function row({ id, title, answer, words, findings }) {
  const open = () => select(window, { event: id, step: null });
  return el("li", { "data-answer": answer },
    id ? el("button", { type: "button", class: "plain", "data-key": `audit-${id}`, onclick: open }, title) : el("strong", {}, title),
    el("p", {}, el("b", {}, words)),
    ...findings.map((line) => el("p", { class: "basis" }, line)));
}
