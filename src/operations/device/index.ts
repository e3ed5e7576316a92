/**
 * The four device operations, through batches: one READ, decisions in memory, one WRITE for all that arrived meanwhile.
 */
import { JobsRejection } from '../../contract/rejections.ts';
import { type DeviceRequest, stateOf } from '../../domain/device-request.ts';
import { type DeviceJobExecution, deviceView, groupsOf, pendingView } from '../../domain/job-execution/device-view.ts';
import { shownList } from '../../domain/pending-list.ts';
import { createBatcher } from '../../lib/batcher.ts';
import type { Clock } from '../../lib/clock.ts';
import { deviceBatches } from '../../lib/measurements.ts';
import type { Database } from '../../store/database/database.ts';
import { cacheJobDocuments } from '../../store/job/job-document.ts';
import type { PresignedUrls } from '../../store/job/presigned-url.ts';
import type { ExecutionOfJob } from '../../store/job-execution/job-execution-row.ts';
import { readPendingLists } from '../../store/job-execution/pending-list.ts';
import { type DeviceAnswer, type DeviceBatchOptions, runDeviceBatch } from './batch.ts';
import type { DeviceOperations } from './device-operations.ts';
import { SeenExecutions } from './seen-executions.ts';

export interface DeviceLaneOptions extends Omit<DeviceBatchOptions, 'documents' | 'seen'> {
  readonly database: Database;
  readonly clock: Clock;
  /** Absent: placeholders of presigned URLs stay as they are. */
  readonly presignedUrls?: PresignedUrls;
}

/** How many batches are written at a time, each on a connection and a counter lane of its own. */
const SLOTS = 4;
const BESIDE_OTHERS = 32;
const MAXIMUM_BATCH = 512;
const MAXIMUM_WAITING = 20_000;
const DOCUMENT_CACHE_CHARACTERS = 64 * 1024 * 1024;

export interface DeviceLane {
  readonly operations: DeviceOperations;
  /** How many requests wait or are being worked on; the engine makes room when devices are busy. */
  pending(): number;
}

/**
 * Builds the device operations on a database whose sessions are set for the device path. A reply comes before what it
 * announces (docs/service/devices.md#order-of-reply-and-notifications).
 */
export function createDeviceLane(options: DeviceLaneOptions): DeviceLane {
  const { clock, database } = options;
  const documents = cacheJobDocuments(database, DOCUMENT_CACHE_CHARACTERS, options.presignedUrls);
  const batchOptions = { ...options, documents, seen: new SeenExecutions() };
  const onOverflow = () => new JobsRejection('RequestThrottled', 'The server is busy; try again in a moment.');
  const requests = createBatcher<DeviceRequest, DeviceAnswer>({
    run: (batch, slot, oldestAt) => runDeviceBatch(batchOptions, batch, slot + 1, oldestAt),
    now: deviceBatches.begin,
    slots: SLOTS,
    besideOthers: BESIDE_OTHERS,
    maximumBatch: MAXIMUM_BATCH,
    maximumWaiting: MAXIMUM_WAITING,
    onOverflow,
  });
  const lists = createBatcher<{ thingName: string; namespaceId: string | null }, readonly ExecutionOfJob[]>({
    async run(questions) {
      const answers = await readPendingLists(database, questions);
      return answers.map((answer, index) => {
        if (answer.thingExists) return { kind: 'done', value: answer.executions };
        const message = `Thing ${questions[index]?.thingName} does not exist.`;
        return { kind: 'failed', error: new JobsRejection('ResourceNotFound', message) };
      });
    },
    slots: 1,
    maximumBatch: MAXIMUM_BATCH,
    maximumWaiting: MAXIMUM_WAITING,
    onOverflow,
  });

  function shown({ execution, jobDocument, jobId }: DeviceAnswer): { readonly execution?: DeviceJobExecution } {
    return execution === null ? {} : { execution: deviceView(execution, jobId, jobDocument, clock.now()) };
  }

  const operations: DeviceOperations = {
    async GetPendingJobExecutions({ thingName, namespaceId }) {
      const list = shownList(await lists(thingName, { thingName, namespaceId: namespaceId ?? null }));
      const { inProgress, queued } = groupsOf(list);
      return { inProgressJobs: inProgress.map(pendingView), queuedJobs: queued.map(pendingView) };
    },
    async StartNextPendingJobExecution(input) {
      const { statusDetails, stepTimeoutInMinutes, thingName } = input;
      return shown(await requests(thingName, { kind: 'start-next', thingName, statusDetails, stepTimeoutInMinutes }));
    },
    async DescribeJobExecution({ jobId, includeJobDocument, ...input }) {
      return shown(
        await requests(input.thingName, {
          ...input,
          kind: 'describe',
          jobId: jobId === '$next' ? null : jobId,
          includeJobDocument: includeJobDocument !== false,
        }),
      );
    },
    async UpdateJobExecution({ includeJobExecutionState, includeJobDocument, ...input }) {
      if (input.stepTimeoutInMinutes === 0) {
        throw new JobsRejection('InvalidRequest', 'stepTimeoutInMinutes must be -1 or from 1 to 10080.');
      }
      const answer = await requests(input.thingName, {
        kind: 'update',
        ...input,
        includeJobDocument: includeJobDocument === true,
      });
      return {
        ...(includeJobExecutionState && answer.execution !== null ? { executionState: stateOf(answer.execution) } : {}),
        ...(answer.jobDocument === undefined ? {} : { jobDocument: answer.jobDocument }),
      };
    },
  };
  return { operations, pending: () => requests.pending() + lists.pending() };
}
