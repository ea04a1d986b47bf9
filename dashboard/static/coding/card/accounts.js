// What each of several sources tells of an event: its rank, date, place and numbers.
import { el } from "../../shared/dom.js";
import { say } from "../../shared/words.js";

/**
 * @param {{input: Function, select: Function, place: Function}} fields each makes a field by its
 *   address, such as `accounts[0].date`
 * @param {{properties: object, written: object}} draft the event
 * @param {{sources: object[], ranks: string[], statuses: string[]}} lists
 * @param {(field: string) => void} remove takes an account out
 */
export function accountFields({ input, select, place }, { properties, written }, { sources, ranks, statuses }, remove) {
  return (properties.accounts ?? []).map((account, number) => {
    const { source, rank = "normal", reason = "", status = "", date = "" } = account;
    const at = (name) => `accounts[${number}].${name}`;
    const title = sources.find(({ id }) => id === source)?.title ?? source;
    return el("fieldset", { "data-name": source }, el("legend", { dir: "auto" }, say("code_account.as_told", { source: title })),
      select(at("rank"), ranks, rank),
      input(at("reason"), reason),
      select(at("status"), ["", ...statuses], status),
      input(at("date"), date),
      place(at("place"), account),
      input(at("quantities"), written.accounts[number]),
      el("button", { type: "button", "data-name": "remove", "data-for": "code", onclick: () => remove(`accounts[${number}]`) }, say("code_account.remove")));
  });
}
