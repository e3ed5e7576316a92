/** The fleet index and the thing groups that follow it, through `@aws-sdk/client-iot`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CreateDynamicThingGroupCommand,
  CreateThingCommand,
  DeleteDynamicThingGroupCommand,
  DescribeIndexCommand,
  DescribeThingGroupCommand,
  GetIndexingConfigurationCommand,
  InvalidQueryException,
  ListIndicesCommand,
  ListThingsInThingGroupCommand,
  ResourceNotFoundException,
  SearchIndexCommand,
  UpdateDynamicThingGroupCommand,
  UpdateIndexingConfigurationCommand,
} from '@aws-sdk/client-iot';
import { dynamicThingGroupOperations } from '../../../src/contract/operations/dynamic-thing-group/index.ts';
import { indexOperations } from '../../../src/contract/operations/fleet-index/index.ts';
import { uniqueName } from '../support/device.ts';
import { assertAllAsked, recordingClient, refusal } from '../support/iot-client.ts';
import { wireServer } from '../support/server.ts';
import { eventually } from '../support/within.ts';

const client = recordingClient(await wireServer());
const { iot } = client;
const indexName = 'AWS_Things';

/** Switches the index on and waits until it can be searched. */
async function switchOn(): Promise<void> {
  const thingIndexingConfiguration = { thingIndexingMode: 'REGISTRY' as const };
  await iot.send(new UpdateIndexingConfigurationCommand({ thingIndexingConfiguration }));
  await eventually(
    () => iot.send(new DescribeIndexCommand({ indexName })),
    ({ indexStatus }) => indexStatus === 'ACTIVE',
  );
}

async function createThing(colour: string): Promise<string> {
  const thingName = uniqueName('indexed');
  await iot.send(new CreateThingCommand({ thingName, attributePayload: { attributes: { colour } } }));
  return thingName;
}

test('the index finds things by what the registry knows', async () => {
  await switchOn();
  const { thingIndexingConfiguration } = await iot.send(new GetIndexingConfigurationCommand({}));
  assert.equal(thingIndexingConfiguration?.thingIndexingMode, 'REGISTRY');
  assert.deepEqual((await iot.send(new ListIndicesCommand({}))).indexNames, [indexName]);
  const thingName = await createThing('violet');
  const { things } = await eventually(
    () => iot.send(new SearchIndexCommand({ queryString: 'attributes.colour:violet' })),
    (answer) => (answer.things ?? []).length > 0,
  );
  assert.deepEqual(
    things?.map((thing) => [thing.thingName, thing.attributes]),
    [[thingName, { colour: 'violet' }]],
  );
  await refusal(iot.send(new SearchIndexCommand({ queryString: 'attributes.colour:[a' })), InvalidQueryException);
});

test('a dynamic group holds what its query finds, now and later', async () => {
  await switchOn();
  const [first, other] = [await createThing('ochre'), await createThing('umber')];
  const thingGroupName = uniqueName('dynamic');
  const query = { thingGroupName, queryString: 'attributes.colour:ochre' };
  const created = await iot.send(new CreateDynamicThingGroupCommand(query));
  assert.equal(created.indexName, indexName);
  await membersAre([first]);
  const second = await createThing('ochre');
  await membersAre([first, second]);
  const update = { thingGroupName, thingGroupProperties: {}, queryString: 'attributes.colour:umber' };
  assert.equal((await iot.send(new UpdateDynamicThingGroupCommand(update))).version, 2);
  await membersAre([other]);
  await iot.send(new DeleteDynamicThingGroupCommand({ thingGroupName }));
  await refusal(iot.send(new DescribeThingGroupCommand({ thingGroupName })), ResourceNotFoundException);

  async function membersAre(names: readonly string[]): Promise<void> {
    await eventually(
      () => iot.send(new ListThingsInThingGroupCommand({ thingGroupName })),
      ({ things }) => [...(things ?? [])].sort().join() === [...names].sort().join(),
    );
  }
});

test('every operation on the index and on dynamic groups was asked for', () => {
  assertAllAsked(client, indexOperations);
  assertAllAsked(client, dynamicThingGroupOperations);
});
