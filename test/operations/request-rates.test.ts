import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extensionOperations } from '../../src/contract/extensions/index.ts';
import { controlPlaneOperations } from '../../src/contract/operations/index.ts';
import { extensionsOf } from '../../src/gateway/http/extensions.ts';
import { virtualClock } from '../../src/lib/clock.ts';
import { extensionHandlers } from '../../src/operations/extensions/index.ts';
import {
  atDocumentedRates,
  devicesAtDocumentedRates,
  ratesOfExtensions,
  withRates,
} from '../../src/operations/request-rates.ts';
import {
  deviceHandlers,
  handlers,
  refusalIn,
  sendSigned,
  startTestGateway as startHttpGateway,
} from '../gateway/http/test-gateway.ts';
import { recordingOperations, startTestGateway } from '../gateway/mqtt/test-gateway.ts';
import { extensionContext } from '../support/extension-request.ts';

const clock = virtualClock(1_700_000_000_000);

test('beyond its rate an operation answers ThrottlingException, 400, and names itself and the rate', async () => {
  const operations = atDocumentedRates(handlers(), clock);
  const { port } = await startHttpGateway({ operations });
  const statuses: number[] = [];
  for (let count = 0; count < 10; count += 1) statuses.push((await sendSigned(port, { path: '/jobs' })).status);
  assert.deepEqual(statuses, Array(10).fill(200));
  const response = await sendSigned(port, { path: '/jobs' });
  assert.equal(response.status, 400);
  assert.equal(
    refusalIn(response),
    'ThrottlingException: Rate exceeded: ListJobs is limited to 10 requests per second',
  );
  // Each operation has its own.
  assert.equal((await sendSigned(port, { path: '/things' })).status, 200);
  clock.advance(100);
  assert.equal((await sendSigned(port, { path: '/jobs' })).status, 200);
  assert.equal((await sendSigned(port, { path: '/jobs' })).status, 400);
  clock.advance(60_000);
  // No more than the burst of a second is saved up.
  for (let count = 0; count < 10; count += 1) assert.equal((await sendSigned(port, { path: '/jobs' })).status, 200);
  assert.equal((await sendSigned(port, { path: '/jobs' })).status, 400);
});

test('an operation under /x/ has a rate as well, but not one that may be open to anybody', async () => {
  const own = virtualClock(1_700_000_000_000);
  const context = extensionContext({ clock: own });
  const handlers = withRates(extensionHandlers, ratesOfExtensions(extensionOperations), own);
  const extensions = extensionsOf({ handlers, context, isUnsigned: (when) => when === 'always' });
  const { port } = await startHttpGateway({ extensions });
  const authorities = async () => (await sendSigned(port, { path: '/x/admin/authorities' })).status;
  for (let count = 0; count < 10; count += 1) assert.equal(await authorities(), 200);
  assert.equal(await authorities(), 400);
  for (let count = 0; count < 11; count += 1) assert.equal((await sendSigned(port, { path: '/x/health' })).status, 200);
  own.advance(100);
  assert.equal(await authorities(), 200);
});

test('every operation of the control plane has a rate, the documented one', async () => {
  const taken = async (name: string): Promise<number> => {
    const operations = atDocumentedRates(handlers(), virtualClock(0));
    const run = Reflect.get(operations, name) as () => Promise<unknown>;
    for (let count = 0; ; count += 1) {
      try {
        await run();
      } catch {
        return count;
      }
    }
  };
  const few = {
    DeleteJob: 10,
    DescribeThing: 350,
    UpdateThingType: 15,
    UpdateIndexingConfiguration: 1,
    CreateThing: 100,
    CreatePolicy: 10,
  };
  for (const [name, rate] of Object.entries(few)) assert.equal(await taken(name), rate, name);
  assert.deepEqual(Object.keys(atDocumentedRates(handlers(), clock)), Object.keys(controlPlaneOperations));
});

test('a device is refused with 429 over HTTPS and RequestThrottled over MQTT; two operations share a rate', async (t) => {
  const device = devicesAtDocumentedRates(deviceHandlers, clock);
  const thing = { thingName: 't' };
  for (let count = 0; count < 100; count += 1) {
    await device.GetPendingJobExecutions(thing);
    await device.DescribeJobExecution({ ...thing, jobId: 'j' });
  }
  const { port } = await startHttpGateway({ deviceOperations: device });
  const signing = { service: 'iot-jobs-data' };
  const refused = await sendSigned(port, { path: '/things/t/jobs' }, signing);
  assert.equal(refused.status, 429);
  assert.match(refusalIn(refused), /^ThrottlingException: Rate exceeded: GetPendingJobExecutions is limited to 200 /);
  const started = await sendSigned(port, { method: 'PUT', path: '/things/t/jobs/$next', body: '{}' }, signing);
  assert.equal(started.status, 200);

  const asked = recordingOperations();
  const limited = devicesAtDocumentedRates(asked, clock);
  for (let count = 0; count < 200; count += 1) await limited.StartNextPendingJobExecution(thing);
  const gateway = startTestGateway(t, limited);
  const client = await gateway.connect('t');
  await client.subscribe('$aws/things/t/jobs/j/update/rejected');
  client.publish('$aws/things/t/jobs/j/update', '{"status":"FAILED"}', { qos: 0 });
  const { text } = await client.nextMessage();
  const rejection = JSON.parse(text) as { code: string; message: string };
  assert.equal(rejection.code, 'RequestThrottled');
  assert.equal(rejection.message, 'Rate exceeded: UpdateJobExecution is limited to 200 requests per second');
  assert.equal(asked.inputs.length, 200);
});
