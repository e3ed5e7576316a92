/** Many operations at a time at two processes that share a database: what always holds, holds. */
import assert from 'node:assert/strict';
import { registerLogReader, unregisterLogReader } from '../../src/store/announcement/announcement-log.ts';
import { choices } from './choices.ts';
import { queryOf } from './condition.ts';
import { createLife } from './life.ts';
import { placed } from './model/placement.ts';
import { type DeviceOperation, type Operation, type Outcome, textOf } from './operation.ts';
import { perform } from './perform.ts';
import { mayStepClock, processReaders, type Run, type RunContext } from './run.ts';
import { assertFollows, assertSound, readStore, type StoredExecution, type StoreView } from './store-view.ts';
import { isIndexed } from './world.ts';

const A_CRASH = 0.25;
const LAST_PAUSES = 12;

export async function createConcurrentRun(context: RunContext): Promise<Run> {
  const { clock, coverage, database, dice, world } = context;
  const history: string[] = [];
  const log = (line: string) => {
    history.push(line);
  };
  // Each tells its own listeners, so each goes through the log of announcements by itself.
  for (const readerName of processReaders) await registerLogReader(database, readerName);
  await unregisterLogReader(database, 'devices');
  const lives = processReaders.map((readerName) =>
    createLife({ ...context, process: { ...context.process, readerName } }, log),
  );
  const choose = choices(world, dice);
  const conditions = new Map([...world.dynamicGroups.values()].map((condition) => [queryOf(condition), condition]));
  const seen = { jobs: new Set<number>(), executions: new Set<string>() };
  let view = await readStore(database);

  /** Both at once, then one after the other: what one left to the other is done as well. */
  async function settle(): Promise<void> {
    await Promise.all(lives.map((life) => life.settle(true)));
    for (let round = 0; round < 2; round += 1) for (const life of lives) await life.settle(true);
  }

  async function check(): Promise<StoreView> {
    const now = await readStore(database);
    assertSound(now, true);
    assertFollows(view, now);
    assertTimers(now, clock.now());
    assertPlaced(now);
    for (const { jobNumber } of now.jobs) seen.jobs.add(jobNumber);
    for (const row of now.executions)
      seen.executions.add(`${row.jobNumber} ${row.thing} ${row.number} ${row.queuedAt}`);
    return now;
  }

  /** Dynamic groups have the members that they should have by what the registry knows of all things. */
  function assertPlaced({ dynamicGroups, things }: StoreView): void {
    const asking = dynamicGroups.map(({ createdAt, name, query, status }) => {
      assert.equal(status, 'ACTIVE', `${name} still looks for its members`);
      const condition = conditions.get(query);
      assert.ok(condition !== undefined, `nobody asked for ${query}`);
      return { name, createdAt, condition };
    });
    const isDynamic = (group: string) => asking.some(({ name }) => name === group);
    for (const thing of things) {
      const others = thing.groups.filter((group) => !isDynamic(group));
      const { groups } = placed(thing, others, asking, world.groupsPerThing);
      const expected = groups.map(({ name }) => name).sort();
      assert.deepEqual(thing.groups.filter(isDynamic), expected, `the dynamic groups of ${JSON.stringify(thing)}`);
    }
  }

  async function together(operations: readonly Operation[]): Promise<Outcome[]> {
    for (const operation of operations) log(`${clock.now()} ${textOf(operation)}`);
    const working = lives.map((life) => life.settle(true));
    const outcomes = await Promise.all(
      operations.map((operation, index) => {
        const life = lives[index % lives.length];
        if (life === undefined) throw new Error('There are two processes.');
        return perform(life.current(), operation);
      }),
    );
    await Promise.all(working);
    for (const life of lives) await life.recover();
    return outcomes;
  }

  return {
    history,
    async step() {
      mayStepClock(context);
      clock.advance(choose.pause());
      const operations: Operation[] = [
        ...Array.from({ length: dice.whole(1, 4) }, () => choose.operator(view, clock.now())),
        ...(dice.happens(0.8) ? choose.devices(view) : []),
        ...(dice.happens(0.3) ? choose.devices(view) : []),
        ...(isIndexed(world) && dice.happens(0.6) ? [choose.connections(view)] : []),
      ];
      for (const operation of operations) {
        if ('condition' in operation) conditions.set(queryOf(operation.condition), operation.condition);
      }
      if (dice.happens(A_CRASH)) dice.one(lives).endanger();
      const outcomes = await together(operations);
      await settle();
      const now = await check();
      for (const [index, operation] of operations.entries()) {
        const outcome = outcomes[index];
        if (outcome === undefined) continue;
        coverage.count(`${partOf(operation)}, many at a time: ${operation.kind} ${outcome.kind}`);
        if (operation.kind === 'update' && outcome.kind === 'accepted') assertKept(view, now, operation, operations);
      }
      assertVersions(view, now, operations, outcomes);
      view = now;
    },
    async end() {
      for (const life of lives) await life.end();
    },
    async finish() {
      for (let pause = 0; pause < LAST_PAUSES; pause += 1) {
        clock.advance(3_600_000);
        await settle();
        view = await check();
      }
      coverage.count('jobs', seen.jobs.size);
      coverage.count('executions', seen.executions.size);
      for (const { jobId, jobNumber, selection, status, work } of view.jobs) {
        const isPending = view.executions.some((row) => row.jobNumber === jobNumber && isUnfinished(row));
        const mustBeOver = selection === 'SNAPSHOT' && work === 'NONE' && status === 'IN_PROGRESS';
        assert.ok(!mustBeOver || isPending, `${jobId} is not completed, though nothing of it is left`);
      }
    },
  };
}

