// What a reader must be told first: a selection with nothing on the map, what the address names and is
// not here, a file that is refused, a server that is gone or fails.
import { el, replace } from "../../shared/dom.js";
import { ask, isPresent, onOldOverview, onOverview, presentOverview } from "../../shared/overview_client.js";
import { CHANGED, cleared, select, selectionOf } from "../../shared/selection.js";
import { inStyle } from "../../shared/component.js";
import { followConnection } from "./connection.js";
import { followFiles, forgetMissing, isAwaited, missingFiles } from "./own_files.js";
import { say } from "../../shared/words.js";

let given = null;
let told = { empty: "", unplaced: "" };
let known = null; // the open event, while a file that is shown has it
let stopped = false;
let isOld = false;

/** @param component {{parentElement: ShadowRoot, data: {refused: string[], query: string, overview: object, unknown: string|null, event: string|null, files: object}, setStateValue}} */
export const show = inStyle(["shared/panels", "panels/header/header"], (component) => {
  given = component;
  const { data } = component;
  followFiles(data.files, (key) => component.setStateValue("key", key));
  told = isPresent(data.query) ? data.overview : presentOverview() ?? data.overview;
  if (data.unknown === null) known = data.event;
  draw();
});

/** Close the open event once its file is switched off or taken away; nothing leads back to it. */
function closeGone() {
  const { unknown } = given.data;
  if (unknown === null || unknown !== known || unknown !== selectionOf(window).event) return;
  if (!isAwaited() && !missingFiles().names.length) select(window, { event: null }, { replace: true });
}

onOverview((overview) => {
  told = overview;
  if (given) draw();
});

onOldOverview((old) => {
  isOld = old;
  if (!given) return;
  const isLeaving = !old && given.parentElement.activeElement?.dataset.key === "again";
  draw();
  if (isLeaving) window.dispatchEvent(new Event("panj:top"));
});

window.addEventListener(CHANGED, ({ detail: { passing } }) => given && given.data.unknown !== null && !passing && draw());

followConnection((up) => {
  stopped = !up;
  if (given) draw();
});

function draw() {
  closeGone();
  const alerts = [...(stopped ? [say("header.stopped")] : []), ...given.data.refused];
  const { empty, unplaced } = told;
  replace(given.parentElement,
    el("div", { role: "alert" }, ...alerts.map((text) => el("p", { class: "notice" }, text))),
    ...notHere(),
    isOld && !stopped ? notice(say("header.old_counts"), "again", say("map.try_again"), ask) : null,
    empty && !isOld ? notice(empty, "clear", say("header.clear"), clear) : null,
    unplaced && !isOld ? notice(unplaced, "unplaced", say("header.list_unplaced"), listUnplaced) : null);
}

/** What the address names and this page does not have: files, the open event. */
function notHere() {
  const { names, isLost } = missingFiles();
  const { unknown } = given.data;
  const isUnknown = () => unknown !== null && unknown === selectionOf(window).event;
  const files = say(isLost ? "files.lost" : "files.not_here", { count: names.length, names: names.join(", ") });
  return [
    names.length ? notice(files, "forget-files", say("header.dismiss"), () => {
      forgetMissing();
      if (isUnknown()) select(window, { event: null });
      draw();
    }) : null,
    isUnknown() && !names.length && !isAwaited() // of a file that is missed, its own notice tells
      ? notice(say("header.unknown_event", { event: unknown }), "forget-event", say("header.dismiss"), () => select(window, { event: null }))
      : null,
  ];
}

function notice(text, key, name, onclick) {
  return el("p", { role: "status", class: "notice" }, `${text} `, el("button", { type: "button", "data-key": key, onclick }, name));
}

function listUnplaced() {
  window.dispatchEvent(new CustomEvent("panj:tab", { detail: "placeless" }));
}

/** Show all events again; the focus goes to the page's title, since its button goes. */
function clear() {
  select(window, cleared());
  window.dispatchEvent(new Event("panj:top"));
}
