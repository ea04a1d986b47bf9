// The panels' styles: each file is fetched once, and one sheet of it serves all panels.
const sheets = new Map();

/**
 * Make a panel's `show` wait for its style, so that nothing is shown without; but where it can't be had.
 * @param {string[]} names of style files beside this one; the later ones win
 * @param {(component: {parentElement: ShadowRoot}) => void} show
 * @returns the same function; a root that has sheets already, as the dossier's, keeps them
 */
export function inStyle(names, show) {
  return async (component) => {
    const root = component.parentElement;
    try {
      if (!root.adoptedStyleSheets.length) root.adoptedStyleSheets = await Promise.all(names.map(sheetOf));
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
  const answer = await fetch(new URL(`assets/panels/${name}.css`, document.baseURI));
  if (!answer.ok) throw new Error(`panels/${name}.css: found ${answer.status}, expected 200`);
  return new CSSStyleSheet().replace(await answer.text());
}
