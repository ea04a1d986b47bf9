// The text, sentence by sentence; within one, words are chosen by keys or by the pointer.
import { el } from "../shared/dom.js";
import { say } from "../shared/words.js";

/** The fields of the open event, each by its key. */
export const FIELDS = {
  e: "title", k: "kind", s: "status", d: "date", p: "place", n: "quantities", a: "actors", o: "speaker", c: "note",
};

/**
 * @param {{begin: Function, again: Function, join: Function, skip: Function, card: Function, map: Function, help: Function, told: Function, look: Function, seen: Function, review: Function, next: Function}} does
 *   what is done with the chosen words, `{source, start, end}` in code points; `begin` gives whether
 *   it is done, and `again` tells of words that were begun with just before
 */
export function createTextView(does) {
  const list = el("div", { class: "reader", role: "listbox", tabindex: "0", dir: "auto", "aria-label": say("code.text"), onkeydown: press });
  const spoken = el("p", { class: "note", role: "status" });
  const tool = (name, onclick) => el("button", { type: "button", onclick }, say(`code_tool.${name}`));
  const tools = el("div", { class: "text-tools", "data-for": "code", role: "group", "aria-label": say("code_tool.title") },
    tool("begin", begin), tool("join", () => does.join(words())), tool("skip", () => does.skip(sentence())));
  const node = el("section", {}, spoken, list, tools);
  let [source, at, first, last, dragging, marked, touched] = [null, 0, 0, 0, false, [], false];
  let begun = ""; // the words of the event that was begun last, while nothing else is done
  window.addEventListener("pointerup", () => { dragging = false; });
  for (const name of ["keydown", "pointerdown"]) document.addEventListener(name, ({ key, target }) => {
    if (key !== "Enter" && !tools.contains(target)) begun = "";
  }, true);

  const here = () => source.sentences[at];
  const words = () => ({ source: source.id, start: here().parts[first][0], end: here().parts[last][1] });

  const sentence = () => ({ source: source.id, start: here().start, end: here().end });

  async function begin() {
    const chosen = JSON.stringify(words());
    if (chosen === begun) return does.again();
    begun = chosen;
    if (!(await does.begin(words()))) begun = "";
  }

  function show(shown, drafts, asides) {
    const isNew = shown?.id !== source?.id;
    source = shown;
    list.hidden = tools.hidden = !source;
    if (!source) return;
    if (isNew) write();
    const quotes = drafts.flatMap(({ properties }) => properties.quotes ?? []);
    const own = (known) => known.filter((one) => one.source === source.id);
    const [coded, aside] = [own(quotes), own(asides)];
    const has = (known, { start, end }) => known.some((one) => one.start < end && start < one.end);
    source.sentences.forEach((sentence, number) => {
      const kind = has(coded, sentence) ? "coded" : has(aside, sentence) ? "aside" : "";
      const made = list.children[number];
      if (made.className === kind) return;
      made.className = kind;
      made.lastElementChild.textContent = kind && ` ${say(`code.${kind}`)}`;
    });
    if (isNew) mark();
  }

  /** Put a text on the page, a box a sentence and one a word. */
  function write() {
    at = 0;
    whole();
    marked = [];
    list.lang = source.language;
    list.replaceChildren(...source.sentences.map((sentence, number) => {
      const made = el("div", { role: "option", id: `sentence-${number}`, "aria-selected": "false", onpointerdown: (event) => point(event, number), onpointerover: drag, onclick: (event) => tap(event, number) });
      sentence.parts.forEach(([, , word], place) => {
        made.append(sentence.gaps[place], el("span", { "data-word": place }, word));
      });
      made.append(sentence.gaps.at(-1), el("span", { class: "note" }));
      return made;
    }));
  }

  function whole() {
    [first, last] = [0, Math.max(0, (here()?.parts.length ?? 1) - 1)];
  }

  /** Show what is chosen; what was before is unmarked, and nothing else is touched. */
  function mark() {
    for (const node of marked) {
      if (node.role === "option") node.setAttribute("aria-selected", "false");
      else node.classList.remove("chosen");
    }
    marked = [];
    const made = list.children[at];
    if (!made) return;
    const chosen = [...made.querySelectorAll("[data-word]")].slice(first, last + 1);
    made.setAttribute("aria-selected", "true");
    for (const word of chosen) word.classList.add("chosen");
    marked = [made, ...chosen];
    list.setAttribute("aria-activedescendant", made.id);
    const { parts } = here();
    const said = parts.slice(first, last + 1).map(([, , word]) => word).join(" ");
    spoken.textContent = first === 0 && last === parts.length - 1
      ? say("code.sentence", { number: at + 1, total: source.sentences.length })
      : say("code.chosen", { words: said });
    made.scrollIntoView({ block: "nearest" });
  }

  function go(number) {
    at = Math.min(Math.max(number, 0), source.sentences.length - 1);
    whole();
    mark();
  }

  /** Go to the sentence that holds a code point of the text. */
  function reach(point) {
    const number = source?.sentences.findIndex(({ start, end }) => start <= point && point < end) ?? -1;
    if (number >= 0 && number !== at) go(number);
  }

  /** Move an end of what is chosen by a word, or to the next mark of punctuation. */
  function move(edge, step, far) {
    const { gaps, parts } = here();
    const isEnd = (word) => gaps[edge === "first" ? word : word + 1].trim();
    const within = (word) => (edge === "first" ? word >= 0 && word <= last : word >= first && word < parts.length);
    let to = (edge === "first" ? first : last) + step;
    while (far && within(to) && !isEnd(to)) to += step;
    to = within(to) ? to : to - step;
    if (edge === "first") first = to;
    else last = to;
    mark();
  }

  function press(event) {
    const far = event.ctrlKey;
    if (!source || event.metaKey || event.altKey || (far && !["ArrowLeft", "ArrowRight"].includes(event.key))) return;
    const edge = event.shiftKey ? "first" : "last";
    const acts = {
      ArrowDown: () => go(at + 1), ArrowUp: () => go(at - 1), Home: () => go(0), End: () => go(Infinity),
      ArrowRight: () => move(edge, forwards(), far), ArrowLeft: () => move(edge, -forwards(), far),
      Enter: begin, "+": () => does.join(words()), x: () => does.skip(sentence()),
      m: () => does.map(), t: () => does.look(), "?": () => does.help(), v: () => does.seen(), b: () => does.review("remark"), r: () => does.review("answer"), j: () => does.next(),
      ...Object.fromEntries(["1", "2", "3"].map((key) => [key, () => does.told(Number(key))])),
      ...Object.fromEntries(Object.entries(FIELDS).map(([key, field]) => [key, () => does.card(field)])),
    };
    if (!Object.hasOwn(acts, event.key)) return;
    event.preventDefault();
    acts[event.key]();
  }

  /** The arrow that points where the text runs goes on. */
  const forwards = () => (getComputedStyle(list).direction === "rtl" ? -1 : 1);

  /** A finger chooses a sentence; in it a word, and then the word up to which. */
  function tap(event, number) {
    const word = Number(event.target.closest("[data-word]")?.dataset.word ?? NaN);
    if (!touched || Number.isNaN(word) || number !== at) {
      if (touched) go(number);
      return;
    }
    [first, last] = first === last ? [Math.min(first, word), Math.max(last, word)] : [word, word];
    mark();
  }

  function point(event, number) {
    touched = event.pointerType !== "mouse";
    if (touched) return;
    at = number;
    const word = event.target.closest("[data-word]");
    if (word) [first, last, dragging] = [Number(word.dataset.word), Number(word.dataset.word), true];
    else whole();
    mark();
  }

  function drag(event) {
    const word = event.target.closest("[data-word]");
    if (!dragging || !word || word.closest("[role=option]") !== list.children[at]) return;
    last = Math.max(first, Number(word.dataset.word));
    mark();
  }

  return { node, show, focus: () => list.focus(), next: () => go(at + 1), reach };
}
