import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ConfigError } from '../../src/lib/config-error.ts';
import { rootCredentials } from '../../src/server/root-credentials.ts';

const directory = mkdtempSync(join(tmpdir(), 'musterd-credentials-'));
after(() => rmSync(directory, { recursive: true }));

const none = { rootAccessKeyId: undefined, rootSecretAccessKey: undefined, allowSampleCredentials: false };

test('root credentials are made once, have the form that tools know, and are for their owner only', async () => {
  const first = await rootCredentials(directory, none);
  assert.match(first.accessKeyId, /^AKIA[A-Z2-7]{16}$/);
  assert.match(first.secretAccessKey, /^[A-Za-z0-9+/]{40}$/);
  assert.ok(first.file);
  assert.equal(statSync(first.file).mode & 0o777, 0o600);
  assert.deepEqual(await rootCredentials(directory, none), first);
});

test('root credentials of the environment count and are written nowhere', async () => {
  const given = {
    ...none,
    rootAccessKeyId: 'AKIAQQQQQQQQQQQQQQQQ',
    rootSecretAccessKey: 'a-secret-of-the-environment',
  };
  assert.deepEqual(await rootCredentials(directory, given), {
    accessKeyId: 'AKIAQQQQQQQQQQQQQQQQ',
    secretAccessKey: 'a-secret-of-the-environment',
    file: undefined,
  });
});

test('sample keys that everybody knows are refused unless somebody insists', async () => {
  const sample = {
    ...none,
    rootAccessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    rootSecretAccessKey: 'a-secret-of-the-environment',
  };
  await assert.rejects(rootCredentials(directory, sample), ConfigError);
  await rootCredentials(directory, { ...sample, allowSampleCredentials: true });
});

test('a file that holds no credentials is refused with the remedy', async () => {
  writeFileSync(join(directory, 'root-credentials.json'), '{}');
  await assert.rejects(rootCredentials(directory, none), (error) => {
    assert.ok(error instanceof ConfigError);
    assert.match(error.message, /delete it/);
    return true;
  });
});
