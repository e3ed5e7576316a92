/** PEM, the text form of certificates and keys (RFC 7468). */

const COLUMNS = 64;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** The DER form of the first block with one of these labels; undefined if there is none or it is not base64. */
export function decodePem(text: string, ...labels: readonly string[]): Buffer | undefined {
  for (const label of labels) {
    const begin = `-----BEGIN ${label}-----`;
    const start = text.indexOf(begin);
    if (start === -1) continue;
    const end = text.indexOf(`-----END ${label}-----`, start);
    if (end === -1) continue;
    const base64 = text.slice(start + begin.length, end).replace(/\s+/g, '');
    if (BASE64.test(base64)) return Buffer.from(base64, 'base64');
  }
  return undefined;
}

/** Every block with this label, in order, each ended by a line feed. */
export function pemBlocks(text: string, label: string): string[] {
  const pattern = new RegExp(`-----BEGIN ${label}-----[^-]*-----END ${label}-----`, 'g');
  return [...text.matchAll(pattern)].map(([block]) => `${block}\n`);
}

/** One block, ended by a line feed. */
export function encodePem(label: string, der: Uint8Array): string {
  const base64 = Buffer.from(der).toString('base64');
  const lines = base64.match(new RegExp(`.{1,${COLUMNS}}`, 'g')) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
