import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { CreateThingCommand, DescribeEndpointCommand, DescribeThingCommand, IoTClient } from '@aws-sdk/client-iot';
import { identifyProcess } from '../../src/lib/living-process.ts';
import type { ReadyInformation } from '../../src/server/ready-file.ts';
import { postgresPid, until, up } from './running-server.ts';

const parent = mkdtempSync(join(tmpdir(), 'musterd-up-'));
after(() => rmSync(parent, { recursive: true }));

const program = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.js');

const isGone = (pid: number) => identifyProcess(pid) === undefined;

function client(ready: ReadyInformation): IoTClient {
  const { accessKeyId, secretAccessKey, region, endpoint } = ready;
  return new IoTClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 });
}

describe('musterd up', { timeout: 300_000 }, () => {
  test('says when and where it is ready, and leaves nothing running after Ctrl-C', async (context) => {
    const directory = join(parent, 'a');
    const readyFile = join(parent, 'a-ready.json');
    // As in Kubernetes beside a Service that is called musterd.
    const ofService = { MUSTERD_PORT: 'tcp://10.0.0.1:4883', MUSTERD_SERVICE_HOST: '10.0.0.1' };
    const server = up(context, directory, ['--ready-file', readyFile], ofService);
    const ready = await server.ready();
    const warnings = server.output().match(/.*begin like settings but are none.*/g) ?? [];
    assert.equal(warnings.length, 1);
    assert.deepEqual(JSON.parse(warnings[0] ?? '').variables, Object.keys(ofService));
    assert.deepEqual(Object.keys(ready), [
      'endpoint',
      'dataEndpoint',
      'httpsEndpoint',
      'mqttHost',
      'mqttsPort',
      'caFile',
      'region',
      'accountId',
      'accessKeyId',
      'secretAccessKey',
      'pid',
      'started',
    ]);
    await until('the other ready file is there', () => readdirSync(parent).includes('a-ready.json'));
    assert.deepEqual(JSON.parse(readFileSync(readyFile, 'utf8')), ready);
    assert.equal(statSync(readyFile).mode & 0o777, 0o600);
    const health = await fetch(`${ready.endpoint}/x/health`);
    assert.equal(health.status, 200);
    const { endpointAddress } = await client(ready).send(new DescribeEndpointCommand({ endpointType: 'iot:Jobs' }));
    assert.equal(`https://${endpointAddress}`, ready.httpsEndpoint);
    await until('the banner is printed', () => server.output().includes('Ctrl-C stops it'));
    assert.ok(!server.output().includes(ready.secretAccessKey), 'the secret is nowhere in the output');

    const postgres = postgresPid(directory);
    server.child.kill('SIGINT');
    assert.equal(await server.ended, 0);
    assert.ok(isGone(postgres));
    assert.ok(!readdirSync(directory).includes('ready.json'));
    assert.ok(!readdirSync(parent).includes('a-ready.json'));
  });

  test('finds everything again after kill -9, and takes over what was left', async (context) => {
    const directory = join(parent, 'b');
    const first = up(context, directory);
    const before = await first.ready();
    await client(before).send(new CreateThingCommand({ thingName: 'lamp' }));
    first.child.kill('SIGKILL');
    assert.equal(await first.ended, 'SIGKILL');

    const second = up(context, directory);
    const ready = await second.ready();
    assert.equal(ready.secretAccessKey, before.secretAccessKey);
    const { thingName } = await client(ready).send(new DescribeThingCommand({ thingName: 'lamp' }));
    assert.equal(thingName, 'lamp');
    second.child.kill('SIGTERM');
    assert.equal(await second.ended, 0);
  });

  test('refuses a data directory that another one has, in one line', async (context) => {
    const directory = join(parent, 'c');
    const first = up(context, directory);
    const { pid } = await first.ready();
    const second = up(context, directory);
    assert.equal(await second.ended, 2);
    assert.match(second.output(), new RegExp(`^musterd: .* in use by process ${pid}; .*--data-dir\\.\n$`));
    first.child.kill('SIGINT');
    assert.equal(await first.ended, 0);
  });

  test('refuses a port that is taken, says which setting to use, and leaves nothing running', async (context) => {
    const other = createServer().listen(0, '127.0.0.1');
    context.after(() => other.close());
    await new Promise((resolve) => other.once('listening', resolve));
    const address = other.address();
    assert.ok(address !== null && typeof address === 'object');
    const directory = join(parent, 'd');
    const server = up(context, directory, ['--mqtts-port', String(address.port), '--log-level', 'error']);
    assert.equal(await server.ended, 2);
    const line = `musterd: Port ${address.port} is taken by another program: choose one with --mqtts-port (0 takes a free one).\n`;
    assert.equal(server.output(), line);
    assert.ok(!readdirSync(join(directory, 'postgres')).includes('postmaster.pid'));
  });

  test('ends with exit code 1 when PostgreSQL dies', async (context) => {
    const directory = join(parent, 'e');
    const server = up(context, directory);
    await server.ready();
    process.kill(postgresPid(directory), 'SIGKILL');
    assert.equal(await server.ended, 1);
    assert.match(server.output(), /PostgreSQL ended by itself: SIGKILL/);
  });

  test('gives anybody the certificates that devices should trust, and their owner the audit log as a file', async (context) => {
    const server = up(context, join(parent, 'trust'));
    const { caFile, endpoint } = await server.ready();
    const response = await fetch(`${endpoint}/x/ca.pem`);
    assert.equal(response.headers.get('content-type'), 'application/x-pem-file');
    assert.equal(await response.text(), readFileSync(caFile, 'utf8'));
    const env = { PATH: process.env['PATH'], HOME: '/dev/null', MUSTERD_DATA_DIR: join(parent, 'trust') };
    const run = (...words: string[]) =>
      spawnSync(process.execPath, [program, 'x', ...words], { env, encoding: 'utf8' });
    assert.equal(run('create-user', '--user-name', 'alice').status, 0);
    const { status, stderr, stdout } = run('export-audit-entries');
    assert.deepEqual([status, stderr, JSON.parse(stdout).action], [0, '', 'musterd:CreateUser']);
    assert.equal((await fetch(`${endpoint}/x/audit/export`)).status, 403);
    server.child.kill('SIGINT');
    assert.equal(await server.ended, 0);
  });

  test('throws an ephemeral directory away at the end', async (context) => {
    const temporary = join(parent, 'temporary');
    mkdirSync(temporary);
    const server = up(context, temporary, ['--ephemeral'], { TMPDIR: temporary });
    const { caFile } = await server.ready();
    assert.ok(caFile.startsWith(temporary));
    server.child.kill('SIGINT');
    assert.equal(await server.ended, 0);
    assert.deepEqual(readdirSync(temporary), []);
  });

  test('takes root keys and settings from the environment', async (context) => {
    const environment = {
      MUSTERD_ROOT_ACCESS_KEY_ID: 'AKIAQQQQQQQQQQQQQQQQ',
      MUSTERD_ROOT_SECRET_ACCESS_KEY: 'a-secret-of-the-environment',
      MUSTERD_REGION: 'eu-central-1',
    };
    const directory = join(parent, 'f');
    const server = up(context, directory, [], environment);
    const ready = await server.ready();
    assert.equal(ready.accessKeyId, environment.MUSTERD_ROOT_ACCESS_KEY_ID);
    assert.equal(ready.region, 'eu-central-1');
    const { thingArn } = await client(ready).send(new CreateThingCommand({ thingName: 'lamp' }));
    assert.equal(thingArn, 'arn:aws:iot:eu-central-1:000000000000:thing/lamp');
    assert.ok(!readdirSync(directory).includes('root-credentials.json'));
    server.child.kill('SIGINT');
    assert.equal(await server.ended, 0);
  });

  test('is told about a database that cannot be reached in one line', async (context) => {
    const words = ['--database-url', 'postgres://me:hush@127.0.0.1:1/none'];
    const server = up(context, join(parent, 'g'), words);
    assert.equal(await server.ended, 2);
    assert.match(
      server.output(),
      /^musterd: The database none at 127\.0\.0\.1:1 of --database-url cannot be reached: .*\n$/,
    );
    assert.doesNotMatch(server.output(), /hush/);
  });
});
