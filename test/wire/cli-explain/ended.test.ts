/** `musterd jobs explain` where the execution is over, and what it looks like in a terminal. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  CancelJobCommand,
  CancelJobExecutionCommand,
  DeleteThingCommand,
  RemoveThingFromThingGroupCommand,
} from '@aws-sdk/client-iot';
import { createJob } from '../support/jobs.ts';
import { runInTerminal, skipWithoutTerminal } from '../support/terminal.ts';
import { advance, explain, group, iot, program, report, server, start, thing } from './explained.ts';

describe('jobs explain, where the execution is over', () => {
  test('says what the device made of it', async () => {
    const { thingArn, thingName } = await thing();
    for (const [status, reason] of [
      ['SUCCEEDED', undefined],
      ['REJECTED', 'not for me'],
    ] as const) {
      const jobId = await createJob(iot, [thingArn]);
      await advance(1);
      await start(thingName);
      await report(jobId, thingName, status, reason);
      const { codes, first } = await explain(jobId, thingName);
      assert.deepEqual([codes, first.facts['reason']], [[status], reason]);
    }
  });

  test('says whether the job or only the execution was canceled', async () => {
    const { thingArn, thingName } = await thing();
    const jobId = await createJob(iot, [thingArn]);
    const other = await createJob(iot, [thingArn]);
    await advance(1);
    await iot.send(new CancelJobExecutionCommand({ jobId, thingName }));
    assert.deepEqual((await explain(jobId, thingName)).codes, ['EXECUTION_CANCELED']);
    await iot.send(new CancelJobCommand({ jobId: other, reasonCode: 'WRONG' }));
    await advance(1);
    const { codes, first } = await explain(other, thingName);
    assert.deepEqual(
      [codes, first.facts['reasonCode'], first.facts['status']],
      [['JOB_CANCELED'], 'WRONG', 'CANCELED'],
    );
  });

  test('says that the thing left its group, or is gone', async () => {
    const leaver = await thing();
    const deleted = await thing();
    const { thingGroupArn, thingGroupName } = await group(leaver.thingName, deleted.thingName);
    const jobId = await createJob(iot, [thingGroupArn], { targetSelection: 'CONTINUOUS' });
    await advance(1);
    await iot.send(new RemoveThingFromThingGroupCommand({ thingGroupName, thingName: leaver.thingName }));
    await iot.send(new DeleteThingCommand({ thingName: deleted.thingName }));
    await advance(1);
    const left = await explain(jobId, leaver.thingName);
    assert.deepEqual(left.codes, ['REMOVED']);
    assert.match(left.first.sentence, /because no target of the job reaches the thing any more/);
    const gone = await explain(jobId, deleted.thingName, 1);
    assert.deepEqual(gone.codes, ['REMOVED']);
    assert.match(gone.first.sentence, /because the thing was deleted/);
  });
});

test('jobs explain is in colour for people, unless NO_COLOR forbids it', { skip: skipWithoutTerminal }, async () => {
  const { thingArn, thingName } = await thing();
  const jobId = await createJob(iot, [thingArn]);
  await advance(1);
  const words = [process.execPath, program, 'jobs', 'explain', jobId, thingName];
  const environment = { PATH: process.env['PATH'] ?? '', MUSTERD_READY_FILE: server.readyFile };
  const colored = await runInTerminal(words, environment);
  assert.ok(colored.stdout.includes('\u001b[34mQUEUED\u001b[0m'), colored.stdout);
  const plain = await runInTerminal(words, { ...environment, NO_COLOR: '1' });
  assert.equal(
    plain.stdout.replaceAll('\r', ''),
    `Job ${jobId} (IN_PROGRESS) on ${thingName}: QUEUED

No certificate is attached to the thing, so no device can act as it.
   because  certificates=0
   next     attach one (attach-thing-principal)

exit 0`,
  );
});
