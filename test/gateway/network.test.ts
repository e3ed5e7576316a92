import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networkOf } from '../../src/gateway/network.ts';

test('IPv4 addresses are networks of their own, also on a socket that shows them as IPv6', () => {
  assert.equal(networkOf('::ffff:192.0.2.1'), '192.0.2.1');
  assert.notEqual(networkOf('::ffff:192.0.2.1'), networkOf('::ffff:192.0.2.2'));
});

test('addresses of one /64 of IPv6 are one network, however they are written', () => {
  assert.equal(networkOf('2001:db8::1'), networkOf('2001:db8::2'));
  assert.equal(networkOf('2001:db8::1'), networkOf('2001:db8:0:0:1:2:3:4'));
  assert.notEqual(networkOf('2001:db8::1'), networkOf('2001:db8:0:1::1'));
});
