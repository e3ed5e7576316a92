/** Things, thing types, thing groups and billing groups through `@aws-sdk/client-iot`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  AddThingToBillingGroupCommand,
  AddThingToThingGroupCommand,
  CreateBillingGroupCommand,
  CreateThingCommand,
  CreateThingGroupCommand,
  CreateThingTypeCommand,
  DeleteBillingGroupCommand,
  DeleteThingCommand,
  DeleteThingGroupCommand,
  DeleteThingTypeCommand,
  DeprecateThingTypeCommand,
  DescribeBillingGroupCommand,
  DescribeThingCommand,
  DescribeThingGroupCommand,
  DescribeThingTypeCommand,
  InvalidRequestException,
  ListThingGroupsForThingCommand,
  paginateListBillingGroups,
  paginateListThingGroups,
  paginateListThings,
  paginateListThingsInBillingGroup,
  paginateListThingsInThingGroup,
  paginateListThingTypes,
  RemoveThingFromBillingGroupCommand,
  RemoveThingFromThingGroupCommand,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
  UpdateBillingGroupCommand,
  UpdateThingCommand,
  UpdateThingGroupCommand,
  UpdateThingGroupsForThingCommand,
  UpdateThingTypeCommand,
  VersionConflictException,
} from '@aws-sdk/client-iot';
import { billingGroupOperations } from '../../../src/contract/operations/billing-group/index.ts';
import { thingOperations } from '../../../src/contract/operations/thing/index.ts';
import { thingGroupOperations } from '../../../src/contract/operations/thing-group/index.ts';
import { thingTypeOperations } from '../../../src/contract/operations/thing-type/index.ts';
import { uniqueName } from '../support/device.ts';
import { arnOf, assertAllAsked, iotClient, recordingClient, refusal } from '../support/iot-client.ts';
import { startServer, wireServer } from '../support/server.ts';

const server = await wireServer();
const client = recordingClient(server);
const { iot } = client;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What the pages of a paginator hold, and how many there were. */
async function pagesOf<P, T>(pages: AsyncIterable<P>, items: (page: P) => T[] | undefined): Promise<T[][]> {
  const all: T[][] = [];
  for await (const page of pages) all.push(items(page) ?? []);
  return all;
}

test('a thing is created once, described, changed at its version and deleted', async () => {
  const thingName = uniqueName('lamp:a_b');
  const input = { thingName, attributePayload: { attributes: { colour: 'red' } } };
  const created = await iot.send(new CreateThingCommand(input));
  assert.equal(created.thingArn, arnOf(server, 'thing', thingName));
  assert.match(created.thingId ?? '', UUID);
  const again = await iot.send(new CreateThingCommand(input));
  assert.equal(again.thingId, created.thingId);
  const other = new CreateThingCommand({ thingName, attributePayload: { attributes: { colour: 'blue' } } });
  const refused = await refusal(iot.send(other), ResourceAlreadyExistsException);
  assert.equal(refused.resourceId, created.thingId);
  assert.equal(refused.resourceArn, created.thingArn);

  const change = { thingName, attributePayload: { attributes: { size: '3' }, merge: true } };
  await refusal(iot.send(new UpdateThingCommand({ ...change, expectedVersion: 9 })), VersionConflictException);
  await iot.send(new UpdateThingCommand({ ...change, expectedVersion: 1 }));
  const { $metadata, ...described } = await iot.send(new DescribeThingCommand({ thingName }));
  assert.equal($metadata.httpStatusCode, 200);
  assert.deepEqual(described, {
    defaultClientId: thingName,
    thingName,
    thingId: created.thingId,
    thingArn: created.thingArn,
    attributes: { colour: 'red', size: '3' },
    version: 2,
  });
  await iot.send(new DeleteThingCommand({ thingName, expectedVersion: 2 }));
  await iot.send(new DeleteThingCommand({ thingName }));
  await refusal(iot.send(new DescribeThingCommand({ thingName })), ResourceNotFoundException);
});

