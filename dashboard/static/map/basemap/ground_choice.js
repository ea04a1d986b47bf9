/** The choice of a ground: a file of the reader's, and the operator's online tiles. */

import { say } from "../../shared/words.js";

/**
 * @param {HTMLButtonElement} opener opens and closes the choice
 * @param {object} own an OwnGround
 * @returns {{node: HTMLElement, tell: () => void}} the panel; `tell`: what is drawn has changed
 */
export function createGroundChoice(opener, own) {
  const node = element("div", "panj-own-ground");
  node.setAttribute("role", "group");
  node.setAttribute("aria-label", say("ground.title"));
  const [now, fault] = [element("p", "panj-own-now"), element("p", "panj-own-fault")];
  fault.setAttribute("role", "alert");
  const file = Object.assign(element("input", ""), { type: "file", accept: ".pmtiles", hidden: true });
  file.addEventListener("change", () => {
    const [chosen] = file.files;
    file.value = "";
    if (chosen) own.openFile(chosen);
  });
  const back = button("ground.back", () => {
    own.back();
    choose.focus();
  });
  const choose = button("ground.choose", () => file.click());
  node.append(now, ...(own.given.opens ? [choose, file, element("p", "panj-own-note", say("ground.stays")), back] : []));
  const tiles = own.given.tiles ? tilesPart(own) : null;
  if (tiles) node.append(tiles);
  node.append(fault);
  opener.addEventListener("click", () => open(node.hidden));
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    open(false);
    opener.focus();
  });
  open(false);
  tell();
  return { node, tell };

  function open(wanted) {
    node.hidden = !wanted;
    opener.setAttribute("aria-expanded", String(wanted));
    if (wanted) node.querySelector("button, input")?.focus({ preventScroll: true });
  }

  function tell() {
    const { archive } = own;
    write(now, archive ? say("ground.drawn", { name: archive.name || say("ground.servers") }) : say("ground.panjs"));
    write(fault, own.fault);
    if (back.hidden === Boolean(archive?.name)) back.hidden = !archive?.name;
  }
}

function tilesPart(own) {
  const part = element("label", "panj-own-tiles");
  const box = Object.assign(element("input", ""), { type: "checkbox" });
  box.addEventListener("change", () => own.showTiles(box.checked));
  const host = new URL(own.given.site).host;
  part.append(box, " ", say("ground.online", { host }), element("small", "", say("ground.online_note", { host })));
  return part;
}

function button(key, act) {
  const made = element("button", "panj-own-button", say(key));
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

/** Only what is new, or it would be read out anew. */
function write(node, words) {
  if (node.textContent !== words) node.textContent = words;
}

function element(tag, className, words = "") {
  const made = document.createElement(tag);
  made.className = className;
  if (words) made.textContent = words;
  return made;
}
