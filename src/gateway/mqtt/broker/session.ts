/**
 * The state of one client id, with or without a connection: its subscriptions, the messages in flight and those that
 * wait.
 */
import type { Ending } from '../connection/ending.ts';
import type { DropKind, DropLog } from './drop-log.ts';
import { type Fullness, type HeldBytes, type Holder, Holding } from './held-bytes.ts';
import { isExpired, messageBytes, type QoS } from './message.ts';
import { type Delivery, MessageQueue, type QueueLimits } from './message-queue.ts';
import type { Share } from './share-group.ts';
import { hasWildcard, matches } from './topic-filter.ts';

export interface Subscription {
  readonly session: Session;
  /** The filter as the client sent it. */
  readonly filter: string;
  /** Set for a shared subscription. */
  readonly share: Share | undefined;
  readonly qos: QoS;
  readonly noLocal: boolean;
  readonly retainAsPublished: boolean;
}

/** A session's connection, as the session sees it. */
export interface Link {
  /** The most QoS 1 messages that may be unacknowledged. */
  readonly sendQuota: number;
  /**
   * True while output waits for the client to read: then QoS 0 messages are dropped and QoS 1 messages wait in the
   * session.
   */
  readonly isCongested: boolean;
  /** Sends a message. Returns false if the client does not accept packets of that size; the message is then dropped. */
  deliver(delivery: Delivery, qos: QoS, messageId: number, duplicate: boolean): boolean;
  end(ending: Ending): void;
}

/** Stores what a session is owed, so that it survives a restart. */
export interface DeliveryKeeper {
  keep(clientId: string, delivery: Delivery): void;
  forget(delivery: Delivery): void;
}

/** What the sessions of a broker have in common. */
export interface SessionSurroundings {
  readonly limits: QueueLimits;
  readonly heldBytes: HeldBytes;
  readonly drops: Pick<DropLog, 'dropped'>;
  readonly keeper: DeliveryKeeper | undefined;
}

const LAST_MESSAGE_ID = 65_535;

export class Session implements Holder {
  readonly clientId: string;
  readonly subscriptions = new Map<string, Subscription>();
  /** How many seconds the session outlives its connection; 0 means that both end together. */
  expirySeconds: number;
  link: Link | undefined;
  readonly #queue: MessageQueue;
  /** What was sent and not acknowledged, the oldest first; undefined if it would not be sent again. */
  readonly #inFlight = new Map<number, Delivery | undefined>();
  readonly #holding: Holding;
  readonly #keeper: DeliveryKeeper | undefined;
  readonly #drops: Pick<DropLog, 'dropped'>;
  #lastMessageId = 0;
  #resumedAt = 0;

  constructor(clientId: string, owner: string, expirySeconds: number, surroundings: SessionSurroundings) {
    const { drops, heldBytes, keeper, limits } = surroundings;
    this.#keeper = keeper;
    this.#drops = drops;
    this.clientId = clientId;
    this.expirySeconds = expirySeconds;
    this.#holding = new Holding(heldBytes, owner, this);
    this.#queue = new MessageQueue(limits, this.#holding, (delivery, why) => this.#drop(delivery, why));
  }

  /** Who pays for what it holds: the identity that connected last. */
  get owner(): string {
    return this.#holding.owner;
  }

