/** What the book says of each operation of an operator (docs/service/jobs.md, docs/service/executions.md). */
import type { JobConfiguration, OperatorOperation, Outcome } from '../operation.ts';
import { positionOf, reach, resolve } from './reach.ts';
import { predictRegistry } from './registry.ts';
import { beginsScheduled } from './schedule.ts';
import { endExecution, isPending, type Job, latest, type Model } from './state.ts';

const accepted: Outcome = { kind: 'accepted', answer: '' };
const refused = (code: string): Outcome => ({ kind: 'refused', code });
const notFound = refused('ResourceNotFoundException');
const MAXIMUM_DELETIONS = 10;

/** Changes the model as the operation should change the service, and says what the answer should be. */
export function predictOperator(model: Model, operation: OperatorOperation): Outcome {
  if (operation.kind === 'create job') return createJob(model, operation);
  if (!('jobId' in operation)) return predictRegistry(model, operation);
  if (operation.kind === 'update job' && operation.retries?.some(({ numberOfRetries }) => numberOfRetries !== 0)) {
    return refused('InvalidRequestException');
  }
  const job = model.jobs.get(operation.jobId);
  if (job === undefined) return notFound;
  if ('namespace' in operation && operation.namespace !== undefined) {
    // docs/service/jobs.md#namespaces-of-jobs: a job of another namespace is not there, one without is.
    if (job.namespace !== null && job.namespace !== operation.namespace) return notFound;
  }
  switch (operation.kind) {
    case 'update job':
      return updateJob(model, job, operation);
    case 'cancel job':
      return cancelJob(model, job, operation.force);
    case 'delete job':
      return deleteJob(model, job, operation);
    case 'associate':
      return associate(model, job, operation);
    case 'cancel execution':
      return cancelExecution(model, job, operation);
    case 'delete execution':
      return deleteExecution(model, job, operation);
  }
}

type Of<Kind extends OperatorOperation['kind']> = Extract<OperatorOperation, { kind: Kind }>;

function createJob(model: Model, operation: Of<'create job'>): Outcome {
  if (model.jobs.has(operation.jobId)) return refused('ResourceAlreadyExistsException');
  const targets = resolve(model, operation.targets);
  if (targets === undefined) return notFound;
  model.jobsCreated += 1;
  const job: Job = {
    jobId: operation.jobId,
    order: model.jobsCreated,
    selection: operation.selection,
    namespace: operation.namespace ?? null,
    createdAt: model.now,
    targets,
    status: beginsScheduled(operation.schedule) ? 'SCHEDULED' : 'IN_PROGRESS',
    rollout: operation.rollout ?? null,
    abort: operation.abort ?? [],
    retries: operation.retries ?? [],
    timeoutMinutes: operation.timeoutMinutes ?? null,
    schedule: operation.schedule,
    ended: false,
    lookedAt: model.now,
    joinedMeanwhile: new Set(),
    leftMeanwhile: new Set(),
    forceCanceled: null,
    aborted: false,
    completedAt: null,
    deletionStartedAt: null,
    isRollingOut: true,
    waiting: new Map(),
    releases: [],
    lastProgressAt: model.now,
    joining: new Set(),
    executions: [],
    endedNow: false,
    mayLook: false,
  };
  for (const thing of model.things.keys()) {
    const position = positionOf(model, targets, thing);
    if (position >= 0) job.waiting.set(thing, { position, must: true });
  }
  model.jobs.set(job.jobId, job);
  return accepted;
}

function updateJob(model: Model, job: Job, { abort, retries, rollout, timeoutMinutes }: JobConfiguration): Outcome {
  if (job.status !== 'IN_PROGRESS' && job.status !== 'SCHEDULED') return refused('InvalidRequestException');
  if (rollout !== undefined) job.rollout = rollout;
  if (abort !== undefined) job.abort = abort;
  if (retries !== undefined) job.retries = retries;
  if (timeoutMinutes !== undefined) job.timeoutMinutes = timeoutMinutes;
  job.lastProgressAt = model.now;
  return accepted;
}

function cancelJob(model: Model, job: Job, force: boolean): Outcome {
  model.cover.job(job.status, force ? 'cancel with force' : 'cancel');
  const isAgain =
    job.status === 'CANCELED' &&
    force &&
    job.forceCanceled === false &&
    job.executions.some(({ status }) => status === 'IN_PROGRESS');
  if (job.status !== 'IN_PROGRESS' && job.status !== 'SCHEDULED' && !isAgain) return refused('InvalidRequestException');
  endJob(model, job, force);
  return accepted;
}

