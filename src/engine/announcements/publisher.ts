/** How the engine reaches listeners: the device gateway of this process, or later one that also tells other nodes. */

import type { DeviceJobExecution, PendingJobExecution } from '../../domain/job-execution/device-view.ts';
import type { ListNotification, NextNotification } from '../../domain/notification.ts';

export interface Publisher {
  /**
   * Whether anybody, connected or with a kept session, might receive a notification about this thing. Cheap, no I/O; it
   * may be wrong only by saying yes.
   */
  isHeard(thingName: string): boolean;
  /** Publishes a list notification with the executions that it shows; `now` is the time of the message. */
  publishList(
    notification: ListNotification,
    inProgress: readonly PendingJobExecution[],
    queued: readonly PendingJobExecution[],
    now: number,
  ): void;
  /** Publishes a next notification; without an execution it says that nothing is next. */
  publishNext(notification: NextNotification, execution: DeviceJobExecution | undefined, now: number): void;
  /**
   * Resolves when what was published survives a restart in the sessions that do; rejects if it could not be stored. A
   * publisher without this method stores nothing.
   */
  kept?(): Promise<void>;
  publishEvent(topic: string, payload: Readonly<Record<string, unknown>>): void;
}
