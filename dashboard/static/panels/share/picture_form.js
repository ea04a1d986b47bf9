// What is chosen of a picture before it is made, with a preview, which is the picture itself.
import { addressOf, print, savePng, saveSvg } from "./picture_files.js";
import { el } from "../../shared/dom.js";
import { publicAddress } from "../../shared/public_address.js";
import { selectionOf } from "../../shared/selection.js";
import { say } from "../../shared/words.js";

const FORMS = { wide: { width: 1200, height: 675 }, square: { width: 1080, height: 1080 } };
const GROUND = ["countries", "provinces", "rivers", "towns"];
/** Which labels of the map each choice of events' labels leaves out. */
const EVENTS = { titles: [], places: ["titles"], no_labels: ["events"] };
const TYPING_MS = 300;

/**
 * The dialog in which a picture is chosen, seen and saved.
 * @returns {{node: HTMLDialogElement, open: () => void, take: (data: object) => void}} `take` gets
 *   the data of share_panel.show_share
 */
export function createPictureForm() {
  let [data, made, asked, running, typing] = [null, null, 0, false, null];
  const headline = field(say("picture.headline"), el("input", { name: "headline", type: "text", maxlength: "300" }));
  const names = field(say("place_names.title"), el("select", { name: "names" }));
  const ring = el("label", { class: "box" }, el("input", { type: "checkbox", name: "ring" }), say("picture.ring"));
  const preview = el("img", { alt: say("picture.preview") });
  const status = el("p", { role: "status", class: "note" });
  const alt = el("textarea", { readonly: true, rows: "4", name: "alt" });
  const copy = el("button", { type: "button", onclick: copyAlt }, say("picture.copy_alt"));
  const ways = ["PNG", "SVG"].map((format) => (
    el("button", { type: "button", onclick: () => save(format) }, say("picture.save", { format }))));
  const paper = el("button", { type: "button", onclick: () => print(made.svg, sizeOf(), data.name) }, say("picture.print"));
  const fields = el("div", { class: "fields", oninput: changed },
    headline,
    field(say("picture.caption"), el("textarea", { name: "caption", rows: "2", maxlength: "600" })),
    choice("form", Object.entries(FORMS).map(([name, size]) => [name, say(`picture.${name}`, plain(size))])),
    choice("theme", ["light", "dark"].map((name) => [name, say(`picture.${name}`)])),
    choice("view", ["whole", "as_shown"].map((name) => [name, say(`picture.${name}`)])),
    choice("events", Object.keys(EVENTS).map((name) => [name, say(`picture.${name}`)])),
    names,
    el("fieldset", {}, el("legend", {}, say("picture.ground")), ...GROUND.map((name) => (
      el("label", { class: "box" }, el("input", { type: "checkbox", name: "ground", value: name, checked: true }), say(`picture.${name}`))))),
    ring);
  const node = el("dialog", { class: "picture", "aria-label": say("picture.title"), onclose: () => window.removeEventListener("keydown", keepEscape, true) },
    el("header", {}, el("h2", {}, say("picture.title")),
      el("button", { type: "button", onclick: () => node.close() }, say("picture.close"))),
    el("div", { class: "made" }, preview, status,
      el("div", { class: "tools" }, ...ways, paper),
      field(say("picture.alt"), alt), copy),
    fields);

  window.addEventListener("panj:pictured", ({ detail }) => {
    running = false;
    if (detail.id === asked) show(detail);
    else ask();
  });

  function take(next) {
    const title = headline.lastChild;
    if (!data || title.value === data.words.title) title.value = next.words.title;
    if (data?.names.join() !== next.names.join()) {
      names.lastChild.replaceChildren(...next.names.map((name) => el("option", {}, name)));
    }
    data = next;
    if (node.open) changed();
  }

  function open() {
    const selection = selectionOf(window);
    names.lastChild.value = data.names.includes(selection.names) ? selection.names : data.names[0];
    ring.hidden = selection.event === null;
    node.showModal();
    window.addEventListener("keydown", keepEscape, true);
    changed();
  }

  /** The picture is another now; it is made when the typing rests. */
  function changed(event) {
    made = null;
    asked += 1;
    dress(say("picture.drawing"));
    clearTimeout(typing);
    typing = setTimeout(ask, event?.target.matches("input[type=text], textarea") ? TYPING_MS : 0);
  }

  /** Ask the map for the picture; one at a time, the newest last. It answers with "panj:pictured". */
  function ask() {
    if (running || !node.open) return;
    const kept = [...fields.querySelectorAll("[name=ground]:checked")].map(({ value }) => value);
    const request = new CustomEvent("panj:picture", {
      cancelable: true,
      detail: {
        id: asked, ...sizeOf(), theme: chosen("theme"), whole: chosen("view") === "whole",
        names: chosen("names"), ring: ring.firstChild.checked && !ring.hidden,
        leftOut: [...EVENTS[chosen("events")], ...GROUND.filter((name) => !kept.includes(name))],
        words: {
          ...data.words, title: chosen("headline").trim() || data.words.title, caption: chosen("caption").trim(),
          address: data.own_files.length ? "" : publicAddress(window.location),
        },
      },
    });
    running = !window.dispatchEvent(request);
    if (!running) dress(say("share.no_map"));
  }

  function show({ svg, why, alt: words }) {
    made = svg ? { svg } : null;
    alt.value = words ?? "";
    if (svg) {
      const old = preview.src;
      preview.src = addressOf(svg);
      URL.revokeObjectURL(old);
    }
    dress(svg ? say("picture.drawn") : say("share.no_picture", { why }));
  }

  function dress(words) {
    status.textContent = words;
    for (const button of [...ways, paper, copy]) button.disabled = !made;
    preview.classList.toggle("old", !made);
  }

  function chosen(name) {
    return fields.querySelector(`[name=${name}]`).value;
  }

  function sizeOf() {
    return FORMS[chosen("form")];
  }

  async function save(format) {
    const { width, height } = sizeOf();
    const name = `${data.name}-${width}x${height}`;
    if (format === "SVG") saveSvg(made.svg, name);
    else await savePng(made.svg, { width, height }, name);
    status.textContent = say("share.saved", { name: `${name}.${format.toLowerCase()}` });
  }

  async function copyAlt() {
    try {
      await navigator.clipboard.writeText(alt.value);
      status.textContent = say("picture.alt_copied");
    } catch {
      alt.select();
    }
  }

  return { node, open, take };
}

/** Keep Escape from Streamlit while the dialog is open: it would close the popover under it, too. */
function keepEscape(pressed) {
  if (pressed.key === "Escape") pressed.stopPropagation();
}

const plain = (size) => Object.fromEntries(Object.entries(size).map(([name, value]) => [name, String(value)]));

function field(label, input) {
  return el("label", { class: "field" }, el("span", {}, label), input);
}

function choice(name, options) {
  return field(say(`picture.${name}`), el("select", { name }, ...options.map(([value, words]) => el("option", { value }, words))));
}