test('things are listed by attribute and type, page by page', async () => {
  const thingTypeName = uniqueName('type');
  await iot.send(new CreateThingTypeCommand({ thingTypeName }));
  const names: string[] = [];
  for (const colour of ['red', 'green', 'reddish']) {
    const thingName = uniqueName('listed');
    names.push(thingName);
    await iot.send(new CreateThingCommand({ thingName, thingTypeName, attributePayload: { attributes: { colour } } }));
  }
  const pages = await pagesOf(paginateListThings({ client: iot, pageSize: 2 }, { thingTypeName }), ({ things }) =>
    things?.map(({ thingName }) => thingName),
  );
  assert.deepEqual(pages, [names.slice(0, 2), names.slice(2)]);
  const reds = { thingTypeName, attributeName: 'colour', attributeValue: 'red', usePrefixAttributeValue: true };
  const [found] = await pagesOf(paginateListThings({ client: iot }, reds), ({ things }) => things);
  assert.deepEqual(
    found?.map(({ thingName, attributes }) => [thingName, attributes?.['colour']]),
    [
      [names[0], 'red'],
      [names[2], 'reddish'],
    ],
  );
});

test('a thing type is described, changed, deprecated and brought back', async () => {
  const thingTypeName = uniqueName('type');
  const created = await iot.send(
    new CreateThingTypeCommand({
      thingTypeName,
      thingTypeProperties: { thingTypeDescription: 'a type', searchableAttributes: ['colour'] },
      tags: [{ Key: 'team', Value: 'blue' }],
    }),
  );
  assert.equal(created.thingTypeArn, arnOf(server, 'thingtype', thingTypeName));
  const thingTypeProperties = { thingTypeDescription: 'another' };
  await iot.send(new UpdateThingTypeCommand({ thingTypeName, thingTypeProperties }));
  const described = await iot.send(new DescribeThingTypeCommand({ thingTypeName }));
  assert.equal(described.thingTypeId, created.thingTypeId);
  assert.equal(described.thingTypeProperties?.thingTypeDescription, 'another');
  assert.equal(described.thingTypeMetadata?.deprecated, false);
  assert.ok(described.thingTypeMetadata?.creationDate instanceof Date);

  await iot.send(new DeprecateThingTypeCommand({ thingTypeName }));
  const deprecated = await iot.send(new DescribeThingTypeCommand({ thingTypeName }));
  assert.equal(deprecated.thingTypeMetadata?.deprecated, true);
  assert.ok(deprecated.thingTypeMetadata?.deprecationDate instanceof Date);
  const thingName = uniqueName('lamp');
  await refusal(iot.send(new CreateThingCommand({ thingName, thingTypeName })), InvalidRequestException);
  await refusal(iot.send(new DeleteThingTypeCommand({ thingTypeName })), InvalidRequestException);
  await iot.send(new DeprecateThingTypeCommand({ thingTypeName, undoDeprecate: true }));
  await iot.send(new CreateThingCommand({ thingName, thingTypeName }));

  const [types] = await pagesOf(
    paginateListThingTypes({ client: iot }, { thingTypeName }),
    ({ thingTypes }) => thingTypes,
  );
  assert.deepEqual(
    types?.map((type) => type.thingTypeArn),
    [created.thingTypeArn],
  );
});

test('a thing type is gone once its time is over', async () => {
  const hasty = iotClient(await startServer([], { MUSTERD_QUOTA_MINUTES_FROM_DEPRECATION_TO_DELETION: '0' }));
  await hasty.send(new CreateThingTypeCommand({ thingTypeName: 'type' }));
  await refusal(hasty.send(new DeleteThingTypeCommand({ thingTypeName: 'type' })), InvalidRequestException);
  await hasty.send(new DeprecateThingTypeCommand({ thingTypeName: 'type' }));
  await hasty.send(new DeleteThingTypeCommand({ thingTypeName: 'type' }));
  await refusal(hasty.send(new DescribeThingTypeCommand({ thingTypeName: 'type' })), ResourceNotFoundException);
});

