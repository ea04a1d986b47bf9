// A new text, and what is known of its source.
import { el } from "../shared/dom.js";
import { say } from "../shared/words.js";

const LANGUAGES = ["en", "ru", "fa-AF"];
const DETAILS = ["title", "author", "publisher", "url", "published"];

/** @param {(asked: {text: string, details: object}) => void} take */
export function createSourceForm(take) {
  const text = el("textarea", { rows: "8", required: true, dir: "auto", name: "text" });
  const language = el("select", { name: "language" },
    ...LANGUAGES.map((code) => el("option", { value: code }, say(`code_language.${code}`))), el("option", { value: "" }, say("code_language.other")));
  const inputs = DETAILS.map((name) => el("input", { name, type: { url: "url", published: "date" }[name] ?? "text" }));
  const labelled = (name, control) => el("label", {}, say(`code_source.${name}`), control);
  return el("form", {
    onsubmit: (event) => {
      event.preventDefault();
      const details = Object.fromEntries([...inputs, language].map(({ name, value }) => [name, value]));
      take({ text: text.value, details });
    },
  }, labelled("text", text), labelled("language", language), ...DETAILS.map((name, at) => labelled(name, inputs[at])),
  el("button", { type: "submit" }, say("code.keep_text")));
}
