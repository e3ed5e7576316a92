import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { type LockAttempt, lockDirectory } from '../../src/postgres/directory-lock.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

function isTaken(attempt: LockAttempt): boolean {
  return 'release' in attempt;
}

test('a locked directory is refused with its owner until it is released', async (t) => {
  const directory = await temporaryDirectory(t);
  const first = await lockDirectory(directory);
  assert.ok('release' in first);
  assert.deepEqual(await lockDirectory(directory), { ownedBy: process.pid });
  await first.release();
  assert.ok(isTaken(await lockDirectory(directory)));
});

test('the lock of a process that is gone is taken over, also when its number is in use again', async (t) => {
  const directory = await temporaryDirectory(t);
  await writeFile(join(directory, 'lock.7'), JSON.stringify({ pid: process.pid, started: 'in another life' }));
  assert.ok(isTaken(await lockDirectory(directory)));
  assert.deepEqual(await readdir(directory), ['lock.8']);
});

test('a lock that a crash of the machine tore is taken over', async (t) => {
  const directory = await temporaryDirectory(t);
  for (const content of ['', '{"pid":', 'null', '{"pid":"1"}']) {
    await writeFile(join(directory, 'lock.1'), content);
    const attempt = await lockDirectory(directory);
    assert.ok('release' in attempt, content);
    await attempt.release();
  }
});

test('of many that try at the same moment exactly one wins', async (t) => {
  for (let round = 1; round <= 20; round += 1) {
    const directory = await temporaryDirectory(t);
    await writeFile(join(directory, 'lock.1'), JSON.stringify({ pid: process.pid, started: 'in another life' }));
    const attempts = await Promise.all(Array.from({ length: 12 }, () => lockDirectory(directory)));
    assert.equal(attempts.filter(isTaken).length, 1);
    const files = await readdir(directory);
    assert.equal(files.length, 1, `nothing but the lock remains: ${files}`);
  }
});

test('a released directory that many wait for has one owner at a time', async (t) => {
  const directory = await temporaryDirectory(t);
  let owners = 0;
  let turns = 0;
  async function takeTurns(): Promise<void> {
    while (turns < 60) {
      const attempt = await lockDirectory(directory);
      if (!('release' in attempt)) continue;
      owners += 1;
      turns += 1;
      assert.equal(owners, 1);
      await readdir(directory);
      owners -= 1;
      await attempt.release();
    }
  }
  await Promise.all(Array.from({ length: 6 }, takeTurns));
});
