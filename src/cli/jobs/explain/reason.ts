/** What a reason is, and how the facts that it is based on are written. */
import { instant } from '../../table.ts';
import { durationText } from '../progress.ts';

export interface Reason {
  /** For scripts; it stays what it is. */
  readonly code: ReasonCode;
  /** For people: what is so, in a sentence. */
  readonly sentence: string;
  /** What it is based on, by the names that the API has for it; instants in ISO 8601. */
  readonly facts: FactValues;
  /** What to do about it, where that is plain. */
  readonly next?: string | undefined;
}

export type FactValues = Readonly<Record<string, string | number | boolean>>;

/** Every code that there is, in the order of a job's life, with what it means; the help of the command prints them. */
export const reasonCodes = {
  JOB_NOT_FOUND: 'there is no such job, or it was deleted',
  JOB_BEING_DELETED: 'the job is being deleted',
  THING_NOT_FOUND: 'there is no such thing',
  NOT_A_TARGET: 'no target of the job reaches the thing',
  JOINED_AFTER_SNAPSHOT: 'the thing joined a target group after the snapshot job was created',
  JOB_CANCELED: 'the job was canceled',
  BEFORE_START: 'the job waits for its start time',
  OUTSIDE_WINDOW: 'the job waits for its next maintenance window',
  END_TIME_REACHED: 'the end time has passed, and nothing more is rolled out',
  BEHIND_OTHER_ROLLOUTS: 'older jobs take up what may roll out at the same time',
  RATE_LIMIT: 'the rollout has reached its rate and goes on later',
  ROLLOUT_UNDER_WAY: 'the rollout has not come to the thing yet',
  MEMBERSHIP_CHANGING: 'the job has yet to follow a change of the groups of the thing',
  NO_EXECUTION: 'the rollout is over, and the thing has no execution',
  RETRY: 'an earlier attempt failed or timed out, and it waits for the next one',
  BEHIND_JOB: 'another job is before it on the device',
  NO_CERTIFICATE: 'no certificate is attached to the thing',
  CERTIFICATE_INACTIVE: 'no certificate of the thing is active',
  POLICY_FORBIDS_CONNECT: 'no policy lets the device connect',
  POLICY_FORBIDS_TOPIC: 'no policy lets the device use a topic that it needs',
  NOT_CONNECTED: 'the device is not connected',
  NOT_SUBSCRIBED: 'the device is connected, but is not told of its jobs',
  DEVICE_SILENT: 'it is up to the device, which has not started the job',
  IN_PROGRESS: 'the device works on it',
  SUCCEEDED: 'the device has done it',
  FAILED: 'the device reported that it failed',
  REJECTED: 'the device rejected it',
  TIMED_OUT: 'a timer ran out',
  EXECUTION_CANCELED: 'the execution was canceled',
  REMOVED: 'the thing was deleted, or left the target',
} as const;

export type ReasonCode = keyof typeof reasonCodes;

/** Leaves out what is not known. */
export function facts(values: Readonly<Record<string, string | number | boolean | undefined>>): FactValues {
  const known = Object.entries(values).filter(
    (pair): pair is [string, string | number | boolean] => pair[1] !== undefined,
  );
  return Object.fromEntries(known);
}

/** An instant of the wire as a fact; undefined for none. */
export function at(seconds: unknown): string | undefined {
  return seconds === undefined ? undefined : instant(Number(seconds));
}

/** For example `5m ago`, or `in 5m`. */
export function since(seconds: unknown, nowMs: number): string {
  const passedMs = nowMs - Number(seconds) * 1_000;
  return passedMs >= 0 ? `${durationText(passedMs)} ago` : `in ${durationText(-passedMs)}`;
}

/** What a device or an operator wrote, on one line and without what moves the cursor. */
export function plain(text: string): string {
  return text.replace(/\p{C}+/gu, ' ').trim();
}
