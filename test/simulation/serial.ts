/** Operations one after another; after each of them, and at each moment at which something is due, the model is right. */
import assert from 'node:assert/strict';
import { choices } from './choices.ts';
import { createLife } from './life.ts';
import { assertPredicted, assertWellInformed } from './model/compare.ts';
import { predictDevice } from './model/device.ts';
import { predictOperator } from './model/operator.ts';
import { place } from './model/reach.ts';
import { expectLoss, loseConnections, predictConnections } from './model/registry.ts';
import { nextDue, settleModel } from './model/settle.ts';
import { deadline, type Model } from './model/state.ts';
import { createTelling } from './model/topics.ts';
import {
  type ConnectionOperation,
  type DeviceOperation,
  type OperatorOperation,
  type Outcome,
  textOf,
} from './operation.ts';
import { perform } from './perform.ts';
import { mayStepClock, type Run, type RunContext } from './run.ts';
import { assertFollows, assertSound, readStore, type StoreView } from './store-view.ts';
import { isIndexed } from './world.ts';

const AN_OPERATOR = 0.5;
const CONNECTIONS = 0.2;
const A_CRASH = 0.5;
/** After the last step so much time passes that every rollout, timer and retry that is left comes to its end. */
const LAST_PAUSE = 8 * 24 * 3_600_000;

export async function createSerialRun(context: RunContext, mayCrash: boolean): Promise<Run> {
  const { clock, coverage, database, dice, listener, world } = context;
  const history: string[] = [];
  const log = (line: string) => {
    history.push(line);
  };
  const model = emptyModel(context);
  /** Connections of which nobody knows yet whether they are written down. */
  let connecting: { readonly operation: ConnectionOperation; readonly commits: number } | undefined;
  /** Those that are known to be. */
  let written: ConnectionOperation | undefined;
  let areConnectionsLost = false;
  let hasCrashed = false;
  const telling = createTelling(model, listener);
  const life = createLife(context, log, ({ mortality }) => {
    hasCrashed = true;
    areConnectionsLost = isIndexed(world);
    if (connecting === undefined) return;
    const isWritten = mortality.committed('connectivity') > connecting.commits;
    coverage.count(`a crash comes ${isWritten ? 'after' : 'before'} connections are written down`);
    if (isWritten) written = connecting.operation;
    connecting = undefined;
  });
  const choose = choices(world, dice);
  let view = await readStore(database);

  /** Takes the present of the service as it is now, which must be what the model says. */
  async function check(everything: boolean): Promise<void> {
    const now = await readStore(database);
    assertSound(now, everything);
    assertFollows(view, now);
    view = now;
    model.now = clock.now();
    written ??= connecting?.operation;
    if (written !== undefined) predictConnections(model, written);
    connecting = undefined;
    written = undefined;
    if (areConnectionsLost) expectLoss(model);
    settleModel(model, view);
    if (areConnectionsLost) {
      areConnectionsLost = false;
      loseConnections(model);
      settleModel(model, view);
    }
    assertPredicted(model, view);
    assertWellInformed(model, listener, world.namespaces);
    telling.assertTold(hasCrashed);
    hasCrashed = false;
  }

  async function settle(everything = false): Promise<number | null> {
    const next = await life.settle(everything);
    await check(everything);
    return next;
  }

  /** Moves time; whatever is due on the way is done at its own time. */
  async function advance(milliseconds: number): Promise<void> {
    const until = clock.now() + milliseconds;
    log(`-- ${milliseconds} ms pass, until ${until}`);
    let due = await settle();
    for (;;) {
      const moments = [due, nextDue(model)].filter((at) => at !== null && at <= until);
      if (moments.length === 0) break;
      clock.moveTo(Math.max(clock.now(), Math.min(...moments.filter((at) => at !== null))));
      coverage.count('moments at which something was due');
      due = await settle();
    }
    if (clock.now() < until) {
      clock.moveTo(until);
      // Nothing is due: the model looks at timers that do not run any more.
      model.now = until;
    }
  }

  async function operate(operation: OperatorOperation): Promise<void> {
    log(`${clock.now()} ${textOf(operation)}`);
    const commits = life.current().mortality.committed('operator');
    const outcome = await perform(life.current(), operation);
    const isDone = life.current().mortality.committed('operator') > commits;
    await life.recover();
    coverage.count(`operations: ${operation.kind} ${nameOf(outcome)}`);
    if (outcome.kind === 'unknown' && !isDone) return;
    const expected = predictOperator(model, operation);
    if (operation.kind === 'delete thing') {
      listener.forget(operation.thing);
      telling.forget(operation.thing);
    }
    if (outcome.kind !== 'unknown') assert.deepEqual(outcome, expected, `answer and prediction: ${textOf(operation)}`);
  }

  /** What a process has not written down when it crashes is forgotten. */
  async function changeConnections(operation: ConnectionOperation): Promise<void> {
    log(`${clock.now()} ${textOf(operation)}`);
    const process = life.current();
    const commits = process.mortality.committed('connectivity');
    const { kind } = await perform(process, operation);
    if (kind === 'accepted') connecting = { operation, commits };
    await life.recover();
    coverage.count(`connections: ${operation.kind} ${kind}`);
  }

  /** Requests of different things do not see one another, so their order does not matter. */
  async function serve(operations: readonly DeviceOperation[]): Promise<void> {
    for (const operation of operations) log(`${clock.now()} ${textOf(operation)}`);
    const process = life.current();
    const outcomes = await Promise.all(operations.map((operation) => perform(process, operation)));
    await life.recover();
    const after = outcomes.some(({ kind }) => kind === 'unknown') ? await readStore(database) : view;
    for (const [index, operation] of operations.entries()) {
      const outcome = outcomes[index];
      if (outcome === undefined) throw new Error('Every request has an outcome.');
      coverage.count(`requests: ${operation.kind} ${nameOf(outcome)}`);
      if (outcome.kind === 'unknown' && !isChanged(model, after, operation.thing)) continue;
      const expected = predictDevice(model, operation);
      if (outcome.kind !== 'unknown')
        assert.deepEqual(outcome, expected, `answer and prediction: ${textOf(operation)}`);
    }
  }

  return {
    history,
    async step() {
      const crash = mayCrash && dice.happens(A_CRASH) ? dice.one(['in the pause', 'after it'] as const) : undefined;
      if (crash === 'in the pause') life.endanger();
      mayStepClock(context);
      await advance(Math.max(1, choose.pause()));
      if (crash === 'after it') life.endanger();
      model.now = clock.now();
      if (isIndexed(world) && dice.happens(CONNECTIONS)) await changeConnections(choose.connections(view));
      else if (dice.happens(AN_OPERATOR)) await operate(choose.operator(view, clock.now()));
      else await serve(choose.devices(view));
      await settle();
    },
    end: life.end,
    async finish() {
      await advance(LAST_PAUSE);
      await settle(true);
      for (const job of model.jobs.values()) {
        assert.ok(!job.isRollingOut, `the rollout of ${job.jobId} never ends`);
        for (const execution of job.executions) assert.equal(deadline(execution), null, 'a timer that never runs out');
      }
      coverage.count('jobs', model.jobsCreated);
      coverage.count('executions', model.executionsCreated);
    },
  };
}

