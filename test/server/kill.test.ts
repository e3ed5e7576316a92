/** kill -9 while jobs are created, rolled out, updated, cancelled and deleted: nothing that was acknowledged is lost. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import {
  CancelJobCommand,
  CreateJobCommand,
  CreateThingGroupCommand,
  DeleteJobCommand,
  IoTClient,
} from '@aws-sdk/client-iot';
import {
  IoTJobsDataPlaneClient,
  StartNextPendingJobExecutionCommand,
  UpdateJobExecutionCommand,
} from '@aws-sdk/client-iot-jobs-data-plane';
import pg from 'pg';
import type { ReadyInformation } from '../../src/server/ready-file.ts';
import { up } from './running-server.ts';

const THINGS = 400;
const ROUNDS = 6;
/** A busy machine needs more rounds before enough was acknowledged. */
const MOST_ROUNDS = 60;
const SEED = Number(process.env['MUSTERD_TEST_SEED'] ?? Date.now() % 1_000_000);
const directory = mkdtempSync(join(tmpdir(), 'musterd-kill-'));
after(() => rmSync(directory, { recursive: true, force: true }));

/** What the server acknowledged; the rest may or may not have happened. */
interface Acknowledged {
  readonly created: Set<string>;
  readonly canceled: Set<string>;
  readonly deleted: Set<string>;
  /** Asked for, whether or not an answer came. */
  readonly ending: Set<string>;
  /** `job/thing` of updates to SUCCEEDED. */
  readonly succeeded: Set<string>;
}

test('what was acknowledged survives kill -9 at any moment, and the work goes on', {
  timeout: 600_000,
}, async (context) => {
  context.diagnostic(`seed ${SEED}`);
  const random = generator(SEED);
  const known: Acknowledged = {
    created: new Set(),
    canceled: new Set(),
    deleted: new Set(),
    ending: new Set(),
    succeeded: new Set(),
  };
  for (let round = 0; round < ROUNDS || (!isEnough(known) && round < MOST_ROUNDS); round += 1) {
    const server = up(context, directory, ['--rollout-rate-per-minute', 'unlimited']);
    const ready = await server.ready();
    if (round === 0) await fillFleet(ready);
    const doing = [operate(ready, known, round), ...[0, 1, 2].map((device) => work(ready, known, device))];
    await delay(100 + random() * 900);
    server.child.kill('SIGKILL');
    await server.ended;
    await Promise.all(doing);
  }
  await up(context, directory, ['--rollout-rate-per-minute', 'unlimited']).ready();
  await quiescence();
  await check(known);
});

function isEnough({ created, succeeded }: Acknowledged): boolean {
  return created.size >= ROUNDS && succeeded.size > 0;
}

/** Things and a group of them, the things by SQL since making them is not what is tested. */
async function fillFleet(ready: ReadyInformation): Promise<void> {
  await operatorOf(ready).send(new CreateThingGroupCommand({ thingGroupName: 'fleet' }));
  await withDatabase(async (sql) => {
    await sql.query(
      `INSERT INTO thing (thing_name, thing_id, attributes, version, created_at)
       SELECT 'thing-' || n, gen_random_uuid(), '{}', 1, 0 FROM generate_series(0, $1::int - 1) n`,
      [THINGS],
    );
    await sql.query(
      `INSERT INTO thing_group_member (thing_group_id, thing_name, joined_at)
       SELECT g.thing_group_id, t.thing_name, 0 FROM thing_group g, thing t`,
    );
  });
}

/** Creates jobs one after another, cancels every third and deletes every fourth, until the server is gone. */
async function operate(ready: ReadyInformation, known: Acknowledged, round: number): Promise<void> {
  const operator = operatorOf(ready);
  const targets = [`arn:aws:iot:${ready.region}:${ready.accountId}:thinggroup/fleet`];
  try {
    for (let number = 1; ; number += 1) {
      const jobId = `job-${round}-${number}`;
      await operator.send(new CreateJobCommand({ jobId, targets, document: '{}' }));
      known.created.add(jobId);
      const earlier = `job-${round}-${number - 2}`;
      if (number % 3 === 0) {
        known.ending.add(earlier);
        await operator.send(new CancelJobCommand({ jobId: earlier, force: true }));
        known.canceled.add(earlier);
      }
      if (number % 4 === 0) {
        known.ending.add(earlier);
        await operator.send(new DeleteJobCommand({ jobId: earlier, force: true }));
        known.deleted.add(earlier);
      }
    }
  } catch (error) {
    assertGone(error);
  }
}

