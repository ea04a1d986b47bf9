// The list of events, each with what it lacks; a press leads to the field.
import { el, redraw } from "../shared/dom.js";
import { say } from "../shared/words.js";

/** What is said shortly to be lacking. */
const ABSENT = ["title", "kind", "status", "quotes"];

/** @param {{show: (key: string, field: string) => void}} does */
export function createDrafts(does) {
  const list = el("ol", { class: "drafts", "aria-label": say("code.events") });
  const heading = el("h2", {});
  const node = el("section", {}, heading, list);

  const made = new Map();

  /** Draw what has changed; of hundreds of events that is one. */
  function show(drafts, open) {
    const sound = drafts.filter(({ lacks }) => !lacks.length).length;
    heading.textContent = drafts.length ? say("code.counts", { count: drafts.length, sound }) : say("code.no_events");
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
    const lacks = draft.lacks.map(({ field, words, absent }) => el("a", { href: `#field-${field}`, title: words, "data-name": field, onclick: (event) => {
      event.preventDefault();
      does.show(draft.key, field || "title");
    } }, absent && ABSENT.includes(field) ? say(`code_lack.${field}`) : say("code.lacks", { field, words })));
    const lead = () => does.show(draft.key, made.get(draft.key).draft.lacks[0]?.field || "title");
    return [el("button", { type: "button", dir: "auto", onclick: lead }, draft.properties.title ?? draft.key),
      ...(lacks.length ? lacks : [say("code.sound")]).map((words) => el("p", { class: "note" }, words))];
  }

  return { node, show };
}
