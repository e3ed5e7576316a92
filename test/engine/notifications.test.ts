/**
 * The rows of the decision table (docs/service/notifications.md#when-devices-are-told) and of the namespaces (8) that
 * need a whole server.
 */
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { TEST_START } from '../support/context.ts';
import { type Heard, testEngine } from '../support/engine.ts';
import { call, createTestJob, createThings, things } from '../support/jobs.ts';

const engine = await testEngine();
let thing: string;
let count = 0;

beforeEach(async () => {
  count += 1;
  thing = `thing-${count}`;
  await createThings(engine, thing);
});

const idOf = (name: string) => `${name}-${count}`;

/** Queues a job on the thing, a little later than what was queued before. */
async function queue(name: string, namespaceId?: string): Promise<void> {
  engine.clock.advance(1_000);
  await createTestJob(engine, idOf(name), things(thing), namespaceId === undefined ? {} : { namespaceId });
  await engine.settle();
}

const update = (name: string, status: 'IN_PROGRESS' | 'SUCCEEDED') =>
  engine.devices.UpdateJobExecution({ thingName: thing, jobId: idOf(name), status });

/** What is heard because of `act`: the topic, and the lists or the next job without their number. */
async function heardOf(act: () => Promise<unknown>): Promise<string[]> {
  engine.heard.length = 0;
  await act();
  await engine.settle();
  return engine.heard.map(words);
}

function words(message: Heard): string {
  const plain = (jobId: string) => jobId.slice(0, jobId.lastIndexOf('-'));
  if (message.kind === 'event') return message.topic;
  if (message.kind === 'next') return `${message.topic}: ${message.jobId === null ? 'bare' : plain(message.jobId)}`;
  return `${message.topic}: [${message.inProgress.map(plain)}] [${message.queued.map(plain)}]`;
}

describe('a list of jobs without a namespace', () => {
  test('that gets its first execution causes a notify and a notify-next', async () => {
    assert.deepEqual(await heardOf(() => queue('a')), ['notify: [] [a]', 'notify-next: a']);
  });

  test('that gets another one causes a notify only', async () => {
    await queue('a');
    assert.deepEqual(await heardOf(() => queue('b')), ['notify: [] [a,b]']);
  });

  test('causes nothing when a device starts its next execution or reports progress', async () => {
    await queue('a');
    const start = () => engine.devices.StartNextPendingJobExecution({ thingName: thing });
    assert.deepEqual(await heardOf(start), []);
    assert.deepEqual(await heardOf(start), []);
    assert.deepEqual(await heardOf(() => update('a', 'IN_PROGRESS')), []);
  });

  test('causes a notify-next when a device starts a later execution first', async () => {
    await queue('a');
    await queue('b');
    assert.deepEqual(await heardOf(() => update('b', 'IN_PROGRESS')), ['notify-next: b']);
    assert.deepEqual(await heardOf(() => update('a', 'IN_PROGRESS')), ['notify-next: a']);
  });

  test('causes a notify when an execution ends, and a notify-next if it was the first', async () => {
    for (const name of ['a', 'b', 'c']) await queue(name);
    assert.deepEqual(await heardOf(() => update('b', 'SUCCEEDED')), ['notify: [] [a,c]']);
    assert.deepEqual(await heardOf(() => update('a', 'SUCCEEDED')), ['notify: [] [c]', 'notify-next: c']);
    assert.deepEqual(await heardOf(() => update('c', 'SUCCEEDED')), ['notify: [] []', 'notify-next: bare']);
  });

  test('treats a deletion with force like an end', async () => {
    await queue('a');
    await queue('b');
    await engine.devices.StartNextPendingJobExecution({ thingName: thing });
    const remove = () =>
      call.DeleteJobExecution(engine, { jobId: idOf('a'), thingName: thing, executionNumber: 1, force: true });
    assert.deepEqual(await heardOf(remove), ['notify: [] [b]', 'notify-next: b']);
  });

  test('causes a notify only when a cancelled job, in progress behind another one, is deleted', async () => {
    await queue('a');
    await queue('b');
    await update('b', 'IN_PROGRESS');
    await update('a', 'IN_PROGRESS');
    await engine.settle();
    engine.clock.advance(1_000);
    assert.deepEqual(await heardOf(() => call.CancelJob(engine, { jobId: idOf('b') })), []);
    engine.clock.advance(1_000);
    assert.deepEqual(await heardOf(() => call.DeleteJob(engine, { jobId: idOf('b') })), ['notify: [a] []']);
  });

  test('causes nothing when a job is updated or a terminal execution is deleted', async () => {
    await queue('a');
    await queue('b');
    await update('a', 'SUCCEEDED');
    await engine.settle();
    assert.deepEqual(await heardOf(() => call.UpdateJob(engine, { jobId: idOf('b'), description: 'new' })), []);
    const remove = () => call.DeleteJobExecution(engine, { jobId: idOf('a'), thingName: thing, executionNumber: 1 });
    assert.deepEqual(await heardOf(remove), []);
  });

  test('causes nothing when its thing is deleted', async () => {
    await queue('a');
    assert.deepEqual(await heardOf(() => call.DeleteThing(engine, { thingName: thing })), []);
  });

  test('shows ten executions, and changes beyond them cause a notify too', async () => {
    for (let i = 0; i < 11; i += 1) await queue(`job${i}`);
    const [message] = await heardOf(() => queue('last'));
    assert.equal(message?.split(',').length, 10);
    assert.ok(!message?.includes('last'));
  });
});

