// Changes on their way to the server, one after the other. What it has not taken stays here, and
// in the browser's storage, and is sent again; a change has a name by which it is done only once.
import { say } from "../shared/words.js";

const STORED = "panj-code:";
/** How long the page waits before it sends again. */
const AGAIN_MS = 1500;

/**
 * @param {{seen: () => string, version: (key: string) => number, value: Function, took: Function, tell: Function}} page
 *   the state that it shows, a draft's version and the value of a field in it; what takes the
 *   server's answers, and what tells words with the ways out of it, `{act, words}`
 */
export function createOutbox({ seen, version, value, took, tell }) {
  const queue = stored();
  const own = new Map(); // what this page last made of a field
  let [running, wake, troubled, contested] = [false, () => {}, false, false];
  window.addEventListener("online", () => wake());

  /**
   * @param {number} looked the version that was looked at; 0 for what is shown when it is sent
   * @param {unknown} was what the field that is set was seen to hold
   * @returns {Promise<object|null>} the server's answer; null where it refused
   */
  function put(name, given = {}, looked = 0, was = given.field && value(given.key, given.field)) {
    const asked = looked ? { ...given, seen: looked } : given;
    const change = { request: crypto.randomUUID(), at: Date.now(), name, asked, was };
    store(change);
    queue.push(change);
    const done = new Promise((resolve) => { change.done = resolve; });
    run();
    return done;
  }

  async function run() {
    if (running) return;
    running = true;
    while (queue.length) {
      const change = queue[0];
      const answer = await send(change);
      if (answer === undefined) await pause();
      else {
        queue.shift();
        localStorage.removeItem(STORED + change.request);
        change.done?.(answer);
      }
    }
    running = false;
  }

  /** The answer; null where it was refused, undefined where it is to be sent again. */
  async function send({ name, asked, request, was }) {
    const answer = await ask(name, {
      ...(asked.key ? { seen: version(asked.key) } : {}), ...asked, request, state: seen(),
    });
    if (!answer || answer.status >= 500) return keep(answer?.found.description ?? say("code.no_answer"));
    const { status, found } = answer;
    if (status === 200) {
      took(found);
      if (asked.field) own.set(`${asked.key} ${asked.field}`, value(asked.key, asked.field));
      if (!contested) tell(troubled ? say("code.all_saved") : "");
      troubled = false;
      return found;
    }
    const { seen: _, ...again } = asked;
    if (status === 409 && asked.field) {
      await renew(false);
      if (version(asked.key) && isOwn(asked, was)) return send({ name, asked: again, request, was });
    }
    await renew();
    if (status === 409 && asked.value && version(asked.key)) contest(found, name, again);
    else tell(found.description);
    return null;
  }

  /** Keep what another tab has overtaken until the coder says which of the two it is. */
  function contest({ description, clash = {} }, name, asked) {
    const left = () => {
      contested = false;
      tell("");
    };
    contested = true;
    const known = clash.theirs ? say("code.theirs", { who: clash.who || say("code.somebody"), value: clash.theirs }) : "";
    tell(say("code.yours", { words: [description, known].filter(Boolean).join(" "), value: asked.value }), [
      { words: say("code.save_mine"), act: () => (left(), put(name, asked)) }, { words: say("code.leave_mine"), act: left },
    ]);
  }

  function keep(words) {
    troubled = true;
    tell(say("code.kept", { words, count: queue.length }), [{ words: say("code.send_now"), act: () => wake() }]);
    return undefined;
  }

  const pause = () => new Promise((resolve) => {
    const timer = setTimeout(resolve, AGAIN_MS);
    wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });

  /** Ask for what is new on the desk, as by another tab; where it is forced, all is drawn anew. */
  async function renew(forced = true) {
    const answer = await ask(`state?seen=${encodeURIComponent(seen())}`);
    const news = answer?.status === 200 && (answer.found.drafts.length || ["order", "asides", "sources"].some((name) => name in answer.found));
    if (answer?.status === 200 && (forced || news)) took(answer.found, forced || idle());
    return answer?.status === 200;
  }

  /** Whether a field holds what this page knew of it, or made of it itself. */
  function isOwn({ key, field }, was) {
    const now = value(key, field);
    return same(now, was) || (own.has(`${key} ${field}`) && same(now, own.get(`${key} ${field}`)));
  }

  /** Whether nothing is on its way or to be decided. */
  const idle = () => !queue.length && !contested;

  /** What the server answers to a question; null where it has no answer. */
  async function question(address) {
    const answer = await ask(address);
    return answer?.status === 200 ? answer.found : null;
  }

  return { put, renew, idle, ask: question, start: run };
}

/** Ask the server; null where there is no answer of its own. */
async function ask(address, sent) {
  try {
    const answer = await fetch(address, sent && {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(sent),
    });
    return { status: answer.status, found: await answer.json() };
  } catch {
    return null;
  }
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** The changes that were not taken when the page was closed, the first first. */
function stored() {
  const names = Object.keys(localStorage).filter((name) => name.startsWith(STORED));
  return names.map((name) => JSON.parse(localStorage.getItem(name))).sort((one, other) => one.at - other.at);
}

function store(change) {
  try {
    localStorage.setItem(STORED + change.request, JSON.stringify(change));
  } catch {
    // No room for a long text: the page alone keeps it.
  }
}
