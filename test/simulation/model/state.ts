/**
 * What the naive model knows: plain objects that are changed in place, written from the book. It shares no code
 * with what it judges.
 */
import type { Condition } from '../condition.ts';
import type { AbortCriterion, RetryCriterion, Rollout, Schedule } from '../operation.ts';

export type ExecutionStatus =
  | 'QUEUED'
  | 'IN_PROGRESS'
  | 'SUCCEEDED'
  | 'FAILED'
  | 'TIMED_OUT'
  | 'REJECTED'
  | 'REMOVED'
  | 'CANCELED';
export type JobStatus = 'SCHEDULED' | 'IN_PROGRESS' | 'CANCELED' | 'COMPLETED' | 'DELETION_IN_PROGRESS';

export interface Group {
  readonly name: string;
  readonly parent: Group | null;
  readonly createdAt: number;
  /** Of a dynamic group; null of a static one. */
  condition: Condition | null;
}

export interface Thing {
  readonly name: string;
  /** Static and dynamic ones. */
  readonly groups: Set<Group>;
  attributes: Readonly<Record<string, string>>;
  typeName: string | null;
  connected: boolean;
}

export interface Execution {
  readonly thing: string;
  readonly number: number;
  status: ExecutionStatus;
  version: number;
  /** How the attempts before this one ended, since the thing was last reached anew. */
  readonly attemptsBefore: readonly ExecutionStatus[];
  forceCanceled: boolean;
  details: Readonly<Record<string, string>> | null;
  readonly queuedAt: number;
  startedAt: number | null;
  lastUpdatedAt: number;
  inProgressEnds: number | null;
  stepEnds: number | null;
  /** When a timer would have run out, of an execution that ended before. */
  forgottenTimer: number | null;
}

/** A target that the rollout has not reached yet. */
export interface Waiting {
  /** Of the target in the list by which it is reached first. */
  position: number;
  /** False where it is left open whether it is reached (docs/job.md). */
  must: boolean;
}

export interface Job {
  readonly jobId: string;
  /** Jobs in the order of their creation. */
  readonly order: number;
  readonly selection: 'SNAPSHOT' | 'CONTINUOUS';
  readonly namespace: string | null;
  readonly createdAt: number;
  readonly targets: (string | Group)[];
  status: JobStatus;
  rollout: Rollout | null;
  abort: readonly AbortCriterion[];
  retries: readonly RetryCriterion[];
  timeoutMinutes: number | null;
  readonly schedule: Schedule | undefined;
  /** The end time has passed, and what was begun may be finished. */
  ended: boolean;
  /** Until when the schedule was followed. */
  lookedAt: number;
  /** Of a continuous job that waits: who was reached anew since, and who was lost. */
  readonly joinedMeanwhile: Set<string>;
  readonly leftMeanwhile: Set<string>;
  forceCanceled: boolean | null;
  aborted: boolean;
  completedAt: number | null;
  deletionStartedAt: number | null;
  isRollingOut: boolean;
  readonly waiting: Map<string, Waiting>;
  /** When the rollout released an execution under its rate; successes as they were then. */
  readonly releases: { readonly at: number; readonly thing: string }[];
  lastProgressAt: number;
  /** Those of them who are reached in this moment without regard to the rate, since they join a target. */
  readonly joining: Set<string>;
  readonly executions: Execution[];
  /** Whether an execution has ended in this moment, so that the abort criteria are looked at. */
  endedNow: boolean;
  /** Whether it may be complete for another reason. */
  mayLook: boolean;
}

export interface Cover {
  job(status: JobStatus, event: string): void;
  execution(status: ExecutionStatus, event: string): void;
  event(what: string): void;
}

export interface Model {
  now: number;
  readonly rolloutRatePerMinute: number | null;
  readonly minimumDeletionMs: number;
  readonly groupsPerThing: number;
  readonly cover: Cover;
  readonly things: Map<string, Thing>;
  readonly groups: Map<string, Group>;
  readonly jobs: Map<string, Job>;
  jobsCreated: number;
  executionsCreated: number;
  /** Since devices were last looked at: executions that entered a list or left it, also those that did both. */
  readonly touched: { readonly job: Job; readonly execution: Execution }[];
  /** Since then: calls that named a namespace for a job without one, about all its things or about one. */
  readonly mirrored: { readonly job: Job; readonly thing?: string | undefined }[];
}

export const isPending = ({ status }: { readonly status: string }) => status === 'QUEUED' || status === 'IN_PROGRESS';

/** Whether a device sees an execution: between two windows the queued ones are hidden. */
export const isOffered = (job: Job, execution: Execution) =>
  isPending(execution) && !(job.status === 'SCHEDULED' && execution.status === 'QUEUED');

/** Of a job on a thing, the youngest. */
export function latest(job: Job, thing: string): Execution | undefined {
  return job.executions.filter((execution) => execution.thing === thing).sort((a, b) => b.number - a.number)[0];
}

export function deadline({ inProgressEnds, stepEnds }: Execution): number | null {
  if (inProgressEnds === null) return stepEnds;
  return stepEnds === null ? inProgressEnds : Math.min(inProgressEnds, stepEnds);
}

/** docs/service/executions.md#execution-number: the next number, and queued in a later second than the one before. */
export function queue(
  model: Model,
  job: Job,
  thing: string,
  attemptsBefore: readonly ExecutionStatus[] = [],
): Execution {
  const former = latest(job, thing);
  const nextSecond = former === undefined ? 0 : Math.floor(former.queuedAt / 1000) * 1000 + 1000;
  const execution: Execution = {
    thing,
    number: (former?.number ?? 0) + 1,
    status: 'QUEUED',
    version: 1,
    attemptsBefore,
    forceCanceled: false,
    details: null,
    queuedAt: Math.max(model.now, nextSecond),
    startedAt: null,
    lastUpdatedAt: model.now,
    inProgressEnds: null,
    stepEnds: null,
    // Timers start with IN_PROGRESS; this one would if they did with QUEUED.
    forgottenTimer: job.timeoutMinutes === null ? null : model.now + job.timeoutMinutes * 60_000,
  };
  job.executions.push(execution);
  model.executionsCreated += 1;
  if (isOffered(job, execution)) model.touched.push({ job, execution });
  return execution;
}

/** An execution ends: docs/service/executions.md#execution-states. */
export function endExecution(
  model: Model,
  job: Job,
  execution: Execution,
  status: ExecutionStatus,
  details: Readonly<Record<string, string>> | undefined,
): void {
  if (isOffered(job, execution)) model.touched.push({ job, execution });
  const timers = [execution.inProgressEnds, execution.stepEnds].filter((at) => at !== null && at > model.now);
  execution.forgottenTimer = timers.length === 0 ? null : Math.max(...timers.map(Number));
  execution.status = status;
  execution.version += 1;
  execution.lastUpdatedAt = model.now;
  execution.inProgressEnds = null;
  execution.stepEnds = null;
  if (details !== undefined) execution.details = Object.keys(details).length === 0 ? null : details;
  job.endedNow = true;
}
