// The reader's files on their way to the server: chosen or dropped, sent in pieces, taken away.
import { el, replace } from "../../shared/dom.js";
import { inStyle } from "../../shared/component.js";
import { say } from "../../shared/words.js";

const PAUSES = [500, 1000, 2000, 4000, 8000]; // ms between two tries after a lost connection
const onTheWay = []; // {file, id, sent, why, cancelled}
let latest = null;
let busy = false;

/** @param component {{parentElement, data: {address, piece, accept, most, hours, files}, setStateValue}} as file_panel.show_files makes it */
export const show = inStyle(["shared/panels", "panels/files/uploads"], (component) => {
  latest = component;
  draw();
});

function draw() {
  const { parentElement, data } = latest;
  const input = parentElement.querySelector("input") ?? el("input", { type: "file", multiple: true, accept: data.accept, onchange: choose });
  const waiting = onTheWay.filter(({ id }) => !data.files.some((file) => file.id === id));
  const status = parentElement.querySelector("[role=status]") ?? el("p", { role: "status", class: "note" });
  replace(parentElement,
    el("div", { class: "uploads", ondragover: over, ondragleave: leave, ondrop: drop },
      el("label", { class: "drop" }, el("span", {}, say("uploads.choose")), input, el("span", { class: "note" }, say("uploads.hint", { most: data.most, hours: data.hours }))),
      el("ul", { "aria-label": say("uploads.title") }, ...data.files.map(whole), ...waiting.map(part)), status));
}

function whole({ id, name }) {
  return el("li", {}, el("span", { class: "name" }, name), removal(name, () => takeAway(id, name)));
}

function part(upload) {
  const { file, sent, why } = upload;
  return el("li", {},
    el("span", { class: "name" }, file.name),
    why ? el("span", { class: "note" }, why)
      : el("progress", { max: file.size || 1, value: sent, "aria-label": say("uploads.sending", { name: file.name }) }),
    removal(file.name, () => cancel(upload)));
}

const removal = (name, onclick) => el("button", { type: "button", "aria-label": say("uploads.remove", { name }), title: say("uploads.remove", { name }), onclick }, "✕");

function choose({ target }) {
  take(target.files);
  target.value = "";
}

function over(event) {
  event.preventDefault();
  event.currentTarget.classList.add("over");
}

function leave({ currentTarget }) {
  currentTarget.classList.remove("over");
}

function drop(event) {
  event.preventDefault();
  leave(event);
  take(event.dataTransfer.files);
}

function take(files) {
  onTheWay.push(...[...files].map((file) => ({ file, id: null, sent: 0, why: "", cancelled: false })));
  draw();
  if (!busy) void send();
}

/** Send one file after another, and tell the page when no more is on its way. */
async function send() {
  busy = true;
  for (let upload = next(); upload; upload = next()) {
    try {
      await sendOne(upload);
    } catch (error) {
      upload.why = upload.cancelled ? "" : error.message;
      announce(upload.why);
    }
    draw();
  }
  busy = false;
  tellHeld();
}

/** Tell the page which files the server has; it runs anew. */
function tellHeld(without = "") {
  const there = [...latest.data.files.map(({ id }) => id), ...onTheWay.filter(({ id, sent, file }) => id && sent === file.size).map(({ id }) => id)];
  latest.setStateValue("held", [...new Set(there)].filter((id) => id !== without));
}

const next = () => onTheWay.find(({ file, id, sent, why, cancelled }) => !why && !cancelled && (id === null || sent < file.size));

async function sendOne(upload) {
  const { file } = upload;
  const { id } = await ask("", "POST", JSON.stringify({ name: file.name, size: file.size }));
  upload.id = id;
  if (upload.cancelled) void ask(`/${id}`, "DELETE").catch(() => null);
  while (upload.sent < file.size) {
    if (upload.cancelled) return;
    upload.sent = await sendPiece(upload);
    draw();
  }
  announce(say("uploads.sent", { name: file.name }));
}

/** Send the next piece; after a lost connection ask how far the file is, and go on from there. */
async function sendPiece({ id, file, sent }) {
  const piece = file.slice(sent, sent + latest.data.piece);
  for (const pause of PAUSES) {
    try {
      return (await ask(`/${id}?offset=${sent}`, "PATCH", piece)).offset;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // the server's own no
      announce(say("uploads.lost", { name: file.name }));
    }
    await new Promise((resolve) => { setTimeout(resolve, pause); });
    const there = await ask(`/${id}`, "GET").catch(() => null);
    if (there) return there.offset;
  }
  throw new Error(say("uploads.broken"));
}

async function ask(path, method, body = null) {
  const answer = await fetch(new URL(`${latest.data.address}${path}`, document.baseURI), { method, body });
  if (answer.status === 204) return null;
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.description);
  return told;
}

async function takeAway(id, name) {
  window.dispatchEvent(new CustomEvent("panj:file-removed", { detail: name }));
  await ask(`/${id}`, "DELETE").catch(() => null);
  const at = onTheWay.findIndex((upload) => upload.id === id);
  if (at >= 0) onTheWay.splice(at, 1);
  tellHeld(id);
}

function cancel(upload) {
  upload.cancelled = true;
  onTheWay.splice(onTheWay.indexOf(upload), 1);
  if (upload.id) void ask(`/${upload.id}`, "DELETE").catch(() => null);
  draw();
}

function announce(words) {
  latest.parentElement.querySelector("[role=status]").textContent = words;
}
