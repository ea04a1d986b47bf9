// The map on paper: it keeps the size that it has on the screen, and is drawn smaller.
const PAPER_WIDTH = 690; // CSS pixels between the margins of a sheet of A4

/**
 * Tell the page's style how large the map is and how much smaller it is on paper: a map that is
 * laid out anew is not ready when the page is printed.
 * @param {Window} page
 * @param {HTMLElement} map
 */
export function tellPaperSize(page, map) {
  new page.ResizeObserver(() => {
    const { offsetWidth: width, offsetHeight: height } = map;
    if (!width || page.matchMedia("print").matches) return;
    const { style } = page.document.documentElement;
    style.setProperty("--panj-map-width", `${width}px`);
    style.setProperty("--panj-map-height", `${height}px`);
    style.setProperty("--panj-map-scale", String(Math.min(1, PAPER_WIDTH / width)));
  }).observe(map);
}
