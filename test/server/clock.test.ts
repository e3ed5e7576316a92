/** The virtual clock through the public surface: the API, the command, a restart. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import {
  CreateJobCommand,
  CreateThingCommand,
  CreateThingGroupCommand,
  DescribeJobCommand,
  DescribeJobExecutionCommand,
  IoTClient,
} from '@aws-sdk/client-iot';
import {
  GetPendingJobExecutionsCommand,
  IoTJobsDataPlaneClient,
  StartNextPendingJobExecutionCommand,
} from '@aws-sdk/client-iot-jobs-data-plane';
import pg from 'pg';
import type { ReadyInformation } from '../../src/server/ready-file.ts';
import { up } from './running-server.ts';

const program = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.js');
const parent = mkdtempSync(join(tmpdir(), 'musterd-clock-'));
after(() => rmSync(parent, { recursive: true, force: true }));

const targetOf = ({ accountId, region }: ReadyInformation, resource: string) => [
  `arn:aws:iot:${region}:${accountId}:${resource}`,
];
const settingsOf = ({ accessKeyId, endpoint, region, secretAccessKey }: ReadyInformation) => ({
  endpoint,
  region,
  credentials: { accessKeyId, secretAccessKey },
});

async function advance(ready: ReadyInformation, body: object): Promise<Record<string, unknown>> {
  const response = await fetch(`${ready.endpoint}/x/clock/advance`, { method: 'POST', body: JSON.stringify(body) });
  return { status: response.status, ...((await response.json()) as object) };
}

describe('a server with a virtual clock', { timeout: 300_000 }, () => {
  test('times an execution out after seven days, in a moment', async (context) => {
    const directory = join(parent, 'timeout');
    const ready = await up(context, directory, ['--clock', 'virtual']).ready();
    const iot = new IoTClient(settingsOf(ready));
    const device = new IoTJobsDataPlaneClient(settingsOf(ready));
    await iot.send(new CreateThingCommand({ thingName: 'lamp' }));
    const job = { jobId: 'j', targets: targetOf(ready, 'thing/lamp'), document: '{}' };
    await iot.send(new CreateJobCommand({ ...job, timeoutConfig: { inProgressTimeoutInMinutes: 7 * 24 * 60 } }));
    await advance(ready, { seconds: 0 });
    await device.send(new StartNextPendingJobExecutionCommand({ thingName: 'lamp' }));

    const before = performance.now();
    assert.equal((await advance(ready, { seconds: 7 * 86_400 - 1 }))['status'], 200);
    const running = await iot.send(new DescribeJobExecutionCommand({ jobId: 'j', thingName: 'lamp' }));
    assert.equal(running.execution?.status, 'IN_PROGRESS');
    assert.equal(running.execution?.approximateSecondsBeforeTimedOut, 1);
    await advance(ready, { seconds: 1 });
    const ended = await iot.send(new DescribeJobExecutionCommand({ jobId: 'j', thingName: 'lamp' }));
    assert.ok(performance.now() - before < 30_000);
    assert.equal(ended.execution?.status, 'TIMED_OUT');
    const lasted = Number(ended.execution?.lastUpdatedAt) - Number(ended.execution?.startedAt);
    assert.equal(lasted, 7 * 86_400_000);
    assert.equal((await iot.send(new DescribeJobCommand({ jobId: 'j' }))).job?.status, 'COMPLETED');
  });

  test('rolls out exponentially to 10,000 things in a moment', async (context) => {
    const directory = join(parent, 'rollout');
    const ready = await up(context, directory, ['--clock', 'virtual']).ready();
    const iot = new IoTClient(settingsOf(ready));
    await iot.send(new CreateThingGroupCommand({ thingGroupName: 'fleet' }));
    await fill(directory, 10_000);
    const exponentialRate = {
      baseRatePerMinute: 50,
      incrementFactor: 2,
      rateIncreaseCriteria: { numberOfNotifiedThings: 1_000 },
    };
    const job = { jobId: 'j', targets: targetOf(ready, 'thinggroup/fleet'), document: '{}' };
    await iot.send(new CreateJobCommand({ ...job, jobExecutionsRolloutConfig: { exponentialRate } }));
    const before = performance.now();
    await advance(ready, { seconds: 2 * 3_600 });
    const took = performance.now() - before;
    const details = (await iot.send(new DescribeJobCommand({ jobId: 'j' }))).job?.jobProcessDetails;
    assert.equal(details?.numberOfQueuedThings, 10_000);
    context.diagnostic(`${Math.round(took)} ms`);
    // A second or two when nothing else runs; the limit leaves room for a busy machine.
    assert.ok(took < 30_000, `it took ${Math.round(took)} ms`);
  });

  test('opens a weekly window for a year in a moment, and then ends the job', async (context) => {
    const ready = await up(context, join(parent, 'windows'), ['--clock', 'virtual']).ready();
    const iot = new IoTClient(settingsOf(ready));
    const device = new IoTJobsDataPlaneClient(settingsOf(ready));
    await iot.send(new CreateThingCommand({ thingName: 'lamp' }));
    assert.equal((await advance(ready, { until: '2034-01-01T00:00:00Z' }))['status'], 200);
    const job = { jobId: 'j', targets: targetOf(ready, 'thing/lamp'), document: '{}' };
    const schedulingConfig = {
      endTime: '2035-01-01 00:00',
      endBehavior: 'CANCEL' as const,
      maintenanceWindows: [{ startTime: 'cron(0 2 ? * SUN *)', durationInMinutes: 60 }],
    };
    await iot.send(new CreateJobCommand({ ...job, targetSelection: 'CONTINUOUS', schedulingConfig }));
    const described = async () => (await iot.send(new DescribeJobCommand({ jobId: 'j' }))).job;
    const pending = async () =>
      (await device.send(new GetPendingJobExecutionsCommand({ thingName: 'lamp' }))).queuedJobs?.length;
    const scheduled = await described();
    assert.deepEqual(scheduled?.schedulingConfig, schedulingConfig);
    assert.equal(scheduled?.scheduledJobRollouts?.length, 7);
    assert.equal(scheduled?.scheduledJobRollouts?.[0]?.startTime, '2034-01-01T02:00:00Z');

    const before = performance.now();
    await advance(ready, { until: '2034-12-31T02:30:00Z' });
    assert.deepEqual([(await described())?.status, await pending()], ['IN_PROGRESS', 1]);
    await advance(ready, { until: '2034-12-31T03:00:00Z' });
    assert.deepEqual([(await described())?.status, await pending()], ['SCHEDULED', 0]);
    await advance(ready, { until: '2035-01-01T00:00:00Z' });
    const took = performance.now() - before;
    const ended = await described();
    assert.deepEqual([ended?.status, ended?.jobProcessDetails?.numberOfCanceledThings], ['CANCELED', 1]);
    context.diagnostic(`${Math.round(took)} ms`);
    // A second or two when nothing else runs; the limit leaves room for a busy machine.
    assert.ok(took < 30_000, `it took ${Math.round(took)} ms`);
  });

  test("keeps its time over a restart, is moved by the command, and does not go back to the machine's", async (context) => {
    const directory = join(parent, 'restart');
    const first = up(context, directory, ['--clock', 'virtual']);
    const ready = await first.ready();
    const later = (await advance(ready, { until: '2035-01-31T12:00:00Z' }))['iso'];
    assert.equal(later, '2035-01-31T12:00:00.000Z');
    assert.equal((await advance(ready, { until: '2034-01-01T00:00:00Z' }))['status'], 400);
    assert.equal((await advance(ready, {}))['status'], 400);
    first.child.kill('SIGKILL');
    await first.ended;

    const wall = up(context, directory);
    assert.equal(await wall.ended, 2);
    assert.match(wall.output(), /Start with --clock virtual/);

    await up(context, directory, ['--clock', 'virtual']).ready();
    const command = (...words: string[]) =>
      spawnSync(process.execPath, [program, 'clock', ...words, '--data-dir', directory], { encoding: 'utf8' });
    assert.equal(command('now').stdout, '2035-01-31T12:00:00.000Z (virtual)\n');
    assert.equal(command('advance', '7d').stdout, '2035-02-07T12:00:00.000Z\n');
    const refused = command('advance', '2030-01-01');
    assert.match(refused.stderr, /time does not go backwards/);
    assert.equal(refused.status, 1);
    assert.equal(command('advance', 'soon').status, 2);
  });
});

test("the clock of a server that keeps the machine's time can be read, by who signs, and not be moved", async (context) => {
  const directory = join(parent, 'wall');
  const ready = await up(context, directory).ready();
  assert.equal((await fetch(`${ready.endpoint}/x/clock`)).status, 403);
  const command = (...words: string[]) =>
    spawnSync(process.execPath, [program, 'clock', ...words, '--data-dir', directory], { encoding: 'utf8' });
  assert.match(command('now').stdout, /\(wall\)\n$/);
  assert.match(command('advance', '1d').stderr, /Start the server with --clock virtual/);
});

/** Things in the group, by SQL, since making them is not what is tested. */
async function fill(directory: string, things: number): Promise<void> {
  const sql = new pg.Client({ host: join(directory, 'postgres'), user: 'musterd', database: 'postgres' });
  await sql.connect();
  await sql.query(
    `INSERT INTO thing (thing_name, thing_id, attributes, version, created_at)
     SELECT 'thing-' || n, gen_random_uuid(), '{}', 1, 0 FROM generate_series(1, $1::int) n`,
    [things],
  );
  await sql.query(
    `INSERT INTO thing_group_member (thing_group_id, thing_name, joined_at)
     SELECT g.thing_group_id, t.thing_name, 0 FROM thing_group g, thing t`,
  );
  await sql.end();
}
