// How a place is chosen on the map: from what lies where it is pressed, as a stretch of the border, or
// as a region of drawn corners. A pointer, a finger and Enter at the cross all take the same way.
import { el } from "../../shared/dom.js";
import { say } from "../../shared/words.js";

const RINGS_KM = [1, 2, 5, 10, 20, 50];
const POINT_KM = 1;
const WAYS = ["point", "border", "region"];

/**
 * @param {{act: (name: string, asked: object) => Promise, ask: (address: string) => Promise<object|null>,
 *   corners: (corners: number[][]) => void, focus: () => void}} does `act` changes the open event's place,
 *   `corners` are drawn, `focus` goes to the map
 */
export function createPlaceTools({ act, ask, corners: sketch, focus }) {
  const body = el("div", { class: "place-ways", "data-for": "code", "aria-live": "polite" });
  const ways = WAYS.map((way) => el("button", { type: "button", "aria-pressed": "false", onclick: () => turn(way) }, say(`code_shape.${way}`)));
  const node = el("div", { class: "place-tools", "data-for": "code", role: "group", "aria-label": say("code_place.tools") },
    ...ways, el("button", { type: "button", onclick: () => act("set", { field: "place", value: "" }) }, say("code_shape.none")));
  let [way, key, choices, towns, found, corners, name] = ["point", null, null, [], null, [], ""];
  ask("border").then((answer) => { towns = answer?.towns ?? []; });

  /** The open event, or none, and where it is. */
  function show(next, known) {
    if (next !== key) [found, corners, name, way] = [null, [], "", "point"];
    [key, choices] = [next, known];
    draw();
  }

  function turn(next) {
    [way, found, corners] = [next, null, []];
    draw();
  }

  /** The map was pressed. */
  async function pick(position, { reach_km: reach, keyboard }) {
    if (!key) return;
    if (way === "border") nearest(position);
    else if (way === "region") corners.push(position);
    else await look(position, reach);
    draw();
    if (keyboard && way === "point") body.querySelector("button")?.focus();
  }

  async function look(position, reach) {
    const [longitude, latitude] = position;
    const answer = await ask(`around?${new URLSearchParams({ key, longitude, latitude, reach_km: reach })}`);
    found = { position, places: answer?.places ?? [] };
  }

  /** A press names the town by the border that is nearest to it: first the one end, then the other. */
  function nearest([lng, lat]) {
    const away = ({ position: [x, y] }) => Math.hypot((x - lng) * 0.8, y - lat);
    const town = towns.reduce((best, one) => (away(one) < away(best) ? one : best));
    const [from, to] = body.querySelectorAll("select");
    (from.value ? to : from).value = String(towns.indexOf(town));
    (from.value ? to : from).focus();
  }

  function chosen(name_, asked) {
    const held = body.contains(document.activeElement);
    act(name_, asked).then((done) => {
      if (!done) return;
      [found, corners, way] = [null, [], "point"];
      draw();
      if (held) focus();
    });
  }

  function draw() {
    ways.forEach((button, at) => button.setAttribute("aria-pressed", String(WAYS[at] === way)));
    node.querySelectorAll("button").forEach((button) => { button.disabled = !key; });
    sketch(corners);
    const held = way === "border" ? [...body.querySelectorAll("select")].map(({ value }) => value) : [];
    if (key && way === "border" && held.length) return; // what is chosen of the two ends stays
    redraw(key ? { point: lying, border: stretch, region }[way]() : [el("p", { class: "note" }, say("code_place.open_first"))]);
  }

  /** The focus stays on what says the same; a field that is being filled in stays itself. */
  function redraw(children) {
    const held = body.querySelector(":focus");
    body.replaceChildren(...children);
    if (!held) return;
    const same = [...body.querySelectorAll(held.localName)].find(({ textContent }) => textContent === held.textContent);
    if (held.matches("input")) same?.replaceWith(held);
    (held.isConnected ? held : same)?.focus();
  }

  function lying() {
    if (!found) return [el("p", { class: "note" }, say("code_place.press")), ...ring()];
    const rows = found.places.map(({ number, name: called, precision, joins }) => el("li", {},
      el("button", { type: "button", onclick: () => chosen("place", { number }) }, say("code_place.take", { name: called, precision })),
      joins ? el("button", { type: "button", "aria-label": say("code_place.add_long", { name: called }), onclick: () => chosen("part", { number }) }, say("code_place.add")) : null));
    const point = el("li", {}, el("button", { type: "button", onclick: () => chosen("point", { position: found.position }) }, say("code_place.point_here", { km: POINT_KM })));
    return [el("h2", {}, say("code_place.here")), found.places.length ? null : el("p", { class: "note" }, say("code_place.nothing_here")),
      el("ul", {}, ...rows, point), button("leave", () => turn("point"))].filter(Boolean);
  }

  function ring() {
    if (!choices?.radius_km) return [];
    const values = [...new Set([...RINGS_KM, choices.radius_km])].sort((one, other) => one - other);
    return [el("label", {}, say("code_place.ring"), " ", el("select", { onchange: ({ target }) => act("ring", { radius_km: Number(target.value) }) },
      ...values.map((km) => el("option", { value: km, selected: km === choices.radius_km }, say("code_place.km", { km })))))];
  }

  function stretch() {
    const end = (label) => el("label", {}, say(`code_place.${label}`), " ", el("select", {}, el("option", { value: "" }, "–"),
      ...towns.map((town, at) => el("option", { value: at }, town.name))));
    const take = () => {
      const ends = [...body.querySelectorAll("select")].map(({ value }) => towns[value]?.position);
      if (ends.every(Boolean)) chosen("stretch", { between: ends });
    };
    return [el("p", { class: "note" }, say("code_place.stretch_how")), end("from_town"), end("to_town"), button("take_stretch", take), button("leave", () => turn("point"))];
  }

  function region() {
    const called = el("input", { value: name || choices?.name || "", dir: "auto", oninput: ({ target }) => { name = target.value; } });
    const back = () => {
      corners.pop();
      draw();
      body.querySelector("button").focus();
    };
    return [el("p", { class: "note" }, say("code_place.corner_how"), " ", say("code_place.corners", { count: corners.length })),
      el("label", {}, say("code_place.region_name"), " ", called), button("last_corner", back),
      button("take_region", () => chosen("region", { corners, name: called.value })), button("leave", () => turn("point"))];
  }

  const button = (label, onclick) => el("button", { type: "button", onclick }, say(`code_place.${label}`));

  draw();
  return { node, body, show, pick };
}
