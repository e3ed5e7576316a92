import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { runFleetIndex } from '../../src/engine/workers/fleet-index.ts';
import { runMemberships } from '../../src/engine/workers/membership.ts';
import { statement } from '../../src/store/database/database.ts';
import { migrationsDirectory } from '../../src/store/database/migrations-directory.ts';
import { testEngine } from '../support/engine.ts';
import { find, membersOf, switchOn } from '../support/fleet-index.ts';
import { call, countersAndRecount, createGroup, createTestJob, createThings, groups } from '../support/jobs.ts';

const engine = await testEngine({ chunkSize: 4 });

const attributes = (values: Record<string, string>) => ({ attributePayload: { attributes: values } });
const create = (thingGroupName: string, queryString: string) =>
  call.CreateDynamicThingGroup(engine, { thingGroupName, queryString });

const storeQuery = statement('test.storeQuery', 'UPDATE thing_group SET query_string = $2 WHERE thing_group_name = $1');

async function statusOf(jobId: string, thingName: string): Promise<string[]> {
  const { executionSummaries = [] } = await call.ListJobExecutionsForThing(engine, { thingName, jobId });
  return executionSummaries.map((summary) => summary.jobExecutionSummary?.status ?? '').sort();
}

test('a continuous job over a dynamic group follows things as they match and stop matching', async () => {
  await switchOn(engine);
  await call.CreateThing(engine, { thingName: 'l1', ...attributes({ firmware: '1' }) });
  await call.CreateThing(engine, { thingName: 'l2', ...attributes({ firmware: '2' }) });
  await create('old-firmware', 'attributes.firmware < 2');
  await createTestJob(engine, 'update', groups('old-firmware'), { targetSelection: 'CONTINUOUS' });
  await engine.settle();
  assert.deepEqual(await membersOf(engine, 'old-firmware'), ['l1']);
  assert.deepEqual(await statusOf('update', 'l1'), ['QUEUED']);
  assert.deepEqual(await statusOf('update', 'l2'), []);

  await call.UpdateThing(engine, { thingName: 'l1', ...attributes({ firmware: '2' }) });
  await call.UpdateThing(engine, { thingName: 'l2', ...attributes({ firmware: '1' }) });
  await call.CreateThing(engine, { thingName: 'l3', ...attributes({ firmware: '1.5' }) });
  await engine.settle();
  assert.deepEqual(await membersOf(engine, 'old-firmware'), ['l2', 'l3']);
  assert.deepEqual(await statusOf('update', 'l1'), ['REMOVED']);
  assert.deepEqual(await statusOf('update', 'l2'), ['QUEUED']);
  assert.deepEqual(await statusOf('update', 'l3'), ['QUEUED']);

  await call.UpdateThing(engine, { thingName: 'l1', ...attributes({ firmware: '0' }) });
  await engine.settle();
  assert.deepEqual(await statusOf('update', 'l1'), ['QUEUED', 'REMOVED']);
});

test('a thing that leaves a dynamic group because it joins a static one never leaves a job that targets both', async () => {
  for (const order of ['the job follows both at once', 'the job follows the join first'] as const) {
    const name = order.replaceAll(' ', '-');
    await createGroup(engine, `north-${name}`);
    await createThings(engine, name);
    await create(`rest-${name}`, `thingName:${name} AND NOT thingGroupNames:north-${name}`);
    const targets = groups(`rest-${name}`, `north-${name}`);
    await createTestJob(engine, name, targets, { targetSelection: 'CONTINUOUS' });
    await engine.settle();
    await engine.devices.UpdateJobExecution({ thingName: name, jobId: name, status: 'SUCCEEDED' });
    await call.AddThingToThingGroup(engine, { thingGroupName: `north-${name}`, thingName: name });
    if (order === 'the job follows the join first') await runMemberships(engine.engine);
    await engine.settle();
    assert.deepEqual(await membersOf(engine, `rest-${name}`), []);
    assert.deepEqual(await statusOf(name, name), ['SUCCEEDED']);
  }
});

test('a changed query lets members leave and others join, and the job follows', async () => {
  const change = {
    thingGroupName: 'old-firmware',
    thingGroupProperties: {},
    queryString: 'attributes.firmware >= 1.5',
  };
  await call.UpdateDynamicThingGroup(engine, change);
  await engine.settle();
  assert.deepEqual(await membersOf(engine, 'old-firmware'), ['l3']);
  assert.deepEqual(await statusOf('update', 'l1'), ['REMOVED', 'REMOVED']);
  assert.deepEqual(await statusOf('update', 'l2'), ['REMOVED']);
  assert.deepEqual(await statusOf('update', 'l3'), ['QUEUED']);
});

