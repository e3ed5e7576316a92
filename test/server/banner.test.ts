import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { banner, type Invocation } from '../../src/server/banner.ts';
import type { RunningServer } from '../../src/server/start.ts';

function server(dataDirectory: string): RunningServer {
  return {
    ready: {
      endpoint: 'http://127.0.0.1:4883',
      dataEndpoint: 'http://127.0.0.1:4883',
      httpsEndpoint: 'https://localhost:8443',
      mqttHost: 'localhost',
      mqttsPort: 8883,
      caFile: '/data/ca.pem',
      region: 'eu-west-1',
      accountId: '123456789012',
      accessKeyId: 'AKIAQQQQQQQQQQQQQQQQ',
      secretAccessKey: 'this-is-the-secret',
      pid: 4242,
      started: 'today',
    },
    partition: 'aws',
    dataDirectory,
    credentialsFile: '/data/root-credentials.json',
    startedAt: Date.UTC(2026, 0, 1),
    startMs: 500,
    failed: new Promise(() => undefined),
    stop: async () => undefined,
  };
}

const settings = {
  host: '127.0.0.1',
  allowInsecureHttp: false,
  demo: 0,
  ephemeral: false,
  databaseUrl: undefined,
  devicePolicies: 'enforce',
} as const;
const fromNpm: Invocation = { environment: { npm_lifecycle_event: 'up' }, program: '/x/dist/src/cli/main.js' };
const installed: Invocation = { environment: {}, program: '/usr/bin/musterd' };

test('the banner says where everything is and never shows a secret', () => {
  const text = banner(server('/data'), settings, false, installed);
  for (const part of [
    'http://127.0.0.1:4883',
    'https://localhost:8443',
    'localhost:8883',
    '/data/ca.pem',
    'kill 4242',
  ]) {
    assert.ok(text.includes(part), part);
  }
  assert.ok(!text.includes('this-is-the-secret'));
  assert.ok(!text.includes('\u001b'));
});

test('the banner calls the command as it was called, and names a data directory that is not the default', () => {
  assert.match(
    banner(server('/it is here'), settings, false, installed),
    /eval "\$\(musterd env --data-dir '\/it is here'\)"/,
  );
  assert.match(banner(server(resolve('musterd-data')), settings, false, fromNpm), /eval "\$\(npx musterd env\)"/);
  const direct = { environment: {}, program: '/x/main.js' };
  assert.match(banner(server(resolve('musterd-data')), settings, false, direct), /eval "\$\(node \/x\/main\.js env\)"/);
});

test('the banner aims its job at the simulated devices if there are any', () => {
  assert.match(banner(server('/data'), settings, false, installed), /:123456789012:thing\/lamp /);
  assert.match(banner(server('/data'), { ...settings, demo: 3 }, false, installed), /:123456789012:thinggroup\/demo /);
});

test('the banner is bold on a terminal, unless colours are not wanted', () => {
  assert.ok(banner(server('/data'), settings, true, installed).includes('\u001b[1m'));
  const plain = { ...installed, environment: { NO_COLOR: '1' } };
  assert.ok(!banner(server('/data'), settings, true, plain).includes('\u001b'));
});

test('the banner warns of MQTT without TLS, where it is open', () => {
  assert.doesNotMatch(banner(server('/data'), settings, false, installed), /without TLS/);
  const open = server('/data');
  const text = banner({ ...open, ready: { ...open.ready, insecureMqttPort: 1883 } }, settings, false, installed);
  assert.match(text, /^MQTT without TLS on 127\.0\.0\.1:1883: every program on this machine may do everything/m);
});

test('the banner warns where device policies are ignored, and only there', () => {
  assert.doesNotMatch(banner(server('/data'), settings, false, installed), /policies/);
  const text = banner(server('/data'), { ...settings, devicePolicies: 'ignore' }, false, installed);
  assert.match(text, /Device policies are ignored/);
});
