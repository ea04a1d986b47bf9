// A new text, pasted or out of a file, and what is known of its source; that can be changed later.
import { el } from "../shared/dom.js";
import { say } from "../shared/words.js";

const LANGUAGES = ["en", "ru", "fa-AF"];
const DETAILS = ["title", "author", "publisher", "url", "published"];

/**
 * @param {{take: Function, change: Function, tell: Function}} does what is done with a new text
 *   and its details, with the changed details of a source, and with a refusal in words
 */
export function createSourceForm({ take, change, tell }) {
  const text = el("textarea", { rows: "8", required: true, dir: "auto", name: "text" });
  const file = el("input", { type: "file", accept: ".txt,.html,.htm,.docx,.pdf", onchange: () => file.files[0] && read(file.files[0]) });
  const language = el("select", { name: "language" },
    ...LANGUAGES.map((code) => el("option", { value: code }, say(`code_language.${code}`))), el("option", { value: "" }, say("code_language.other")));
  const inputs = DETAILS.map((name) => el("input", { name, type: { url: "url", published: "date" }[name] ?? "text" }));
  const labelled = (name, control) => el("label", {}, say(`code_source.${name}`), control);
  const heading = el("h2");
  const chosen = labelled("file", file);
  const written = labelled("text", text);
  let [source, given] = [null, ""];
  const node = el("form", { onsubmit: send }, heading, chosen, written, labelled("language", language),
    ...DETAILS.map((name, at) => labelled(name, inputs[at])), el("button", { type: "submit" }, say("code.keep_text")));

  function send(event) {
    event.preventDefault();
    const details = Object.fromEntries([...inputs, language].map(({ name, value }) => [name, value]));
    if (source) return change(source, details);
    // A field holds every line end as \n; what the file has is what its quotes are counted in.
    const same = given.replace(/\r\n?/g, "\n") === text.value;
    return take({ text: same ? given : text.value, details });
  }

  async function read(one) {
    try {
      const answer = await fetch(`read?name=${encodeURIComponent(one.name)}`, {
        method: "POST", headers: { "Content-Type": "application/octet-stream" }, body: one,
      });
      const found = await answer.json();
      if (!answer.ok) return tell(found.description);
      tell("");
      given = found.text;
      text.value = given;
      fill(found.details);
    } catch {
      return tell(say("code.no_answer"));
    }
    return text.focus();
  }

  function fill(details) {
    for (const input of inputs) input.value = details[input.name] ?? "";
    const [base] = (details.language ?? "").toLowerCase().split(/[-_]/);
    const known = { en: "en", ru: "ru", fa: "fa-AF", prs: "fa-AF" };
    if (base) language.value = known[base] ?? "";
  }

  /** Ask for a new text, or for what is known of one that is there. */
  function show(known) {
    source = known;
    heading.textContent = say(known ? "code.source" : "code.new_text");
    for (const one of [written, chosen]) one.hidden = Boolean(known);
    text.required = !known;
    if (!known) {
      node.reset();
      given = "";
    } else {
      fill(known);
      language.value = LANGUAGES.includes(known.language) ? known.language : "";
    }
    (known ? inputs[0] : text).focus();
  }

  return { node, show };
}
