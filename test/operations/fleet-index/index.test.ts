import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testEngine } from '../../support/engine.ts';
import { find, switchOn } from '../../support/fleet-index.ts';
import { call } from '../../support/jobs.ts';
import { refusal } from '../../support/refusal.ts';

const engine = await testEngine({ chunkSize: 7 });

const attributes = (values: Record<string, string>) => ({ attributePayload: { attributes: values } });
const configure = (
  thingIndexingConfiguration: NonNullable<
    Parameters<typeof call.UpdateIndexingConfiguration>[1]['thingIndexingConfiguration']
  >,
) => call.UpdateIndexingConfiguration(engine, { thingIndexingConfiguration });

const shadows = (name: string) => ({ namedShadowIndexingMode: 'ON', filter: { namedShadowNames: [name] } }) as const;

test('everything is off at first, and nothing can be searched or described', async () => {
  assert.deepEqual(await call.GetIndexingConfiguration(engine, {}), {
    thingIndexingConfiguration: { thingIndexingMode: 'OFF', thingConnectivityIndexingMode: 'OFF' },
    thingGroupIndexingConfiguration: { thingGroupIndexingMode: 'OFF' },
  });
  assert.deepEqual((await call.ListIndices(engine, {})).indexNames, []);
  await assert.rejects(call.DescribeIndex(engine, { indexName: 'AWS_Things' }), refusal('ResourceNotFoundException'));
  await assert.rejects(
    call.SearchIndex(engine, { queryString: '*' }),
    refusal('ResourceNotFoundException', /thingIndexingMode to REGISTRY with UpdateIndexingConfiguration/),
  );
  await assert.rejects(
    call.SearchIndex(engine, { indexName: 'AWS_ThingGroups', queryString: 'description:*' }),
    refusal('ResourceNotFoundException', /thingGroupIndexingMode to ON with UpdateIndexingConfiguration/),
  );
  await call.CreateThing(engine, { thingName: 'early', ...attributes({ model: 'X200' }) });
});

test('switched on, the index is built and found ready, then follows every change', async () => {
  await configure({ thingIndexingMode: 'REGISTRY' });
  assert.equal((await call.DescribeIndex(engine, { indexName: 'AWS_Things' })).indexStatus, 'BUILDING');
  await assert.rejects(call.SearchIndex(engine, { queryString: '*' }), refusal('IndexNotReadyException'));
  await engine.settle();
  assert.deepEqual(await call.DescribeIndex(engine, { indexName: 'AWS_Things' }), {
    indexName: 'AWS_Things',
    indexStatus: 'ACTIVE',
    schema: 'REGISTRY',
  });
  assert.deepEqual((await call.ListIndices(engine, {})).indexNames, ['AWS_Things']);
  assert.deepEqual(await find(engine, 'attributes.model:x200'), ['early']);

  await call.CreateThing(engine, { thingName: 'late', ...attributes({ model: 'x200', weight: '12' }) });
  await engine.settle();
  assert.deepEqual(await find(engine, 'attributes.model:X200'), ['early', 'late']);
  await call.UpdateThing(engine, { thingName: 'early', ...attributes({ model: 'X300' }) });
  await engine.settle();
  assert.deepEqual(await find(engine, 'attributes.model:x200'), ['late']);
  assert.deepEqual(await find(engine, 'x300 OR attributes.weight>11'), ['early', 'late']);
  await call.DeleteThing(engine, { thingName: 'early' });
  await engine.settle();
  assert.deepEqual(await find(engine, '*'), ['late']);
  assert.deepEqual(await find(engine, 'attributes.model:x300'), []);
});

test('types, groups and billing groups are found, also after they or their members are gone', async () => {
  await call.CreateThingType(engine, { thingTypeName: 'Lamp' });
  await call.CreateThingGroup(engine, { thingGroupName: 'North' });
  await call.CreateThingGroup(engine, { thingGroupName: 'Hall', parentGroupName: 'North' });
  await call.CreateBillingGroup(engine, { billingGroupName: 'Paid' });
  await call.UpdateThing(engine, { thingName: 'late', thingTypeName: 'Lamp' });
  await call.AddThingToThingGroup(engine, { thingName: 'late', thingGroupName: 'Hall' });
  await call.AddThingToBillingGroup(engine, { thingName: 'late', billingGroupName: 'Paid' });
  await engine.settle();
  assert.deepEqual((await call.SearchIndex(engine, { queryString: 'thingGroupNames:(hall AND paid)' })).things, [
    {
      thingName: 'late',
      thingId: (await call.DescribeThing(engine, { thingName: 'late' })).thingId,
      thingTypeName: 'Lamp',
      thingGroupNames: ['Hall', 'Paid'],
      attributes: { model: 'x200', weight: '12' },
    },
  ]);
  assert.deepEqual(await find(engine, 'thingGroupNames:north'), []);
  assert.deepEqual(await find(engine, 'registry.thingTypeName:lamp'), ['late']);

  await call.DeleteBillingGroup(engine, { billingGroupName: 'Paid' });
  await call.DeleteThingGroup(engine, { thingGroupName: 'Hall' });
  await call.UpdateThing(engine, { thingName: 'late', removeThingType: true });
  await engine.settle();
  assert.deepEqual(await find(engine, 'thingGroupNames:* OR thingTypeName:* OR paid'), []);
});

