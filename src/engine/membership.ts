/** Lets continuous jobs follow their groups: who joins gets an execution, who leaves loses a pending one (`jobs.md` 8.3, 10). */
import { arn } from '../domain/arn.ts';
import type { Job } from '../domain/job/job.ts';
import { change, type Effects } from '../store/change.ts';
import { requestCompletionCheck } from '../store/completion-check.ts';
import type { Queryable } from '../store/database.ts';
import { lockJobByNumber } from '../store/job.ts';
import { addToCounts } from '../store/job-execution-count.ts';
import { membershipsOfGroup } from '../store/membership.ts';
import {
  findJobsToFollow,
  findMembershipChanges,
  forgetMembershipChanges,
  type GroupOfJob,
  type MembershipChange,
  queueJoiningThings,
  removeLeavingThings,
} from '../store/membership-change.ts';
import {
  clearOrphanedMembers,
  indexOrphanedMembers,
  type OrphanedMembers,
  takeOrphanedMembers,
} from '../store/orphaned-member.ts';
import { announceMemberships, registryEvents } from '../store/registry-event.ts';
import { holdThings } from '../store/thing.ts';
import { listDirectMembers } from '../store/thing-group-member.ts';
import { announceEnded, countByStatus } from './announce-ended.ts';
import { inChunks } from './chunks.ts';
import type { EngineContext } from './context.ts';

const JOBS_AT_A_TIME = 50;
const CHANGES_AT_A_TIME = 1_000;

/** Follows all changes, then tells the index of the members of groups that are gone, and clears them. */
export async function runMemberships(context: EngineContext): Promise<number | null> {
  const { clock, database } = context;
  const jobNumbers = await findJobsToFollow(database, JOBS_AT_A_TIME);
  for (const jobNumber of jobNumbers) await inChunks(context, () => followChunk(context, jobNumber));
  await inChunks(context, (size) => indexOrphanedChunk(context, size));
  await inChunks(context, (size) => clearOrphanedChunk(context, size));
  return jobNumbers.length === JOBS_AT_A_TIME ? clock.now() : null;
}

async function indexOrphanedChunk(context: EngineContext, size: number): Promise<'more' | 'done'> {
  return change(context.database, context.after, async (transaction, effects) => {
    const told = await indexOrphanedMembers(transaction, size);
    if (told?.isRecorded === true) effects.wake('index');
    return told === undefined ? 'done' : 'more';
  });
}

async function clearOrphanedChunk(context: EngineContext, size: number): Promise<'more' | 'done'> {
  return change(context.database, context.after, async (transaction, effects) => {
    const members = await takeOrphanedMembers(transaction, size);
    if (members === undefined) return 'done';
    await announceLeaving(context, transaction, effects, members);
    await clearOrphanedMembers(transaction, members);
    return 'more';
  });
}

/** They left when their group was deleted. */
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

async function followChunk(context: EngineContext, jobNumber: number): Promise<'more' | 'done'> {
  return change(context.database, context.after, async (transaction, effects) => {
    const job = await lockJobByNumber(transaction, jobNumber);
    // It follows when it runs again.
    if (job?.status === 'SCHEDULED') return 'done';
    await holdThings(transaction);
    const changes = await findMembershipChanges(transaction, jobNumber, CHANGES_AT_A_TIME);
    if (job !== undefined && job.status === 'IN_PROGRESS') {
      for (const run of runsOf(changes)) await follow(context, transaction, effects, job, run);
    }
    await forgetMembershipChanges(
      transaction,
      changes.map((row) => row.membershipChangeId),
    );
    return changes.length === CHANGES_AT_A_TIME ? 'more' : 'done';
  });
}

interface Run {
  readonly thingGroupId: string;
  readonly joined: boolean;
  /** null: all members of a group that is gone. */
  readonly thingNames: string[] | null;
}

/** Changes of one group and direction that follow one another, so that they are one statement; the order is kept. */
function runsOf(changes: readonly MembershipChange[]): Run[] {
  const runs: Run[] = [];
  for (const { joined, thingGroupId, thingName } of changes) {
    const last = runs.at(-1);
    if (thingName === null) runs.push({ thingGroupId, joined, thingNames: null });
    else if (last?.thingNames && last.thingGroupId === thingGroupId && last.joined === joined)
      last.thingNames.push(thingName);
    else runs.push({ thingGroupId, joined, thingNames: [thingName] });
  }
  return runs;
}

async function follow(
  context: EngineContext,
  transaction: Queryable,
  effects: Effects,
  job: Job,
  { joined, thingGroupId, thingNames }: Run,
): Promise<void> {
  const group: GroupOfJob = { jobNumber: job.jobNumber, thingArnPrefix: arn(context.account, 'thing/'), thingGroupId };
  if (thingNames !== null) {
    // After the end time nothing more is queued; who leaves still loses what is pending.
    if (joined && job.schedulePhase === 'ENDED') return;
    if (joined) await join(context, transaction, effects, job, group, thingNames);
    else await leave(context, transaction, effects, job, group, thingNames);
    return;
  }
  for (let after = ''; ; ) {
    const members = await listDirectMembers(transaction, thingGroupId, after, CHANGES_AT_A_TIME);
    await leave(context, transaction, effects, job, group, members);
    if (members.length < CHANGES_AT_A_TIME) return;
    after = members.at(-1) ?? after;
  }
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
