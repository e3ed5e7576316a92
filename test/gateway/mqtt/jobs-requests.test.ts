import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { JobsRejection } from '../../../src/contract/rejections.ts';
import type { DeviceOperations } from '../../../src/operations/device/device-operations.ts';
import { recordingOperations, START, startTestGateway } from './test-gateway.ts';

const jobs = '$aws/things/thing-1/jobs';
const seconds = Math.floor(START / 1000);

describe('A jobs request', () => {
  it('is answered on its literal topic, subscribed or not, with the document byte for byte', async (t) => {
    const client = await startTestGateway(t).connect('device');
    client.publish(`${jobs}/$next/get`, '{"clientToken":"c1"}');
    await client.next('puback');
    assert.deepEqual(await client.nextMessage(), {
      topic: `${jobs}/$next/get/accepted`,
      text:
        `{"clientToken":"c1","timestamp":${seconds},"execution":{"jobId":"job-1","status":"QUEUED","queuedAt":${seconds - 1},` +
        `"lastUpdatedAt":${seconds - 1},"versionNumber":1,"executionNumber":1,"jobDocument":{ "a" : 1.0 }}}`,
    });
  });

  it('is heard by the service only, and so is its reply by the one that asked', async (t) => {
    const gateway = startTestGateway(t);
    const listener = await gateway.connect('listener');
    await listener.subscribe(['$aws/#', `${jobs}/#`, `${jobs}/get/accepted`]);
    const client = await gateway.connect('device');
    await listener.next('publish'); // the presence event
    client.publish(`${jobs}/get`, '');
    await client.next('puback');
    await client.next('publish');
    assert.deepEqual(await listener.settled(), []);
  });

  it('has one reply, at the highest QoS that the asker was granted for it, else at 0', async (t) => {
    const client = await startTestGateway(t).connect('device');
    client.publish(`${jobs}/get`, '', { qos: 0 });
    assert.equal((await client.next('publish')).qos, 0);
    client.publish(`${jobs}/get`, '');
    await client.next('puback');
    assert.equal((await client.next('publish')).qos, 0);
    await client.subscribe([`${jobs}/get/+`, `${jobs}/#`], { qos: 0 });
    client.publish(`${jobs}/get`, '');
    await client.next('puback');
    assert.equal((await client.next('publish')).qos, 0);
    await client.subscribe(`${jobs}/get/accepted`, { qos: 1 });
    client.publish(`${jobs}/get`, '', { qos: 0 });
    assert.equal((await client.next('publish')).qos, 1);
    assert.deepEqual(await client.settled(), []);
  });

  it('is answered 150 times to a device that neither subscribes nor acknowledges', async (t) => {
    const client = await startTestGateway(t).connect('device');
    for (let count = 0; count < 150; count += 1) {
      client.publish(`${jobs}/get`, `{"clientToken":"${count}"}`);
      await client.next('puback');
      assert.match((await client.next('publish')).payload.toString(), new RegExp(`"clientToken":"${count}"`));
    }
  });

  it('gives the operation what topic and payload say, numbers and booleans also as text', async (t) => {
    const operations = recordingOperations();
    const client = await startTestGateway(t, operations).connect('device');
    const thingName = 'thing-1';
    const cases = [
      ['get', '{"thingName":"other","namespaceId":"other"}', { thingName }],
      [
        'start-next',
        '{"statusDetails":{"a":"b"},"stepTimeoutInMinutes":"7"}',
        { thingName, statusDetails: { a: 'b' }, stepTimeoutInMinutes: 7 },
      ],
      [
        'j/get',
        '{"executionNumber":"2","includeJobDocument":"false"}',
        { thingName, jobId: 'j', executionNumber: 2, includeJobDocument: false },
      ],
      ['$next/namespace-ns/get', '', { thingName, jobId: '$next', namespaceId: 'ns' }],
      [
        'j/update',
        '{"status":"FAILED","expectedVersion":"3","jobId":"other"}',
        { thingName, jobId: 'j', status: 'FAILED', expectedVersion: 3 },
      ],
      [
        'j/namespace-ns/update',
        '{"status":"SUCCEEDED"}',
        { thingName, jobId: 'j', namespaceId: 'ns', status: 'SUCCEEDED' },
      ],
    ] as const;
    for (const [tail, payload, expected] of cases) {
      client.publish(`${jobs}/${tail}`, payload, { qos: 0 });
      assert.equal((await client.next('publish')).topic, `${jobs}/${tail}/accepted`);
      assert.deepEqual(JSON.parse(JSON.stringify(operations.inputs.at(-1))), expected);
    }
  });

  const rejected: readonly [what: string, tail: string, payload: string | Buffer, code: string, token?: string][] = [
    ['a payload that is not JSON', 'get', '{"clientToken":"c"', 'InvalidJson'],
    ['a payload that is not UTF-8', 'get', Buffer.from('{"clientToken":"\xff"}', 'latin1'), 'InvalidJson'],
    ['a payload that is no object', 'get', '[]', 'InvalidJson'],
    ['a client token that is no string', 'get', '{"clientToken":1}', 'InvalidRequest'],
    ['an update without a payload', 'j/update', '', 'InvalidRequest'],
    ['an update without a status', 'j/update', '{"clientToken":"c"}', 'InvalidRequest', 'c'],
    ['a status that devices do not set', 'j/update', '{"status":"CANCELED"}', 'InvalidRequest'],
    [
      'details that are no strings',
      'j/update',
      '{"status":"FAILED","statusDetails":{"a":1},"clientToken":"c"}',
      'InvalidRequest',
      'c',
    ],
    ['a number that is none', 'j/update', '{"status":"FAILED","expectedVersion":"two"}', 'InvalidRequest'],
    ['a step time-out beyond a week', 'start-next', '{"stepTimeoutInMinutes":10081}', 'InvalidRequest'],
    ['a job id that cannot be', 'a.b/get', '{}', 'InvalidRequest'],
    ['a namespace that cannot be', 'j/namespace-/get', '{}', 'InvalidRequest'],
    ['a topic of no operation', 'put', '{"clientToken":"c"}', 'InvalidTopic'],
    ['an update of $next', '$next/update', '{"status":"FAILED"}', 'InvalidTopic'],
  ];
  for (const [what, tail, payload, code, token] of rejected) {
    it(`is rejected with ${code} for ${what}`, async (t) => {
      const client = await startTestGateway(t).connect('device', { protocolVersion: 5 });
      client.publish(`${jobs}/${tail}`, payload);
      assert.equal((await client.next('puback')).reasonCode, 0);
      const { topic, text } = await client.nextMessage();
      const body = JSON.parse(text) as Record<string, unknown>;
      assert.equal(topic, `${jobs}/${tail}/rejected`);
      assert.deepEqual([body['code'], body['timestamp'], body['clientToken']], [code, seconds, token]);
      assert.notEqual(body['message'], '');
    });
  }

  it('says what is missing in the words of the service', async (t) => {
    const client = await startTestGateway(t).connect('device');
    client.publish(`${jobs}/j/update`, '{}', { qos: 0 });
    assert.match(
      (await client.nextMessage()).text,
      /Value null at 'status' failed to satisfy constraint: Member must not be null/,
    );
  });

  it('is rejected as the operation says, with the state of the execution', async (t) => {
    const operations: DeviceOperations = {
      ...recordingOperations(),
      UpdateJobExecution: () =>
        Promise.reject(
          new JobsRejection('VersionMismatch', 'Expected version 99 but found version 1', {
            status: 'QUEUED',
            versionNumber: 1,
          }),
        ),
    };
    const client = await startTestGateway(t, operations).connect('device');
    client.publish(`${jobs}/j/update`, '{"status":"FAILED","clientToken":"c2"}', { qos: 0 });
    assert.equal(
      (await client.nextMessage()).text,
      `{"code":"VersionMismatch","message":"Expected version 99 but found version 1","timestamp":${seconds},` +
        '"executionState":{"status":"QUEUED","versionNumber":1},"clientToken":"c2"}',
    );
  });

  it('is rejected with InternalError, without detail, when the operation fails', async (t) => {
    const failures = [
      () => Promise.reject(new Error('secret')),
      () => {
        throw new Error('secret');
      },
    ];
    for (const GetPendingJobExecutions of failures) {
      const client = await startTestGateway(t, { ...recordingOperations(), GetPendingJobExecutions }).connect('device');
      client.publish(`${jobs}/get`, '', { qos: 0 });
      const { text } = await client.nextMessage();
      assert.match(text, /"code":"InternalError"/);
      assert.doesNotMatch(text, /secret/);
    }
  });
});

