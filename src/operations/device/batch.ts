/** One batch of device requests: READ what is not remembered, decide each, WRITE what changed, answer. */
import type { JobsRejection } from '../../contract/rejections.ts';
import type { Announcement } from '../../domain/announcement.ts';
import type { Account } from '../../domain/arn.ts';
import { type Decision, type DeviceRequest, decide } from '../../domain/device-request.ts';
import { executionEvent } from '../../domain/job-execution/event.ts';
import type { JobExecution } from '../../domain/job-execution/job-execution.ts';
import { isTerminal } from '../../domain/job-execution/status.ts';
import type { SignalDelivery } from '../../domain/signal.ts';
import type { BatchOutcome } from '../../lib/batcher.ts';
import type { Clock } from '../../lib/clock.ts';
import { type DeviceBatchMeasurement, deviceBatches, since } from '../../lib/measurements.ts';
import type { Database } from '../../store/database/database.ts';
import type { JobDocuments } from '../../store/job/job-document.ts';
import { type DeviceRead, type DeviceView, readDeviceBatch } from '../../store/job-execution/device-read.ts';
import { type DeviceWrite, type DeviceWriteOptions, writeDeviceBatch } from '../../store/job-execution/device-write.ts';
import { type ExecutionOfJob, withState } from '../../store/job-execution/job-execution-row.ts';
import type { SeenExecutions } from './seen-executions.ts';

export interface DeviceBatchOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly account: Account;
  readonly signals: SignalDelivery;
  readonly newId: () => string;
  readonly documents: JobDocuments;
  readonly seen: SeenExecutions;
}

/** What a request is answered with. */
export interface DeviceAnswer {
  readonly execution: JobExecution | null;
  readonly jobId: string;
  readonly jobDocument?: string;
}

type Outcome = BatchOutcome<DeviceAnswer>;

/** A request with what it was shown. */
interface Shown {
  readonly request: DeviceRequest;
  readonly view: DeviceView;
  /** Shown from memory: what follows must be saved, which proves that it was right, or else be decided again. */
  readonly isRemembered: boolean;
}

interface Decided extends Shown {
  readonly decision: Decision | JobsRejection;
}

/** What is measured of a batch while it runs. */
interface Timing {
  readMs: number;
  writeMs: number;
}

/**
 * Does one batch; `lane` is the counter lane of the slot it runs in. It is measured if it is known when the oldest of its
 * requests came.
 */
export function runDeviceBatch(
  options: DeviceBatchOptions,
  requests: readonly DeviceRequest[],
  lane: number,
  oldestAt: number | undefined,
): Promise<Outcome[]> {
  if (oldestAt === undefined) return answerAll(options, requests, lane, undefined);
  return measuredBatch(options, requests, lane, since(oldestAt));
}

async function measuredBatch(
  options: DeviceBatchOptions,
  requests: readonly DeviceRequest[],
  lane: number,
  waitedMs: number,
): Promise<Outcome[]> {
  const timing: Timing = { readMs: 0, writeMs: 0 };
  let outcome: DeviceBatchMeasurement['outcome'] = 'failed';
  try {
    const answers = await answerAll(options, requests, lane, timing);
    outcome = 'OK';
    return answers;
  } finally {
    deviceBatches.tell({ size: requests.length, waitedMs, ...timing, outcome });
  }
}

async function answerAll(
  options: DeviceBatchOptions,
  requests: readonly DeviceRequest[],
  lane: number,
  timing: Timing | undefined,
): Promise<Outcome[]> {
  const { clock, documents, seen } = options;
  const { eventsEnabled } = seen;
  const shown = await show(options, requests, timing);
  const now = clock.now();
  const decisions = shown.map(({ isRemembered, request, view }): Decided => {
    return { request, view, isRemembered, decision: decide(request, view, now) };
  });
  const wanted: JobExecution[] = [];
  for (const { decision } of decisions) {
    if (decision.kind !== 'answer' || decision.execution === null || !decision.includeJobDocument) continue;
    wanted.push(decision.execution);
  }
  const saves = save(options, decisions, { lane, eventsEnabled, now, timing });
  const [loading, saving] = await Promise.allSettled([documents.load(wanted), saves]);
  if (saving.status === 'rejected') throw saving.reason;
  const { announce, saved } = saving.value;
  // After the replies of this batch: `update/accepted` comes before the notifications that it causes
  // (docs/service/devices.md#replies).
  if (announce !== undefined) setImmediate(announce);
  if (loading.status === 'rejected') throw loading.reason;
  const documentOf = loading.value;
  return decisions.map((decided): Outcome => {
    const { decision, request } = decided;
    if (!saved.has(decided) && !isDone(decided)) {
      seen.forget(request.thingName);
      return { kind: 'again' };
    }
    if (decision.kind !== 'answer') return { kind: 'failed', error: decision };
    const { execution, includeJobDocument, jobId } = decision;
    if (execution === null || !includeJobDocument) return { kind: 'done', value: { execution, jobId } };
    const jobDocument = documentOf(execution);
    // The job was deleted after the READ; a new one finds nothing of it.
    return jobDocument === undefined ? { kind: 'again' } : { kind: 'done', value: { execution, jobId, jobDocument } };
  });
}