test('groups form a hierarchy that things join and leave', async () => {
  const [root, child] = [uniqueName('house'), uniqueName('house-room')];
  const thingGroupProperties = {
    thingGroupDescription: 'a house',
    attributePayload: { attributes: { street: 'long' } },
  };
  const created = await iot.send(new CreateThingGroupCommand({ thingGroupName: root, thingGroupProperties }));
  assert.equal(created.thingGroupArn, arnOf(server, 'thinggroup', root));
  await iot.send(new CreateThingGroupCommand({ thingGroupName: child, parentGroupName: root }));
  const described = await iot.send(new DescribeThingGroupCommand({ thingGroupName: child }));
  assert.deepEqual(described.thingGroupMetadata?.rootToParentThingGroups, [
    { groupName: root, groupArn: created.thingGroupArn },
  ]);
  assert.ok(described.thingGroupMetadata?.creationDate instanceof Date);
  assert.equal(described.version, 1);
  const update = { thingGroupName: child, thingGroupProperties: { thingGroupDescription: 'a room' } };
  const refused = iot.send(new UpdateThingGroupCommand({ ...update, expectedVersion: 5 }));
  await refusal(refused, VersionConflictException);
  assert.equal((await iot.send(new UpdateThingGroupCommand(update))).version, 2);

  const thingName = uniqueName('lamp');
  const { thingArn } = await iot.send(new CreateThingCommand({ thingName }));
  await iot.send(new AddThingToThingGroupCommand({ thingGroupName: child, thingArn }));
  const members = paginateListThingsInThingGroup({ client: iot }, { thingGroupName: root, recursive: true });
  assert.deepEqual(await pagesOf(members, ({ things }) => things), [[thingName]]);
  await iot.send(new RemoveThingFromThingGroupCommand({ thingGroupName: child, thingName }));
  await iot.send(new UpdateThingGroupsForThingCommand({ thingName, thingGroupsToAdd: [root] }));
  const { thingGroups } = await iot.send(new ListThingGroupsForThingCommand({ thingName }));
  assert.deepEqual(thingGroups, [{ groupName: root, groupArn: created.thingGroupArn }]);

  const groups = paginateListThingGroups({ client: iot, pageSize: 1 }, { namePrefixFilter: root.slice(0, 5) });
  const names = (await pagesOf(groups, (page) => page.thingGroups)).flat().map(({ groupName }) => groupName);
  assert.ok(names.includes(root) && names.includes(child), names.join());
  await refusal(iot.send(new DeleteThingGroupCommand({ thingGroupName: root })), InvalidRequestException);
  for (const thingGroupName of [child, root]) await iot.send(new DeleteThingGroupCommand({ thingGroupName }));
  await refusal(iot.send(new DescribeThingGroupCommand({ thingGroupName: root })), ResourceNotFoundException);
});

test('a billing group holds things, one at most for each', async () => {
  const billingGroupName = uniqueName('payer');
  const created = await iot.send(
    new CreateBillingGroupCommand({
      billingGroupName,
      billingGroupProperties: { billingGroupDescription: 'who pays' },
      tags: [{ Key: 'cost', Value: '1' }],
    }),
  );
  assert.equal(created.billingGroupArn, arnOf(server, 'billinggroup', billingGroupName));
  const thingName = uniqueName('lamp');
  await iot.send(new CreateThingCommand({ thingName }));
  await iot.send(new AddThingToBillingGroupCommand({ billingGroupName, thingName }));
  assert.equal((await iot.send(new DescribeThingCommand({ thingName }))).billingGroupName, billingGroupName);
  const members = paginateListThingsInBillingGroup({ client: iot }, { billingGroupName });
  assert.deepEqual(await pagesOf(members, ({ things }) => things), [[thingName]]);
  await iot.send(new RemoveThingFromBillingGroupCommand({ billingGroupName, thingName }));

  const billingGroupProperties = { billingGroupDescription: 'nobody' };
  const changed = await iot.send(new UpdateBillingGroupCommand({ billingGroupName, billingGroupProperties }));
  assert.equal(changed.version, 2);
  const described = await iot.send(new DescribeBillingGroupCommand({ billingGroupName }));
  assert.deepEqual(described.billingGroupProperties, billingGroupProperties);
  assert.ok(described.billingGroupMetadata?.creationDate instanceof Date);
  const groups = paginateListBillingGroups({ client: iot }, { namePrefixFilter: billingGroupName });
  assert.deepEqual(await pagesOf(groups, (page) => page.billingGroups), [
    [{ groupName: billingGroupName, groupArn: created.billingGroupArn }],
  ]);
  await iot.send(new DeleteBillingGroupCommand({ billingGroupName, expectedVersion: 2 }));
  await refusal(iot.send(new DescribeBillingGroupCommand({ billingGroupName })), ResourceNotFoundException);
});

for (const [kind, operations] of Object.entries({
  thing: thingOperations,
  'thing type': thingTypeOperations,
  'thing group': thingGroupOperations,
  'billing group': billingGroupOperations,
})) {
  test(`every ${kind} operation was asked for`, () => assertAllAsked(client, operations));
}
