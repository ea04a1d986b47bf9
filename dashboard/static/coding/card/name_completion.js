// Names are completed while they are typed: by those that other events have, and by the words of
// this one. What is added stands selected: an arrow or End takes it, and every other key drops it.

const PARTS = /[;؛]/;
const TAKING = ["ArrowRight", "ArrowLeft", "End"];

/**
 * Complete names in a field that holds several, parted by semicolons.
 * @param {HTMLInputElement} input
 * @param {() => {names: string[], words: string[]}} known whole names, and single words
 * @param {(value: string) => void} typed takes what the coder has written
 */
export function completeNames(input, known, typed) {
  let completed = "";
  input.setAttribute("aria-autocomplete", "inline");
  input.addEventListener("input", ({ inputType }) => {
    const own = input.value;
    if (inputType === "insertText" && input.selectionStart === own.length) complete(own);
    typed(own.trim());
  });
  input.addEventListener("keydown", (event) => {
    if (!hasTail()) return;
    const takes = TAKING.includes(event.key);
    if (takes) event.preventDefault();
    end(takes);
  });
  input.addEventListener("blur", () => hasTail() && end(false));

  function complete(own) {
    const part = own.split(PARTS).at(-1).trimStart();
    const word = part.split(/\s/).at(-1);
    const { names, words } = known();
    const found = part && begun(names, part);
    const tail = found ? found.slice(part.length) : word && (begun(words, word)?.slice(word.length) ?? "");
    if (!tail) return;
    completed = own + tail;
    input.value = completed;
    input.setSelectionRange(own.length, input.value.length);
  }

  const hasTail = () => input.value === completed && input.selectionEnd === completed.length && input.selectionStart < completed.length;

  /** Take what is selected behind what was typed, or drop it. */
  function end(taken) {
    if (!taken) input.value = completed.slice(0, input.selectionStart);
    input.setSelectionRange(input.value.length, input.value.length);
    completed = "";
    if (taken) typed(input.value.trim());
  }
}

function begun(known, typed) {
  const low = typed.toLocaleLowerCase();
  return known.find((one) => one.length > typed.length && one.toLocaleLowerCase().startsWith(low));
}

/** The words of quotes that may be of a name, those that begin as names do first. */
export function wordsOf(quotes) {
  const words = quotes.flatMap(({ exact }) => exact.match(/[\p{L}\p{M}\p{N}-]{2,}/gu) ?? []);
  return [...words.filter((word) => /^\p{Lu}/u.test(word)), ...words];
}
