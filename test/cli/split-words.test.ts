import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitWords } from '../../src/cli/split-words.ts';

test('a line is taken apart as a shell does it', () => {
  const rows: readonly (readonly [text: string, words: readonly string[]])[] = [
    ['', []],
    ['  a  b\tc\n', ['a', 'b', 'c']],
    [`'a b'"c d"e\\ f`, ['a bc de f']],
    [`--document '{"a":1}'`, ['--document', '{"a":1}']],
    [`"say \\"hi\\" for \\$5 and \\n"`, ['say "hi" for $5 and \\n']],
    [`''`, ['']],
  ];
  for (const [text, words] of rows) assert.deepEqual(splitWords(text), { ...splitWords(text), words, isClosed: true });
});

test('it is known where the last word begins, and whether its quotation is closed', () => {
  const at = (text: string) => [splitWords(text).lastAt, splitWords(text).isClosed];
  assert.deepEqual(at('iot del'), [4, true]);
  assert.deepEqual(at('iot '), [4, true]);
  assert.deepEqual(at(''), [0, true]);
  assert.deepEqual(at(`a 'b c `), [2, false]);
  assert.deepEqual(at(`a "b`), [2, false]);
  assert.deepEqual(at('a b\\'), [2, false]);
});
