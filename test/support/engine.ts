/** The engine without its loops: a test runs all workers until nothing is due, on the clock that it holds. */

import type { DeviceJobExecution, PendingJobExecution } from '../../src/domain/job-execution/device-view.ts';
import type { ListNotification, NextNotification } from '../../src/domain/notification.ts';
import { createAnnouncer } from '../../src/engine/announcements/announcer.ts';
import type { EngineContext, Worker } from '../../src/engine/context.ts';
import { runCancellations } from '../../src/engine/workers/cancellation.ts';
import { runCompletions } from '../../src/engine/workers/completion.ts';
import { runDeletions } from '../../src/engine/workers/deletion.ts';
import { runFleetIndex } from '../../src/engine/workers/fleet-index.ts';
import { runMemberships } from '../../src/engine/workers/membership.ts';
import { runRollouts } from '../../src/engine/workers/rollout.ts';
import { runSchedules } from '../../src/engine/workers/schedule.ts';
import { runTimeouts } from '../../src/engine/workers/timeout.ts';
import type { DeviceOperations } from '../../src/operations/device/device-operations.ts';
import { createDeviceLane } from '../../src/operations/device/index.ts';
import { cacheJobDocuments } from '../../src/store/job/job-document.ts';
import { createPresignedUrls } from '../../src/store/job/presigned-url.ts';
import { type TestContext, type TestContextOptions, testContext } from './context.ts';
import { signalsTo } from './signals.ts';

/** What a listener would have received, oldest first. */
export type Heard =
  | {
      readonly kind: 'list';
      readonly thing: string;
      readonly topic: string;
      readonly inProgress: string[];
      readonly queued: string[];
    }
  | { readonly kind: 'next'; readonly thing: string; readonly topic: string; readonly jobId: string | null }
  | { readonly kind: 'event'; readonly topic: string; readonly payload: Readonly<Record<string, unknown>> };

export interface TestEngine extends TestContext {
  readonly devices: DeviceOperations;
  readonly heard: Heard[];
  /** The documents of the next notifications in `heard`, in their order. */
  readonly heardDocuments: string[];
  /** The objects whose URLs could not be signed. */
  readonly unresolved: string[];
  /** What the workers know, for tests that run one of them alone. */
  readonly engine: EngineContext;
  /** Runs every worker until none has anything due, and publishes what they announced. */
  settle(): Promise<void>;
}

const workers: readonly Worker[] = [
  runFleetIndex,
  runSchedules,
  runMemberships,
  runRollouts,
  runCancellations,
  runDeletions,
  runTimeouts,
  runCompletions,
];

const MAXIMUM_ROUNDS = 2_000;

export interface TestEngineOptions extends TestContextOptions {
  readonly minimumDeletionMs?: number;
  readonly chunkSize?: number;
}

/** A context whose announcements are published to `heard`, the device operations, and the engine in the test's hands. */
export async function testEngine(options: TestEngineOptions = {}): Promise<TestEngine> {
  const base = await testContext(options);
  const { clock, database, newId, settings } = base;
  const heard: Heard[] = [];
  const heardDocuments: string[] = [];
  const unresolved: string[] = [];
  let failure: unknown;
  const presignedUrls = createPresignedUrls({
    objectStore: options.objectStore,
    clock,
    onUnresolved: (objectUrl) => unresolved.push(objectUrl),
  });
  const announcer = createAnnouncer({
    database,
    clock,
    documents: cacheJobDocuments(database, 1_000_000, presignedUrls),
    publisher: {
      isHeard: () => true,
      publishList: (notification, inProgress, queued) => heard.push(listOf(notification, inProgress, queued)),
      publishNext: (notification, execution) => {
        heard.push(nextOf(notification, execution));
        if (execution?.jobDocument !== undefined) heardDocuments.push(execution.jobDocument);
      },
      publishEvent: (topic, payload) => heard.push({ kind: 'event', topic, payload }),
    },
    onError: (error) => {
      failure ??= error;
      // It would try again until the end of days.
      void announcer.close();
    },
  });
  let woken = false;
  const signals = signalsTo({
    announced: announcer.announce,
    woken: () => {
      woken = true;
    },
  });
  const lane = createDeviceLane({ database, clock, account: settings.account, signals, newId, presignedUrls });
  const engine: EngineContext = {
    database,
    clock,
    account: settings.account,
    quotas: settings.quotas,
    newId,
    signals,
    minimumDeletionMs: options.minimumDeletionMs ?? 0,
    smallestShare: 1,
    isStopping: () => false,
    breathe: { chunkSize: () => options.chunkSize ?? 1_000, pause: () => Promise.resolve() },
  };
  return {
    ...base,
    signals,
    devices: lane.operations,
    heard,
    heardDocuments,
    unresolved,
    engine,
    async settle() {
      // What device batches announced comes in the next turn of the event loop.
      await new Promise((resolve) => setImmediate(resolve));
      let due = true;
      for (let rounds = 0; due; rounds += 1) {
        if (rounds > MAXIMUM_ROUNDS) throw new Error('The engine does not settle: something is always due.');
        woken = false;
        due = false;
        for (const worker of workers) {
          const next = await worker(engine);
          due ||= next !== null && next <= clock.now();
        }
        due ||= woken;
      }
      await announcer.drained();
      if (failure !== undefined) throw failure;
    },
  };
}

const nameSpaced = (topic: string, namespaceId: string | undefined) =>
  namespaceId === undefined ? topic : `${topic}-namespace-${namespaceId}`;

function listOf(
  { thingName, topicNamespaceId }: ListNotification,
  inProgress: readonly PendingJobExecution[],
  queued: readonly PendingJobExecution[],
): Heard {
  const names = (list: readonly PendingJobExecution[]) => list.map(({ jobId }) => jobId);
  const topic = nameSpaced('notify', topicNamespaceId);
  return { kind: 'list', thing: thingName, topic, inProgress: names(inProgress), queued: names(queued) };
}

function nextOf({ thingName, topicNamespaceId }: NextNotification, execution: DeviceJobExecution | undefined): Heard {
  const topic = nameSpaced('notify-next', topicNamespaceId);
  return { kind: 'next', thing: thingName, topic, jobId: execution?.jobId ?? null };
}
