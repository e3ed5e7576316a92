/** No statement of jobs reads the whole fleet: the plans on a filled database, as PostgreSQL makes them. */
import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import { runCancellations } from '../../src/engine/workers/cancellation.ts';
import { runCompletions } from '../../src/engine/workers/completion.ts';
import { runDeletions } from '../../src/engine/workers/deletion.ts';
import { runMemberships } from '../../src/engine/workers/membership.ts';
import { runRollouts } from '../../src/engine/workers/rollout.ts';
import { runSchedules } from '../../src/engine/workers/schedule.ts';
import { runTimeouts } from '../../src/engine/workers/timeout.ts';
import { createDeviceLane } from '../../src/operations/device/index.ts';
import type { Database, Queryable, Statement } from '../../src/store/database/database.ts';
import { findHidingJobs, findQueuedExecutions } from '../../src/store/job/job-schedule.ts';
import { readFirstPending } from '../../src/store/job-execution/first-pending.ts';
import { testEngine } from '../support/engine.ts';
import { call, groups, things } from '../support/jobs.ts';

const THINGS = 40_000;
const JOBS = 20_000;
/** More rows than this in a scan or a sort mean that a statement grows with the fleet or with its history. */
const FEW = 10_000;

const engine = await testEngine({ chunkSize: 1_000 });

/** `big` runs on all things; thing t1 has an execution of each of many small jobs. */
const fill = `
  INSERT INTO thing (thing_name, thing_id, attributes, version, created_at) SELECT 't' || i, gen_random_uuid(), '{}', 1, 0 FROM generate_series(1, ${THINGS}) i;
  INSERT INTO thing_group (thing_group_name, thing_group_id, path, attributes, version, created_at)
    SELECT 'g' || i, gen_random_uuid(), 'g' || i || '/', '{}', 1, 0 FROM generate_series(1, 6000) i;
  INSERT INTO thing_group_member (thing_group_id, thing_name, joined_at)
    SELECT g.thing_group_id, t.thing_name, 0 FROM thing t, thing_group g WHERE g.thing_group_name = 'g1';
  INSERT INTO job (job_id, status, target_selection, document, created_at, last_updated_at, work)
    SELECT 'j' || i, CASE WHEN i % 2 = 0 THEN 'COMPLETED' ELSE 'IN_PROGRESS' END, 'SNAPSHOT', '{}', i, i, 'NONE' FROM generate_series(1, ${JOBS}) i;
  INSERT INTO job_target (job_number, position, target_arn, thing_group_id)
    SELECT job_number, 0, 'arn:aws:iot:us-east-1:000000000000:thing/t1', NULL FROM job;
  INSERT INTO job (job_id, status, target_selection, document, created_at, last_updated_at, work)
    VALUES ('big', 'IN_PROGRESS', 'CONTINUOUS', '{}', 1000000, 0, 'NONE'), ('gone', 'IN_PROGRESS', 'SNAPSHOT', '{}', 1000001, 0, 'NONE');
  INSERT INTO job_target (job_number, position, target_arn, thing_group_id)
    SELECT job_number, 0, 'arn', thing_group_id FROM job, thing_group WHERE job_id = 'big' AND thing_group_name = 'g1';
  INSERT INTO job_execution (thing_name, job_number, execution_number, status, version_number, retry_attempt, force_canceled, queued_at, last_updated_at)
    SELECT t.thing_name, j.job_number, 1, CASE WHEN ascii(right(t.thing_name, 1)) % 2 = 0 THEN 'QUEUED' ELSE 'SUCCEEDED' END, 1, 0, false, 5, 5 FROM thing t, job j WHERE j.job_id IN ('big', 'gone')
    UNION ALL SELECT 't1', job_number, 1, 'SUCCEEDED', 1, 0, false, created_at, created_at FROM job WHERE job_id LIKE 'j%0';
  INSERT INTO job_execution_count (job_number, status, lane, executions) SELECT job_number, status, 0, count(*) FROM job_execution GROUP BY 1, 2;
  ANALYZE`;

/** Counts active jobs no further than their quota; that many rows are read however it is done. */
const counting = 'job.count';

/** What was asked while a test ran, each statement once, with the values of its last time. */
const asked = new Map<string, { readonly statement: Statement; readonly values: readonly unknown[] }>();

function recorded(queryable: Queryable): Queryable {
  return {
    query(statement, values) {
      asked.set(statement.name, { statement, values: values ?? [] });
      return queryable.query(statement, values);
    },
  };
}

const database: Database = {
  ...recorded(engine.database),
  transaction: (work) => engine.database.transaction((transaction) => work(recorded(transaction))),
  close: () => engine.database.close(),
};
const context = { ...engine, database };
const workers = { ...engine.engine, database };

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Plan Rows': number;
  readonly Plans?: readonly Plan[];
}

function* nodesOf(plan: Plan): Generator<Plan> {
  yield plan;
  for (const inner of plan.Plans ?? []) yield* nodesOf(inner);
}

