import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { jobHandlers } from '../../../src/operations/job/index.ts';
import { thingHandlers } from '../../../src/operations/thing/index.ts';
import { putEventConfigurations } from '../../../src/store/announcement/event-configuration.ts';
import { statement } from '../../../src/store/database/database.ts';
import { queueForThings } from '../../../src/store/job/rollout.ts';
import { addToCounts, countExecutions } from '../../../src/store/job-execution/job-execution-count.ts';
import { testContext } from '../../support/context.ts';

const context = await testContext();
const { database } = context;
const jobNumberOf = statement('test.jobNumber', 'SELECT job_number AS "jobNumber" FROM job WHERE job_id = $1');
const begin = statement(
  'test.begin',
  `UPDATE job_execution SET status = 'IN_PROGRESS', version_number = 2, started_at = $3::bigint, timeout_at = $3::bigint + 60000,
   in_progress_timeout_at = $3::bigint + 60000, status_details = '{"step":"1"}' WHERE thing_name = $1 AND job_number = $2`,
);
const end = statement(
  'test.end',
  "UPDATE job_execution SET status = 'FAILED', version_number = 2 WHERE thing_name = $1 AND job_number = $2",
);
const executionsOf = statement(
  'test.executions',
  `SELECT status, version_number AS "versionNumber", last_updated_at AS "lastUpdatedAt", timeout_at AS "timeoutAt",
     in_progress_timeout_at AS "inProgressTimeoutAt"
   FROM job_execution WHERE thing_name = $1 ORDER BY job_number`,
);
const takeChecks = statement(
  'test.takeChecks',
  `WITH gone AS (DELETE FROM completion_check RETURNING job_number)
   SELECT job_number AS "jobNumber" FROM gone ORDER BY job_number`,
);

describe('the executions of a deleted thing', () => {
  let thingName: string;
  let count = 0;
  beforeEach(async () => {
    count += 1;
    thingName = `thing-${count}`;
    await thingHandlers.CreateThing(context, { thingName });
    await thingHandlers.CreateThing(context, { thingName: `${thingName}-bystander` });
  });
  /** A job with a QUEUED execution on the thing and on another one. */
  const queueJob = async (jobId: string): Promise<number> => {
    const names = [thingName, `${thingName}-bystander`];
    const targets = names.map((name) => `arn:aws:iot:us-east-1:000000000000:thing/${name}`);
    await jobHandlers.CreateJob(context, { jobId, targets, document: '{}' });
    const [row] = await database.query<{ jobNumber: number }>(jobNumberOf, [jobId]);
    assert.ok(row !== undefined);
    await database.transaction(async (transaction) => {
      await queueForThings(transaction, row.jobNumber, context.clock.now(), names);
      await addToCounts(transaction, row.jobNumber, { QUEUED: 2 });
    });
    return row.jobNumber;
  };
  const remove = async () => {
    context.clock.advance(1000);
    context.woken.length = 0;
    context.announced.length = 0;
    await thingHandlers.DeleteThing(context, { thingName });
  };

  test('become REMOVED if they were not over, with a new version and without timers', async () => {
    const queued = await queueJob(`${thingName}-queued`);
    const begun = await queueJob(`${thingName}-begun`);
    const failed = await queueJob(`${thingName}-failed`);
    await database.query(begin, [thingName, begun, context.clock.now()]);
    await addToCounts(database, begun, { QUEUED: -1, IN_PROGRESS: 1 });
    await database.query(end, [thingName, failed]);
    await addToCounts(database, failed, { QUEUED: -1, FAILED: 1 });
    const queuedAt = context.clock.now();
    await remove();
    const now = context.clock.now();
    const untimed = { timeoutAt: null, inProgressTimeoutAt: null };
    assert.deepEqual(await database.query(executionsOf, [thingName]), [
      { status: 'REMOVED', versionNumber: 2, lastUpdatedAt: now, ...untimed },
      { status: 'REMOVED', versionNumber: 3, lastUpdatedAt: now, ...untimed },
      { status: 'FAILED', versionNumber: 2, lastUpdatedAt: queuedAt, ...untimed },
    ]);
    assert.deepEqual(await countExecutions(database, queued), { QUEUED: 1, REMOVED: 1 });
    assert.deepEqual(await countExecutions(database, begun), { QUEUED: 1, IN_PROGRESS: 0, REMOVED: 1 });
    assert.deepEqual(await countExecutions(database, failed), { QUEUED: 1, FAILED: 1 });
    assert.deepEqual(await database.query(takeChecks), [{ jobNumber: queued }, { jobNumber: begun }]);
    assert.deepEqual(context.woken, ['completion']);
    assert.deepEqual(context.announced, []);
  });

  test('are none if the thing has nothing pending, and no worker is woken', async () => {
    await remove();
    assert.deepEqual(context.woken, []);
    assert.deepEqual(await database.query(takeChecks), []);
  });

  test('are published while execution events are on', async () => {
    await putEventConfigurations(database, new Map([['JOB_EXECUTION', true]]), context.clock.now());
    const jobNumber = await queueJob(`${thingName}-told`);
    await database.query(begin, [thingName, jobNumber, context.clock.now()]);
    await addToCounts(database, jobNumber, { QUEUED: -1, IN_PROGRESS: 1 });
    await remove();
    const announcements = context.announced.flatMap((stored) => stored.announcements);
    assert.equal(announcements.length, 1);
    const [event] = announcements;
    assert.ok(event?.kind === 'event');
    assert.equal(event.topic, `$aws/events/jobExecution/${thingName}-told/removed`);
    const { eventId: _, ...payload } = event.payload;
    assert.deepEqual(payload, {
      eventType: 'JOB_EXECUTION',
      timestamp: Math.floor(context.clock.now() / 1000),
      operation: 'removed',
      jobId: `${thingName}-told`,
      thingArn: `arn:aws:iot:us-east-1:000000000000:thing/${thingName}`,
      status: 'REMOVED',
      statusDetails: { step: '1' },
    });
  });

  test('stay as they are when the deletion is refused', async () => {
    await queueJob(`${thingName}-kept`);
    await assert.rejects(thingHandlers.DeleteThing(context, { thingName, expectedVersion: 9 }), {
      name: 'VersionConflictException',
    });
    const executions = await database.query<{ status: string }>(executionsOf, [thingName]);
    assert.deepEqual(
      executions.map((execution) => execution.status),
      ['QUEUED'],
    );
  });

  test('deletions of many things of one job at once lose no count', async () => {
    const things = Array.from({ length: 12 }, (_, i) => `${thingName}-many-${i}`);
    for (const name of things) await thingHandlers.CreateThing(context, { thingName: name });
    const jobs = [await queueJob(`${thingName}-1`), await queueJob(`${thingName}-2`)];
    for (const job of jobs) {
      await queueForThings(database, job, context.clock.now(), things);
      await addToCounts(database, job, { QUEUED: things.length });
    }
    await Promise.all(things.map((name) => thingHandlers.DeleteThing(context, { thingName: name })));
    for (const job of jobs) assert.deepEqual(await countExecutions(database, job), { QUEUED: 2, REMOVED: 12 });
  });
});
