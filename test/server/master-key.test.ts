import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ConfigError } from '../../src/lib/config-error.ts';
import { masterKey } from '../../src/server/master-key.ts';

const directory = mkdtempSync(join(tmpdir(), 'musterd-master-key-'));
after(() => rmSync(directory, { recursive: true, force: true }));
const file = join(directory, 'master-key');

test('the master key is made once, for its owner only', async () => {
  const made = await masterKey(directory, { masterKey: undefined });
  assert.equal(made.length, 32);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.deepEqual(await masterKey(directory, { masterKey: undefined }), made);
  assert.equal(readFileSync(file, 'utf8'), `${made.toString('base64')}\n`);
});

test('the environment goes before the file', async () => {
  const given = Buffer.alloc(32, 7);
  assert.deepEqual(await masterKey(directory, { masterKey: given.toString('base64') }), given);
});

test('a file that holds no key is not overwritten', async () => {
  writeFileSync(file, 'half a k');
  await assert.rejects(masterKey(directory, { masterKey: undefined }), ConfigError);
  assert.equal(readFileSync(file, 'utf8'), 'half a k');
});