/** Whether a decision counts without being saved. */
function isDone({ decision, isRemembered }: Decided): boolean {
  return !isRemembered && (decision.kind !== 'answer' || decision.change === undefined);
}

/** Shows each request what it needs to see, in its place: what is remembered of it, or else what a READ finds. */
async function show(
  options: DeviceBatchOptions,
  requests: readonly DeviceRequest[],
  timing: Timing | undefined,
): Promise<Shown[]> {
  const { database, seen } = options;
  const remembered = requests.map((request) => seen.viewFor(request));
  const unknown = requests.filter((_, index) => remembered[index] === undefined);
  const beganAt = timing && deviceBatches.begin();
  const views = unknown.length === 0 ? [] : await readDeviceBatch(database, unknown.map(readOf));
  if (timing !== undefined && beganAt !== undefined && unknown.length > 0) timing.readMs = since(beganAt);
  const [first] = views;
  if (first !== undefined) seen.eventsEnabled = first.eventsEnabled;
  let next = 0;
  return requests.map((request, index) => {
    const known = remembered[index];
    if (known !== undefined) return { request, view: known, isRemembered: true };
    const view = views[next];
    next += 1;
    if (view === undefined) throw new Error('The READ of a device batch left a request out.');
    return { request, view, isRemembered: false };
  });
}

function readOf(request: DeviceRequest): DeviceRead {
  if (request.kind === 'start-next') return { thingName: request.thingName, jobId: null, executionNumber: null };
  const { thingName, jobId, executionNumber } = request;
  return { thingName, jobId, executionNumber: executionNumber ?? null };
}

interface Saved {
  /** Those whose change is saved; the others have none, or lost a race. */
  readonly saved: ReadonlySet<Decided>;
  /** Passes on what the saved changes announce. */
  readonly announce?: () => void;
}

interface Save extends DeviceWriteOptions {
  readonly now: number;
  readonly timing: Timing | undefined;
}

interface DecidedWrite extends DeviceWrite {
  readonly decided: Decided;
  readonly before: ExecutionOfJob;
}

/** Saves all changes of a batch that still hold, and remembers what devices work on from now on. */
async function save(options: DeviceBatchOptions, decisions: readonly Decided[], how: Save): Promise<Saved> {
  const writes: DecidedWrite[] = [];
  for (const decided of decisions) {
    const { decision, isRemembered, view } = decided;
    const before = view.execution;
    if (before === null || decision.kind !== 'answer' || decision.change === undefined) continue;
    const { after, announcements, retry } = decision.change;
    const ended = view.eventsEnabled && isTerminal(after.status);
    writes.push({
      decided,
      before,
      after,
      jobRowVersion: isRemembered ? view.jobRowVersion : null,
      retry,
      announcements: ended ? [...announcements, eventOf(options, before.jobId, after, how.now)] : announcements,
    });
  }
  if (writes.length === 0) return { saved: new Set() };
  // Locked in the order in which the engine locks the executions of a job.
  writes.sort((a, b) => (a.before.thingName < b.before.thingName ? -1 : 1));
  const beganAt = how.timing && deviceBatches.begin();
  const { saved, announcementId } = await writeDeviceBatch(options.database, writes, how);
  if (how.timing !== undefined && beganAt !== undefined) how.timing.writeMs = since(beganAt);
  const kept = writes.filter((_, position) => saved.has(position));
  for (const write of kept) remember(options.seen, write);
  if (kept.some(({ after }) => isTerminal(after.status))) {
    void options.signals.deliver([{ kind: 'woken', worker: 'completion' }]);
  }
  const done = new Set(kept.map(({ decided }) => decided));
  if (announcementId === null) return { saved: done };
  const announcements = kept.flatMap((write) => write.announcements);
  const announced = [{ kind: 'announced' as const, stored: { announcementId, announcements } }];
  return { saved: done, announce: () => void options.signals.deliver(announced) };
}

/** What was the first of its list and is in progress now is the first still. */
function remember(seen: SeenExecutions, { after, before, decided }: DecidedWrite): void {
  const { jobRowVersion } = decided.view;
  if (after.status === 'IN_PROGRESS' && jobRowVersion !== null) seen.remember(withState(before, after), jobRowVersion);
  else seen.forget(before.thingName);
}

function eventOf(options: DeviceBatchOptions, jobId: string, execution: JobExecution, now: number): Announcement {
  return executionEvent(options.account, jobId, execution, { deleted: false, eventId: options.newId(), now });
}
