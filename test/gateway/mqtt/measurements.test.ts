import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JobsRejection } from '../../../src/contract/rejections.ts';
import { deviceRequests } from '../../../src/lib/measurements.ts';
import { clockReads, measurementsOf } from '../../support/measurements.ts';
import { recordingOperations, startTestGateway } from './test-gateway.ts';

const jobs = '$aws/things/a-thing/jobs';
const requests = [
  ['get', ''],
  ['start-next', ''],
  ['a-job/get', ''],
  ['a-job/update', '{"status":"SUCCEEDED"}'],
  ['a-job/update', '{"status":'],
  ['a-job/update', '{}'],
  ['no/such/topic/below', ''],
] as const;
const operations = {
  ...recordingOperations(),
  StartNextPendingJobExecution: () => Promise.reject(new JobsRejection('ResourceNotFound', 'There is no such thing.')),
};

test('a device request is measured once, by its operation and by what came of it', async (t) => {
  const told = measurementsOf(t, deviceRequests);
  const client = await startTestGateway(t, operations).connect('a-client');
  for (const [tail, payload] of requests) {
    client.publish(`${jobs}/${tail}`, payload, { qos: 0 });
    await client.next('publish');
  }
  assert.deepEqual(
    told.map(({ operation, outcome }) => [operation, outcome]),
    [
      ['GetPendingJobExecutions', 'OK'],
      ['StartNextPendingJobExecution', 'ResourceNotFound'],
      ['DescribeJobExecution', 'OK'],
      ['UpdateJobExecution', 'OK'],
      ['UpdateJobExecution', 'InvalidJson'],
      ['UpdateJobExecution', 'InvalidRequest'],
      ['unknown', 'InvalidTopic'],
    ],
  );
  assert.ok(told.every(({ durationMs }) => durationMs > 0));
  assert.doesNotMatch(JSON.stringify(told), /a-thing|a-job|a-client/);
});

test('no device request is measured while nobody listens', async (t) => {
  const reads = clockReads(t);
  const client = await startTestGateway(t, operations).connect('a-client');
  for (const [tail, payload] of requests) {
    client.publish(`${jobs}/${tail}`, payload, { qos: 0 });
    await client.next('publish');
  }
  assert.equal(reads(), 0);
});
