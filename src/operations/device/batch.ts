/** One batch of device requests: READ, decide each, WRITE what changed, answer. */
import type { JobsRejection } from '../../contract/rejections.ts';
import type { Announcement } from '../../domain/announcement.ts';
import type { Account } from '../../domain/arn.ts';
import { type Decision, type DeviceRequest, decide } from '../../domain/device-request.ts';
import { executionEvent } from '../../domain/job-execution/event.ts';
import type { JobExecution } from '../../domain/job-execution/job-execution.ts';
import { isTerminal } from '../../domain/job-execution/status.ts';
import type { BatchOutcome } from '../../lib/batcher.ts';
import type { Clock } from '../../lib/clock.ts';
import type { AfterCommit } from '../../store/change.ts';
import type { Database } from '../../store/database.ts';
import { type DeviceRead, type DeviceWrite, readDeviceBatch, writeDeviceBatch } from '../../store/device-batch.ts';
import type { JobDocuments } from '../../store/job-document.ts';

export interface DeviceBatchOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly account: Account;
  readonly after: AfterCommit;
  readonly newId: () => string;
  readonly documents: JobDocuments;
}

/** What a request is answered with. */
export interface DeviceAnswer {
  readonly execution: JobExecution | null;
  readonly jobId: string;
  readonly jobDocument?: string;
}

type Outcome = BatchOutcome<DeviceAnswer>;

/** Does one batch; `lane` is the counter lane of the slot it runs in. */
export async function runDeviceBatch(
  options: DeviceBatchOptions,
  requests: readonly DeviceRequest[],
  lane: number,
): Promise<Outcome[]> {
  const { clock, database, documents } = options;
  const views = await readDeviceBatch(database, requests.map(readOf));
  const now = clock.now();
  const decisions = requests.map((request, index) => {
    const view = views[index];
    if (view === undefined) throw new Error('The READ of a device batch left a request out.');
    return { before: view.execution, decision: decide(request, view, now), eventsEnabled: view.eventsEnabled };
  });
  const wanted: JobExecution[] = [];
  for (const { before, decision } of decisions) {
    if (before !== null && decision.kind === 'answer' && decision.includeJobDocument) wanted.push(before);
  }
  const [loading, saving] = await Promise.allSettled([documents.load(wanted), save(options, decisions, lane, now)]);
  if (saving.status === 'rejected') throw saving.reason;
  const { announce, lost } = saving.value;
  // After the replies of this batch: `update/accepted` comes before the notifications that it causes (`device.md` 2).
  if (announce !== undefined) setImmediate(announce);
  if (loading.status === 'rejected') throw loading.reason;
  const documentOf = loading.value;
  return decisions.map(({ before, decision }, index): Outcome => {
    if (lost.has(index)) return { kind: 'again' };
    if (decision.kind !== 'answer') return { kind: 'failed', error: decision };
    const answer = { execution: decision.execution, jobId: decision.jobId };
    if (before === null || !decision.includeJobDocument || decision.execution === null) {
      return { kind: 'done', value: answer };
    }
    const jobDocument = documentOf(before);
    // The job was deleted after the READ; a new one finds nothing of it.
    return jobDocument === undefined ? { kind: 'again' } : { kind: 'done', value: { ...answer, jobDocument } };
  });
}

function readOf(request: DeviceRequest): DeviceRead {
  if (request.kind === 'start-next') return { thingName: request.thingName, jobId: null, executionNumber: null };
  const { thingName, jobId, executionNumber } = request;
  return { thingName, jobId, executionNumber: executionNumber ?? null };
}

interface Decided {
  readonly before: (JobExecution & { readonly jobId: string }) | null;
  readonly decision: Decision | JobsRejection;
  readonly eventsEnabled: boolean;
}

interface Saved {
  /** The positions whose execution changed meanwhile. */
  readonly lost: ReadonlySet<number>;
  /** Passes on what the saved changes announce. */
  readonly announce?: () => void;
}

/** Saves all changes of a batch that still hold. */
async function save(
  options: DeviceBatchOptions,
  decisions: readonly Decided[],
  lane: number,
  now: number,
): Promise<Saved> {
  const lost = new Set<number>();
  const writes: (DeviceWrite & { readonly index: number })[] = [];
  for (const [index, { before, decision, eventsEnabled }] of decisions.entries()) {
    if (before === null || decision.kind !== 'answer' || decision.change === undefined) continue;
    const { after, announcements, retry } = decision.change;
    const ended = eventsEnabled && isTerminal(after.status);
    writes.push({
      index,
      before,
      after,
      retry,
      announcements: ended ? [...announcements, eventOf(options, before.jobId, after, now)] : announcements,
    });
  }
  if (writes.length === 0) return { lost };
  // Locked in the order in which the engine locks the executions of a job.
  writes.sort((a, b) => (a.before.thingName < b.before.thingName ? -1 : 1));
  const { saved, announcementId } = await writeDeviceBatch(options.database, writes, lane);
  for (const [position, { index }] of writes.entries()) if (!saved.has(position)) lost.add(index);
  if (writes.some(({ after }) => isTerminal(after.status))) options.after.wake('completion');
  if (announcementId === null) return { lost };
  const announcements = writes.flatMap((write, position) => (saved.has(position) ? write.announcements : []));
  return { lost, announce: () => options.after.announce({ announcementId, announcements }) };
}

function eventOf(options: DeviceBatchOptions, jobId: string, execution: JobExecution, now: number): Announcement {
  return executionEvent(options.account, jobId, execution, { deleted: false, eventId: options.newId(), now });
}
