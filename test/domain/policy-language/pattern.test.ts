import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  compileGlob,
  compilePattern,
  compileText,
  matchesGlob,
  resolvePattern,
  splitAtColons,
} from '../../../src/domain/policy-language/pattern.ts';

const none = () => undefined;
const matches = (pattern: string, text: string, lookup: (name: string) => string | undefined = none) =>
  matchesGlob(resolvePattern(compilePattern(pattern), lookup), text);

/** The definition, character by character. */
function oracle(pattern: string, text: string): boolean {
  const [first] = pattern;
  if (first === undefined) return text === '';
  if (first === '*') return oracle(pattern.slice(1), text) || (text !== '' && oracle(pattern, text.slice(1)));
  return text !== '' && (first === '?' || first === text[0]) && oracle(pattern.slice(1), text.slice(1));
}

const letters = (unit: string) => fc.string({ unit: fc.constantFrom(...unit), maxLength: 9 });

test('a pattern matches what its definition says, whatever stands in it', () => {
  fc.assert(
    fc.property(letters('ab*?'), letters('ab*?'), (pattern, text) => {
      assert.equal(matches(pattern, text), oracle(pattern, text));
      assert.equal(matchesGlob(compileGlob(pattern), text), oracle(pattern, text));
    }),
    { numRuns: 20_000 },
  );
});

test('a star reaches over slashes, a question mark stands for exactly one character', () => {
  assert.ok(matches('topic/a/*', 'topic/a/b/c'));
  assert.ok(matches('topic/a/*', 'topic/a/'));
  assert.ok(!matches('topic/a/*', 'topic/a'));
  assert.ok(matches('topic/?', 'topic/+'));
  assert.ok(!matches('topic/?', 'topic/'));
  assert.ok(!matches('Topic', 'topic'));
});

test('an escaped wildcard is the character itself', () => {
  assert.ok(matches('a${*}b', 'a*b'));
  assert.ok(!matches('a${*}b', 'axb'));
  assert.ok(matches('a${?}b', 'a?b'));
  assert.ok(!matches('a${?}b', 'axb'));
  assert.ok(matches('a${$}{iot:ClientId}', 'a${iot:ClientId}'));
});

test('a dollar sign is special before a brace only', () => {
  assert.ok(matches('topic/$aws/things/*', 'topic/$aws/things/t'));
  assert.ok(matches('a${b', 'a${b'));
});

test('the value of a variable is inserted literally, and one without value stays as it was written', () => {
  const lookup = (name: string) => (name === 'id' ? '*?${id}' : undefined);
  assert.ok(matches('client/${id}', 'client/*?${id}', lookup));
  assert.ok(!matches('client/${id}', 'client/anything', lookup));
  assert.ok(matches('client/${other}', 'client/${other}', lookup));
  assert.ok(!matches('client/${other}', 'client/', lookup));
});

test('in a text only variables and escapes are special', () => {
  const equals = (value: string, text: string) =>
    matchesGlob(
      resolvePattern(compileText(value), () => 'v'),
      text,
    );
  assert.ok(equals('*?', '*?'));
  assert.ok(!equals('*', 'x'));
  assert.ok(equals('a${x}${*}', 'av*'));
});

test('colons inside of variables do not split', () => {
  assert.deepEqual(splitAtColons('a:${b:c}:d:e', 2), ['a', '${b:c}', 'd:e']);
  assert.deepEqual(splitAtColons('a', 5), ['a']);
});

test('no pattern makes matching slow', () => {
  const text = 'a'.repeat(65_536);
  const patterns = [
    `${'*a'.repeat(1_000)}b`,
    `*${'a'.repeat(1_000)}b*`,
    `${'*?a'.repeat(600)}b`,
    `*${'?'.repeat(1_000)}b*`,
    '${'.repeat(1_000),
    `\${${'x'.repeat(1_900)}`,
  ];
  for (const pattern of patterns) {
    const began = performance.now();
    matches(pattern, text);
    const took = performance.now() - began;
    assert.ok(took < 100, `${pattern.slice(0, 20)} took ${took} ms`);
  }
});
