// Elements made from data: text enters only as text, an address only as http or https.
import { symbol } from "./symbols.js";
import { palette } from "./theme.js";
import { svg } from "./svg.js";

/**
 * Make an element.
 * @param {string} tag
 * @param {Record<string, unknown>} attributes set as attributes; `on…` as listeners; null left out
 * @param {...(Node|string|null)} children strings become text nodes
 */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** A link that opens beside the page, or plain text where the address is no http or https one. */
export function link(address, ...children) {
  if (!/^https?:\/\//i.test(address ?? "") || !URL.canParse(address)) return el("span", {}, ...children);
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer", "data-key": `link ${address}` }, ...children);
}

/** An event's symbol, as on the map; the text beside it says the same. */
export function glyph(event, theme, size) {
  return svg("svg", { viewBox: "-13 -13 26 26", width: size, height: size, "aria-hidden": "true" },
    symbol(event, palette(theme), { x: 0, y: 0 }));
}

/**
 * Replace what a component shows, but for what is among the new too; the focus stays on the element with the same `data-key`, or goes
 * to the title where that is gone or can't be pressed any more.
 */
export function replace(host, ...children) {
  const key = host.activeElement?.dataset.key;
  let body = [...host.children].find((child) => child.className === "panj");
  if (!body) host.append((body = el("div", { class: "panj" })));
  const wanted = children.filter(Boolean);
  for (const old of [...body.children]) if (!wanted.includes(old)) old.remove();
  wanted.forEach((child, at) => {
    if (body.children[at] !== child) body.insertBefore(child, body.children[at] ?? null);
  });
  if (!key) return body;
  const same = body.querySelector(`[data-key="${CSS.escape(key)}"]:not(:disabled)`);
  (same ?? body.querySelector("[data-key=title]"))?.focus({ preventScroll: Boolean(same) });
  return body;
}

/**
 * Give a node other children. What holds the focus stays itself, and so does what it lies in, where
 * there is one of the same tag and `data-name` among the new ones: a caret, an open list, what is
 * pointed at. Of a button in use the words are renewed; of a field, or what has `data-whole`, nothing.
 */
export function redraw(node, children) {
  const held = [...node.children].find((child) => child.contains(document.activeElement));
  const at = held ? children.findIndex((one) => one.localName === held.localName && one.dataset?.name === held.dataset.name) : -1;
  if (at < 0) return node.replaceChildren(...children);
  for (const old of [...node.childNodes]) if (old !== held) old.remove();
  held.before(...children.slice(0, at));
  held.after(...children.slice(at + 1));
  if (!held.matches("input, select, textarea, [data-whole]")) redraw(held, [...children[at].childNodes]);
  return undefined;
}

/** Give a select other options; those that were there stay themselves, so that an open list stays open. */
export function offerOptions(select, options) {
  const known = new Map([...select.options].map((option) => [option.value, option]));
  const wanted = options.map((option) => {
    const old = known.get(option.value);
    if (!old) return option;
    if (old.textContent !== option.textContent) old.textContent = option.textContent;
    Object.assign(old.dataset, option.dataset);
    return old;
  });
  for (const option of known.values()) if (!wanted.includes(option)) option.remove();
  wanted.forEach((option, at) => {
    if (select.options[at] !== option) select.insertBefore(option, select.options[at] ?? null);
  });
}