test('all pages together hold each match once, in the order of the names', async () => {
  const names = Array.from({ length: 30 }, (_, i) => `page-${String(i).padStart(2, '0')}`);
  for (const [i, thingName] of names.entries()) {
    await call.CreateThing(engine, { thingName, ...attributes({ parity: i % 2 === 0 ? 'even' : 'odd', n: `${i}` }) });
  }
  await engine.settle();
  assert.deepEqual(await find(engine, 'thingName:page*', 4), names);
  assert.deepEqual(await find(engine, 'attributes.parity:even OR attributes.n:1', 3), [
    'page-00',
    'page-01',
    ...names.filter((_, i) => i % 2 === 0 && i > 0),
  ]);
  assert.deepEqual(await find(engine, 'attributes.n:[5 TO 7] NOT attributes.n:6', 1), ['page-05', 'page-07']);
  assert.deepEqual(await find(engine, '*age-1? NOT odd', 2), ['page-10', 'page-12', 'page-14', 'page-16', 'page-18']);
  assert.deepEqual(await find(engine, '-thingName:page*', 1), ['late']);
});

test('a search refuses bad queries, versions and tokens of other queries', async () => {
  const search = (input: { queryString: string; queryVersion?: string; nextToken?: string }) =>
    call.SearchIndex(engine, input);
  await assert.rejects(search({ queryString: 'a,b' }), refusal('InvalidQueryException'));
  await assert.rejects(search({ queryString: Array(13).fill('a').join(' ') }), refusal('InvalidQueryException'));
  await assert.rejects(search({ queryString: 'a', queryVersion: '1' }), refusal('InvalidRequestException'));
  const { nextToken = '' } = await call.SearchIndex(engine, { queryString: '*', maxResults: 1 });
  await assert.rejects(search({ queryString: 'a', nextToken }), refusal('InvalidRequestException'));
  await assert.rejects(
    call.SearchIndex(engine, { indexName: 'Other', queryString: '*' }),
    refusal('ResourceNotFoundException'),
  );
  assert.deepEqual((await call.SearchIndex(engine, { queryString: '*', maxResults: 10_000 })).things?.length, 31);
});

test('a search refuses fields that the index has not, and those that are not indexed now', async () => {
  const search = (queryString: string) => call.SearchIndex(engine, { queryString });
  await assert.rejects(
    search('thingName:p* AND NOT thingGroupName:quarantine'),
    refusal('InvalidQueryException', /field name: thingGroupName\. .*Did you mean thingGroupNames\?/),
  );
  await assert.rejects(search('ThingName:late'), refusal('InvalidQueryException', /Did you mean thingName\?/));
  await assert.rejects(
    search('NOT connectivity.connected:true'),
    refusal('InvalidRequestException', /thingConnectivityIndexingMode to STATUS with UpdateIndexingConfiguration/),
  );
  await assert.rejects(search('shadow.reported.a:1'), refusal('InvalidRequestException', /REGISTRY_AND_SHADOW/));
});

test('groups are found by name, description, attributes and ancestors once their index is on', async () => {
  const thingGroupProperties = {
    thingGroupDescription: 'The second hall',
    attributePayload: { attributes: { f: '2' } },
  };
  await call.CreateThingGroup(engine, { thingGroupName: 'Hall2', parentGroupName: 'North', thingGroupProperties });
  await call.UpdateIndexingConfiguration(engine, { thingGroupIndexingConfiguration: { thingGroupIndexingMode: 'ON' } });
  const indexName = 'AWS_ThingGroups';
  assert.deepEqual(await call.DescribeIndex(engine, { indexName }), {
    indexName,
    indexStatus: 'ACTIVE',
    schema: 'THING_GROUPS',
  });
  assert.deepEqual((await call.ListIndices(engine, {})).indexNames, ['AWS_ThingGroups', 'AWS_Things']);
  const queryString = 'description:"second hall" attributes.f:2 parentGroupNames:north';
  const { thingGroups } = await call.SearchIndex(engine, { indexName, queryString });
  assert.deepEqual(thingGroups, [
    {
      thingGroupName: 'Hall2',
      thingGroupId: (await call.DescribeThingGroup(engine, { thingGroupName: 'Hall2' })).thingGroupId,
      thingGroupDescription: 'The second hall',
      attributes: { f: '2' },
      parentGroupNames: ['North'],
    },
  ]);
  for (const wrong of ['-thingName:Hall2', 'parentGroups:north', 'attributes:2', 'connectivity.connected:true']) {
    await assert.rejects(
      call.SearchIndex(engine, { indexName, queryString: wrong }),
      refusal('InvalidQueryException', /AWS_ThingGroups has no such field/),
    );
  }
});

