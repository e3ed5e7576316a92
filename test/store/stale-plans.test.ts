/** The chunks of a new job and a new group, of which PostgreSQL knows nothing: it believes that both are nearly empty. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Queryable } from '../../src/store/database/database.ts';
import { queueForGroup } from '../../src/store/job/rollout.ts';
import {
  queueAssociatedThings,
  queueJoiningThings,
  removeLeavingThings,
} from '../../src/store/thing-group/membership-change.ts';
import { openTestDatabase } from '../support/database.ts';
import { rowsRead } from '../support/rows-read.ts';

const THINGS = 60_000;
const OLD_GROUP = '00000000-0000-0000-0000-000000000001';
const NEW_GROUP = '00000000-0000-0000-0000-000000000002';
const [OLD_JOB, NEW_JOB] = [1, 2];

const PAGE = 1_000;
const joiners = Array.from({ length: PAGE }, (_, index) => `t${index + 1}`);
const leavers = Array.from({ length: PAGE }, (_, index) => `t${THINGS - index}`);

/** One group with all things, and a job that has an execution on each of them. */
const fillWith = (group: string, job: number) => `
  INSERT INTO thing_group (thing_group_name, thing_group_id, path, attributes, version, created_at)
    VALUES ('g${job}', '${group}', 'g${job}/', '{}', 1, 0);
  INSERT INTO thing_group_member (thing_group_id, thing_name, joined_at)
    SELECT '${group}', thing_name, 0 FROM thing;
  INSERT INTO job (job_id, status, target_selection, document, created_at, last_updated_at, work)
    VALUES ('j${job}', 'IN_PROGRESS', 'CONTINUOUS', '{}', 0, 0, 'NONE');
  INSERT INTO job_target (job_number, position, target_arn, thing_group_id) VALUES (${job}, 0, 'arn', '${group}');
  INSERT INTO job_execution (thing_name, job_number, execution_number, status, version_number, retry_attempt,
      force_canceled, queued_at, last_updated_at)
    SELECT thing_name, ${job}, 1, CASE WHEN thing_name = ANY('{${joiners.join()}}') THEN 'SUCCEEDED' ELSE 'QUEUED' END,
      1, 0, false, 0, 0 FROM thing`;

const fill = `
  ALTER TABLE thing SET (autovacuum_enabled = off);
  ALTER TABLE thing_group_member SET (autovacuum_enabled = off);
  ALTER TABLE job_execution SET (autovacuum_enabled = off);
  INSERT INTO thing (thing_name, thing_id, attributes, version, created_at)
    SELECT 't' || n, gen_random_uuid(), '{}', 1, 0 FROM generate_series(1, ${THINGS}) n;
  ${fillWith(OLD_GROUP, OLD_JOB)};
  ANALYZE;
  ${fillWith(NEW_GROUP, NEW_JOB)};
  DELETE FROM thing_group_member WHERE thing_group_id = '${NEW_GROUP}' AND thing_name = ANY('{${leavers.join()}}')`;

const database = await openTestDatabase();
for (const text of fill.split(';')) await database.query({ name: '', text });

const job = { jobNumber: NEW_JOB, thingArnPrefix: 'arn:aws:iot:us-east-1:000000000000:thing/' };
const ofGroup = { ...job, thingGroupId: NEW_GROUP };
const from = { thingGroupId: NEW_GROUP, asOf: 1, afterThingName: 't15', among: 'members' as const };

const questions: Readonly<Record<string, (queryable: Queryable) => Promise<unknown>>> = {
  'a chunk of a rollout': (queryable) => queueForGroup(queryable, NEW_JOB, 2, from, PAGE),
  'things that join a group': (queryable) => queueJoiningThings(queryable, ofGroup, joiners, 2),
  'things of a target that is added': (queryable) =>
    queueAssociatedThings(queryable, { ...job, position: 1 }, joiners, 2),
  'things that leave a group': (queryable) => removeLeavingThings(queryable, ofGroup, leavers, 2),
};

for (const [what, ask] of Object.entries(questions)) {
  for (const mode of ['force_generic_plan', 'force_custom_plan']) {
    test(`${what}: only rows of these things are read (${mode})`, async () => {
      const rows = await rowsRead(database, [`SET LOCAL plan_cache_mode = ${mode}`], ask);
      assert.ok(rows > 0 && rows < 20 * PAGE, `${rows} rows were read`);
    });
  }
}
