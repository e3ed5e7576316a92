import assert from 'node:assert/strict';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { readConfiguration } from '../../../../src/cli/aws/config/configuration.ts';
import { configure } from '../../../../src/cli/aws/config/configure.ts';
import { findCredentials } from '../../../../src/cli/aws/config/credentials.ts';
import { connect } from '../../../../src/cli/aws/connection.ts';
import type { GivenValues } from '../../../../src/cli/aws/option.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';

const config = `[default]
region = default-region
[profile p]
region = p-region
output = yaml
services = s
endpoint_url = http://p
[profile process]
credential_process = echo '{"Version": 1, "AccessKeyId": "PROCESS", "SecretAccessKey": "x", "SessionToken": "t"}'
[profile bad]
cli_timestamp_format = never
[services s]
iot =
  endpoint_url = http://nested
`;
const credentials = `[default]
aws_access_key_id = DEFAULT
aws_secret_access_key = s
[p]
aws_access_key_id = P
aws_secret_access_key = s
[half]
aws_access_key_id = HALF
`;

async function home(t: TestContext): Promise<string> {
  const directory = await temporaryDirectory(t);
  await mkdir(join(directory, '.aws'));
  await writeFile(join(directory, '.aws', 'config'), config);
  await writeFile(join(directory, '.aws', 'credentials'), credentials);
  return directory;
}

const given = (values: Readonly<Record<string, string>>): GivenValues => new Map(Object.entries(values));

describe('the configuration', () => {
  test('asks options before the environment, and the environment before the profile', async (t) => {
    const HOME = await home(t);
    const region = async (globals: Record<string, string>, environment: Record<string, string>) =>
      (await readConfiguration(given(globals), { HOME, ...environment })).get('region');
    assert.equal(await region({}, {}), 'default-region');
    assert.equal(await region({}, { AWS_DEFAULT_REGION: 'second' }), 'second');
    assert.equal(await region({}, { AWS_DEFAULT_REGION: 'second', AWS_REGION: 'first' }), 'first');
    assert.equal(await region({ region: 'option' }, { AWS_REGION: 'first' }), 'option');
    assert.equal(await region({}, { AWS_PROFILE: 'p' }), 'p-region');
    assert.equal(await region({ profile: 'default' }, { AWS_PROFILE: 'p' }), 'default-region');
    assert.equal((await readConfiguration(given({ profile: 'p' }), { HOME })).get('output'), 'yaml');
  });

  test('takes keys from the environment unless a profile is named on the command line', async (t) => {
    const HOME = await home(t);
    const keyOf = async (globals: Record<string, string>, environment: Record<string, string>) => {
      const { environment: all, profile } = await readConfiguration(given(globals), { HOME, ...environment });
      return (await findCredentials(profile, all))?.accessKeyId;
    };
    const keys = { AWS_ACCESS_KEY_ID: 'ENV', AWS_SECRET_ACCESS_KEY: 's' };
    assert.equal(await keyOf({}, {}), 'DEFAULT');
    assert.equal(await keyOf({}, { ...keys, AWS_PROFILE: 'p' }), 'ENV');
    assert.equal(await keyOf({ profile: 'p' }, keys), 'P');
    assert.equal(await keyOf({ profile: 'process' }, {}), 'PROCESS');
    await assert.rejects(keyOf({}, { AWS_ACCESS_KEY_ID: 'x' }), {
      exitCode: 255,
      message: 'Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY',
    });
    await assert.rejects(keyOf({ profile: 'half' }, {}), { exitCode: 255 });
  });

  test('names the endpoint of a service, of all services, or none', async (t) => {
    const HOME = await home(t);
    const endpoint = async (service: 'iot' | 'iot-jobs-data', environment: Record<string, string>, option?: string) => {
      const globals = given({ region: 'r', ...(option === undefined ? {} : { 'endpoint-url': option }) });
      return (await connect(service, await readConfiguration(globals, { HOME, ...environment }))).endpoint();
    };
    const all = { AWS_ENDPOINT_URL: 'http://all', AWS_ENDPOINT_URL_IOT: 'http://iot/' };
    assert.equal(await endpoint('iot', all), 'http://iot');
    assert.equal(await endpoint('iot-jobs-data', all), 'http://all');
    assert.equal(await endpoint('iot', all, 'http://option'), 'http://option');
    assert.equal(await endpoint('iot', { AWS_PROFILE: 'p' }), 'http://nested');
    assert.equal(await endpoint('iot-jobs-data', { AWS_PROFILE: 'p' }), 'http://p');
    await assert.rejects(endpoint('iot', {}, '127.0.0.1:5599'), {
      exitCode: 252,
      message: /scheme is missing\. {2}Must be/,
    });
  });

  test('refuses an unknown profile and a wrong value', async (t) => {
    const HOME = await home(t);
    await assert.rejects(readConfiguration(given({ profile: 'nope' }), { HOME }), {
      exitCode: 255,
      message: 'The config profile (nope) could not be found',
    });
    const bad = await readConfiguration(given({ profile: 'bad' }), { HOME });
    assert.throws(() => bad.get('timestampFormat'), {
      exitCode: 253,
      message: 'Unknown cli_timestamp_format value: never, valid values are "wire" or "iso8601"',
    });
    const attempts = await readConfiguration(given({}), { HOME, AWS_MAX_ATTEMPTS: 'x' });
    assert.throws(() => attempts.maxAttempts, { exitCode: 253 });
    assert.equal((await readConfiguration(given({}), { HOME, AWS_RETRY_MODE: 'legacy' })).maxAttempts, 5);
  });
});

