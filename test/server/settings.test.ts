import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { documentedQuotas } from '../../src/domain/quotas.ts';
import { defaultMqttSettings } from '../../src/gateway/mqtt/settings.ts';
import { ConfigError } from '../../src/lib/config-error.ts';
import { ignoredVariables, readSettings } from '../../src/server/settings/read.ts';
import {
  environmentNameOf,
  flagOf,
  groupVariableOf,
  type SettingName,
  settingGroups,
  settingsTable,
} from '../../src/server/settings/table.ts';

const directory = mkdtempSync(join(tmpdir(), 'musterd-settings-'));
after(() => rmSync(directory, { recursive: true }));

type Texts = Record<string, string>;

function read(flags: Texts = {}, environment: Texts = {}, file?: unknown) {
  const path = join(directory, 'musterd.json');
  if (file !== undefined) writeFileSync(path, typeof file === 'string' ? file : JSON.stringify(file));
  return readSettings({
    flags: file === undefined ? flags : { ...flags, config: path },
    environment,
    directory: '/somewhere',
  });
}

function assertRefused(expected: string | RegExp, flags: Texts, environment?: Texts, file?: unknown): void {
  assert.throws(
    () => read(flags, environment, file),
    (error) => {
      assert.ok(error instanceof ConfigError, String(error));
      assert.doesNotMatch(error.message, /\n/);
      if (typeof expected === 'string') assert.equal(error.message, expected);
      else assert.match(error.message, expected);
      return true;
    },
  );
}

describe('the names of a setting', () => {
  test('follow from one name', () => {
    assert.equal(flagOf('httpPort'), 'http-port');
    assert.equal(environmentNameOf('httpPort'), 'MUSTERD_HTTP_PORT');
    assert.equal(groupVariableOf(settingGroups.quotas, 'tagsPerResource'), 'MUSTERD_QUOTA_TAGS_PER_RESOURCE');
  });

  test('are as documented for secrets, which have no flag', () => {
    assert.equal(environmentNameOf('rootAccessKeyId'), 'MUSTERD_ROOT_ACCESS_KEY_ID');
    assert.equal(environmentNameOf('rootSecretAccessKey'), 'MUSTERD_ROOT_SECRET_ACCESS_KEY');
    assert.equal(flagOf('rootSecretAccessKey'), undefined);
  });

  test('are all different', () => {
    const names = Object.keys(settingsTable) as SettingName[];
    assert.equal(new Set(names.map(environmentNameOf)).size, names.length);
  });
});

describe('where a value comes from', () => {
  test('is the default when nobody says anything', () => {
    const settings = read();
    assert.equal(settings.dataDir, '/somewhere/musterd-data');
    assert.equal(settings.host, '127.0.0.1');
    assert.equal(settings.demo, 0);
    assert.equal(settings.ephemeral, false);
    assert.equal(settings.databaseUrl, undefined);
    assert.deepEqual(settings.quotas, documentedQuotas);
    assert.deepEqual(settings.mqtt, defaultMqttSettings);
  });

  test('is the file before the default, the environment before the file, the flag before the environment', () => {
    assert.equal(read({}, {}, { httpPort: 1001 }).httpPort, 1001);
    assert.equal(read({}, { MUSTERD_HTTP_PORT: '1002' }, { httpPort: 1001 }).httpPort, 1002);
    assert.equal(read({ 'http-port': '1003' }, { MUSTERD_HTTP_PORT: '1002' }, { httpPort: 1001 }).httpPort, 1003);
  });

  test('is the next source when a variable is empty', () => {
    assert.equal(read({}, { MUSTERD_REGION: '' }, { region: 'eu-west-1' }).region, 'eu-west-1');
  });

  test('is DATABASE_URL only after our own variable', () => {
    assert.equal(read({}, { DATABASE_URL: 'postgres://a/b' }).databaseUrl, 'postgres://a/b');
    const both = { DATABASE_URL: 'postgres://a/b', MUSTERD_DATABASE_URL: 'postgresql://c/d' };
    assert.equal(read({}, both).databaseUrl, 'postgresql://c/d');
  });

  test('is a file that the environment names', () => {
    writeFileSync(join(directory, 'other.json'), '{"demo": 3}');
    assert.equal(read({}, { MUSTERD_CONFIG: join(directory, 'other.json') }).demo, 3);
  });
});

