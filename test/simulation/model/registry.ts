/**
 * What the book says of things, groups and connections (docs/service/registry.md#creating-a-thing,
 * docs/service/thing-groups.md#joining-and-leaving-a-group, docs/service/executions.md#deleting-a-thing).
 */
import type { ConnectionOperation, Outcome, RegistryOperation } from '../operation.ts';
import { type Cause, dynamicGroupsOf, expectJoining, following, followingJoin } from './reach.ts';
import { endExecution, type Group, isPending, type Job, type Model } from './state.ts';

const accepted: Outcome = { kind: 'accepted', answer: '' };
const refused = (code: string): Outcome => ({ kind: 'refused', code });
const notFound = refused('ResourceNotFoundException');
const invalid = refused('InvalidRequestException');
const exists = refused('ResourceAlreadyExistsException');

type Of<Kind extends RegistryOperation['kind']> = Extract<RegistryOperation, { kind: Kind }>;

/** Changes the model as the operation should change the service, and says what the answer should be. */
export function predictRegistry(model: Model, operation: RegistryOperation): Outcome {
  switch (operation.kind) {
    case 'create thing':
      return createThing(model, operation.thing);
    case 'delete thing':
      return deleteThing(model, operation.thing);
    case 'update thing':
      return updateThing(model, operation);
    case 'create group':
      return createGroup(model, operation.group, operation.parent);
    case 'delete group':
      return deleteGroup(model, operation.group, 'a static group');
    case 'create dynamic group':
      return createDynamicGroup(model, operation);
    case 'change query':
      return changeQuery(model, operation);
    case 'delete dynamic group':
      return deleteGroup(model, operation.group, 'a query');
    case 'join':
      return join(model, operation);
    case 'leave':
      return leave(model, operation.thing, operation.group);
  }
}

/** Devices that come and go; a name that is no thing's is nobody's. */
export function predictConnections(model: Model, { kind, things }: ConnectionOperation): void {
  following(model, kind === 'connect' ? 'a device connects' : 'a device disconnects', () => {
    for (const name of things) {
      const thing = model.things.get(name);
      if (thing !== undefined) thing.connected = kind === 'connect';
    }
  });
}

/** Nobody stays connected to a process that has crashed. */
export function loseConnections(model: Model): void {
  following(model, 'a crash', () => {
    for (const thing of model.things.values()) thing.connected = false;
  });
}

/** Who will join when connections are lost gets an execution in this moment, which is no release of a rollout. */
export function expectLoss(model: Model): void {
  for (const thing of model.things.values()) {
    const joined = dynamicGroupsOf(model, { ...thing, connected: false }).groups.filter(
      (group) => !thing.groups.has(group),
    );
    for (const job of model.jobs.values()) expectJoining(job, thing.name, joined);
  }
}

function createThing(model: Model, name: string): Outcome {
  const present = model.things.get(name);
  if (present !== undefined) {
    return present.typeName === null && Object.keys(present.attributes).length === 0 ? accepted : exists;
  }
  following(model, 'a new thing', () => {
    model.things.set(name, { name, groups: new Set(), attributes: {}, typeName: null, connected: false });
  });
  return accepted;
}

function updateThing(model: Model, { attributes, thing: name, typeName }: Of<'update thing'>): Outcome {
  const thing = model.things.get(name);
  if (thing === undefined) return notFound;
  following(model, 'a thing changes', () => {
    if (attributes !== undefined) thing.attributes = attributes;
    if (typeName !== undefined) thing.typeName = typeName;
  });
  return accepted;
}

function deleteThing(model: Model, name: string): Outcome {
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
  if (!job.targets.includes(name)) job.waiting.delete(name);
  for (const execution of job.executions) {
    if (execution.thing !== name) continue;
    model.cover.execution(execution.status, 'remove');
    if (isPending(execution)) endExecution(model, job, execution, 'REMOVED', undefined);
  }
}

function createGroup(model: Model, name: string, parentName: string | undefined): Outcome {
  const parent = parentName === undefined ? null : model.groups.get(parentName);
  const present = model.groups.get(name);
  if (present !== undefined) {
    return present.condition === null && present.parent?.name === parentName ? accepted : exists;
  }
  if (parent === undefined) return notFound;
  model.groups.set(name, { name, parent, createdAt: model.now, condition: null });
  return accepted;
}

function createDynamicGroup(model: Model, { condition, group: name }: Of<'create dynamic group'>): Outcome {
  const present = model.groups.get(name);
  if (present !== undefined) return isSame(present.condition, condition) ? accepted : exists;
  following(model, 'a query', () => {
    model.groups.set(name, { name, parent: null, createdAt: model.now, condition });
  });
  return accepted;
}

function changeQuery(model: Model, { condition, group: name }: Of<'change query'>): Outcome {
  const group = model.groups.get(name);
  if (group === undefined) return notFound;
  if (group.condition === null) return invalid;
  following(model, 'a query', () => {
    group.condition = condition;
  });
  return accepted;
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

function deleteGroup(model: Model, name: string, cause: Cause & ('a static group' | 'a query')): Outcome {
  const group = model.groups.get(name);
  if (group === undefined) return accepted;
  if ((group.condition === null) !== (cause === 'a static group')) return invalid;
  if ([...model.groups.values()].some(({ parent }) => parent === group)) return invalid;
  following(model, cause, () => {
    model.groups.delete(name);
    for (const thing of model.things.values()) thing.groups.delete(group);
  });
  return accepted;
}

const rootOf = (group: Group): Group => (group.parent === null ? group : rootOf(group.parent));

function join(model: Model, { group: groupName, override, thing: thingName }: Of<'join'>): Outcome {
  const thing = model.things.get(thingName);
  const group = model.groups.get(groupName);
  if (thing === undefined || group === undefined) return notFound;
  if (group.condition !== null) return invalid;
  if (thing.groups.has(group)) return accepted;
  // docs/service/thing-groups.md#joining-and-leaving-a-group: one group of each hierarchy, and so many in all, of which
  // dynamic ones may make room.
  const others = [...thing.groups];
  if (others.some((other) => rootOf(other) === rootOf(group))) return invalid;
  const isFull = others.length >= model.groupsPerThing;
  if (isFull && (!override || others.every(({ condition }) => condition === null))) return invalid;
  const add = () => thing.groups.add(group);
  if (isFull) {
    // The one that makes room leaves first.
    model.cover.event('dynamic groups: one makes room for a static group');
    following(model, 'a static group', add);
  } else {
    followingJoin(model, add);
  }
  return accepted;
}

function leave(model: Model, thingName: string, groupName: string): Outcome {
  const thing = model.things.get(thingName);
  const group = model.groups.get(groupName);
  if (thing === undefined || group === undefined) return notFound;
  if (group.condition !== null) return invalid;
  following(model, 'a static group', () => thing.groups.delete(group));
  return accepted;
}
