// Whether this page's server answers: told when it stops, until it is back.
const AGAIN_MS = 2000;

/**
 * Follow the connection. Streamlit opens a dialog when it loses its server; this asks the
 * server itself, and asks again only while it does not answer.
 * @param {(up: boolean) => void} tell
 */
export function followConnection(tell) {
  let down = false;
  const check = async () => {
    const up = await answers();
    if (up !== !down) tell(up);
    down = !up;
    if (down) setTimeout(check, AGAIN_MS);
  };
  new MutationObserver(() => {
    if (!down && document.querySelector('[role="dialog"]')) check();
  }).observe(document.body, { childList: true });
}

async function answers() {
  try {
    return (await fetch(new URL("_stcore/health", document.baseURI), { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}
