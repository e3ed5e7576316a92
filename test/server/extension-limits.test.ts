/** Our own routes have the limits of all others: who asks, headers, bodies, their depth, each member. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusalIn, send } from '../gateway/http/test-gateway.ts';
import { operatorGateway } from '../support/operators.ts';

const gateway = await operatorGateway();
const put = { method: 'PUT', path: '/x/admin/policies/p' };

test('a body that is too large is refused, whoever sends it', async () => {
  const body = Buffer.alloc(2 * 1024 * 1024, 'x');
  assert.match(refusalIn(await gateway.send({ ...put, body })), /^RequestEntityTooLargeException: /);
  assert.match(refusalIn(await send(gateway.port, { ...put, body })), /^RequestEntityTooLargeException: /);
});

test('a body that is nested too deeply, or is no JSON, is refused', async () => {
  const deep = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`;
  for (const body of [deep, '{', '[]']) {
    assert.match(refusalIn(await gateway.send({ ...put, body })), /^SerializationException: /);
  }
});

test('headers that are too large are refused', async () => {
  const headers = { 'x-long': 'x'.repeat(20_000) };
  const refused = await send(gateway.port, { path: '/x/audit', headers });
  assert.equal(refused.status, 413);
});

test('members that are too long are refused in the documented words', async () => {
  const name = 'a'.repeat(100);
  for (const request of [
    { method: 'POST', path: `/x/admin/users/${name}` },
    { method: 'PUT', path: `/x/admin/policies/${'a'.repeat(200)}`, body: '{"policyDocument":"{}"}' },
    { path: '/x/audit', query: { principal: 'a'.repeat(3_000) } },
    { path: '/x/audit', query: { maxResults: '251' } },
  ]) {
    assert.match(refusalIn(await gateway.send(request)), /^InvalidRequestException: 1 validation error detected: /);
  }
});

test('nothing but the health check is answered to strangers', async () => {
  for (const path of ['/x/audit', '/x/admin/users', '/x/admin/policies', '/x/admin/roles']) {
    assert.equal(refusalIn(await send(gateway.port, { path })).split(':')[0], 'MissingAuthenticationTokenException');
  }
});
