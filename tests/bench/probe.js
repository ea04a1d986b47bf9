// Watches a page from within: when the reader acted, and the frame in which the marks show it.
// Put into every frame; the frame at the top does the watching.
(() => {
  const now = () => performance.timeOrigin + performance.now();
  const told = (event) => { window.top.acted = performance.timeOrigin + event.timeStamp; };
  for (const name of ["pointerdown", "pointerup", "keydown", "wheel"]) {
    addEventListener(name, told, { capture: true, passive: true });
  }
  if (window !== window.top) return;

  const drawn = { dots: 0, at: 0 };
  const draws = WebGL2RenderingContext.prototype;
  for (const [name, place] of [["drawArraysInstanced", 3], ["drawElementsInstanced", 4]]) {
    const original = draws[name];
    draws[name] = function draw(...values) {
      Object.assign(drawn, { dots: values[place], at: now() });
      return original.apply(this, values);
    };
  }

  const maps = () => [...document.querySelectorAll("iframe")]
    .map((frame) => frame.contentDocument).filter(Boolean);
  const lines = () => [...document.querySelectorAll("[data-testid=stText]")]
    .map((node) => node.textContent);
  const wanted = () => Number(lines().map((line) => /^(\d+) events$/.exec(line)).find(Boolean)?.[1]);
  const icons = () => maps().flatMap((map) => [...map.querySelectorAll(".leaflet-marker-pane > *")]);
  const counted = (icon) => Number(icon.classList.contains("marker-cluster") ? icon.textContent : 1);

  const ours = () => maps().map((one) => one.querySelector(".panj-map")).find(Boolean);
  const marksOf = (map) => [...map.querySelectorAll("[data-event-id], [data-count]")]
    .map(({ dataset, style }) => `${dataset.eventId} ${dataset.key} ${dataset.count} ${style.cssText}`)
    .join("\n");

  /** What an app shows, as a text that changes with it; "" while it is not all there. */
  const shown = {
    "empty page": () => lines().find((line) => line.startsWith("Shown:")) ?? "",
    "panj": () => {
      const map = ours();
      if (map?.dataset.settled !== "true") return "";
      return `settled ${map.querySelector(".leaflet-map-pane").style.transform}\n${marksOf(map)}`;
    },
    "panj marks": () => marksOf(ours()),
    "panj first": () => {
      const found = maps().some((map) => map.querySelector(".panj-map :is([data-event-id], [data-count])"));
      return found ? "a mark" : "";
    },
    "panj quote": () => [...document.querySelectorAll(".st-key-pane *")]
      .map((host) => host.shadowRoot?.querySelector("[aria-label=Event]"))
      .filter((region) => region?.querySelector("blockquote"))
      .map((region) => region.querySelector("h2").textContent + region.querySelector("blockquote").textContent)
      .join(),
    "marker each": () => (icons().length === wanted() ? `${wanted()}` : ""),
    "FastMarkerCluster": () => {
      const sum = icons().reduce((total, icon) => total + counted(icon), 0);
      return sum === wanted() ? `${sum}` : "";
    },
    "pydeck": () => (drawn.dots === wanted() ? `${drawn.dots}` : ""),
  };

  /** Wait for the first frame in which what is shown is there and no longer as before. */
  function watch(what, before, since) {
    const result = { ms: null };
    const look = () => {
      const seen = shown[what]();
      if (!seen || seen === before || since() === null) return void requestAnimationFrame(look);
      const { port1, port2 } = new MessageChannel();  // its message comes when the frame is drawn
      port1.onmessage = () => { result.ms = now() - since(); };
      port2.postMessage(null);
      return undefined;
    };
    requestAnimationFrame(look);
    return result;
  }

  /** Wait until a map that moves has not changed for a while; the time of its last change. */
  function watchQuiet(quiet, since) {
    const result = { ms: null };
    let last = null;
    const observer = new MutationObserver(() => { last = now(); });
    for (const map of maps()) {
      observer.observe(map, { subtree: true, childList: true, attributes: true });
    }
    const look = () => {
      const at = Math.max(last ?? 0, drawn.at);
      const changed = since() !== null && at > since();
      if (!changed || now() - at < quiet) return void requestAnimationFrame(look);
      observer.disconnect();
      result.ms = at - since();
      return undefined;
    };
    requestAnimationFrame(look);
    return result;
  }

  /** Count the frames from the press of a button to its release, and those in which the marks changed. */
  function countFrames(what) {
    let [since, until, frames, changes, before] = [null, null, 0, 0, shown[what]()];
    addEventListener("pointerdown", ({ timeStamp }) => { since = timeStamp; }, { capture: true, once: true });
    addEventListener("pointerup", ({ timeStamp }) => { until = timeStamp; }, { capture: true, once: true });
    const look = () => {
      if (until !== null) {
        window.result = { ms: until - since, frames, changes };
        return;
      }
      if (since !== null) {
        frames += 1;
        const seen = shown[what]();
        if (seen && seen !== before) {
          changes += 1;
          before = seen;
        }
      }
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }

  window.acted = null;
  window.bench = {
    count(what) {
      window.result = null;
      countFrames(what);
    },
    load: (what) => { window.result = watch(what, "", () => performance.timeOrigin); },
    arm(what) {
      window.acted = null;
      window.result = watch(what, shown[what](), () => window.acted);
    },
    armQuiet(quiet) {
      window.acted = null;
      window.result = watchQuiet(quiet, () => window.acted);
    },
    shown: (what) => shown[what](),
  };
})();
