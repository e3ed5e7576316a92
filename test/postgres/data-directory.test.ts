import assert from 'node:assert/strict';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { ConfigError } from '../../src/lib/config-error.ts';
import { openDataDirectory, openEphemeralDataDirectory } from '../../src/postgres/data-directory.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

test('a data directory is created for its owner only', async (t) => {
  const path = join(await temporaryDirectory(t), 'not/yet/there');
  const directory = await openDataDirectory(path);
  assert.equal(directory.path, path);
  assert.equal((await stat(path)).mode & 0o777, 0o700);
  await directory.release();
});

test('the mode of an existing directory is left as it is', async (t) => {
  const path = join(await temporaryDirectory(t), 'chosen');
  await mkdir(path, { mode: 0o755 });
  const directory = await openDataDirectory(path);
  assert.equal((await stat(path)).mode & 0o777, 0o755);
  await directory.release();
});

test('a data directory in use is refused with what to do', async (t) => {
  const path = await temporaryDirectory(t);
  const directory = await openDataDirectory(path);
  await assert.rejects(openDataDirectory(path), (error) => {
    assert.ok(error instanceof ConfigError);
    assert.match(error.message, /is in use by this process; stop it or choose another directory with --data-dir\.$/);
    return true;
  });
  await directory.release();
  await (await openDataDirectory(path)).release();
});

test('a path that cannot be a directory is explained in one line', async (t) => {
  const file = join(await temporaryDirectory(t), 'file');
  await writeFile(file, '');
  for (const path of [file, join(file, 'below')]) {
    await assert.rejects(openDataDirectory(path), (error) => {
      assert.ok(error instanceof ConfigError);
      assert.match(error.message, /^The data directory .* cannot be used: E[A-Z]+: [^\n]*$/);
      return true;
    });
  }
});

test('an ephemeral directory is gone after its release', async (t) => {
  const parent = await temporaryDirectory(t);
  const directory = await openEphemeralDataDirectory(parent);
  await mkdir(join(directory.path, 'postgres'));
  await directory.release();
  assert.deepEqual(await readdir(parent), []);
});

test('an ephemeral start deletes what dead ones left, and nothing else', async (t) => {
  const parent = await temporaryDirectory(t);
  const living = await openEphemeralDataDirectory(parent);
  for (const name of ['musterd-ephemeral-dead', 'musterd-ephemeral-begun', 'unrelated']) {
    await mkdir(join(parent, name));
  }
  const dead = { pid: process.pid, started: 'in another life' };
  await writeFile(join(parent, 'musterd-ephemeral-dead', 'lock.1'), JSON.stringify(dead));
  await writeFile(join(parent, 'unrelated', 'lock.1'), JSON.stringify(dead));
  const next = await openEphemeralDataDirectory(parent);
  const left = (await readdir(parent)).map((name) => join(parent, name)).sort();
  const kept = ['musterd-ephemeral-begun', 'unrelated'].map((name) => join(parent, name));
  assert.deepEqual(left, [...kept, living.path, next.path].sort());
  await next.release();
  await living.release();
});
