import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { startHandler, withDetail } from '../../../src/cli/device/handler.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

async function run(t: TestContext, script: string, timeoutMs = 20_000) {
  const program = join(await temporaryDirectory(t), 'handler.sh');
  await writeFile(program, `#!/bin/sh\n${script}\n`, { mode: 0o700 });
  let output = '';
  const details: Readonly<Record<string, string>>[] = [];
  const handler = startHandler(
    { thingName: 't', jobId: 'j', executionNumber: 2, document: '{"a":1}' },
    {
      program,
      timeoutMs,
      onDetails: (changed) => details.push(changed),
      onOutput: (text) => {
        output += text;
      },
    },
  );
  return { outcome: await handler.outcome, output, details };
}

describe('a job handler', () => {
  test('gets the document and tells its progress', async (t) => {
    const script = 'read doc || true; echo "got $doc for $MUSTERD_JOB_ID $MUSTERD_EXECUTION_NUMBER"; echo progress=50';
    const { details, outcome, output } = await run(t, script);
    assert.deepEqual(outcome, { status: 'SUCCEEDED', statusDetails: { progress: '50' } });
    assert.equal(output, 'got {"a":1} for j 2\n');
    assert.deepEqual(details, [{ progress: '50' }]);
  });

  test('fails with its last words as the reason, or rejects', async (t) => {
    const failed = await run(t, 'echo "no space" >&2; exit 3');
    assert.deepEqual(failed.outcome, { status: 'FAILED', statusDetails: { reason: 'no space' } });
    assert.equal((await run(t, 'exit 65')).outcome.status, 'REJECTED');
    const silent = await run(t, 'exit 4');
    assert.deepEqual(silent.outcome.statusDetails, { reason: 'the handler ended with 4' });
  });

  test('is ended with all that it started when its time is over', async (t) => {
    const { outcome } = await run(t, 'sleep 300 & wait', 200);
    assert.deepEqual(outcome, { status: 'FAILED', statusDetails: { reason: 'the handler timed out' } });
  });

  test('that does not start fails the execution', async () => {
    const options = {
      program: '/nonexistent',
      timeoutMs: 1_000,
      onDetails: () => undefined,
      onOutput: () => undefined,
    };
    const { outcome } = startHandler({ thingName: 't', jobId: 'j', executionNumber: 1, document: '' }, options);
    assert.match((await outcome).statusDetails['reason'] ?? '', /does not start/);
  });

  test('tells at most nine details, so that the reason has its place', () => {
    const nine = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`n${index}`, 'x']));
    assert.equal(withDetail(nine, 'more=x'), undefined);
    assert.equal(withDetail(nine, 'n0=new')?.['n0'], 'new');
    assert.equal(withDetail({}, 'no detail'), undefined);
  });
});
