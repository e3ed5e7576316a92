import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runRollouts } from '../../src/engine/workers/rollout.ts';
import { statement } from '../../src/store/database/database.ts';
import { type TestEngine, testEngine } from '../support/engine.ts';
import {
  call,
  countersAndRecount,
  createGroup,
  createTestJob,
  createThings,
  groups,
  statusOf,
  things,
} from '../support/jobs.ts';

const MINUTE = 60_000;

const addThings = statement(
  'test.addThings',
  `WITH added AS (
     INSERT INTO thing (thing_name, thing_id, attributes, version, created_at)
     SELECT $2 || '-' || lpad(i::text, 6, '0'), gen_random_uuid(), '{}', 1, 0 FROM generate_series(1, $3::int) i
     RETURNING thing_name)
   INSERT INTO thing_group_member (thing_group_id, thing_name, joined_at)
   SELECT $1, thing_name, 0 FROM added`,
);

/** A group with so many members, whose names begin with the group's. */
async function createFleet(engine: TestEngine, thingGroupName: string, members: number): Promise<void> {
  const { thingGroupId } = await call.CreateThingGroup(engine, { thingGroupName });
  await engine.database.query(addThings, [thingGroupId, thingGroupName, members]);
}

const queuedTimes = statement(
  'test.queuedTimes',
  'SELECT queued_at AS at, count(*) AS executions FROM job_execution GROUP BY queued_at ORDER BY queued_at',
);

/** Lets time pass second by second until the job's rollout is over; gives how many executions were queued when. */
async function rollOut(
  engine: TestEngine,
  jobId: string,
  maximumMinutes: number,
): Promise<{ at: number; executions: number }[]> {
  const end = engine.clock.now() + maximumMinutes * MINUTE;
  await engine.settle();
  while ((await call.DescribeJob(engine, { jobId })).job?.isConcurrent) {
    assert.ok(engine.clock.now() < end, 'the rollout does not end');
    engine.clock.advance(1_000);
    await engine.settle();
  }
  return engine.database.query(queuedTimes);
}

/** The most executions that any minute saw. */
function mostPerMinute(releases: readonly { at: number; executions: number }[]): number {
  const inMinuteOf = (end: number) =>
    releases.filter(({ at }) => at > end - MINUTE && at <= end).reduce((sum, { executions }) => sum + executions, 0);
  return Math.max(...releases.map(({ at }) => inMinuteOf(at)));
}

