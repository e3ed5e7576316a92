import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { identifyProcess, isRunning } from '../../src/lib/living-process.ts';

test('this process is running, and another one with its number is not', () => {
  const self = identifyProcess(process.pid);
  assert.ok(self !== undefined);
  assert.equal(isRunning(self), true);
  assert.equal(isRunning({ ...self, started: `${self.started}0` }), false);
});

test('a number that no process has identifies nothing', () => {
  for (const pid of [0, -1, 1.5, Number.NaN, 2 ** 30]) assert.equal(identifyProcess(pid), undefined);
});

test('a process that ended but was never reaped counts as gone', async (t) => {
  // The shell becomes a program that does not know that it has a child, well before the child ends.
  const parent = spawn('/bin/sh', ['-c', 'sleep 0.5 & echo $!; exec sleep 60'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  t.after(() => parent.kill('SIGKILL'));
  const [output] = await once(parent.stdout, 'data');
  const pid = Number(String(output));
  for (let polls = 0; identifyProcess(pid) !== undefined && polls < 1_000; polls += 1) await delay(5);
  assert.equal(identifyProcess(pid), undefined);
  assert.equal(process.kill(pid, 0), true, 'the kernel still knows it');
});
