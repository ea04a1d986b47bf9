// The page on paper: under its title and its map, what a dossier of the selection says.
import { filterLine, sections } from "./contents.js";
import { el, replace } from "../../shared/dom.js";
import { queryOf, selectionOf } from "../../shared/selection.js";
import { inStyle } from "../../shared/component.js";
import { say } from "../../shared/words.js";

const STYLES = ["shared/panels", "panels/dossier/event_table", "panels/dossier/contents"];
const printing = window.matchMedia("print");
let given = null;
/** The address of what is drawn, or null where that is missing or may be older. */
let drawn = null;

/** @param component {{parentElement: ShadowRoot, data: {address: string, terms: object}}} */
export const show = inStyle(STYLES, (component) => {
  [given, drawn] = [component, null];
  if (printing.matches) draw();
});

window.addEventListener("beforeprint", draw);
printing.addEventListener("change", ({ matches }) => matches && draw());

function draw() {
  if (!given) return;
  const { parentElement, data: { address, terms } } = given;
  const wanted = `${address}?${queryOf(selectionOf(window), terms)}`;
  if (wanted === drawn) return;
  const data = dossierAt(wanted);
  drawn = data && wanted;
  replace(parentElement, ...(data
    ? [el("div", { class: "sections" }, filterLine(data), ...sections(data, "light")), el("footer", {}, data.foot)]
    : [el("p", { class: "note" }, say("dossier.missing"))]));
}

/** Ask and wait: a browser prints when its listeners are done, and waits for no promise. */
function dossierAt(address) {
  const request = new XMLHttpRequest();
  request.open("GET", new URL(address, document.baseURI), false);
  try {
    request.send();
  } catch {
    return null;
  }
  return request.status === 200 ? JSON.parse(request.responseText) : null;
}
