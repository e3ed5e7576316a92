/**
 * Lets continuous jobs follow their groups: a thing that joins gets an execution, a thing that leaves loses a pending
 * one (docs/service/executions.md#leaving-a-target, docs/service/rollouts.md#snapshot-and-continuous).
 */
import { arn } from '../../domain/arn.ts';
import type { Job } from '../../domain/job/job.ts';
import { announceMemberships, registryEvents } from '../../store/announcement/registry-event.ts';
import { change, type Effects } from '../../store/database/change.ts';
import type { Queryable } from '../../store/database/database.ts';
import { requestCompletionCheck } from '../../store/job/completion-check.ts';
import { lockJobByNumber } from '../../store/job/job.ts';
import { addToCounts } from '../../store/job-execution/job-execution-count.ts';
import { holdThings } from '../../store/thing/thing.ts';
import { membershipsOfGroup } from '../../store/thing-group/membership.ts';
import {
  advanceMembershipChange,
  findJobsToFollow,
  findMembershipChanges,
  forgetMembershipChanges,
  type GroupOfJob,
  type MembershipChange,
  queueJoiningThings,
  removeLeavingThings,
} from '../../store/thing-group/membership-change.ts';
import {
  clearOrphanedMembers,
  indexOrphanedMembers,
  type OrphanedMembers,
  takeOrphanedMembers,
} from '../../store/thing-group/orphaned-member.ts';
import { listDirectMembers } from '../../store/thing-group/thing-group-member.ts';
import { announceEnded, countByStatus } from '../announcements/announce-ended.ts';
import type { EngineContext } from '../context.ts';
import { inChunks } from './chunks.ts';

const JOBS_AT_A_TIME = 50;
const CHANGES_AT_A_TIME = 1_000;

/** Follows all changes, then tells the index of the members of deleted groups, and clears these members. */
export async function runMemberships(context: EngineContext): Promise<number | null> {
  const { clock, database } = context;
  const jobNumbers = await findJobsToFollow(database, JOBS_AT_A_TIME);
  for (const jobNumber of jobNumbers) await inChunks(context, (size) => followChunk(context, jobNumber, size));
  await inChunks(context, (size) => indexOrphanedChunk(context, size));
  await inChunks(context, (size) => clearOrphanedChunk(context, size));
  return jobNumbers.length === JOBS_AT_A_TIME ? clock.now() : null;
}

async function indexOrphanedChunk(context: EngineContext, size: number): Promise<'more' | 'done'> {
  return change(context.database, context.signals, async (transaction, effects) => {
    const told = await indexOrphanedMembers(transaction, size);
    if (told?.isRecorded === true) effects.wake('index');
    return told === undefined ? 'done' : 'more';
  });
}

async function clearOrphanedChunk(context: EngineContext, size: number): Promise<'more' | 'done'> {
  return change(context.database, context.signals, async (transaction, effects) => {
    const members = await takeOrphanedMembers(transaction, size);
    if (members === undefined) return 'done';
    await announceLeaving(context, transaction, effects, members);
    await clearOrphanedMembers(transaction, members);
    return 'more';
  });
}

/** Announces that these members left when their group was deleted. */
async function announceLeaving(
  { account, newId }: EngineContext,
  transaction: Queryable,
  effects: Effects,
  { deletedAt: now, thingGroupId, thingNames }: OrphanedMembers,
): Promise<void> {
  if (thingNames.length === 0) return;
  const events = await registryEvents(transaction, effects, ['THING_GROUP_MEMBERSHIP'], { account, newId, now });
  if (!events.isEnabled('THING_GROUP_MEMBERSHIP')) return;
  announceMemberships(events, 'REMOVED', await membershipsOfGroup(transaction, thingGroupId, thingNames));
}

