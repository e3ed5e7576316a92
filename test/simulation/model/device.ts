/** What the book says of each request of a device (docs/service/devices.md#operations-of-devices). */
import { type DeviceOperation, executionText, type Outcome } from '../operation.ts';
import { LISTED, nameOf, pendingList } from './pending.ts';
import { deadline, type Execution, endExecution, isPending, type Job, latest, type Model, queue } from './state.ts';
import { replyTopic } from './topics.ts';

const refused = (code: string): Outcome => ({ kind: 'refused', code });
const accepted = (answer: string): Outcome => ({ kind: 'accepted', answer });
const notFound = refused('ResourceNotFound');
const MINUTE = 60_000;
const MAXIMUM_RETRIES = 10;

/** Changes the model as the request should change the service, and says what the answer should be, and where. */
export function predictDevice(model: Model, operation: DeviceOperation): Outcome {
  const outcome = predict(model, operation);
  if (outcome.kind === 'unknown') return outcome;
  return { ...outcome, topic: replyTopic(operation, outcome.kind === 'accepted' ? 'accepted' : 'rejected') };
}

function predict(model: Model, operation: DeviceOperation): Outcome {
  switch (operation.kind) {
    case 'start next':
      return startNext(model, operation);
    case 'update':
      return update(model, operation);
    case 'describe':
      return describe(model, operation);
    case 'list pending':
      return list(model, operation);
  }
}

type Of<Kind extends DeviceOperation['kind']> = Extract<DeviceOperation, { kind: Kind }>;

const textOf = (job: Job, { number, status, version }: Execution) =>
  executionText({ jobId: job.jobId, executionNumber: number, status, versionNumber: version });

function startNext(model: Model, operation: Of<'start next'>): Outcome {
  if (!model.things.has(operation.thing)) return notFound;
  const first = pendingList(model, operation.thing)[0];
  // The one queue is of all namespaces, and start-next belongs to none.
  if (first === undefined || first.job.namespace !== null) return accepted('nothing');
  const { execution, job } = first;
  if (execution.status === 'IN_PROGRESS') setStepTimer(model, execution, operation.stepMinutes);
  else {
    model.cover.execution('QUEUED', 'device reports IN_PROGRESS');
    progress(model, job, execution, operation);
  }
  return accepted(textOf(job, execution));
}

/**
 * docs/service/notifications.md#namespaces: without a namespace a request is about any job, with one only about those
 * in it.
 */
function jobOf(
  model: Model,
  { jobId, namespace }: { readonly jobId: string; readonly namespace?: string | undefined },
): Job | undefined {
  const job = model.jobs.get(jobId);
  if (job === undefined || job.status === 'DELETION_IN_PROGRESS') return undefined;
  if (namespace !== undefined) {
    model.cover.event(`namespaces: a request of ${namespace === job.namespace ? 'its own' : 'another one'}`);
  }
  return namespace === undefined || namespace === job.namespace ? job : undefined;
}

function update(model: Model, operation: Of<'update'>): Outcome {
  const { expectedVersion, number, status, thing } = operation;
  const job = jobOf(model, operation);
  if (!model.things.has(thing) || job === undefined) return notFound;
  const execution =
    number === undefined
      ? latest(job, thing)
      : job.executions.find((candidate) => candidate.thing === thing && candidate.number === number);
  if (execution === undefined) return notFound;
  if (expectedVersion !== undefined && expectedVersion !== execution.version) return refused('VersionMismatch');
  model.cover.execution(execution.status, `device reports ${status}`);
  if (!isPending(execution)) return refused('InvalidStateTransition');
  if (status === 'IN_PROGRESS') progress(model, job, execution, operation);
  else {
    endExecution(model, job, execution, status, operation.details);
    retry(model, job, execution);
  }
  return accepted(`${execution.status} v${execution.version}`);
}

function progress(
  model: Model,
  job: Job,
  execution: Execution,
  said: { readonly details?: Readonly<Record<string, string>> | undefined; readonly stepMinutes?: number | undefined },
): void {
  if (execution.status === 'QUEUED') {
    execution.forgottenTimer = null;
    execution.startedAt = model.now;
    if (job.timeoutMinutes !== null) execution.inProgressEnds = model.now + job.timeoutMinutes * MINUTE;
  }
  execution.status = 'IN_PROGRESS';
  execution.version += 1;
  execution.lastUpdatedAt = model.now;
  if (said.details !== undefined) execution.details = Object.keys(said.details).length === 0 ? null : said.details;
  setStepTimer(model, execution, said.stepMinutes);
}

function setStepTimer(model: Model, execution: Execution, minutes: number | undefined): void {
  if (minutes === -1) execution.stepEnds = null;
  else if (minutes !== undefined) execution.stepEnds = model.now + minutes * MINUTE;
}

/** docs/service/timers.md#which-executions-are-retried. */
function retry(model: Model, job: Job, ended: Execution): void {
  const { attemptsBefore, status } = ended;
  if (status !== 'FAILED' && status !== 'TIMED_OUT') return;
  if (job.ended || (job.status !== 'IN_PROGRESS' && job.status !== 'SCHEDULED')) return;
  if (attemptsBefore.length >= MAXIMUM_RETRIES) return;
  const isLeft = job.retries.some(({ failureType, numberOfRetries }) => {
    if (failureType !== status && failureType !== 'ALL') return false;
    const used = attemptsBefore.filter((former) => failureType === 'ALL' || former === failureType);
    return used.length < numberOfRetries;
  });
  if (isLeft) queue(model, job, ended.thing, [...attemptsBefore, status]);
}

/** docs/service/timers.md#in-progress-timer: all timers that have run out by now. */
export function timeOut(model: Model): void {
  for (const job of model.jobs.values()) {
    for (const execution of [...job.executions]) {
      const at = deadline(execution);
      if (at !== null && at <= model.now) {
        model.cover.execution('IN_PROGRESS', 'timer runs out');
        endExecution(model, job, execution, 'TIMED_OUT', undefined);
        retry(model, job, execution);
      } else if (execution.forgottenTimer !== null && execution.forgottenTimer <= model.now) {
        // Its time has come, and nothing happens.
        model.cover.execution(execution.status, 'timer runs out');
        execution.forgottenTimer = null;
      }
    }
  }
}

function describe(model: Model, operation: Of<'describe'>): Outcome {
  const { jobId, namespace, number, thing } = operation;
  if (!model.things.has(thing)) return notFound;
  if (jobId === '$next') {
    const first = pendingList(model, thing)[0];
    if (first === undefined || first.job.namespace !== (namespace ?? null)) return accepted('nothing');
    if (namespace !== undefined) model.cover.event('namespaces: a request for the next one of it');
    return accepted(textOf(first.job, first.execution));
  }
  const job = jobOf(model, operation);
  if (job === undefined) return notFound;
  const execution =
    number === undefined
      ? latest(job, thing)
      : job.executions.find((candidate) => candidate.thing === thing && candidate.number === number);
  if (execution === undefined) return notFound;
  if (!isPending(execution)) return refused('TerminalStateReached');
  return accepted(textOf(job, execution));
}

function list(model: Model, { namespace, thing }: Of<'list pending'>): Outcome {
  if (!model.things.has(thing)) return notFound;
  const shown = pendingList(model, thing)
    .filter(({ job }) => job.namespace === (namespace ?? null))
    .slice(0, LISTED);
  const names = (status: string) =>
    shown
      .filter(({ execution }) => execution.status === status)
      .map(nameOf)
      .join(' ');
  return accepted(`IN_PROGRESS: ${names('IN_PROGRESS')} QUEUED: ${names('QUEUED')}`);
}
