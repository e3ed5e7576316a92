import assert from 'node:assert/strict';
import { test } from 'node:test';
import { templateVersion } from '../../src/contract/shapes/job-template.ts';
import { compilePattern, hasPattern } from '../../src/gateway/pattern.ts';

test('a pattern applies to the whole value', () => {
  assert.ok(compilePattern('a|b').test('b'));
  assert.ok(!compilePattern('a|b').test('ab'));
  assert.ok(!compilePattern('[a-z]+').test('a\n'));
});

test('POSIX classes are ASCII, inside a character class and outside', () => {
  assert.ok(compilePattern('[\\p{Upper}\\p{Digit}_]+').test('A_1'));
  assert.ok(!compilePattern('[\\p{Upper}\\p{Digit}_]+').test('Ä'));
  assert.ok(compilePattern('\\p{Graph}\\p{Digit}').test('~9'));
  assert.ok(!compilePattern('[\\p{Graph}\\x20]*').test('é'));
});

test('Unicode classes are Unicode', () => {
  assert.ok(compilePattern('[^\\p{C}]+').test('Zürich 💡'));
  assert.ok(!compilePattern('[^\\p{C}]+').test('a\u0007'));
});

test('a backslash before a character that needs none is no error', () => {
  assert.ok(compilePattern('[\\p{L}_.:/=+\\-@\\ ]*\\@\\-').test('a-@ b@-'));
});

test('a version of a template is a number, one character and a number, as the plain pattern has it', () => {
  const alphabet = ['1', '9', '0', '.', 'x', '\n'];
  const plain = /^[1-9]+.[0-9]+$/;
  let texts = [''];
  for (let length = 0; length <= 5; length += 1) {
    for (const text of texts) assert.equal(hasPattern(templateVersion, text), plain.test(text), JSON.stringify(text));
    texts = texts.flatMap((text) => alphabet.map((character) => text + character));
  }
});
