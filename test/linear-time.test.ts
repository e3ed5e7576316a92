/** What reads text from outside takes time that grows with its length and no faster: growth is measured, not seconds. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { extensionOperations } from '../src/contract/extensions/index.ts';
import { controlPlaneOperations, deviceOperations } from '../src/contract/operations/index.ts';
import { findPlaceholders, replacePlaceholders } from '../src/domain/job/placeholder.ts';
import { parsePolicyDocument } from '../src/domain/policy-language/policy-document.ts';
import { parseS3Url } from '../src/domain/s3-url.ts';
import { compilePattern, hasPattern } from '../src/gateway/pattern.ts';
import { parseDateTime } from '../src/lib/date-time-text.ts';
import { decodePem, pemBlocks } from '../src/lib/pem.ts';
import { percentDecoded } from '../src/lib/sigv4.ts';

const SHORT = 8_000;
const TIMES_LONGER = 8;
/** A linear reader takes 8 times as long for a text 8 times as long, a quadratic one 64 times. */
const MOST_GROWTH = 24;
/** Below it growth is not worth a look. */
const NOTICEABLE_MS = 5;
/** How long to look for a quiet moment of the machine, in which a linear reader shows that it is one. */
const PATIENCE_MS = 3_000;

function milliseconds(read: () => unknown): number {
  const began = performance.now();
  try {
    read();
  } catch {
    // A refusal has read the text as well.
  }
  return performance.now() - began;
}

/** Compares the best rounds: the first ones compile, and whatever else the machine does only adds to a time. */
function assertLinear(name: string, read: (text: string) => unknown, piece: string, end: string): void {
  const text = (length: number) => piece.repeat(Math.ceil(length / piece.length)) + end;
  const shortText = text(SHORT);
  const longText = text(SHORT * TIMES_LONGER);
  let short = Infinity;
  let long = Infinity;
  const began = performance.now();
  do {
    short = Math.min(
      short,
      milliseconds(() => read(shortText)),
    );
    long = Math.min(
      long,
      milliseconds(() => read(longText)),
    );
    if (long <= NOTICEABLE_MS || long / short < MOST_GROWTH) return;
  } while (performance.now() - began < PATIENCE_MS);
  assert.fail(`${name}: ${JSON.stringify(piece)} takes ${short} ms, then ${long} ms`);
}

/** All string shapes with a pattern that inputs hold. */
function patternsOf(value: unknown, found = new Map<string, { readonly type: 'string'; readonly pattern: string }>()) {
  if (typeof value !== 'object' || value === null) return found;
  const { pattern, type } = value as { readonly pattern?: unknown; readonly type?: unknown };
  if (type === 'string' && typeof pattern === 'string') found.set(pattern, { type, pattern });
  for (const inner of Object.values(value)) patternsOf(inner, found);
  return found;
}

const pieces = [
  'a',
  'A',
  '1',
  '0',
  '10',
  '.',
  '-',
  ':',
  '/',
  '=',
  ' ',
  '\n',
  '$',
  '\\',
  '+',
  'é',
  '💡',
  'a1-',
  'a.',
  'a:',
];
const ends = ['', '\u0007', '!', '\n'];

describe('time grows with the length and no faster', { timeout: 300_000 }, () => {
  test('of a value that is held against a pattern of the contract', () => {
    const inputs = [controlPlaneOperations, deviceOperations, extensionOperations];
    const patterns = [...inputs.flatMap((operations) => [...patternsOf(operations).values()])];
    assert.ok(patterns.length > 20, `${patterns.length} patterns`);
    for (const shape of patterns) {
      for (const piece of pieces) {
        for (const end of ends) assertLinear(shape.pattern, (text) => hasPattern(shape, text), piece, end);
      }
    }
  });

  const readers: Readonly<Record<string, readonly [(text: string) => unknown, ...string[]]>> = {
    'placeholders of a job document': [
      (text) => findPlaceholders(`{"a":"${text}"}`),
      '${aws:iot:',
      '${aws:iot:a\\\\',
      '${aws:iot:}',
      '${',
      '\\\\"',
      '${aws:iot:package:',
    ],
    'the content of one placeholder': [
      (text) => findPlaceholders(`"\${aws:iot:${text}}"`),
      'package:',
      'package::version::attributes:',
      's3-presigned-url:',
      '\\u0000',
      ':',
    ],
    'placeholders that are replaced': [
      (text) => replacePlaceholders(`{"a":"${text}"}`, () => ({ json: '{}' })),
      '${aws:iot:parameter:a}',
      '${aws:iot:parameter:a}\\\\',
      '${aws:iot:',
    ],
    'a URL of an object': [
      (text) => parseS3Url(`https://${text}`),
      's3.',
      'a.',
      's3-aa',
      '.amazonaws.com',
      '?',
      '/',
      '%2',
    ],
    'PEM blocks': [
      (text) => pemBlocks(text, 'CERTIFICATE'),
      '-----BEGIN CERTIFICATE-----',
      '-----BEGIN CERTIFICATE-----a',
      '-',
    ],
    'a PEM text': [
      (text) => decodePem(text, 'CERTIFICATE'),
      '-----BEGIN CERTIFICATE-----',
      '-----BEGIN CERTIFICATE-----\n',
      '\n',
      'a',
    ],
    'a policy document': [(text) => parsePolicyDocument(text, 1e9), ' ', '"a",'],
    'resources of a policy document': [
      (text) =>
        parsePolicyDocument(
          JSON.stringify({
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: 'iot:*', Resource: `arn:aws:iot:${text}` }],
          }),
          1e9,
        ),
      '${',
      '${a}',
      '*',
      ':',
      '?*',
    ],
    'a date and time': [parseDateTime, '1', '2026-', '.0', ' '],
    'a percent-encoded text': [percentDecoded, '%', '%41', '%4', 'a'],
  };
  for (const [name, [read, ...texts]] of Object.entries(readers)) {
    test(`of ${name}`, () => {
      for (const piece of texts) for (const end of ends) assertLinear(name, read, piece, end);
    });
  }

  test('and the measurement notices a pattern that does not', () => {
    const quadratic = compilePattern('[1-9]+.[0-9]+');
    assert.throws(() => assertLinear('plain', (text) => quadratic.test(text), '1', '!'), /plain: "1" takes/);
  });
});
