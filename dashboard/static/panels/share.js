// What a reader takes along: the link, a picture of the map, the page on paper.
import { el, replace } from "./dom.js";
import { inStyle } from "./styles.js";

const SIZES = [[1200, 675], [1080, 1080]];
let latest = null;
let said = "";
let asked = 0;

/** @param component {{parentElement: ShadowRoot, data: object}} data as share.show_share makes it */
export const show = inStyle(["panels"], (component) => {
  latest = component;
  said = "";
  draw();
});

function draw() {
  const { parentElement, data } = latest;
  const act = (key, words, onclick) => el("button", { type: "button", "data-key": key, onclick }, words);
  replace(parentElement,
    el("div", { class: "share" },
      act("link", "Copy link", copyLink),
      ...SIZES.map(([width, height]) =>
        act(`picture-${width}`, `Picture ${width} × ${height}`, () => askPicture(width, height))),
      act("print", "Print", () => window.print()),
      el("p", { role: "status", class: "note" }, said),
      ...data.terms.map((words) => el("p", { class: "note" }, words))));
}

function say(words) {
  said = words;
  latest.parentElement.querySelector("[role=status]").textContent = words;
}

async function copyLink() {
  try {
    await navigator.clipboard.writeText(window.location.href);
    say("The link is copied. It holds the filters, the view and the open event.");
  } catch {
    say(`The link: ${window.location.href}`);
  }
}

/** Ask the map for a picture; it answers with "panj:pictured". */
function askPicture(width, height) {
  asked += 1;
  const words = { ...latest.data.words, address: shownAddress() };
  const request = new CustomEvent("panj:picture", {
    cancelable: true, detail: { id: asked, width, height, words },
  });
  if (window.dispatchEvent(request)) return say("The map is not here yet. Try again in a moment.");
  return say("Drawing the picture…");
}

/** The page's address as a reader would read it. */
function shownAddress() {
  return decodeURI(window.location.href.replace(/[?#]$/, ""));
}

window.addEventListener("panj:pictured", ({ detail: { id, picture, why, width, height } }) => {
  if (id !== asked) return;
  if (!picture) return say(`There is no picture: ${why}.`);
  const name = `${latest.data.name}-${width}x${height}.png`;
  save(picture, name);
  return say(`Saved as ${name}.`);
});

function save(picture, name) {
  const address = URL.createObjectURL(picture);
  el("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
