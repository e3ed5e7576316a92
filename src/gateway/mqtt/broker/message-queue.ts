/**
 * The messages that wait for one session, oldest first, limited in number and bytes. If there are too many, the oldest
 * are dropped.
 */
import type { DropKind } from './drop-log.ts';
import type { Holding } from './held-bytes.ts';
import { type Message, messageBytes } from './message.ts';
import type { Share } from './share-group.ts';

/** A message that a session is owed. */
export interface Delivery {
  readonly message: Message;
  readonly retain: boolean;
  /** The only connection that may receive this reply; it is never sent on another (docs/service/devices.md#replies). */
  readonly onlyFor?: object;
  /** The share that could give it to another member just as well. */
  readonly share?: Share | undefined;
}

export interface QueueLimits {
  readonly queuedMessagesPerSession: number;
  readonly queuedBytesPerSession: number;
}

export class MessageQueue {
  readonly #limits: QueueLimits;
  readonly #holding: Holding;
  #entries: (Delivery | undefined)[] = [];
  #head = 0;
  #bytes = 0;
  readonly #dropped: (delivery: Delivery, why: DropKind) => void;

  /** `dropped` is called for each message that is dropped because something is full. */
  constructor(limits: QueueLimits, holding: Holding, dropped: (delivery: Delivery, why: DropKind) => void) {
    this.#dropped = dropped;
    this.#limits = limits;
    this.#holding = holding;
  }

  get length(): number {
    return this.#entries.length - this.#head;
  }

  push(delivery: Delivery): void {
    const bytes = messageBytes(delivery.message);
    while (!this.#hasRoomFor(bytes)) {
      if (this.dropOldest('queueOfSession')) continue;
      this.#dropped(delivery, 'queueOfSession');
      return;
    }
    const why = this.#holding.take(bytes);
    if (why !== undefined) {
      this.#dropped(delivery, why);
      return;
    }
    this.#entries.push(delivery);
    this.#bytes += bytes;
  }

  /** Puts messages that had already been sent back to the front, in their order. */
  putBack(deliveries: readonly Delivery[]): void {
    if (deliveries.length === 0) return;
    for (const delivery of [...deliveries, ...this.takeAll()]) this.push(delivery);
  }

  shift(): Delivery | undefined {
    const delivery = this.#entries[this.#head];
    if (delivery === undefined) return undefined;
    const bytes = messageBytes(delivery.message);
    this.#entries[this.#head] = undefined;
    this.#head += 1;
    this.#bytes -= bytes;
    this.#holding.give(bytes);
    if (this.#head === this.#entries.length) {
      this.#entries = [];
      this.#head = 0;
    } else if (this.#head > 64 && this.#head * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#head);
      this.#head = 0;
    }
    return delivery;
  }

  /** Drops the message in front. Returns false if there is none. */
  dropOldest(why: DropKind): boolean {
    const oldest = this.shift();
    if (oldest !== undefined) this.#dropped(oldest, why);
    return oldest !== undefined;
  }

  /** Empties the queue. */
  takeAll(): readonly Delivery[] {
    const taken = this.#entries.slice(this.#head).filter((delivery) => delivery !== undefined);
    if (this.#bytes > 0) this.#holding.give(this.#bytes);
    this.#bytes = 0;
    this.#entries = [];
    this.#head = 0;
    return taken;
  }

  #hasRoomFor(bytes: number): boolean {
    const { queuedBytesPerSession, queuedMessagesPerSession } = this.#limits;
    return this.length < queuedMessagesPerSession && this.#bytes + bytes <= queuedBytesPerSession;
  }
}
