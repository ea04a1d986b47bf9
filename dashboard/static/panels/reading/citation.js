// What is copied of a quote: its words, or a citation with where and when it was read here.
import { el } from "../../shared/dom.js";
import { publicAddress } from "../../shared/public_address.js";
import { say } from "../../shared/words.js";

/**
 * A citation as it stands in a footnote: where others can reach the page, with its address at the event.
 * @param {string} citation that ends in "via Panj"
 * @param {string|null} event the id of what the address leads to; null where it holds the event already
 * @param {boolean} isShared whether others find the event at this address
 * @param {{address: Location|URL, now: Date}} at where and when it is read
 * @returns {string}
 */
export function cited(citation, event, isShared, { address = window.location, now = new Date() } = {}) {
  const leading = event === null ? address : new URL(`?${new URLSearchParams({ event })}`, address);
  const told = isShared ? publicAddress(leading) : "";
  return say(told ? "reading.cited_at" : "reading.cited", { citation, address: told, day: dayOf(now) });
}

function dayOf(now) {
  const words = say("when.day", { day: String(now.getDate()), month: say(`month.${now.getMonth() + 1}`) });
  return say("when.with_year", { words, year: String(now.getFullYear()) });
}

/** Copy plain text; where the clipboard is closed, select it for the reader to copy. */
export function copies(text, name) {
  return async ({ currentTarget: button }) => {
    try {
      await navigator.clipboard.writeText(text());
      button.textContent = say("reading.copied");
    } catch {
      const box = el("textarea", { readonly: true, "aria-label": name, rows: "3" });
      box.value = text();
      button.replaceWith(box);
      box.select();
    }
  };
}
