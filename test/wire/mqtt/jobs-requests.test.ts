/**
 * Every request of the jobs API and its reply as MQTT.js sees them: topics, payloads, and who gets what
 * (docs/service/devices.md#topics-of-requests).
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createDevice, createIdentity } from '../support/device.ts';
import { iotClient } from '../support/iot-client.ts';
import { DOCUMENT, queueJob } from '../support/jobs.ts';
import { connectMqtt, nameOf, versions } from '../support/mqtt-client.ts';
import { wireServer } from '../support/server.ts';

const server = await wireServer();
const iot = iotClient(server);

/** Takes the times out, which are seconds of now. */
function withoutTimes(value: Record<string, unknown>): Record<string, unknown> {
  const names = ['timestamp', 'queuedAt', 'startedAt', 'lastUpdatedAt'];
  for (const name of names.filter((candidate) => candidate in value)) {
    const time = value[name];
    assert.ok(Number.isInteger(time) && Math.abs(Number(time) - Date.now() / 1000) < 60, `${name} is ${time}`);
  }
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}

/** The member that is an object. */
function member(value: Record<string, unknown>, name: string): Record<string, unknown> {
  assert.ok(value[name] !== null && typeof value[name] === 'object', `${name} is ${value[name]}`);
  return value[name] as Record<string, unknown>;
}

