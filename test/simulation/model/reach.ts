/**
 * Which things a job reaches, and what changes of groups mean for continuous jobs
 * (docs/service/executions.md#leaving-a-target, docs/service/rollouts.md#snapshot-and-continuous).
 */
import type { Target } from '../operation.ts';
import { type AskingGroup, type Placed, placed } from './placement.ts';
import { endExecution, type Group, isPending, type Job, latest, type Model, queue, type Thing } from './state.ts';

function isWithin(group: Group, ancestor: Group): boolean {
  for (let at: Group | null = group; at !== null; at = at.parent) if (at === ancestor) return true;
  return false;
}

/** The position of the first target that reaches a thing; -1 if none does. */
export function positionOf(model: Model, targets: readonly (string | Group)[], thing: string): number {
  const groups = [...(model.things.get(thing)?.groups ?? [])];
  return targets.findIndex((target) =>
    typeof target === 'string' ? target === thing : groups.some((group) => isWithin(group, target)),
  );
}

/** The things and groups that targets name; undefined if one does not exist. */
export function resolve(model: Model, targets: readonly Target[]): (string | Group)[] | undefined {
  const found: (string | Group)[] = [];
  for (const target of targets) {
    if ('thing' in target) {
      if (!model.things.has(target.thing)) return undefined;
      if (!found.includes(target.thing)) found.push(target.thing);
    } else {
      const group = model.groups.get(target.group);
      if (group === undefined) return undefined;
      if (!found.includes(group)) found.push(group);
    }
  }
  return found;
}

/** What moved things into dynamic groups and out of them. */
export type Cause =
  | 'a device connects'
  | 'a device disconnects'
  | 'a crash'
  | 'a thing changes'
  | 'a new thing'
  | 'a static group'
  | 'a query';

export const joinsBy = (cause: Cause) => `dynamic groups: ${cause}, and one joins`;
export const leavesBy = (cause: Cause) => `dynamic groups: ${cause}, and one leaves`;

/**
 * Lets dynamic groups, and then continuous jobs, follow a change. Who is reached now, and not by anything that reached
 * it before as well, gets an execution; who is not reached any more loses it.
 */
export function following(model: Model, cause: Cause, change: () => void): void {
  jobsFollow(model, () => {
    change();
    for (const thing of model.things.values()) place(model, cause, thing);
  });
}

/**
 * The same where a thing joins a static group: dynamic groups look at it afterwards, so who leaves one of them because
 * of that was in both for a moment, and has been in a job of both all the time (decision 0019).
 */
export function followingJoin(model: Model, join: () => void): void {
  jobsFollow(model, join);
  following(model, 'a static group', () => undefined);
}

function jobsFollow(model: Model, change: () => void): void {
  const before = new Map([...model.things.values()].map(({ groups, name }) => [name, new Set(groups)]));
  change();
  for (const job of model.jobs.values()) {
    const { targets } = job;
    if (!isFollowing(job)) {
      admitLate(model, job, before);
      continue;
    }
    for (const [thing, waiting] of job.waiting) {
      waiting.position = Math.max(waiting.position, positionOf(model, targets, thing));
    }
    for (const { groups, name } of model.things.values()) {
      const then = before.get(name) ?? new Set();
      const stayed = [...groups].filter((group) => then.has(group));
      const isReached = isReachedBy(targets, name, [...groups]);
      const joined = [...groups].filter((group) => !then.has(group));
      expectJoining(job, name, joined);
      if (isReached && !isReachedBy(targets, name, stayed) && !job.ended) {
        if (joined.some(isAsking)) model.cover.event('dynamic groups: a job gives an execution to one that joins');
        if (job.status === 'SCHEDULED') job.joinedMeanwhile.add(name);
        else reach(model, job, name);
      } else if (!isReached && isReachedBy(targets, name, [...then])) {
        if ([...then].some(isAsking))
          model.cover.event('dynamic groups: a job takes an execution from one that leaves');
        lose(model, job, name);
      }
    }
  }
}

/** A snapshot job may reach who joins in the very millisecond of its creation: when is all that it knows. */
function admitLate(model: Model, job: Job, before: ReadonlyMap<string, ReadonlySet<Group>>): void {
  if (job.createdAt !== model.now || !job.isRollingOut) return;
  for (const { groups, name } of model.things.values()) {
    const joined = [...groups].some((group) => before.get(name)?.has(group) !== true);
    const position = positionOf(model, job.targets, name);
    if (!joined || position < 0 || job.waiting.has(name) || latest(job, name) !== undefined) continue;
    job.waiting.set(name, { position, must: false });
  }
}

const isFollowing = ({ selection, status }: Job) =>
  selection === 'CONTINUOUS' && (status === 'IN_PROGRESS' || status === 'SCHEDULED');

/** One that the rollout was still to reach gets its execution now, as everybody who joins. */
export function expectJoining(job: Job, thing: string, joined: readonly Group[]): void {
  if (!isFollowing(job)) return;
  if (joined.some((group) => isReachedBy(job.targets, undefined, [group]))) job.joining.add(thing);
}

function isReachedBy(
  targets: readonly (string | Group)[],
  thing: string | undefined,
  groups: readonly Group[],
): boolean {
  return targets.some((target) =>
    typeof target === 'string' ? target === thing : groups.some((group) => isWithin(group, target)),
  );
}

export function dynamicGroupsOf(model: Model, thing: Thing): Placed<Group & AskingGroup> {
  const staticGroups = [...thing.groups].filter(({ condition }) => condition === null);
  const asking = [...model.groups.values()].filter(isAsking);
  const names = staticGroups.map(({ name }) => name);
  return placed(thing, names, asking, model.groupsPerThing);
}

/** Brings the dynamic groups of a thing to what it is now. */
export function place(model: Model, cause: Cause | undefined, thing: Thing): void {
  const { crowdedOut, groups } = dynamicGroupsOf(model, thing);
  if (crowdedOut.length > 0) model.cover.event('dynamic groups: crowded out');
  for (const group of [...thing.groups]) {
    if (group.condition === null || (isAsking(group) && groups.includes(group))) continue;
    thing.groups.delete(group);
    if (cause !== undefined) model.cover.event(leavesBy(cause));
  }
  for (const group of groups) {
    if (thing.groups.has(group)) continue;
    thing.groups.add(group);
    if (cause !== undefined) model.cover.event(joinsBy(cause));
  }
}

const isAsking = (group: Group): group is Group & AskingGroup => group.condition !== null;

/** A continuous job reaches a thing anew: without regard to the rate, and with all of its retries. */
export function reach(model: Model, job: Job, thing: string): void {
  job.waiting.delete(thing);
  const last = latest(job, thing);
  if (last !== undefined && isPending(last)) return;
  queue(model, job, thing);
}

function lose(model: Model, job: Job, thing: string): void {
  job.waiting.delete(thing);
  if (job.status === 'SCHEDULED') {
    job.leftMeanwhile.add(thing);
    return;
  }
  for (const execution of job.executions) {
    if (execution.thing !== thing) continue;
    model.cover.execution(execution.status, 'remove');
    if (isPending(execution)) endExecution(model, job, execution, 'REMOVED', undefined);
  }
}
