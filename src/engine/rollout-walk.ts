/** Walks the steps of a rollout for one chunk: things by name, groups page by page. */
import type { Job } from '../domain/job/job.ts';
import type { Queryable } from '../store/database.ts';
import {
  findRolloutSteps,
  queueForGroup,
  queueForThings,
  type Rollout,
  type RolloutAmong,
  type RolloutStep,
} from '../store/rollout.ts';

const STEPS_AT_A_TIME = 100;
/** A chunk ends after so many pages, so that a walk over many small groups does not hold its transaction for long. */
const PAGES = 50;

interface Room {
  /** How many executions the rate still allows. */
  readonly rateLimited: number;
  /** How many executions a chunk may have in all. */
  readonly chunk: number;
}

export interface Walked {
  readonly step: number;
  readonly among: RolloutAmong;
  readonly afterThingName: string;
  readonly queued: readonly string[];
  /** How many of them count against the rate. */
  readonly rateLimited: number;
  /** Nothing is left after this. */
  readonly finished: boolean;
}

/** Queues executions from the rollout's position on, as far as there is room. */
export async function walkSteps(
  transaction: Queryable,
  job: Job,
  rollout: Rollout,
  now: number,
  room: Room,
): Promise<Walked> {
  let { step, among, afterThingName } = rollout;
  const queued: string[] = [];
  let rateLimited = 0;
  let pages = 0;
  const walked = (finished: boolean): Walked => ({ step, among, afterThingName, queued, rateLimited, finished });

  for (;;) {
    const steps = await findRolloutSteps(transaction, job.jobNumber, step, STEPS_AT_A_TIME);
    for (const current of steps) {
      for (;;) {
        const left = roomLeft(current, room, queued.length, rateLimited);
        if (left <= 0 || pages >= PAGES) return walked(false);
        pages += 1;
        const page = await queuePage(transaction, job, current, { among, afterThingName }, now, left);
        queued.push(...page.queued);
        if (current.rateLimited) rateLimited += page.queued.length;
        if (page.next === null) break;
        ({ among, afterThingName } = page.next);
      }
      step = current.step + 1;
      among = 'members';
      afterThingName = '';
    }
    if (steps.length < STEPS_AT_A_TIME) return walked(true);
  }
}

function roomLeft(step: RolloutStep, room: Room, queued: number, rateLimited: number): number {
  const inChunk = room.chunk - queued;
  return step.rateLimited ? Math.min(inChunk, room.rateLimited - rateLimited) : inChunk;
}

interface Place {
  readonly among: RolloutAmong;
  readonly afterThingName: string;
}

/** One page of a step, and where the step goes on; null when it is done. */
async function queuePage(
  transaction: Queryable,
  job: Job,
  step: RolloutStep,
  { among, afterThingName }: Place,
  now: number,
  limit: number,
): Promise<{ readonly queued: readonly string[]; readonly next: Place | null }> {
  const { asOf, thingGroupId, thingName } = step;
  if (thingGroupId === null) {
    const { queued } = await queueForThings(transaction, job.jobNumber, now, thingName === null ? [] : [thingName]);
    return { queued, next: null };
  }
  const from = { thingGroupId, asOf, among, afterThingName };
  const { last, queued, seen } = await queueForGroup(transaction, job.jobNumber, now, from, limit);
  if (seen === limit && last !== null) return { queued, next: { among, afterThingName: last } };
  // A snapshot job reaches those who left its group since; a continuous one only who is there.
  if (among === 'members' && job.targetSelection === 'SNAPSHOT') {
    return { queued, next: { among: 'leavers', afterThingName: '' } };
  }
  return { queued, next: null };
}