/** Takes and ends executions, until the server is gone. */
async function work(ready: ReadyInformation, known: Acknowledged, device: number): Promise<void> {
  const client = new IoTJobsDataPlaneClient(clientSettings(ready));
  try {
    for (let turn = 0; ; turn += 1) {
      const thingName = `thing-${(device * 131 + turn) % THINGS}`;
      const { execution } = await client.send(new StartNextPendingJobExecutionCommand({ thingName }));
      const jobId = execution?.jobId;
      if (jobId === undefined) continue;
      try {
        await client.send(new UpdateJobExecutionCommand({ thingName, jobId, status: 'SUCCEEDED' }));
        known.succeeded.add(`${jobId}/${thingName}`);
      } catch (error) {
        // The job was cancelled or deleted meanwhile.
        if (error instanceof Error && !/ResourceNotFound|InvalidStateTransition/.test(error.name)) throw error;
      }
    }
  } catch (error) {
    assertGone(error);
  }
}

/** Any answer but a lost connection, or one that says that the server is stopping, is a failure. */
function assertGone(error: unknown): void {
  const { code, message, name } = error as Error & { readonly code?: string };
  const isGone = /ECONNREFUSED|ECONNRESET|EPIPE|ServiceUnavailable|socket hang up|TimeoutError/.test(
    `${code} ${name} ${message}`,
  );
  assert.ok(isGone, `an unexpected error: ${name}: ${message}`);
}

/** Waits until the engine has nothing left to do. */
async function quiescence(): Promise<void> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const left = await withDatabase(async (sql) => {
      const { rows } = await sql.query(
        `SELECT (SELECT count(*) FROM job WHERE work <> 'NONE') + (SELECT count(*) FROM completion_check)
              + (SELECT count(*) FROM announcement) AS left`,
      );
      return Number(rows[0].left);
    }).catch(() => 1);
    if (left === 0) return;
    assert.ok(performance.now() < deadline, 'the engine did not finish its work');
    await delay(50);
  }
}

async function check(known: Acknowledged): Promise<void> {
  await withDatabase(async (sql) => {
    const jobs = await sql.query('SELECT job_id, status FROM job');
    const statusOf = new Map<string, string>(jobs.rows.map((row) => [row.job_id, row.status]));
    for (const jobId of known.deleted) assert.ok(!statusOf.has(jobId), `${jobId} was deleted and is there`);
    for (const jobId of known.created) {
      if (known.ending.has(jobId)) continue;
      assert.ok(statusOf.has(jobId), `${jobId} was created and is gone`);
    }
    for (const jobId of known.canceled) {
      if (!known.deleted.has(jobId) && statusOf.has(jobId)) assert.equal(statusOf.get(jobId), 'CANCELED');
    }
    const incomplete = await sql.query(
      `SELECT j.job_id, count(e.*) AS executions FROM job j LEFT JOIN job_execution e USING (job_number)
        WHERE j.status <> 'CANCELED' GROUP BY j.job_id HAVING count(e.*) <> $1`,
      [THINGS],
    );
    assert.deepEqual(incomplete.rows, [], 'every job has one execution for each thing');
    const twice = await sql.query('SELECT 1 FROM job_execution GROUP BY thing_name, job_number HAVING count(*) > 1');
    assert.equal(twice.rowCount, 0, 'no execution is there twice');
    const orphans = await sql.query(
      'SELECT 1 FROM job_execution e WHERE NOT EXISTS (SELECT 1 FROM job j WHERE j.job_number = e.job_number)',
    );
    assert.equal(orphans.rowCount, 0, 'no execution has outlived its job');
    const wrong = await sql.query(
      `SELECT * FROM (SELECT job_number, status, count(*) AS n FROM job_execution GROUP BY 1, 2) recount
         FULL JOIN (SELECT job_number, status, sum(executions) AS n FROM job_execution_count GROUP BY 1, 2) kept
             USING (job_number, status)
        WHERE coalesce(recount.n, 0) <> coalesce(kept.n, 0)`,
    );
    assert.deepEqual(wrong.rows, [], 'the counters equal a recount');
    const done = await sql.query(
      `SELECT j.job_id || '/' || e.thing_name AS key FROM job_execution e JOIN job j USING (job_number) WHERE e.status = 'SUCCEEDED'`,
    );
    const succeeded = new Set(done.rows.map((row) => row.key));
    for (const key of known.succeeded) {
      if (statusOf.has(key.split('/')[0] ?? ''))
        assert.ok(succeeded.has(key), `the acknowledged update of ${key} is lost`);
    }
    assert.ok(isEnough(known), 'something was tested');
  });
}

async function withDatabase<T>(use: (sql: pg.Client) => Promise<T>): Promise<T> {
  const sql = new pg.Client({ host: join(directory, 'postgres'), user: 'musterd', database: 'postgres' });
  await sql.connect();
  try {
    return await use(sql);
  } finally {
    await sql.end();
  }
}

function clientSettings({ accessKeyId, endpoint, region, secretAccessKey }: ReadyInformation) {
  return { endpoint, region, credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 };
}

const operatorOf = (ready: ReadyInformation) => new IoTClient(clientSettings(ready));

/** A small seeded generator of numbers from 0 to 1 (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
