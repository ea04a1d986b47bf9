// What the columns of a table hold, in the reader's word: a list of roles, each with its column.
import { el } from "../../shared/dom.js";
import { say } from "../../shared/words.js";

/**
 * @param {{id: string, events: number, table: object}} file as files.py tells of it
 * @param {(said: {columns: Record<string, string>, order: string, calendar: string, sheet: string,
 *   encoding: string, header_row: number} | {profile: string, name: string}) => void} answer
 */
export function columns({ id, name, events, table }, answer) {
  const chosen = table.roles.map(([role, label, column]) =>
    [role, choice(label, [["", say("files.no_column")], ...table.columns.map((name) => [name, name])], column)]);
  const order = choice(say("files.date_order"), table.orders, table.order);
  const calendar = choice(say("files.calendar"), table.calendars, table.calendar);
  const sheet = choice(say("files.sheet"), [["", say("files.sheet_found")], ["*", say("files.sheet_all")],
    ...table.sheets.map((name) => [name, name])], table.sheet);
  const encoding = choice(say("files.encoding"), table.encodings.map((name) => [name, name || say("files.encoding_found")]), table.encoding);
  const row = el("label", {}, el("span", {}, say("files.header_row")),
    el("input", { type: "number", min: "0", max: "999", value: String(table.header_row) }));
  const read = () => answer({
    columns: Object.fromEntries(chosen.map(([role, label]) => [role, label.lastChild.value])), order: order.lastChild.value,
    calendar: calendar.lastChild.value, sheet: sheet.lastChild.value, encoding: encoding.lastChild.value,
    header_row: Number.parseInt(row.lastChild.value, 10) || 0,
  });
  return el("details", { open: events === 0 }, el("summary", {}, say("files.columns")), firstRows(table),
    el("div", { class: "columns" }, openProfile(id, table.profile_bytes, answer), ...chosen.map(([, label]) => label), order, calendar,
      table.sheets.length > 1 ? sheet : null, table.encodings.length ? encoding : null, table.header_row ? row : null,
      el("button", { type: "button", "data-key": `columns-${id}`, onclick: read }, say("files.read_so")),
      table.profile ? profile(id, name, table.profile) : null));
}

/** A profile that was saved here or by the command line: its bytes, as the server is to judge them. */
function openProfile(id, most, answer) {
  const send = async ({ target }) => {
    const [file] = target.files;
    const bytes = new Uint8Array(await file.slice(0, most + 1).arrayBuffer());
    answer({ profile: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")), name: file.name });
  };
  return el("label", { class: "profile" }, el("span", {}, say("files.open_profile")),
    el("input", { type: "file", accept: ".json", "data-key": `open-profile-${id}`, onchange: send }));
}

/** What the reader has said, as a file for the command line. */
function profile(id, name, text) {
  const file = `${name.replace(/\.[^.]*$/, "")}.profile.json`;
  return el("p", { class: "profile" },
    el("a", { "data-key": `profile-${id}`, download: file, href: `data:application/json;charset=utf-8,${encodeURIComponent(text)}` },
      say("files.keep_profile")),
    el("span", { class: "basis" }, ` ${say("files.profile_use", { file })}`));
}

function firstRows({ heads, rows }) {
  if (!rows.length) return null;
  const head = (key) => el("tr", {}, ...heads.map((pair) => el("th", { scope: "col" }, pair[key])));
  return el("div", { class: "first-rows", role: "region", tabindex: "0", "aria-label": say("files.first_rows") },
    el("table", {}, el("thead", {}, head(0), head(1)),
      el("tbody", {}, ...rows.map((cells) => el("tr", {}, ...cells.map((cell) => el("td", {}, cell)))))));
}

function choice(label, options, value) {
  const select = el("select", {}, ...options.map(([key, text]) => el("option", { value: key }, text)));
  select.value = value;
  return el("label", {}, el("span", {}, label), select);
}
