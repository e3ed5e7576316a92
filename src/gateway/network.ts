/** Whom an address belongs to, as far as limits are concerned. */

/** What one network of IPv6 shares, whoever owns it may choose the rest. */
const IPV6_NETWORK_GROUPS = 4;

/** An IPv4 address, in whichever form, is its own network; an IPv6 address counts with all others of its /64. */
export function networkOf(address = ''): string {
  // What a socket for both kinds shows of an IPv4 peer: all of them would be one network.
  const [, ipv4] = /^::ffff:([\d.]+)$/i.exec(address) ?? [];
  if (ipv4 !== undefined) return ipv4;
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  return [...before, ...Array.from({ length: zeros }, () => '0'), ...after].slice(0, IPV6_NETWORK_GROUPS).join(':');
}
