/** IP addresses and ranges, as conditions compare them. */

interface IpRange {
  readonly bytes: readonly number[];
  readonly prefixBits: number;
}

/**
 * True if an address lies in a range such as `192.0.2.0/24`, `2001:db8::/32` or a single address; false if either is
 * malformed.
 */
export function isInRange(address: string, range: string): boolean {
  const bytes = parseAddress(address);
  const { bytes: network, prefixBits } = parseRange(range) ?? { bytes: [], prefixBits: 0 };
  if (bytes === undefined || bytes.length !== network.length) return false;
  return network.every((byte, index) => {
    const bits = Math.min(Math.max(prefixBits - 8 * index, 0), 8);
    const mask = (0xff << (8 - bits)) & 0xff;
    return (byte & mask) === ((bytes[index] ?? 0) & mask);
  });
}

function parseRange(range: string): IpRange | undefined {
  const [address = '', prefix, ...rest] = range.split('/');
  const bytes = parseAddress(address);
  if (bytes === undefined || rest.length > 0) return undefined;
  if (prefix === undefined) return { bytes, prefixBits: 8 * bytes.length };
  const prefixBits = /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.POSITIVE_INFINITY;
  return prefixBits <= 8 * bytes.length ? { bytes, prefixBits } : undefined;
}

/** Four bytes or sixteen; an IPv4 address in IPv6 form gives four. */
function parseAddress(text: string): readonly number[] | undefined {
  if (text.length > 45) return undefined;
  if (!text.includes(':')) return parseIpv4(text);
  const lastColon = text.lastIndexOf(':');
  const tail = text.includes('.') ? parseIpv4(text.slice(lastColon + 1)) : [];
  if (tail === undefined) return undefined;
  const head = tail.length === 0 ? text : `${text.slice(0, lastColon)}:0:0`;
  const bytes = parseIpv6(head);
  if (bytes === undefined) return undefined;
  const whole = tail.length === 0 ? bytes : [...bytes.slice(0, 12), ...tail];
  const isMapped = whole.slice(0, 10).every((byte) => byte === 0) && whole[10] === 0xff && whole[11] === 0xff;
  return isMapped ? whole.slice(12) : whole;
}

function parseIpv4(text: string): readonly number[] | undefined {
  const numbers = text.split('.');
  if (numbers.length !== 4 || !numbers.every((number) => /^\d{1,3}$/.test(number) && Number(number) < 256)) {
    return undefined;
  }
  return numbers.map(Number);
}

function parseIpv6(text: string): readonly number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [left = [], right = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - left.length - right.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const groups = [...left, ...Array.from({ length: missing }, () => '0'), ...right];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.flatMap((group) => {
    const number = Number.parseInt(group, 16);
    return [number >> 8, number & 0xff];
  });
}
