/** What operators and devices of the simulation can do, as plain data: chosen by chance, performed, predicted, printed. */
import type { Condition } from './condition.ts';
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

export type RegistryOperation =
  | { readonly kind: 'create thing' | 'delete thing'; readonly thing: string }
  | {
      readonly kind: 'update thing';
      readonly thing: string;
      readonly attributes?: Readonly<Record<string, string>> | undefined;
      /** null removes the type. */
      readonly typeName?: string | null | undefined;
    }
  | { readonly kind: 'create group'; readonly group: string; readonly parent?: string | undefined }
  | { readonly kind: 'delete group' | 'delete dynamic group'; readonly group: string }
  | { readonly kind: 'create dynamic group'; readonly group: string; readonly condition: Condition }
  | { readonly kind: 'change query'; readonly group: string; readonly condition: Condition }
  | { readonly kind: 'join'; readonly thing: string; readonly group: string; readonly override: boolean }
  | { readonly kind: 'leave'; readonly thing: string; readonly group: string };

export type OperatorOperation =
  | RegistryOperation
  | CreateJob
  | ({ readonly kind: 'update job' } & OfJob & JobConfiguration)
  | { readonly kind: 'cancel job'; readonly jobId: string; readonly force: boolean }
  | ({ readonly kind: 'delete job'; readonly force: boolean } & OfJob)
  | ({ readonly kind: 'associate'; readonly targets: readonly Target[] } & OfJob)
  | {
      readonly kind: 'cancel execution';
      readonly jobId: string;
      readonly thing: string;
      readonly force: boolean;
      readonly expectedVersion?: number | undefined;
    }
  | ({
      readonly kind: 'delete execution';
      readonly thing: string;
      readonly number: number;
      readonly force: boolean;
    } & OfJob);

interface OfJob {
  readonly jobId: string;
  /** That the call names, right or wrong. */
  readonly namespace?: string | undefined;
}

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
      readonly namespace?: string | undefined;
      readonly number?: number | undefined;
      readonly expectedVersion?: number | undefined;
      readonly status: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED' | 'REJECTED';
      readonly details?: Details | undefined;
      readonly stepMinutes?: number | undefined;
    }
  | {
      readonly kind: 'describe';
      readonly thing: string;
      readonly jobId: string;
      readonly namespace?: string | undefined;
      readonly number?: number | undefined;
    }
  | { readonly kind: 'list pending'; readonly thing: string; readonly namespace?: string | undefined };

/** Devices come and go. */
export interface ConnectionOperation {
  readonly kind: 'connect' | 'disconnect';
  readonly things: readonly string[];
}

export type Operation = OperatorOperation | DeviceOperation | ConnectionOperation;

/** What came of an operation: text, so that it can be compared and printed; of a device's request also where it was answered. */
export type Outcome =
  | { readonly kind: 'accepted'; readonly answer: string; readonly topic?: string | undefined }
  | { readonly kind: 'refused'; readonly code: string; readonly topic?: string | undefined }
  /** The process crashed before it answered. */
  | { readonly kind: 'unknown' };

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
