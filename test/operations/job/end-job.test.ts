/** CancelJob and DeleteJob, by state and force. */
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { type TestEngine, testEngine } from '../../support/engine.ts';
import { call, createTestJob, createThings, statusOf, things } from '../../support/jobs.ts';
import { refusal } from '../../support/refusal.ts';

const engine = await testEngine();
let jobId: string;
let thingName: string;
let count = 0;

beforeEach(async () => {
  count += 1;
  jobId = `job-${count}`;
  thingName = `thing-${count}`;
  await createThings(engine, thingName);
});

type State =
  | 'IN_PROGRESS'
  | 'COMPLETED'
  | 'CANCELED'
  | 'CANCELED with one in progress'
  | 'DELETION_IN_PROGRESS'
  | 'none';

/** Brings the job of this test into a state. */
async function bring(state: State): Promise<void> {
  if (state === 'none') return;
  await createTestJob(engine, jobId, things(thingName), { description: 'text' });
  await engine.settle();
  if (state === 'COMPLETED') {
    await engine.devices.UpdateJobExecution({ thingName, jobId, status: 'SUCCEEDED' });
  } else if (state === 'CANCELED with one in progress') {
    await engine.devices.StartNextPendingJobExecution({ thingName });
    await call.CancelJob(engine, { jobId });
  } else if (state === 'CANCELED') await call.CancelJob(engine, { jobId });
  if (state === 'DELETION_IN_PROGRESS') await call.DeleteJob(engine, { jobId, force: true });
  else await engine.settle();
}

describe('CancelJob', () => {
  const matrix: readonly (readonly [State, string, string])[] = [
    // state, without force, with force
    ['IN_PROGRESS', 'CANCELED', 'CANCELED'],
    ['COMPLETED', 'InvalidRequestException', 'InvalidRequestException'],
    ['CANCELED', 'InvalidRequestException', 'InvalidRequestException'],
    ['CANCELED with one in progress', 'InvalidRequestException', 'CANCELED'],
    ['DELETION_IN_PROGRESS', 'InvalidRequestException', 'InvalidRequestException'],
    ['none', 'ResourceNotFoundException', 'ResourceNotFoundException'],
  ];
  for (const [state, ...outcomes] of matrix) {
    for (const [index, outcome] of outcomes.entries()) {
      const force = index === 1;
      test(`of a job that is ${state} ${force ? 'with' : 'without'} force: ${outcome}`, async () => {
        await bring(state);
        const canceling = call.CancelJob(engine, { jobId, force });
        if (outcome !== 'CANCELED') return assert.rejects(canceling, { name: outcome });
        const jobArn = `arn:aws:iot:us-east-1:000000000000:job/${jobId}`;
        assert.deepEqual(await canceling, { jobArn, jobId, description: 'text' });
        const { job } = await call.DescribeJob(engine, { jobId });
        assert.deepEqual([job?.status, job?.forceCanceled, job?.isConcurrent], ['CANCELED', force, true]);
      });
    }
  }

  test('takes no force for granted, and cannot be repeated with force once there was force', async () => {
    await bring('IN_PROGRESS');
    await call.CancelJob(engine, { jobId, force: true });
    await assert.rejects(call.CancelJob(engine, { jobId, force: true }), refusal('InvalidRequestException'));
  });
});

