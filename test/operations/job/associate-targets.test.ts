import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { testEngine } from '../../support/engine.ts';
import { call, createGroup, createTestJob, createThings, groups, things } from '../../support/jobs.ts';
import { refusal } from '../../support/refusal.ts';

const engine = await testEngine({ quotas: { targetsPerJob: 3 } });
await createThings(engine, 'a', 'b', 'c', 'd');
await createGroup(engine, 'one', 'a');
await createGroup(engine, 'two', 'a', 'b');
const continuous = { targetSelection: 'CONTINUOUS' } as const;

describe('AssociateTargetsWithJob', () => {
  test('reaches the members of new targets that the job did not reach before', async () => {
    await createTestJob(engine, 'job', groups('one'), { ...continuous, description: 'text' });
    await engine.settle();
    engine.clock.advance(1_000);
    const jobArn = 'arn:aws:iot:us-east-1:000000000000:job/job';
    const associate = { jobId: 'job', targets: [...groups('two', 'one'), ...things('c')], comment: 'more' };
    assert.deepEqual(await call.AssociateTargetsWithJob(engine, associate), {
      jobArn,
      jobId: 'job',
      description: 'text',
    });
    const { job } = await call.DescribeJob(engine, { jobId: 'job' });
    assert.deepEqual(job?.targets, [...groups('one', 'two'), ...things('c')]);
    assert.deepEqual([job?.comment, job?.lastUpdatedAt, job?.isConcurrent], ['more', engine.clock.now(), true]);
    await engine.settle();
    const { executionSummaries } = await call.ListJobExecutionsForJob(engine, { jobId: 'job' });
    assert.deepEqual(
      executionSummaries?.map(({ thingArn }) => thingArn),
      things('a', 'b', 'c'),
    );
  });

  test('follows new groups like the first ones', async () => {
    await createTestJob(engine, 'follow', things('d'), continuous);
    await createGroup(engine, 'later');
    await call.AssociateTargetsWithJob(engine, { jobId: 'follow', targets: groups('later') });
    await engine.settle();
    await call.AddThingToThingGroup(engine, { thingGroupName: 'later', thingName: 'b' });
    await engine.settle();
    const { execution } = await call.DescribeJobExecution(engine, { jobId: 'follow', thingName: 'b' });
    assert.equal(execution?.status, 'QUEUED');
  });

  test('waits neither for the rate nor for the members that the rollout has yet to reach', async () => {
    await createThings(engine, 'p', 'q', 'r', 's');
    await createGroup(engine, 'slow', 'p', 'q', 'r');
    await createGroup(engine, 'soon', 's');
    await createTestJob(engine, 'slowly', groups('slow'), {
      ...continuous,
      jobExecutionsRolloutConfig: { maximumPerMinute: 1 },
    });
    await engine.settle();
    await call.AssociateTargetsWithJob(engine, { jobId: 'slowly', targets: groups('soon') });
    await engine.settle();
    const reached = async () => {
      const { executionSummaries } = await call.ListJobExecutionsForJob(engine, { jobId: 'slowly' });
      return executionSummaries?.map(({ thingArn }) => thingArn);
    };
    assert.deepEqual(await reached(), things('p', 's'));
    const { job } = await call.DescribeJob(engine, { jobId: 'slowly' });
    assert.deepEqual(job?.jobProcessDetails?.processingTargets, groups('slow'));
    for (let minutes = 0; minutes < 3; minutes += 1) {
      engine.clock.advance(60_000);
      await engine.settle();
    }
    assert.deepEqual(await reached(), things('p', 's', 'q', 'r'));
  });

  test('gives a thing that had left the job a new execution, and one that it still reaches none', async () => {
    await createThings(engine, 'left', 'stayed');
    await createGroup(engine, 'old', 'left', 'stayed');
    await createGroup(engine, 'new', 'left', 'stayed');
    await createTestJob(engine, 'again', groups('old'), continuous);
    await engine.settle();
    await engine.devices.UpdateJobExecution({ thingName: 'stayed', jobId: 'again', status: 'SUCCEEDED' });
    await call.RemoveThingFromThingGroup(engine, { thingGroupName: 'old', thingName: 'left' });
    await engine.settle();
    await call.AssociateTargetsWithJob(engine, { jobId: 'again', targets: groups('new') });
    await engine.settle();
    const latest = async (thingName: string) => {
      const { execution } = await call.DescribeJobExecution(engine, { jobId: 'again', thingName });
      return [execution?.status, execution?.executionNumber];
    };
    assert.deepEqual(await latest('left'), ['QUEUED', 2]);
    assert.deepEqual(await latest('stayed'), ['SUCCEEDED', 1]);
  });

  test('gives no second execution to the members of a group below a target', async () => {
    await call.CreateThingGroup(engine, { thingGroupName: 'above' });
    await call.CreateThingGroup(engine, { thingGroupName: 'below', parentGroupName: 'above' });
    await createThings(engine, 'deep');
    await call.AddThingToThingGroup(engine, { thingGroupName: 'below', thingName: 'deep' });
    await createTestJob(engine, 'nested', groups('above'), continuous);
    await engine.settle();
    await engine.devices.UpdateJobExecution({ jobId: 'nested', thingName: 'deep', status: 'SUCCEEDED' });
    await call.AssociateTargetsWithJob(engine, { jobId: 'nested', targets: groups('below') });
    await engine.settle();
    const { execution } = await call.DescribeJobExecution(engine, { jobId: 'nested', thingName: 'deep' });
    assert.deepEqual([execution?.status, execution?.executionNumber], ['SUCCEEDED', 1]);
  });

  test('ignores targets that are associated already', async () => {
    await createTestJob(engine, 'same', groups('one'), continuous);
    await engine.settle();
    await call.AssociateTargetsWithJob(engine, { jobId: 'same', targets: groups('one') });
    const { job } = await call.DescribeJob(engine, { jobId: 'same' });
    assert.deepEqual([job?.targets, job?.isConcurrent], [groups('one'), false]);
  });

  test('refuses what a creation would refuse of a target, and more than the quota in all', async () => {
    await createTestJob(engine, 'quota', things('a', 'b'), continuous);
    const associate = (targets: string[]) => call.AssociateTargetsWithJob(engine, { jobId: 'quota', targets });
    await assert.rejects(associate(['arn:aws:iot:us-east-1:111111111111:thing/a']), refusal('InvalidRequestException'));
    await assert.rejects(associate(things('nobody')), refusal('ResourceNotFoundException', /nobody/));
    await assert.rejects(associate(things('a', 'c', 'd')), refusal('LimitExceededException', /at most 3/));
    assert.deepEqual((await call.DescribeJob(engine, { jobId: 'quota' })).job?.targets, things('a', 'b'));
    await associate(things('a', 'c'));
  });

  test('is for continuous jobs that are IN_PROGRESS', async () => {
    const associate = (jobId: string) => call.AssociateTargetsWithJob(engine, { jobId, targets: things('c') });
    await createTestJob(engine, 'snapshot', things('a'));
    await assert.rejects(associate('snapshot'), refusal('InvalidRequestException', /snapshot job/));
    await createTestJob(engine, 'canceled', things('a'), continuous);
    await call.CancelJob(engine, { jobId: 'canceled' });
    await assert.rejects(associate('canceled'), refusal('InvalidRequestException', /CANCELED/));
    await assert.rejects(associate('none'), refusal('ResourceNotFoundException'));
  });

  test('finds a job of the namespace that it names or of none, not of another', async () => {
    await createTestJob(engine, 'spaced', things('a'), { ...continuous, namespaceId: 'X' });
    const associate = (namespaceId: string) =>
      call.AssociateTargetsWithJob(engine, { jobId: 'spaced', targets: things('c'), namespaceId });
    await assert.rejects(associate('Y'), refusal('ResourceNotFoundException'));
    await associate('X');
  });
});
