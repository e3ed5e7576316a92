/** How the engine reaches listeners: the device gateway of this process, or later one that also tells other nodes. */
export interface Publisher {
  /** Whether anybody, connected or with a kept session, has a subscription that matches this topic. Cheap; no I/O. */
  hasSubscriber(topic: string): boolean;
  /** Publishes at QoS 1, not retained. Resolves when it is handed to every session that wants it. */
  publish(topic: string, payload: string): void;
}