describe('DeleteJob', () => {
  const accepted = 'DELETION_IN_PROGRESS';
  const conflict = 'InvalidStateTransitionException';
  const matrix: readonly (readonly [State, string, string])[] = [
    // state, without force, with force (docs/service/deletion.md#deleting-a-job)
    ['COMPLETED', accepted, accepted],
    ['CANCELED', accepted, accepted],
    ['CANCELED with one in progress', accepted, accepted],
    ['IN_PROGRESS', conflict, accepted],
    ['DELETION_IN_PROGRESS', conflict, conflict],
    ['none', 'ResourceNotFoundException', 'ResourceNotFoundException'],
  ];
  for (const [state, ...outcomes] of matrix) {
    for (const [index, outcome] of outcomes.entries()) {
      const force = index === 1;
      test(`of a job that is ${state} ${force ? 'with' : 'without'} force: ${outcome}`, async () => {
        await bring(state);
        engine.clock.advance(1_000);
        const deleting = call.DeleteJob(engine, { jobId, force });
        if (outcome !== accepted) return assert.rejects(deleting, { name: outcome });
        assert.equal(await deleting, undefined);
        const { job } = await call.DescribeJob(engine, { jobId });
        assert.deepEqual([job?.status, job?.lastUpdatedAt], [accepted, engine.clock.now()]);
        const { jobs } = await call.ListJobs(engine, { status: accepted });
        assert.deepEqual(
          jobs?.map((summary) => summary.jobId),
          [jobId],
        );
        await engine.settle();
        await assert.rejects(call.DeleteJob(engine, { jobId, force }), refusal('ResourceNotFoundException'));
      });
    }
  }

  test('is visible also for a job without executions', async () => {
    await call.CreateThingGroup(engine, { thingGroupName: 'empty' });
    const targets = ['arn:aws:iot:us-east-1:000000000000:thinggroup/empty'];
    await createTestJob(engine, jobId, targets, { targetSelection: 'CONTINUOUS' });
    await engine.settle();
    await call.DeleteJob(engine, { jobId, force: true });
    assert.equal(await statusOf(engine, jobId), accepted);
    await engine.settle();
    assert.equal(await statusOf(engine, jobId), undefined);
  });

  test('leaves everything readable and nothing changeable until it is done', async () => {
    await bring('DELETION_IN_PROGRESS');
    assert.equal((await call.GetJobDocument(engine, { jobId })).document, '{"do":"it"}');
    assert.equal((await call.ListJobExecutionsForJob(engine, { jobId })).executionSummaries?.length, 1);
    const targets = things(thingName);
    for (const [change, name] of [
      [() => call.AssociateTargetsWithJob(engine, { jobId, targets }), 'InvalidRequestException'],
      [() => call.UpdateJob(engine, { jobId, description: 'x' }), 'InvalidRequestException'],
      [() => createTestJob(engine, jobId, targets), 'ResourceAlreadyExistsException'],
      [() => call.CancelJobExecution(engine, { jobId, thingName }), conflict],
      [() => call.DeleteJobExecution(engine, { jobId, thingName, executionNumber: 1, force: true }), conflict],
    ] as const) {
      await assert.rejects(change(), { name });
    }
  });

  test('finds a job of the namespace that it names or of none, not of another', async () => {
    await createTestJob(engine, jobId, things(thingName), { namespaceId: 'X' });
    const remove = (namespaceId: string) => call.DeleteJob(engine, { jobId, namespaceId, force: true });
    await assert.rejects(remove('Y'), refusal('ResourceNotFoundException'));
    await remove('X');
    await engine.settle();
  });
});

describe('ten deletions at a time', () => {
  async function jobs(context: TestEngine, number: number): Promise<string[]> {
    await createThings(context, 'a');
    const ids = Array.from({ length: number }, (_, i) => `job-${i}`);
    for (const id of ids) await createTestJob(context, id, things('a'));
    return ids;
  }
  const remove = (context: TestEngine, id: string, force = true) => call.DeleteJob(context, { jobId: id, force });

  test('are all that are accepted: the eleventh is refused and its job unchanged', async () => {
    const context = await testEngine();
    const ids = await jobs(context, 12);
    const before = await call.DescribeJob(context, { jobId: 'job-11' });
    const outcomes = await Promise.allSettled(ids.slice(0, 11).map((id) => remove(context, id)));
    const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.name] : []));
    assert.deepEqual(refusals, ['LimitExceededException']);
    await assert.rejects(remove(context, 'job-11'), refusal('LimitExceededException', /10 jobs/));
    assert.deepEqual(await call.DescribeJob(context, { jobId: 'job-11' }), before);
    await context.settle();
    await remove(context, 'job-11');
  });

  test('are counted after existence, state and force were looked at', async () => {
    const context = await testEngine({ quotas: { jobsInDeletion: 1 } });
    await jobs(context, 2);
    await remove(context, 'job-0');
    await assert.rejects(remove(context, 'none'), refusal('ResourceNotFoundException'));
    await assert.rejects(remove(context, 'job-0'), refusal('InvalidStateTransitionException'));
    await assert.rejects(remove(context, 'job-1', false), refusal('InvalidStateTransitionException'));
    await assert.rejects(remove(context, 'job-1'), refusal('LimitExceededException'));
  });
});
