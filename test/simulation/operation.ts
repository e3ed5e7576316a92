/** What operators and devices of the simulation can do, as plain data: chosen by chance, performed, predicted, printed. */
import { ServiceError } from '../../src/contract/errors.ts';
import { JobsRejection } from '../../src/contract/rejections.ts';
import { thingArn, thingGroupArn } from '../../src/domain/arn.ts';
import { operationHandlers as call } from '../../src/operations/index.ts';
import { testAccount } from '../support/context.ts';
import { Crash } from './crashes.ts';
import type { Process } from './process.ts';

export type Target = { readonly thing: string } | { readonly group: string };

export interface Rollout {
  readonly maximumPerMinute?: number;
  readonly exponentialRate?: {
    readonly baseRatePerMinute: number;
    readonly incrementFactor: number;
    readonly rateIncreaseCriteria: {
      readonly numberOfNotifiedThings?: number;
      readonly numberOfSucceededThings?: number;
    };
  };
}

export interface AbortCriterion {
  readonly failureType: 'FAILED' | 'REJECTED' | 'TIMED_OUT' | 'ALL';
  readonly action: 'CANCEL';
  readonly thresholdPercentage: number;
  readonly minNumberOfExecutedThings: number;
}

export interface RetryCriterion {
  readonly failureType: 'FAILED' | 'TIMED_OUT' | 'ALL';
  readonly numberOfRetries: number;
}

export interface JobConfiguration {
  readonly rollout?: Rollout | undefined;
  readonly abort?: readonly AbortCriterion[] | undefined;
  readonly timeoutMinutes?: number | undefined;
  readonly retries?: readonly RetryCriterion[] | undefined;
}

export interface Schedule {
  readonly startsAt?: number | undefined;
  readonly endsAt?: number | undefined;
  readonly endBehavior?: 'STOP_ROLLOUT' | 'CANCEL' | 'FORCE_CANCEL' | undefined;
  /** Every day. */
  readonly window?: { readonly minuteOfDay: number; readonly durationMinutes: number } | undefined;
}

export interface CreateJob extends JobConfiguration {
  readonly kind: 'create job';
  readonly jobId: string;
  readonly targets: readonly Target[];
  readonly selection: 'SNAPSHOT' | 'CONTINUOUS';
  readonly namespace?: string | undefined;
  readonly schedule?: Schedule | undefined;
}

export type OperatorOperation =
  | { readonly kind: 'create thing' | 'delete thing'; readonly thing: string }
  | { readonly kind: 'create group'; readonly group: string; readonly parent?: string | undefined }
  | { readonly kind: 'delete group'; readonly group: string }
  | { readonly kind: 'join' | 'leave'; readonly thing: string; readonly group: string }
  | CreateJob
  | ({ readonly kind: 'update job'; readonly jobId: string } & JobConfiguration)
  | { readonly kind: 'cancel job' | 'delete job'; readonly jobId: string; readonly force: boolean }
  | { readonly kind: 'associate'; readonly jobId: string; readonly targets: readonly Target[] }
  | {
      readonly kind: 'cancel execution';
      readonly jobId: string;
      readonly thing: string;
      readonly force: boolean;
      readonly expectedVersion?: number | undefined;
    }
  | {
      readonly kind: 'delete execution';
      readonly jobId: string;
      readonly thing: string;
      readonly number: number;
      readonly force: boolean;
    };

export type Details = Readonly<Record<string, string>>;

export type DeviceOperation =
  | {
      readonly kind: 'start next';
      readonly thing: string;
      readonly details?: Details | undefined;
      readonly stepMinutes?: number | undefined;
    }
  | {
      readonly kind: 'update';
      readonly thing: string;
      readonly jobId: string;
      readonly number?: number | undefined;
      readonly expectedVersion?: number | undefined;
      readonly status: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED' | 'REJECTED';
      readonly details?: Details | undefined;
      readonly stepMinutes?: number | undefined;
    }
  | { readonly kind: 'describe'; readonly thing: string; readonly jobId: string; readonly number?: number | undefined }
  | { readonly kind: 'list pending'; readonly thing: string };

export type Operation = OperatorOperation | DeviceOperation;

/** What came of an operation: text, so that it can be compared and printed. */
export type Outcome =
  | { readonly kind: 'accepted'; readonly answer: string }
  | { readonly kind: 'refused'; readonly code: string }
  /** The process crashed before it answered. */
  | { readonly kind: 'unknown' };

const arnOf = (target: Target) =>
  'thing' in target ? thingArn(testAccount, target.thing) : thingGroupArn(testAccount, target.group);

/** Performs an operation; whatever is no refusal of the contract is a failure of the simulation. */
export async function perform(process: Process, operation: Operation): Promise<Outcome> {
  try {
    return { kind: 'accepted', answer: await answerTo(process, operation) };
  } catch (error) {
    if (error instanceof ServiceError) return { kind: 'refused', code: error.name };
    if (error instanceof JobsRejection) return { kind: 'refused', code: error.code };
    if (error instanceof Crash) return { kind: 'unknown' };
    throw error;
  }
}

async function answerTo(process: Process, operation: Operation): Promise<string> {
  switch (operation.kind) {
    case 'start next':
    case 'update':
    case 'describe':
    case 'list pending':
      return deviceAnswer(process, operation);
    default:
      await operate(process, operation);
      return '';
  }
}

