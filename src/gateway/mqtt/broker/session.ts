/** What is kept of one client id: its subscriptions, what it has not acknowledged, what waits for it, with or without a connection. */
import type { Ending } from '../connection/ending.ts';
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

/** Keeps what a session is owed beyond a restart. */
export interface DeliveryKeeper {
  keep(clientId: string, delivery: Delivery): void;
  forget(delivery: Delivery): void;
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
  readonly #keeper: DeliveryKeeper | undefined;
  #lastMessageId = 0;
  #resumedAt = 0;

  constructor(
    clientId: string,
    expirySeconds: number,
    limits: QueueLimits,
    queuedBytes: QueuedBytes,
    keeper?: DeliveryKeeper,
  ) {
    this.#keeper = keeper;
    this.clientId = clientId;
    this.expirySeconds = expirySeconds;
    this.#queuedBytes = queuedBytes;
    this.#queue = new MessageQueue(limits, queuedBytes, (delivery) => this.#done(delivery));
  }

  /** Sends a message, or keeps it until it can be sent; `now` is milliseconds since the epoch. */
  deliver(delivery: Delivery, qos: QoS, now: number): void {
    const { link } = this;
    if (qos === 0) {
      const isWorthSending = link !== undefined && (delivery.onlyFor === link || !link.isCongested);
      if (isWorthSending) link.deliver(delivery, 0, 0, false);
      return;
    }
    // A reply is for one connection, and a session that ends with its connection is owed nothing after it.
    if (this.expirySeconds > 0 && delivery.onlyFor === undefined) this.#keeper?.keep(this.clientId, delivery);
    if (link === undefined || this.#queue.length > 0 || !this.#mayUse(link)) this.#queue.push(delivery);
    else this.#send(link, delivery, now);
  }

  /** Takes a message that was owed before a restart. */
  restore(delivery: Delivery): void {
    this.#queue.push(delivery);
  }

  /** Whether anything is not sent yet, or not acknowledged. */
  get isOwed(): boolean {
    return this.#queue.length > 0 || this.#inFlight.size > 0;
  }

  /** Takes the acknowledgement of a message; what waits may follow. */
  acknowledge(messageId: number, now: number): void {
    const delivery = this.#land(messageId);
    if (delivery === undefined) return;
    this.#done(delivery);
    this.sendQueued(now);
  }

  /** Sends what waits, as far as the link takes it. */
  sendQueued(now: number): void {
    const { link } = this;
    while (link !== undefined && this.#queue.length > 0 && this.#mayUse(link)) {
      const delivery = this.#queue.shift();
      if (delivery !== undefined) this.#send(link, delivery, now);
    }
  }

  /** Since when its client is connected; undefined while it is not. */
  get connectedSince(): number | undefined {
    return this.link === undefined ? undefined : this.#resumedAt;
  }

  /** Begins to use a link: what was not acknowledged goes again, then what waits. */
  resume(link: Link, now: number): void {
    this.link = link;
    this.#resumedAt = now;
    const beyondWindow: Delivery[] = [];
    let sent = 0;
    for (const [messageId, delivery] of [...this.#inFlight]) {
      const isWanted = this.#isWanted(delivery, link, now);
      if (isWanted && sent < link.sendQuota && link.deliver(delivery, 1, messageId, true)) {
        sent += 1;
        continue;
      }
      this.#land(messageId);
      // A client may come back with a smaller window than it left with.
      if (isWanted && sent >= link.sendQuota) beyondWindow.push(delivery);
      else this.#done(delivery);
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
    for (const [messageId, delivery] of [...this.#inFlight]) {
      this.#land(messageId);
      this.#done(delivery);
    }
  }

  #mayUse(link: Link): boolean {
    return this.#inFlight.size < link.sendQuota && !link.isCongested;
  }

  #send(link: Link, delivery: Delivery, now: number): void {
    const messageId = this.#nextMessageId();
    if (!this.#isWanted(delivery, link, now) || !link.deliver(delivery, 1, messageId, false)) {
      this.#done(delivery);
      return;
    }
    this.#inFlight.set(messageId, delivery);
    this.#queuedBytes.total += messageBytes(delivery.message);
  }

  #isWanted({ message, onlyFor }: Delivery, link: Link, now: number): boolean {
    return (onlyFor === undefined || onlyFor === link) && !isExpired(message, now);
  }

  #land(messageId: number): Delivery | undefined {
    const delivery = this.#inFlight.get(messageId);
    if (delivery === undefined) return undefined;
    this.#inFlight.delete(messageId);
    this.#queuedBytes.total -= messageBytes(delivery.message);
    return delivery;
  }

  /** It is owed no more: acknowledged, dropped or not wanted. */
  #done(delivery: Delivery): void {
    if (delivery.onlyFor === undefined) this.#keeper?.forget(delivery);
  }

  /** The window is far smaller than the range, so a free one is always found. */
  #nextMessageId(): number {
    do this.#lastMessageId = this.#lastMessageId >= LAST_MESSAGE_ID ? 1 : this.#lastMessageId + 1;
    while (this.#inFlight.has(this.#lastMessageId));
    return this.#lastMessageId;
  }
}
