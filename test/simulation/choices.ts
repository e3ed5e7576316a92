/** What operators and devices choose to do next. */
import { randomAttributes, randomCondition, thingTypes } from './condition.ts';
import { changes, configuration, schedule } from './configurations.ts';
import type { ConnectionOperation, CreateJob, DeviceOperation, OperatorOperation, Target } from './operation.ts';
import type { Chance } from './random.ts';
import type { StoredExecution, StoredThing, StoreView } from './store-view.ts';
import { isIndexed, MIRROR, type World } from './world.ts';

export interface Choices {
  operator(view: StoreView, now: number): OperatorOperation;
  /** Requests of different devices, which come at the same time. */
  devices(view: StoreView): DeviceOperation[];
  /** Devices that come or go at the same time. */
  connections(view: StoreView): ConnectionOperation;
  /** How long nothing happens, in milliseconds. */
  pause(): number;
}

export function choices(world: World, dice: Chance): Choices {
  let jobsMade = 0;
  let reports = 0;
  const anyThing = () => dice.one(world.things);
  const staticGroups = [...world.groups.keys()];
  const allGroups = [...staticGroups, ...world.dynamicNames];
  /** Now and then a dynamic one, where a static one is meant. */
  const anyGroup = () => dice.one(dice.happens(0.05) ? allGroups : staticGroups);
  const dynamicGroup = () => dice.one(dice.happens(0.05) ? allGroups : world.dynamicNames);
  function anyJob({ jobs }: StoreView): string {
    if (jobs.length === 0 || dice.happens(0.03)) return 'no-such-job';
    const going = jobs.filter(({ status }) => status === 'DELETION_IN_PROGRESS');
    return dice.one(going.length > 0 && dice.happens(0.15) ? going : jobs).jobId;
  }

  /** Of a call or a request about a job: none, its own, another one, or one that jobs without a namespace are told on. */
  function namespaceFor({ jobs }: StoreView, jobId: string, mirror: string | undefined): string | undefined {
    if (world.namespaces.length === 1 || !dice.happens(0.4)) return undefined;
    const own = jobs.find((job) => job.jobId === jobId)?.namespace ?? null;
    if (own === null) return mirror;
    return dice.happens(0.7) ? own : (dice.one(world.namespaces) ?? 'X');
  }

  const named = (view: StoreView, jobId: string) => ({ jobId, namespace: namespaceFor(view, jobId, MIRROR) });

  function targets(): Target[] {
    const list: Target[] = [];
    if (dice.happens(0.7)) for (const group of dice.some(staticGroups, dice.whole(1, 2))) list.push({ group });
    if (dice.happens(0.5)) for (const group of dice.some(world.dynamicNames, dice.whole(1, 2))) list.push({ group });
    if (list.length === 0 || dice.happens(0.4)) {
      for (const thing of dice.some(world.things, dice.whole(1, 3))) list.push({ thing });
    }
    return dice.some(list, list.length);
  }

  function createJob(now: number): CreateJob {
    if (jobsMade === 0 || dice.happens(0.8)) jobsMade += 1;
    const namespace = dice.one(world.namespaces);
    const selection = dice.happens(0.4) ? 'CONTINUOUS' : 'SNAPSHOT';
    return {
      kind: 'create job',
      jobId: `job-${dice.happens(0.7) ? jobsMade : dice.whole(1, jobsMade)}`,
      targets: targets(),
      selection,
      ...(dice.happens(0.3) ? { schedule: schedule(dice, selection, now) } : {}),
      ...(namespace === null ? {} : { namespace }),
      ...configuration(dice),
    };
  }

  /** Now and then one that ended as few do. */
  function rarely(executions: readonly StoredExecution[]): StoredExecution | undefined {
    if (!dice.happens(0.4)) return undefined;
    const there = (['REMOVED', 'REMOVED', 'REMOVED', 'TIMED_OUT', 'CANCELED', 'FAILED', 'REJECTED'] as const).filter(
      (wanted) => executions.some(({ status }) => status === wanted),
    );
    if (there.length === 0) return undefined;
    const wanted = dice.one(there);
    return dice.one(executions.filter(({ status }) => status === wanted));
  }

  /** A membership of the beginning, rather of a thing that has lost an execution before. */
  function leaver(view: StoreView): World['members'][number] {
    const thing = rarely(view.executions)?.thing;
    const own = world.members.filter((member) => member.thing === thing);
    return dice.one(own.length > 0 ? own : world.members);
  }

  /** One group of each hierarchy is enough. */
  const freeRoots = ({ groups }: StoredThing) =>
    ['plant', 'fleet', 'lab'].filter((root) => !groups.some((group) => group.startsWith(root)));

  function joining(thing: StoredThing): World['members'][number] {
    const roots = freeRoots(thing);
    return { thing: thing.name, group: dice.one(roots.length > 0 ? roots : staticGroups) };
  }

  function anyExecution(view: StoreView): { jobId: string; execution: StoredExecution } | undefined {
    if (view.executions.length === 0) return undefined;
    const pending = view.executions.filter(({ status }) => status === 'QUEUED' || status === 'IN_PROGRESS');
    const execution =
      rarely(view.executions) ?? dice.one(pending.length > 0 && dice.happens(0.5) ? pending : view.executions);
    return withJob(view, execution);
  }

  function withJob(view: StoreView, execution: StoredExecution) {
    const job = view.jobs.find(({ jobNumber }) => jobNumber === execution.jobNumber);
    return job === undefined ? undefined : { jobId: job.jobId, execution };
  }

  function operator(view: StoreView, now: number): OperatorOperation {
    const kind = dice.weighted({
      'create job': 70,
      'update job': 6,
      'cancel job': 8,
      'delete job': 14,
      associate: 6,
      'cancel execution': 12,
      'delete execution': 9,
      join: 12,
      leave: 12,
      'create thing': 8,
      'delete thing': 7,
      'create group': 5,
      'delete group': 3,
      'update thing': isIndexed(world) ? 20 : 0,
      'create dynamic group': isIndexed(world) ? 3 : 0,
      'change query': isIndexed(world) ? 3 : 0,
      'delete dynamic group': isIndexed(world) ? 1 : 0,
    });
    const force = dice.happens(0.5);
    const found = anyExecution(view);
    switch (kind) {
      case 'create job':
        return createJob(now);
      case 'update job':
        return { kind, ...named(view, anyJob(view)), ...changes(dice) };
      case 'cancel job':
        return { kind, jobId: anyJob(view), force };
      case 'delete job':
        return { kind, ...named(view, anyJob(view)), force };
      case 'associate':
        return { kind, ...named(view, anyJob(view)), targets: targets() };
      case 'cancel execution': {
        const ended = view.executions.filter(({ status }) => status === 'FAILED');
        const wanted = ended.length > 0 && dice.happens(0.25) ? withJob(view, dice.one(ended)) : found;
        if (wanted === undefined) return createJob(now);
        const { execution, jobId } = wanted;
        const expectedVersion = dice.happens(0.3) ? execution.version + dice.whole(0, 1) : undefined;
        return { kind, jobId, thing: execution.thing, force, expectedVersion };
      }
      case 'delete execution': {
        if (found === undefined) return createJob(now);
        const { execution, jobId } = found;
        const number = dice.happens(0.95) ? execution.number : execution.number + 1;
        return { kind, ...named(view, jobId), thing: execution.thing, number, force };
      }
      case 'leave':
        if (world.members.length > 0 && dice.happens(0.7)) return { kind, ...leaver(view) };
        return { kind, thing: anyThing(), group: anyGroup() };
      case 'join': {
        const override = dice.happens(0.5);
        if (world.members.length > 0 && dice.happens(0.3)) return { kind, ...leaver(view), override };
        const isFull = ({ groups }: StoredThing) => groups.length >= world.groupsPerThing;
        const full = view.things.filter((thing) => isFull(thing) && freeRoots(thing).length > 0);
        if (full.length > 0 && dice.happens(0.4)) return { kind, ...joining(dice.one(full)), override };
        if (view.things.length > 0 && dice.happens(0.5)) return { kind, ...joining(dice.one(view.things)), override };
        return { kind, thing: anyThing(), group: anyGroup(), override };
      }
      case 'create thing': {
        const gone = world.things.filter((thing) => !view.things.some(({ name }) => name === thing));
        return { kind, thing: gone.length > 0 && dice.happens(0.8) ? dice.one(gone) : anyThing() };
      }
      case 'delete thing':
        return { kind, thing: rarely(view.executions)?.thing ?? anyThing() };
      case 'create group': {
        const group = anyGroup();
        return { kind, group, parent: world.groups.get(group) };
      }
      case 'delete group':
        return { kind, group: anyGroup() };
      case 'update thing': {
        const thing = rarely(view.executions)?.thing ?? anyThing();
        const attributes = dice.happens(0.8) ? randomAttributes(dice) : undefined;
        return { kind, thing, attributes, typeName: dice.one([undefined, undefined, null, ...thingTypes]) };
      }
      case 'create dynamic group':
      case 'change query':
        return { kind, group: dynamicGroup(), condition: randomCondition(dice, allGroups) };
      case 'delete dynamic group':
        return { kind, group: dynamicGroup() };
    }
  }

  function device(view: StoreView, thing: string): DeviceOperation {
    const own = view.executions.filter((execution) => execution.thing === thing);
    const kind = dice.weighted({ 'start next': 40, update: own.length > 0 ? 60 : 5, describe: 7, 'list pending': 4 });
    const details = dice.happens(0.4) ? { report: String(++reports) } : dice.happens(0.1) ? {} : undefined;
    const stepMinutes = dice.happens(0.25) ? dice.one([-1, 1, 2, 5, 30]) : undefined;
    switch (kind) {
      case 'start next':
        return { kind, thing, details, stepMinutes: stepMinutes === -1 ? undefined : stepMinutes };
      case 'list pending':
        return { kind, thing, namespace: dice.one(world.namespaces) ?? undefined };
      case 'describe':
        if (dice.happens(0.4))
          return { kind, thing, jobId: '$next', namespace: dice.one(world.namespaces) ?? undefined };
        return { kind, thing, ...which(view, own) };
      case 'update': {
        const status = dice.one([...inProgress, 'SUCCEEDED', 'SUCCEEDED', 'FAILED', 'FAILED', 'REJECTED'] as const);
        return { kind, thing, ...which(view, own), status, details, stepMinutes };
      }
    }
  }

  /** An execution of the device, more often one that has not ended; sometimes with a version, right or stale. */
  function which(view: StoreView, own: readonly StoredExecution[]) {
    if (own.length === 0) return { jobId: anyJob(view), namespace: undefined };
    const pending = own.filter(({ status }) => status === 'QUEUED' || status === 'IN_PROGRESS');
    const execution = rarely(own) ?? dice.one(pending.length > 0 && dice.happens(0.8) ? pending : own);
    const jobId = view.jobs.find(({ jobNumber }) => jobNumber === execution.jobNumber)?.jobId ?? 'no-such-job';
    return {
      jobId,
      namespace: namespaceFor(view, jobId, 'X'),
      ...(dice.happens(0.5) ? { number: execution.number } : {}),
      ...(dice.happens(0.3) ? { expectedVersion: execution.version - (dice.happens(0.3) ? 1 : 0) } : {}),
    };
  }

  return {
    operator,
    devices(view) {
      const busy = view.executions.filter(({ status }) => status === 'QUEUED' || status === 'IN_PROGRESS');
      const also = rarely(view.executions)?.thing ?? anyThing();
      const names = [...new Set([...dice.some(busy, dice.whole(2, 12)).map(({ thing }) => thing), also])];
      return names.sort().map((thing) => device(view, thing));
    },
    connections({ executions }) {
      const kind = dice.one(['connect', 'connect', 'disconnect'] as const);
      const also = rarely(executions)?.thing ?? anyThing();
      return { kind, things: [...new Set([...dice.some(world.things, dice.whole(0, 6)), also])].sort() };
    },
    pause() {
      const length = dice.weighted({ short: 58, seconds: 24, minutes: 10, hours: 8 });
      const [lowest, highest] = lengths[length];
      return dice.whole(lowest, highest);
    },
  };
}

const lengths = {
  short: [1, 1_500],
  seconds: [1_000, 20_000],
  minutes: [60_000, 400_000],
  hours: [1_800_000, 30_000_000],
} as const;

const inProgress = ['IN_PROGRESS', 'IN_PROGRESS', 'IN_PROGRESS'] as const;
