/** What holds a job as a whole: its schedule, or that it was canceled. */
import { parseDateTime } from '../../../lib/date-time-text.ts';
import type { Job } from '../progress.ts';
import { at, facts, plain, type Reason, since } from './reason.ts';

/** Undefined unless the job is SCHEDULED: then its queued executions are hidden from devices. */
export function scheduleReason(job: Job, nowMs: number): Reason | undefined {
  if (job.status !== 'SCHEDULED') return undefined;
  const { endTime, maintenanceWindows, startTime } = job.schedulingConfig ?? {};
  const startsAt = startTime === undefined ? undefined : parseDateTime(startTime);
  const [window] = maintenanceWindows ?? [];
  if (startTime !== undefined && startsAt !== undefined && startsAt > nowMs) {
    const sentence = `The job waits for its start time, ${since(startsAt / 1_000, nowMs)}.`;
    return { code: 'BEFORE_START', sentence, facts: facts({ status: job.status, startTime, endTime }) };
  }
  const opensAt = job.scheduledJobRollouts?.[0]?.startTime;
  const opens = opensAt === undefined ? undefined : parseDateTime(opensAt);
  const when = opens === undefined ? 'None will open any more' : `The next one opens ${since(opens / 1_000, nowMs)}`;
  return {
    code: 'OUTSIDE_WINDOW',
    sentence: `The job is outside its maintenance window, and what is queued is hidden from devices. ${when}.`,
    facts: facts({
      status: job.status,
      window: window?.startTime,
      durationInMinutes: window === undefined ? undefined : Number(window.durationInMinutes),
      nextWindow: opensAt,
      endTime,
    }),
  };
}

export function jobCanceled(job: Job, sentence: string): Reason {
  return {
    code: 'JOB_CANCELED',
    sentence,
    facts: facts({
      jobStatus: job.status,
      reasonCode: job.reasonCode,
      comment: job.comment === undefined ? undefined : plain(job.comment),
      forceCanceled: job.forceCanceled,
      jobLastUpdatedAt: at(job.lastUpdatedAt),
    }),
  };
}
