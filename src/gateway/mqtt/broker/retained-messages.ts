/**
 * The last retained message of each topic, limited in number and bytes (docs/service/gateway.md#publish-and-subscribe).
 */
import { isExpired, type Message, messageBytes } from './message.ts';

export interface RetainedLimits {
  readonly retainedMessages: number;
  readonly retainedBytes: number;
}

export class RetainedMessages {
  readonly #limits: RetainedLimits;
  readonly #messages = new Map<string, Message>();
  #bytes = 0;

  constructor(limits: RetainedLimits) {
    this.#limits = limits;
  }

  /**
   * Replaces the topic's retained message; an empty payload only deletes it. If there are too many, the oldest is
   * dropped.
   */
  keep(message: Message): void {
    this.#delete(message.topic);
    if (message.payload.length === 0) return;
    this.#messages.set(message.topic, message);
    this.#bytes += messageBytes(message);
    while (this.#messages.size > this.#limits.retainedMessages || this.#bytes > this.#limits.retainedBytes) {
      const oldest = this.#messages.keys().next();
      if (oldest.done) return;
      this.#delete(oldest.value);
    }
  }

  find(topic: string, now: number): Message | undefined {
    const message = this.#messages.get(topic);
    if (message === undefined || !isExpired(message, now)) return message;
    this.#delete(topic);
    return undefined;
  }

  #delete(topic: string): void {
    const message = this.#messages.get(topic);
    if (message === undefined) return;
    this.#messages.delete(topic);
    this.#bytes -= messageBytes(message);
  }
}
