// The map beside the text: the sound events, and where the open one is or may be.
import { el } from "../../shared/dom.js";
import { say } from "../../shared/words.js";
import { createPlaceMap } from "./place_map.js";
import { createPlaceShapes } from "./place_shapes.js";
import { createPlaceTools } from "./place_tools.js";

/** How long keys rest before the map follows them, so that none waits for it. */
const [SHAPES_MS, EVENTS_MS] = [150, 1200];

/**
 * @param {{act: (name: string, asked: object) => Promise, ask: (address: string) => Promise<object|null>,
 *   open: (key: string) => void, leave: () => void}} does
 */
export function createPlaces({ act, ask, open, leave }) {
  let [draft, choices, corners, timers] = [null, null, [], {}];
  const take = (number) => choices?.proposed[number] && act("take", { field: "place", number });
  const ground = createPlaceMap(window.L, {
    credits: document.body.dataset.credits, open, leave, digit: (number) => take(number - 1),
    pick: (position, how) => tools.pick(position, how),
  });
  const shapes = createPlaceShapes(window.L, ground.map, take);
  const tools = createPlaceTools({
    act, ask, focus: ground.focus,
    corners: (drawn) => {
      corners = drawn;
      shapes.show(choices, ground.theme(), corners);
    },
  });
  const node = el("section", { class: "ground", "aria-label": say("code.map"), onkeydown: (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) leave();
  } }, tools.node, ground.node, tools.body);
  ground.map.on("resize", ({ oldSize }) => { if (!oldSize.x) reveal(); }); // it was out of sight
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => shapes.show(choices, ground.theme(), corners));

  function after(name, pause, run) {
    clearTimeout(timers[name]);
    timers[name] = setTimeout(run, pause);
  }

  /** The open event, or none. */
  function show(next) {
    if (next === draft) return;
    const other = next?.key !== draft?.key;
    draft = next;
    if (other) {
      choices = null;
      tools.show(draft?.key ?? null, null);
    }
    after("shapes", SHAPES_MS, look);
  }

  async function look() {
    const asked = draft;
    const answer = asked && await ask(`choices?key=${encodeURIComponent(asked.key)}`);
    if (asked !== draft) return;
    const moved = JSON.stringify(answer?.geometry) !== JSON.stringify(choices?.geometry) || !choices;
    choices = answer;
    tools.show(draft?.key ?? null, choices);
    if (choices && moved) reveal();
  }

  function reveal() {
    if (choices && ground.map.getSize().x) shapes.reveal(choices, !matchMedia("(prefers-reduced-motion: reduce)").matches);
  }

  /** Show the sound events as they are now, once the keys rest. */
  function renew() {
    after("events", EVENTS_MS, async () => {
      const state = await ask("version");
      if (state) ground.show(state);
    });
  }

  return { node, show, renew, focus: ground.focus };
}