/** Operations whose lists come when they are let go, one by one. */
function heldOperations() {
  const waiting: (() => void)[] = [];
  let started = 0;
  const operations: DeviceOperations = {
    ...recordingOperations(),
    async GetPendingJobExecutions() {
      started += 1;
      await new Promise<void>((resolve) => waiting.push(resolve));
      return { inProgressJobs: [], queuedJobs: [] };
    },
  };
  return { operations, waiting, started: () => started };
}

describe('Requests that are worked on', () => {
  it('may be answered in another order, but are acknowledged in theirs', async (t) => {
    const { operations, waiting } = heldOperations();
    const client = await startTestGateway(t, operations).connect('device');
    const first = client.publish(`${jobs}/get`, '{"clientToken":"1"}');
    const second = client.publish(`${jobs}/get`, '{"clientToken":"2"}');
    await client.settled();
    waiting[1]?.();
    assert.match((await client.nextMessage()).text, /"clientToken":"2"/);
    waiting[0]?.();
    assert.equal((await client.next('puback')).messageId, first);
    assert.equal((await client.next('puback')).messageId, second);
    assert.match((await client.nextMessage()).text, /"clientToken":"1"/);
  });

  it('are acknowledged after a second or two even if they are not answered', async (t) => {
    const { operations, waiting } = heldOperations();
    const gateway = startTestGateway(t, operations);
    const client = await gateway.connect('device');
    const messageId = client.publish(`${jobs}/get`);
    await client.settled();
    gateway.watch(performance.now());
    gateway.watch(performance.now());
    assert.equal((await client.next('puback')).messageId, messageId);
    waiting[0]?.();
    assert.equal((await client.next('publish')).topic, `${jobs}/get/accepted`);
  });

  it('are at most 100 of one connection; then nothing more is read until one is answered', async (t) => {
    const { operations, waiting, started } = heldOperations();
    const gateway = startTestGateway(t, operations);
    const client = await gateway.connect('device');
    for (let count = 0; count < 101; count += 1) client.publish(`${jobs}/get`, '', { qos: 0 });
    const other = await gateway.connect('other');
    await other.settled();
    assert.equal(started(), 100);
    gateway.watch(performance.now() + 3_600_000);
    waiting[0]?.();
    await client.next('publish');
    assert.equal(started(), 101);
  });

  it('are answered to nobody when their connection is gone', async (t) => {
    const { operations, waiting } = heldOperations();
    const gateway = startTestGateway(t, operations);
    const client = await gateway.connect('device', { clean: false });
    client.publish(`${jobs}/get`);
    await client.settled();
    const again = await gateway.connect('device', { clean: false });
    waiting[0]?.();
    assert.deepEqual(await again.settled(), []);
  });

  it('leave no reply for the next connection that the last one did not acknowledge', async (t) => {
    const gateway = startTestGateway(t);
    const client = await gateway.connect('device', { clean: false });
    await client.subscribe(`${jobs}/get/accepted`);
    client.publish(`${jobs}/get`);
    await client.next('puback');
    assert.equal((await client.next('publish')).qos, 1);
    const again = await gateway.connect('device', { clean: false });
    assert.deepEqual(await again.settled(), []);
  });
});
