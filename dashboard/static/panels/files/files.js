// The files of this session: each with its counts, shown or not, and the receipt of its import.
import { columns } from "./column_form.js";
import { el, replace } from "../../shared/dom.js";
import { inStyle, tellServer } from "../../shared/component.js";
import { number, say } from "../../shared/words.js";

/** @param component {{parentElement, data: {files: object[]}, setStateValue}} as file_panel.py makes it */
export const show = inStyle(["shared/panels", "panels/files/files"], (component) => {
  const { parentElement, data } = component;
  const last = data.files.filter((file) => file.shown).length === 1;
  const list = el("ul", { class: "files", "aria-label": say("files.title") });
  const shown = () => [...list.querySelectorAll("input[data-file]:checked")].map((box) => box.dataset.file);
  const tell = {
    shown: () => tellServer(component, "shown", shown()),
    naming: (said) => tellServer(component, "naming", said),
  };
  list.append(...data.files.map((file) => row(file, file.shown && last, tell)));
  replace(parentElement, list);
});

function row(file, fixed, tell) {
  const box = el("input", { type: "checkbox", "data-key": `file-${file.id}`, "data-file": file.id, disabled: fixed, onchange: tell.shown });
  box.checked = file.shown;
  return el("li", {},
    el("label", {}, box, file.letter ? el("span", { class: "letter" }, file.letter) : null, el("span", {}, el("strong", {}, file.title), file.name === file.title ? null : el("span", { class: "basis" }, ` ${file.name}`))),
    el("p", { class: "basis" },
      say("files.counts", { read: file.read, count: file.events, rejected: file.rejected })),
    file.kept ? el("p", { class: "basis" }, say("files.kept", { folder: file.kept })) : null,
    file.problems.length ? details(say("files.problems", { count: file.problems.length }), ...file.problems.map(line)) : null,
    file.refused_profile ? el("p", { class: "line", role: "alert" }, file.refused_profile) : null,
    file.receipt ? receipt(file.receipt) : null,
    file.table ? columns(file, (said) => tell.naming({ file: file.id, ...said })) : null);
}

function receipt({ reading, used, ignored, missing, roles, precision, citation, terms, notices }) {
  const classes = Object.entries(precision).map(([from, to]) =>
    `${from}: ${Object.entries(to).map(([ours, count]) => `${number(count)} ${ours}`).join(", ")}`);
  return details(say("files.receipt"),
    part(say("files.reading"), reading),
    ...notices.map(line),
    part(say("files.precision"), classes),
    part(say("files.used"), used.length && !roles.length ? [used.join(", ")] : []),
    part(say("files.used"), roles.map(([role, column]) => `${role}: ${column}`)),
    part(say("files.ignored"), ignored.length ? [ignored.join(", ")] : []),
    part(say("files.missing"), missing.length ? [missing.join(", ")] : []),
    part(say("files.citation"), citation ? [citation] : []),
    part(say("files.terms"), terms ? [terms] : []));
}

const line = (text) => el("p", { class: "line" }, text);

function part(title, lines) {
  return lines.length ? el("div", { class: "fact" }, el("h3", {}, title), ...lines.map(line)) : null;
}

function details(summary, ...children) {
  return el("details", {}, el("summary", {}, summary), ...children);
}
