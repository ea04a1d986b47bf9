// The page's address where others can reach it: a machine's own name, or one of its network, leads nobody here.

const OWN_NAMES = /^[^.]*$|\.(localhost|local|internal|intranet|lan|home|corp|test|invalid|home\.arpa)$/;
const OWN_IPV4 = /^(0|10|127)\.|^169\.254\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\.|^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./;
const OWN_IPV6 = /^\[(::1?|f[cd]|fe[89ab]|::ffff:)/;

/** Whether an address is one that others can reach: by RFC 1918, 4193, 6598, 6761, 6762 and 8375. */
export function isPublic({ hostname }) {
  const name = hostname.toLowerCase().replace(/\.$/, "");
  if (name.startsWith("[")) return !OWN_IPV6.test(name);
  return !OWN_NAMES.test(name) && !OWN_IPV4.test(name);
}

/** An address as a reader would read it, or "" where it leads nobody here. */
export function publicAddress(address) {
  return isPublic(address) ? decodeURI(address.href.replace(/[?#]$/, "")) : "";
}