for (const version of versions) {
  describe(`requests over ${nameOf(version)}`, () => {
    test('are answered on their own topics, to the one who asked, once', async (context) => {
      const device = await createDevice(iot);
      const jobs = `$aws/things/${device.thingName}/jobs`;
      const jobId = await queueJob(iot, device, { timeoutConfig: { inProgressTimeoutInMinutes: 60 } });
      const asker = await connectMqtt(context, server, device, version);
      const witness = await connectMqtt(context, server, await createIdentity(iot), version);
      await witness.subscribe(`${jobs}/#`, `${jobs}/+/+/accepted`);
      // Without any subscription at first: a reply needs none.
      await asker.publish(`${jobs}/get`, { clientToken: 'one' });
      const pending = await asker.take(`${jobs}/get/accepted`);
      const { queuedJobs, ...rest } = withoutTimes(pending);
      assert.deepEqual(rest, { clientToken: 'one', inProgressJobs: [] });
      assert.deepEqual((queuedJobs as Record<string, unknown>[]).map(withoutTimes), [
        { jobId, executionNumber: 1, versionNumber: 1 },
      ]);

      await asker.subscribe(`${jobs}/+/get/+`, `${jobs}/#`);
      await asker.publish(`${jobs}/$next/get`, '');
      const next = withoutTimes(await asker.take(`${jobs}/$next/get/accepted`));
      assert.deepEqual(Object.keys(next), ['execution']);
      assert.deepEqual(withoutTimes(member(next, 'execution')), {
        jobId,
        status: 'QUEUED',
        versionNumber: 1,
        executionNumber: 1,
        jobDocument: JSON.parse(DOCUMENT),
      });

      await asker.publish(`${jobs}/start-next`, { statusDetails: { step: '1' }, clientToken: 'two' });
      const started = await asker.inbox.take('start-next', ({ topic }) => topic === `${jobs}/start-next/accepted`);
      assert.ok(started.payload.includes(`"jobDocument":${DOCUMENT}`), started.payload);
      const execution = member(JSON.parse(started.payload), 'execution');
      const { approximateSecondsBeforeTimedOut: seconds, ...state } = withoutTimes(execution);
      assert.ok(Number(seconds) > 3_500 && Number(seconds) <= 3_600, String(seconds));
      assert.deepEqual(state, {
        jobId,
        status: 'IN_PROGRESS',
        statusDetails: { step: '1' },
        versionNumber: 2,
        executionNumber: 1,
        jobDocument: JSON.parse(DOCUMENT),
      });

      await asker.publish(`${jobs}/${jobId}/get`, { includeJobDocument: false, executionNumber: '1' });
      const described = member(await asker.take(`${jobs}/${jobId}/get/accepted`), 'execution');
      assert.equal('jobDocument' in described, false);
      const update = { status: 'SUCCEEDED', expectedVersion: '2', clientToken: 'three' };
      await asker.publish(`${jobs}/${jobId}/update`, {
        ...update,
        includeJobExecutionState: true,
        includeJobDocument: true,
      });
      assert.deepEqual(withoutTimes(await asker.take(`${jobs}/${jobId}/update/accepted`)), {
        clientToken: 'three',
        executionState: { status: 'SUCCEEDED', statusDetails: { step: '1' }, versionNumber: 3 },
        jobDocument: JSON.parse(DOCUMENT),
      });
      await asker.publish(`${jobs}/start-next`, {}, { qos: 0 });
      assert.deepEqual(withoutTimes(await asker.take(`${jobs}/start-next/accepted`)), {});

      // What is left are the two notifications of the end, which everybody who subscribed gets.
      for (const client of [asker, witness]) {
        await client.take(`${jobs}/notify`);
        await client.take(`${jobs}/notify-next`);
        assert.deepEqual(await client.rest(), []);
      }
    });

    test('of a namespace are answered on its topics', async (context) => {
      const device = await createDevice(iot);
      const jobs = `$aws/things/${device.thingName}/jobs`;
      const jobId = await queueJob(iot, device, { namespaceId: 'ns-1' });
      const asker = await connectMqtt(context, server, device, version);
      const ask = async (topic: string, payload: unknown, outcome: string) => {
        await asker.publish(`${jobs}/${topic}`, payload);
        return asker.take(`${jobs}/${topic}/${outcome}`);
      };
      const next = await ask('$next/namespace-ns-1/get', { jobId: '$next', thingName: device.thingName }, 'accepted');
      assert.equal(member(next, 'execution')['jobId'], jobId);
      assert.deepEqual(withoutTimes(await ask('$next/get', {}, 'accepted')), {});
      const described = await ask(`${jobId}/namespace-ns-1/get`, {}, 'accepted');
      assert.equal(member(described, 'execution')['status'], 'QUEUED');
      assert.equal((await ask(`${jobId}/namespace-other/get`, {}, 'rejected'))['code'], 'ResourceNotFound');
      await ask(`${jobId}/namespace-ns-1/update`, { status: 'IN_PROGRESS' }, 'accepted');
      const wrong = await ask(`${jobId}/namespace-ns-1/update`, { status: 'FAILURE' }, 'rejected');
      assert.equal(wrong['code'], 'InvalidRequest');
      await ask(`${jobId}/update`, { status: 'SUCCEEDED' }, 'accepted');
    });

    test('that cannot be served are rejected by name', async (context) => {
      const device = await createDevice(iot);
      const jobs = `$aws/things/${device.thingName}/jobs`;
      const jobId = await queueJob(iot, device);
      const asker = await connectMqtt(context, server, device, version);
      const reject = async (topic: string, payload: unknown) => {
        await asker.publish(topic, payload);
        return withoutTimes(await asker.take(`${topic}/rejected`));
      };
      const update = `${jobs}/${jobId}/update`;
      assert.deepEqual(await reject(update, { status: 'SUCCEEDED', expectedVersion: 99, clientToken: 'c' }), {
        clientToken: 'c',
        code: 'VersionMismatch',
        message: 'Expected version 99 but found version 1',
        executionState: { status: 'QUEUED', versionNumber: 1 },
      });
      const codes: readonly (readonly [topic: string, payload: unknown, code: string])[] = [
        [update, '{"status":', 'InvalidJson'],
        [update, '[]', 'InvalidJson'],
        [update, {}, 'InvalidRequest'],
        [update, { status: 'QUEUED' }, 'InvalidRequest'],
        [update, { status: 'IN_PROGRESS', statusDetails: { step: 1 } }, 'InvalidRequest'],
        [update, { status: 'IN_PROGRESS', stepTimeoutInMinutes: 0 }, 'InvalidRequest'],
        [`${jobs}/start-next`, { clientToken: 7 }, 'InvalidRequest'],
        [`${jobs}/nothing/get`, {}, 'ResourceNotFound'],
        [`${jobs}/nothing/update`, { status: 'FAILED' }, 'ResourceNotFound'],
        ['$aws/things/nobody/jobs/get', {}, 'ResourceNotFound'],
        ['$aws/things/nobody/jobs/start-next', {}, 'ResourceNotFound'],
        [`${jobs}/$next/update`, { status: 'SUCCEEDED' }, 'InvalidTopic'],
        [`${jobs}/stop`, {}, 'InvalidTopic'],
      ];
      for (const [topic, payload, code] of codes) {
        assert.deepEqual([topic, payload, (await reject(topic, payload))['code']], [topic, payload, code]);
      }
      await asker.publish(update, { status: 'REJECTED' });
      await asker.take(`${update}/accepted`);
      const twice = await reject(update, { status: 'REJECTED' });
      assert.equal(twice['code'], 'InvalidStateTransition');
      assert.deepEqual(twice['executionState'], { status: 'REJECTED', versionNumber: 2 });
      assert.equal((await reject(`${jobs}/${jobId}/get`, {}))['code'], 'TerminalStateReached');
      assert.deepEqual(await asker.rest(), []);
    });
  });
}
