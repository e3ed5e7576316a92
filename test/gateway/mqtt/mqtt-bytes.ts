/** MQTT packets byte by byte, for those that no library writes. */

/** Anything that a packet is made of; a string is its hexadecimal digits. */
type Part = string | Buffer;

export const bytes = (...parts: readonly Part[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part.replaceAll(' ', ''), 'hex') : part)));

/** A field with its length before it: a string, or binary data. */
export function field(content: string | Buffer): Buffer {
  const value = Buffer.from(content);
  return Buffer.concat([Buffer.from([value.length >> 8, value.length & 0xff]), value]);
}

/** Something with its length before it, as one byte: properties, or what follows the first byte of a packet. */
export function sized(...parts: readonly Part[]): Buffer {
  const body = bytes(...parts);
  if (body.length > 127) throw new Error('This needs a longer length.');
  return Buffer.concat([Buffer.from([body.length]), body]);
}

export const packet = (firstByte: string, ...body: readonly Part[]): Buffer => bytes(firstByte, sized(...body));

/** The bytes of texts that are none. */
export const illFormed: readonly (readonly [what: string, text: Buffer])[] = [
  ['bytes that are not UTF-8', bytes('fffe')],
  ['U+0000', bytes('610062')],
  ['a surrogate', bytes('eda080')],
  ['an over-long form', bytes('c0af')],
  ['a character that is cut off', bytes('61e282')],
];