describe('a rollout', () => {
  test('creates at most a thousand executions a minute by default', async () => {
    const engine = await testEngine();
    await createFleet(engine, 'fleet', 2_500);
    await createTestJob(engine, 'job', groups('fleet'));
    const releases = await rollOut(engine, 'job', 4);
    assert.equal(mostPerMinute(releases), 1_000);
    assert.equal(
      releases.reduce((sum, { executions }) => sum + executions, 0),
      2_500,
    );
  });

  test('keeps to its own rate, and does not catch up on time that passed unseen', async () => {
    const engine = await testEngine();
    await createFleet(engine, 'fleet', 40);
    await createTestJob(engine, 'job', groups('fleet'), { jobExecutionsRolloutConfig: { maximumPerMinute: 10 } });
    await engine.settle();
    engine.clock.advance(10 * MINUTE);
    const releases = await rollOut(engine, 'job', 6);
    assert.equal(mostPerMinute(releases), 10);
  });

  test('keeps to its rate over a restart of the server', async () => {
    const engine = await testEngine();
    await createFleet(engine, 'fleet', 30);
    await createTestJob(engine, 'job', groups('fleet'), { jobExecutionsRolloutConfig: { maximumPerMinute: 12 } });
    for (let seconds = 0; seconds < 30; seconds += 1) {
      // Whatever a worker remembers is in the database: each of these could be another process.
      await runRollouts({ ...engine.engine });
      engine.clock.advance(1_000);
    }
    const releases = await rollOut(engine, 'job', 5);
    assert.equal(mostPerMinute(releases), 12);
  });

  test('goes as fast as it can where the quota is lifted', async () => {
    const engine = await testEngine({ quotas: { rolloutRatePerMinute: null }, chunkSize: 1_000 });
    await createFleet(engine, 'fleet', 3_500);
    await createTestJob(engine, 'job', groups('fleet'));
    await engine.settle();
    assert.equal(
      (await call.DescribeJob(engine, { jobId: 'job' })).job?.jobProcessDetails?.numberOfQueuedThings,
      3_500,
    );
  });

  test('follows a changed rate at once', async () => {
    const engine = await testEngine();
    await createFleet(engine, 'fleet', 10);
    await createTestJob(engine, 'job', groups('fleet'), { jobExecutionsRolloutConfig: { maximumPerMinute: 1 } });
    await engine.settle();
    engine.clock.advance(2_000);
    await call.UpdateJob(engine, { jobId: 'job', jobExecutionsRolloutConfig: { maximumPerMinute: 1_000 } });
    await engine.settle();
    assert.equal((await call.DescribeJob(engine, { jobId: 'job' })).job?.jobProcessDetails?.numberOfQueuedThings, 10);
  });

  test('repeats nothing and skips nothing when a chunk fails in the middle', async () => {
    const engine = await testEngine({ quotas: { rolloutRatePerMinute: null }, chunkSize: 7 });
    await createFleet(engine, 'fleet', 30);
    await createThings(engine, 'single');
    await createTestJob(engine, 'job', [...things('single'), ...groups('fleet')]);
    const { database } = engine;
    let chunks = 0;
    const failing = {
      ...engine.engine,
      database: {
        ...database,
        transaction: <T>(work: Parameters<typeof database.transaction<T>>[0]) =>
          database.transaction<T>(async (transaction) => {
            const result = await work(transaction);
            chunks += 1;
            // The chunk is written, and then the connection breaks.
            if (chunks % 2 === 0) throw new Error('broken');
            return result;
          }),
      },
    };
    let failures = 0;
    for (let rounds = 0; rounds < 20; rounds += 1) {
      await runRollouts(failing).catch(() => {
        failures += 1;
      });
    }
    assert.ok(failures >= 3, 'chunks failed');
    await engine.settle();
    const { kept, recounted } = await countersAndRecount(engine);
    assert.deepEqual(recounted, { QUEUED: 31 });
    assert.deepEqual(kept, recounted);
    assert.equal((await call.DescribeJob(engine, { jobId: 'job' })).job?.isConcurrent, false);
  });

  test('works through its targets in their order and shows those that are left', async () => {
    const engine = await testEngine();
    await createThings(engine, 'a', 'b', 'c');
    await createGroup(engine, 'parent');
    await call.CreateThingGroup(engine, { thingGroupName: 'child', parentGroupName: 'parent' });
    await call.AddThingToThingGroup(engine, { thingGroupName: 'child', thingName: 'a' });
    const targets = [...things('c'), ...groups('parent'), ...things('b')];
    await createTestJob(engine, 'job', targets, { jobExecutionsRolloutConfig: { maximumPerMinute: 1 } });
    const seen: (readonly string[] | undefined)[] = [];
    for (let minutes = 0; minutes < 4; minutes += 1) {
      seen.push((await call.DescribeJob(engine, { jobId: 'job' })).job?.jobProcessDetails?.processingTargets);
      await engine.settle();
      engine.clock.advance(MINUTE);
    }
    // Whether a group has more members is seen with the next execution that the rate allows.
    assert.deepEqual(seen, [targets, targets.slice(1), targets.slice(1), undefined]);
  });

  test('gives a thing that several targets reach one execution', async () => {
    const engine = await testEngine();
    await createThings(engine, 'a');
    await createGroup(engine, 'one', 'a');
    await createGroup(engine, 'two', 'a');
    await createTestJob(engine, 'job', [...groups('one', 'two'), ...things('a')]);
    await engine.settle();
    const { executionSummaries } = await call.ListJobExecutionsForJob(engine, { jobId: 'job' });
    assert.equal(executionSummaries?.length, 1);
  });

  test('gives no second execution to a thing whose first one failed, was tried again and was deleted', async () => {
    const engine = await testEngine();
    await createThings(engine, 'a', 'b');
    await createGroup(engine, 'fleet', 'a', 'b');
    await createTestJob(engine, 'job', [...things('a'), ...groups('fleet')], {
      jobExecutionsRolloutConfig: { maximumPerMinute: 1 },
      jobExecutionsRetryConfig: { criteriaList: [{ failureType: 'FAILED', numberOfRetries: 1 }] },
    });
    await engine.settle();
    await engine.devices.UpdateJobExecution({ thingName: 'a', jobId: 'job', status: 'FAILED' });
    await call.DeleteJobExecution(engine, { thingName: 'a', jobId: 'job', executionNumber: 1 });
    engine.clock.advance(60_000);
    await engine.settle();
    const { executionSummaries = [] } = await call.ListJobExecutionsForJob(engine, { jobId: 'job' });
    assert.deepEqual(
      executionSummaries.map(({ thingArn, jobExecutionSummary }) => [thingArn, jobExecutionSummary?.executionNumber]),
      [
        [things('a')[0], 2],
        [things('b')[0], 1],
      ],
    );
  });

  test('sets the time of its last update when it ends', async () => {
    const engine = await testEngine();
    await createThings(engine, 'a', 'b');
    const started = engine.clock.now();
    await createTestJob(engine, 'job', things('a', 'b'), { jobExecutionsRolloutConfig: { maximumPerMinute: 1 } });
    await engine.settle();
    assert.equal((await call.DescribeJob(engine, { jobId: 'job' })).job?.lastUpdatedAt, started);
    engine.clock.advance(MINUTE);
    await engine.settle();
    assert.equal((await call.DescribeJob(engine, { jobId: 'job' })).job?.lastUpdatedAt, started + MINUTE);
  });
});

