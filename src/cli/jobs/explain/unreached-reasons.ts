/** Why a thing has no execution of a job. */
import type { Job } from '../progress.ts';
import type { Facts, Reach } from './facts.ts';
import { at, facts, type Reason, since } from './reason.ts';
import { jobCanceled, scheduleReason } from './schedule-reasons.ts';

export function reasonWithoutExecution(known: Facts, job: Job, nowMs: number): Reason {
  const { reach, thingExists, thingName } = known;
  if (!thingExists) {
    return {
      code: 'THING_NOT_FOUND',
      sentence: `There is no thing ${thingName}.`,
      facts: facts({ thingName, status: 404 }),
      next: 'musterd things ls',
    };
  }
  return (
    deletedExecution(known, nowMs) ??
    (reach === undefined ? undefined : membership(known, job, reach)) ??
    (job.status === 'CANCELED'
      ? jobCanceled(job, 'The job was canceled before its rollout came to the thing.')
      : undefined) ??
    scheduleReason(job, nowMs) ??
    (reach === undefined ? undefined : rollout(job, reach, nowMs)) ?? {
      code: 'NO_EXECUTION',
      sentence:
        reach === undefined
          ? 'The thing has no execution of the job.'
          : 'The rollout is over, and the thing has no execution: it was not there when the rollout came.',
      facts: facts({ jobStatus: job.status, targetSelection: job.targetSelection }),
    }
  );
}

/** The audit log may still know who did it, and may know it of an earlier job of this name too. */
function deletedExecution({ deletion, reach }: Facts, nowMs: number): Reason | undefined {
  if (reach?.isExecutionDeleted !== true) return undefined;
  const { at: deletedAt, principal } = deletion ?? {};
  const who = deletion === undefined ? '' : ` ${since(deletedAt, nowMs)} by ${principal ?? 'somebody'}`;
  return {
    code: 'NO_EXECUTION',
    sentence: `The execution was deleted${who}, and the thing gets no other one.`,
    facts: facts({ isExecutionDeleted: true, deletedAt: at(deletedAt), deletedBy: principal }),
  };
}

function membership(
  { thingName }: Facts,
  job: Job,
  { isMembershipChanging, rollout, targets = [] }: Reach,
): Reason | undefined {
  const named = job.targets ?? [];
  // A job that is SCHEDULED follows when it runs again: that it waits is the reason then.
  if (isMembershipChanging && job.status === 'IN_PROGRESS') {
    return {
      code: 'MEMBERSHIP_CHANGING',
      sentence: `${thingName} has just joined or left a group, which the job has yet to follow.`,
      facts: facts({ isMembershipChanging, jobStatus: job.status }),
    };
  }
  const isSnapshot = job.targetSelection === 'SNAPSHOT';
  if (targets.length === 0) {
    const leavers =
      isSnapshot && rollout !== undefined ? ' Who left a target since the job was created may still be reached.' : '';
    return {
      code: 'NOT_A_TARGET',
      sentence: `${thingName} is not a target of the job, and in none of its target groups.${leavers}`,
      facts: facts({ targets: namesOf(named), targetSelection: job.targetSelection }),
      next: isSnapshot ? undefined : 'add it to a target group, or to the targets (associate-targets-with-job)',
    };
  }
  const createdAt = Number(job.createdAt ?? 0);
  const isLate = targets.every(({ memberSince }) => memberSince !== undefined && Number(memberSince) > createdAt);
  if (!isSnapshot || !isLate) return undefined;
  const [target] = targets;
  return {
    code: 'JOINED_AFTER_SNAPSHOT',
    sentence: `${thingName} joined its target group after the job was created, and a snapshot job reaches only who was there.`,
    facts: facts({
      targetSelection: job.targetSelection,
      createdAt: at(job.createdAt),
      memberSince: at(target?.memberSince),
      target: target?.targetArn,
    }),
    next: 'create another job, or a continuous one',
  };
}

const TARGETS_NAMED = 3;

function namesOf(targets: readonly string[]): string {
  const named = targets.slice(0, TARGETS_NAMED).map((target) => target.replace(/^.*:/, ''));
  return targets.length > named.length
    ? `${named.join(' ')} and ${targets.length - named.length} more`
    : named.join(' ');
}

function rollout(job: Job, { isScheduleOver, rollout }: Reach, nowMs: number): Reason | undefined {
  const { endBehavior = 'STOP_ROLLOUT', endTime } = job.schedulingConfig ?? {};
  if (isScheduleOver) {
    return {
      code: 'END_TIME_REACHED',
      sentence: 'The end time of the job has passed, and its rollout had not come to the thing.',
      facts: facts({ endTime, endBehavior, jobStatus: job.status }),
    };
  }
  if (rollout === undefined) return undefined;
  const { afterThingName, isInTurn, nextReleaseAt, ratePerMinute, released, thingGroupName } = rollout;
  const based = facts({
    released: Number(released),
    ratePerMinute: ratePerMinute === undefined ? undefined : Number(ratePerMinute),
    nextReleaseAt: at(nextReleaseAt),
    thingGroupName,
    afterThingName: afterThingName === '' ? undefined : afterThingName,
  });
  if (isInTurn === false) {
    const sentence = 'The rollout waits: older jobs take up what may roll out at the same time.';
    return { code: 'BEHIND_OTHER_ROLLOUTS', sentence, facts: { ...based, isInTurn } };
  }
  const isWaiting = Number(nextReleaseAt ?? 0) * 1_000 > nowMs;
  if (ratePerMinute !== undefined && isWaiting) {
    return {
      code: 'RATE_LIMIT',
      sentence:
        `The rollout has reached its rate of ${Number(ratePerMinute)} a minute: ${Number(released)} are released, ` +
        `and it goes on ${since(nextReleaseAt, nowMs)}.`,
      facts: based,
    };
  }
  return {
    code: 'ROLLOUT_UNDER_WAY',
    sentence: `The rollout has not come to the thing yet: ${Number(released)} are released.`,
    facts: based,
  };
}
