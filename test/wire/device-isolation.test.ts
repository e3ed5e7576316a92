/**
 * A device can never read, take, update or learn of another thing's jobs: every topic and route, with every wildcard, from
 * the wrong certificate, with the policy that the documentation gives.
 */
import assert from 'node:assert/strict';
import { before, describe, type TestContext, test } from 'node:test';
import { DescribeJobExecutionCommand } from '@aws-sdk/client-iot';
import type { Device } from './support/device.ts';
import { iotClient } from './support/iot-client.ts';
import { queueJob } from './support/jobs.ts';
import {
  callAs,
  connectAs,
  createDeviceWith,
  createPolicy,
  dial,
  documentedStatements,
} from './support/policy-device.ts';
import { wireServer } from './support/server.ts';
import { within } from './support/within.ts';

const server = await wireServer();
const iot = iotClient(server);

let victim: Device;
/** Its thing's name begins like the victim's. */
let thief: Device;
let jobId: string;

before(async () => {
  const policyName = await createPolicy(iot, documentedStatements);
  const ownCalls = { Effect: 'Allow', Action: 'iotjobsdata:*', Resource: 'arn:aws:iot:*:*:thing/isolated' };
  thief = await createDeviceWith(iot, [policyName, await createPolicy(iot, [ownCalls])], 'isolated');
  victim = await createDeviceWith(iot, [policyName], 'isolated-victim');
  jobId = await queueJob(iot, victim);
});

/** Everything below `$aws/things/T/jobs/` that means something. */
function jobsTopics(thingName: string): string[] {
  const requests = ['get', 'start-next', '$next/get', `${jobId}/get`, `${jobId}/update`, `${jobId}/namespace-n/update`];
  const replies = requests.flatMap((request) => [`${request}/accepted`, `${request}/rejected`]);
  const notifications = [
    'notify',
    'notify-next',
    'notify-namespace-n',
    'notify-next-namespace-n',
    `${jobId}/notify-namespace-n`,
  ];
  return [...requests, ...replies, ...notifications].map((end) => `$aws/things/${thingName}/jobs/${end}`);
}

/** A topic with `+` in every set of places, and `#` in every place. */
function filtersOf(topic: string): string[] {
  const levels = topic.split('/');
  const filters: string[] = [];
  for (let places = 0; places < 2 ** levels.length; places += 1) {
    filters.push(levels.map((level, index) => ((places >> index) & 1 ? '+' : level)).join('/'));
  }
  for (let length = 0; length <= levels.length; length += 1) filters.push([...levels.slice(0, length), '#'].join('/'));
  return filters;
}

function everyFilter(): string[] {
  const filters = new Set(jobsTopics(victim.thingName).flatMap(filtersOf));
  for (const filter of [...filters]) if (!filter.includes('+')) filters.add(`$share/g/${filter}`);
  for (const name of ['isolated#', 'isolated+', `${thief.thingName}/../${victim.thingName}`]) {
    filters.add(`$aws/things/${name}/jobs/#`);
  }
  filters.add('$aws/events/#').add('$aws/events/presence/connected/+').add('$aws/events/jobExecution/#');
  return [...filters];
}

/** What the thief has received, once everything that was on its way is here: its own request is answered after it. */
async function received(client: Awaited<ReturnType<typeof connectAs>>): Promise<string[]> {
  const own = `$aws/things/${thief.thingName}/jobs/get`;
  client.publish(own, '{}', { qos: 0 });
  const topics: string[] = [];
  for (;;) {
    const { topic } = await within(client.next('publish'), 'the own request is answered');
    if (topic === `${own}/accepted`) return topics;
    topics.push(topic);
  }
}

async function assertUntouched(): Promise<void> {
  const { execution } = await iot.send(new DescribeJobExecutionCommand({ jobId, thingName: victim.thingName }));
  assert.deepEqual([execution?.status, execution?.versionNumber], ['QUEUED', 1]);
}

