/** Which things a job reaches, and what registry changes mean for continuous jobs (`jobs.md` 8.3, 8.4 and 10). */
import type { Outcome, Target } from '../operation.ts';
import { endExecution, type Group, isPending, type Job, latest, type Model, queue } from './state.ts';

const accepted: Outcome = { kind: 'accepted', answer: '' };
const notFound: Outcome = { kind: 'refused', code: 'ResourceNotFoundException' };
const invalid: Outcome = { kind: 'refused', code: 'InvalidRequestException' };

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

/** Lets continuous jobs follow a change: who is reached now and was not gets an execution, who is not any more loses it. */
function following(model: Model, change: () => void): void {
  const jobs = [...model.jobs.values()].filter(
    ({ selection, status }) => selection === 'CONTINUOUS' && (status === 'IN_PROGRESS' || status === 'SCHEDULED'),
  );
  const reached = () =>
    new Map(
      jobs.map((job) => [
        job,
        new Set([...model.things.keys()].filter((thing) => positionOf(model, job.targets, thing) >= 0)),
      ]),
    );
  const before = reached();
  change();
  const after = reached();
  for (const job of jobs) {
    for (const [thing, waiting] of job.waiting) {
      waiting.position = Math.max(waiting.position, positionOf(model, job.targets, thing));
    }
    const then = before.get(job) ?? new Set();
    const now = after.get(job) ?? new Set();
    for (const thing of now) {
      if (then.has(thing) || job.ended) continue;
      if (job.status === 'SCHEDULED') job.joinedMeanwhile.add(thing);
      else reach(model, job, thing);
    }
    for (const thing of then) if (!now.has(thing)) lose(model, job, thing);
  }
}

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

export function createThing(model: Model, name: string): Outcome {
  if (!model.things.has(name)) model.things.set(name, { name, groups: new Set() });
  return accepted;
}

export function deleteThing(model: Model, name: string): Outcome {
  if (!model.things.has(name)) return accepted;
  model.things.delete(name);
  for (const job of model.jobs.values()) {
    endOnDeletedThing(model, job, name);
  }
  return accepted;
}

/** The executions of a deleted thing end whatever their job is; rollouts do not reach it any more. */
function endOnDeletedThing(model: Model, job: Job, name: string): void {
  const waiting = job.waiting.get(name);
  if (waiting !== undefined) waiting.must = false;
  if (job.selection === 'CONTINUOUS' && !job.targets.includes(name)) job.waiting.delete(name);
  for (const execution of job.executions) {
    if (execution.thing !== name) continue;
    model.cover.execution(execution.status, 'remove');
    if (isPending(execution)) endExecution(model, job, execution, 'REMOVED', undefined);
  }
}

export function createGroup(model: Model, name: string, parentName: string | undefined): Outcome {
  const parent = parentName === undefined ? null : model.groups.get(parentName);
  const present = model.groups.get(name);
  if (present !== undefined) {
    return present.parent?.name === parentName ? accepted : { kind: 'refused', code: 'ResourceAlreadyExistsException' };
  }
  if (parent === undefined) return notFound;
  model.groups.set(name, { name, parent });
  return accepted;
}

export function deleteGroup(model: Model, name: string): Outcome {
  const group = model.groups.get(name);
  if (group === undefined) return accepted;
  if ([...model.groups.values()].some(({ parent }) => parent === group)) return invalid;
  following(model, () => {
    model.groups.delete(name);
    for (const thing of model.things.values()) thing.groups.delete(group);
  });
  return accepted;
}

const rootOf = (group: Group): Group => (group.parent === null ? group : rootOf(group.parent));

export function join(model: Model, thingName: string, groupName: string): Outcome {
  const thing = model.things.get(thingName);
  const group = model.groups.get(groupName);
  if (thing === undefined || group === undefined) return notFound;
  if (thing.groups.has(group)) return accepted;
  // `registry.md` 4: one group of each hierarchy.
  if ([...thing.groups].some((other) => rootOf(other) === rootOf(group))) return invalid;
  // One that the rollout was still to reach gets its execution now, as everybody who joins.
  for (const job of model.jobs.values()) {
    if (job.targets.some((target) => typeof target !== 'string' && isWithin(group, target))) job.joining.add(thingName);
  }
  following(model, () => thing.groups.add(group));
  return accepted;
}

export function leave(model: Model, thingName: string, groupName: string): Outcome {
  const thing = model.things.get(thingName);
  const group = model.groups.get(groupName);
  if (thing === undefined || group === undefined) return notFound;
  following(model, () => thing.groups.delete(group));
  return accepted;
}
