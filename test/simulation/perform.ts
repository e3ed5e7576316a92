/** Performs operations at a process, and says in text what came of them, so that it can be compared and printed. */
import { ServiceError } from '../../src/contract/errors.ts';
import { thingArn, thingGroupArn } from '../../src/domain/arn.ts';
import { operationHandlers as call } from '../../src/operations/index.ts';
import { testAccount } from '../support/context.ts';
import { Crash } from './crashes.ts';
import type { JobConfiguration, Operation, OperatorOperation, Outcome, Schedule, Target } from './operation.ts';
import { answerDevice } from './perform-device.ts';
import { changeConnections, changeRegistry } from './perform-registry.ts';
import type { Process } from './process.ts';

const arnOf = (target: Target) =>
  'thing' in target ? thingArn(testAccount, target.thing) : thingGroupArn(testAccount, target.group);

/** Performs an operation; whatever is no refusal of the contract is a failure of the simulation. */
export async function perform(process: Process, operation: Operation): Promise<Outcome> {
  try {
    switch (operation.kind) {
      case 'start next':
      case 'update':
      case 'describe':
      case 'list pending':
        return await answerDevice(process, operation);
      case 'connect':
      case 'disconnect':
        changeConnections(process, operation);
        break;
      default:
        await operate(process, operation);
    }
    return { kind: 'accepted', answer: '' };
  } catch (error) {
    if (error instanceof ServiceError) return { kind: 'refused', code: error.name };
    if (error instanceof Crash) return { kind: 'unknown' };
    throw error;
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
      return call.UpdateJob(operator, { ...ofJob(operation), ...configurationsOf(operation) });
    case 'cancel job':
      return call.CancelJob(operator, { jobId: operation.jobId, force: operation.force });
    case 'delete job':
      return call.DeleteJob(operator, { ...ofJob(operation), force: operation.force });
    case 'associate':
      return call.AssociateTargetsWithJob(operator, {
        ...ofJob(operation),
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
      const { force, number: executionNumber, thing: thingName } = operation;
      return call.DeleteJobExecution(operator, { ...ofJob(operation), thingName, executionNumber, force });
    }
    default:
      return changeRegistry(process, operation);
  }
}

const ofJob = ({ jobId, namespace }: { readonly jobId: string; readonly namespace?: string | undefined }) => ({
  jobId,
  ...(namespace === undefined ? {} : { namespaceId: namespace }),
});

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
