/** The commands of our own against a started server: in pipes, and in a pseudo-terminal. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { up } from '../server/running-server.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { runInTerminal, skipWithoutTerminal } from './support/terminal.ts';

const program = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.js');
async function started(t: TestContext, ...settings: string[]) {
  const directory = await temporaryDirectory(t);
  const { accountId, region } = await up(t, join(directory, 'data'), settings).ready();
  const environment = { PATH: process.env['PATH'] ?? '', HOME: directory, MUSTERD_DATA_DIR: join(directory, 'data') };
  async function run(command: readonly string[], more: Readonly<Record<string, string>> = {}) {
    const [first = '', ...words] = command;
    const options = { cwd: directory, env: { ...environment, ...more }, timeout: 300_000 };
    const child = spawn(first, words, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => (stdout += chunk));
    child.stderr.on('data', (chunk) => (stderr += chunk));
    const [code] = await once(child, 'close');
    return { code, stdout, stderr };
  }
  return {
    directory,
    musterd: (...words: string[]) => run([process.execPath, program, ...words]),
    inTerminal: (more: Readonly<Record<string, string>>, ...words: string[]) =>
      runInTerminal([process.execPath, program, ...words], { ...environment, ...more }),
    arnOf: (thing: string) => `arn:aws:iot:${region}:${accountId}:thing/${thing}`,
  };
}

describe('the commands for people', { timeout: 300_000 }, () => {
  test('run a device, watch its jobs, wait for them and list them', async (t) => {
    const { arnOf, directory, musterd } = await started(t);
    const handler = join(directory, 'handler.sh');
    writeFileSync(handler, '#!/bin/sh\nread doc\ncase "$doc" in *bad*) echo "no space" >&2; exit 1;; esac\n', {
      mode: 0o700,
    });
    assert.equal((await musterd('jobs', 'ls')).stdout, 'There are no jobs.\n');
    assert.equal((await musterd('iot', 'create-thing', '--thing-name', 'd')).code, 0);
    for (const jobId of ['good', 'bad']) {
      const words = ['--job-id', jobId, '--targets', arnOf('d'), '--document', `{"do":"${jobId}"}\n`];
      assert.equal((await musterd('iot', 'create-job', ...words)).code, 0);
    }
    const runDevice = () => musterd('device', 'run', 'd', '--job-handler', './handler.sh', '--once');
    assert.equal((await runDevice()).code, 0);
    assert.equal((await musterd('jobs', 'wait', 'good', '--timeout', '20s')).code, 0);
    const failed = await runDevice();
    assert.equal(failed.code, 1, failed.stderr);
    const watched = await musterd('jobs', 'watch', 'bad', '--poll', '200ms');
    assert.equal(watched.code, 1);
    assert.match(watched.stdout, /^bad COMPLETED 1\/1 succeeded=0 failed=1 .*\nbad FAILED d no space\n$/m);
    assert.equal((await musterd('jobs', 'watch', 'good')).code, 0);
    assert.match((await musterd('jobs', 'ls')).stdout, /^bad +COMPLETED +SNAPSHOT +1\/1 +1 +\d+s$/m);
    assert.match((await musterd('things', 'ls')).stdout, /^d +-/m);
    assert.deepEqual(await musterd('jobs', 'wait', 'bad', '--until', 'canceled'), {
      code: 1,
      stdout: '',
      stderr: 'musterd: The job bad is COMPLETED.\n',
    });
    assert.equal((await musterd('jobs', 'wait', 'bad', '--until', 'deleted', '--timeout', '300ms')).code, 124);
    assert.deepEqual(await musterd('iot', 'delete-job', '--job-id', 'bad', '--wait', '--poll', '200ms'), {
      code: 0,
      stdout: '',
      stderr: '',
    });
    assert.equal((await musterd('jobs', 'wait', 'bad', '--until', 'deleted')).code, 0);
    assert.deepEqual((await musterd('__complete', 'jobs', 'watch', 'g')).stdout, 'good\n');
  });

  test('draw in place and in colour on a terminal, unless NO_COLOR forbids it', {
    skip: skipWithoutTerminal,
  }, async (t) => {
    const { arnOf, inTerminal, musterd } = await started(t, '--minimum-deletion-seconds', '1');
    await musterd('iot', 'create-thing', '--thing-name', 'd');
    await musterd('iot', 'create-job', '--job-id', 'j', '--targets', arnOf('d'), '--document', '{}');
    const watched = await inTerminal({}, 'jobs', 'watch', 'j', '--poll', '200ms', '--timeout', '1s');
    assert.match(watched.stdout, /exit 124$/);
    assert.ok(watched.stdout.includes('\u001b[1mj\u001b[0m'), watched.stdout);
    assert.ok(watched.stdout.includes('\u001b[4A\r\u001b[J'), watched.stdout);
    const plain = await inTerminal({ NO_COLOR: '1' }, 'jobs', 'ls');
    assert.ok(!plain.stdout.includes('\u001b['), plain.stdout);
    assert.match(plain.stdout, /j +IN_PROGRESS/);
    const canceled = ['iot', 'cancel-job', '--job-id', 'j', '--output', 'off', '--wait', '--poll', '200ms'];
    assert.match((await inTerminal({}, ...canceled)).stdout, /exit 0$/);
    const deleted = ['iot', 'delete-job', '--job-id', 'j', '--force', '--wait', '--poll', '200ms'];
    const bar = await inTerminal({ NO_COLOR: '1' }, ...deleted);
    assert.match(bar.stdout, /█{23} {2}j: no executions left, deleting the job, \d+s/);
    assert.match(bar.stdout, /█{23} {2}j: deleted, \d+s\r\n\nexit 0$/);
    await musterd('iot', 'create-job', '--job-id', 'k', '--targets', arnOf('d'), '--document', '{}');
    const waited = await inTerminal({ NO_COLOR: '1' }, 'jobs', 'wait', 'k', '--poll', '200ms', '--timeout', '1s');
    assert.match(waited.stdout, /·{23} {2}k: 1 of 1 executions left, \ds/);
    assert.match(waited.stdout, /exit 124$/);
    const hinted = await inTerminal({}, 'iot', 'describe-job', '--job-id', 'none');
    assert.match(hinted.stdout, /Job none does not exist\.\r\n\r\nSee musterd iot list-jobs\r\n\nexit 254$/);
    assert.doesNotMatch((await musterd('iot', 'describe-job', '--job-id', 'none')).stderr, /list-jobs/);
    const paged = await inTerminal(
      { AWS_PAGER: 'sed s/^/paged:/' },
      'iot',
      'list-things',
      '--query',
      'things[].thingName',
    );
    assert.match(paged.stdout, /paged:\[\r\npaged: {4}"d"\r\n/);
    const colored = await inTerminal({ AWS_PAGER: '' }, 'iot', 'list-things', '--output', 'table');
    assert.ok(colored.stdout.includes('\u001b[34md'), colored.stdout);
    assert.match(
      (await inTerminal({ AWS_PAGER: '/nonexistent' }, 'iot', 'list-things')).stdout,
      /\(Pager\)[\s\S]*exit 253$/,
    );
    const help = await inTerminal({ PAGER: 'cat' }, 'iot', 'delete-job', 'help');
    assert.ok(help.stdout.includes('\u001b[1mNAME\u001b[22m'), help.stdout);
  });
});
