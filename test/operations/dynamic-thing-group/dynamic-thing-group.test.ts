import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testEngine } from '../../support/engine.ts';
import { membersOf, switchOn } from '../../support/fleet-index.ts';
import { call, createThings, groups } from '../../support/jobs.ts';
import { refusal } from '../../support/refusal.ts';

const engine = await testEngine({ chunkSize: 3, quotas: { dynamicThingGroups: 4 } });
const thingGroupProperties = {};

test('a dynamic group needs the index of things', async () => {
  await createThings(engine, 'a1', 'a2', 'b1');
  const creation = call.CreateDynamicThingGroup(engine, { thingGroupName: 'as', queryString: 'thingName:a*' });
  await assert.rejects(creation, refusal('InvalidRequestException', /indexing must be switched on/));
});

test('a new group is BUILDING until its members are found, and the same call again gives the same group', async () => {
  await switchOn(engine);
  const created = await call.CreateDynamicThingGroup(engine, { thingGroupName: 'as', queryString: 'thingName:a*' });
  assert.deepEqual(created, {
    thingGroupName: 'as',
    thingGroupArn: groups('as')[0],
    thingGroupId: created.thingGroupId,
    indexName: 'AWS_Things',
    queryString: 'thingName:a*',
    queryVersion: '2017-09-30',
  });
  const before = await call.DescribeThingGroup(engine, { thingGroupName: 'as' });
  assert.deepEqual([before.status, before.queryString, before.indexName], ['BUILDING', 'thingName:a*', 'AWS_Things']);
  await engine.settle();
  assert.equal((await call.DescribeThingGroup(engine, { thingGroupName: 'as' })).status, 'ACTIVE');
  assert.deepEqual(await membersOf(engine, 'as'), ['a1', 'a2']);
  assert.deepEqual(
    await call.CreateDynamicThingGroup(engine, { thingGroupName: 'as', queryString: 'thingName:a*' }),
    created,
  );
  await assert.rejects(
    call.CreateDynamicThingGroup(engine, { thingGroupName: 'as', queryString: 'thingName:b*' }),
    refusal('ResourceAlreadyExistsException', /already exists/, {
      resourceId: created.thingGroupId,
      resourceArn: created.thingGroupArn,
    }),
  );
});

test('another query rebuilds the members; other properties do not', async () => {
  const update = (input: { queryString?: string; expectedVersion?: number; description?: string }) => {
    const { description, ...others } = input;
    const properties = description === undefined ? {} : { thingGroupDescription: description };
    return call.UpdateDynamicThingGroup(engine, { thingGroupName: 'as', thingGroupProperties: properties, ...others });
  };
  assert.equal((await update({ description: 'those with a' })).version, 2);
  assert.equal((await call.DescribeThingGroup(engine, { thingGroupName: 'as' })).status, 'ACTIVE');
  assert.equal((await update({ queryString: 'thingName:*1', expectedVersion: 2 })).version, 3);
  assert.equal((await call.DescribeThingGroup(engine, { thingGroupName: 'as' })).status, 'REBUILDING');
  await engine.settle();
  assert.deepEqual(await membersOf(engine, 'as'), ['a1', 'b1']);
  const group = await call.DescribeThingGroup(engine, { thingGroupName: 'as' });
  assert.deepEqual(
    [group.status, group.queryString, group.thingGroupProperties?.thingGroupDescription],
    ['ACTIVE', 'thingName:*1', 'those with a'],
  );
  await assert.rejects(update({ expectedVersion: 2 }), refusal('VersionConflictException'));
  await assert.rejects(update({ queryString: 'a,' }), refusal('InvalidQueryException'));
});

test('queries of groups are short, and of the one index and version there is', async () => {
  const create = (further: { queryString: string; indexName?: string; queryVersion?: string }) =>
    call.CreateDynamicThingGroup(engine, { thingGroupName: 'wrong', ...further });
  await assert.rejects(create({ queryString: 'a b c d e f' }), refusal('InvalidQueryException', /at most 5/));
  await assert.rejects(create({ queryString: '(' }), refusal('InvalidQueryException'));
  await assert.rejects(create({ queryString: 'a', indexName: 'Mine' }), refusal('InvalidRequestException'));
  await assert.rejects(create({ queryString: 'a', queryVersion: '1' }), refusal('InvalidRequestException'));
});

