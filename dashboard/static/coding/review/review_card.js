// What a second coder has made of the open event: his remark, what changed since he saw it, and the
// ways to look at it and to answer.
import { el, redraw } from "../../shared/dom.js";
import { say } from "../../shared/words.js";
import { changeList, timeOf } from "./history.js";
import { isOwn, reviewWords } from "./review_states.js";

/** @param {{act: (name: string, asked: object, looked?: number) => Promise<object|null>, tell: Function, leave: Function}} does */
export function createReviewCard(does) {
  const line = el("p", { role: "status", tabindex: "-1" });
  const body = el("div");
  const node = el("section", { class: "review", "aria-label": say("code_review.title"), hidden: true, onkeydown: press },
    el("h2", {}, say("code_review.title")), line, body);
  const written = new Map(); // what is typed and not sent yet, by event and field
  let [draft, me, looked] = [null, { who: "", may: [] }, 0];

  function press(event) {
    if (event.key !== "Escape" && event.key !== "Enter") return;
    const field = event.target.closest("[data-field]");
    if (event.key === "Enter" && !field) return;
    event.preventDefault();
    if (event.key === "Escape") does.leave();
    else if (field.dataset.field === "remark") sendBack();
    else ready();
  }

  /** @param {{who: string, may: string[]}} reader */
  function show(next, reader) {
    if (next?.key !== draft?.key) {
      looked = next?.version ?? 0;
      body.replaceChildren();
    }
    [draft, me] = [next, reader];
    node.hidden = !draft || !me.who;
    if (node.hidden) return;
    const { review } = draft;
    const words = reviewWords(review, me.who);
    if (line.textContent !== words) line.textContent = words;
    const own = isOwn(draft, me.who);
    const may = (right) => me.may.includes(right);
    redraw(body, [
      ...since(review.changes),
      ...(may("code") && review.state === "sent_back" ? [field("answer"), way("ready_again", ready)] : []),
      ...(may("review") && own ? [el("p", { class: "note" }, say("code_review.own"))] : []),
      ...(may("review") && !own ? [way("mark", mark), field("remark"), way("send_back", sendBack)] : []),
      ...(may("review") && review.state !== "unseen" ? [way("take_away", takeAway)] : []),
    ]);
  }

  /** What changed, field by field; who did it stands once below the fields that he changed at once. */
  function since(changes) {
    if (!changes.length) return [];
    return [el("h3", {}, say("code_review.since")), changeList(changes.map(([name, old, now, ...by], at) => {
      const goesOn = JSON.stringify(changes[at + 1]?.slice(3)) === JSON.stringify(by);
      return [name, old, now, ...(goesOn ? [] : [told(...by)])];
    }))];
  }

  function told(who, at, why) {
    return el("p", { class: "note", dir: "auto" }, timeOf(at), ` ${say("code_history.by", { who: who || say("code.somebody") })}. `,
      why ? say("code_history.why", { why }) : "");
  }

  function field(name) {
    const at = `${draft.key} ${name}`;
    return el("div", { class: "field", "data-name": name },
      el("label", { for: `review-${name}` }, say(`code_review.${name}_field`)),
      el("input", {
        id: `review-${name}`, "data-field": name, value: written.get(at) ?? "", dir: "auto", autocomplete: "off", maxlength: draft.review.most,
        oninput: ({ target }) => written.set(at, target.value),
      }));
  }

  const way = (name, onclick) => el("button", { type: "button", "data-name": name, onclick }, say(`code_review.${name}`));

  /** Whether the event is as it was when it was opened; where not, it is to be looked at first. */
  function isAsLooked() {
    if (!me.who) {
      does.tell(say("code_review.no_login"));
      return false;
    }
    if (looked === draft.version) return true;
    looked = draft.version;
    does.tell(say("code_review.look_again"));
    return false;
  }

  async function send(name, asked, field) {
    const { key, review, version } = draft;
    const done = await does.act(name, { known: review.version, ...asked }, version);
    if (!done) return false;
    if (field) {
      written.delete(`${key} ${field}`);
      const input = body.querySelector(`[data-field=${field}]`);
      if (input && draft?.key === key) input.value = "";
    }
    if (node.contains(document.activeElement) || document.activeElement === document.body) line.focus();
    return true;
  }

  const typed = (name) => written.get(`${draft.key} ${name}`)?.trim() ?? "";
  const mark = () => isAsLooked() && send("seen", {});
  const takeAway = () => send("unseen", {});
  const ready = () => send("ready", { answer: typed("answer") }, "answer");

  function sendBack() {
    if (!isAsLooked()) return;
    if (typed("remark")) {
      send("send_back", { remark: typed("remark") }, "remark");
      return;
    }
    does.tell(say("code_review.no_remark"));
    focus("remark");
  }

  /** Go to what is told, or to a field, or say why that is not there. */
  function focus(name = null) {
    if (!name) {
      line.focus();
      return;
    }
    if (!me.who) {
      does.tell(say("code_review.no_login"));
      return;
    }
    const found = node.hidden ? null : body.querySelector(`[data-field=${name}]`);
    if (found) found.focus();
    else does.tell(say(`code_review.no_${name}_here`));
  }

  return { node, show, focus, mark: () => (draft ? mark() : does.tell(say("code.no_open_event"))) };
}
