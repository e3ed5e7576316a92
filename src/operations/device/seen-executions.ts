/**
 * What devices work on, as it was last read or saved here: an update of it need not be read again. A decision on it is only
 * ever saved if nothing has changed meanwhile, so that what is remembered can be old, but does no harm.
 */
import type { DeviceRequest } from '../../domain/device-request.ts';
import type { StatusDetails } from '../../domain/job-execution/job-execution.ts';
import { type DeviceView, elementOf } from '../../store/job-execution/device-read.ts';
import type { ExecutionOfJob } from '../../store/job-execution/job-execution-row.ts';

/** Some 16 MiB, or four times that if all have long details; the one that was used least recently goes first. */
const MAXIMUM = 32_768;
const LONGEST_DETAILS = 1_000;

interface Seen {
  readonly execution: ExecutionOfJob;
  readonly jobRowVersion: string;
}

export class SeenExecutions {
  readonly #byThing = new Map<string, Seen>();
  /** Whether events were on when it was last looked. */
  eventsEnabled = false;

  /** What a request would be shown, if it is an update of what its thing was seen to work on. */
  viewFor(request: DeviceRequest): DeviceView | undefined {
    if (request.kind !== 'update') return undefined;
    const seen = this.#byThing.get(request.thingName);
    if (seen === undefined) return undefined;
    const { execution, jobRowVersion } = seen;
    if (execution.jobId !== request.jobId) return undefined;
    if ((request.executionNumber ?? execution.executionNumber) !== execution.executionNumber) return undefined;
    return {
      thingExists: true,
      eventsEnabled: this.eventsEnabled,
      execution,
      first: elementOf(execution),
      jobRowVersion,
    };
  }

  /** Remembers an execution in progress that is the first of its thing's pending list. */
  remember(execution: ExecutionOfJob, jobRowVersion: string): void {
    const { thingName } = execution;
    // Put last, so that what is used stays.
    this.#byThing.delete(thingName);
    if (charactersOf(execution.statusDetails) > LONGEST_DETAILS) return;
    this.#byThing.set(thingName, { execution, jobRowVersion });
    if (this.#byThing.size <= MAXIMUM) return;
    const [oldest] = this.#byThing.keys();
    if (oldest !== undefined) this.#byThing.delete(oldest);
  }

  forget(thingName: string): void {
    this.#byThing.delete(thingName);
  }
}

function charactersOf(details: StatusDetails | null): number {
  let characters = 0;
  for (const name in details) characters += name.length + (details[name]?.length ?? 0);
  return characters;
}
