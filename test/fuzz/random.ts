/** Chance with a seed, and what it does to bytes and texts: each input of the fuzzing can be made again by its number. */

export class Random {
  #state: number;

  /** The same parts give the same chance again. */
  constructor(...parts: readonly (string | number)[]) {
    let hash = 0x811c9dc5;
    for (const character of parts.join('/')) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
    this.#state = hash >>> 0;
  }

  /** 32 bits (mulberry32). */
  bits(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** A whole number from 0 to `limit - 1`. */
  below(limit: number): number {
    return Math.floor((this.bits() / 2 ** 32) * limit);
  }

  /** Whether one of `times` times. */
  oneIn(times: number): boolean {
    return this.below(times) === 0;
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.below(choices.length)] ?? choices[0];
  }

  times<T>(most: number, make: () => T): T[] {
    return Array.from({ length: this.below(most + 1) }, make);
  }

  bytes(most: number): Buffer {
    return Buffer.from(this.times(most, () => this.below(256)));
  }
}

const interestingBytes = [0, 1, 0x7f, 0x80, 0xff, 0x0a, 0x0d, 0x20, 0x22, 0x2f] as const;

/** The bytes with a few of them changed, taken out, put in, said again or many times. */
export function mutateBytes(random: Random, original: Buffer, longest: number): Buffer {
  let bytes: Buffer = Buffer.from(original);
  for (let left = 1 + random.below(3); left > 0; left -= 1) bytes = mutatedOnce(random, bytes);
  return bytes.subarray(0, longest);
}

function mutatedOnce(random: Random, bytes: Buffer): Buffer {
  const at = random.below(bytes.length + 1);
  const end = Math.min(bytes.length, at + 1 + random.below(16));
  const [before, piece, after] = [bytes.subarray(0, at), bytes.subarray(at, end), bytes.subarray(end)];
  switch (random.below(8)) {
    case 0:
      return Buffer.concat([before, Buffer.from([random.pick(interestingBytes)]), bytes.subarray(at + 1)]);
    case 1:
      if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
      return bytes;
    case 2:
      return Buffer.concat([before, after]);
    case 3:
      return Buffer.concat([before, random.bytes(8), bytes.subarray(at)]);
    case 4:
      return before;
    case 5:
      return Buffer.concat([before, piece, piece, after]);
    case 6:
      if (!random.oneIn(8)) return Buffer.concat([before, after, piece]);
      return Buffer.concat([before, ...Array.from({ length: random.below(2_000) }, () => piece), after]);
    default:
      if (at < bytes.length) bytes[at] = random.below(256);
      return bytes;
  }
}

const interestingText = [
  '\0',
  ' ',
  '\n',
  '"',
  "'",
  '\\',
  '*',
  '?',
  '${',
  '}',
  ':',
  '/',
  ',',
  '%',
  '-1',
  '9'.repeat(20),
];
const furtherText = [
  '__proto__',
  'é',
  '\u2028',
  '\ud800',
  '\u{1F600}',
  '\u0130',
  'NaN',
  'null',
  '[',
  ']',
  '{',
  '(',
  ')',
];
const anyText = ['', ...interestingText, ...furtherText] as const;

/** The text with a few changes; words of the language that it is in come from `words`. At most `longest` characters. */
export function mutateText(random: Random, original: string, words: readonly string[], longest: number): string {
  let text = original;
  for (let left = 1 + random.below(4); left > 0; left -= 1) {
    const at = random.below(text.length + 1);
    const end = Math.min(text.length, at + 1 + random.below(8));
    const [before, piece, after] = [text.slice(0, at), text.slice(at, end), text.slice(end)];
    const kind = random.below(16);
    if (kind < 3) text = before + random.pick(['', ...words]) + text.slice(at);
    else if (kind < 5) text = before + random.pick(['', ...words]) + after;
    else if (kind < 8) text = before + random.pick(anyText) + text.slice(at);
    else if (kind < 10) text = before + random.pick(anyText) + after;
    else if (kind < 12) text = before + after;
    else if (kind === 12) text = before;
    else if (kind === 13) text = before + String.fromCharCode(random.below(random.oneIn(4) ? 0x10000 : 128)) + after;
    else if (kind === 14) text = before + piece + piece + after;
    else if (random.oneIn(4)) text = before + piece.repeat(random.below(longest / 2)) + after;
    else text = before + after + piece;
    text = text.slice(0, longest);
  }
  return text;
}
