import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Option } from '../../src/cli/command.ts';
import { parseOptions, UsageError } from '../../src/cli/parse-options.ts';

const options: readonly Option[] = [
  { name: 'http-port', placeholder: 'PORT', help: 'Listen there' },
  { name: 'ephemeral', help: 'Throw away' },
];

function assertRefused(words: readonly string[], message: string): void {
  assert.throws(
    () => parseOptions(words, { options }),
    (error) => {
      assert.ok(error instanceof UsageError);
      assert.equal(error.message, message);
      return true;
    },
  );
}

test('a value follows its option or is attached to it, and the last one counts', () => {
  assert.deepEqual(parseOptions(['--http-port', '1', '--ephemeral'], { options }), {
    'http-port': '1',
    ephemeral: 'true',
  });
  assert.deepEqual(parseOptions(['--http-port=1', '--http-port=2'], { options }), { 'http-port': '2' });
  assert.deepEqual(parseOptions(['--http-port='], { options }), { 'http-port': '' });
  assert.deepEqual(parseOptions(['--http-port=--x'], { options }), { 'http-port': '--x' });
  assert.deepEqual(parseOptions(['--ephemeral=false'], { options }), { ephemeral: 'false' });
});

test('an unknown option is refused with what may have been meant', () => {
  assertRefused(['--http-prt', '1'], 'Unknown option --http-prt. Did you mean --http-port?');
  assertRefused(['--something-else'], 'Unknown option --something-else.');
});

test('a word that belongs to no option is refused', () => {
  assertRefused(['ephemeral'], 'Unexpected argument "ephemeral". Did you mean --ephemeral?');
  assertRefused(['--'], 'Unexpected argument "--".');
});

test('an option without its value is refused', () => {
  assertRefused(['--http-port'], '--http-port needs a value: --http-port PORT');
  assertRefused(['--http-port', '--ephemeral'], '--http-port needs a value: --http-port PORT');
});

test('a command may take one value without a name, and says when it is missing', () => {
  const operand = { placeholder: 'DURATION', help: 'For example 7d' };
  assert.deepEqual(parseOptions(['7d', '--ephemeral'], { operand, options }), { operand: '7d', ephemeral: 'true' });
  assert.throws(() => parseOptions(['--ephemeral'], { operand, options }), /DURATION is missing: For example 7d\./);
  assert.throws(() => parseOptions(['7d', '8d'], { operand, options }), /Unexpected argument "8d"/);
});
