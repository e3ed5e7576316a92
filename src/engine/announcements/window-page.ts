/**
 * Turns the opening or closing of a window, page by page, into executions that join or leave the lists of their things.
 */
import type { ExecutionsJoined, ExecutionsLeft, WindowChanged } from '../../domain/announcement.ts';
import type { Queryable } from '../../store/database/database.ts';
import { findQueuedExecutions } from '../../store/job/job-schedule.ts';

const START = [0, '', 0] as const;

export interface WindowPage {
  readonly announcement: ExecutionsJoined | ExecutionsLeft;
  /** The part that is still to be read; null after the last page. */
  readonly rest: WindowChanged | null;
}

/** Reads the next `limit` queued executions of the job. Executions that end meanwhile are announced where they end. */
export async function readWindowPage(queryable: Queryable, changed: WindowChanged, limit: number): Promise<WindowPage> {
  const { at, jobId, jobNumber, namespaceId, opened } = changed;
  const page = await findQueuedExecutions(queryable, jobNumber, changed.after ?? START, at, limit);
  const last = page.at(-1);
  const rest: WindowChanged | null =
    last === undefined || page.length < limit
      ? null
      : { ...changed, after: [last.queuedAt, last.thingName, last.executionNumber] };
  const job = { jobId, jobNumber, namespaceId };
  if (opened) {
    const thingNames = page.map(({ thingName }) => thingName);
    return { rest, announcement: { kind: 'executions-joined', ...job, thingNames } };
  }
  const executions = page.map(
    ({ executionNumber, queuedAt, thingName }) => [thingName, executionNumber, 'QUEUED', queuedAt] as const,
  );
  return { rest, announcement: { kind: 'executions-left', ...job, since: at, executions } };
}