  /** Lets another pay from now on. */
  belongTo(owner: string): void {
    if (owner === this.owner) return;
    const waiting = this.#queue.takeAll();
    const sent = [...this.#inFlight];
    for (const [messageId] of sent) this.#land(messageId);
    this.#holding.owner = owner;
    for (const [messageId, delivery] of sent) this.#fly(messageId, delivery);
    for (const delivery of waiting) this.#queue.push(delivery);
  }

  /** Drops what was sent longest ago and not acknowledged, else what has waited longest. */
  dropOldest(why: Fullness): boolean {
    for (const [messageId, delivery] of this.#inFlight) {
      if (delivery === undefined) continue;
      // Its packet identifier stays taken until the client acknowledges it.
      this.#inFlight.set(messageId, undefined);
      this.#holding.give(messageBytes(delivery.message));
      this.#drop(delivery, why);
      return true;
    }
    return this.#queue.dropOldest(why);
  }

  /** Offers others what it was given as a member of a share, and forgets what they take. */
  handOver(take: (delivery: Delivery, share: Share) => boolean): void {
    const isTaken = (delivery: Delivery | undefined) => delivery?.share !== undefined && take(delivery, delivery.share);
    for (const [messageId, delivery] of [...this.#inFlight]) {
      if (delivery === undefined || !isTaken(delivery)) continue;
      // To make room for it where it goes, it may have been dropped here.
      if (this.#land(messageId) !== undefined) this.#done(delivery);
    }
    for (const delivery of this.#queue.takeAll()) {
      if (isTaken(delivery)) this.#done(delivery);
      else this.#queue.push(delivery);
    }
  }

  /** Sends a message, or keeps it until it can be sent; `now` is milliseconds since the epoch. */
  deliver(delivery: Delivery, qos: QoS, now: number): void {
    const { link } = this;
    if (qos === 0) {
      const isWorthSending = link !== undefined && (delivery.onlyFor === link || !link.isCongested);
      if (isWorthSending) link.deliver(delivery, 0, 0, false);
      return;
    }
    // A reply belongs to one connection, and a session that ends with its connection is owed nothing afterwards.
    if (this.expirySeconds > 0 && delivery.onlyFor === undefined) this.#keeper?.keep(this.clientId, delivery);
    if (link === undefined || this.#queue.length > 0 || !this.#mayUse(link)) this.#queue.push(delivery);
    else this.#send(link, delivery, now);
  }

  /** Takes back a message that was owed before a restart. */
  restore(delivery: Delivery): void {
    this.#queue.push(delivery);
  }

  /** True while a message is unsent or unacknowledged. */
  get isOwed(): boolean {
    return this.#queue.length > 0 || this.#inFlight.size > 0;
  }

  /** Takes the acknowledgement of a message and sends what was waiting for it. */
  acknowledge(messageId: number, now: number): void {
    if (!this.#inFlight.has(messageId)) return;
    const delivery = this.#land(messageId);
    if (delivery !== undefined) this.#done(delivery);
    this.sendQueued(now);
  }

  /** Sends waiting messages, as far as the link accepts them. */
  sendQueued(now: number): void {
    const { link } = this;
    while (link !== undefined && this.#queue.length > 0 && this.#mayUse(link)) {
      const delivery = this.#queue.shift();
      if (delivery !== undefined) this.#send(link, delivery, now);
    }
  }

  /** When its client connected; undefined while it is not connected. */
  get connectedSince(): number | undefined {
    return this.link === undefined ? undefined : this.#resumedAt;
  }

  /** Starts using a link: unacknowledged messages are sent again, then those that wait. */
  resume(link: Link, now: number): void {
    this.link = link;
    this.#resumedAt = now;
    const beyondWindow: Delivery[] = [];
    let sent = 0;
    for (const [messageId, delivery] of [...this.#inFlight]) {
      const isWanted = delivery !== undefined && this.#isWanted(delivery, link, now);
      if (isWanted && sent < link.sendQuota && link.deliver(delivery, 1, messageId, true)) {
        sent += 1;
        continue;
      }
      this.#land(messageId);
      // A client may come back with a smaller window than before.
      if (isWanted && sent >= link.sendQuota) beyondWindow.push(delivery);
      else if (delivery !== undefined) this.#done(delivery);
    }
    this.#queue.putBack(beyondWindow);
    this.sendQueued(now);
  }

  /**
   * The QoS of a message for this session only: the highest that was granted for the topic, 0 without a subscription
   * (docs/service/devices.md#qos-of-replies).
   */
  grantedQos(topic: string): QoS {
    let granted = this.subscriptions.get(topic)?.qos;
    if (granted === 1) return 1;
    for (const { filter, qos } of this.subscriptions.values()) {
      if (qos === granted || !hasWildcard(filter) || !matches(filter, topic)) continue;
      if (qos === 1) return 1;
      granted = qos;
    }
    return granted ?? 0;
  }

  /** Drops everything that is owed; the session is not used any more. */
  end(): void {
    for (const delivery of this.#queue.takeAll()) this.#done(delivery);
    for (const [messageId, delivery] of [...this.#inFlight]) {
      this.#land(messageId);
      if (delivery !== undefined) this.#done(delivery);
    }
    this.#holding.close();
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
    this.#fly(messageId, delivery);
  }

  /** Notes a message as sent. If there is no room to keep it until it is acknowledged, it is sent only this once. */
  #fly(messageId: number, delivery: Delivery | undefined): void {
    const why = delivery && this.#holding.take(messageBytes(delivery.message));
    this.#inFlight.set(messageId, why === undefined ? delivery : undefined);
    if (why !== undefined && delivery !== undefined) this.#drop(delivery, why);
  }

  #isWanted({ message, onlyFor }: Delivery, link: Link, now: number): boolean {
    return (onlyFor === undefined || onlyFor === link) && !isExpired(message, now);
  }

  #land(messageId: number): Delivery | undefined {
    const delivery = this.#inFlight.get(messageId);
    this.#inFlight.delete(messageId);
    if (delivery === undefined) return undefined;
    this.#holding.give(messageBytes(delivery.message));
    return delivery;
  }

  /** The message is no longer owed: it was acknowledged, dropped or not wanted. */
  #done(delivery: Delivery): void {
    if (delivery.onlyFor === undefined) this.#keeper?.forget(delivery);
  }

  #drop(delivery: Delivery, why: DropKind): void {
    // A reply is promised to nobody.
    if (delivery.onlyFor === undefined) {
      const { topic } = delivery.message;
      this.#drops.dropped(why, { owner: this.owner, clientId: this.clientId, topic });
    }
    this.#done(delivery);
  }

  /** The window is far smaller than the range of ids, so a free id is always found. */
  #nextMessageId(): number {
    do this.#lastMessageId = this.#lastMessageId >= LAST_MESSAGE_ID ? 1 : this.#lastMessageId + 1;
    while (this.#inFlight.has(this.#lastMessageId));
    return this.#lastMessageId;
  }
}
