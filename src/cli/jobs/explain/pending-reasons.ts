/** Why a device has not started or not finished an execution that it could work on. */
import { deviceReasons } from './device-reasons.ts';
import type { Execution, Facts, Reach } from './facts.ts';
import { at, facts, type Reason, since } from './reason.ts';

/** At least one, unless all that holds it is its job. */
export function pendingReasons(known: Facts, execution: Execution, nowMs: number): readonly Reason[] {
  const { job, reach } = known;
  const inProgress = execution.status === 'IN_PROGRESS' ? [progress(execution, nowMs)] : [];
  const isWaiting = inProgress.length === 0;
  const isHeld = isWaiting && job?.status !== 'IN_PROGRESS';
  const reasons = [
    ...inProgress,
    ...(isWaiting ? retry(known, execution, nowMs) : []),
    ...(isWaiting && !isHeld && reach !== undefined ? behind(known, reach, nowMs) : []),
    ...deviceReasons(known, { nowMs, isOffered: isWaiting && !isHeld }),
  ];
  const isHoldingBack = reasons.some(({ code }) => code !== 'RETRY');
  return isHoldingBack || isHeld ? reasons : [...reasons, silent(known, execution, nowMs)];
}

function progress(
  { approximateSecondsBeforeTimedOut, executionNumber, lastUpdatedAt, startedAt, versionNumber }: Execution,
  nowMs: number,
): Reason {
  return {
    code: 'IN_PROGRESS',
    sentence: `The device works on it: started ${since(startedAt, nowMs)}, last heard of ${since(lastUpdatedAt, nowMs)}.`,
    facts: facts({
      status: 'IN_PROGRESS',
      executionNumber: Number(executionNumber),
      startedAt: at(startedAt),
      lastUpdatedAt: at(lastUpdatedAt),
      versionNumber: Number(versionNumber),
      approximateSecondsBeforeTimedOut:
        approximateSecondsBeforeTimedOut === undefined ? undefined : Number(approximateSecondsBeforeTimedOut),
    }),
  };
}

function retry({ attempts }: Facts, { queuedAt }: Execution, nowMs: number): readonly Reason[] {
  const [latest, former] = attempts.map(({ jobExecutionSummary }) => jobExecutionSummary);
  const retryAttempt = Number(latest?.retryAttempt ?? 0);
  if (retryAttempt === 0) return [];
  const ended =
    former === undefined ? '' : `: the attempt before it ended ${former.status} ${since(former.lastUpdatedAt, nowMs)}`;
  return [
    {
      code: 'RETRY',
      sentence: `It waits for retry ${retryAttempt}, queued ${since(queuedAt, nowMs)}${ended}.`,
      facts: facts({
        retryAttempt,
        queuedAt: at(queuedAt),
        formerStatus: former?.status,
        formerLastUpdatedAt: at(former?.lastUpdatedAt),
      }),
    },
  ];
}

function behind({ jobId, thingName }: Facts, { pending = [] }: Reach, nowMs: number): readonly Reason[] {
  const place = pending.findIndex((item) => item.jobId === jobId);
  const [first] = pending;
  if (first === undefined || place === 0) return [];
  const before = place === -1 ? pending.length : place;
  const isStarted = first.status === 'IN_PROGRESS';
  const doing = isStarted
    ? `which the device started ${since(first.startedAt, nowMs)}`
    : `queued ${since(first.queuedAt, nowMs)}`;
  const more = before > 1 ? `, and ${before - 1}${place === -1 ? ' or more' : ''} after that` : '';
  return [
    {
      code: 'BEHIND_JOB',
      sentence: `Another job is before it on the device: ${first.jobId}, ${doing}${more}.`,
      facts: facts({
        jobId: first.jobId,
        status: first.status,
        queuedAt: at(first.queuedAt),
        startedAt: at(first.startedAt),
        before,
      }),
      next: `musterd jobs explain ${first.jobId} ${thingName}`,
    },
  ];
}

function silent({ reach }: Facts, { executionNumber, queuedAt }: Execution, nowMs: number): Reason {
  const { clientId, isConnected, since: connectedAt } = reach?.connection ?? {};
  const connected = isConnected === true ? `, connected ${since(connectedAt, nowMs)},` : '';
  return {
    code: 'DEVICE_SILENT',
    sentence: `It is up to the device, which${connected} has not started what was queued ${since(queuedAt, nowMs)}.`,
    facts: facts({
      status: 'QUEUED',
      executionNumber: Number(executionNumber),
      queuedAt: at(queuedAt),
      clientId,
      connectedSince: at(connectedAt),
    }),
  };
}
