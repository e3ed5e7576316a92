/** What there is in a run, and what its operators and devices choose to do next. */
import type {
  AbortCriterion,
  CreateJob,
  DeviceOperation,
  JobConfiguration,
  OperatorOperation,
  RetryCriterion,
  Rollout,
  Schedule,
  Target,
} from './operation.ts';
import type { Chance } from './random.ts';
import type { StoredExecution, StoreView } from './store-view.ts';

export interface World {
  readonly things: readonly string[];
  /** Groups by name, with their parents; parents come first. */
  readonly groups: ReadonlyMap<string, string | undefined>;
  readonly namespaces: readonly (string | null)[];
  /** Who is in which group when the run begins. */
  readonly members: readonly { readonly thing: string; readonly group: string }[];
  readonly rolloutRatePerMinute: number | null;
  readonly minimumDeletionMs: number;
  readonly chunkSize: number;
}

export function createWorld(dice: Chance): World {
  const things = Array.from({ length: dice.whole(8, 60) }, (_, index) => `thing-${String(index).padStart(2, '0')}`);
  const groups = new Map<string, string | undefined>([
    ['plant', undefined],
    ['plant-hall', 'plant'],
    ['plant-hall-line', 'plant-hall'],
    ['plant-yard', 'plant'],
    ['fleet', undefined],
    ['fleet-north', 'fleet'],
    ['lab', undefined],
  ]);
  const ofTree = (root: string) => [...groups.keys()].filter((name) => name.startsWith(root));
  const members = things.flatMap((thing) =>
    ['plant', 'fleet', 'lab'].flatMap((root) => (dice.happens(0.4) ? [{ thing, group: dice.one(ofTree(root)) }] : [])),
  );
  return {
    things,
    groups,
    namespaces: dice.happens(0.4) ? [null, 'X', 'Y'] : [null],
    members,
    rolloutRatePerMinute: dice.one([1_000, 1_000, 100, null, null]),
    minimumDeletionMs: dice.one([0, 0, 90_000, 600_000]),
    chunkSize: dice.one([1, 3, 7, 1_000]),
  };
}

export interface Choices {
  operator(view: StoreView, now: number): OperatorOperation;
  /** Requests of different devices, which come at the same time. */
  devices(view: StoreView): DeviceOperation[];
  /** How long nothing happens, in milliseconds. */
  pause(): number;
}

