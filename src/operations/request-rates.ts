/**
 * Refuses requests beyond the documented rates (docs/service/limits.md#rates-of-the-control-plane,
 * docs/service/limits.md#rates-of-the-device-api), where the settings want it; nothing is done for a request that is
 * refused.
 */
import { ServiceError } from '../contract/errors.ts';
import type { OperationContract } from '../contract/operation.ts';
import type { ControlPlaneOperations } from '../contract/operations/index.ts';
import { JobsRejection } from '../contract/rejections.ts';
import {
  deviceRateGroups,
  deviceRequestsPerSecond,
  OTHER_REQUESTS_PER_SECOND,
  requestsPerSecond,
} from '../contract/request-rates.ts';
import { type TokenBucket, tokenBucket } from '../domain/token-bucket.ts';
import type { Clock } from '../lib/clock.ts';
import type { Handlers } from './context.ts';
import type { DeviceOperations } from './device/device-operations.ts';

/** The same operations, each at the rate that the original service documents. */
export function atDocumentedRates(
  handlers: Handlers<ControlPlaneOperations>,
  clock: Clock,
): Handlers<ControlPlaneOperations> {
  const rates: Readonly<Record<string, number>> = requestsPerSecond;
  return withRates(handlers, (name) => rates[name] ?? OTHER_REQUESTS_PER_SECOND, clock);
}

/**
 * The rates of operations under `/x/`, which the original service does not have: as of any other. Those that can be open to
 * anybody have none, since strangers would use up what operators need.
 */
export function ratesOfExtensions(operations: Readonly<Record<string, OperationContract>>) {
  return (name: string) => (operations[name]?.unsigned === undefined ? OTHER_REQUESTS_PER_SECOND : undefined);
}

/** The same handlers, each at its rate, if it has one: ThrottlingException (400) beyond it. */
export function withRates<Table extends object>(
  handlers: Table,
  rateOf: (name: string) => number | undefined,
  clock: Clock,
): Table {
  const limited = Object.entries(handlers).map(([name, handler]) => {
    const rate = rateOf(name);
    if (rate === undefined) return [name, handler];
    const bucket = tokenBucket(rate);
    // Handlers differ in their input, which is only passed on.
    const run = handler as (context: unknown, input: unknown) => Promise<unknown>;
    return [
      name,
      async (context: unknown, input: unknown) => {
        if (!bucket.take(clock.now())) throw new ServiceError('ThrottlingException', exceeded(name, rate));
        return run(context, input);
      },
    ];
  });
  // Each function takes and gives what the one behind it does.
  return Object.fromEntries(limited) as Table;
}

/** The same for devices, on both of their planes: RequestThrottled, which is 429 over HTTPS. */
export function devicesAtDocumentedRates(operations: DeviceOperations, clock: Clock): DeviceOperations {
  const buckets: Record<(typeof deviceRateGroups)[keyof DeviceOperations], TokenBucket> = {
    reading: tokenBucket(deviceRequestsPerSecond),
    changing: tokenBucket(deviceRequestsPerSecond),
  };
  const check = (name: keyof DeviceOperations) => {
    if (buckets[deviceRateGroups[name]].take(clock.now())) return;
    throw new JobsRejection('RequestThrottled', exceeded(name, deviceRequestsPerSecond));
  };
  return {
    async GetPendingJobExecutions(input) {
      check('GetPendingJobExecutions');
      return operations.GetPendingJobExecutions(input);
    },
    async StartNextPendingJobExecution(input) {
      check('StartNextPendingJobExecution');
      return operations.StartNextPendingJobExecution(input);
    },
    async DescribeJobExecution(input) {
      check('DescribeJobExecution');
      return operations.DescribeJobExecution(input);
    },
    async UpdateJobExecution(input) {
      check('UpdateJobExecution');
      return operations.UpdateJobExecution(input);
    },
  };
}

function exceeded(name: string, perSecond: number): string {
  return `Rate exceeded: ${name} is limited to ${perSecond} ${perSecond === 1 ? 'request' : 'requests'} per second`;
}
