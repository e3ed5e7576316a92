import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ServiceError } from '../../../src/contract/errors.ts';
import { defineOperation } from '../../../src/contract/operation.ts';
import { JobsRejection } from '../../../src/contract/rejections.ts';
import { extensionsOf } from '../../../src/gateway/http/extensions.ts';
import { virtualClock } from '../../../src/lib/clock.ts';
import { DatabaseUnavailable } from '../../../src/lib/database-unavailable.ts';
import { extensionHandlers } from '../../../src/operations/extensions/index.ts';
import { extensionContext } from '../../support/extension-request.ts';
import {
  deviceHandlers,
  handlers,
  noon,
  principal,
  queuedExecution,
  refusalIn,
  send,
  sendSigned,
  startTestGateway,
} from './test-gateway.ts';

const device = { service: 'iot-jobs-data' };

describe('a successful answer', () => {
  test('has seconds with milliseconds and leaves out what is absent or unknown to the contract', async () => {
    const job = { jobId: 'a', createdAt: 1_560_787_022_733, completedAt: undefined, comment: null, secret: 1 };
    const { port } = await startTestGateway({
      operations: handlers({ DescribeJob: async () => ({ documentSource: undefined, job }) }),
    });
    const { status, text, headers } = await sendSigned(port, { path: '/jobs/a' });
    assert.equal(status, 200);
    assert.equal(text, '{"job":{"jobId":"a","createdAt":1560787022.733}}');
    assert.equal(headers['content-type'], 'application/json');
    assert.match(String(headers['x-amzn-requestid']), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    assert.equal(headers['x-amzn-errortype'], undefined);
  });

  test('is empty where no output is modelled', async () => {
    const { port } = await startTestGateway();
    const { status, text } = await sendSigned(port, { method: 'DELETE', path: '/jobs/a', query: { force: 'true' } });
    assert.deepEqual([status, text], [200, '']);
  });

  test('is an empty object where the modelled output has nothing to say', async () => {
    const { port } = await startTestGateway();
    const { status, text } = await sendSigned(port, { path: '/jobs/a' });
    assert.deepEqual([status, text], [200, '{}']);
  });

  test('has the date of the wall clock', async () => {
    const { port, clock } = await startTestGateway();
    assert.equal((await send(port, { path: '/' })).headers.date, new Date(noon).toUTCString());
    clock.advance(61_000);
    assert.equal((await send(port, { path: '/' })).headers.date, new Date(noon + 61_000).toUTCString());
  });
});

describe('a handler', () => {
  test('gets what path, query, headers and body say, each in its type', async () => {
    const inputs: unknown[] = [];
    const keep = async (_context: unknown, input: unknown) => void inputs.push(input);
    const { port } = await startTestGateway({
      operations: handlers({ CancelJobExecution: keep, AttachThingPrincipal: keep, ListJobs: keep }),
    });
    await sendSigned(port, {
      method: 'PUT',
      path: '/things/a%3Ab/jobs/job-1/cancel',
      query: { force: 'true', jobId: 'ignored' },
      body: JSON.stringify({ expectedVersion: 2, statusDetails: { a: 'é' }, thingName: 'ignored', force: false }),
    });
    await sendSigned(port, {
      method: 'PUT',
      path: '/things/t/principals',
      headers: { 'x-amzn-principal': 'arn:aws:iot:us-east-1:000000000000:cert/a' },
    });
    await sendSigned(port, { path: '/jobs', query: { maxResults: '7', nextToken: 'a+b/c=' } });
    assert.deepEqual(inputs, [
      { jobId: 'job-1', thingName: 'a:b', force: true, expectedVersion: 2, statusDetails: { a: 'é' } },
      { thingName: 't', principal: 'arn:aws:iot:us-east-1:000000000000:cert/a' },
      { maxResults: 7, nextToken: 'a+b/c=' },
    ]);
  });

  test('gets the first of repeated query parameters', async () => {
    const { port } = await startTestGateway({
      extensions: [
        {
          operation: defineOperation({
            name: 'Repeat',
            service: 'iot',
            method: 'GET',
            path: '/x/repeat',
            sentence: 'Says what it heard.',
            input: { word: { shape: { type: 'string' }, in: 'query' } },
            output: { word: { shape: { type: 'string' } } },
            errors: [],
            resources: ['*'],
          }),
          unsigned: true,
          handle: async (input: object) => input,
        },
      ],
    });
    assert.equal((await send(port, { path: '/x/repeat?word=one&word=two' })).text, '{"word":"one"}');
  });

  test('is not asked unless the caller is authorized', async () => {
    const asked: unknown[] = [];
    const { port } = await startTestGateway({
      operations: handlers({ DescribeJob: async () => assert.fail('it was asked') }),
      authorize: async ({ caller, operation, input }) => {
        asked.push([caller, operation.name, input]);
        throw new ServiceError('AccessDeniedException', 'You may not');
      },
    });
    const response = await sendSigned(port, { path: '/jobs/a' });
    assert.equal(response.status, 403);
    assert.equal(refusalIn(response), 'AccessDeniedException: You may not');
    const caller = { kind: 'access-key', accessKeyId: 'AKIAIOSFODNN7EXAMPLE', principal };
    assert.deepEqual(asked, [[caller, 'DescribeJob', { jobId: 'a' }]]);
  });
});

describe('a refusal', () => {
  const refusing = async (error: unknown) =>
    startTestGateway({
      operations: handlers({
        CreateJob: () => Promise.reject(error),
        CreateJobTemplate: () => Promise.reject(error),
      }),
      deviceOperations: { ...deviceHandlers, UpdateJobExecution: () => Promise.reject(error) },
    });
  const createJob = { method: 'PUT', path: '/jobs/a', body: '{"targets":["a"]}' };
  const update = { method: 'POST', path: '/things/t/jobs/j', body: '{"status":"SUCCEEDED"}' };

  test('carries the members of its shape', async () => {
    const members = { resourceId: 'a', resourceArn: 'arn:aws:iot:us-east-1:000000000000:job/a' };
    const { port } = await refusing(new ServiceError('ResourceAlreadyExistsException', 'Job a exists', members));
    const { status, text, headers } = await sendSigned(port, createJob);
    assert.equal(status, 409);
    assert.equal(headers['x-amzn-errortype'], 'ResourceAlreadyExistsException');
    assert.deepEqual(JSON.parse(text), { message: 'Job a exists', ...members });
  });

  test('for the request rate has 400 on the control plane and 429 on the device API', async () => {
    const { port } = await refusing(new ServiceError('ThrottlingException', 'Slow down'));
    assert.equal((await sendSigned(port, createJob)).status, 400);
    assert.equal((await sendSigned(port, update, device)).status, 429);
  });

  test('for a fault of ours says nothing about it but leaves it in the log', async () => {
    const { port, log } = await refusing(new TypeError('the password is in here'));
    const response = await sendSigned(port, createJob);
    assert.equal(response.status, 503);
    assert.equal(refusalIn(response), 'ServiceUnavailableException: An internal error occurred');
    assert.equal(log.length, 1);
    const line = JSON.parse(String(log[0])) as Record<string, unknown>;
    assert.equal(line['requestId'], response.headers['x-amzn-requestid']);
    assert.equal(line['operation'], 'CreateJob');
  });

  test('for a database that does not do its work says why and asks to try again, and leaves an outage to the store', async () => {
    for (const isOutage of [true, false]) {
      const { port, log } = await refusing(new DatabaseUnavailable('The disk of the database is full.', isOutage));
      for (const response of [await sendSigned(port, createJob), await sendSigned(port, update, device)]) {
        assert.equal(response.status, 503);
        assert.equal(
          refusalIn(response),
          'ServiceUnavailableException: The service is temporarily unavailable. The disk of the database is full. Try again in a moment',
        );
      }
      assert.equal(log.length, isOutage ? 0 : 2);
    }
  });

  const rejections = [
    ['InvalidRequest', 'InvalidRequestException', 400],
    ['ResourceNotFound', 'ResourceNotFoundException', 404],
    ['InternalError', 'ServiceUnavailableException', 503],
    ['RequestThrottled', 'ThrottlingException', 429],
    ['TerminalStateReached', 'TerminalStateException', 410],
  ] as const;
  for (const [code, name, status] of rejections) {
    test(`of the device API, ${code}, is ${name} over HTTPS`, async () => {
      const { port } = await refusing(new JobsRejection(code, 'No'));
      const response = await sendSigned(port, update, device);
      assert.deepEqual([response.status, refusalIn(response)], [status, `${name}: No`]);
      assert.deepEqual(JSON.parse(response.text), { message: 'No' });
    });
  }

  test('of the device API carries the state of the execution', async () => {
    for (const code of ['VersionMismatch', 'InvalidStateTransition'] as const) {
      const state = { status: 'QUEUED', statusDetails: {}, versionNumber: 1 };
      const { port } = await refusing(new JobsRejection(code, 'Expected version 99 but found version 1', state));
      const { status, text, headers } = await sendSigned(port, update, device);
      assert.equal(status, 409);
      assert.equal(headers['x-amzn-errortype'], 'InvalidStateTransitionException');
      assert.equal(
        text,
        '{"message":"Expected version 99 but found version 1","executionState":{"status":"QUEUED","versionNumber":1}}',
      );
    }
  });
});

test('a device may send numbers as text, and content that is no JSON is an invalid request', async () => {
  const inputs: unknown[] = [];
  const { port } = await startTestGateway({
    deviceOperations: {
      ...deviceHandlers,
      UpdateJobExecution: async (input) => {
        inputs.push(input);
        return {};
      },
    },
  });
  const update = { method: 'POST', path: '/things/t/jobs/j' };
  await sendSigned(port, { ...update, body: '{"status":"FAILED","expectedVersion":"2"}' }, device);
  assert.deepEqual(inputs, [{ thingName: 't', jobId: 'j', status: 'FAILED', expectedVersion: 2 }]);
  const response = await sendSigned(port, { ...update, body: '{' }, device);
  assert.deepEqual(
    [response.status, refusalIn(response)],
    [400, 'InvalidRequestException: The content is not valid JSON in UTF-8'],
  );
});

describe('an answer to a device', () => {
  test('has whole seconds', async () => {
    const { port } = await startTestGateway();
    const { text } = await sendSigned(port, { path: '/things/t/jobs' }, device);
    assert.deepEqual(JSON.parse(text), {
      inProgressJobs: [],
      queuedJobs: [
        { jobId: 'job-1', queuedAt: 1_719_940_994, lastUpdatedAt: 1_719_940_995, versionNumber: 1, executionNumber: 1 },
      ],
    });
  });

  test('has the document as text and the name of the thing', async () => {
    const execution = {
      ...queuedExecution,
      startedAt: 1_719_940_999_999,
      statusDetails: { step: '2' },
      approximateSecondsBeforeTimedOut: 540,
      jobDocument: '{ "ToDo": "Reboot" }',
    };
    const { port } = await startTestGateway({
      deviceOperations: { ...deviceHandlers, StartNextPendingJobExecution: async () => ({ execution }) },
    });
    const { text } = await sendSigned(port, { method: 'PUT', path: '/things/t/jobs/$next' }, device);
    assert.deepEqual(JSON.parse(text), {
      execution: {
        ...execution,
        thingName: 't',
        queuedAt: 1_719_940_994,
        lastUpdatedAt: 1_719_940_995,
        startedAt: 1_719_940_999,
      },
    });
  });

  test('is an empty object when nothing is pending or nothing was asked for', async () => {
    const { port } = await startTestGateway();
    const next = await sendSigned(port, { method: 'PUT', path: '/things/t/jobs/$next', body: '{}' }, device);
    assert.deepEqual([next.status, next.text], [200, '{}']);
    const update = { method: 'POST', path: '/things/t/jobs/j', body: '{"status":"SUCCEEDED"}' };
    assert.equal((await sendSigned(port, update, device)).text, '{}');
  });
});

test('the health check answers anybody, with 503 and the reason while the server cannot do its work', async () => {
  let trouble: string | undefined;
  const extensions = extensionsOf({
    handlers: extensionHandlers,
    context: extensionContext({ clock: virtualClock(noon) }, { trouble: () => trouble }),
    isUnsigned: (when) => when === 'always',
  });
  const { port } = await startTestGateway({ extensions });
  const { status, text } = await send(port, { path: '/x/health' });
  assert.deepEqual([status, text], [200, '{"status":"ok"}']);
  trouble = 'The disk of the database is full.';
  const answer = await send(port, { path: '/x/health' });
  assert.deepEqual([answer.status, answer.text], [503, `{"message":"${trouble}"}`]);
  assert.equal(answer.headers['x-amzn-errortype'], 'ServiceUnavailableException');
});