test('a deleted thing leaves, and a deleted group lets all its things leave', async () => {
  await call.DeleteThing(engine, { thingName: 'l3' });
  await call.UpdateThing(engine, { thingName: 'l1', ...attributes({ firmware: '7' }) });
  await engine.settle();
  assert.deepEqual(await membersOf(engine, 'old-firmware'), ['l1']);
  await call.DeleteDynamicThingGroup(engine, { thingGroupName: 'old-firmware' });
  await engine.settle();
  assert.deepEqual(await statusOf('update', 'l1'), ['REMOVED', 'REMOVED', 'REMOVED']);
  assert.deepEqual(await find(engine, 'thingGroupNames:old-firmware'), []);
  const { kept, recounted } = await countersAndRecount(engine);
  assert.deepEqual(kept, recounted);
});

test('a snapshot job over a dynamic group reaches who was a member at its creation', async () => {
  await createThings(engine, 's1', 's2', 's3');
  await create('ses', 'thingName:s? NOT thingGroupNames:done');
  await engine.settle();
  await call.CreateThingGroup(engine, { thingGroupName: 'done' });
  await createTestJob(engine, 'once', groups('ses'), { targetSelection: 'SNAPSHOT' });
  engine.clock.advance(1);
  await call.AddThingToThingGroup(engine, { thingGroupName: 'done', thingName: 's1' });
  await createThings(engine, 's4');
  await engine.settle();
  assert.deepEqual(await membersOf(engine, 'ses'), ['s2', 's3', 's4']);
  assert.deepEqual(await statusOf('once', 's1'), ['QUEUED']);
  assert.deepEqual(await statusOf('once', 's3'), ['QUEUED']);
  assert.deepEqual(await statusOf('once', 's4'), []);
});

test('a thing that is in ten groups makes room for older dynamic groups only, and comes back when there is room', async () => {
  await createThings(engine, 'busy');
  for (let i = 0; i < 9; i += 1) await createGroup(engine, `g${i}`, 'busy');
  await create('older', 'attributes.wanted:yes');
  engine.clock.advance(1_000);
  await create('younger', 'thingName:busy');
  await engine.settle();
  assert.deepEqual(await membersOf(engine, 'younger'), ['busy']);
  await call.UpdateThing(engine, { thingName: 'busy', ...attributes({ wanted: 'yes' }) });
  await engine.settle();
  assert.deepEqual(await membersOf(engine, 'older'), ['busy']);
  assert.deepEqual(await membersOf(engine, 'younger'), []);

  await createGroup(engine, 'g9');
  const move = { thingGroupName: 'g9', thingName: 'busy', overrideDynamicGroups: true };
  await call.AddThingToThingGroup(engine, move);
  await engine.settle();
  assert.deepEqual(await membersOf(engine, 'older'), []);
  await call.RemoveThingFromThingGroup(engine, { thingGroupName: 'g9', thingName: 'busy' });
  await call.RemoveThingFromThingGroup(engine, { thingGroupName: 'g8', thingName: 'busy' });
  await engine.settle();
  assert.deepEqual(await membersOf(engine, 'older'), ['busy']);
  assert.deepEqual(await membersOf(engine, 'younger'), ['busy']);
});

test('a thing that matches more groups than it has room for is reported', async () => {
  const crowdedOut: string[] = [];
  await createGroup(engine, 'g10');
  const move = { thingGroupName: 'g10', thingName: 'busy', overrideDynamicGroups: true };
  await call.AddThingToThingGroup(engine, move);
  await runFleetIndex({ ...engine.engine, onCrowdedOut: (names) => crowdedOut.push(...names) });
  assert.deepEqual(crowdedOut, ['busy']);
  await call.RemoveThingFromThingGroup(engine, { thingGroupName: 'g10', thingName: 'busy' });
  await engine.settle();
  assert.deepEqual(await membersOf(engine, 'younger'), ['busy']);
});

