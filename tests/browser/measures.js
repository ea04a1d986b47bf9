// What a test measures of a page: how much it shifted, what lies on its controls, which are small, which words are broken.
window.measures = (() => {
  /** Call a function with each element of the document and its shadow roots. */
  function visit(root, take) {
    for (const node of root.querySelectorAll("*")) {
      if (node.shadowRoot) visit(node.shadowRoot, take);
      take(node);
    }
  }

  const controls = "button, input, select, summary, [role=slider], [role=tab]";

  function isSeen(node) {
    return node.matches(controls) && node.checkVisibility({ opacityProperty: true, visibilityProperty: true })
      && node.getBoundingClientRect().width > 1 && getComputedStyle(node).clipPath === "none";
  }

  const named = (node) => `${node.tagName} ${node.getAttribute("aria-label") ?? node.textContent.trim().slice(0, 30)}`;

  /** Whether a point of a node lies outside of what scrolls it, or of the window. */
  function isCut(node, x, y) {
    if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) return true;
    let at = node;
    while ((at = at.parentElement ?? at.getRootNode().host)) {
      if (getComputedStyle(at).overflow === "visible") continue;
      const view = at.getBoundingClientRect();
      if (x < view.left || x > view.right || y < view.top || y > view.bottom) return true;
    }
    return false;
  }

  function topmost(x, y) {
    let top = document.elementFromPoint(x, y);
    for (;;) {
      const inner = top?.shadowRoot?.elementFromPoint(x, y);
      if (!inner || inner === top) return top;
      top = inner;
    }
  }

  /** The controls on whose middle something else lies. */
  function covered() {
    const found = [];
    visit(document, (node) => {
      if (!isSeen(node)) return;
      const box = node.getBoundingClientRect();
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      if (isCut(node, x, y)) return;
      const top = topmost(x, y);
      const label = node.closest("label");
      if (node !== top && !node.contains(top) && !(label && label.contains(top))) found.push([named(node), top && named(top)]);
    });
    return found;
  }

  /** The targets that are smaller than they should be; those in running text are exempt. */
  function small(least) {
    const found = [];
    visit(document, (node) => {
      if (!isSeen(node) || node.matches("p button")) return;
      const target = node.matches("[type=radio], [type=checkbox]") ? node.closest("label") ?? node : node;
      const { width, height } = target.getBoundingClientRect();
      if (width < least - 0.1 || height < least - 0.1) found.push([named(node), width, height]);
    });
    return found;
  }

  /** The words that are parted between two lines, each with the class of what they stand in. */
  function broken() {
    const found = [];
    const look = (node) => {
      for (const text of node.childNodes) {
        if (text.nodeType !== Node.TEXT_NODE || !node.checkVisibility() || node.closest("style, script, .unseen")) continue;
        for (const { 0: word, index } of text.data.matchAll(/[\p{L}\p{N}]{2,}/gu)) {
          const range = document.createRange();
          range.setStart(text, index);
          range.setEnd(text, index + word.length);
          const lines = [...range.getClientRects()].filter(({ width }) => width > 0).map(({ top }) => top);
          if (Math.max(...lines) - Math.min(...lines) > 4) found.push([word, node.className]);
        }
      }
    };
    visit(document, look);
    return found;
  }

  let shift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  return { covered, small, broken, shift: () => shift };
})();
