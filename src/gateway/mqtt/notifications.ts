/**
 * Publishes the engine's news about jobs: on which topics, and in which words
 * (docs/service/notifications.md#pending-list).
 */
import { jobNotifyTopics, notifyNextTopic, notifyTopic } from '../../contract/topics.ts';
import type { DeviceJobExecution, PendingJobExecution } from '../../operations/device/device-operations.ts';
import { encodeExecution, encodeSummary, toSeconds } from '../encode-device.ts';
import type { MqttGateway } from './gateway.ts';

/**
 * A change of one namespace's executions (or those without a namespace) in a thing's list; published on the topics of
 * another namespace if one is named.
 */
export interface ChangedList {
  readonly thingName: string;
  readonly topicNamespaceId: string | undefined;
  readonly jobIds: readonly string[];
}

/** The engine's publisher, backed by a gateway. */
export function jobsNotifications(gateway: Pick<MqttGateway, 'publish' | 'hearsNotifications' | 'kept'>) {
  return {
    kept: () => gateway.kept(),

    isHeard: (thingName: string) => gateway.hearsNotifications(thingName),

    publishList(
      { jobIds, thingName, topicNamespaceId }: ChangedList,
      inProgress: readonly PendingJobExecution[],
      queued: readonly PendingJobExecution[],
      now: number,
    ): void {
      const groups = [groupOf('IN_PROGRESS', inProgress), groupOf('QUEUED', queued)].filter((group) => group !== '');
      const payload = `{"timestamp":${toSeconds(now)},"jobs":{${groups.join(',')}}}`;
      gateway.publish(notifyTopic(thingName, topicNamespaceId), payload);
      if (topicNamespaceId === undefined) return;
      for (const jobId of jobIds) {
        for (const topic of jobNotifyTopics(thingName, jobId, topicNamespaceId)) gateway.publish(topic, payload);
      }
    },

    publishNext(
      next: { readonly thingName: string; readonly topicNamespaceId: string | undefined },
      execution: DeviceJobExecution | undefined,
      now: number,
    ): void {
      const shown = execution === undefined ? '' : `,"execution":${encodeExecution(execution)}`;
      gateway.publish(
        notifyNextTopic(next.thingName, next.topicNamespaceId),
        `{"timestamp":${toSeconds(now)}${shown}}`,
      );
    },

    publishEvent(topic: string, payload: Readonly<Record<string, unknown>>): void {
      gateway.publish(topic, JSON.stringify(payload));
    },
  };
}

/** Groups without executions are left out. */
function groupOf(status: 'IN_PROGRESS' | 'QUEUED', executions: readonly PendingJobExecution[]): string {
  return executions.length === 0 ? '' : `"${status}":[${executions.map(encodeSummary).join(',')}]`;
}
