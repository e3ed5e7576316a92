/** A database that is restarted under the server: refusals meanwhile, nothing lost, and everything goes on by itself. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { CreateJobCommand, CreateThingCommand, DescribeJobCommand, IoTClient } from '@aws-sdk/client-iot';
import {
  IoTJobsDataPlaneClient,
  StartNextPendingJobExecutionCommand,
  UpdateJobExecutionCommand,
} from '@aws-sdk/client-iot-jobs-data-plane';
import { openLog } from '../../src/lib/log.ts';
import { startEmbeddedPostgres } from '../../src/postgres/start.ts';
import { until, up } from './running-server.ts';

const directory = mkdtempSync(join(tmpdir(), 'musterd-restart-'));
after(() => rmSync(directory, { recursive: true, force: true }));

const database = join(directory, 'database');
mkdirSync(database);
const startDatabase = () =>
  startEmbeddedPostgres({
    dataDirectory: database,
    log: openLog({ level: 'silent', format: 'json' }),
    onExit: () => undefined,
  });

test('a restart of the database is refused requests, nothing lost, and work that goes on', {
  timeout: 300_000,
}, async (context) => {
  const first = await startDatabase();
  const { database: name, host, user } = first.connection;
  const url = `postgresql://${user}@${encodeURIComponent(host ?? '')}/${name}`;
  const server = up(context, join(directory, 'server'), ['--database-url', url]);
  const { accessKeyId, accountId, endpoint, region, secretAccessKey } = await server.ready();
  const settings = { endpoint, region, credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 };
  const iot = new IoTClient(settings);
  const device = new IoTJobsDataPlaneClient(settings);
  const statusOf = async (jobId: string) => (await iot.send(new DescribeJobCommand({ jobId }))).job?.status;
  await iot.send(new CreateThingCommand({ thingName: 'lamp' }));
  const targets = [`arn:aws:iot:${region}:${accountId}:thing/lamp`];
  await iot.send(new CreateJobCommand({ jobId: 'before', targets, document: '{}' }));
  await untilSo('the execution is taken', async () => {
    const { execution } = await device.send(new StartNextPendingJobExecutionCommand({ thingName: 'lamp' }));
    return execution !== undefined;
  });

  const health = async () => (await fetch(`${endpoint}/x/health`)).status;
  assert.equal(await health(), 200);
  await first.stop();
  await assert.rejects(statusOf('before'), { name: 'ServiceUnavailableException' });
  await assert.rejects(device.send(new StartNextPendingJobExecutionCommand({ thingName: 'lamp' })), {
    name: 'ServiceUnavailableException',
  });
  assert.equal(server.child.exitCode, null, 'the server is still there');
  assert.equal(await health(), 503);

  const second = await startDatabase();
  context.after(() => second.stop());
  assert.equal(await statusOf('before'), 'IN_PROGRESS');
  assert.equal(await health(), 200);
  await device.send(new UpdateJobExecutionCommand({ thingName: 'lamp', jobId: 'before', status: 'SUCCEEDED' }));
  await iot.send(new CreateJobCommand({ jobId: 'after', targets, document: '{}' }));
  await untilSo('the engine is back at work', async () => (await statusOf('before')) === 'COMPLETED');
  await untilSo('the new job is rolled out', async () => {
    const { execution } = await device.send(new StartNextPendingJobExecutionCommand({ thingName: 'lamp' }));
    return execution?.jobId === 'after';
  });
  const linesWith = (text: string) => server.output().split(text).length - 1;
  await until('the log says that the database is back', () => linesWith('The database does its work again') > 0);
  server.child.kill('SIGINT');
  assert.equal(await server.ended, 0);
  assert.deepEqual(
    [linesWith('Requests are refused with 503'), linesWith('The database does its work again')],
    [1, 1],
    server.output(),
  );
  assert.equal(linesWith('"stack"'), 0, server.output());
});

/** Polls what the engine does, of which no event tells. */
async function untilSo(what: string, isSo: () => Promise<boolean>): Promise<void> {
  let so = false;
  const asking = setInterval(() => {
    isSo().then(
      (answer) => {
        so ||= answer;
      },
      () => undefined,
    );
  }, 50);
  try {
    await until(what, () => so);
  } finally {
    clearInterval(asking);
  }
}
