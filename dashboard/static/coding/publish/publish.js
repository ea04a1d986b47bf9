// Publishing: what went out and, for who may, what would go out now, and the act. One dialog.
import { el } from "../../shared/dom.js";
import { say } from "../../shared/words.js";

/** @returns {{node: Element, button: Element, open: () => void}} the dialog and the button that opens it */
export function createPublish() {
  const body = el("div", {});
  const told = el("p", { class: "told", role: "status" });
  const why = field("publish-why", "publish.why");
  const name = field("publish-name", "publish.name");
  const button = el("button", { type: "button", onclick: open, hidden: true });
  const head = el("h2", { tabindex: "-1" });
  const node = el("dialog", { class: "publish", "aria-labelledby": "publish-head" },
    el("form", { method: "dialog" }, el("button", {}, say("publish.close"))), head, told, body);
  head.id = "publish-head";
  let may = false;
  look();

  /** Ask what went out; who may not see it has no button. */
  async function look() {
    const found = await ask("versions");
    button.hidden = !found.versions;
    may = Boolean(found.may);
    button.textContent = head.textContent = say(may ? "publish.title" : "publish.versions");
    return found;
  }

  async function open() {
    if (node.open || button.hidden) return;
    told.textContent = "";
    body.replaceChildren(el("p", {}, say("publish.looking")));
    node.showModal();
    head.focus();
    await draw();
  }

  async function draw() {
    const { versions = [], description } = await look();
    const would = may ? await ask("preview") : null;
    if (description || would?.description) told.textContent = description ?? would.description;
    body.replaceChildren(
      ...(would && !would.description ? outgoing(would) : []),
      el("h3", {}, say("publish.versions")),
      versions.length ? el("ol", { class: "drafts", "aria-label": say("publish.versions") }, ...versions.map(published)) : el("p", {}, say("published.none")));
  }

  /** What would go out, and the button that lets it. */
  function outgoing({ seen, number, name: known, events, counted, left, left_out: stay, since, told: changed, lists }) {
    name.input.value ||= known;
    const act = () => send("publish", { seen, number, name: name.input.value, why: why.input.value }, say("publish.published", { number }));
    return [
      el("p", {}, events ? `${say("publish.version", { number })} ${counted}.` : say("publish.nothing")),
      ...(events ? [el("p", {}, since ? say("publish.since", { number: since, told: changed }) : say("publish.first"))] : []),
      ...lists.map(({ name: what, titles, more }) => listed(what, titles.map((title) => el("li", { dir: "auto" }, title)), more)),
      ...(left ? [listed(say("publish.left_out", { count: left }), stay.map(({ title, lacks }) =>
        el("li", { dir: "auto" }, title, ...lacks.map((words) => el("p", { class: "note" }, words)))), left - stay.length)] : []),
      ...(events ? [name.node, why.node, el("button", { type: "button", class: "act", onclick: act }, say("publish.publish", { number }))] : []),
    ];
  }

  function listed(title, items, more) {
    return el("details", {}, el("summary", {}, title), el("ul", {}, ...items, ...(more > 0 ? [el("li", {}, say("publish.more", { count: more }))] : [])));
  }

  function published({ number, who, day, why: reason, title, counted, withdrawn }) {
    const by = (one) => (one.who ? ` ${say("publish.by", { who: one.who })}` : "");
    const gone = withdrawn && `${say("publish.gone", { day: withdrawn.day })}${by(withdrawn)}${withdrawn.why ? `. ${say("published.why", { why: withdrawn.why })}` : ""}`;
    const way = el("div", { class: "ways" });
    const ask = el("button", { type: "button", onclick: () => way.replaceChildren(sure(number, () => way.replaceChildren(ask))) }, say("publish.withdraw", { number }));
    if (may) way.append(ask);
    return el("li", {},
      el("p", {}, withdrawn ? `${say("published.line", { number, day })}${by({ who })}` : el("a", { href: `../published/${number}` }, `${say("published.line", { number, day })}${by({ who })}`)),
      el("p", { class: "note", dir: "auto" }, `${title}: ${counted}. ${reason ? say("published.why", { why: reason }) : ""}`),
      withdrawn ? el("p", { class: "note" }, gone) : way);
  }

  /** Ask once more, as a withdrawn version does not come back. */
  function sure(number, keep) {
    const reason = field(`withdraw-why-${number}`, "publish.why");
    return el("div", { role: "group", "aria-label": say("publish.withdraw", { number }) },
      el("p", {}, say("publish.sure", { number })), reason.node,
      el("button", { type: "button", onclick: () => send("withdraw", { number, why: reason.input.value }, "") }, say("publish.withdraw_now")),
      el("button", { type: "button", onclick: keep }, say("publish.keep")));
  }

  async function send(act, asked, words) {
    const { description } = await ask(act, asked);
    told.textContent = description ?? words;
    if (!description) why.input.value = "";
    await draw();
    head.focus();
  }

  return { node, button, open };
}

function field(id, words) {
  const input = el("input", { id, dir: "auto", autocomplete: "off", maxlength: "1000" });
  return { input, node: el("div", { class: "field" }, el("label", { for: id }, say(words)), input) };
}

/** The server's answer, or why there is none. */
async function ask(address, sent) {
  try {
    const answer = await fetch(address, sent && {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(sent),
    });
    return await answer.json();
  } catch {
    return { description: say("code.no_answer") };
  }
}
