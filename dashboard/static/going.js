// Going to another event: its words come at once, and the page follows.

/**
 * Go to a place of the story. The reading pane hears "panj:go", asks the server for the words
 * itself and tells the page after that; where no pane hears it, the page is told at once.
 * @param {Window} page
 * @param {{event?: string, step?: string, keyboard?: boolean}} place
 * @param {(place: object) => void} tell tells the page; `seq` of the place rises with each
 */
export function go(page, place, tell) {
  const detail = { place: { ...place, seq: Date.now() }, tell };
  const unheard = page.dispatchEvent(new page.CustomEvent("panj:go", { detail, cancelable: true }));
  if (unheard) tell(detail.place);
}