/** The parts of a plan that read or sort too much, in words. */
async function faultsOf(statement: Statement, values: readonly unknown[]): Promise<string[]> {
  // Has no plan.
  if (statement.text.startsWith('LOCK TABLE')) return [];
  const text = `EXPLAIN (FORMAT JSON) ${statement.text}`;
  const [row] = await engine.database.query<{ 'QUERY PLAN': { Plan: Plan }[] }>({ name: '', text }, values);
  const plan = row?.['QUERY PLAN'][0]?.Plan;
  assert.ok(plan !== undefined);
  return [...nodesOf(plan)]
    .filter((node) => node['Node Type'] === 'Seq Scan' || node['Node Type'] === 'Sort')
    .flatMap((node) => {
      const rows = node['Node Type'] === 'Sort' ? (node.Plans?.[0]?.['Plan Rows'] ?? 0) : node['Plan Rows'];
      const isLarge = ['job_execution', 'job', 'thing', 'thing_group', 'thing_group_member', 'job_target'].includes(
        node['Relation Name'] ?? '',
      );
      return isLarge || rows > FEW
        ? [`${statement.name}: ${node['Node Type']} ${node['Relation Name'] ?? ''} ${rows}`]
        : [];
    });
}

const faults: string[] = [];

/** Looks at the plans of what was asked since the last look. */
async function look(): Promise<void> {
  asked.delete(counting);
  for (const { statement, values } of asked.values()) faults.push(...(await faultsOf(statement, values)));
  asked.clear();
}

beforeEach(() => {
  asked.clear();
  faults.length = 0;
});

before(async () => {
  await engine.database.query({ name: '', text: fill });
});

test('the operations on jobs and executions read what they need through an index', async () => {
  await call.CreateJob(context, { jobId: 'new', targets: [...things('t5'), ...groups('g2')], document: '{}' });
  await call.DescribeJob(context, { jobId: 'big' });
  await call.GetJobDocument(context, { jobId: 'big' });
  await call.UpdateJob(context, { jobId: 'big', description: 'big' });
  const { thingGroupId } = await call.DescribeThingGroup(engine, { thingGroupName: 'g1' });
  for (const filter of [
    {},
    { status: 'COMPLETED' as const },
    { targetSelection: 'CONTINUOUS' as const },
    { namespaceId: 'none' },
    { thingGroupName: 'g1' },
    { thingGroupId },
  ]) {
    await call.ListJobs(context, filter);
    await look();
  }
  await call.AssociateTargetsWithJob(context, { jobId: 'big', targets: groups('g3') });
  for (const status of [undefined, 'QUEUED' as const]) {
    await call.ListJobExecutionsForJob(context, { jobId: 'big', ...(status === undefined ? {} : { status }) });
    await look();
  }
  await call.DescribeJobExecution(context, { jobId: 'big', thingName: 't2' });
  await call.CancelJobExecution(context, { jobId: 'big', thingName: 't2' });
  await call.DeleteJobExecution(context, { jobId: 'big', thingName: 't2', executionNumber: 1 });
  await look();
  assert.deepEqual(faults, []);
});

test('a list of the executions of a thing reads a page, whatever the filter', async () => {
  for (const filter of [{}, { status: 'FAILED' as const }, { jobId: 'j7' }, { namespaceId: 'none' }]) {
    await call.ListJobExecutionsForThing(context, { thingName: 't1', ...filter });
    await look();
  }
  assert.deepEqual(faults, []);
});

test('the device path reads what it needs through an index', async () => {
  const { clock, settings, signals, newId } = engine;
  const { operations } = createDeviceLane({ database, clock, account: settings.account, signals, newId });
  const names = Array.from({ length: 200 }, (_, i) => `t${(i + 1) * 10}`);
  await Promise.all(names.map((thingName) => operations.GetPendingJobExecutions({ thingName })));
  await Promise.all(names.map((thingName) => operations.StartNextPendingJobExecution({ thingName })));
  await Promise.all(names.map((thingName) => operations.DescribeJobExecution({ thingName, jobId: 'big' })));
  await Promise.all(
    names.map((thingName) => operations.UpdateJobExecution({ thingName, jobId: 'big', status: 'IN_PROGRESS' })),
  );
  await readFirstPending(database, names);
  await look();
  assert.deepEqual(faults, []);
});

const windows = JSON.stringify({ maintenanceWindows: [{ startTime: '* * * * ? *', durationInMinutes: 60 }] });

test('the workers of the engine read what they need through an index', async () => {
  await call.RemoveThingFromThingGroup(engine, { thingGroupName: 'g1', thingName: 't8' });
  await call.AddThingToThingGroup(engine, { thingGroupName: 'g1', thingName: 't8' });
  await engine.database.query({
    name: '',
    text: `UPDATE job SET status = 'SCHEDULED', schedule_phase = 'STARTED', schedule_due_at = 1, scheduling_config = '${windows}'
            WHERE job_id = 'big'`,
  });
  await runSchedules(workers);
  await findQueuedExecutions(database, 1, [0, '', 0], 5, 1_000);
  await findHidingJobs(database, [1, 2, 3]);
  await look();
  await call.CancelJob(context, { jobId: 'big', force: true });
  await call.DeleteJob(context, { jobId: 'gone', force: true });
  for (const worker of [
    runSchedules,
    runMemberships,
    runRollouts,
    runCancellations,
    runDeletions,
    runTimeouts,
    runCompletions,
  ]) {
    await worker(workers);
    await look();
  }
  assert.deepEqual(faults, []);
});
