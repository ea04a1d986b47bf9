// The files that this page shows: named in its address, and the reader's own found again after a reload.
const KEY = "panj-own-files";
const NAMES = "file";
/** Most names that are read of an address, and how much of each. */
const [MOST, LONGEST] = [20, 200];

let files = null;
let key = read();
let isLost = false;

/**
 * Keep the key of the reader's own files in this tab, and their names in the address.
 * @param {{shown: string[], known: string[], plain: boolean, key: string, told: string|null}} told as
 *   session_files.files_told makes it
 * @param {(key: string) => void} tellKey tells the server the key that this tab holds
 */
export function followFiles(told, tellKey) {
  files = told;
  if (files.key) write(files.key);
  else if (isAwaited()) tellKey(key);
  else if (key) {
    isLost = true;
    write(null);
  }
  nameFiles();
}

/**
 * What the address names and this page does not have.
 * @returns {{names: string[], isLost: boolean}} isLost where this tab once had them
 */
export function missingFiles() {
  const names = isAwaited() ? [] : [...new Set(named())].filter((name) => !files.known.includes(name));
  return { names, isLost };
}

/** Whether the server has yet to say what it holds for this tab. */
export function isAwaited() {
  return Boolean(key && !files.key && files.told !== key);
}

/** Name in the address only what is here. */
export function forgetMissing() {
  isLost = false;
  writeNames(files.plain ? [] : files.shown);
}

window.addEventListener("panj:file-removed", ({ detail }) => writeNames(named().filter((name) => name !== detail)));
window.addEventListener("popstate", () => files && nameFiles());

/** Write the names of what is shown, and leave those that are not here. */
function nameFiles() {
  if (isAwaited()) return;
  const { names } = missingFiles();
  writeNames(files.plain && !names.length ? [] : [...files.shown, ...names]);
}

function named() {
  return new URLSearchParams(window.location.search).getAll(NAMES).slice(0, MOST).map((name) => name.slice(0, LONGEST));
}

function writeNames(names) {
  const address = new URL(window.location.href);
  if (address.searchParams.getAll(NAMES).join("\n") === names.join("\n")) return;
  address.searchParams.delete(NAMES);
  for (const name of names) address.searchParams.append(NAMES, name);
  window.history.replaceState(window.history.state, "", address);
}

/** The key of this tab, as far as the browser keeps anything. */
function read() {
  try {
    return window.sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function write(next) {
  key = next;
  try {
    if (next) window.sessionStorage.setItem(KEY, next);
    else window.sessionStorage.removeItem(KEY);
  } catch {
    // The browser keeps nothing: the files last as long as the page.
  }
}
