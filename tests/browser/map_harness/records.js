/* The rows alone, with a stand-in for the page that has a million of them. */
import { show } from "./static/panels/table/table.js";

const TOTALS = { table: 1_000_000, placeless: 120, dateless: 7, hidden: 0, problems: 60 };
const LIMIT = 50;
const COLUMNS = ["title", "standing", "when", "where", "actors", "killed_low", "killed_best", "killed_high", "country"];
const asked = new URLSearchParams(location.search);
document.documentElement.dataset.theme = asked.get("theme") ?? "light";
const root = document.getElementById("records-host").attachShadow({ mode: "open" });
for (const name of ["shared/panels", "panels/table/table"]) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(await (await fetch(`static/${name}.css`)).text());
  root.adoptedStyleSheets.push(sheet);
}
window.calls = { view: [], choice: [] };
window.held = false;
let view = { tab: "table", offset: 0, sort: { by: "file", descending: false }, words: "" };

function pageOf({ tab, offset, sort, words: own }) {
  const words = own || (["table", "placeless", "dateless"].includes(tab) && new URLSearchParams(location.search).get("words"));
  const matched = words ? Math.min(3, TOTALS[tab]) : TOTALS[tab];
  const length = Math.min(LIMIT, matched - offset);
  const rows = Array.from({ length }, (_, i) => {
    const at = sort.descending ? matched - 1 - offset - i : offset + i;
    return tab === "problems" ? `events.geojson, feature ${at}: no date` : {
      id: `${tab}:${at}`, title: `Event ${at.toLocaleString("en")} near a town with quite a long name${words && `, ${words}`}`,
      standing: "Use of force, reported", when: "12 March 2019", where: "Kunduz, province of Kunduz",
      actors: "Government of Afghanistan, Taleban", killed_low: at, killed_best: at + 1, killed_high: null, country: "Afghanistan",
    };
  });
  const tabs = own || !words ? TOTALS : { ...TOTALS, [tab]: matched };
  return { tab, tabs, rows, offset, limit: LIMIT, sort, words: own, matched, of: "", columns: COLUMNS };
}

const answer = () => show({ parentElement: root, data: pageOf(view), setStateValue });
window.answer = answer;

function setStateValue(name, value) {
  window.calls[name].push(value);
  view = value;
  if (!window.held) setTimeout(answer);
}
window.addEventListener("panj:selection", ({ detail }) => {
  window.calls.choice.push(detail.selection);
  view = { ...view, offset: 0 };
  setTimeout(answer);
});
answer();
document.documentElement.dataset.ready = "true";
