import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { jobHandlers } from '../../../src/operations/job/index.ts';
import { thingHandlers } from '../../../src/operations/thing/index.ts';
import { thingGroupHandlers } from '../../../src/operations/thing-group/index.ts';
import { statement } from '../../../src/store/database/database.ts';
import { endRollout } from '../../../src/store/job/rollout.ts';
import { testContext } from '../../support/context.ts';
import { clearOrphans } from '../../support/orphaned-members.ts';

const { CreateThingGroup, DeleteThingGroup, AddThingToThingGroup, RemoveThingFromThingGroup } = thingGroupHandlers;
const context = await testContext();
const { database } = context;

const leaversOf = statement(
  'test.leavers',
  `SELECT joined_at AS "joinedAt", left_at AS "leftAt" FROM thing_group_leaver WHERE thing_name = $1`,
);
const takeChanges = statement(
  'test.takeChanges',
  `WITH gone AS (DELETE FROM membership_change RETURNING *)
   SELECT j.job_id AS "jobId", gone.thing_name AS "thingName", joined, changed_at AS "changedAt"
   FROM gone JOIN job j ON j.job_number = gone.job_number ORDER BY membership_change_id`,
);
const jobNumberOf = statement('test.jobNumber', 'SELECT job_number AS "jobNumber" FROM job WHERE job_id = $1');
const memberCount = statement('test.memberCount', 'SELECT 1 FROM thing_group_member WHERE thing_name = $1');

describe('what memberships mean for jobs', () => {
  let thingName: string;
  let root: string;
  let leaf: string;
  let count = 0;
  beforeEach(async () => {
    count += 1;
    thingName = `thing-${count}`;
    [root, leaf] = [`root-${count}`, `leaf-${count}`];
    await thingHandlers.CreateThing(context, { thingName });
    await CreateThingGroup(context, { thingGroupName: root });
    await CreateThingGroup(context, { thingGroupName: leaf, parentGroupName: root });
    context.woken.length = 0;
    context.clock.advance(1000);
  });
  const createJob = async (target: string, targetSelection: 'SNAPSHOT' | 'CONTINUOUS') => {
    const jobId = `job-${count}-${target}-${targetSelection}`;
    const targets = [`arn:aws:iot:us-east-1:000000000000:thinggroup/${target}`];
    await jobHandlers.CreateJob(context, { jobId, targets, targetSelection, document: '{}' });
    context.woken.length = 0;
    const [row] = await database.query<{ jobNumber: number }>(jobNumberOf, [jobId]);
    assert.ok(row !== undefined);
    return { jobId, jobNumber: row.jobNumber };
  };
  const add = () => AddThingToThingGroup(context, { thingGroupName: leaf, thingName });
  const remove = () => RemoveThingFromThingGroup(context, { thingGroupName: leaf, thingName });
  const changes = () => database.query(takeChanges);
  const leavers = () => database.query(leaversOf, [thingName]);

  test('a thing that leaves a group while a rollout to an ancestor is under way is remembered', async () => {
    await add();
    const joinedAt = context.clock.now();
    await createJob(root, 'SNAPSHOT');
    context.clock.advance(5);
    await remove();
    assert.deepEqual(await leavers(), [{ joinedAt, leftAt: joinedAt + 5 }]);
  });

  test('a thing that is deleted while a rollout is under way is remembered too', async () => {
    await add();
    await createJob(leaf, 'SNAPSHOT');
    await thingHandlers.DeleteThing(context, { thingName });
    assert.equal((await leavers()).length, 1);
  });

  test('no thing is remembered without a rollout, or after it ended', async () => {
    await add();
    await remove();
    const { jobNumber } = await createJob(root, 'SNAPSHOT');
    await database.transaction((transaction) => endRollout(transaction, jobNumber));
    await add();
    await remove();
    assert.deepEqual(await leavers(), []);
  });

  test('leaving twice at the same time is remembered once', async () => {
    await createJob(leaf, 'SNAPSHOT');
    for (let i = 0; i < 2; i += 1) {
      await add();
      await remove();
    }
    assert.equal((await leavers()).length, 1);
  });

  test('joins and leaves are kept for each continuous job that targets the group or an ancestor', async () => {
    const jobs = [await createJob(root, 'CONTINUOUS'), await createJob(leaf, 'CONTINUOUS')];
    await add();
    context.clock.advance(1);
    await remove();
    const changedAt = context.clock.now();
    const expected = [true, false].flatMap((joined) =>
      jobs.map(({ jobId }) => ({ jobId, thingName, joined, changedAt: joined ? changedAt - 1 : changedAt })),
    );
    assert.deepEqual(sorted(await changes()), sorted(expected));
    assert.deepEqual(context.woken, ['membership', 'membership']);
  });

  test('nothing is kept for snapshot jobs, other groups and jobs that are over', async () => {
    await createJob(root, 'SNAPSHOT');
    const { jobId } = await createJob(root, 'CONTINUOUS');
    await jobHandlers.CancelJob(context, { jobId, force: true });
    await CreateThingGroup(context, { thingGroupName: `other-${count}` });
    await createJob(`other-${count}`, 'CONTINUOUS');
    context.woken.length = 0;
    await add();
    await remove();
    assert.deepEqual(await changes(), []);
    assert.deepEqual(context.woken, []);
  });

  test('a call without effect keeps nothing', async () => {
    await createJob(leaf, 'CONTINUOUS');
    await remove();
    await add();
    await changes();
    await add();
    assert.deepEqual(await changes(), []);
  });

  test('a deleted group is one change for all its members, which stay until the change was followed', async () => {
    const { jobId, jobNumber } = await createJob(root, 'CONTINUOUS');
    await add();
    await changes();
    await DeleteThingGroup(context, { thingGroupName: leaf });
    const clear = () => clearOrphans(database, 100);
    await database.transaction((transaction) => endRollout(transaction, jobNumber));
    assert.equal(await clear(), false);
    const changedAt = context.clock.now();
    assert.deepEqual(await changes(), [{ jobId, thingName: null, joined: false, changedAt }]);
    assert.equal(await clear(), true);
    assert.deepEqual(await database.query(memberCount, [thingName]), []);
  });

  test('the members of a deleted group stay while a rollout to it is under way', async () => {
    await add();
    const { jobNumber } = await createJob(leaf, 'SNAPSHOT');
    await DeleteThingGroup(context, { thingGroupName: leaf });
    const clear = () => clearOrphans(database, 100);
    assert.equal(await clear(), false);
    assert.equal((await database.query(memberCount, [thingName])).length, 1);
    await database.transaction((transaction) => endRollout(transaction, jobNumber));
    assert.equal(await clear(), true);
    assert.deepEqual(await database.query(memberCount, [thingName]), []);
  });
});

function sorted(rows: readonly object[]): string[] {
  return rows.map((row) => JSON.stringify(Object.entries(row).sort())).sort();
}
