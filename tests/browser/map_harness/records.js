/* The rows alone, with a stand-in for the page that has a million of them. */
import { show } from "./static/panels/records.js";

const TOTALS = { table: 1_000_000, placeless: 120, dateless: 7, hidden: 0, problems: 60 };
const LIMIT = 50;
const asked = new URLSearchParams(location.search);
document.documentElement.dataset.theme = asked.get("theme") ?? "light";
const root = document.getElementById("records-host").attachShadow({ mode: "open" });
for (const name of ["panels", "records"]) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(await (await fetch(`static/panels/${name}.css`)).text());
  root.adoptedStyleSheets.push(sheet);
}
window.calls = { view: [], choice: [] };
window.held = false;
let view = { tab: "table", offset: 0, sort: { by: "file", descending: false }, words: "" };
let selected = null;

function pageOf({ tab, offset, sort, words }) {
  const matched = words ? Math.min(3, TOTALS[tab]) : TOTALS[tab];
  const length = Math.min(LIMIT, matched - offset);
  const rows = Array.from({ length }, (_, i) => {
    const at = sort.descending ? matched - 1 - offset - i : offset + i;
    return tab === "problems" ? `events.geojson, feature ${at}: no date` : {
      id: `${tab}:${at}`, title: `Event ${at.toLocaleString("en")} near a town with quite a long name${words && `, ${words}`}`,
      standing: "Fighting, reported", when: "12 March 2019", where: "Kunduz, province of Kunduz",
    };
  });
  return { tab, tabs: TOTALS, rows, offset, limit: LIMIT, sort, words, matched, selected };
}

const answer = () => show({ parentElement: root, data: pageOf(view), setTriggerValue });
window.answer = answer;

function setTriggerValue(name, value) {
  window.calls[name].push(value);
  if (name === "view") view = value;
  else selected = value.event;
  if (!window.held) setTimeout(answer);
}
answer();
document.documentElement.dataset.ready = "true";
