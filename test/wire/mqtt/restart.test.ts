/** Sessions over kill -9 of the server, as MQTT.js sees it (docs/service/gateway.md#kept-sessions). */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { up } from '../../server/running-server.ts';
import { createDevice } from '../support/device.ts';
import { iotClient } from '../support/iot-client.ts';
import { queueJob } from '../support/jobs.ts';
import { connectMqtt } from '../support/mqtt-client.ts';

const directory = mkdtempSync(join(tmpdir(), 'musterd-restart-'));
after(() => rmSync(directory, { recursive: true, force: true }));

test('a device that keeps its session hears after kill -9 of what happened while it was away', async (context) => {
  const start = async () => {
    const server = up(context, directory);
    const ready = await server.ready();
    return {
      ...server,
      address: { ...ready, readyFile: join(directory, 'ready.json'), ca: readFileSync(ready.caFile, 'utf8') },
    };
  };
  const first = await start();
  const device = await createDevice(iotClient(first.address));
  const topic = `$aws/things/${device.thingName}/jobs/notify`;
  const session = { clean: false, clientId: device.thingName };
  const before = await connectMqtt(context, first.address, device, 4, session);
  assert.equal(before.sessionPresent, false);
  await before.subscribe(topic, 'for/the/device');
  first.child.kill('SIGKILL');
  await first.ended;
  await before.closed;

  const second = await start();
  const jobId = await queueJob(iotClient(second.address), device);
  // What is acknowledged is kept, and what was not told yet of the job is told by the next run.
  const publisher = await connectMqtt(context, second.address, device, 5);
  await publisher.publish('for/the/device', 'text');
  second.child.kill('SIGKILL');
  await second.ended;

  const third = await start();
  const again = await connectMqtt(context, third.address, device, 4, session);
  assert.equal(again.sessionPresent, true);
  const { jobs } = await again.take(topic);
  assert.deepEqual(
    (jobs as { QUEUED: { jobId: string }[] }).QUEUED.map((execution) => execution.jobId),
    [jobId],
  );
  const { payload } = await again.inbox.take('the message', (message) => message.topic === 'for/the/device');
  assert.equal(payload, 'text');
});
