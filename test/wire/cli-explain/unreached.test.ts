/** `musterd jobs explain` where the job has not reached the thing: each reason, with the facts that it is based on. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  AddThingToThingGroupCommand,
  CancelJobCommand,
  CreateThingCommand,
  DeleteJobCommand,
  DeleteJobExecutionCommand,
  DescribeJobCommand,
} from '@aws-sdk/client-iot';
import { arnOf, iotClient } from '../support/iot-client.ts';
import { createJob } from '../support/jobs.ts';
import { startServer } from '../support/server.ts';
import { advance, explain, group, iot, server, thing } from './explained.ts';

describe('jobs explain, where the job has not reached the thing', () => {
  test('names a job and a thing that are not there, and who deleted the job', async () => {
    const { thingArn, thingName } = await thing();
    assert.deepEqual((await explain('never', thingName, 1)).codes, ['JOB_NOT_FOUND']);
    const jobId = await createJob(iot, [thingArn]);
    assert.deepEqual((await explain(jobId, 'nobody', 1)).codes, ['THING_NOT_FOUND']);
    await iot.send(new DeleteJobCommand({ jobId, force: true }));
    await advance(5);
    const { codes, first } = await explain(jobId, thingName, 1);
    assert.deepEqual(codes, ['JOB_NOT_FOUND']);
    assert.match(first.sentence, /was deleted .*ago by arn:aws:iam::/);
  });

  test('says that the job is being deleted', async () => {
    const slow = await startServer(['--clock', 'virtual', '--minimum-deletion-seconds', '60']);
    const client = iotClient(slow);
    const { thingArn = '' } = await client.send(new CreateThingCommand({ thingName: 'lamp' }));
    const jobId = await createJob(client, [thingArn]);
    await client.send(new DeleteJobCommand({ jobId, force: true }));
    const { codes, first } = await explain(jobId, 'lamp', 0, slow);
    assert.deepEqual([codes, first.facts['status']], [['JOB_BEING_DELETED'], 'DELETION_IN_PROGRESS']);
  });

  test('tells who is no target from who joined too late', async () => {
    const inside = await thing();
    const late = await thing();
    const { thingGroupArn, thingGroupName } = await group(inside.thingName);
    const jobId = await createJob(iot, [thingGroupArn]);
    assert.deepEqual((await explain(jobId, late.thingName)).codes, ['NOT_A_TARGET']);
    await advance(60);
    await iot.send(new AddThingToThingGroupCommand({ thingGroupName, thingName: late.thingName }));
    const { codes, first } = await explain(jobId, late.thingName);
    assert.deepEqual([codes, first.facts['target']], [['JOINED_AFTER_SNAPSHOT'], thingGroupArn]);
    assert.ok(String(first.facts['memberSince']) > String(first.facts['createdAt']));
  });

  test('says when the job starts, and that its end has come', async () => {
    const { thingArn, thingName } = await thing();
    const { now } = (await (await fetch(`${server.endpoint}/x/clock`)).json()) as { now: number };
    const text = (seconds: number) => new Date((now + seconds) * 1_000).toISOString().slice(0, 16);
    const schedulingConfig = { startTime: text(3_600), endTime: text(3 * 3_600) };
    const jobId = await createJob(iot, [thingArn], { schedulingConfig });
    const { codes, first } = await explain(jobId, thingName);
    assert.deepEqual([codes, first.facts['startTime']], [['BEFORE_START'], schedulingConfig.startTime]);
    assert.match(first.sentence, /start time, in (59m|1h)/);
    const other = await thing();
    const { thingGroupArn, thingGroupName } = await group();
    const continuous = await createJob(iot, [thingGroupArn, thingArn], {
      schedulingConfig,
      targetSelection: 'CONTINUOUS',
    });
    await advance(4 * 3_600);
    await iot.send(new AddThingToThingGroupCommand({ thingGroupName, thingName: other.thingName }));
    await advance(1);
    assert.deepEqual((await explain(continuous, other.thingName)).codes, ['END_TIME_REACHED']);
  });

  test('says when the window opens, before the rollout and in it', async () => {
    const { thingArn, thingName } = await thing();
    const maintenanceWindows = [{ startTime: 'cron(0 2 ? * SUN *)', durationInMinutes: 60 }];
    const jobId = await createJob(iot, [thingArn], {
      targetSelection: 'CONTINUOUS',
      schedulingConfig: { maintenanceWindows },
    });
    const { codes, first } = await explain(jobId, thingName);
    assert.deepEqual(codes, ['OUTSIDE_WINDOW']);
    const { job } = await iot.send(new DescribeJobCommand({ jobId }));
    assert.equal(first.facts['nextWindow'], job?.scheduledJobRollouts?.[0]?.startTime);
    await advance(8 * 86_400);
    const queued = await explain(jobId, thingName);
    assert.deepEqual(
      [queued.codes[0], queued.first.facts['window']],
      ['OUTSIDE_WINDOW', maintenanceWindows[0]?.startTime],
    );
    assert.match(queued.first.sentence, /hidden from devices\. The next one opens in \d+d/);
  });

  test('says that the rate is reached, how far the rollout is, and when it goes on', async () => {
    const first = await thing();
    const second = await thing();
    const { thingGroupArn, thingGroupName } = await group(first.thingName, second.thingName);
    const jobId = await createJob(iot, [thingGroupArn], { jobExecutionsRolloutConfig: { maximumPerMinute: 1 } });
    await advance(1);
    const { codes, first: reason } = await explain(jobId, second.thingName);
    assert.deepEqual(codes, ['RATE_LIMIT']);
    const { afterThingName, ratePerMinute, released, ...further } = reason.facts;
    assert.deepEqual([afterThingName, ratePerMinute, released], [first.thingName, 1, 1]);
    assert.equal(further['thingGroupName'], thingGroupName);
    assert.match(reason.sentence, /its rate of 1 a minute: 1 are released, and it goes on in 59s/);
    await iot.send(new CancelJobCommand({ jobId, reasonCode: 'WRONG', comment: 'the other one' }));
    const canceled = await explain(jobId, second.thingName);
    assert.deepEqual([canceled.codes, canceled.first.facts['comment']], [['JOB_CANCELED'], 'the other one']);
  });

  test('says that older rollouts go first', async () => {
    const narrow = await startServer(['--clock', 'virtual'], { MUSTERD_QUOTA_CONCURRENT_JOBS: '1' });
    const client = iotClient(narrow);
    const arns = ['a', 'b'].map((name) => arnOf(narrow, 'thing', name));
    for (const thingName of ['a', 'b']) await client.send(new CreateThingCommand({ thingName }));
    await createJob(client, arns, { jobExecutionsRolloutConfig: { maximumPerMinute: 1 } });
    await advance(1, narrow);
    const jobId = await createJob(client, arns);
    await advance(1, narrow);
    const { codes, first } = await explain(jobId, 'a', 0, narrow);
    assert.deepEqual([codes, first.facts['isInTurn']], [['BEHIND_OTHER_ROLLOUTS'], false]);
  });

  test('says who deleted the execution', async () => {
    const { thingArn, thingName } = await thing();
    const jobId = await createJob(iot, [thingArn]);
    await advance(1);
    await iot.send(new DeleteJobExecutionCommand({ jobId, thingName, executionNumber: 1, force: true }));
    const { codes, first } = await explain(jobId, thingName);
    assert.deepEqual(codes, ['NO_EXECUTION']);
    assert.match(String(first.facts['deletedBy']), /^arn:aws:iam::/);
  });
});