describe('namespaces share one queue', () => {
  test('so a job behind one of another namespace appears in its list but is not next', async () => {
    await queue('a');
    assert.deepEqual(await heardOf(() => queue('x', 'X')), ['notify-namespace-X: [] [x]']);
    assert.deepEqual(await heardOf(() => update('a', 'SUCCEEDED')), [
      'notify: [] []',
      'notify-next: bare',
      'notify-next-namespace-X: x',
    ]);
    assert.deepEqual(await heardOf(() => update('x', 'SUCCEEDED')), [
      'notify-namespace-X: [] []',
      'notify-next-namespace-X: bare',
    ]);
  });

  test('and start-next and $next see the first execution only if it has their namespace', async () => {
    const describeNext = async (namespaceId?: string) => {
      const input = { thingName: thing, jobId: '$next', ...(namespaceId === undefined ? {} : { namespaceId }) };
      return (await engine.devices.DescribeJobExecution(input)).execution?.jobId;
    };
    await queue('x', 'X');
    await queue('a');
    assert.deepEqual(await engine.devices.StartNextPendingJobExecution({ thingName: thing }), {});
    assert.deepEqual(
      [await describeNext(), await describeNext('X'), await describeNext('Y')],
      [undefined, idOf('x'), undefined],
    );
    await update('x', 'SUCCEEDED');
    assert.deepEqual([await describeNext(), await describeNext('X')], [idOf('a'), undefined]);
  });

  test('while each namespace lists its own executions', async () => {
    await queue('a');
    await queue('x', 'X');
    const idsOf = async (namespaceId?: string) => {
      const input = { thingName: thing, ...(namespaceId === undefined ? {} : { namespaceId }) };
      return (await engine.devices.GetPendingJobExecutions(input)).queuedJobs.map(({ jobId }) => jobId);
    };
    assert.deepEqual([await idsOf(), await idsOf('X'), await idsOf('Y')], [[idOf('a')], [idOf('x')], []]);
  });

  test('and a namespace that a delete call names for a job without one gets the same messages too', async () => {
    await queue('a');
    await queue('b');
    const remove = () =>
      call.DeleteJobExecution(engine, {
        jobId: idOf('a'),
        thingName: thing,
        executionNumber: 1,
        force: true,
        namespaceId: 'M',
      });
    assert.deepEqual(await heardOf(remove), [
      'notify: [] [b]',
      'notify-namespace-M: [] [b]',
      'notify-next: b',
      'notify-next-namespace-M: b',
    ]);
  });

  test('and a window that brings an older job to the front tells the other namespace that nothing is next', async () => {
    const moveTo = async (hours: number) => {
      engine.clock.moveTo(TEST_START + hours * 3_600_000);
      await engine.settle();
    };
    await createTestJob(engine, idOf('nightly'), things(thing), {
      targetSelection: 'CONTINUOUS',
      schedulingConfig: { maintenanceWindows: [{ startTime: 'cron(0 2 * * ? *)', durationInMinutes: 60 }] },
    });
    await moveTo(2);
    await moveTo(3);
    assert.deepEqual(await heardOf(() => queue('x', 'X')), [
      'notify-namespace-X: [] [x]',
      'notify-next-namespace-X: x',
    ]);
    assert.deepEqual(await heardOf(() => moveTo(26)), [
      'notify: [] [nightly]',
      'notify-next-namespace-X: bare',
      'notify-next: nightly',
    ]);
  });
});