test('a query of a group names only fields that the index has, and that are indexed now', async () => {
  const refused: readonly [string, ReturnType<typeof refusal>][] = [
    [
      'thingName:p* AND NOT thingGroupName:quarantine',
      refusal('InvalidQueryException', /Did you mean thingGroupNames/),
    ],
    ['-attributes:x', refusal('InvalidQueryException', /Did you mean attributes.NAME/)],
    ['NOT connectivity.connected:true', refusal('InvalidRequestException', /thingConnectivityIndexingMode to STATUS/)],
  ];
  const before = await call.DescribeThingGroup(engine, { thingGroupName: 'as' });
  for (const [queryString, refusedSo] of refused) {
    const creation = call.CreateDynamicThingGroup(engine, { thingGroupName: 'wrong', queryString });
    await assert.rejects(creation, refusedSo, queryString);
    const update = { thingGroupName: 'as', thingGroupProperties, queryString };
    await assert.rejects(call.UpdateDynamicThingGroup(engine, update), refusedSo, queryString);
  }
  assert.deepEqual(await call.DescribeThingGroup(engine, { thingGroupName: 'as' }), before);
});

test('static and dynamic groups refuse what is for the other kind', async () => {
  await call.CreateThingGroup(engine, { thingGroupName: 'fixed' });
  const refused = refusal('InvalidRequestException');
  await assert.rejects(call.CreateThingGroup(engine, { thingGroupName: 'c', parentGroupName: 'as' }), refused);
  await assert.rejects(call.AddThingToThingGroup(engine, { thingGroupName: 'as', thingName: 'a2' }), refused);
  await assert.rejects(call.RemoveThingFromThingGroup(engine, { thingGroupName: 'as', thingName: 'a1' }), refused);
  await assert.rejects(call.UpdateThingGroup(engine, { thingGroupName: 'as', thingGroupProperties }), refused);
  await assert.rejects(call.DeleteThingGroup(engine, { thingGroupName: 'as' }), refused);
  await assert.rejects(
    call.UpdateDynamicThingGroup(engine, { thingGroupName: 'fixed', thingGroupProperties }),
    refused,
  );
  await assert.rejects(call.DeleteDynamicThingGroup(engine, { thingGroupName: 'fixed' }), refused);
  await assert.rejects(
    call.UpdateDynamicThingGroup(engine, { thingGroupName: 'none', thingGroupProperties }),
    refusal('ResourceNotFoundException'),
  );
  await assert.rejects(
    call.CreateDynamicThingGroup(engine, { thingGroupName: 'fixed', queryString: 'a' }),
    refusal('ResourceAlreadyExistsException'),
  );
});

test('there are only so many dynamic groups, and while there is one, the index stays on', async () => {
  for (const thingGroupName of ['d2', 'd3', 'd4']) {
    await call.CreateDynamicThingGroup(engine, { thingGroupName, queryString: 'none' });
  }
  await assert.rejects(
    call.CreateDynamicThingGroup(engine, { thingGroupName: 'd5', queryString: 'none' }),
    refusal('LimitExceededException', /at most 4/),
  );
  await assert.rejects(
    call.UpdateIndexingConfiguration(engine, { thingIndexingConfiguration: { thingIndexingMode: 'OFF' } }),
    refusal('InvalidRequestException', /while there are dynamic thing groups/),
  );
});

test('a deleted group has no members; deleting it again succeeds', async () => {
  await assert.rejects(
    call.DeleteDynamicThingGroup(engine, { thingGroupName: 'as', expectedVersion: 9 }),
    refusal('VersionConflictException'),
  );
  await call.DeleteDynamicThingGroup(engine, { thingGroupName: 'as', expectedVersion: 3 });
  await call.DeleteDynamicThingGroup(engine, { thingGroupName: 'as' });
  await engine.settle();
  assert.deepEqual((await call.ListThingGroupsForThing(engine, { thingName: 'a1' })).thingGroups, []);
  assert.deepEqual((await call.SearchIndex(engine, { queryString: 'thingGroupNames:as' })).things, []);
});

test('a policy cannot be attached to a dynamic group, and can to a static one', async () => {
  const [dynamic = '', fixed = ''] = groups('d2', 'fixed');
  await call.CreateThingGroup(engine, { thingGroupName: 'fixed' });
  const policyDocument = JSON.stringify({ Statement: { Effect: 'Allow', Action: 'iot:*', Resource: '*' } });
  await call.CreatePolicy(engine, { policyName: 'p', policyDocument });
  const refused = refusal('InvalidRequestException', 'Thing group d2 is dynamic, so no policy can be attached to it.');
  await assert.rejects(call.AttachPolicy(engine, { policyName: 'p', target: dynamic }), refused);
  await call.AttachPolicy(engine, { policyName: 'p', target: fixed });
  assert.deepEqual((await call.ListTargetsForPolicy(engine, { policyName: 'p' })).targets, [fixed]);
});
