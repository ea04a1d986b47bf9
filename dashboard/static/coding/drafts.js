// The list of events, each with what it lacks; a press leads to the field.
import { el, redraw } from "../shared/dom.js";
import { say } from "../shared/words.js";
import { CHOICES, reviewWords } from "./review/review_states.js";

/** What is said shortly to be lacking. */
const ABSENT = ["title", "kind", "status", "quotes"];

/** @param {{show: (key: string, field: string) => void}} does */
export function createDrafts(does) {
  const list = el("ol", { class: "drafts", "aria-label": say("code.events") });
  const heading = el("h2", {});
  const options = Object.fromEntries(Object.keys(CHOICES).map((value) => [value, el("option", { value })]));
  const chooser = el("select", { id: "events-shown", onchange: () => show(...shown) }, ...Object.values(options));
  const choice = el("div", { class: "field" }, el("label", { for: "events-shown" }, say("code_review.show")), chooser);
  const none = el("p", { class: "note" }, say("code_review.none"));
  const node = el("section", {}, heading, choice, list, none);

  const made = new Map();
  let shown = [[], null, { who: "", may: [] }];

  /**
   * Draw what has changed; of hundreds of events that is one.
   * @param {{who: string, may: string[]}} me who looks at the list
   */
  function show(all, open, me) {
    shown = [all, open, me];
    choice.hidden = !me.who;
    for (const [name, { right, has }] of Object.entries(CHOICES)) {
      options[name].hidden = options[name].disabled = Boolean(right) && !me.may.includes(right);
      options[name].textContent = say(`code_review.${name}`, { count: all.filter((one) => has(one, me.who)).length });
    }
    const drafts = all.filter((one) => CHOICES[chooser.value].has(one, me.who));
    none.hidden = Boolean(drafts.length || !all.length);
    draw(all, drafts, open);
  }

  function draw(all, drafts, open) {
    const sound = all.filter(({ lacks }) => !lacks.length).length;
    heading.textContent = all.length ? say("code.counts", { count: all.length, sound }) : say("code.no_events");
    const keys = new Set(drafts.map(({ key }) => key));
    for (const [key, { item }] of made) if (!keys.has(key)) item.remove();
    for (const key of made.keys()) if (!keys.has(key)) made.delete(key);
    drafts.forEach((draft, at) => {
      const known = made.get(draft.key);
      const item = known?.item ?? el("li");
      if (known?.draft !== draft) redraw(item, itemOf(draft));
      if (list.children[at] !== item) list.insertBefore(item, list.children[at] ?? null);
      made.set(draft.key, { draft, item });
      const current = draft.key === open ? "true" : null;
      const button = item.firstElementChild;
      if (button.getAttribute("aria-current") === current) return;
      if (current) button.setAttribute("aria-current", current);
      else button.removeAttribute("aria-current");
    });
  }

  function itemOf(draft) {
    const lacks = draft.lacks.map(({ field, name, words, absent }) => el("a", { href: `#field-${field}`, title: words, "data-name": field, onclick: (event) => {
      event.preventDefault();
      does.show(draft.key, field || "title");
    } }, absent && ABSENT.includes(field) ? say(`code_lack.${field}`) : say("code.lacks", { field: name, words })));
    const lead = () => does.show(draft.key, made.get(draft.key).draft.lacks[0]?.field || "title");
    return [el("button", { type: "button", dir: "auto", onclick: lead }, draft.properties.title ?? draft.key),
      ...(lacks.length ? lacks : [say("code.sound")]).map((words) => el("p", { class: "note" }, words)),
      ...(shown[2].who ? [el("p", { class: "note", dir: "auto" }, reviewWords(draft.review, shown[2].who))] : [])];
  }

  /** The event of the list that follows another, the first behind the last; null where there is none. */
  function after(key) {
    const order = shown[0].map((one) => one.key);
    const at = order.indexOf(key) + 1;
    return [...order.slice(at), ...order.slice(0, at)].find((one) => made.has(one) && one !== key) ?? null;
  }

  return { node, show, after };
}
