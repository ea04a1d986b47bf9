/** The short label of a mark under the pointer or in focus. */

const GAP = 6;

/**
 * @param {HTMLElement} host
 * @returns {{show: (words: string, box: object, size: {x: number, y: number}) => void,
 *   hide: () => void}}
 */
export function createTooltip(host) {
  const node = document.createElement("div");
  node.className = "panj-hint";
  node.hidden = true;
  node.setAttribute("aria-hidden", "true");
  host.append(node);
  return {
    show(words, box, size) {
      node.hidden = !words;
      if (!words) return;
      node.textContent = words;
      const left = box.x + box.w / 2 - node.offsetWidth / 2;
      const above = box.y - node.offsetHeight - GAP;
      const top = above > 4 ? above : box.y + box.h + GAP;
      node.style.left = `${Math.max(4, Math.min(size.x - node.offsetWidth - 4, left))}px`;
      node.style.top = `${Math.min(size.y - node.offsetHeight - 4, top)}px`;
    },
    hide: () => { node.hidden = true; },
  };
}
