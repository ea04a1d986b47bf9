// What every component needs: its styles, of which each file is fetched once for all, and its way to the server.
const sheets = new Map();

/** On paper the colours are the light theme's, whichever the page has. */
const paper = new CSSStyleSheet();
paper.replaceSync(`@media print { .panj { ${globalThis.panjTables.paper} } }`);

/**
 * Make a panel's `show` wait for its style, so that nothing is shown without; but where it can't be had.
 * @param {string[]} names of style files below the static folder; the later ones win
 * @param {(component: {parentElement: ShadowRoot}) => void} show
 * @returns the same function; a root that has sheets already, as the dossier's, keeps them
 */
export function inStyle(names, show) {
  return async (component) => {
    const root = component.parentElement;
    try {
      if (!root.adoptedStyleSheets.length) root.adoptedStyleSheets = [...await Promise.all(names.map(sheetOf)), paper];
    } catch (error) {
      console.warn("Panj: a style is missing; the words come without.", error);
    }
    show(component);
  };
}

function sheetOf(name) {
  if (!sheets.has(name)) {
    sheets.set(name, fetched(name));
    sheets.get(name).catch(() => sheets.delete(name)); // to be tried again
  }
  return sheets.get(name);
}

async function fetched(name) {
  const answer = await fetch(new URL(`assets/${name}.css`, document.baseURI));
  if (!answer.ok) throw new Error(`${name}.css: found ${answer.status}, expected 200`);
  return new CSSStyleSheet().replace(await answer.text());
}

/**
 * Tell the server what the reader asks; it heeds what was told last, once. That is a state of the component and
 * no trigger of Streamlit's, which is lost where another message of the page, as of its address, comes at the same time.
 * @param {{setStateValue: (name: string, value: unknown) => void}} component
 * @param {string} name
 * @param {unknown} value JSON
 */
export function tellServer({ setStateValue }, name, value) {
  setStateValue(name, { told: Date.now(), value });
}
