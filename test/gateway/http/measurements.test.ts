import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ServiceError } from '../../../src/contract/errors.ts';
import type { OperationContract } from '../../../src/contract/operation.ts';
import { controlPlaneOperations, deviceOperations } from '../../../src/contract/operations/index.ts';
import { httpRequests } from '../../../src/lib/measurements.ts';
import { clockReads, measurementsOf } from '../../support/measurements.ts';
import { handlers, send, sendSigned, startTestGateway } from './test-gateway.ts';

const { port } = await startTestGateway({
  limits: { bodyBytes: 1_000 },
  operations: handlers({
    DescribeJob: async () => {
      throw new ServiceError('ResourceNotFoundException', 'There is no such job.');
    },
  }),
});

test('a request is measured once, by its operation and by what came of it', async (t) => {
  const told = measurementsOf(t, httpRequests);
  await sendSigned(port, { path: '/jobs' });
  await sendSigned(port, { path: '/jobs/a-job' });
  await send(port, { path: '/x/health' });
  await send(port, { path: '/jobs' });
  // A request that another file broke off may come to its end only now; nobody knows what it asked for.
  const known = told.filter(({ operation }) => operation !== 'unknown');
  assert.deepEqual(
    known.map(({ operation, outcome, plane }) => [plane, operation, outcome]),
    [
      ['control', 'ListJobs', 'OK'],
      ['control', 'DescribeJob', 'ResourceNotFoundException'],
      ['extension', 'GetHealth', 'OK'],
      ['control', 'ListJobs', 'MissingAuthenticationTokenException'],
    ],
  );
  assert.ok(known.every(({ durationMs }) => durationMs > 0));
});

test('a path that leads nowhere and a body that is too large are requests for an unknown operation', async (t) => {
  const told = measurementsOf(t, httpRequests);
  await sendSigned(port, { path: '/no/such/path' });
  await sendSigned(port, { method: 'PUT', path: '/jobs/a-job', body: 'x'.repeat(1_001) });
  assert.deepEqual(
    told.map(({ operation, outcome, plane }) => [plane, operation, outcome]),
    [
      ['unknown', 'unknown', 'UnknownOperationException'],
      ['unknown', 'unknown', 'RequestEntityTooLargeException'],
    ],
  );
});

test('every operation is measured under its name in the contract, whatever its path names', async (t) => {
  const told = measurementsOf(t, httpRequests);
  const operations: readonly OperationContract[] = [
    ...Object.values(controlPlaneOperations),
    ...Object.values(deviceOperations),
  ];
  for (const { method, path, service } of operations) {
    await sendSigned(port, { method, path: path.replaceAll(/\{\w+\}/g, 'some-name') }, { service });
  }
  assert.deepEqual(
    told.map(({ operation }) => operation),
    operations.map(({ name }) => name),
  );
  assert.doesNotMatch(JSON.stringify(told), /some-name/);
});

test('nothing is measured while nobody listens', async (t) => {
  const reads = clockReads(t);
  for (const path of ['/jobs', '/jobs/a-job', '/no/such/path']) await sendSigned(port, { path });
  await sendSigned(port, { method: 'PUT', path: '/jobs/a-job', body: 'x'.repeat(1_001) });
  assert.equal(reads(), 0);
  measurementsOf(t, httpRequests);
  await sendSigned(port, { path: '/jobs' });
  assert.equal(reads(), 2);
});
