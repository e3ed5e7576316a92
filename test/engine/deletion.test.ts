import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runDeletions } from '../../src/engine/workers/deletion.ts';
import { runTimeouts } from '../../src/engine/workers/timeout.ts';
import { statement } from '../../src/store/database/database.ts';
import { testEngine } from '../support/engine.ts';
import { call, countersAndRecount, createTestJob, createThings, statusOf, things } from '../support/jobs.ts';

const fast = { quotas: { rolloutRatePerMinute: null } };
const names = (count: number) => Array.from({ length: count }, (_, i) => `thing-${String(i).padStart(3, '0')}`);

const leftovers = statement(
  'test.leftovers',
  `SELECT (SELECT count(*) FROM job) AS jobs, (SELECT count(*) FROM job_target) AS targets,
          (SELECT count(*) FROM rollout_step) AS steps, (SELECT count(*) FROM rollout) AS rollouts,
          (SELECT count(*) FROM job_execution) AS executions, (SELECT count(*) FROM job_execution_count) AS counts,
          (SELECT count(*) FROM tag) AS tags, (SELECT count(*) FROM announcement) AS announcements`,
);
const nothing = { jobs: 0, targets: 0, steps: 0, rollouts: 0, executions: 0, counts: 0, tags: 0, announcements: 0 };