describe('while as many jobs roll out or cancel as may at a time', () => {
  test('another job waits without executions, and gets its turn when one of them is done', async () => {
    const engine = await testEngine({ quotas: { concurrentJobs: 1 } });
    await createThings(engine, 'a', 'b');
    await createTestJob(engine, 'first', things('a', 'b'), { jobExecutionsRolloutConfig: { maximumPerMinute: 1 } });
    await createTestJob(engine, 'second', things('a'));
    await engine.settle();
    const waiting = await call.DescribeJob(engine, { jobId: 'second' });
    assert.equal(waiting.job?.status, 'IN_PROGRESS');
    assert.equal(waiting.job?.jobProcessDetails?.numberOfQueuedThings, 0);
    engine.clock.advance(MINUTE);
    await engine.settle();
    assert.equal((await call.DescribeJob(engine, { jobId: 'second' })).job?.jobProcessDetails?.numberOfQueuedThings, 1);
  });

  for (const [how, end] of [
    ['cancelled', (engine: TestEngine) => call.CancelJob(engine, { jobId: 'first' })],
    ['deleted', (engine: TestEngine) => call.DeleteJob(engine, { jobId: 'first', force: true })],
  ] as const) {
    test(`a waiting one has its turn when the one before it is ${how}`, async () => {
      const engine = await testEngine({ quotas: { concurrentJobs: 1 } });
      await createThings(engine, 'a', 'b');
      await createTestJob(engine, 'first', things('a', 'b'), { jobExecutionsRolloutConfig: { maximumPerMinute: 1 } });
      await createTestJob(engine, 'second', things('a'));
      await engine.settle();
      await end(engine);
      await engine.settle();
      assert.equal(
        (await call.DescribeJob(engine, { jobId: 'second' })).job?.jobProcessDetails?.numberOfQueuedThings,
        1,
      );
    });
  }
});

describe('a thing that is deleted', () => {
  test('before the rollout reaches it, gets no execution, and the job completes without it', async () => {
    const engine = await testEngine();
    await createThings(engine, 'a', 'b');
    await createTestJob(engine, 'job', things('a', 'b'), { jobExecutionsRolloutConfig: { maximumPerMinute: 1 } });
    await engine.settle();
    await call.DeleteThing(engine, { thingName: 'b' });
    engine.clock.advance(MINUTE);
    await engine.devices.UpdateJobExecution({ thingName: 'a', jobId: 'job', status: 'SUCCEEDED' });
    await engine.settle();
    assert.equal(await statusOf(engine, 'job'), 'COMPLETED');
    assert.deepEqual((await countersAndRecount(engine)).recounted, { SUCCEEDED: 1 });
  });

  test('leaves no pending execution behind, even if the rollout reaches it at that very moment', async () => {
    const engine = await testEngine({ quotas: { rolloutRatePerMinute: null } });
    await createFleet(engine, 'fleet', 60);
    const names = Array.from({ length: 60 }, (_, i) => `fleet-${String(i + 1).padStart(6, '0')}`);
    for (let round = 0; round < 3; round += 1) {
      await createTestJob(engine, `job-${round}`, groups('fleet'));
      const gone = names.splice(0, 20);
      await Promise.all([engine.settle(), ...gone.map((thingName) => call.DeleteThing(engine, { thingName }))]);
      await engine.settle();
    }
    const orphans = await engine.database.query({
      name: '',
      text: `SELECT thing_name FROM job_execution e WHERE status IN ('QUEUED', 'IN_PROGRESS')
               AND NOT EXISTS (SELECT 1 FROM thing t WHERE t.thing_name = e.thing_name)`,
    });
    assert.deepEqual(orphans, []);
    const { kept, recounted } = await countersAndRecount(engine);
    assert.deepEqual(kept, recounted);
  });
});
