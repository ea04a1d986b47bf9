// What a reader takes along: the link, a picture of the map, the page on paper.
import { el, replace } from "../../shared/dom.js";
import { createPictureForm } from "./picture_form.js";
import { inStyle } from "../../shared/component.js";
import { say } from "../../shared/words.js";

let latest = null;
let said = "";
let form = null;

/** @param component {{parentElement: ShadowRoot, data: object}} data as share.show_share makes it */
export const show = inStyle(["shared/panels", "panels/share/share"], (component) => {
  latest = component;
  said = "";
  form ??= createPictureForm();
  form.take(component.data);
  draw();
});

function draw() {
  const { parentElement, data } = latest;
  const act = (key, words, onclick) => el("button", { type: "button", "data-key": key, onclick }, words);
  replace(parentElement,
    el("div", { class: "share" },
      act("link", say("share.copy_link"), copyLink),
      data.own_files.length ? el("p", { class: "note" }, aboutOwnFiles()) : null,
      act("picture", say("share.picture"), () => form.open()),
      act("print", say("share.print"), () => window.print()),
      data.sites.length ? embedding(data.sites, act) : el("p", { class: "note" }, say("share.embed_off")),
      el("p", { role: "status", class: "note" }, said),
      ...data.terms.map((words) => el("p", { class: "note" }, words))),
    form.node);
}

function tell(words) {
  said = words;
  latest.parentElement.querySelector("[role=status]").textContent = words;
}

/** Which files a link does not hold, and how to pass them on. */
function aboutOwnFiles() {
  const files = latest.data.own_files;
  return say("share.own_files", { count: files.length, names: files.join(", "), first: files[0] });
}

async function copyLink() {
  try {
    await navigator.clipboard.writeText(window.location.href);
    tell(say(latest.data.own_files.length ? "share.copied_without_files" : "share.copied"));
  } catch {
    tell(say("share.link", { address: window.location.href }));
  }
}

/** What another site puts into its page, where the operator lets it. */
function embedding(sites, act) {
  const snippet = el("textarea", { readonly: "", rows: "4", "aria-label": say("share.embed") }, snippetOf());
  snippet.addEventListener("focus", () => snippet.select());
  return el("section", { class: "embed", "aria-label": say("share.embed") },
    el("p", {}, say("share.embed")),
    el("p", { class: "note" }, say("share.embed_sites", { sites: sites.join(", ") })),
    snippet,
    act("snippet", say("share.copy_snippet"), () => copySnippet(snippet)));
}

/** A frame with a title, and what stands for it where it is not shown. */
function snippetOf() {
  const { title } = latest.data.words;
  const framed = new URL(window.location.href);
  framed.searchParams.set("embed", "true");
  return el("figure", {},
    el("iframe", { src: framed.href, title, width: "100%", height: "640", loading: "lazy" }),
    el("figcaption", {},
      el("a", { href: window.location.href }, say("share.alternative", { title })))).outerHTML;
}

async function copySnippet(snippet) {
  snippet.value = snippetOf();
  try {
    await navigator.clipboard.writeText(snippet.value);
    tell(say("share.snippet_copied"));
  } catch {
    snippet.select();
  }
}
