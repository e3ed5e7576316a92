/** Endpoints, event configurations, tags and signatures, through `@aws-sdk/client-iot`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CreateThingCommand,
  CreateThingGroupCommand,
  DescribeEndpointCommand,
  DescribeEventConfigurationsCommand,
  InvalidRequestException,
  IoTServiceException,
  ListThingsCommand,
  paginateListTagsForResource,
  ResourceNotFoundException,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateEventConfigurationsCommand,
} from '@aws-sdk/client-iot';
import { accountOperations } from '../../../src/contract/operations/account/index.ts';
import { tagOperations } from '../../../src/contract/operations/tag/index.ts';
import { uniqueName } from '../support/device.ts';
import { arnOf, assertAllAsked, iotClient, recordingClient, refusal } from '../support/iot-client.ts';
import { wireServer } from '../support/server.ts';

const server = await wireServer();
const client = recordingClient(server);
const { iot } = client;

test('the endpoints are the listeners', async () => {
  const addresses: Record<string, string | undefined> = {};
  for (const endpointType of ['iot:Data-ATS', 'iot:Data', 'iot:Jobs']) {
    const { endpointAddress } = await iot.send(new DescribeEndpointCommand({ endpointType }));
    addresses[endpointType] = endpointAddress;
  }
  assert.deepEqual(addresses, {
    'iot:Data-ATS': server.mqttHost,
    'iot:Data': server.mqttHost,
    'iot:Jobs': new URL(server.httpsEndpoint).host,
  });
  const unknown = new DescribeEndpointCommand({ endpointType: 'iot:Nothing' });
  await refusal(iot.send(unknown), InvalidRequestException);
});

test('events are switched on one by one', async () => {
  const switched = { THING_TYPE: { Enabled: true } };
  await iot.send(new UpdateEventConfigurationsCommand({ eventConfigurations: switched }));
  const answer = await iot.send(new DescribeEventConfigurationsCommand({}));
  assert.equal(Object.keys(answer.eventConfigurations ?? {}).length, 11);
  assert.equal(answer.eventConfigurations?.THING_TYPE?.Enabled, true);
  assert.equal(answer.eventConfigurations?.THING?.Enabled, false);
  assert.ok(answer.lastModifiedDate instanceof Date);
});

test('tags are added, replaced and removed', async () => {
  const thingGroupName = uniqueName('room');
  const tags = [{ Key: 'team', Value: 'blau & grün' }];
  const created = await iot.send(new CreateThingGroupCommand({ thingGroupName, tags }));
  const resourceArn = created.thingGroupArn;
  const more = [
    { Key: 'team', Value: 'red' },
    { Key: 'empty', Value: '' },
  ];
  await iot.send(new TagResourceCommand({ resourceArn, tags: more }));
  const all: Record<string, string | undefined> = {};
  for await (const page of paginateListTagsForResource({ client: iot }, { resourceArn })) {
    for (const { Key = '', Value } of page.tags ?? []) all[Key] = Value;
  }
  assert.deepEqual(all, { team: 'red', empty: '' });
  await iot.send(new UntagResourceCommand({ resourceArn, tagKeys: ['team', 'absent'] }));
  for await (const page of paginateListTagsForResource({ client: iot }, { resourceArn })) {
    assert.deepEqual(page.tags, [{ Key: 'empty', Value: '' }]);
  }
  const missing = arnOf(server, 'thinggroup', 'nowhere');
  await refusal(iot.send(new TagResourceCommand({ resourceArn: missing, tags: more })), ResourceNotFoundException);
  const thing = await iot.send(new CreateThingCommand({ thingName: uniqueName('lamp') }));
  await refusal(iot.send(new TagResourceCommand({ resourceArn: thing.thingArn, tags: more })), InvalidRequestException);
});

test('a wrong key and a wrong secret are refused by name', async () => {
  const strangers = {
    UnrecognizedClientException: { ...server, accessKeyId: 'AKIAAAAAAAAAAAAAAAAA' },
    InvalidSignatureException: { ...server, secretAccessKey: 'not the secret of that key' },
  };
  for (const [name, stranger] of Object.entries(strangers)) {
    const error = await refusal(iotClient(stranger).send(new ListThingsCommand({})), IoTServiceException);
    assert.equal(error.name, name);
    assert.equal(error.$metadata.httpStatusCode, 403);
  }
});

test('every operation on the account and on tags was asked for', () => {
  assertAllAsked(client, accountOperations);
  assertAllAsked(client, tagOperations);
});
