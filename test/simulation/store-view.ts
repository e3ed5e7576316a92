/** The whole state of jobs as the store has it, read in one statement, and the rules that it must keep in any moment. */
import assert from 'node:assert/strict';
import { type Database, statement } from '../../src/store/database/database.ts';

export interface StoredJob {
  readonly jobNumber: number;
  readonly jobId: string;
  readonly status: string;
  readonly selection: string;
  readonly namespace: string | null;
  readonly work: string;
  readonly forceCanceled: boolean | null;
  readonly reasonCode: string | null;
  readonly completedAt: number | null;
  readonly rollout: { readonly maximumPerMinute?: number } | null;
}

export interface StoredExecution {
  readonly jobNumber: number;
  readonly thing: string;
  readonly number: number;
  readonly status: string;
  readonly version: number;
  readonly attempt: number;
  readonly forceCanceled: boolean;
  readonly details: Readonly<Record<string, string>> | null;
  readonly queuedAt: number;
  readonly startedAt: number | null;
  readonly lastUpdatedAt: number;
  readonly timeoutAt: number | null;
}

interface Count {
  readonly jobNumber: number;
  readonly status: string;
  readonly executions: number;
}

/** A thing as the registry has it, whatever of that is in the index. */
export interface StoredThing {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly typeName: string | null;
  readonly connected: boolean;
  /** The groups that exist, static and dynamic, in the order of their names. */
  readonly groups: readonly string[];
}

export interface StoredDynamicGroup {
  readonly name: string;
  readonly createdAt: number;
  readonly query: string;
  readonly status: string;
}

export interface StoreView {
  readonly things: readonly StoredThing[];
  readonly dynamicGroups: readonly StoredDynamicGroup[];
  readonly jobs: readonly StoredJob[];
  readonly executions: readonly StoredExecution[];
  readonly counts: readonly Count[];
  /** Rows, by table, of jobs that are not there. */
  readonly leftovers: Readonly<Record<string, number>>;
  /** Rows, by table, of work that waits to be done. */
  readonly waiting: Readonly<Record<string, number>>;
}

const orphansIn = (table: string) =>
  `'${table}', (SELECT count(*) FROM ${table} o WHERE NOT EXISTS (SELECT 1 FROM job j WHERE j.job_number = o.job_number))`;
const rowsOf = (table: string) => `'${table}', (SELECT count(*) FROM ${table})`;

const everything = statement(
  'simulation.everything',
  `SELECT json_build_object(
     'things', (SELECT coalesce(json_agg(json_build_object('name', t.thing_name, 'attributes', t.attributes,
         'typeName', t.thing_type_name, 'connected', coalesce(c.connected, false), 'groups', (
           SELECT coalesce(json_agg(g.thing_group_name ORDER BY g.thing_group_name), '[]')
             FROM thing_group_member m JOIN thing_group g ON g.thing_group_id = m.thing_group_id
            WHERE m.thing_name = t.thing_name)) ORDER BY t.thing_name), '[]')
         FROM thing t LEFT JOIN thing_connectivity c ON c.thing_name = t.thing_name),
     'dynamicGroups', (SELECT coalesce(json_agg(json_build_object('name', thing_group_name, 'createdAt', created_at,
         'query', query_string, 'status', status)), '[]') FROM thing_group WHERE query_string IS NOT NULL),
     'jobs', (SELECT coalesce(json_agg(json_build_object('jobNumber', job_number, 'jobId', job_id, 'status', status,
         'selection', target_selection, 'namespace', namespace_id, 'work', work, 'forceCanceled', force_canceled, 'reasonCode', reason_code,
         'completedAt', completed_at, 'rollout', rollout_config) ORDER BY job_number), '[]') FROM job),
     'executions', (SELECT coalesce(json_agg(json_build_object('jobNumber', job_number, 'thing', thing_name,
         'number', execution_number, 'status', status, 'version', version_number, 'attempt', retry_attempt,
         'forceCanceled', force_canceled, 'details', status_details, 'queuedAt', queued_at, 'startedAt', started_at,
         'lastUpdatedAt', last_updated_at, 'timeoutAt', timeout_at)
         ORDER BY job_number, thing_name, execution_number), '[]') FROM job_execution),
     'counts', (SELECT coalesce(json_agg(c), '[]') FROM (
         SELECT job_number AS "jobNumber", status, sum(executions) AS executions FROM job_execution_count
          GROUP BY job_number, status HAVING sum(executions) <> 0) c),
     'leftovers', json_build_object(${['job_execution', 'deleted_job_execution', 'job_execution_count', 'job_target', 'rollout', 'rollout_step', 'membership_change', 'completion_check'].map(orphansIn).join(', ')}),
     'waiting', json_build_object(${['completion_check', 'deleted_thing_group', 'index_change'].map(rowsOf).join(', ')},
       'membership_change', (SELECT count(*) FROM membership_change c JOIN job j ON j.job_number = c.job_number
                              WHERE j.status = 'IN_PROGRESS'))
   ) AS view`,
);

