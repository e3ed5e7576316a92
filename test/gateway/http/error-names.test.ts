/**
 * The same wrongs under the names that operations on packages have for them
 * (docs/service/templates-and-packages.md#packages-and-their-versions).
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { invalidRequest, ServiceError } from '../../../src/contract/errors.ts';
import { handlers, refusalIn, sendSigned, startTestGateway } from './test-gateway.ts';

const listPackages = { path: '/packages' };

async function answerTo(error: unknown, request: { readonly path: string; readonly method?: string }) {
  const fail = async () => {
    throw error;
  };
  const table = Object.fromEntries(
    ['ListPackages', 'CreatePackage', 'ListJobs', 'DescribeManagedJobTemplate'].map((name) => [name, fail]),
  );
  const { port } = await startTestGateway({ operations: handlers(table) });
  return sendSigned(port, request);
}

describe('an operation on packages answers', () => {
  test('400 ValidationException to what breaks a constraint', async () => {
    const { port } = await startTestGateway();
    const response = await sendSigned(port, { ...listPackages, query: { maxResults: '101' } });
    assert.equal(response.status, 400);
    assert.match(refusalIn(response), /^ValidationException: 1 validation error detected: Value '101' at 'maxResults'/);
  });

  test('400 ValidationException to a token that is none', async () => {
    const response = await answerTo(invalidRequest('The nextToken is wrong.'), listPackages);
    assert.deepEqual([response.status, refusalIn(response)], [400, 'ValidationException: The nextToken is wrong.']);
  });

  test('402 ServiceQuotaExceededException to one tag too many', async () => {
    const request = { method: 'PUT', path: '/packages/p' };
    const response = await answerTo(new ServiceError('LimitExceededException', 'Too many.'), request);
    assert.deepEqual([response.status, refusalIn(response)], [402, 'ServiceQuotaExceededException: Too many.']);
  });

  test('500 InternalServerException to a fault of ours', async () => {
    const response = await answerTo(new Error('a secret detail'), listPackages);
    assert.equal(response.status, 500);
    assert.match(refusalIn(response), /^InternalServerException: An internal error/);
  });
});

test('other operations keep their names', async () => {
  const limit = new ServiceError('LimitExceededException', 'Too many.');
  assert.equal(refusalIn(await answerTo(limit, { path: '/jobs' })), 'LimitExceededException: Too many.');
  const managed = { path: '/managed-job-templates/AWS-Reboot' };
  const invalid = await answerTo(invalidRequest('Wrong.'), managed);
  assert.equal(refusalIn(invalid), 'InvalidRequestException: Wrong.');
  assert.match(refusalIn(await answerTo(new Error('x'), managed)), /^InternalServerException/);
});
