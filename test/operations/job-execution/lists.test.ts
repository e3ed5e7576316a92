import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { testEngine } from '../../support/engine.ts';
import { call, createTestJob, createThings, things } from '../../support/jobs.ts';
import { readAll } from '../../support/pages.ts';
import { refusal } from '../../support/refusal.ts';

const engine = await testEngine();
const START = engine.clock.now();

before(async () => {
  await createThings(engine, 'a', 'b', 'c', 'empty');
  for (const [jobId, namespaceId] of [['one'], ['two', 'X'], ['three']] as const) {
    await createTestJob(engine, jobId, things('c', 'a', 'b'), namespaceId === undefined ? {} : { namespaceId });
    await engine.settle();
    engine.clock.advance(1_000);
  }
  await engine.devices.UpdateJobExecution({ thingName: 'a', jobId: 'one', status: 'SUCCEEDED' });
  await engine.devices.UpdateJobExecution({ thingName: 'c', jobId: 'one', status: 'IN_PROGRESS' });
});

describe('ListJobExecutionsForJob', () => {
  const list = (filter: Partial<Parameters<typeof call.ListJobExecutionsForJob>[1]> = {}) =>
    readAll(
      (page) => call.ListJobExecutionsForJob(engine, { jobId: 'one', ...filter, ...page }),
      ({ executionSummaries }) => executionSummaries?.map(({ thingArn }) => thingArn),
    );

  test('gives the first queued first, then by the name of the thing, page by page', async () => {
    assert.deepEqual(await list(), things('a', 'b', 'c'));
  });

  test('by a status gives those that are in it', async () => {
    assert.deepEqual(await list({ status: 'SUCCEEDED' }), things('a'));
    assert.deepEqual(await list({ status: 'QUEUED' }), things('b'));
    assert.deepEqual(await list({ status: 'TIMED_OUT' }), []);
  });

  test('shows a summary of each; startedAt once it was started', async () => {
    const { executionSummaries } = await call.ListJobExecutionsForJob(engine, { jobId: 'one' });
    const common = { queuedAt: START, executionNumber: 1, retryAttempt: 0 };
    assert.deepEqual(executionSummaries, [
      {
        thingArn: things('a')[0],
        jobExecutionSummary: { ...common, status: 'SUCCEEDED', lastUpdatedAt: engine.clock.now() },
      },
      { thingArn: things('b')[0], jobExecutionSummary: { ...common, status: 'QUEUED', lastUpdatedAt: START } },
      {
        thingArn: things('c')[0],
        jobExecutionSummary: {
          ...common,
          status: 'IN_PROGRESS',
          startedAt: engine.clock.now(),
          lastUpdatedAt: engine.clock.now(),
        },
      },
    ]);
  });

  test('finds nothing of an unknown job, and refuses a token of another list', async () => {
    await assert.rejects(list({ jobId: 'none' }), refusal('ResourceNotFoundException'));
    const { nextToken } = await call.ListJobExecutionsForJob(engine, { jobId: 'one', maxResults: 1 });
    assert.ok(nextToken !== undefined);
    const other = call.ListJobExecutionsForJob(engine, { jobId: 'two', nextToken });
    await assert.rejects(other, refusal('InvalidRequestException'));
  });
});

describe('ListJobExecutionsForThing', () => {
  const list = (filter: Partial<Parameters<typeof call.ListJobExecutionsForThing>[1]> = {}) =>
    readAll(
      (page) => call.ListJobExecutionsForThing(engine, { thingName: 'a', ...filter, ...page }),
      ({ executionSummaries }) => executionSummaries?.map(({ jobId }) => jobId),
    );

  for (const [filter, expected] of [
    [{}, ['three', 'two', 'one']],
    [{ status: 'QUEUED' }, ['three', 'two']],
    [{ status: 'SUCCEEDED' }, ['one']],
    [{ jobId: 'two' }, ['two']],
    [{ jobId: 'two', status: 'SUCCEEDED' }, []],
    [{ jobId: 'none' }, []],
    [{ namespaceId: 'X' }, ['two']],
    [{ namespaceId: 'Y' }, []],
    [{ thingName: 'empty' }, []],
  ] as const) {
    test(`with ${JSON.stringify(filter)} gives ${expected.join(', ') || 'nothing'}`, async () => {
      assert.deepEqual(await list(filter), expected);
    });
  }

  test('knows a deleted thing for as long as records of it are stored', async () => {
    await createThings(engine, 'gone');
    await createTestJob(engine, 'last', things('gone'));
    await engine.settle();
    await call.DeleteThing(engine, { thingName: 'gone' });
    const { executionSummaries } = await call.ListJobExecutionsForThing(engine, { thingName: 'gone' });
    assert.equal(executionSummaries?.[0]?.jobExecutionSummary?.status, 'REMOVED');
    assert.deepEqual(await list({ thingName: 'gone', status: 'QUEUED' }), []);
    await call.DeleteJobExecution(engine, { jobId: 'last', thingName: 'gone', executionNumber: 1 });
    await assert.rejects(list({ thingName: 'gone' }), refusal('ResourceNotFoundException'));
    await assert.rejects(list({ thingName: 'nobody' }), refusal('ResourceNotFoundException'));
  });
});
