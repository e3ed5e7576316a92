import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failedSignIns } from '../../../src/gateway/http/signature/failed-sign-ins.ts';
import { virtualClock } from '../../../src/lib/clock.ts';
import { refusal } from '../../support/refusal.ts';
import { noon, refusalIn, sendSigned, startTestGateway } from './test-gateway.ts';

const throttled = refusal('ThrottlingException');

test('a key fails so often a minute from one address, and counts by itself there and elsewhere', () => {
  const clock = virtualClock(0);
  const { failed } = failedSignIns(clock, 2);
  failed('192.0.2.1', 'A');
  failed('192.0.2.1', 'A');
  assert.throws(() => failed('192.0.2.1', 'A'), throttled);
  failed('192.0.2.2', 'A');
  failed('192.0.2.1', 'B');
  clock.advance(60_000);
  failed('192.0.2.1', 'A');
});

test('a clock that is set back does not make the minute longer', () => {
  let present = 3_600_000;
  const { failed } = failedSignIns({ now: () => present }, 1);
  failed('192.0.2.1', 'A');
  assert.throws(() => failed('192.0.2.1', 'A'), throttled);
  present = 0;
  failed('192.0.2.1', 'A');
});

test('addresses of one IPv6 network count together, however they are written', () => {
  const { failed } = failedSignIns(virtualClock(0), 2);
  failed('2001:db8:1:2::1', 'A');
  failed('2001:db8:1:2:ffff:1:2:3', 'A');
  assert.throws(() => failed('2001:db8:1:2::9', 'A'), throttled);
  failed('2001:db8:1:3::1', 'A');
  failed('::1', 'A');
});

test('however many addresses fail, no more than some are remembered', () => {
  const { failed } = failedSignIns(virtualClock(0), 1);
  for (let i = 0; i < 10_001; i += 1) failed(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`, 'A');
  failed('10.0.0.0', 'A');
  assert.throws(() => failed('10.0.39.16', 'A'), throttled);
});

test('without a limit nobody is refused', () => {
  const { failed } = failedSignIns(virtualClock(0), undefined);
  for (let i = 0; i < 1_000; i += 1) failed('192.0.2.1', 'A');
});

test('who tries secrets is told nothing any more, and the owner of the key is let in all the same', async () => {
  const clock = virtualClock(noon);
  const { port } = await startTestGateway({ failedSignIns: failedSignIns(clock, 1), wallClock: clock });
  const request = { path: '/things' };
  const wrong = { secretAccessKey: 'wrong' };
  assert.match(refusalIn(await sendSigned(port, request, wrong)), /^InvalidSignature/);
  const next = await sendSigned(port, request, wrong);
  assert.equal(next.status, 400);
  assert.match(refusalIn(next), /^ThrottlingException: /);
  assert.equal((await sendSigned(port, request)).status, 200);
  clock.advance(60_000);
  assert.match(refusalIn(await sendSigned(port, request, { ...wrong, at: clock.now() })), /^InvalidSignature/);
});
