/** Somebody who hears everything and keeps only the last message of each topic. */
import type { DeviceJobExecution, PendingJobExecution } from '../../src/domain/job-execution/device-view.ts';
import type { Publisher } from '../../src/engine/publisher.ts';

export interface Listener {
  readonly publisher: Publisher;
  /** The names `JOB#NUMBER` of the last list, sorted. */
  list(thing: string, topic: string): readonly string[];
  /** The name of what is next, as the last message has it. */
  next(thing: string, topic: string): string | null;
  /** A thing was deleted: who comes after it under its name begins with an empty list. */
  forget(thing: string): void;
}

const nameOf = ({ executionNumber, jobId }: PendingJobExecution | DeviceJobExecution) => `${jobId}#${executionNumber}`;

export function createListener(): Listener {
  const lists = new Map<string, readonly string[]>();
  const nexts = new Map<string, string | null>();
  const key = (thing: string, topic: string) => `${thing} ${topic}`;
  const topicOf = (name: string, namespace: string | undefined) =>
    namespace === undefined ? name : `${name}-namespace-${namespace}`;
  return {
    publisher: {
      isHeard: () => true,
      publishList({ thingName, topicNamespaceId }, inProgress, queued) {
        lists.set(key(thingName, topicOf('notify', topicNamespaceId)), [...inProgress, ...queued].map(nameOf).sort());
      },
      publishNext({ thingName, topicNamespaceId }, execution) {
        const name = execution === undefined ? null : nameOf(execution);
        nexts.set(key(thingName, topicOf('notify-next', topicNamespaceId)), name);
      },
      publishEvent: () => undefined,
    },
    list: (thing, topic) => lists.get(key(thing, topic)) ?? [],
    next: (thing, topic) => nexts.get(key(thing, topic)) ?? null,
    forget(thing) {
      for (const kept of [lists, nexts]) {
        for (const name of kept.keys()) if (name.startsWith(`${thing} `)) kept.delete(name);
      }
    },
  };
}