async function followChunk(context: EngineContext, jobNumber: number, size: number): Promise<'more' | 'done'> {
  return change(context.database, context.signals, async (transaction, effects) => {
    const job = await lockJobByNumber(transaction, jobNumber);
    // A scheduled job follows its groups when it runs again.
    if (job?.status === 'SCHEDULED') return 'done';
    await holdThings(transaction);
    const changes = await findMembershipChanges(transaction, jobNumber, CHANGES_AT_A_TIME);
    const followed: number[] = [];
    for (const run of runsOf(changes)) {
      const isDone = job?.status !== 'IN_PROGRESS' || (await follow(context, transaction, effects, job, run, size));
      // The changes after this run wait until it is done.
      if (!isDone) break;
      followed.push(...run.ids);
    }
    await forgetMembershipChanges(transaction, followed);
    return followed.length < changes.length || changes.length === CHANGES_AT_A_TIME ? 'more' : 'done';
  });
}

interface Run {
  /** The ids of the changes in this run. */
  readonly ids: number[];
  readonly thingGroupId: string;
  readonly joined: boolean;
  /** null stands for all members of a deleted group. */
  readonly thingNames: string[] | null;
  readonly afterThingName: string;
}

/** Puts consecutive changes of one group and direction together, so that they take one statement; the order is kept. */
function runsOf(changes: readonly MembershipChange[]): Run[] {
  const runs: Run[] = [];
  for (const { afterThingName, joined, membershipChangeId: id, thingGroupId, thingName } of changes) {
    const last = runs.at(-1);
    if (thingName !== null && last?.thingNames && last.thingGroupId === thingGroupId && last.joined === joined) {
      last.thingNames.push(thingName);
      last.ids.push(id);
    } else {
      runs.push({
        ids: [id],
        thingGroupId,
        joined,
        thingNames: thingName === null ? null : [thingName],
        afterThingName,
      });
    }
  }
  return runs;
}

/** Follows a run; returns false if members are left for a further chunk. */
async function follow(
  context: EngineContext,
  transaction: Queryable,
  effects: Effects,
  job: Job,
  { afterThingName, ids, joined, thingGroupId, thingNames }: Run,
  size: number,
): Promise<boolean> {
  const group: GroupOfJob = { jobNumber: job.jobNumber, thingArnPrefix: arn(context.account, 'thing/'), thingGroupId };
  if (thingNames !== null) {
    // After the end time nothing more is queued; a thing that leaves still loses its pending execution.
    if (joined && job.schedulePhase === 'ENDED') return true;
    if (joined) await join(context, transaction, effects, job, group, thingNames);
    else await leave(context, transaction, effects, job, group, thingNames);
    return true;
  }
  const members = await listDirectMembers(transaction, thingGroupId, afterThingName, size);
  await leave(context, transaction, effects, job, group, members);
  const last = members.at(-1);
  if (members.length < size || last === undefined) return true;
  for (const id of ids) await advanceMembershipChange(transaction, id, last);
  return false;
}

async function join(
  context: EngineContext,
  transaction: Queryable,
  effects: Effects,
  job: Job,
  group: GroupOfJob,
  thingNames: readonly string[],
): Promise<void> {
  const queued = await queueJoiningThings(transaction, group, thingNames, context.clock.now());
  if (queued.length === 0) return;
  await addToCounts(transaction, job.jobNumber, { QUEUED: queued.length });
  const { jobId, jobNumber, namespaceId } = job;
  effects.announce({
    kind: 'executions-joined',
    jobId,
    jobNumber,
    namespaceId: namespaceId ?? undefined,
    thingNames: queued,
  });
}

async function leave(
  context: EngineContext,
  transaction: Queryable,
  effects: Effects,
  job: Job,
  group: GroupOfJob,
  thingNames: readonly string[],
): Promise<void> {
  const removed = await removeLeavingThings(transaction, group, thingNames, context.clock.now());
  if (removed.length === 0) return;
  const before = countByStatus(removed);
  await addToCounts(transaction, job.jobNumber, {
    QUEUED: -(before.QUEUED ?? 0),
    IN_PROGRESS: -(before.IN_PROGRESS ?? 0),
    REMOVED: removed.length,
  });
  await announceEnded(context, transaction, effects, job, removed, 'REMOVED');
  await requestCompletionCheck(transaction, job.jobNumber, 'execution ended');
  effects.wake('completion');
}
