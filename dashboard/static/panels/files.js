// The files of this session: each with its counts, shown or not, and the receipt of its import.
import { columns } from "./columns.js";
import { el, replace } from "./dom.js";
import { inStyle } from "./styles.js";

const number = (value) => value.toLocaleString("en");
const counted = (value, noun) => `${number(value)} ${noun}${value === 1 ? "" : "s"}`;

/** @param component {{parentElement, data: {files: object[]}, setTriggerValue}} as files.py makes it */
export const show = inStyle(["panels", "files"], ({ parentElement, data, setTriggerValue }) => {
  const last = data.files.filter((file) => file.shown).length === 1;
  replace(parentElement, el("ul", { class: "files", "aria-label": "Files" },
    ...data.files.map((file) => row(file, file.shown && last, setTriggerValue))));
});

function row(file, fixed, tell) {
  const toggle = () => tell("toggle", file.id);
  const box = el("input", { type: "checkbox", "data-key": `file-${file.id}`, disabled: fixed, onchange: toggle });
  box.checked = file.shown;
  return el("li", {},
    el("label", {}, box, file.letter ? el("span", { class: "letter" }, file.letter) : null, el("span", {}, el("strong", {}, file.title), file.name === file.title ? null : el("span", { class: "basis" }, ` ${file.name}`))),
    el("p", { class: "basis" },
      `${number(file.read)} read = ${number(file.events)} events + ${number(file.rejected)} rejected`),
    file.kept ? el("p", { class: "basis" }, `Kept ready for the next time in ${file.kept}`) : null,
    file.problems.length ? details(counted(file.problems.length, "problem"), ...file.problems.map(line)) : null,
    file.receipt ? receipt(file.receipt) : null,
    file.table ? columns(file, (said) => tell("naming", { file: file.id, ...said })) : null);
}

function receipt({ used, ignored, missing, roles, precision, citation, terms, notices }) {
  const classes = Object.entries(precision).map(([from, to]) =>
    `${from}: ${Object.entries(to).map(([ours, count]) => `${number(count)} ${ours}`).join(", ")}`);
  return details("Receipt of the import",
    ...notices.map(line),
    part("Precision, as the source has it and as drawn", classes),
    part("Columns used", used.length && !roles.length ? [used.join(", ")] : []),
    part("Columns used", roles.map(([role, column]) => `${role}: ${column}`)),
    part("Columns not looked at", ignored.length ? [ignored.join(", ")] : []),
    part("Columns missing", missing.length ? [missing.join(", ")] : []),
    part("Cite as", citation ? [citation] : []),
    part("Terms", terms ? [terms] : []));
}

const line = (text) => el("p", { class: "line" }, text);

function part(title, lines) {
  return lines.length ? el("div", { class: "fact" }, el("h3", {}, title), ...lines.map(line)) : null;
}

function details(summary, ...children) {
  return el("details", {}, el("summary", {}, summary), ...children);
}
