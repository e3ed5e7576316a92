/** What is kept of one client id: its subscriptions, what it has not acknowledged, what waits for it, with or without a connection. */
import type { Ending } from './ending.ts';
import { isExpired, messageBytes, type QoS } from './message.ts';
import { type Delivery, MessageQueue, type QueuedBytes, type QueueLimits } from './message-queue.ts';
import type { Share } from './share-group.ts';
import { hasWildcard, matches } from './topic-filter.ts';

export interface Subscription {
  readonly session: Session;
  /** As the client gave it. */
  readonly filter: string;
  /** Of a shared subscription. */
  readonly share: Share | undefined;
  readonly qos: QoS;
  readonly noLocal: boolean;
  readonly retainAsPublished: boolean;
}

/** The live end of a session. */
export interface Link {
  /** QoS 1 messages that may be unacknowledged. */
  readonly sendQuota: number;
  /** Whether output waits for the client to read: then QoS 0 is dropped and QoS 1 waits in the session. */
  readonly isCongested: boolean;
  /** Sends, unless the client takes no packet of that size: then tells false, and the message is dropped. */
  deliver(delivery: Delivery, qos: QoS, messageId: number, duplicate: boolean): boolean;
  end(ending: Ending): void;
}

const LAST_MESSAGE_ID = 65_535;

export class Session {
  readonly clientId: string;
  readonly subscriptions = new Map<string, Subscription>();
  /** Seconds that it is kept after its connection; 0 ends it with the connection. */
  expirySeconds: number;
  link: Link | undefined;
  readonly #queue: MessageQueue;
  readonly #inFlight = new Map<number, Delivery>();
  readonly #queuedBytes: QueuedBytes;
  #lastMessageId = 0;

  constructor(clientId: string, expirySeconds: number, limits: QueueLimits, queuedBytes: QueuedBytes) {
    this.clientId = clientId;
    this.expirySeconds = expirySeconds;
    this.#queuedBytes = queuedBytes;
    this.#queue = new MessageQueue(limits, queuedBytes);
  }

  /** Sends a message, or keeps it until it can be sent; `now` is milliseconds since the epoch. */
  deliver(delivery: Delivery, qos: QoS, now: number): void {
    const { link } = this;
    if (qos === 0) {
      const isWorthSending = link !== undefined && (delivery.onlyFor === link || !link.isCongested);
      if (isWorthSending) link.deliver(delivery, 0, 0, false);
      return;
    }
    if (link === undefined || this.#queue.length > 0 || !this.#mayUse(link)) this.#queue.push(delivery);
    else this.#send(link, delivery, now);
  }

  /** Takes the acknowledgement of a message; what waits may follow. */
  acknowledge(messageId: number, now: number): void {
    if (this.#forget(messageId)) this.sendQueued(now);
  }

  /** Sends what waits, as far as the link takes it. */
  sendQueued(now: number): void {
    const { link } = this;
    while (link !== undefined && this.#queue.length > 0 && this.#mayUse(link)) {
      const delivery = this.#queue.shift();
      if (delivery !== undefined) this.#send(link, delivery, now);
    }
  }

  /** Begins to use a link: what was not acknowledged goes again, then what waits. */
  resume(link: Link, now: number): void {
    this.link = link;
    const beyondWindow: Delivery[] = [];
    let sent = 0;
    for (const [messageId, delivery] of [...this.#inFlight]) {
      const isWanted = this.#isWanted(delivery, link, now);
      if (isWanted && sent < link.sendQuota && link.deliver(delivery, 1, messageId, true)) {
        sent += 1;
        continue;
      }
      this.#forget(messageId);
      // A client may come back with a smaller window than it left with.
      if (isWanted && sent >= link.sendQuota) beyondWindow.push(delivery);
    }
    this.#queue.putBack(beyondWindow);
    this.sendQueued(now);
  }

  /**
   * The QoS for a message that goes to this session only, by the rule of `device.md` 2.4: the highest that was granted for
   * the topic, else `otherwise`.
   */
  grantedQos(topic: string, otherwise: QoS): QoS {
    let granted = this.subscriptions.get(topic)?.qos;
    if (granted === 1) return 1;
    for (const { filter, qos } of this.subscriptions.values()) {
      if (qos === granted || !hasWildcard(filter) || !matches(filter, topic)) continue;
      if (qos === 1) return 1;
      granted = qos;
    }
    return granted ?? otherwise;
  }

  /** Forgets what waits, for good. */
  clear(): void {
    this.#queue.clear();
    for (const messageId of [...this.#inFlight.keys()]) this.#forget(messageId);
  }

  #mayUse(link: Link): boolean {
    return this.#inFlight.size < link.sendQuota && !link.isCongested;
  }

  #send(link: Link, delivery: Delivery, now: number): void {
    if (!this.#isWanted(delivery, link, now)) return;
    const messageId = this.#nextMessageId();
    if (!link.deliver(delivery, 1, messageId, false)) return;
    this.#inFlight.set(messageId, delivery);
    this.#queuedBytes.total += messageBytes(delivery.message);
  }

  #isWanted({ message, onlyFor }: Delivery, link: Link, now: number): boolean {
    return (onlyFor === undefined || onlyFor === link) && !isExpired(message, now);
  }

  #forget(messageId: number): boolean {
    const delivery = this.#inFlight.get(messageId);
    if (delivery === undefined) return false;
    this.#inFlight.delete(messageId);
    this.#queuedBytes.total -= messageBytes(delivery.message);
    return true;
  }

  /** The window is far smaller than the range, so a free one is always found. */
  #nextMessageId(): number {
    do this.#lastMessageId = this.#lastMessageId >= LAST_MESSAGE_ID ? 1 : this.#lastMessageId + 1;
    while (this.#inFlight.has(this.#lastMessageId));
    return this.#lastMessageId;
  }
}
