/** An MQTT client that hears everything: it keeps the last message of each topic, and which topics had one lately. */
import type { Publisher } from '../../src/engine/announcements/publisher.ts';
import { jobsNotifications } from '../../src/gateway/mqtt/notifications.ts';

export interface Listener {
  readonly publisher: Publisher;
  /** The names `JOB#NUMBER` of the executions in the last message of a topic, sorted; none before the first message. */
  names(topic: string): readonly string[];
  /** The topics about jobs that had a message since this was asked last. */
  lately(): ReadonlySet<string>;
  /** A thing was deleted: who comes after it under its name begins anew. */
  forget(thing: string): void;
}

interface Shown {
  readonly jobId: string;
  readonly executionNumber: number;
}

interface Message {
  readonly jobs?: Readonly<Record<string, readonly Shown[]>>;
  readonly execution?: Shown;
}

const nameOf = ({ executionNumber, jobId }: Shown) => `${jobId}#${executionNumber}`;

export function createListener(): Listener {
  const last = new Map<string, string>();
  let lately = new Set<string>();
  return {
    publisher: jobsNotifications({
      hearsNotifications: () => true,
      kept: () => Promise.resolve(),
      publish(topic, payload) {
        if (!topic.startsWith('$aws/things/')) return;
        last.set(topic, payload.toString());
        lately.add(topic);
      },
    }),
    names(topic) {
      // As text, it is what the gateway has made of it.
      const message = JSON.parse(last.get(topic) ?? '{}') as Message;
      const shown = [...Object.values(message.jobs ?? {}).flat(), ...(message.execution ? [message.execution] : [])];
      return shown.map(nameOf).sort();
    },
    lately() {
      const topics = lately;
      lately = new Set();
      return topics;
    },
    forget(thing) {
      for (const topic of last.keys()) if (topic.startsWith(`$aws/things/${thing}/`)) last.delete(topic);
    },
  };
}