describe('a value', () => {
  test('that is a relative path starts at the working directory, or at the file that it stands in', () => {
    assert.equal(read({ 'data-dir': 'x' }).dataDir, '/somewhere/x');
    assert.equal(read({ 'data-dir': '/x' }).dataDir, '/x');
    assert.equal(read({}, {}, { dataDir: 'x' }).dataDir, join(directory, 'x'));
  });

  test('of a switch is true for the bare flag', () => {
    assert.equal(read({ ephemeral: 'true' }).ephemeral, true);
    assert.equal(read({}, { MUSTERD_EPHEMERAL: '1' }).ephemeral, true);
    assert.equal(read({ ephemeral: 'false' }, { MUSTERD_EPHEMERAL: '1' }).ephemeral, false);
  });

  test('of the rollout rate is a number or unlimited, and is the quota too', () => {
    assert.equal(read({ 'rollout-rate-per-minute': '50' }).quotas.rolloutRatePerMinute, 50);
    assert.equal(read({}, {}, { rolloutRatePerMinute: 'unlimited' }).quotas.rolloutRatePerMinute, null);
  });

  test('of a quota comes from the environment or from the file', () => {
    assert.equal(read({}, {}, { quotas: { jobsInDeletion: 20 } }).quotas.jobsInDeletion, 20);
    const environment = { MUSTERD_QUOTA_JOBS_IN_DELETION: '30' };
    assert.equal(read({}, environment, { quotas: { jobsInDeletion: 20 } }).quotas.jobsInDeletion, 30);
  });

  test('of a limit of the device gateway is a number, or unlimited where there need be none', () => {
    assert.equal(read({}, { MUSTERD_MQTT_CONNECTIONS: '7' }).mqtt.connections, 7);
    const file = { mqtt: { publishesPerSecond: 100, receivedBytesPerSecond: 'unlimited' } };
    assert.equal(read({}, {}, file).mqtt.publishesPerSecond, 100);
    assert.equal(read({}, {}, file).mqtt.receivedBytesPerSecond, undefined);
    assertRefused(/^MUSTERD_MQTT_CONNECTIONS is "unlimited": /, {}, { MUSTERD_MQTT_CONNECTIONS: 'unlimited' });
  });
});

