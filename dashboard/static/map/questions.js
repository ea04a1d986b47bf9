/** What the map asks of its feed, and when: at once, after a pause, or not, where it is known. */

import { boxOfPlaces, questionOf } from "./geometry/viewport.js";

/** How long the map rests before a newer question drops the one on its way. */
const PAUSE_MS = 60;
/** How long an answer is waited for before what is known is laid out anew for the view. */
const ANSWER_MS = 200;

/** The zoom for which all that is selected is asked, to find where it lies: few cells, each with its box. */
const FAR = 3;

/**
 * The questions of a map; its container tells whether it is settled, and whether it is stale.
 * @param {object} map Leaflet's
 * @param {{ask: Function, known: Function, awaits: Function, everywhere: Function}} feed
 * @param {{state: object, take: (answer: object) => void, relay: () => void}} layer the state that is asked
 *   for, what takes an answer, and what lays out anew what is known
 */
export class Questions {
  constructor(map, feed, { state, take, relay }) {
    Object.assign(this, { map, feed, state, take, relay, waiting: 0, asking: null, meanwhile: null });
    this.marked = map.getContainer().dataset;
    /** Comes true with the first answer, or where there is none. */
    this.first = new Promise((resolve) => { this.answered = resolve; });
  }

  /** Whether one is on its way, or about to be. */
  get open() {
    return this.waiting > 0 || this.asking !== null;
  }

  /** Ask for the events of the view; the old ones stay until the answer is here. */
  async ask() {
    if (!this.map.getSize().x || this.state.query === null) return;
    this.drop();
    this.waiting += 1;
    this.marked.settled = "false";
    const answer = await this.feed.ask(questionOf(this.map), this.state, this.take);
    this.waiting -= 1;
    if (!this.waiting) this.answered();
    if (answer) this.take(answer);
    else if (!this.waiting) this.relay();
  }

  /** Show the events of another state: at once where they are known. */
  change() {
    this.drop();
    const known = this.feed.known(questionOf(this.map), this.state);
    if (known) this.take(known);
    else this.ask();
  }

  /** Ask for what a new view lacks; what is known moves with the ground until the answer comes. */
  follow() {
    this.drop();
    const view = questionOf(this.map);
    const known = this.feed.known(view, this.state);
    if (known) return this.take(known);
    this.marked.settled = "false";
    if (!this.feed.awaits(view, this.state)) this.soon();
    this.marked.stale = "true";
    this.meanwhile ??= setTimeout(this.relay, ANSWER_MS);
    return undefined;
  }

  /** Where all that is selected lies; null where nothing has a place, or something else is selected since. */
  async reach() {
    const { collection, query } = this.state;
    const box = boxOfPlaces(await this.feed.everywhere(this.state, FAR));
    return collection === this.state.collection && query === this.state.query ? box : null;
  }

  /** What is known has been laid out for the view. */
  laidOut() {
    clearTimeout(this.meanwhile);
    this.meanwhile = null;
    delete this.marked.stale;
  }

  /** Ask at once; while an answer is on its way, only when the map has come to rest for a moment. */
  soon() {
    if (this.waiting) this.asking = setTimeout(() => this.ask(), PAUSE_MS);
    else this.ask();
  }

  drop() {
    clearTimeout(this.asking);
    this.asking = null;
  }
}
