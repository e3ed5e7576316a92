import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ConfigError } from '../../src/lib/config-error.ts';
import { openDataDirectory } from '../../src/server/data-directory.ts';

const parent = mkdtempSync(join(tmpdir(), 'musterd-data-directory-'));
after(() => rmSync(parent, { recursive: true }));

function assertConfigError(expected: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof ConfigError, String(error));
    assert.match(error.message, expected);
    return true;
  };
}

test('a data directory is made, nobody else can read it, and it can be opened again after its release', async () => {
  const path = join(parent, 'deep', 'data');
  for (let start = 1; start <= 2; start += 1) {
    const directory = await openDataDirectory(path, false);
    assert.equal(statSync(path).mode & 0o066, 0);
    await directory.release();
    assert.deepEqual(readdirSync(path), []);
  }
});

test('a data directory has one owner', async () => {
  const path = join(parent, 'owned');
  const directory = await openDataDirectory(path, false);
  await assert.rejects(
    openDataDirectory(path, false),
    assertConfigError(new RegExp(`in use by the musterd with process id ${process.pid}`)),
  );
  await directory.release();
  await (await openDataDirectory(path, false)).release();
});

test('of several that take over the lock of a dead server, exactly one wins', async () => {
  const path = join(parent, 'dead');
  await (await openDataDirectory(path, false)).release();
  // The process with our id, but another start: it is gone, and its id was used again.
  writeFileSync(join(path, 'musterd.lock'), `${process.pid} 1`);
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => openDataDirectory(path, false)));
  const winners = outcomes.filter((outcome) => outcome.status === 'fulfilled');
  assert.equal(winners.length, 1);
  for (const { value } of winners) await value.release();
  assert.deepEqual(readdirSync(path), []);
});

test('a throw-away directory is gone after its release', async () => {
  const directory = await openDataDirectory(join(parent, 'unused'), true);
  assert.ok(existsSync(directory.path));
  await directory.release();
  assert.ok(!existsSync(directory.path));
  assert.ok(!existsSync(join(parent, 'unused')));
});

test('a path that cannot be a directory is refused in one line', async () => {
  writeFileSync(join(parent, 'file'), '');
  await assert.rejects(openDataDirectory(join(parent, 'file', 'data'), false), assertConfigError(/cannot be used: /));
});
