/** Walks the steps of a rollout for one chunk: things by name, groups page by page. */
import type { Job } from '../../domain/job/job.ts';
import type { Queryable } from '../../store/database/database.ts';
import {
  findImmediateSteps,
  findRolloutSteps,
  queueForGroup,
  queueForThings,
  type Rollout,
  type RolloutAmong,
  type RolloutStep,
  saveImmediateStep,
} from '../../store/job/rollout.ts';
import { queueAssociatedThings } from '../../store/thing-group/membership-change.ts';
import { listDirectMembers } from '../../store/thing-group/thing-group-member.ts';

const STEPS_AT_A_TIME = 100;
/** A chunk ends after this many pages, so that a walk over many small groups does not hold its transaction for long. */
const PAGES = 50;

export interface Walked {
  readonly step: number;
  readonly among: RolloutAmong;
  readonly afterThingName: string;
  readonly queued: readonly string[];
  /** True if nothing is left after this. */
  readonly finished: boolean;
}

/** Queues at most `room` executions, beginning at the rollout's position. */
export async function walkSteps(
  transaction: Queryable,
  job: Job,
  rollout: Rollout,
  now: number,
  room: number,
): Promise<Walked> {
  let { step, among, afterThingName } = rollout;
  const queued: string[] = [];
  let pages = 0;
  const walked = (finished: boolean): Walked => ({ step, among, afterThingName, queued, finished });

  for (;;) {
    const steps = await findRolloutSteps(transaction, job.jobNumber, step, STEPS_AT_A_TIME);
    for (const current of steps) {
      for (;;) {
        const left = room - queued.length;
        if (left <= 0 || pages >= PAGES) return walked(false);
        pages += 1;
        const page = await queuePage(transaction, job, current, { among, afterThingName }, now, left);
        queued.push(...page.queued);
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

/**
 * Queues executions for targets that were added to a continuous job later: at once, in the way of things that join a
 * group (docs/service/jobs.md#adding-targets). Takes at most one page of things.
 */
export async function walkImmediateSteps(
  transaction: Queryable,
  jobNumber: number,
  thingArnPrefix: string,
  now: number,
  room: number,
): Promise<Pick<Walked, 'queued' | 'finished'>> {
  const queued: string[] = [];
  const steps = await findImmediateSteps(transaction, jobNumber, STEPS_AT_A_TIME);
  let looked = 0;
  for (const { afterThingName, step, targetPosition, thingGroupId, thingName } of steps) {
    const left = room - looked;
    if (left <= 0) return { queued, finished: false };
    const names =
      thingGroupId === null
        ? [thingName ?? '']
        : await listDirectMembers(transaction, thingGroupId, afterThingName, left);
    looked += names.length;
    const target = { jobNumber, thingArnPrefix, position: targetPosition };
    queued.push(...(await queueAssociatedThings(transaction, target, names, now)));
    const isDone = thingGroupId === null || names.length < left;
    await saveImmediateStep(transaction, jobNumber, step, isDone ? null : (names.at(-1) ?? ''));
    if (!isDone) return { queued, finished: false };
  }
  return { queued, finished: steps.length < STEPS_AT_A_TIME };
}

interface Place {
  readonly among: RolloutAmong;
  readonly afterThingName: string;
}

/** Queues one page of a step; `next` is where the step goes on, null when the step is done. */
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
  // A snapshot job also reaches things that have left the group since; a continuous job only those still in it.
  if (among === 'members' && job.targetSelection === 'SNAPSHOT') {
    return { queued, next: { among: 'leavers', afterThingName: '' } };
  }
  return { queued, next: null };
}
