/**
 * The messages that wait for one session, oldest first, limited in number and bytes. If there are too many, the oldest
 * are dropped.
 */
import { type Message, messageBytes } from './message.ts';

/** A message that a session is owed. */
export interface Delivery {
  readonly message: Message;
  readonly retain: boolean;
  /** The only connection that may receive this reply; it is never sent on another (docs/service/devices.md#replies). */
  readonly onlyFor?: object;
}

/** The bytes of all sessions of a broker, waiting or in flight. */
export interface QueuedBytes {
  total: number;
}

export interface QueueLimits {
  readonly queuedMessagesPerSession: number;
  readonly queuedBytesPerSession: number;
  readonly queuedBytes: number;
}

export class MessageQueue {
  readonly #limits: QueueLimits;
  readonly #all: QueuedBytes;
  #entries: (Delivery | undefined)[] = [];
  #head = 0;
  #bytes = 0;
  readonly #dropped: (delivery: Delivery) => void;

  /** `dropped` is called for each message that is dropped or cleared away. */
  constructor(limits: QueueLimits, all: QueuedBytes, dropped: (delivery: Delivery) => void = () => undefined) {
    this.#dropped = dropped;
    this.#limits = limits;
    this.#all = all;
  }

  get length(): number {
    return this.#entries.length - this.#head;
  }

  push(delivery: Delivery): void {
    this.#entries.push(delivery);
    this.#count(messageBytes(delivery.message));
    while (this.length > 0 && this.#isTooLong()) {
      const oldest = this.shift();
      if (oldest !== undefined) this.#dropped(oldest);
    }
  }

  /** Puts messages that had already been sent back to the front, in their order. */
  putBack(deliveries: readonly Delivery[]): void {
    this.#entries = [...deliveries, ...this.#entries.slice(this.#head)];
    this.#head = 0;
    for (const { message } of deliveries) this.#count(messageBytes(message));
  }

  shift(): Delivery | undefined {
    const delivery = this.#entries[this.#head];
    if (delivery === undefined) return undefined;
    this.#entries[this.#head] = undefined;
    this.#head += 1;
    this.#count(-messageBytes(delivery.message));
    if (this.#head === this.#entries.length) {
      this.#entries = [];
      this.#head = 0;
    } else if (this.#head > 64 && this.#head * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#head);
      this.#head = 0;
    }
    return delivery;
  }

  clear(): void {
    for (const delivery of this.#entries) if (delivery !== undefined) this.#dropped(delivery);
    this.#count(-this.#bytes);
    this.#entries = [];
    this.#head = 0;
  }

  #isTooLong(): boolean {
    return (
      this.length > this.#limits.queuedMessagesPerSession ||
      this.#bytes > this.#limits.queuedBytesPerSession ||
      this.#all.total > this.#limits.queuedBytes
    );
  }

  #count(bytes: number): void {
    this.#bytes += bytes;
    this.#all.total += bytes;
  }
}