test('configurations that contradict themselves are refused, and nothing of them is kept', async () => {
  const before = await call.GetIndexingConfiguration(engine, {});
  const field = (name: string) => ({ name, type: 'String' as const });
  const wrong: readonly Parameters<typeof configure>[0][] = [
    { thingIndexingMode: 'OFF', thingConnectivityIndexingMode: 'STATUS' },
    { thingIndexingMode: 'OFF', namedShadowIndexingMode: 'ON' },
    { thingIndexingMode: 'OFF', customFields: [field('attributes.a')] },
    { thingIndexingMode: 'REGISTRY', customFields: [field('shadow.reported.a')] },
    { thingIndexingMode: 'REGISTRY', customFields: [field('shadow.name.s.reported.a')] },
    { thingIndexingMode: 'REGISTRY', customFields: [field('deviceDefender.a')] },
    { thingIndexingMode: 'REGISTRY', customFields: [field('thingName')] },
    { thingIndexingMode: 'REGISTRY', customFields: [{ name: 'attributes.a' }] },
    { thingIndexingMode: 'REGISTRY', customFields: Array.from('abcdef', (name) => field(`attributes.${name}`)) },
    { thingIndexingMode: 'REGISTRY', customFields: [field(`attributes.${'a'.repeat(1024)}`)] },
    { thingIndexingMode: 'REGISTRY', managedFields: [field('attributes.a')] },
    { thingIndexingMode: 'REGISTRY', filter: { namedShadowNames: Array.from({ length: 11 }, (_, i) => `s${i}`) } },
    { thingIndexingMode: 'REGISTRY', ...shadows('s'), customFields: [field('shadow.name.other.reported.a')] },
    { thingIndexingMode: 'REGISTRY', filter: { geoLocations: [{ name: 'a' }, { name: 'b' }] } },
  ];
  for (const configuration of wrong) {
    await assert.rejects(configure(configuration), refusal('InvalidRequestException'), JSON.stringify(configuration));
  }
  assert.deepEqual(await call.GetIndexingConfiguration(engine, {}), before);
});

test('named shadows are indexed only with their names', async () => {
  const before = await call.GetIndexingConfiguration(engine, {});
  for (const filter of [undefined, {}, { namedShadowNames: [] }]) {
    await assert.rejects(
      configure({ thingIndexingMode: 'REGISTRY', namedShadowIndexingMode: 'ON', filter }),
      refusal('InvalidRequestException', /namedShadowNames of filter must not be empty/),
    );
  }
  assert.deepEqual(await call.GetIndexingConfiguration(engine, {}), before);
  const customFields = [{ name: 'shadow.name.s.reported.a', type: 'String' as const }];
  await configure({ thingIndexingMode: 'REGISTRY', ...shadows('s'), customFields });
  assert.equal((await call.DescribeIndex(engine, { indexName: 'AWS_Things' })).schema, 'MULTI_INDEXING_MODE');
});

test('a changed configuration rebuilds the index, which stays searchable; the same one again does nothing', async () => {
  await configure({
    thingIndexingMode: 'REGISTRY_AND_SHADOW',
    thingConnectivityIndexingMode: 'STATUS',
    customFields: [{ name: 'attributes.n', type: 'Number' }],
  });
  const index = await call.DescribeIndex(engine, { indexName: 'AWS_Things' });
  assert.deepEqual([index.indexStatus, index.schema], ['REBUILDING', 'REGISTRY_AND_SHADOW_AND_CONNECTIVITY_STATUS']);
  assert.deepEqual(await find(engine, 'attributes.n:4'), ['page-04']);
  await engine.settle();
  assert.deepEqual(await find(engine, 'connectivity.connected:false attributes.n:4'), ['page-04']);
  const { thingIndexingConfiguration } = await call.GetIndexingConfiguration(engine, {});
  assert.ok(thingIndexingConfiguration !== undefined);
  await configure(thingIndexingConfiguration);
  assert.equal((await call.DescribeIndex(engine, { indexName: 'AWS_Things' })).indexStatus, 'ACTIVE');
  await configure({ thingIndexingMode: 'REGISTRY', deviceDefenderIndexingMode: 'VIOLATIONS' });
  assert.equal((await call.DescribeIndex(engine, { indexName: 'AWS_Things' })).schema, 'MULTI_INDEXING_MODE');
});

test('switched off, the index is forgotten, and built from nothing when it is switched on again', async () => {
  await configure({ thingIndexingMode: 'OFF' });
  await call.DeleteThing(engine, { thingName: 'page-00' });
  await engine.settle();
  await assert.rejects(call.DescribeIndex(engine, { indexName: 'AWS_Things' }), refusal('ResourceNotFoundException'));
  await switchOn(engine);
  assert.deepEqual(await find(engine, 'attributes.n:(0 OR 1)'), ['page-01']);
});
