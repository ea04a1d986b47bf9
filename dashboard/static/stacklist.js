/**
 * The list of many events at one place, a page at a time: what a cell at one
 * point or the plate of a crowded area opens.
 */

const PAGE = 50;
const NEAR_END = 120;
const NARROW = 640;
const number = (value) => value.toLocaleString("en");

/**
 * @param {HTMLElement} host where the list opens
 * @param {{page: (place: object, offset: number, limit: number, signal: AbortSignal) => Promise<{matched: number,
 *   marks: object[]}>, select: (id: string, how: object) => void, closed: (key: string) => void,
 *   selected: () => string|null}} act
 */
export function createStackList(host, act) {
  const part = (tag, className, more = {}) => Object.assign(document.createElement(tag), { className, ...more });
  const node = part("div", "panj-list panj-stack", { hidden: true, tabIndex: -1 });
  node.setAttribute("role", "dialog");
  const heading = part("h2", "panj-stack-title");
  const close = part("button", "panj-stack-close", { type: "button", textContent: "×" });
  close.setAttribute("aria-label", "Close the list");
  const body = part("div", "panj-stack-body");
  const list = part("ol", "panj-stack-entries");
  const told = part("p", "panj-stack-told");
  told.setAttribute("role", "status");
  const more = part("button", "panj-stack-more", { type: "button", hidden: true });
  const head = part("div", "panj-stack-head");
  head.append(heading, close);
  body.append(list, told, more);
  node.append(head, body);
  host.append(node);
  let open = null; // {item, loaded, matched, question}

  const entries = () => [...list.querySelectorAll("button")];

  function title(matched) {
    heading.textContent = `${number(matched)} ${matched === 1 ? "event" : "events"}${open.item.where}`;
    node.setAttribute("aria-label", heading.textContent);
  }

  /** Open the list of an item of buttons.js beside it, with the focus in it. */
  function show(item, size) {
    hide();
    open = { item, loaded: 0, matched: item.count, question: null };
    list.replaceChildren();
    title(item.count);
    node.hidden = false;
    node.classList.toggle("panj-long", item.count > 5);
    node.classList.toggle("panj-sheet", size.x < NARROW);
    place(item.box, size);
    node.focus({ preventScroll: true });
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
    tell("Loading…");
    try {
      const page = await act.page(here.item.stack, here.loaded, PAGE, here.question.signal);
      if (open !== here) return;
      here.matched = page.matched;
      list.append(...page.marks.map((mark, i) => entryOf(mark, from + i + 1, page.matched)));
      here.loaded += page.marks.length;
      title(page.matched);
      if (waiting && node.contains(document.activeElement)) focusNew(from);
      tell(page.matched ? "" : "No event is here under these filters.");
    } catch (error) {
      if (open !== here || error.name === "AbortError") return;
      tell("The list could not be loaded.", "Try again");
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

  function tell(words, way = null) {
    told.textContent = words;
    const left = open.matched - open.loaded;
    more.hidden = words === "Loading…" ? more.hidden : !way && left <= 0;
    more.textContent = way ?? `${number(Math.min(left, PAGE))} more`;
  }

  function entryOf(mark, at, matched) {
    const entry = part("button", "panj-stack-entry", { type: "button", tabIndex: at === 1 ? 0 : -1 });
    entry.dataset.eventId = mark.id;
    entry.setAttribute("aria-label", `${mark.aria ?? mark.title} ${number(at)} of ${number(matched)}.`);
    entry.setAttribute("aria-pressed", String(mark.id === act.selected()));
    entry.append(part("span", "", { textContent: mark.title }), part("small", "", { textContent: mark.sub ?? "" }));
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
