import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EventType } from '../../src/contract/shapes/account.ts';
import { type TestEngine, testEngine } from '../support/engine.ts';
import { switchOn } from '../support/fleet-index.ts';
import { call, createGroup, createThings, groups, things } from '../support/jobs.ts';

type Payload = Readonly<Record<string, unknown>>;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const accountId = '000000000000';

async function listening(...eventTypes: EventType[]): Promise<TestEngine> {
  const engine = await testEngine({ chunkSize: 2 });
  const eventConfigurations = Object.fromEntries(eventTypes.map((eventType) => [eventType, { Enabled: true }]));
  await call.UpdateEventConfigurations(engine, { eventConfigurations });
  return engine;
}

/** What was heard since it was last asked, as topics and payloads; the ids of the events are told apart and left out. */
async function take(engine: TestEngine): Promise<[string, Payload][]> {
  await engine.settle();
  const ids = new Set<unknown>();
  const taken = engine.heard.splice(0).flatMap((message): [string, Payload][] => {
    if (message.kind !== 'event') return [];
    const { eventId, ...payload } = message.payload;
    assert.match(String(eventId), uuid);
    ids.add(eventId);
    return [[message.topic.replace('$aws/events/', ''), payload]];
  });
  assert.equal(ids.size, taken.length, 'each event has an id of its own');
  return taken;
}

const attributes = (values: Record<string, string>) => ({ attributePayload: { attributes: values } });
const idOf = async (engine: TestEngine, thingName: string) => (await call.DescribeThing(engine, { thingName })).thingId;
const groupIdOf = async (engine: TestEngine, thingGroupName: string) =>
  (await call.DescribeThingGroup(engine, { thingGroupName })).thingGroupId;

