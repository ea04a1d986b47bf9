// A picture that is drawn as SVG, saved as a file or handed to the browser's print dialog.
import { el } from "../../shared/dom.js";
import { svg } from "../../shared/svg.js";
import { say } from "../../shared/words.js";

const PIXELS = 2; // of a PNG for each of the drawing's
const KEPT_MS = 60_000; // how long a saved file's address holds

/** A drawing as an address that an image or a link can have. */
export function addressOf(text) {
  return URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
}

/** Save a drawing as it is. */
export function saveSvg(text, name) {
  save(addressOf(text), `${name}.svg`);
}

/** Save a drawing as a PNG of twice its size. */
export async function savePng(text, size, name) {
  save(URL.createObjectURL(await rastered(text, size)), `${name}.png`);
}

function save(address, name) {
  el("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}

async function rastered(text, { width, height }) {
  const canvas = el("canvas", { width: width * PIXELS, height: height * PIXELS });
  const larger = svg("svg", {
    width: canvas.width, height: canvas.height, viewBox: `0 0 ${width} ${height}`,
  }, parsed(text));
  const address = addressOf(new XMLSerializer().serializeToString(larger));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error(say("picture.none")))));
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** Print a drawing on a sheet of its own size: the browser saves that as a PDF, with text as text. */
export function print(text, { width, height }, name) {
  const frame = el("iframe", { class: "panj-print", "aria-hidden": "true", tabindex: "-1" });
  Object.assign(frame.style, { position: "fixed", left: "-10000px", width: `${width}px`, height: `${height}px`, border: "0" });
  document.body.append(frame);
  const { contentDocument: sheet, contentWindow: view } = frame;
  const style = sheet.createElement("style");
  style.textContent = `@page { size: ${width}px ${height}px; margin: 0 }
    html, body { margin: 0; overflow: hidden } svg { display: block }`;
  sheet.head.append(style);
  sheet.title = name;
  sheet.body.append(sheet.importNode(parsed(text), true));
  view.addEventListener("afterprint", () => frame.remove());
  view.focus();
  view.print();
}

function parsed(text) {
  return document.importNode(new DOMParser().parseFromString(text, "image/svg+xml").documentElement, true);
}