export async function readStore(database: Database): Promise<StoreView> {
  const [row] = await database.query<{ view: StoreView }>(everything);
  if (row === undefined) throw new Error('A SELECT without a table gave no row.');
  return row.view;
}

const isPending = ({ status }: StoredExecution) => status === 'QUEUED' || status === 'IN_PROGRESS';

/** Tables that are cleared when a worker comes along next, within a second, since nobody sees them. */
const clearedLater = ['membership_change', 'deleted_thing_group'];

/** What must hold whenever all that is due is done; `everything`: also by workers that knew of nothing to do. */
export function assertSound({ counts, executions, jobs, leftovers, waiting }: StoreView, everything: boolean): void {
  const recount = new Map<string, number>();
  const pending = new Set<string>();
  for (const execution of executions) {
    const key = `job ${execution.jobNumber} ${execution.status}`;
    recount.set(key, (recount.get(key) ?? 0) + 1);
    if (!isPending(execution)) {
      assert.equal(execution.timeoutAt, null, `a timer of an ended execution: ${JSON.stringify(execution)}`);
      continue;
    }
    const place = `job ${execution.jobNumber} on ${execution.thing}`;
    assert.ok(!pending.has(place), `two executions that have not ended: ${place}`);
    pending.add(place);
  }
  const kept = counts.map(({ executions: count, jobNumber, status }): [string, number] => [
    `job ${jobNumber} ${status}`,
    count,
  ]);
  assert.deepEqual(Object.fromEntries(kept.sort()), Object.fromEntries([...recount].sort()), 'counters and a recount');
  for (const [table, rows] of Object.entries(leftovers)) {
    assert.ok(rows === 0 || (!everything && clearedLater.includes(table)), `rows of no job in ${table}`);
  }
  for (const [table, rows] of Object.entries(waiting)) {
    // Members of a deleted group stay for as long as a rollout still has to reach them.
    const isNeeded = jobs.some(({ status, work }) => work === 'ROLLOUT' || status === 'SCHEDULED');
    if (table === 'deleted_thing_group' && (isNeeded || !everything)) continue;
    assert.equal(rows, 0, `work that nobody does in ${table}`);
  }
  for (const { jobId, status, work } of jobs) {
    assert.notEqual(work, 'CANCELLATION', `the cancellation of ${jobId} goes on though nothing is due`);
    assert.equal(work === 'DELETION', status === 'DELETION_IN_PROGRESS', `${jobId}: ${status} and ${work}`);
    assert.ok(
      work !== 'ROLLOUT' || status === 'IN_PROGRESS' || status === 'SCHEDULED',
      `${jobId} rolls out: ${status}`,
    );
  }
}

/** What no two views of a store may show, the earlier one first. */
export function assertFollows(before: StoreView, after: StoreView): void {
  const earlier = new Map(before.executions.map((execution) => [keyOf(execution), execution]));
  const jobBefore = new Map(before.jobs.map((job) => [job.jobNumber, job]));
  for (const job of after.jobs) {
    const former = jobBefore.get(job.jobNumber);
    if (former === undefined || former.status === job.status) continue;
    assert.notEqual(former.status, 'DELETION_IN_PROGRESS', `${job.jobId} came back from its deletion`);
    const isOver = former.status === 'COMPLETED' || former.status === 'CANCELED';
    assert.ok(
      !isOver || job.status === 'DELETION_IN_PROGRESS',
      `${job.jobId} went from ${former.status} to ${job.status}`,
    );
  }
  for (const execution of after.executions) {
    const former = earlier.get(keyOf(execution));
    // A number can be used again once its execution was deleted.
    if (former === undefined || former.queuedAt !== execution.queuedAt) continue;
    if (!isPending(former)) assert.deepEqual(execution, former, 'an ended execution changed');
    assert.ok(execution.version >= former.version, `a version went back: ${JSON.stringify([former, execution])}`);
    if (execution.status !== former.status) assert.ok(execution.version > former.version, 'a change without a version');
  }
}

const keyOf = ({ jobNumber, number, thing }: StoredExecution) => `${jobNumber} ${thing} ${number}`;
