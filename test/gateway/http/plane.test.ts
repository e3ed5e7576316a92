import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { refusalIn, send, sendSigned, startTestGateway } from './test-gateway.ts';

const jobsHost = 'jobs.factory.example';
const { port } = await startTestGateway({ jobsHost });

const list = { path: '/things/sensor-1/jobs' };
const describeExecution = { path: '/things/sensor-1/jobs/job-1' };

/** Both fakes answer, so the body tells which service was asked: only the device API shows a thing's pending lists. */
async function planeOf(request: Parameters<typeof sendSigned>[1], service: string): Promise<string> {
  const response = await sendSigned(port, request, { service });
  if (response.status !== 200) return refusalIn(response);
  return response.text.includes('queuedAt') ? 'device API' : 'control plane';
}

describe('a route that both services have', () => {
  for (const request of [list, describeExecution]) {
    test(`belongs to the device API if it is signed so: ${request.path}`, async () => {
      assert.equal(await planeOf(request, 'iot-jobs-data'), 'device API');
    });

    test(`belongs to the control plane if it is signed so: ${request.path}`, async () => {
      assert.equal(await planeOf(request, 'iot'), 'control plane');
      assert.equal(await planeOf(request, 'execute-api'), 'control plane');
    });

    test(`belongs to the device API if it was sent to a jobs endpoint: ${request.path}`, async () => {
      for (const host of [
        jobsHost,
        `${jobsHost}:${port}`,
        'JOBS.factory.example',
        'x1.jobs.iot.us-east-1.example.com',
      ]) {
        assert.equal(await planeOf({ ...request, headers: { host } }, 'iot'), 'device API');
        assert.equal(await planeOf({ ...request, headers: { host } }, 'execute-api'), 'device API');
      }
    });

    test(`belongs to the control plane without identity or with a foreign signature: ${request.path}`, async () => {
      assert.equal(
        refusalIn(await send(port, request)),
        'MissingAuthenticationTokenException: Missing Authentication Token',
      );
      assert.match(await planeOf(request, 's3'), /correct service: 'iot'\. $/);
    });
  }

  test('takes $next in the device API only', async () => {
    for (const path of ['/things/sensor-1/jobs/$next', '/things/sensor-1/jobs/%24next']) {
      assert.equal(await planeOf({ path }, 'iot-jobs-data'), 'device API');
      assert.match(await planeOf({ path }, 'iot'), /Value '\$next' at 'jobId' failed to satisfy constraint/);
    }
  });
});

describe('a route of the device API alone', () => {
  const startNext = { method: 'PUT', path: '/things/sensor-1/jobs/$next' };

  test('may be signed as either service', async () => {
    for (const service of ['iot-jobs-data', 'iot']) {
      assert.equal((await sendSigned(port, startNext, { service })).status, 200);
    }
  });

  test('may not be signed as another', async () => {
    const response = await sendSigned(port, startNext, { service: 'execute-api' });
    assert.equal(
      refusalIn(response),
      "InvalidSignatureException: Credential should be scoped to correct service: 'iot-jobs-data'. ",
    );
  });
});