const nameOf = (outcome: Outcome) => (outcome.kind === 'refused' ? outcome.code : outcome.kind);

/** Whether a request that nobody answered changed anything of its thing. */
function isChanged(model: Model, { executions, jobs }: StoreView, thing: string): boolean {
  return executions.some((row) => {
    if (row.thing !== thing) return false;
    const jobId = jobs.find(({ jobNumber }) => jobNumber === row.jobNumber)?.jobId ?? '';
    const known = model.jobs
      .get(jobId)
      ?.executions.find((execution) => execution.thing === thing && execution.number === row.number);
    return known === undefined || known.version !== row.version || deadline(known) !== row.timeoutAt;
  });
}

function emptyModel({ clock, coverage, world }: RunContext): Model {
  const model: Model = {
    now: clock.now(),
    rolloutRatePerMinute: world.rolloutRatePerMinute,
    minimumDeletionMs: world.minimumDeletionMs,
    groupsPerThing: world.groupsPerThing,
    cover: coverage,
    things: new Map(),
    groups: new Map(),
    jobs: new Map(),
    jobsCreated: 0,
    executionsCreated: 0,
    touched: [],
    mirrored: [],
  };
  const before = { createdAt: 0, condition: null };
  for (const [name, parent] of world.groups) {
    model.groups.set(name, {
      ...before,
      name,
      parent: parent === undefined ? null : (model.groups.get(parent) ?? null),
    });
  }
  for (const [name, condition] of world.dynamicGroups)
    model.groups.set(name, { ...before, name, parent: null, condition });
  for (const thing of world.registered) {
    const own = world.members.filter((member) => member.thing === thing.name);
    const groups = own.flatMap(({ group }) => model.groups.get(group) ?? []);
    model.things.set(thing.name, { ...thing, groups: new Set(groups), connected: false });
  }
  for (const thing of model.things.values()) place(model, undefined, thing);
  return model;
}
