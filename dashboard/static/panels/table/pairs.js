// Which events of several files may be the same: asked of the server, which takes a while for large files. One
// click makes two one, one parts them.
import { el } from "../../shared/dom.js";
import { say } from "../../shared/words.js";

const [LIKELY, LESS] = ["0.5", "0.25"]; // least scores
const FOUND = { ready: false, matched: 0, pairs: [], note: "" };

/**
 * @param {() => void} changed told when there is more to show
 * @param {{choose: (id: string) => void, tell: (pair: {into: string, taken: string, merge: boolean}) => void}} act
 */
export function createPairs(changed, act) {
  let given = null; // {address, at_once, merged} of the files that are shown, as table_page.py makes it
  let [found, least, failed, running] = [FOUND, LIKELY, false, null];
  let [drawn, state] = [null, ""]; // the list, which stays while nothing of it changes

  /** Take which files are shown; what was found of the same stays until it is had anew. */
  function use(next) {
    if (next?.address === given?.address) return;
    [given, failed, running] = [next, false, null]; // an answer of other files is passed over
    if (!given) found = FOUND;
    else if (given.at_once || found.ready) ask();
  }

  /** Ask, again for as long as the files are being compared, and for those that come after some. */
  async function ask(offset = 0) {
    const question = { address: given.address, least };
    running = question;
    failed = false;
    try {
      for (let answer = null; !answer?.ready;) {
        const query = new URLSearchParams({ least, offset, limit: Math.max(25, offset ? 0 : found.pairs.length) });
        const response = await fetch(new URL(`${question.address}?${query}`, document.baseURI));
        if (!response.ok) throw new Error(`the server answered ${response.status}`);
        answer = await response.json();
        if (running !== question) return; // other files are shown, or others asked for
        if (answer.ready) found = offset ? { ...answer, pairs: [...found.pairs, ...answer.pairs] } : answer;
      }
    } catch (error) {
      if (running !== question) return;
      console.warn("Panj: the pairs could not be had.", error);
      failed = true;
    }
    running = null;
    changed();
  }

  function setLeast() {
    least = least === LIKELY ? LESS : LIKELY;
    ask();
    changed();
  }

  function content() {
    if (given && !found.ready && !running && !failed) ask();
    const now = JSON.stringify([found, failed, Boolean(running), least]);
    if (now !== state) [drawn, state] = [draw(), now];
    return drawn;
  }

  function draw() {
    const { pairs, matched, note, ready } = found;
    return el("div", { class: "pairs", "aria-busy": String(Boolean(running)) },
      el("p", { class: "note" }, say("pairs.lead")),
      note ? el("p", { class: "note" }, note) : null,
      failed ? el("p", { class: "note", role: "alert" }, say("pairs.lost"), " ", el("button", { type: "button", onclick: () => { ask(); changed(); } }, say("pairs.again"))) : null,
      ready || failed ? null : el("p", { class: "note", role: "status" }, say("pairs.comparing")),
      ready && !pairs.length ? el("p", { class: "note" }, say("pairs.none")) : null,
      el("ul", { "aria-label": say("pairs.title") }, ...pairs.map((pair) => row(pair, act))),
      el("div", { class: "ways" },
        pairs.length < matched ? el("button", { type: "button", "data-key": "pairs-more", onclick: () => ask(pairs.length) }, say("pairs.more")) : null,
        el("button", { type: "button", "data-key": "pairs-less", "aria-pressed": String(least === LESS), onclick: setLeast }, say("pairs.less"))));
  }

  return {
    use, content,
    isThere: () => given !== null,
    label: () => (found.ready ? say("pairs.tab_counted", { count: found.matched }) : say("pairs.tab")),
  };
}

function row({ into, taken, why, merged, refused }, act) {
  const told = { into: into.id, taken: taken.id, merge: !merged };
  const key = `pair-${into.id}-${taken.id}`;
  return el("li", { "data-merged": String(merged) },
    el("div", {}, ...[into, taken].map((event) => side(event, merged ? into.id : event.id, key, act))),
    el("p", { class: "basis" }, ...(merged ? [el("b", {}, say("pairs.one")), " · "] : []), why.join(" · ")),
    refused ? el("p", { class: "basis" }, refused)
      : el("button", { type: "button", "data-key": `${key}-do`, onclick: () => act.tell(told) }, say(merged ? "pairs.part" : "pairs.merge")));
}

function side({ id, title, letter, when, where, killed }, leads, key, act) {
  return el("p", {},
    letter ? el("span", { class: "letter" }, letter) : null,
    el("button", { type: "button", class: "plain", "data-key": `${key}-${id}`, onclick: () => act.choose(leads) }, title),
    el("span", { class: "basis" }, ` ${[when, where, killed, say("pairs.id", { id })].filter(Boolean).join(" · ")}`));
}
