// What the columns of a table hold, in the reader's word: a list of roles, each with its column.
import { el } from "./dom.js";

/**
 * @param {{id: string, events: number, table: object}} file as files.py tells of it
 * @param {(said: {columns: Record<string, string>, order: string}) => void} say
 */
export function columns({ id, events, table }, say) {
  const chosen = table.roles.map(([role, label, column]) =>
    [role, choice(label, [["", "none"], ...table.columns.map((name) => [name, name])], column)]);
  const order = choice("05/07/2021 is", table.orders, table.order);
  const read = () => say({
    columns: Object.fromEntries(chosen.map(([role, label]) => [role, label.lastChild.value])), order: order.lastChild.value,
  });
  return el("details", { open: events === 0 }, el("summary", {}, "Columns"),
    el("div", { class: "columns" }, ...chosen.map(([, label]) => label), order,
      el("button", { type: "button", "data-key": `columns-${id}`, onclick: read }, "Read it so")));
}

function choice(label, options, value) {
  const select = el("select", {}, ...options.map(([key, text]) => el("option", { value: key }, text)));
  select.value = value;
  return el("label", {}, el("span", {}, label), select);
}