export function choices(world: World, dice: Chance): Choices {
  let jobsMade = 0;
  let reports = 0;
  const anyThing = () => dice.one(world.things);
  const anyGroup = () => dice.one([...world.groups.keys()]);
  function anyJob({ jobs }: StoreView): string {
    if (jobs.length === 0 || dice.happens(0.03)) return 'no-such-job';
    const going = jobs.filter(({ status }) => status === 'DELETION_IN_PROGRESS');
    return dice.one(going.length > 0 && dice.happens(0.15) ? going : jobs).jobId;
  }

  function targets(): Target[] {
    const list: Target[] = [];
    if (dice.happens(0.7))
      for (const group of dice.some([...world.groups.keys()], dice.whole(1, 2))) list.push({ group });
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
      'create group': 2,
      'delete group': 1,
    });
    const force = dice.happens(0.5);
    const found = anyExecution(view);
    switch (kind) {
      case 'create job':
        return createJob(now);
      case 'update job':
        return { kind, jobId: anyJob(view), ...changes(dice) };
      case 'cancel job':
      case 'delete job':
        return { kind, jobId: anyJob(view), force };
      case 'associate':
        return { kind, jobId: anyJob(view), targets: targets() };
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
        return { kind, jobId, thing: execution.thing, number, force };
      }
      case 'leave':
        if (world.members.length > 0 && dice.happens(0.7)) return { kind, ...leaver(view) };
        return { kind, thing: anyThing(), group: anyGroup() };
      case 'join':
        if (world.members.length > 0 && dice.happens(0.5)) return { kind, ...leaver(view) };
        return { kind, thing: anyThing(), group: anyGroup() };
      case 'create thing':
        return { kind, thing: anyThing() };
      case 'delete thing':
        return { kind, thing: rarely(view.executions)?.thing ?? anyThing() };
      case 'create group': {
        const group = anyGroup();
        return { kind, group, parent: world.groups.get(group) };
      }
      case 'delete group':
        return { kind, group: anyGroup() };
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
        return { kind, thing };
      case 'describe':
        return { kind, thing, ...which(view, own), ...(dice.happens(0.4) ? { jobId: '$next' } : {}) };
      case 'update': {
        const status = dice.one([...inProgress, 'SUCCEEDED', 'SUCCEEDED', 'FAILED', 'FAILED', 'REJECTED'] as const);
        return { kind, thing, ...which(view, own), status, details, stepMinutes };
      }
    }
  }

  /** An execution of the device, more often one that has not ended; sometimes with a version, right or stale. */
  function which(view: StoreView, own: readonly StoredExecution[]) {
    if (own.length === 0) return { jobId: anyJob(view) };
    const pending = own.filter(({ status }) => status === 'QUEUED' || status === 'IN_PROGRESS');
    const execution = rarely(own) ?? dice.one(pending.length > 0 && dice.happens(0.8) ? pending : own);
    const jobId = view.jobs.find(({ jobNumber }) => jobNumber === execution.jobNumber)?.jobId ?? 'no-such-job';
    return {
      jobId,
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

function configuration(dice: Chance): JobConfiguration {
  return {
    rollout: dice.happens(0.5) ? rollout(dice) : undefined,
    abort: dice.happens(0.5) ? abort(dice) : undefined,
    timeoutMinutes: dice.happens(0.5) ? dice.one([1, 2, 5, 60, 10_080]) : undefined,
    retries: dice.happens(0.45) ? retries(dice) : undefined,
  };
}

function changes(dice: Chance): JobConfiguration {
  const wanted = configuration(dice);
  return {
    ...wanted,
    retries: wanted.retries?.map((criterion) => ({ ...criterion, numberOfRetries: dice.happens(0.8) ? 0 : 1 })),
  };
}

const MINUTE = 60_000;

function schedule(dice: Chance, selection: CreateJob['selection'], now: number): Schedule {
  const shortest = 30 * MINUTE;
  const startsAt = dice.happens(0.5) ? now + dice.whole(shortest, 20 * shortest) : undefined;
  const endsAt = dice.happens(0.6) ? (startsAt ?? now) + dice.whole(shortest, 40 * shortest) : undefined;
  const window =
    selection === 'CONTINUOUS' && dice.happens(0.85)
      ? { minuteOfDay: dice.whole(0, 1_439), durationMinutes: dice.one([10, 180, 720, 1_400]) }
      : undefined;
  return {
    startsAt,
    endsAt,
    endBehavior: dice.one([undefined, 'STOP_ROLLOUT', 'CANCEL', 'FORCE_CANCEL']),
    window,
  };
}

function rollout(dice: Chance): Rollout {
  const maximumPerMinute = dice.one([2, 10, 30, 60, 90]);
  if (dice.happens(0.5)) return { maximumPerMinute };
  const criterion = dice.whole(1, 10);
  const exponentialRate = {
    baseRatePerMinute: dice.one([1, 3, 10, 50]),
    incrementFactor: dice.one([1.1, 1.5, 2, 5]),
    rateIncreaseCriteria: dice.one([
      { numberOfNotifiedThings: criterion },
      { numberOfSucceededThings: criterion },
      { numberOfNotifiedThings: criterion, numberOfSucceededThings: dice.whole(1, 10) },
    ]),
  };
  return dice.happens(0.3) ? { maximumPerMinute, exponentialRate } : { exponentialRate };
}

function abort(dice: Chance): AbortCriterion[] {
  return dice.some(['FAILED', 'REJECTED', 'TIMED_OUT', 'ALL'] as const, dice.whole(1, 2)).map((failureType) => ({
    failureType,
    action: 'CANCEL',
    thresholdPercentage: dice.one([10.99, 33.33, 50, 66.67, 100]),
    minNumberOfExecutedThings: dice.whole(1, 4),
  }));
}

function retries(dice: Chance): RetryCriterion[] {
  if (dice.happens(0.4)) return [{ failureType: 'ALL', numberOfRetries: dice.whole(1, 10) }];
  return dice
    .some(['FAILED', 'TIMED_OUT'] as const, dice.whole(1, 2))
    .map((failureType) => ({ failureType, numberOfRetries: dice.whole(1, 3) }));
}