describe('configure', () => {
  async function run(HOME: string, words: readonly string[], answers: readonly string[] = [], globals = {}) {
    let printed = '';
    const lines = [...answers];
    const code = await configure(words, {
      environment: { HOME },
      globals: given(globals),
      terminal: {
        print: (text) => {
          printed += text;
        },
        printBytes: async () => undefined,
        complain: () => undefined,
        isTerminal: false,
      },
      ask: async (question) => {
        printed += question;
        return lines.shift();
      },
    });
    return { code, printed };
  }

  test('asks four questions, masks keys and keeps what is not answered', async (t) => {
    const HOME = await temporaryDirectory(t);
    const first = await run(HOME, [], ['AKIAEXAMPLE', 'secret', 'eu-west-1', '']);
    assert.deepEqual(first, {
      code: 0,
      printed:
        'AWS Access Key ID [None]: AWS Secret Access Key [None]: Default region name [None]: Default output format [None]: ',
    });
    const file = join(HOME, '.aws', 'credentials');
    assert.equal(
      await readFile(file, 'utf8'),
      '[default]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = secret\n',
    );
    assert.equal(await readFile(join(HOME, '.aws', 'config'), 'utf8'), '[default]\nregion = eu-west-1\n');
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    const second = await run(HOME, [], ['', '', '', 'yaml']);
    assert.match(second.printed, /^AWS Access Key ID \[\*{16}MPLE\]: /);
    assert.equal(
      await readFile(join(HOME, '.aws', 'config'), 'utf8'),
      '[default]\nregion = eu-west-1\noutput = yaml\n',
    );
  });

  test('sets and gets single values', async (t) => {
    const HOME = await temporaryDirectory(t);
    assert.equal((await run(HOME, ['set', 'default.endpoint_url', 'http://x'])).code, 0);
    assert.equal((await run(HOME, ['set', 'profile.p.region', 'r'])).code, 0);
    assert.equal((await run(HOME, ['set', 'output', 'text'], [], { profile: 'p' })).code, 0);
    assert.deepEqual(await run(HOME, ['get', 'endpoint_url']), { code: 0, printed: 'http://x\n' });
    assert.deepEqual(await run(HOME, ['get', 'profile.p.output']), { code: 0, printed: 'text\n' });
    assert.deepEqual(await run(HOME, ['get', 'region']), { code: 1, printed: '' });
    assert.deepEqual(await run(HOME, ['list-profiles']), { code: 0, printed: 'default\np\n' });
    await assert.rejects(run(HOME, ['import']), { exitCode: 252 });
  });

  test('lists where values come from', async (t) => {
    const HOME = await home(t);
    const { printed } = await run(HOME, ['list']);
    const lines = printed.split('\n');
    assert.equal(lines[0], `NAME       : ${'VALUE'.padEnd(24)} : ${'TYPE'.padEnd(16)} : LOCATION`);
    assert.equal(lines[1], `profile    : ${'<not set>'.padEnd(24)} : ${'None'.padEnd(16)} : None`);
    assert.equal(lines[2], `access_key : ${'****************AULT'.padEnd(24)} : shared-credentials-file : `);
    assert.equal(lines[4], `region     : ${'default-region'.padEnd(24)} : ${'config-file'.padEnd(16)} : ~/.aws/config`);
  });
});
