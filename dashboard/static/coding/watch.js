// What others do on the desk, asked for each second while the page is seen.
const EVERY_MS = 1000;

/** @param {{news: () => Promise<void>, away: (words: string) => void, back: () => void}} does */
export function watch(does) {
  let [last, away] = [null, false];

  async function look() {
    const answer = await fetch("number").then(async (found) => ({ ok: found.ok, ...await found.json() })).catch(() => null);
    if (answer?.ok) {
      if (away) does.back();
      if (last !== null && answer.number !== last) await does.news();
      [last, away] = [answer.number, false];
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
