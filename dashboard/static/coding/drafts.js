// The list of events, each with what it lacks; a press leads to the field.
import { el } from "../shared/dom.js";
import { say } from "../shared/words.js";

/** @param {{show: (key: string, field: string) => void}} does */
export function createDrafts(does) {
  const list = el("ol", { class: "drafts", "aria-label": say("code.events") });
  const heading = el("h2", {});
  const node = el("section", {}, heading, list);

  function show(drafts, open) {
    const sound = drafts.filter(({ lacks }) => !lacks.length).length;
    heading.textContent = say("code.counts", { count: drafts.length, sound });
    list.replaceChildren(...drafts.map((draft) => el("li", {},
      el("button", { type: "button", dir: "auto", "aria-current": draft.key === open ? "true" : null, onclick: () => does.show(draft.key, draft.lacks[0]?.field || "title") },
        draft.properties.title ?? draft.key),
      ...(draft.lacks.length
        ? draft.lacks.map(({ field, words }) => el("p", { class: "note" }, say("code.lacks", { field, words })))
        : [el("p", { class: "note" }, say("code.sound"))]))));
  }

  return { node, show };
}
