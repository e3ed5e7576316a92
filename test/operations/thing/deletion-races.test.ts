import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runMemberships } from '../../../src/engine/workers/membership.ts';
import { runRollouts } from '../../../src/engine/workers/rollout.ts';
import { type Queryable, statement } from '../../../src/store/database/database.ts';
import { queueForThings } from '../../../src/store/job/rollout.ts';
import { addToCounts } from '../../../src/store/job-execution/job-execution-count.ts';
import { deleteThing, holdThings, lockThingToDelete } from '../../../src/store/thing/thing.ts';
import { testEngine } from '../../support/engine.ts';
import { call, createGroup, createTestJob, createThings, groups, things } from '../../support/jobs.ts';
import { beginDuring, failAndRetry } from '../../support/retry-race.ts';

const numberOf = statement('', 'SELECT job_number AS "jobNumber" FROM job WHERE job_id = $1');
const executions = statement(
  '',
  `SELECT execution_number AS "executionNumber", status FROM job_execution WHERE thing_name = $1 ORDER BY execution_number`,
);

const locker = statement('', 'SELECT xmax::text AS locker FROM thing WHERE thing_name = $1');

/** An engine with the things `a` and `b` and the job `job` on `a`. */
async function start() {
  const engine = await testEngine();
  const { database } = engine;
  await createThings(engine, 'a', 'b');
  await createTestJob(engine, 'job', things('a'));
  const [row] = await database.query<{ jobNumber: number }>(numberOf, ['job']);
  assert.ok(row !== undefined);
  /** Deletes `a` while a transaction has done its `work` and not committed yet. */
  const deleteDuring = (work: (transaction: Queryable) => Promise<void>) =>
    beginDuring(database, work, () => call.DeleteThing(engine, { thingName: 'a' }));
  return { engine, database, jobNumber: row.jobNumber, deleteDuring };
}

test('a thing that is deleted while a chunk of a rollout reaches it keeps no pending execution', async () => {
  const { database, deleteDuring, engine, jobNumber } = await start();
  await deleteDuring(async (transaction) => {
    await holdThings(transaction);
    await queueForThings(transaction, jobNumber, engine.clock.now(), ['a']);
    await addToCounts(transaction, jobNumber, { QUEUED: 1 });
  });
  assert.deepEqual(await database.query(executions, ['a']), [{ executionNumber: 1, status: 'REMOVED' }]);
});

test('a retry that is queued while its thing is being deleted is removed like everything that is pending', async () => {
  const { database, deleteDuring, engine } = await start();
  await engine.settle();
  await deleteDuring((transaction) => failAndRetry(transaction, 'a'));
  assert.deepEqual(await database.query(executions, ['a']), [
    { executionNumber: 1, status: 'FAILED' },
    { executionNumber: 2, status: 'REMOVED' },
  ]);
});

/** What DeleteThing does first; executions that it cannot see are not removed by what follows. */
async function beginToDelete(transaction: Queryable, thingName: string): Promise<void> {
  await lockThingToDelete(transaction, thingName);
  await deleteThing(transaction, thingName);
}

test('a rollout waits for a thing that is being deleted, and gives it nothing', async () => {
  const { database, engine } = await start();
  await beginDuring(
    database,
    (transaction) => beginToDelete(transaction, 'a'),
    () => runRollouts(engine.engine),
  );
  assert.deepEqual(await database.query(executions, ['a']), []);
});

test('a continuous job waits for a thing that is being deleted after it joined, and gives it nothing', async () => {
  const { database, engine } = await start();
  await createGroup(engine, 'fleet');
  await createTestJob(engine, 'continuous', groups('fleet'), { targetSelection: 'CONTINUOUS' });
  await engine.settle();
  await call.AddThingToThingGroup(engine, { thingGroupName: 'fleet', thingName: 'b' });
  await beginDuring(
    database,
    (transaction) => beginToDelete(transaction, 'b'),
    () => runMemberships(engine.engine),
  );
  assert.deepEqual(await database.query(executions, ['b']), []);
});

test('a rollout goes on while other things are changed and attached to, and holds none of their rows', async () => {
  const { database, engine, jobNumber } = await start();
  await database.transaction(async (transaction) => {
    await holdThings(transaction);
    await queueForThings(transaction, jobNumber, engine.clock.now(), ['a']);
    // A lock is written into the row.
    assert.deepEqual(await transaction.query(locker, ['a']), [{ locker: '0' }]);
    await call.UpdateThing(engine, { thingName: 'a', attributePayload: { attributes: { colour: 'red' } } });
    await call.CreateThing(engine, { thingName: 'c' });
  });
  const { attributes } = await call.DescribeThing(engine, { thingName: 'a' });
  assert.deepEqual(attributes, { colour: 'red' });
});
