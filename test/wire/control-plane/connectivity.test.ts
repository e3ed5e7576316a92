/** Who is connected, as the fleet index and a continuous job over a dynamic group see it, through AWS's client and MQTT.js. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CreateDynamicThingGroupCommand,
  CreateJobCommand,
  CreateThingCommand,
  DescribeIndexCommand,
  IndexNotReadyException,
  ListJobExecutionsForThingCommand,
  SearchIndexCommand,
  UpdateIndexingConfigurationCommand,
} from '@aws-sdk/client-iot';
import { createDevice, createIdentity } from '../support/device.ts';
import { iotClient } from '../support/iot-client.ts';
import { DOCUMENT } from '../support/jobs.ts';
import { connectMqtt } from '../support/mqtt-client.ts';
import { presigned } from '../support/presigned.ts';
import { startServer } from '../support/server.ts';
import { eventually } from '../support/within.ts';

test('a device that connects is found, and joins a group of those that are connected', async (context) => {
  // Its own server: others switch the same index to something else.
  const server = await startServer();
  const iot = iotClient(server);
  const device = await createDevice(iot);
  const { thingName } = device;
  const client = await connectMqtt(context, server, device, 5, { clientId: thingName });
  const thingIndexingConfiguration = {
    thingIndexingMode: 'REGISTRY' as const,
    thingConnectivityIndexingMode: 'STATUS' as const,
  };
  await iot.send(new UpdateIndexingConfigurationCommand({ thingIndexingConfiguration }));
  const { schema } = await iot.send(new DescribeIndexCommand({ indexName: 'AWS_Things' }));
  assert.equal(schema, 'REGISTRY_AND_CONNECTIVITY_STATUS');
  const queryString = 'connectivity.connected:true';
  const created = await iot.send(new CreateDynamicThingGroupCommand({ thingGroupName: 'online', queryString }));
  await iot.send(
    new CreateJobCommand({
      jobId: 'whoever-is-online',
      targets: [created.thingGroupArn ?? ''],
      targetSelection: 'CONTINUOUS',
      document: DOCUMENT,
    }),
  );
  const executionStatuses = async () => {
    const { executionSummaries } = await iot.send(new ListJobExecutionsForThingCommand({ thingName }));
    return (executionSummaries ?? []).map((summary) => summary.jobExecutionSummary?.status);
  };
  await eventually(executionStatuses, (statuses) => statuses.includes('QUEUED'));

  const endedAt = Date.now();
  await client.end();
  const { things } = await eventually(
    () => iot.send(new SearchIndexCommand({ queryString: 'connectivity.disconnectReason:client*' })),
    (found) => (found.things ?? []).length > 0,
  );
  const [thing] = things ?? [];
  assert.equal(thing?.thingName, thingName);
  assert.equal(thing?.connectivity?.connected, false);
  assert.equal(thing?.connectivity?.disconnectReason, 'CLIENT_INITIATED_DISCONNECT');
  const age = Math.abs(Number(thing?.connectivity?.timestamp) - endedAt);
  assert.ok(age < 60_000, 'the time is in milliseconds');
  await eventually(executionStatuses, (statuses) => statuses.includes('REMOVED'));
});

test('a device is connected by its client id, also over a signed WebSocket or with a certificate of no thing', async (context) => {
  const server = await startServer();
  const iot = iotClient(server);
  const thingIndexingConfiguration = {
    thingIndexingMode: 'REGISTRY' as const,
    thingConnectivityIndexingMode: 'STATUS' as const,
  };
  await iot.send(new UpdateIndexingConfigurationCommand({ thingIndexingConfiguration }));
  for (const thingName of ['signed', 'unattached', 'other']) await iot.send(new CreateThingCommand({ thingName }));
  const { hostname: host, port, search } = new URL(await presigned(server, new URL(server.httpsEndpoint)));
  const webSocket = { protocol: 'wss', host, port: Number(port), path: `/mqtt${search}` } as const;
  const signed = await connectMqtt(context, server, undefined, 5, {
    ...webSocket,
    wsOptions: { ca: server.ca },
    clientId: 'signed',
  });
  const unattached = await connectMqtt(context, server, await createIdentity(iot), 4, { clientId: 'unattached' });

  const connected = async () => {
    const { things } = await iot.send(new SearchIndexCommand({ queryString: 'connectivity.connected:true' }));
    return (things ?? []).map(({ thingName }) => thingName);
  };
  const isBuilding = (error: unknown) => error instanceof IndexNotReadyException;
  const found = () => connected().catch((error: unknown) => (isBuilding(error) ? [] : Promise.reject(error)));
  assert.deepEqual(await eventually(found, (names) => names.length > 1), ['signed', 'unattached']);
  await signed.end();
  assert.deepEqual(await eventually(connected, (names) => names.length < 2), ['unattached']);
  await unattached.end();
  assert.deepEqual(await eventually(connected, (names) => names.length < 1), []);
});