/** Cancelled by an operator, an abort or an end time. */
export function endJob(model: Model, job: Job, force: boolean): void {
  for (const execution of job.executions) {
    if (!isPending(execution)) continue;
    model.cover.execution(execution.status, force ? 'cancel with force' : 'cancel');
    if (execution.status === 'IN_PROGRESS' && !force) continue;
    endExecution(model, job, execution, 'CANCELED', undefined);
    execution.forceCanceled = force;
  }
  job.status = 'CANCELED';
  job.forceCanceled = force;
  job.completedAt = model.now;
  job.isRollingOut = false;
  job.waiting.clear();
}

function deleteJob(model: Model, job: Job, { force, namespace }: Of<'delete job'>): Outcome {
  model.cover.job(job.status, force ? 'delete with force' : 'delete');
  const isOver = job.status === 'COMPLETED' || job.status === 'CANCELED';
  if (job.status === 'DELETION_IN_PROGRESS' || (!isOver && !force)) return refused('InvalidStateTransitionException');
  const deletions = [...model.jobs.values()].filter(({ status }) => status === 'DELETION_IN_PROGRESS');
  if (deletions.length >= MAXIMUM_DELETIONS) return refused('LimitExceededException');
  for (const { status } of job.executions) model.cover.execution(status, 'delete with force');
  if (namespace !== undefined && job.namespace === null) model.mirrored.push({ job });
  job.status = 'DELETION_IN_PROGRESS';
  job.deletionStartedAt = model.now;
  job.isRollingOut = false;
  job.waiting.clear();
  job.executions.splice(0);
  return accepted;
}

function associate(model: Model, job: Job, operation: Of<'associate'>): Outcome {
  if (job.selection !== 'CONTINUOUS' || job.status !== 'IN_PROGRESS' || job.ended) {
    return refused('InvalidRequestException');
  }
  const known = (target: Of<'associate'>['targets'][number]) =>
    'thing' in target
      ? job.targets.includes(target.thing)
      : job.targets.some((present) => typeof present !== 'string' && present.name === target.group);
  const targets = resolve(
    model,
    operation.targets.filter((target) => !known(target)),
  );
  if (targets === undefined) return notFound;
  const before = new Set([...model.things.keys()].filter((thing) => positionOf(model, job.targets, thing) >= 0));
  job.targets.push(...targets);
  for (const thing of model.things.keys()) {
    if (positionOf(model, targets, thing) < 0) continue;
    job.joining.add(thing);
    if (!before.has(thing)) reach(model, job, thing);
  }
  // The same walk goes on over the new targets.
  if (targets.length > 0) job.isRollingOut = true;
  job.lastProgressAt = model.now;
  return accepted;
}

function cancelExecution(model: Model, job: Job, operation: Of<'cancel execution'>): Outcome {
  const execution = latest(job, operation.thing);
  if (execution === undefined) return notFound;
  if (operation.expectedVersion !== undefined && operation.expectedVersion !== execution.version) {
    return refused('VersionConflictException');
  }
  model.cover.execution(execution.status, operation.force ? 'cancel with force' : 'cancel');
  const mayBe = execution.status === 'QUEUED' || (execution.status === 'IN_PROGRESS' && operation.force);
  if (!mayBe) return refused('InvalidStateTransitionException');
  endExecution(model, job, execution, 'CANCELED', undefined);
  execution.forceCanceled = operation.force;
  return accepted;
}

function deleteExecution(model: Model, job: Job, operation: Of<'delete execution'>): Outcome {
  const index = job.executions.findIndex(
    ({ number, thing }) => number === operation.number && thing === operation.thing,
  );
  const execution = job.executions[index];
  if (execution === undefined) return notFound;
  model.cover.execution(execution.status, operation.force ? 'delete with force' : 'delete');
  if (isPending(execution) && !operation.force) return refused('InvalidStateTransitionException');
  job.executions.splice(index, 1);
  if (operation.namespace !== undefined && job.namespace === null) model.mirrored.push({ job, thing: operation.thing });
  if (isPending(execution)) job.mayLook = true;
  return accepted;
}
