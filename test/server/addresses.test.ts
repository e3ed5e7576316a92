import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { describe, test } from 'node:test';
import { certificateNames, httpHostOf, isLoopback, publicHostOf, url } from '../../src/server/addresses.ts';

const settings = (host: string, publicHost?: string, allowInsecureHttp = false) => ({
  host,
  publicHost,
  allowInsecureHttp,
});

test('loopback addresses are known', () => {
  for (const host of ['127.0.0.1', '127.8.8.8', '::1', 'localhost']) assert.ok(isLoopback(host), host);
  for (const host of ['0.0.0.0', '::', '10.0.0.1', '127.0.0.1.example', 'example']) assert.ok(!isLoopback(host), host);
});

describe('the public host name', () => {
  test('is what the settings say, before all else', () => {
    assert.equal(publicHostOf(settings('127.0.0.1', 'iot.example')), 'iot.example');
  });

  test('follows from the address: localhost, this machine, or the address itself', () => {
    assert.equal(publicHostOf(settings('127.0.0.1')), 'localhost');
    assert.equal(publicHostOf(settings('0.0.0.0')), hostname());
    assert.equal(publicHostOf(settings('10.0.0.1')), '10.0.0.1');
  });
});

test('plain HTTP stays on the loopback address unless it is allowed elsewhere', () => {
  assert.equal(httpHostOf(settings('::1')), '::1');
  assert.equal(httpHostOf(settings('0.0.0.0')), '127.0.0.1');
  assert.equal(httpHostOf(settings('0.0.0.0', undefined, true)), '0.0.0.0');
});

test('the certificate has every name that a client may use, once each, and no wildcard address', () => {
  const names = certificateNames(settings('0.0.0.0', 'iot.example'));
  assert.equal(new Set(names).size, names.length);
  assert.ok(['localhost', '127.0.0.1', '::1', 'iot.example', hostname()].every((name) => names.includes(name)));
  assert.ok(!names.includes('0.0.0.0'));
});

test('an IPv6 address stands in brackets', () => {
  assert.equal(url('https', '::1', 8443), 'https://[::1]:8443');
  assert.equal(url('http', '127.0.0.1', 4883), 'http://127.0.0.1:4883');
});
