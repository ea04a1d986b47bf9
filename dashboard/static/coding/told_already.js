// Events that may tell the same as the open one; a key makes its words theirs.
import { el, redraw } from "../shared/dom.js";
import { say } from "../shared/words.js";

/** @param {{ask: (address: string) => Promise<object|null>, join: (key: string) => void}} does */
export function createOffers(does) {
  const list = el("ol", { class: "drafts" });
  const node = el("section", { class: "offers", "aria-label": say("code.told_already"), hidden: true },
    el("h2", {}, say("code.told_already")), el("p", { class: "note", role: "status" }, say("code.told_how")), list);
  let [begun, offers] = [null, []];

  /** Ask what may tell the same as an event, and tell whether anything does. */
  async function look(key, show) {
    [begun, offers] = [key, []];
    const found = await does.ask(`told?${new URLSearchParams({ key })}`);
    if (!found || begun !== key) return true;
    offers = found.offers;
    show();
    return offers.length > 0;
  }

  /** Show the offers while the event that they are for is the open one. */
  function show(open, drafts) {
    if (open !== begun) [begun, offers] = [null, []];
    offers = offers.filter(({ key }) => drafts.some((draft) => draft.key === key));
    node.hidden = !offers.length;
    redraw(list, offers.map(({ key, words }, at) => el("li", { "data-name": key },
      el("button", { type: "button", dir: "auto", onclick: () => does.join(key) },
        el("kbd", {}, String(at + 1)), ` ${drafts.find((draft) => draft.key === key).properties.title ?? key}`),
      ...(words.length ? [el("p", { class: "note", dir: "auto" }, say("code.told_words", { words: words.join(", ") }))] : []))));
  }

  /** Take an offer by its number from 1. */
  function take(number) {
    const chosen = offers[number - 1];
    if (chosen) does.join(chosen.key);
  }

  return { node, look, show, take, focus: () => list.querySelector("button")?.focus() };
}
