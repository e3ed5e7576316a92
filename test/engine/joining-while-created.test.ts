import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lockThingGroupsToUse } from '../../src/store/thing-group/thing-group.ts';
import { addMemberships, recordMembershipChange } from '../../src/store/thing-group/thing-group-member.ts';
import { testEngine } from '../support/engine.ts';
import { call, createGroup, createTestJob, createThings, groups } from '../support/jobs.ts';

const waiting = {
  name: '',
  text: "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
};

for (const group of ['fleet', 'below']) {
  test(`a join of the group ${group} that is under way while a continuous job is created is not lost`, async () => {
    const engine = await testEngine();
    await createGroup(engine, 'fleet');
    await call.CreateThingGroup(engine, { thingGroupName: 'below', parentGroupName: 'fleet' });
    await createThings(engine, 'a');
    let created: Promise<void> = Promise.resolve();
    // What AddThingToThingGroup does, with a job created between its last look at jobs and its commit.
    await engine.database.transaction(async (transaction) => {
      const joined = await lockThingGroupsToUse(transaction, [group]);
      await addMemberships(transaction, 'a', joined, engine.clock.now());
      await recordMembershipChange(transaction, joined, 'a', true, engine.clock.now());
      created = createTestJob(engine, 'job', groups('fleet'), { targetSelection: 'CONTINUOUS' });
      const rolledOut = created.then(() => engine.settle());
      const held = (async () => {
        while ((await engine.database.query(waiting)).length === 0)
          await new Promise((resolve) => setTimeout(resolve, 5));
      })();
      await Promise.race([rolledOut, held]);
    });
    await created;
    await engine.settle();
    const { execution } = await call.DescribeJobExecution(engine, { jobId: 'job', thingName: 'a' });
    assert.equal(execution?.status, 'QUEUED');
  });
}