describe('registry events', () => {
  test('tell of a thing that is created, updated and deleted, with its version', async () => {
    const engine = await listening('THING');
    const { thingId } = await call.CreateThing(engine, { thingName: 'lamp', ...attributes({ color: 'red' }) });
    const common = { eventType: 'THING_EVENT', accountId, thingId, thingName: 'lamp', thingTypeName: null };
    const at = (operation: string, versionNumber: number, values: Record<string, string>): Payload => ({
      ...common,
      timestamp: engine.clock.now(),
      operation,
      versionNumber,
      attributes: values,
    });
    assert.deepEqual(await take(engine), [['thing/lamp/created', at('CREATED', 1, { color: 'red' })]]);
    await call.CreateThing(engine, { thingName: 'lamp', ...attributes({ color: 'red' }) });
    assert.deepEqual(await take(engine), [], 'the same call again changes nothing');

    engine.clock.advance(1_234);
    await call.UpdateThing(engine, { thingName: 'lamp', ...attributes({ color: 'blue' }) });
    await call.UpdateThing(engine, { thingName: 'lamp', ...attributes({ color: 'blue' }) });
    assert.deepEqual(await take(engine), [['thing/lamp/updated', at('UPDATED', 2, { color: 'blue' })]]);

    await call.DeleteThing(engine, { thingName: 'lamp' });
    await call.DeleteThing(engine, { thingName: 'lamp' });
    assert.deepEqual(await take(engine), [['thing/lamp/deleted', at('DELETED', 2, { color: 'blue' })]]);
  });

  test('tell of a type that is created, updated, deprecated, restored and deleted', async () => {
    const engine = await listening('THING_TYPE');
    const thingTypeName = 'bulb';
    const { thingTypeId } = await call.CreateThingType(engine, { thingTypeName });
    const event = (operation: string, differences: Payload = {}): [string, Payload] => [
      `thingType/bulb/${operation.toLowerCase()}`,
      {
        eventType: 'THING_TYPE_EVENT',
        timestamp: engine.clock.now(),
        operation,
        accountId,
        thingTypeId,
        thingTypeName,
        isDeprecated: false,
        deprecationDate: null,
        searchableAttributes: [],
        description: null,
        ...differences,
      },
    ];
    assert.deepEqual(await take(engine), [event('CREATED')]);

    const thingTypeProperties = { thingTypeDescription: 'text', searchableAttributes: ['color'] };
    await call.UpdateThingType(engine, { thingTypeName, thingTypeProperties });
    await call.UpdateThingType(engine, { thingTypeName, thingTypeProperties });
    const described = { description: 'text', searchableAttributes: ['color'] };
    assert.deepEqual(await take(engine), [event('UPDATED', described)]);

    await call.DeprecateThingType(engine, { thingTypeName });
    await call.DeprecateThingType(engine, { thingTypeName });
    const deprecated = { ...described, isDeprecated: true, deprecationDate: engine.clock.now() };
    assert.deepEqual(await take(engine), [event('UPDATED', deprecated)]);
    await call.DeprecateThingType(engine, { thingTypeName, undoDeprecate: true });
    assert.deepEqual(await take(engine), [event('UPDATED', described)]);

    await call.DeprecateThingType(engine, { thingTypeName });
    await take(engine);
    engine.clock.advance(5 * 60_000);
    await call.DeleteThingType(engine, { thingTypeName });
    assert.deepEqual(await take(engine), [event('DELETED', deprecated)]);
  });

  test('tell of a thing that gets a type, another one, and none', async () => {
    const engine = await listening('THING_TYPE_ASSOCIATION');
    await call.CreateThingType(engine, { thingTypeName: 'old' });
    await call.CreateThingType(engine, { thingTypeName: 'new' });
    const { thingId } = await call.CreateThing(engine, { thingName: 'lamp', thingTypeName: 'old' });
    const event = (operation: string, thingTypeName: string): [string, Payload] => [
      `thingTypeAssociation/thing/lamp/thingType/${thingTypeName}/${operation.toLowerCase()}`,
      {
        eventType: 'THING_TYPE_ASSOCIATION_EVENT',
        timestamp: engine.clock.now(),
        operation,
        thingId,
        thingName: 'lamp',
        thingTypeName,
      },
    ];
    assert.deepEqual(await take(engine), [event('ADDED', 'old')]);
    await call.UpdateThing(engine, { thingName: 'lamp', ...attributes({ color: 'red' }) });
    assert.deepEqual(await take(engine), []);
    await call.UpdateThing(engine, { thingName: 'lamp', thingTypeName: 'new' });
    assert.deepEqual(await take(engine), [event('REMOVED', 'old'), event('ADDED', 'new')]);
    await call.UpdateThing(engine, { thingName: 'lamp', removeThingType: true });
    assert.deepEqual(await take(engine), [event('REMOVED', 'new')]);
    await call.UpdateThing(engine, { thingName: 'lamp', thingTypeName: 'new' });
    await take(engine);
    await call.DeleteThing(engine, { thingName: 'lamp' });
    assert.deepEqual(await take(engine), [event('REMOVED', 'new')]);
  });

  test('tell of static groups with all their ancestors, and of the ties between them', async () => {
    const engine = await listening('THING_GROUP', 'THING_GROUP_HIERARCHY');
    const ids = new Map<string, string | undefined>();
    for (const [thingGroupName, parentGroupName] of [['plant'], ['hall', 'plant'], ['line', 'hall']] as const) {
      const created = await call.CreateThingGroup(engine, { thingGroupName, parentGroupName });
      ids.set(thingGroupName, created.thingGroupId);
    }
    const [plantArn, hallArn] = groups('plant', 'hall');
    const plant = { groupArn: plantArn, groupId: ids.get('plant') };
    const hall = { groupArn: hallArn, groupId: ids.get('hall') };
    const event = (
      operation: string,
      name: string,
      parent: string | null,
      ancestors: Payload[],
      more: Payload = {},
    ) => [
      `thingGroup/${name}/${operation.toLowerCase()}`,
      {
        eventType: 'THING_GROUP_EVENT',
        timestamp: engine.clock.now(),
        operation,
        accountId,
        thingGroupId: ids.get(name),
        thingGroupName: name,
        versionNumber: 1,
        parentGroupName: parent,
        parentGroupId: parent === null ? null : ids.get(parent),
        description: null,
        rootToParentThingGroups: ancestors,
        attributes: {},
        dynamicGroupMappingId: null,
        ...more,
      },
    ];
    const tie = (operation: string, parent: string, child: string) => [
      `thingGroupHierarchy/thingGroup/${parent}/childThingGroup/${child}/${operation.toLowerCase()}`,
      {
        eventType: 'THING_GROUP_HIERARCHY_EVENT',
        timestamp: engine.clock.now(),
        operation,
        accountId,
        thingGroupId: ids.get(parent),
        thingGroupName: parent,
        childGroupId: ids.get(child),
        childGroupName: child,
      },
    ];
    assert.deepEqual(await take(engine), [
      event('CREATED', 'plant', null, []),
      event('CREATED', 'hall', 'plant', [plant]),
      tie('ADDED', 'plant', 'hall'),
      event('CREATED', 'line', 'hall', [plant, hall]),
      tie('ADDED', 'hall', 'line'),
    ]);

    const thingGroupProperties = { thingGroupDescription: 'text', ...attributes({ shift: 'late' }) };
    await call.UpdateThingGroup(engine, { thingGroupName: 'line', thingGroupProperties });
    const updated = { versionNumber: 2, description: 'text', attributes: { shift: 'late' } };
    assert.deepEqual(await take(engine), [event('UPDATED', 'line', 'hall', [plant, hall], updated)]);

    await call.DeleteThingGroup(engine, { thingGroupName: 'line' });
    assert.deepEqual(await take(engine), [
      event('DELETED', 'line', 'hall', [plant, hall], updated),
      tie('REMOVED', 'hall', 'line'),
    ]);
  });

  test('tell of dynamic groups, and of what joins and leaves them by itself', async () => {
    const engine = await listening('THING_GROUP', 'THING_GROUP_MEMBERSHIP');
    await switchOn(engine);
    await call.CreateThing(engine, { thingName: 'lamp', ...attributes({ color: 'red' }) });
    const name = { thingGroupName: 'red' };
    await call.CreateDynamicThingGroup(engine, { ...name, queryString: 'attributes.color:red' });
    const groupId = await groupIdOf(engine, 'red');
    const [created, added] = await take(engine);
    assert.equal(created?.[0], 'thingGroup/red/created');
    assert.equal(created?.[1]['dynamicGroupMappingId'], groupId);
    const membership = (operation: string, membershipId: unknown) => [
      `thingGroupMembership/thingGroup/red/thing/lamp/${operation.toLowerCase()}`,
      { ...membershipOf(operation, 'red', groupId, 'lamp', thingId), timestamp: engine.clock.now(), membershipId },
    ];
    const thingId = await idOf(engine, 'lamp');
    const { membershipId } = added?.[1] ?? {};
    assert.match(String(membershipId), uuid);
    assert.deepEqual(added, membership('ADDED', membershipId));

    engine.clock.advance(1_000);
    await call.UpdateThing(engine, { thingName: 'lamp', ...attributes({ color: 'blue' }) });
    assert.deepEqual(await take(engine), [membership('REMOVED', membershipId)]);

    await call.UpdateDynamicThingGroup(engine, {
      ...name,
      thingGroupProperties: {},
      queryString: 'attributes.color:*',
    });
    const [updated, again] = await take(engine);
    assert.deepEqual([updated?.[0], updated?.[1]['versionNumber']], ['thingGroup/red/updated', 2]);
    assert.equal(again?.[1]['operation'], 'ADDED');
    assert.notEqual(again?.[1]['membershipId'], membershipId, 'another membership has another id');

    await call.DeleteDynamicThingGroup(engine, name);
    const ended = await take(engine);
    assert.deepEqual(
      ended.map(([topic]) => topic),
      ['thingGroup/red/deleted', 'thingGroupMembership/thingGroup/red/thing/lamp/removed'],
    );
    assert.equal(ended[1]?.[1]['membershipId'], again?.[1]['membershipId']);
  });

  test('tell of memberships that end by request, with the thing, or with the group', async () => {
    const engine = await listening('THING_GROUP_MEMBERSHIP');
    const names = ['a', 'b', 'c', 'd', 'e'];
    await createThings(engine, ...names);
    await createGroup(engine, 'fleet', ...names);
    const groupId = await groupIdOf(engine, 'fleet');
    const memberships = new Map<string, unknown>();
    const thingIds = new Map<string, string | undefined>();
    for (const [index, [topic, payload]] of (await take(engine)).entries()) {
      const name = names[index] ?? '';
      const thingId = await idOf(engine, name);
      const { membershipId, ...rest } = payload;
      assert.equal(topic, `thingGroupMembership/thingGroup/fleet/thing/${name}/added`);
      assert.deepEqual(rest, {
        ...membershipOf('ADDED', 'fleet', groupId, name, thingId),
        timestamp: engine.clock.now(),
      });
      memberships.set(name, membershipId);
      thingIds.set(name, thingId);
    }
    assert.equal(new Set(memberships.values()).size, names.length);
    const removed = (name: string, timestamp: number) => [
      `thingGroupMembership/thingGroup/fleet/thing/${name}/removed`,
      {
        ...membershipOf('REMOVED', 'fleet', groupId, name, thingIds.get(name)),
        timestamp,
        membershipId: memberships.get(name),
      },
    ];
    engine.clock.advance(1_000);
    const now = engine.clock.now();
    await call.RemoveThingFromThingGroup(engine, { thingGroupName: 'fleet', thingName: 'a' });
    await call.RemoveThingFromThingGroup(engine, { thingGroupName: 'fleet', thingName: 'a' });
    assert.deepEqual(await take(engine), [removed('a', now)]);
    await call.DeleteThing(engine, { thingName: 'b' });
    assert.deepEqual(await take(engine), [removed('b', now)]);
    await call.DeleteThingGroup(engine, { thingGroupName: 'fleet' });
    engine.clock.advance(1_000);
    // Gone with the thing, before the members of the group were cleared.
    await call.DeleteThing(engine, { thingName: 'd' });
    assert.deepEqual(await take(engine), [removed('d', now + 1_000), removed('c', now), removed('e', now)]);
  });

  test('are not made for types that nobody switched on', async () => {
    const engine = await listening('THING_TYPE');
    await createThings(engine, 'a');
    await createGroup(engine, 'fleet', 'a');
    await call.DeleteThing(engine, { thingName: 'a' });
    assert.deepEqual(await take(engine), []);
  });
});

function membershipOf(
  operation: string,
  group: string,
  groupId: string | undefined,
  thing: string,
  thingId: string | undefined,
): Payload {
  const [groupArn] = groups(group);
  const [thingArn] = things(thing);
  return { eventType: 'THING_GROUP_MEMBERSHIP_EVENT', operation, accountId, groupArn, groupId, thingArn, thingId };
}