describe('a variable that begins like a setting and is none', () => {
  /** As Kubernetes makes them for a Service of this name with these ports. */
  function ofService(name: string, ...ports: readonly number[]): Texts {
    const [first = 0] = ports;
    const texts: Texts = {
      [`${name}_SERVICE_HOST`]: '10.0.0.1',
      [`${name}_SERVICE_PORT`]: String(first),
      [`${name}_SERVICE_PORT_HTTP`]: String(first),
      [`${name}_PORT`]: `tcp://10.0.0.1:${first}`,
    };
    for (const port of ports) {
      texts[`${name}_PORT_${port}_TCP`] = `tcp://10.0.0.1:${port}`;
      texts[`${name}_PORT_${port}_TCP_ADDR`] = '10.0.0.1';
      texts[`${name}_PORT_${port}_TCP_PORT`] = String(port);
      texts[`${name}_PORT_${port}_TCP_PROTO`] = 'tcp';
    }
    return texts;
  }

  test('is told of and no more, as those that Kubernetes makes for a Service', () => {
    // The third one makes MUSTERD_MQTTS_PORT, which is a setting, the second one the like of it.
    for (const name of ['MUSTERD', 'MUSTERD_MQTT', 'MUSTERD_MQTTS', 'MUSTERD_HTTP_API', 'MUSTERD_PUBLIC']) {
      const environment = ofService(name, 4883, 8443, 8883);
      assert.equal(read({}, environment).httpPort, 4883);
      assert.deepEqual(ignoredVariables({ ...environment, PATH: '/bin' }), Object.keys(environment));
    }
    assert.deepEqual(ignoredVariables({ MUSTERD_REGION: 'us-east-1', MUSTERD_TEST_SEED: '1', MUSTERD: '' }), []);
  });

  test('is told of and no more where it is like no setting', () => {
    const environment = { MUSTERD_VERSION: '1.2.3', MUSTERD_IMAGE_TAG: 'latest', MUSTERD_URL: 'http://here' };
    assert.equal(read({}, environment).region, 'us-east-1');
    assert.deepEqual(ignoredVariables(environment), Object.keys(environment));
  });

  test('is refused where it is nearly a setting, which is named', () => {
    const meant: readonly (readonly [variable: string, setting: string])[] = [
      ['MUSTERD_PORT', 'MUSTERD_HTTP_PORT'],
      ['MUSTERD_DATADIR', 'MUSTERD_DATA_DIR'],
      ['MUSTERD_MQTT_PORT', 'MUSTERD_INSECURE_MQTT_PORT'],
      ['MUSTERD_QUOTA_TAG_PER_RESOURCE', 'MUSTERD_QUOTA_TAGS_PER_RESOURCE'],
      ['MUSTERD_DATABASE_URI', 'MUSTERD_DATABASE_URL'],
    ];
    for (const [variable, setting] of meant) {
      const sentence = `${variable} in the environment is no setting. Did you mean ${setting}?`;
      assertRefused(sentence, {}, { [variable]: '4883' });
    }
  });
});