async function operate({ operator }: Process, operation: OperatorOperation): Promise<unknown> {
  switch (operation.kind) {
    case 'create thing':
      return call.CreateThing(operator, { thingName: operation.thing });
    case 'delete thing':
      return call.DeleteThing(operator, { thingName: operation.thing });
    case 'create group': {
      const { group, parent } = operation;
      return call.CreateThingGroup(operator, {
        thingGroupName: group,
        ...(parent === undefined ? {} : { parentGroupName: parent }),
      });
    }
    case 'delete group':
      return call.DeleteThingGroup(operator, { thingGroupName: operation.group });
    case 'join':
      return call.AddThingToThingGroup(operator, { thingName: operation.thing, thingGroupName: operation.group });
    case 'leave':
      return call.RemoveThingFromThingGroup(operator, { thingName: operation.thing, thingGroupName: operation.group });
    case 'create job':
      return call.CreateJob(operator, {
        jobId: operation.jobId,
        document: '{"do":"it"}',
        targets: operation.targets.map(arnOf),
        targetSelection: operation.selection,
        ...(operation.namespace === undefined ? {} : { namespaceId: operation.namespace }),
        ...(operation.schedule === undefined ? {} : { schedulingConfig: schedulingOf(operation.schedule) }),
        ...configurationsOf(operation),
      });
    case 'update job':
      return call.UpdateJob(operator, { jobId: operation.jobId, ...configurationsOf(operation) });
    case 'cancel job':
      return call.CancelJob(operator, { jobId: operation.jobId, force: operation.force });
    case 'delete job':
      return call.DeleteJob(operator, { jobId: operation.jobId, force: operation.force });
    case 'associate':
      return call.AssociateTargetsWithJob(operator, {
        jobId: operation.jobId,
        targets: operation.targets.map(arnOf),
      });
    case 'cancel execution': {
      const { expectedVersion, force, jobId, thing: thingName } = operation;
      return call.CancelJobExecution(operator, {
        jobId,
        thingName,
        force,
        ...(expectedVersion === undefined ? {} : { expectedVersion }),
      });
    }
    case 'delete execution': {
      const { force, jobId, number: executionNumber, thing: thingName } = operation;
      return call.DeleteJobExecution(operator, { jobId, thingName, executionNumber, force });
    }
  }
}

function schedulingOf({ endBehavior, endsAt, startsAt, window }: Schedule) {
  const text = (at: number) => new Date(at).toISOString();
  return {
    ...(startsAt === undefined ? {} : { startTime: text(startsAt) }),
    ...(endsAt === undefined ? {} : { endTime: text(endsAt) }),
    ...(endBehavior === undefined ? {} : { endBehavior }),
    ...(window === undefined ? {} : { maintenanceWindows: [windowOf(window)] }),
  };
}

function windowOf({ durationMinutes, minuteOfDay }: NonNullable<Schedule['window']>) {
  const startTime = `cron(${minuteOfDay % 60} ${Math.floor(minuteOfDay / 60)} * * ? *)`;
  return { startTime, durationInMinutes: durationMinutes };
}

function configurationsOf({ abort, retries, rollout, timeoutMinutes }: JobConfiguration) {
  return {
    ...(rollout === undefined ? {} : { jobExecutionsRolloutConfig: rollout }),
    ...(abort === undefined ? {} : { abortConfig: { criteriaList: [...abort] } }),
    ...(timeoutMinutes === undefined ? {} : { timeoutConfig: { inProgressTimeoutInMinutes: timeoutMinutes } }),
    ...(retries === undefined ? {} : { jobExecutionsRetryConfig: { criteriaList: [...retries] } }),
  };
}

/** Short texts: which execution, its status and its version. */
async function deviceAnswer({ devices }: Process, operation: DeviceOperation): Promise<string> {
  const { thing: thingName } = operation;
  switch (operation.kind) {
    case 'start next': {
      const { execution } = await devices.StartNextPendingJobExecution({
        thingName,
        ...(operation.details === undefined ? {} : { statusDetails: operation.details }),
        ...(operation.stepMinutes === undefined ? {} : { stepTimeoutInMinutes: operation.stepMinutes }),
      });
      return executionText(execution);
    }
    case 'describe': {
      const { jobId, number } = operation;
      const { execution } = await devices.DescribeJobExecution({
        thingName,
        jobId,
        ...(number === undefined ? {} : { executionNumber: number }),
      });
      return executionText(execution);
    }
    case 'update': {
      const { details, expectedVersion, jobId, number, status, stepMinutes } = operation;
      const { executionState } = await devices.UpdateJobExecution({
        thingName,
        jobId,
        status,
        includeJobExecutionState: true,
        ...(number === undefined ? {} : { executionNumber: number }),
        ...(expectedVersion === undefined ? {} : { expectedVersion }),
        ...(details === undefined ? {} : { statusDetails: details }),
        ...(stepMinutes === undefined ? {} : { stepTimeoutInMinutes: stepMinutes }),
      });
      return `${executionState?.status} v${executionState?.versionNumber}`;
    }
    case 'list pending': {
      const { inProgressJobs, queuedJobs } = await devices.GetPendingJobExecutions({ thingName });
      const names = (jobs: typeof queuedJobs) => jobs.map((job) => `${job.jobId}#${job.executionNumber}`).join(' ');
      return `IN_PROGRESS: ${names(inProgressJobs)} QUEUED: ${names(queuedJobs)}`;
    }
  }
}

interface ShownExecution {
  readonly jobId: string;
  readonly executionNumber: number;
  readonly status: string;
  readonly versionNumber: number;
}

export function executionText(execution: ShownExecution | undefined): string {
  if (execution === undefined) return 'nothing';
  const { executionNumber, jobId, status, versionNumber } = execution;
  return `${jobId}#${executionNumber} ${status} v${versionNumber}`;
}

/** One line for people. */
export function textOf(operation: Operation): string {
  const { kind, ...rest } = operation;
  return `${kind} ${JSON.stringify(rest)}`;
}