test('groups whose queries name each other settle', async () => {
  await create('x', 'thingName:busy NOT thingGroupNames:y');
  engine.clock.advance(1);
  await create('y', 'thingGroupNames:x');
  await engine.settle();
  assert.deepEqual(await membersOf(engine, 'x'), ['busy']);
  assert.deepEqual(await membersOf(engine, 'y'), []);
  for (const thingGroupName of ['older', 'younger']) await call.DeleteDynamicThingGroup(engine, { thingGroupName });
  await engine.settle();
  assert.deepEqual(await membersOf(engine, 'x'), ['busy']);
  assert.deepEqual(await membersOf(engine, 'y'), ['busy']);
});

test('a group that is deleted while jobs roll out to it disappears at once from the index and from queries', async () => {
  const names = ['d1', 'd2', 'd3', 'd4', 'd5'];
  await createThings(engine, ...names);
  await createGroup(engine, 'deleted', ...names);
  await create('in-deleted', 'thingGroupNames:deleted');
  await engine.settle();
  assert.deepEqual(await membersOf(engine, 'in-deleted'), names);
  const slowly = { jobExecutionsRolloutConfig: { maximumPerMinute: 1 } };
  await createTestJob(engine, 'slow', groups('deleted'), slowly);
  await engine.settle();
  await call.DeleteThingGroup(engine, { thingGroupName: 'deleted' });
  await engine.settle();
  assert.deepEqual(await find(engine, 'thingGroupNames:deleted'), []);
  assert.deepEqual(await membersOf(engine, 'in-deleted'), []);
  for (const _ of names) {
    engine.clock.advance(60_000);
    await engine.settle();
  }
  for (const name of names)
    assert.deepEqual(await statusOf('slow', name), ['QUEUED'], 'the rollout reaches all of them');
});

test('a group with a query from before it was refused keeps who matches without doubt, and can be mended', async () => {
  await createThings(engine, 'old-1', 'old-2');
  await createGroup(engine, 'quarantine', 'old-2');
  const queries = {
    'old-fence': 'thingName:old* AND NOT thingGroupName:quarantine',
    'old-either': 'thingName:old-1 OR thingGroupName:quarantine',
    'old-fuzzy': 'thingName:old-1~',
    'old-connected': 'thingName:old* NOT connectivity.connected:true',
  };
  for (const [thingGroupName, queryString] of Object.entries(queries)) {
    await create(thingGroupName, 'thingName:old*');
    await engine.database.query(storeQuery, [thingGroupName, queryString]);
  }
  // As at an update of musterd: what it knows of members is what the earlier version found.
  await engine.settle();
  const text = await readFile(join(migrationsDirectory, '0021-queries-read-anew.sql'), 'utf8');
  await engine.database.query({ name: '', text });
  assert.equal((await call.DescribeThingGroup(engine, { thingGroupName: 'old-fence' })).status, 'REBUILDING');
  const refused = new Map<string, string>();
  await runFleetIndex({ ...engine.engine, onRefusedQuery: (name, reason) => refused.set(name, reason) });
  await engine.settle();
  assert.deepEqual([...refused.keys()].sort(), Object.keys(queries).sort());
  assert.match(refused.get('old-fence') ?? '', /Did you mean thingGroupNames/);
  assert.deepEqual(await membersOf(engine, 'old-fence'), []);
  assert.deepEqual(await membersOf(engine, 'old-either'), ['old-1']);
  assert.deepEqual(await membersOf(engine, 'old-fuzzy'), []);
  assert.deepEqual(await membersOf(engine, 'old-connected'), []);

  const group = { thingGroupName: 'old-fence', thingGroupProperties: { thingGroupDescription: 'to be mended' } };
  await call.UpdateDynamicThingGroup(engine, group);
  const queryString = 'thingName:old* AND NOT thingGroupNames:quarantine';
  await call.UpdateDynamicThingGroup(engine, { ...group, queryString });
  await engine.settle();
  assert.deepEqual(await membersOf(engine, 'old-fence'), ['old-1']);
  assert.equal((await call.DescribeThingGroup(engine, { thingGroupName: 'old-fence' })).status, 'ACTIVE');
});

test('a fleet larger than a chunk is found whole, while it changes', async () => {
  const names = Array.from({ length: 23 }, (_, i) => `fleet-${String(i).padStart(2, '0')}`);
  await createThings(engine, ...names);
  await create('fleet', 'thingName:fleet*');
  await call.DeleteThing(engine, { thingName: 'fleet-07' });
  await engine.settle();
  assert.deepEqual(
    await membersOf(engine, 'fleet'),
    names.filter((name) => name !== 'fleet-07'),
  );
});
