import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failedSignIns } from '../../../src/gateway/http/signature/failed-sign-ins.ts';
import { virtualClock } from '../../../src/lib/clock.ts';
import { refusal } from '../../support/refusal.ts';
import { noon, refusalIn, sendSigned, startTestGateway } from './test-gateway.ts';

test('an address is refused after too many failures, for a minute, and no other one', () => {
  const clock = virtualClock(0);
  const { check, failed } = failedSignIns(clock, 2);
  failed('192.0.2.1');
  check('192.0.2.1');
  failed('192.0.2.1');
  assert.throws(() => check('192.0.2.1'), refusal('ThrottlingException'));
  check('192.0.2.2');
  clock.advance(60_000);
  check('192.0.2.1');
  failed('192.0.2.1');
  check('192.0.2.1');
});

test('addresses of one IPv6 network count together, however they are written', () => {
  const { check, failed } = failedSignIns(virtualClock(0), 2);
  failed('2001:db8:1:2::1');
  failed('2001:db8:1:2:ffff:1:2:3');
  assert.throws(() => check('2001:db8:1:2::9'), refusal('ThrottlingException'));
  check('2001:db8:1:3::1');
  check('::1');
});

test('however many addresses fail, no more than some are remembered', () => {
  const { check, failed } = failedSignIns(virtualClock(0), 1);
  for (let i = 0; i < 10_001; i += 1) failed(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`);
  check('10.0.0.0');
  assert.throws(() => check('10.0.39.16'), refusal('ThrottlingException'));
});

test('without a limit nobody is refused', () => {
  const { check, failed } = failedSignIns(virtualClock(0), undefined);
  for (let i = 0; i < 1_000; i += 1) failed('192.0.2.1');
  check('192.0.2.1');
});

test('the gateway does not even look at the signature of an address that has failed too often', async () => {
  const clock = virtualClock(noon);
  const { port } = await startTestGateway({ failedSignIns: failedSignIns(clock, 1), wallClock: clock });
  const request = { path: '/things' };
  assert.equal((await sendSigned(port, request)).status, 200);
  assert.match(refusalIn(await sendSigned(port, request, { secretAccessKey: 'wrong' })), /^InvalidSignature/);
  const next = await sendSigned(port, request);
  assert.equal(next.status, 400);
  assert.match(refusalIn(next), /^ThrottlingException: /);
  clock.advance(60_000);
  assert.equal((await sendSigned(port, request, { at: clock.now() })).status, 200);
});
