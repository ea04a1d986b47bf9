// What others do on the desk, asked for each second while the page is seen.
const EVERY_MS = 1000;

/** @param {{news: () => Promise<boolean>, away: (words: string) => void, back: () => void}} does
 *   `news` tells whether they were there to have
 */
export function watch(does) {
  let [last, away] = [null, false];

  async function look() {
    const answer = await fetch("number").then(async (found) => ({ ok: found.ok, ...await found.json() })).catch(() => null);
    if (answer?.ok) {
      if (away) does.back();
      away = false;
      if (answer.number !== last && await does.news()) last = answer.number;
    } else if (answer) {
      does.away(answer.description);
      away = true;
    }
  }

  async function turn() {
    if (!document.hidden) await look();
    setTimeout(turn, EVERY_MS);
  }
  turn();
}
