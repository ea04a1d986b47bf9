// Whether this page's server answers: told when it stops, until it is back.
const AGAIN_MS = 2000;

/**
 * Follow the connection. Streamlit opens a dialog when it loses its server; this asks the
 * server itself, and asks again only while it does not answer. The dialog goes: it would keep
 * the reader from what is drawn, and tells how a Streamlit script is started.
 * @param {(up: boolean) => void} tell
 */
export function followConnection(tell) {
  let down = false;
  const check = async () => {
    const up = await answers();
    if (up !== !down) tell(up);
    down = !up;
    if (!down) return;
    close();
    setTimeout(check, AGAIN_MS);
  };
  new MutationObserver(() => {
    if (!document.querySelector('[role="dialog"]')) return;
    if (down) close();
    else check();
  }).observe(document.body, { childList: true });
}

function close() {
  document.querySelector('[data-testid="stDialog"] button[aria-label="Close"]')?.click();
}

async function answers() {
  try {
    return (await fetch(new URL("_stcore/health", document.baseURI), { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}