describe('the deletion of a job', () => {
  test('takes its executions away in chunks, then everything else that is stored of it', async () => {
    const engine = await testEngine({ ...fast, chunkSize: 7 });
    const all = names(40);
    await createThings(engine, ...all);
    await createTestJob(engine, 'job', things(...all), { tags: [{ Key: 'team', Value: 'one' }] });
    await engine.settle();
    for (const thingName of all.slice(0, 5)) {
      await engine.devices.UpdateJobExecution({ thingName, jobId: 'job', status: 'SUCCEEDED' });
    }
    await engine.devices.StartNextPendingJobExecution({ thingName: 'thing-005' });
    await call.DeleteJob(engine, { jobId: 'job', force: true });
    await engine.settle();
    assert.deepEqual(await engine.database.query(leftovers), [nothing]);
  });

  test('notifies each thing that still had an execution pending, and no other', async () => {
    const engine = await testEngine();
    await createThings(engine, 'done', 'begun', 'waiting');
    await createTestJob(engine, 'job', things('done', 'begun', 'waiting'));
    engine.clock.advance(1);
    await createTestJob(engine, 'other', things('begun'));
    await engine.settle();
    await engine.devices.UpdateJobExecution({ thingName: 'done', jobId: 'job', status: 'FAILED' });
    await engine.devices.StartNextPendingJobExecution({ thingName: 'begun' });
    await engine.settle();
    engine.heard.length = 0;
    await call.DeleteJob(engine, { jobId: 'job', force: true });
    await engine.settle();
    assert.deepEqual(
      engine.heard.map((message) => JSON.stringify(message)).sort(),
      [
        { kind: 'list', thing: 'begun', topic: 'notify', inProgress: [], queued: ['other'] },
        { kind: 'next', thing: 'begun', topic: 'notify-next', jobId: 'other' },
        { kind: 'list', thing: 'waiting', topic: 'notify', inProgress: [], queued: [] },
        { kind: 'next', thing: 'waiting', topic: 'notify-next', jobId: null },
      ]
        .map((message) => JSON.stringify(message))
        .sort(),
    );
  });

  test('of a cancelled job notifies a device that was still working on it', async () => {
    const engine = await testEngine();
    await createThings(engine, 'a');
    await createTestJob(engine, 'job', things('a'));
    await engine.settle();
    await engine.devices.StartNextPendingJobExecution({ thingName: 'a' });
    await call.CancelJob(engine, { jobId: 'job' });
    await engine.settle();
    engine.heard.length = 0;
    await call.DeleteJob(engine, { jobId: 'job' });
    await engine.settle();
    assert.deepEqual(engine.heard, [
      { kind: 'list', thing: 'a', topic: 'notify', inProgress: [], queued: [] },
      { kind: 'next', thing: 'a', topic: 'notify-next', jobId: null },
    ]);
  });

  test('notifies a device even if its timer runs out before the deletion reaches its execution', async () => {
    const engine = await testEngine();
    await createThings(engine, 'a');
    await createTestJob(engine, 'job', things('a'), { timeoutConfig: { inProgressTimeoutInMinutes: 1 } });
    await engine.settle();
    await engine.devices.StartNextPendingJobExecution({ thingName: 'a' });
    engine.heard.length = 0;
    await call.DeleteJob(engine, { jobId: 'job', force: true });
    engine.clock.advance(60_000);
    await runTimeouts(engine.engine);
    await engine.settle();
    assert.deepEqual(engine.heard, [
      { kind: 'list', thing: 'a', topic: 'notify', inProgress: [], queued: [] },
      { kind: 'next', thing: 'a', topic: 'notify-next', jobId: null },
    ]);
  });

  test('that names a namespace for a job without one publishes the same messages on the topics of that namespace as well', async () => {
    const engine = await testEngine();
    await createThings(engine, 'a');
    await createTestJob(engine, 'job', things('a'));
    await engine.settle();
    engine.heard.length = 0;
    await call.DeleteJob(engine, { jobId: 'job', force: true, namespaceId: 'ns' });
    await engine.settle();
    const list = { kind: 'list', thing: 'a', inProgress: [], queued: [] };
    assert.deepEqual(engine.heard, [
      { ...list, topic: 'notify' },
      { ...list, topic: 'notify-namespace-ns' },
      { kind: 'next', thing: 'a', topic: 'notify-next', jobId: null },
      { kind: 'next', thing: 'a', topic: 'notify-next-namespace-ns', jobId: null },
    ]);
  });

  test('of a job in a namespace is published on the topics of that namespace only', async () => {
    const engine = await testEngine();
    await createThings(engine, 'a');
    await createTestJob(engine, 'job', things('a'), { namespaceId: 'ns' });
    await engine.settle();
    assert.deepEqual(
      engine.heard.map((message) => message.topic),
      ['notify-namespace-ns', 'notify-next-namespace-ns'],
    );
    engine.heard.length = 0;
    await call.DeleteJob(engine, { jobId: 'job', force: true, namespaceId: 'ns' });
    await engine.settle();
    assert.deepEqual(
      engine.heard.map((message) => message.topic),
      ['notify-namespace-ns', 'notify-next-namespace-ns'],
    );
  });

  test('stays visible for the minimum time, and holds its slot until then', async () => {
    const engine = await testEngine({ minimumDeletionMs: 5_000, quotas: { jobsInDeletion: 1 } });
    await createThings(engine, 'a');
    await createTestJob(engine, 'job', things('a'));
    await createTestJob(engine, 'other', things('a'));
    await engine.settle();
    await call.DeleteJob(engine, { jobId: 'job', force: true });
    await engine.settle();
    engine.clock.advance(4_999);
    await engine.settle();
    const { job } = await call.DescribeJob(engine, { jobId: 'job' });
    assert.equal(job?.status, 'DELETION_IN_PROGRESS');
    assert.equal(job?.jobProcessDetails?.numberOfQueuedThings, 0);
    await assert.rejects(call.DeleteJob(engine, { jobId: 'other', force: true }), { name: 'LimitExceededException' });
    engine.clock.advance(1);
    await engine.settle();
    assert.equal(await statusOf(engine, 'job'), undefined);
    await call.DeleteJob(engine, { jobId: 'other', force: true });
  });

  test('goes on while devices update what is being deleted, and every counter is right afterwards', async () => {
    const engine = await testEngine({ ...fast, chunkSize: 5 });
    const all = names(60);
    await createThings(engine, ...all);
    await createTestJob(engine, 'kept', things(...all));
    await createTestJob(engine, 'gone', things(...all));
    await engine.settle();
    await call.DeleteJob(engine, { jobId: 'gone', force: true });
    const updates = all.flatMap((thingName) =>
      ['gone', 'kept'].map((jobId) =>
        engine.devices.UpdateJobExecution({ thingName, jobId, status: 'IN_PROGRESS' }).catch((error) => error.code),
      ),
    );
    const [outcomes] = await Promise.all([Promise.all(updates), engine.settle()]);
    await engine.settle();
    assert.deepEqual(
      outcomes.filter((outcome) => typeof outcome === 'string'),
      all.map(() => 'ResourceNotFound'),
    );
    assert.equal(await statusOf(engine, 'gone'), undefined);
    assert.deepEqual(await countersAndRecount(engine), {
      kept: { IN_PROGRESS: 60 },
      recounted: { IN_PROGRESS: 60 },
    });
  });

  test('stops after its chunk when the engine stops, and goes on later', async () => {
    const engine = await testEngine({ ...fast, chunkSize: 2 });
    const all = names(10);
    await createThings(engine, ...all);
    await createTestJob(engine, 'job', things(...all));
    await engine.settle();
    await call.DeleteJob(engine, { jobId: 'job', force: true });
    let chunks = 0;
    await runDeletions({
      ...engine.engine,
      isStopping: () => chunks > 1,
      breathe: {
        chunkSize: () => 2,
        pause: async () => {
          chunks += 1;
        },
      },
    });
    const { job } = await call.DescribeJob(engine, { jobId: 'job' });
    assert.equal(job?.jobProcessDetails?.numberOfQueuedThings, 6);
    await engine.settle();
    assert.equal(await statusOf(engine, 'job'), undefined);
  });
});
