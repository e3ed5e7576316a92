/**
 * An execution that was deleted is not replaced (docs/service/deletion.md#deleting-an-execution), but who is reached
 * anew gets one.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type TestEngine, testEngine } from '../support/engine.ts';
import { call, createGroup, createTestJob, createThings, groups, things } from '../support/jobs.ts';

const continuous = { targetSelection: 'CONTINUOUS' } as const;

/** A job over two groups that both have `a`, whose execution has been deleted. */
async function withDeleted(further: Parameters<typeof createTestJob>[3]): Promise<TestEngine> {
  const engine = await testEngine();
  await createThings(engine, 'a', 'b');
  await createGroup(engine, 'one', 'a');
  await createGroup(engine, 'two', 'a', 'b');
  await createGroup(engine, 'three');
  await createTestJob(engine, 'job', groups('one', 'two', 'three'), further);
  await engine.settle();
  await call.DeleteJobExecution(engine, { jobId: 'job', thingName: 'a', executionNumber: 1, force: true });
  return engine;
}

async function executions(engine: TestEngine): Promise<string[]> {
  const { executionSummaries = [] } = await call.ListJobExecutionsForJob(engine, { jobId: 'job' });
  return executionSummaries.map(({ thingArn }) => String(thingArn?.split('/')[1])).sort();
}

const join = (engine: TestEngine, thingGroupName: string) =>
  call.AddThingToThingGroup(engine, { thingGroupName, thingName: 'a' });
const leave = (engine: TestEngine, thingGroupName: string) =>
  call.RemoveThingFromThingGroup(engine, { thingGroupName, thingName: 'a' });

describe('an execution that an operator deleted', () => {
  for (const targetSelection of ['SNAPSHOT', 'CONTINUOUS'] as const) {
    test(`is not created again when the rollout of a ${targetSelection} job reaches its thing through another target`, async () => {
      const slowly = { jobExecutionsRolloutConfig: { maximumPerMinute: 1 } };
      const engine = await withDeleted({ targetSelection, ...slowly });
      for (let minute = 0; minute < 3; minute += 1) {
        engine.clock.advance(60_000);
        await engine.settle();
      }
      assert.deepEqual(await executions(engine), ['b']);
    });
  }

  test('is not created again when its thing joins another group or target of the job', async () => {
    const engine = await withDeleted(continuous);
    await join(engine, 'three');
    await engine.settle();
    await call.AssociateTargetsWithJob(engine, { jobId: 'job', targets: things('a') });
    await engine.settle();
    assert.deepEqual(await executions(engine), ['b']);
  });

  test('has a successor when its thing has left the job and joins it again', async () => {
    const engine = await withDeleted(continuous);
    for (const group of ['one', 'two']) await leave(engine, group);
    await engine.settle();
    await join(engine, 'three');
    await engine.settle();
    assert.deepEqual(await executions(engine), ['a', 'b']);
    const { execution } = await call.DescribeJobExecution(engine, { jobId: 'job', thingName: 'a' });
    assert.deepEqual([execution?.status, execution?.executionNumber], ['QUEUED', 1]);
  });

  test('is forgotten with its job', async () => {
    const engine = await withDeleted(continuous);
    await call.DeleteJob(engine, { jobId: 'job', force: true });
    await engine.settle();
    await createTestJob(engine, 'job', groups('one', 'two'));
    await engine.settle();
    assert.deepEqual(await executions(engine), ['a', 'b']);
  });
});