function partOf({ kind }: Operation): string {
  if (kind === 'connect' || kind === 'disconnect') return 'connections';
  const isRequest = kind === 'start next' || kind === 'update' || kind === 'describe' || kind === 'list pending';
  return isRequest ? 'requests' : 'operations';
}

const isUnfinished = ({ status }: StoredExecution) => status === 'QUEUED' || status === 'IN_PROGRESS';

function assertTimers({ executions }: StoreView, now: number): void {
  for (const execution of executions) {
    assert.ok(execution.timeoutAt === null || execution.timeoutAt > now, `overdue: ${JSON.stringify(execution)}`);
  }
}

/** What was acknowledged is there, unless the execution was deleted after it. */
function assertKept(
  before: StoreView,
  now: StoreView,
  update: DeviceOperation,
  operations: readonly Operation[],
): void {
  if (update.kind !== 'update' || update.number === undefined || update.details === undefined) return;
  const job = before.jobs.find(({ jobId }) => jobId === update.jobId);
  const row = now.executions.find(
    (candidate) =>
      candidate.jobNumber === job?.jobNumber && candidate.thing === update.thing && candidate.number === update.number,
  );
  if (row === undefined) {
    const isDeleted = operations.some(
      ({ kind, ...rest }) => kind.startsWith('delete') && 'jobId' in rest && rest.jobId === update.jobId,
    );
    assert.ok(isDeleted || job === undefined, `an acknowledged update is lost: ${textOf(update)}`);
    return;
  }
  if (update.status === 'IN_PROGRESS') return;
  assert.equal(row.status, update.status, `an acknowledged update is undone: ${textOf(update)}`);
}

/** Versions grow by one for each accepted change; those that nobody answered may have been accepted. */
function assertVersions(
  before: StoreView,
  now: StoreView,
  operations: readonly Operation[],
  outcomes: readonly Outcome[],
): void {
  const jobIds = new Map(now.jobs.map(({ jobId, jobNumber }) => [jobNumber, jobId]));
  for (const row of now.executions) {
    const former = before.executions.find(
      ({ jobNumber, number, thing }) => jobNumber === row.jobNumber && number === row.number && thing === row.thing,
    );
    if (former === undefined || former.queuedAt !== row.queuedAt) continue;
    const isReport = (operation: Operation) =>
      'thing' in operation &&
      operation.thing === row.thing &&
      (operation.kind === 'start next' ||
        (operation.kind === 'update' && operation.jobId === jobIds.get(row.jobNumber)));
    const reports = operations.filter((operation, index) => isReport(operation) && outcomes[index]?.kind !== 'refused');
    const byService = ['TIMED_OUT', 'CANCELED', 'REMOVED'].includes(row.status) && row.status !== former.status ? 1 : 0;
    const growth = row.version - former.version;
    assert.ok(
      growth <= reports.length + byService,
      `${growth} versions for less changes: ${JSON.stringify([former, row])}`,
    );
  }
}
