// The files of this session: each with its counts, shown or not, and the receipt of its import.
import { el, replace } from "./dom.js";

const number = (value) => value.toLocaleString("en");
const counted = (value, noun) => `${number(value)} ${noun}${value === 1 ? "" : "s"}`;

/** @param component {{parentElement, data: {files: object[]}, setTriggerValue}} as files.py makes it */
export function show({ parentElement, data, setTriggerValue }) {
  const last = data.files.filter((file) => file.shown).length === 1;
  replace(parentElement, el("ul", { class: "files", "aria-label": "Files" },
    ...data.files.map((file) => row(file, file.shown && last, () => setTriggerValue("toggle", file.id)))));
}

function row(file, fixed, toggle) {
  const box = el("input", { type: "checkbox", "data-key": `file-${file.id}`, disabled: fixed, onchange: toggle });
  box.checked = file.shown;
  return el("li", {},
    el("label", {}, box, file.letter ? el("span", { class: "letter" }, file.letter) : null, el("span", {}, el("strong", {}, file.title), file.name === file.title ? null : el("span", { class: "basis" }, ` ${file.name}`))),
    el("p", { class: "basis" },
      `${number(file.read)} read = ${number(file.events)} events + ${number(file.rejected)} rejected`),
    file.kept ? el("p", { class: "basis" }, `Kept ready for the next time in ${file.kept}`) : null,
    file.problems.length ? details(counted(file.problems.length, "problem"), ...file.problems.map(line)) : null,
    file.receipt ? receipt(file.receipt) : null);
}

function receipt({ used, ignored, missing, precision, citation, terms, notices }) {
  const classes = Object.entries(precision).map(([from, to]) =>
    `${from}: ${Object.entries(to).map(([ours, count]) => `${number(count)} ${ours}`).join(", ")}`);
  return details("Receipt of the import",
    ...notices.map(line),
    part("Precision, as the source has it and as drawn", classes),
    part("Columns used", used.length ? [used.join(", ")] : []),
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
