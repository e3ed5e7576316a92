import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extensionOperations } from '../../../src/contract/extensions/index.ts';
import { controlPlaneOperations, deviceOperations } from '../../../src/contract/operations/index.ts';
import { endpointsOf } from '../../../src/gateway/http/endpoint.ts';
import { defaultHttpLimits } from '../../../src/gateway/http/limits.ts';
import { createRouter } from '../../../src/gateway/http/router.ts';
import { deviceHandlers, handlers, quietExtensions, refusalIn, sendSigned, startTestGateway } from './test-gateway.ts';

const route = createRouter(
  endpointsOf(
    { operations: handlers(), deviceOperations: deviceHandlers, extensions: quietExtensions },
    defaultHttpLimits,
  ),
);

function namesAt(method: string, path: string): readonly string[] {
  return route(method, path)?.endpoints.map(({ plane, operation }) => `${plane} ${operation.name}`) ?? [];
}

const planes = { control: controlPlaneOperations, device: deviceOperations, extension: extensionOperations };

test('every operation of the contract is found by its method and path', () => {
  for (const [plane, operations] of Object.entries(planes)) {
    for (const { name, method, path } of Object.values(operations)) {
      assert.ok(namesAt(method, path.replaceAll(/\{\w+\}/g, 'some-name')).includes(`${plane} ${name}`), name);
    }
  }
});

test('only two routes are in both services', () => {
  const colliding = Object.values(controlPlaneOperations)
    .filter(({ method, path }) => namesAt(method, path).length > 1)
    .map(({ name }) => name);
  assert.deepEqual(colliding.sort(), ['DescribeJobExecution', 'ListJobExecutionsForThing']);
});

test('an encoded slash belongs to the name', () => {
  assert.deepEqual(route('GET', '/jobs/a%2Fcancel')?.pathValues, ['a%2Fcancel']);
});

test('a literal segment wins over a name, and the name is found where the literal does not answer the method', () => {
  assert.deepEqual(namesAt('PUT', '/things/t/jobs/$next'), ['device StartNextPendingJobExecution']);
  assert.deepEqual(namesAt('PUT', '/things/t/jobs/%24next'), ['device StartNextPendingJobExecution']);
  assert.deepEqual(namesAt('POST', '/things/t/jobs/$next'), ['device UpdateJobExecution']);
});

test('an empty segment is an empty name, never another operation', () => {
  assert.deepEqual(namesAt('PUT', '/jobs//cancel'), ['control CancelJob']);
  assert.deepEqual(route('PUT', '/jobs//cancel')?.pathValues, ['']);
});

test('an unknown path and a known path with another method are unknown operations, whoever asks', async () => {
  const { port } = await startTestGateway();
  for (const request of [
    { path: '/' },
    { path: '/nothing' },
    { path: '/%zz' },
    { method: 'TRACE', path: '/jobs' },
    { method: 'PROPFIND', path: '/jobs' },
    { method: 'OPTIONS', path: '*' },
    { method: 'POST', path: '/jobs/job-1' },
    { path: '/command-executions', method: 'POST' },
  ]) {
    const response = await sendSigned(port, request);
    assert.equal(response.status, 404);
    assert.equal(
      refusalIn(response),
      `UnknownOperationException: No operation answers ${request.method ?? 'GET'} ${request.path}`,
    );
  }
});
