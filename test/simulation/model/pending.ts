/** The pending list of a thing (docs/service/notifications.md#pending-list). */
import { type Execution, isOffered, type Job, type Model } from './state.ts';

/** Of a longer list so many are shown. */
export const LISTED = 10;

export interface Pending {
  readonly job: Job;
  readonly execution: Execution;
}

/**
 * docs/service/notifications.md#pending-list: what the device is offered, in progress first, each by the time of
 * queueing.
 */
export function pendingList(model: Model, thing: string): Pending[] {
  const list: Pending[] = [];
  if (!model.things.has(thing)) return list;
  for (const job of model.jobs.values()) {
    for (const execution of job.executions) {
      if (execution.thing !== thing || !isOffered(job, execution)) continue;
      list.push({ job, execution });
    }
  }
  const rank = ({ execution }: Pending) => (execution.status === 'IN_PROGRESS' ? 0 : 1);
  return list.sort(
    (a, b) => rank(a) - rank(b) || a.execution.queuedAt - b.execution.queuedAt || a.job.order - b.job.order,
  );
}

export const nameOf = ({ execution, job }: Pending) => `${job.jobId}#${execution.number}`;
