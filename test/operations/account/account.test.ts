import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountHandlers } from '../../../src/operations/account/index.ts';
import { isEventEnabled } from '../../../src/store/announcement/event-configuration.ts';
import { testContext } from '../../support/context.ts';
import { refusal } from '../../support/refusal.ts';

const { DescribeEndpoint, DescribeEventConfigurations, UpdateEventConfigurations } = accountHandlers;

const context = await testContext();

test('each type of endpoint has its address, however it is written', async () => {
  const endpoints = { data: 'data.example', jobs: 'jobs.example:8443', credentialProvider: 'credentials.example' };
  const named = { ...context, settings: { ...context.settings, endpoints } };
  const expected = {
    'iot:Data': 'data.example',
    'iot:Data-ATS': 'data.example',
    'IOT:data-ats': 'data.example',
    'iot:Jobs': 'jobs.example:8443',
    'iot:CredentialProvider': 'credentials.example',
  };
  assert.deepEqual(await DescribeEndpoint(named, {}), { endpointAddress: 'data.example' });
  for (const [endpointType, endpointAddress] of Object.entries(expected)) {
    assert.deepEqual(await DescribeEndpoint(named, { endpointType }), { endpointAddress });
  }
  for (const endpointType of ['', 'iot:Jobs ', 'Data']) {
    await assert.rejects(DescribeEndpoint(named, { endpointType }), refusal('InvalidRequestException'));
  }
});

test('events are off and undated until they are first switched', async () => {
  const described = await DescribeEventConfigurations(context, {});
  assert.equal(Object.keys(described.eventConfigurations ?? {}).length, 11);
  assert.ok(Object.values(described.eventConfigurations ?? {}).every(({ Enabled }) => Enabled === false));
  assert.ok(!('creationDate' in described) && !('lastModifiedDate' in described));
  assert.equal(await isEventEnabled(context.database, 'JOB'), false);
});

test('switching some events leaves the others as they are', async () => {
  const start = context.clock.now();
  const update = (eventConfigurations: Record<string, { Enabled?: boolean }>) =>
    UpdateEventConfigurations(context, { eventConfigurations });
  assert.deepEqual(await update({ JOB: { Enabled: true }, THING: { Enabled: true }, POLICY: {} }), {});
  context.clock.advance(1000);
  await update({ THING: { Enabled: false } });
  const described = await DescribeEventConfigurations(context, {});
  assert.deepEqual(described.eventConfigurations?.['JOB'], { Enabled: true });
  assert.deepEqual(described.eventConfigurations?.['THING'], { Enabled: false });
  assert.deepEqual(described.eventConfigurations?.['POLICY'], { Enabled: false });
  assert.equal(described.creationDate, start);
  assert.equal(described.lastModifiedDate, start + 1000);
  assert.equal(await isEventEnabled(context.database, 'JOB'), true);
  assert.equal(await isEventEnabled(context.database, 'THING'), false);
});

test('an update without events changes nothing', async () => {
  const before = await DescribeEventConfigurations(context, {});
  await UpdateEventConfigurations(context, {});
  await UpdateEventConfigurations(context, { eventConfigurations: {} });
  assert.deepEqual(await DescribeEventConfigurations(context, {}), before);
});

test('an unknown kind of event is invalid and switches nothing', async () => {
  await assert.rejects(
    UpdateEventConfigurations(context, { eventConfigurations: { JOB: { Enabled: false }, NONE: { Enabled: true } } }),
    refusal('InvalidRequestException', 'The event type NONE is unknown.'),
  );
  assert.equal(await isEventEnabled(context.database, 'JOB'), true);
});

test('many updates of the same events at once all succeed', async () => {
  await Promise.all(
    Array.from({ length: 8 }, (_, i) => {
      const types = i % 2 === 0 ? ['JOB', 'THING', 'JOB_EXECUTION'] : ['JOB_EXECUTION', 'THING', 'JOB'];
      return UpdateEventConfigurations(context, {
        eventConfigurations: Object.fromEntries(types.map((type) => [type, { Enabled: true }])),
      });
    }),
  );
  assert.equal(await isEventEnabled(context.database, 'JOB_EXECUTION'), true);
});
