/** The device path and pages of large groups on tables that were just filled, of which PostgreSQL has no statistics yet. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Queryable } from '../../src/store/database/database.ts';
import { queueForGroup } from '../../src/store/job/rollout.ts';
import { readDeviceBatch } from '../../src/store/job-execution/device-read.ts';
import { type DeviceWrite, writeDeviceBatch } from '../../src/store/job-execution/device-write.ts';
import { readFirstPending } from '../../src/store/job-execution/first-pending.ts';
import { readPendingLists } from '../../src/store/job-execution/pending-list.ts';
import { listDirectMembers } from '../../src/store/thing-group/thing-group-member.ts';
import { openTestDatabase } from '../support/database.ts';
import { queuedExecution } from '../support/job-execution.ts';
import { rowsRead } from '../support/rows-read.ts';

const JOBS = 500;
const MOST_ROWS = 100;
const GROUP = '00000000-0000-0000-0000-000000000001';
const MEMBERS = 60_000;

const fill = `
  INSERT INTO thing (thing_name, thing_id, attributes, version, created_at)
    SELECT 't' || n, gen_random_uuid(), '{}', 1, 0 FROM generate_series(1, 200) n;
  INSERT INTO job (job_id, status, target_selection, document, created_at, last_updated_at, work)
    SELECT 'j' || n, 'IN_PROGRESS', 'SNAPSHOT', '{}', 0, 0, 'NONE' FROM generate_series(1, ${JOBS}) n;
  INSERT INTO job_execution (thing_name, job_number, execution_number, status, version_number, retry_attempt,
      force_canceled, queued_at, last_updated_at)
    SELECT t.thing_name, j.job_number, 1, 'QUEUED', 1, 0, false, j.job_number, 0 FROM job j, thing t;
  INSERT INTO thing_group_member (thing_group_id, thing_name, joined_at)
    SELECT '${GROUP}', 'm' || n, 0 FROM generate_series(1, ${MEMBERS}) n;
  INSERT INTO thing_group_leaver (thing_group_id, thing_name, joined_at, left_at)
    SELECT '${GROUP}', 't' || n % 200, 0, n FROM generate_series(1, 10000) n`;

const database = await openTestDatabase();
for (const text of fill.split(';')) await database.query({ name: '', text });

/** Plans are made without the values, as for prepared statements. */
const DEVICE_SESSION = ['SET LOCAL enable_seqscan = off', 'SET LOCAL plan_cache_mode = force_generic_plan'];
const GENERAL_SESSION = ['SET LOCAL plan_cache_mode = force_generic_plan'];

const names = ['t1', 't2', 't3'];
const [seen] = await database.query<{ jobNumber: number; rowVersion: string }>({
  name: '',
  text: 'SELECT job_number AS "jobNumber", xmin AS "rowVersion" FROM job WHERE job_id = \'j7\'',
});
assert.ok(seen !== undefined);
const { jobNumber, rowVersion: jobRowVersion } = seen;

function changeOf(thingName: string): DeviceWrite {
  const before = queuedExecution(thingName, jobNumber, jobNumber);
  return { before, after: { ...before, status: 'SUCCEEDED', versionNumber: 2 }, jobRowVersion, announcements: [] };
}
const questions: Readonly<Record<string, (queryable: Queryable) => Promise<unknown>>> = {
  'start-next': (queryable) =>
    readDeviceBatch(
      queryable,
      names.map((thingName) => ({ thingName, jobId: null, executionNumber: null })),
    ),
  update: (queryable) =>
    readDeviceBatch(
      queryable,
      names.map((thingName) => ({ thingName, jobId: `j${JOBS}`, executionNumber: null })),
    ),
  'get pending': (queryable) =>
    readPendingLists(
      queryable,
      names.map((thingName) => ({ thingName, namespaceId: null })),
    ),
  'the first of a list': (queryable) => readFirstPending(queryable, names),
  'a change of what was seen earlier': (queryable) =>
    writeDeviceBatch(queryable, names.map(changeOf), { lane: 1, eventsEnabled: false }),
};

for (const [what, ask] of Object.entries(questions)) {
  test(`${what} reads a few rows for each thing, however many jobs there are`, async () => {
    const rows = await rowsRead(database, DEVICE_SESSION, ask);
    assert.ok(rows > 0 && rows < MOST_ROWS * names.length, `${rows} rows were read`);
  });
}

const PAGE = 100;
const middle = { thingGroupId: GROUP, asOf: 1, afterThingName: 'm5' };
const pages: Readonly<Record<string, (queryable: Queryable) => Promise<unknown>>> = {
  'a page of members': (queryable) => listDirectMembers(queryable, GROUP, 'm5', PAGE),
  'a chunk of a rollout': (queryable) => queueForGroup(queryable, 1, 2, { ...middle, among: 'members' }, PAGE),
  'a chunk for those who left': (queryable) =>
    queueForGroup(queryable, JOBS + 1, 2, { ...middle, afterThingName: 't5', among: 'leavers' }, PAGE),
};

for (const [what, ask] of Object.entries(pages)) {
  test(`${what} reads its own rows, however large the group is`, async () => {
    const rows = await rowsRead(database, GENERAL_SESSION, ask);
    assert.ok(rows > 0 && rows < 60 * PAGE, `${rows} rows were read`);
  });
}
