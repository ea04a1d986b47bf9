/**
 * The list of many events at one place, a page at a time: what a cell at one
 * point or the plate of a crowded area opens.
 */

import { say } from "../../shared/words.js";

const PAGE = 50;
const NEAR_END = 120;
const NARROW = 640;

/**
 * @param {HTMLElement} host where the list opens
 * @param {{page: (place: object, part: {offset: number, limit: number, sort: string}, signal: AbortSignal) =>
 *   Promise<{matched: number, counted: boolean, marks: object[]}>, table?: (place: object) => void, select: (id: string, how: object) => void, closed: (key: string) => void,
 *   selected: () => string|null}} act
 */
export function createEventList(host, act) {
  const part = (tag, className, more = {}) => Object.assign(document.createElement(tag), { className, ...more });
  const node = part("div", "panj-list panj-stack", { hidden: true, tabIndex: -1 });
  node.setAttribute("role", "dialog");
  const heading = part("h2", "panj-stack-title");
  const close = part("button", "panj-stack-close", { type: "button", textContent: "×" });
  close.setAttribute("aria-label", say("list.close"));
  const sorts = ["days", "deaths"].map((sort) => {
    const button = part("button", "panj-stack-sort", { type: "button", textContent: say(`list.by_${sort}`) });
    button.addEventListener("click", () => resort(sort));
    return [sort, button];
  });
  const sorting = part("div", "panj-stack-sorts", { hidden: true });
  sorting.setAttribute("role", "group");
  sorting.setAttribute("aria-label", say("list.sort"));
  sorting.append(part("span", "", { textContent: say("list.sort") }), ...sorts.map(([, button]) => button));
  const toTable = part("button", "panj-stack-table", { type: "button", textContent: say("list.to_table"), hidden: !act.table });
  const tools = part("div", "panj-stack-tools");
  tools.append(sorting, toTable);
  const body = part("div", "panj-stack-body");
  const list = part("ol", "panj-stack-entries");
  const told = part("p", "panj-stack-told");
  told.setAttribute("role", "status");
  const more = part("button", "panj-stack-more", { type: "button", hidden: true });
  const head = part("div", "panj-stack-head");
  head.append(heading, close);
  body.append(list, told, more);
  node.append(head, tools, body);
  host.append(node);
  let open = null; // {item, sort, loaded, matched, question}

  const entries = () => [...list.querySelectorAll("button")];

  function title(matched) {
    heading.textContent = open.item.heading(matched);
    node.setAttribute("aria-label", heading.textContent);
  }

  /** Open the list of an item of buttons.js beside it, with the focus in it. */
  function show(item, size) {
    hide();
    sorting.hidden = true;
    begin(item, "days");
    title(item.count);
    node.hidden = false;
    node.classList.toggle("panj-long", item.count > 5);
    node.classList.toggle("panj-sheet", size.x < NARROW);
    place(item.box, size);
    node.focus({ preventScroll: true });
    load();
  }

  /** Empty the list, to be loaded from its first event. */
  function begin(item, sort) {
    open?.question?.abort();
    open = { item, sort, loaded: 0, matched: item.count, question: null };
    list.replaceChildren();
    for (const [name, button] of sorts) button.setAttribute("aria-pressed", String(name === sort));
  }

  function resort(sort) {
    begin(open.item, sort);
    body.scrollTop = 0;
    load();
  }

  function place(box, size) {
    if (size.x < NARROW) return Object.assign(node.style, { left: "", top: "" });
    const after = box.x + box.w + 6;
    const left = after + node.offsetWidth + 4 <= size.x ? after : box.x - node.offsetWidth - 6;
    const top = Math.max(4, Math.min(size.y - node.offsetHeight - 4, box.y));
    return Object.assign(node.style, {
      left: `${Math.max(4, Math.min(size.x - node.offsetWidth - 4, left))}px`, top: `${top}px`,
    });
  }

  /** Load the next page; the focus moves to its first event if it waited for it. */
  async function load() {
    if (!open || open.question) return;
    const here = open;
    const from = here.loaded;
    here.question = new AbortController();
    const waiting = document.activeElement === more || document.activeElement === node;
    tell(say("list.loading"), "", true);
    try {
      const { stack, sort } = { ...here.item, ...here };
      const page = await act.page(stack, { offset: here.loaded, limit: PAGE, sort }, here.question.signal);
      if (open !== here) return;
      here.matched = page.matched;
      sorting.hidden = !page.counted;
      list.append(...page.marks.map((mark, i) => entryOf(mark, from + i + 1, page.matched)));
      here.loaded += page.marks.length;
      title(page.matched);
      if (waiting && node.contains(document.activeElement)) focusNew(from);
      tell(page.matched ? "" : say("list.none"));
    } catch (error) {
      if (open !== here || error.name === "AbortError") return;
      tell(say("list.failed"), say("map.try_again"));
      return;
    } finally {
      here.question = null;
    }
  }

  /** Focus the first new event; in a list just opened the open event, where it is there. */
  function focusNew(from) {
    const all = entries();
    focus((from === 0 && all.find((entry) => entry.dataset.eventId === act.selected())) || all[from]);
  }

  function tell(words, way = "", loading = false) {
    told.textContent = words;
    const left = open.matched - open.loaded;
    if (!loading) more.hidden = !way && left <= 0;
    more.textContent = way || say("list.more", { count: Math.min(left, PAGE) });
  }

  function entryOf(mark, at, matched) {
    const entry = part("button", "panj-stack-entry", { type: "button", tabIndex: at === 1 ? 0 : -1 });
    entry.dataset.eventId = mark.id;
    entry.setAttribute("aria-label", say("list.entry", { event: mark.aria ?? mark.title, at, count: matched }));
    entry.setAttribute("aria-pressed", String(mark.id === act.selected()));
    entry.append(part("span", "", { textContent: mark.title }), part("small", "", { textContent: [mark.place, mark.told].filter(Boolean).join(" · ") }));
    entry.addEventListener("click", (click) => act.select(mark.id, { keyboard: click.detail === 0 }));
    const row = document.createElement("li");
    row.append(entry);
    return row;
  }

  function focus(entry) {
    if (!entry) return;
    for (const other of entries()) other.tabIndex = other === entry ? 0 : -1;
    entry.focus();
  }

  function walk(event) {
    event.stopPropagation();
    if (event.key === "Escape") {
      const { key } = open.item;
      hide();
      act.closed(key);
      event.preventDefault();
      return;
    }
    if (tools.contains(document.activeElement)) return;
    const all = more.hidden ? entries() : [...entries(), more];
    const at = all.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: Math.max(0, at - 1), Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (all[to] === more) more.focus();
    else focus(all[to]);
  }

  function hide() {
    open?.question?.abort();
    open = null;
    node.hidden = true;
  }

  node.addEventListener("keydown", walk);
  node.addEventListener("focusout", ({ relatedTarget }) => {
    if (!node.contains(relatedTarget) && document.hasFocus()) hide();
  });
  body.addEventListener("scroll", () => {
    const nearEnd = body.scrollTop + body.clientHeight > body.scrollHeight - NEAR_END;
    // Who stands on "more" by keyboard presses it.
    if (nearEnd && !more.hidden && told.textContent === "" && document.activeElement !== more) load();
  });
  more.addEventListener("click", load);
  toTable.addEventListener("click", () => {
    const { stack } = open.item;
    hide();
    act.table(stack);
  });
  close.addEventListener("click", () => {
    const { key } = open.item;
    hide();
    act.closed(key);
  });
  return {
    show, hide,
    /** Close the list where its mark is gone. */
    sync: (items) => open && !items.some((item) => item.key === open.item.key) && hide(),
  };
}
