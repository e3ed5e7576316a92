/** Performs operations at a process, and says in text what came of them, so that it can be compared and printed. */
import { ServiceError } from '../../src/contract/errors.ts';
import { JobsRejection } from '../../src/contract/rejections.ts';
import { thingArn, thingGroupArn } from '../../src/domain/arn.ts';
import { operationHandlers as call } from '../../src/operations/index.ts';
import { testAccount } from '../support/context.ts';
import { Crash } from './crashes.ts';
import {
  type DeviceOperation,
  executionText,
  type JobConfiguration,
  type Operation,
  type OperatorOperation,
  type Outcome,
  type Schedule,
  type Target,
} from './operation.ts';
import { changeConnections, changeRegistry } from './perform-registry.ts';
import type { Process } from './process.ts';

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
    case 'connect':
    case 'disconnect':
      await changeConnections(process, operation);
      return '';
    default:
      await operate(process, operation);
      return '';
  }
}

async function operate(process: Process, operation: OperatorOperation): Promise<unknown> {
  const { operator } = process;
  switch (operation.kind) {
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
    default:
      return changeRegistry(process, operation);
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