describe('a wrong setting is refused in one line', () => {
  const wrong: readonly (readonly [flag: string, value: string, expected: RegExp])[] = [
    ['http-port', 'x', /^--http-port is "x": it must be a whole number from 0 to 65535\.$/],
    ['https-port', '65536', /whole number/],
    ['mqtts-port', '-1', /whole number/],
    ['http-port', '1.5', /whole number/],
    ['http-port', '', /whole number/],
    ['demo', '1001', /from 0 to 1000/],
    ['host', 'a b', /a host name or an address/],
    ['region', 'Mars!', /a Region such as us-east-1/],
    ['account-id', '123', /twelve digits/],
    ['partition', 'azure', /a partition such as aws/],
    ['database-url', 'mysql://x/y', /must begin with postgresql:/],
    ['rollout-rate-per-minute', '0', /from 1 to 100000000, or unlimited/],
    ['minimum-deletion-seconds', 'soon', /whole number/],
    ['log-level', 'loud', /one of trace, debug/],
    ['log-format', 'xml', /one of json, pretty/],
    ['ephemeral', 'maybe', /true or false/],
    ['ready-file', '', /must not be empty/],
    ['config', '/nowhere/at-all.json', /^The configuration file \/nowhere\/at-all\.json cannot be read: /],
  ];
  for (const [flag, value, expected] of wrong) {
    test(`--${flag} ${JSON.stringify(value)}`, () => assertRefused(expected, { [flag]: value }));
  }

  test('that names its variable, and asks whether another was meant', () => {
    assertRefused('MUSTERD_DEMO is "many": it must be a whole number from 0 to 1000.', {}, { MUSTERD_DEMO: 'many' });
    const misspelt = 'MUSTERD_HTTP_PRT in the environment is no setting. Did you mean MUSTERD_HTTP_PORT?';
    assertRefused(misspelt, {}, { MUSTERD_HTTP_PRT: '1' });
  });

  test('that names its key in the file, and asks whether another was meant', () => {
    assertRefused(/^"httpPort" in .*musterd\.json is "x": /, {}, {}, { httpPort: 'x' });
    assertRefused(/^"htpPort" in .* is no setting\. Did you mean httpPort\?$/, {}, {}, { htpPort: 1 });
    assertRefused(
      /^"quotas\.jobsInDeltion" in .* Did you mean jobsInDeletion\?$/,
      {},
      {},
      { quotas: { jobsInDeltion: 1 } },
    );
    assertRefused(/must be a string, a number, true or false/, {}, {}, { httpPort: null });
    assertRefused(/"quotas" in .* must be a JSON object/, {}, {}, { quotas: 3 });
    assertRefused(/must hold one JSON object/, {}, {}, [1]);
    assertRefused(/cannot be read/, {}, {}, '{');
  });

  test('without showing a secret', () => {
    assertRefused(
      /^MUSTERD_ROOT_SECRET_ACCESS_KEY is wrong: it must be 16/,
      {},
      { MUSTERD_ROOT_SECRET_ACCESS_KEY: 'hush' },
    );
    assertRefused(
      /^"rootAccessKeyId" in .* is not read: set MUSTERD_ROOT_ACCESS_KEY_ID/,
      {},
      {},
      { rootAccessKeyId: 'A' },
    );
    assertRefused(/"mysql:\/\/me:\*\*\*@h\/d"/, { 'database-url': 'mysql://me:hush@h/d' });
  });

  test('when two settings contradict each other', () => {
    assertRefused(/--ephemeral and --data-dir exclude each other/, { ephemeral: 'true', 'data-dir': 'x' });
    assertRefused(/must differ/, { 'http-port': '9000', 'https-port': '9000' });
    assertRefused(/or neither/, {}, { MUSTERD_ROOT_ACCESS_KEY_ID: 'ABCDEFGHIJKLMNOP' });
    assert.equal(read({ 'http-port': '0', 'https-port': '0', 'mqtts-port': '0' }).mqttsPort, 0);
  });

  test('when MQTT without TLS would be open to other machines', () => {
    assert.equal(read({}).insecureMqttPort, undefined);
    const open = { 'insecure-mqtt-port': '1883' };
    assert.equal(read(open).insecureMqttPort, 1883);
    for (const host of ['127.0.0.1', '127.1.2.3', '::1', 'localhost']) {
      assert.equal(read({ ...open, host }).insecureMqttPort, 1883);
    }
    for (const host of ['0.0.0.0', '::', '192.0.2.1', 'gateway.example', '127.example.com']) {
      assertRefused(/--insecure-mqtt-port lets everybody in, .* cannot go with --host \S+\.$/, { ...open, host });
    }
    assertRefused(/for this machine only/, { host: '0.0.0.0' }, { MUSTERD_INSECURE_MQTT_PORT: '0' });
    assertRefused(/must differ/, { ...open, 'mqtts-port': '1883' });
  });

  test('when an object store has no keys or no proper address', () => {
    const store = { 'object-store-endpoint': 'https://s3.example.com/' };
    const keys = { MUSTERD_OBJECT_STORE_ACCESS_KEY_ID: 'A', MUSTERD_OBJECT_STORE_SECRET_ACCESS_KEY: 'B' };
    assertRefused(/MUSTERD_OBJECT_STORE_ACCESS_KEY_ID and/, store);
    assertRefused(/MUSTERD_OBJECT_STORE_SECRET/, store, { MUSTERD_OBJECT_STORE_ACCESS_KEY_ID: 'A' });
    assert.equal(read(store, keys).objectStoreEndpoint, 'https://s3.example.com');
    assert.equal(read({ 'object-store-endpoint': 'http://127.0.0.1:9000' }, keys).objectStoreStyle, 'path');
    for (const wrong of [
      's3.example.com',
      'ftp://s3',
      'https://a:b@s3',
      'https://s3/bucket',
      'https://s3?x',
      'https://',
    ]) {
      assertRefused(/object-store-endpoint is .*http:\/\/ or https:\/\//, { 'object-store-endpoint': wrong }, keys);
    }
    const file = { objectStoreSecretAccessKey: 'B' };
    assertRefused(/is not read: set MUSTERD_OBJECT_STORE_SECRET_ACCESS_KEY/, {}, {}, file);
  });
});