describe('with the certificate of another thing', () => {
  test('nobody connects as somebody else', async (context) => {
    for (const clientId of [victim.thingName, 'x', `${thief.thingName}+`, '*', 'x${iot:Connection.Thing.ThingName}']) {
      const client = await dial(context, server, thief, 5);
      client.connect(clientId);
      assert.equal((await within(client.next('connack'), 'the CONNECT is answered')).reasonCode, 0x87, clientId);
      await within(client.closed, 'the connection is closed');
    }
  });

  test('no will is left on a topic of somebody else', async (context) => {
    const client = await dial(context, server, thief, 5);
    const topic = `$aws/things/${victim.thingName}/jobs/get`;
    client.connect(thief.thingName, { will: { topic: 'a/will', payload: Buffer.of(), qos: 0, retain: false } });
    assert.equal((await within(client.next('connack'), 'the CONNECT is answered')).reasonCode, 0x87);
    const other = await dial(context, server, thief, 5);
    other.connect(thief.thingName, { will: { topic, payload: Buffer.of(), qos: 0, retain: false } });
    assert.notEqual((await within(other.next('connack'), 'the CONNECT is answered')).reasonCode, 0);
  });

  test('no filter is granted that could match a topic of somebody else', async (context) => {
    const client = await connectAs(context, server, thief);
    const filters = everyFilter();
    assert.ok(filters.length > 500);
    for (let start = 0; start < filters.length; start += 8) {
      const chunk = filters.slice(start, start + 8);
      const codes = await within(client.subscribe(chunk), 'the SUBSCRIBE is answered');
      for (const [index, code] of codes.entries()) assert.ok(code >= 0x80, `${chunk[index]} was granted`);
    }
    await assertNothingIsLearnt(context, client);
  });

  test('a 3.1.1 connection ends with the first such filter', async (context) => {
    const client = await connectAs(context, server, thief, 4);
    const subscriptions = [{ topic: '$aws/things/+/jobs/notify-next', qos: 1 as const }];
    client.send({ cmd: 'subscribe', messageId: 1, subscriptions });
    await within(client.closed, 'the connection is closed');
    assert.equal(await client.nextOfAll(), undefined);
  });

  test('nothing can be published to a topic of somebody else', async (context) => {
    const client = await connectAs(context, server, thief);
    const own = `$aws/things/${thief.thingName}/jobs`;
    const topics = [...jobsTopics(victim.thingName), `${own}/../../${victim.thingName}/jobs/start-next`, 'a/b'];
    for (const topic of topics) {
      client.publish(topic, JSON.stringify({ status: 'SUCCEEDED', clientToken: 'x' }));
      const packet = await within(client.nextOfAll(), `${topic} is answered`);
      const isRefused = packet?.cmd === 'puback' && (packet.reasonCode ?? 0) >= 0x80;
      const isRejected =
        packet?.cmd === 'publish' && packet.topic.endsWith('/rejected') && packet.topic.startsWith(own);
      assert.ok(isRefused || isRejected, `${topic}: ${JSON.stringify(packet)}`);
      if (isRejected) {
        client.acknowledge(packet.messageId);
        await client.next('puback');
      }
    }
    await assertUntouched();
  });

  test('no route answers but with ForbiddenException, whether the job exists or not', async () => {
    const thing = `/things/${victim.thingName}`;
    const routes: readonly (readonly [string, string, object?])[] = [
      ['GET', `${thing}/jobs`],
      ['PUT', `${thing}/jobs/$next`],
      ['PUT', `${thing}/jobs/%24next`],
      ['GET', `${thing}/jobs/$next`],
      ['GET', `${thing}/jobs/${jobId}`],
      ['GET', `${thing}/jobs/${jobId}?includeJobDocument=true&executionNumber=1`],
      ['GET', `${thing}/jobs/none`],
      ['POST', `${thing}/jobs/${jobId}`, { status: 'SUCCEEDED' }],
      ['POST', `${thing}/jobs/none`, { status: 'SUCCEEDED' }],
      ['GET', '/things/none/jobs'],
      ['GET', `/things/isolated%2Dvictim/jobs/${jobId}`],
      ['GET', `/jobs/${jobId}`],
      ['DELETE', `/jobs/${jobId}`],
      ['GET', thing],
      ['GET', `/x${thing}/permissions`],
    ];
    for (const [method, path, body] of routes) {
      const { status, errorType } = await callAs(server, thief, method, path, body);
      assert.deepEqual([status, errorType], [403, 'ForbiddenException'], `${method} ${path}`);
    }
    await assertUntouched();
    assert.equal((await callAs(server, thief, 'GET', `/things/${thief.thingName}/jobs`)).status, 200);
  });

  test('even who may subscribe to everything receives only what is his', async (context) => {
    const everyFilterAllowed = { Effect: 'Allow', Action: 'iot:Subscribe', Resource: '*' };
    const policies = [await createPolicy(iot, documentedStatements), await createPolicy(iot, [everyFilterAllowed])];
    const reader = await createDeviceWith(iot, policies);
    const client = await connectAs(context, server, reader);
    const filters = ['#', '$aws/#', '$aws/things/+/jobs/#', `$aws/things/${victim.thingName}/jobs/notify-next`];
    assert.ok((await client.subscribe(filters)).every((code) => code < 0x80));
    await queueJob(iot, victim);
    await queueJob(iot, reader);
    const { topic } = await within(client.next('publish'), 'its own notification arrives');
    assert.ok(topic.startsWith(`$aws/things/${reader.thingName}/jobs/`), topic);
  });
});

/** Lets something happen to the victim, and looks whether the thief hears of it. */
async function assertNothingIsLearnt(
  context: TestContext,
  client: Awaited<ReturnType<typeof connectAs>>,
): Promise<void> {
  const own = await connectAs(context, server, victim);
  const notify = `$aws/things/${victim.thingName}/jobs/notify`;
  assert.deepEqual(await own.subscribe(notify), [1]);
  await queueJob(iot, victim);
  assert.equal((await within(own.nextMessage(), 'the victim is notified')).topic, notify);
  assert.deepEqual(await received(client), []);
}
