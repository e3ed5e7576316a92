/** What happens between processes: owners that are killed, orphaned servers, several at once; as root and as a user. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { identifyProcess } from '../../src/lib/living-process.ts';
import { accounts, processesWith, spawnOwner, startOwner } from '../support/owner-process.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

async function untilGone(pid: number | undefined): Promise<void> {
  assert.ok(pid !== undefined);
  for (let polls = 0; identifyProcess(pid) !== undefined && polls < 1_000; polls += 1) await delay(10);
  assert.equal(identifyProcess(pid), undefined);
}

for (const account of accounts) {
  test(`after kill -9 the server ends by itself and the next start has every committed row (${account.name})`, async (t) => {
    const directory = await temporaryDirectory(t, account.ids);
    for (const rows of [1, 2, 3]) {
      const owner = await startOwner(directory, account);
      assert.equal(owner.said.rows, rows, JSON.stringify(owner.said));
      await owner.end('SIGKILL');
      if (rows === 2) await untilGone(owner.said.postgresPid);
    }
    const last = await startOwner(directory, account);
    assert.equal(last.said.rows, 4);
    await last.end('SIGTERM');
    assert.equal(last.child.exitCode, 0);
    await untilGone(last.said.postgresPid);
  });

  test(`a server that outlived its owner is taken over (${account.name})`, async (t) => {
    const directory = await temporaryDirectory(t, account.ids);
    const first = await startOwner(directory, account);
    for (const pid of processesWith(`musterd-watch ${first.said.postgresPid}`)) process.kill(pid, 'SIGKILL');
    await first.end('SIGKILL');
    assert.notEqual(identifyProcess(Number(first.said.postgresPid)), undefined);
    const second = await startOwner(directory, account);
    assert.equal(second.said.rows, 2);
    assert.equal(identifyProcess(Number(first.said.postgresPid)), undefined);
    await second.end('SIGTERM');
  });

  test(`a second owner is refused while the first one lives (${account.name})`, async (t) => {
    const directory = await temporaryDirectory(t, account.ids);
    const first = await startOwner(directory, account);
    const second = await startOwner(directory, account);
    assert.match(String(second.said.refused), new RegExp(`is in use by process ${first.child.pid}; stop it or choose`));
    await first.end('SIGTERM');
  });

  test(`of owners that start at the same moment exactly one wins (${account.name})`, async (t) => {
    const directory = await temporaryDirectory(t, account.ids);
    const killed = await startOwner(directory, account);
    await killed.end('SIGKILL');
    const owners = await Promise.all([1, 2, 3].map(() => startOwner(directory, account)));
    const winners = owners.filter((owner) => owner.said.rows === 2);
    assert.equal(winners.length, 1, JSON.stringify(owners.map((owner) => owner.said)));
    assert.equal(owners.filter((owner) => owner.said.refused !== undefined).length, 2);
    await winners[0]?.end('SIGTERM');
  });

  test(`kill -9 while the database is being created costs nothing but a new beginning (${account.name})`, async (t) => {
    const directory = await temporaryDirectory(t, account.ids);
    const watcher = watch(directory);
    t.after(() => watcher.close());
    const begun = new Promise<'begun'>((resolve) => {
      watcher.on('change', (_, name) => {
        if (String(name).startsWith('postgres.new-')) resolve('begun');
      });
    });
    const child = spawnOwner(directory, account);
    const gone = once(child, 'exit');
    assert.equal(await Promise.race([begun, gone]), 'begun');
    child.kill('SIGKILL');
    await gone;
    const next = await startOwner(directory, account);
    assert.equal(next.said.rows, 1, JSON.stringify(next.said));
    await next.end('SIGTERM');
  });

  test(`a killed ephemeral server is gone with its directory after the next one started (${account.name})`, async (t) => {
    const parent = await temporaryDirectory(t, account.ids);
    const first = await startOwner(`ephemeral:${parent}`, account);
    await first.end('SIGKILL');
    const second = await startOwner(`ephemeral:${parent}`, account);
    assert.equal(second.said.rows, 1);
    assert.deepEqual((await readdir(parent)).length, 1);
    await untilGone(first.said.postgresPid);
    await second.end('SIGTERM');
    assert.deepEqual(await readdir(parent), []);
  });
}

async function assertNobodyIsOut(t: TestContext): Promise<void> {
  const directory = await temporaryDirectory(t);
  const owner = await startOwner(directory, { name: 'root', ids: {} });
  const { postgresPid } = owner.said;
  const nobody = { uid: 65_534, gid: 65_534, cwd: '/' };
  const { uid } = await stat(join(directory, 'postgres'));
  assert.notEqual(uid, 0);
  assert.doesNotMatch(await readFile('/etc/passwd', 'utf8'), new RegExp(`^[^:]*:[^:]*:${uid}:`, 'm'));
  assert.equal((await stat(`/proc/${postgresPid}`)).uid, uid);
  for (const path of [`/proc/${postgresPid}/cwd/`, join(directory, 'postgres')]) {
    assert.notEqual(spawnSync('ls', [path], nobody).status, 0, path);
  }
  await owner.end('SIGTERM');
}

// Only root runs PostgreSQL as somebody else.
if (process.getuid?.() === 0) {
  test('what runs as nobody gets into the database of root neither by its files nor by its process', assertNobodyIsOut);
}
