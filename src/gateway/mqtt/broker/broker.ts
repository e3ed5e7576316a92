/**
 * The broker without sockets: who is subscribed to what, which sessions are absent, and what each is owed. It lives in
 * memory, within limits. Sessions and what they are owed survive a restart if there is a store for them; retained
 * messages do not.
 */
import { jobsPrefix } from '../../../contract/topics.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { MqttSettings } from '../settings.ts';
import { type Absence, Absences } from './absences.ts';
import type { DropLog } from './drop-log.ts';
import { HeldBytes } from './held-bytes.ts';
import type { Message, QoS } from './message.ts';
import type { Delivery } from './message-queue.ts';
import { RetainedMessages } from './retained-messages.ts';
import { Session, type SessionSurroundings, type Subscription } from './session.ts';
import { type KeptSession, SessionKeeper, type SessionStore } from './session-keeper.ts';
import { parseShare, type Share } from './share-group.ts';
import { SubscriptionTree } from './subscription-tree.ts';

/** The message that is published when its client is gone. */
export interface Will {
  readonly message: Message;
  readonly delaySeconds: number;
  /** Counted from the moment of publishing. */
  readonly expirySeconds: number | undefined;
}

/** Where sessions are stored over a restart, and who is told if storing fails. */
export interface KeptSessions {
  readonly store: SessionStore;
  readonly onError: (error: unknown) => void;
}

export type SubscriptionOptions = Pick<Subscription, 'share' | 'qos' | 'noLocal' | 'retainAsPublished'>;

export class Broker {
  readonly #clock: Clock;
  readonly #sessions = new Map<string, Session>();
  readonly #absent: Absences;
  readonly #tree = new SubscriptionTree();
  readonly #retained: RetainedMessages;
  readonly #drops: DropLog;
  readonly #keeper: SessionKeeper | undefined;
  readonly #surroundings: SessionSurroundings;

  constructor(settings: MqttSettings, clock: Clock, drops: DropLog, kept?: KeptSessions) {
    this.#clock = clock;
    this.#drops = drops;
    this.#absent = new Absences(settings);
    this.#retained = new RetainedMessages(settings, drops);
    this.#keeper = kept && new SessionKeeper({ ...kept, stateOf: (clientId) => this.#keptState(clientId) });
    const heldBytes = new HeldBytes(settings);
    this.#surroundings = { limits: settings, heldBytes, drops, keeper: this.#keeper?.messages };
  }

  /** The session of a client id, if there is one that has not expired. */
  find(clientId: string): Session | undefined {
    const session = this.#sessions.get(clientId);
    const absence = session === undefined ? undefined : this.#absent.get(session);
    if (session === undefined || absence === undefined || absence.expiresAt > this.#clock.now()) return session;
    this.#end(session);
    return undefined;
  }

  /**
   * The session for a client that connects: the kept one, or a new one in its place. The client must not be connected
   * elsewhere. `owner` is the identity of the client, which pays for what the session holds.
   */
  open(
    clientId: string,
    owner: string,
    cleanStart: boolean,
    expirySeconds: number,
  ): { session: Session; isPresent: boolean } {
    const kept = this.find(clientId);
    if (kept !== undefined && cleanStart) this.#end(kept);
    if (kept !== undefined && !cleanStart) {
      this.#absent.delete(kept);
      kept.expirySeconds = expirySeconds;
      kept.belongTo(owner);
      this.#changed(kept);
      return { session: kept, isPresent: true };
    }
    const session = new Session(clientId, owner, expirySeconds, this.#surroundings);
    this.#sessions.set(clientId, session);
    return { session, isPresent: false };
  }

  /**
   * Notes that the connection of a session is gone, and publishes its will, at once or after the will's delay. What it
   * was given as a member of a share goes to other members, unless all are about to leave.
   */
  leave(session: Session, will: Will | undefined, handsOver = true): void {
    session.link = undefined;
    const now = this.#clock.now();
    const delaySeconds = Math.min(will?.delaySeconds ?? 0, session.expirySeconds);
    const isDelayed = will !== undefined && delaySeconds > 0;
    const isKept =
      session.expirySeconds > 0 &&
      this.#addAbsence(session, {
        expiresAt: now + session.expirySeconds * 1000,
        will: isDelayed ? will : undefined,
        willDueAt: now + delaySeconds * 1000,
      });
    if (isKept) this.#changed(session);
    if (will !== undefined && !(isKept && isDelayed)) this.#publishWill(will, session);
    if (!isKept) this.#end(session);
    else if (handsOver) this.#handOver(session, true);
  }

  /** Publishes the wills that are due and ends the sessions that have expired. */
  expire(): void {
    const now = this.#clock.now();
    this.#drops.flush();
    for (const [session, absence] of this.#absent) {
      if (absence.will !== undefined && absence.willDueAt <= now) {
        this.#publishWill(absence.will, session);
        absence.will = undefined;
      }
      if (absence.expiresAt <= now) this.#end(session);
    }
  }

  /** Loads the sessions that an earlier run stored. Their clients count as away from now at the latest. */
  async restore(): Promise<void> {
    const now = this.#clock.now();
    const kept = (await this.#keeper?.load()) ?? [];
    const absences = kept.map((state) => ({ state, expiresAt: state.expiresAt ?? now + state.expirySeconds * 1000 }));
    // Sorted so that the one that has been away longest comes first.
    for (const { expiresAt, state } of absences.sort((one, other) => one.expiresAt - other.expiresAt)) {
      // Of a session that was stored without its owner, nobody else pays for what it holds.
      const owner = state.owner === '' ? state.clientId : state.owner;
      const session = new Session(state.clientId, owner, state.expirySeconds, this.#surroundings);
      this.#sessions.set(state.clientId, session);
      for (const [filter, qos, noLocal, retainAsPublished] of state.subscriptions) {
        this.#add(session, filter, { share: parseShare(filter), qos, noLocal, retainAsPublished });
      }
      if (!this.#addAbsence(session, { expiresAt, will: undefined, willDueAt: 0 })) this.#end(session);
      // Its time runs from this start on, even if the server starts again and again.
      else if (state.expiresAt === null) this.#changed(session);
    }
    await this.#keeper?.messages.load((clientId, delivery) => {
      const session = this.#sessions.get(clientId);
      session?.restore(delivery);
      return session !== undefined;
    });
    this.expire();
  }

  /** Resolves when all changes of sessions so far are stored; undefined if there is nothing to wait for. */
  saved(): Promise<void> | undefined {
    return this.#keeper?.saved();
  }

  /** Writes what is still waiting to be stored. */
  async close(): Promise<void> {
    await this.#keeper?.close();
  }

  /** Adds a subscription, or gives an existing one new options. Returns true if it is new. */
  subscribe(session: Session, filter: string, options: SubscriptionOptions): boolean {
    const isNew = !session.subscriptions.has(filter);
    this.#add(session, filter, options);
    this.#changed(session);
    return isNew;
  }

  /** Sends the retained message of exactly this topic to a session, if there is one. */
  sendRetained(session: Session, topic: string): void {
    const now = this.#clock.now();
    const message = this.#retained.find(topic, now);
    const subscription = session.subscriptions.get(topic);
    if (message === undefined || subscription === undefined) return;
    session.deliver({ message, retain: true }, lowerQos(message.qos, subscription.qos), now);
  }

  /** Removes a subscription. Returns false if there was none. */
  unsubscribe(session: Session, filter: string): boolean {
    const subscription = session.subscriptions.get(filter);
    if (subscription === undefined) return false;
    session.subscriptions.delete(filter);
    this.#tree.remove(subscription);
    this.#changed(session);
    return true;
  }

  /**
   * Hands a message to every session that subscribed to it, once each, at the highest QoS that it was granted, and to
   * one member of each group that shares a subscription. Returns true if a session has to store it, which `saved` waits
   * for.
   */
  publish(message: Message, publisher?: Session): boolean {
    const takenBefore = this.#keeper?.messages.taken;
    const now = this.#clock.now();
    if (message.retain && publisher !== undefined) this.#retained.keep(message, publisher.owner);
    const own: Subscription[] = [];
    const shared: Subscription[] = [];
    this.#tree.some(message.topic, (subscription, group) => {
      if (group !== undefined) {
        group.served(subscription);
        shared.push(subscription);
      } else if (!subscription.noLocal || subscription.session !== publisher) own.push(subscription);
      return false;
    });
    for (const subscription of own.length > 1 ? oncePerSession(own) : own) deliver(message, subscription, now);
    for (const subscription of shared) deliver(message, subscription, now);
    return this.#keeper?.messages.taken !== takenBefore;
  }

  /** True if a message that is published there now, at QoS 1, would be sent to or kept for any session. */
  hasSubscriber(topic: string): boolean {
    return this.#tree.some(topic, ({ session, qos }) => session.link !== undefined || qos === 1);
  }

  /** True if any session might receive notifications about the jobs of this thing. */
  hearsNotifications(thingName: string): boolean {
    return this.#tree.hearsNotifications(jobsPrefix(thingName));
  }

  /** Has a session wait for its client, in the place of its owner's longest absent ones if need be. */
  #addAbsence(session: Session, absence: Absence): boolean {
    const { owner } = session;
    while (!this.#absent.add(session, absence)) {
      const why = this.#absent.whyFull(owner);
      const longest = this.#absent.longestOf(owner);
      this.#drops.dropped(why, { owner, clientId: (longest ?? session).clientId });
      if (longest === undefined) return false;
      this.#end(longest);
    }
    return true;
  }

  /** Gives other members what a session was given for its shares, only to those that are connected if so asked. */
  #handOver(session: Session, onlyToConnected: boolean): void {
    const now = this.#clock.now();
    session.handOver(({ message }: Delivery, share: Share) => {
      const group = this.#tree.groupOf(share);
      const member = group?.next();
      if (member === undefined || member.session === session) return false;
      if (onlyToConnected && member.session.link === undefined) return false;
      group?.served(member);
      deliver(message, member, now);
      return true;
    });
  }

  #add(session: Session, filter: string, options: SubscriptionOptions): void {
    const subscription: Subscription = { session, filter, ...options };
    session.subscriptions.set(filter, subscription);
    this.#tree.add(subscription);
  }

  #changed(session: Session): void {
    this.#keeper?.changed(session.clientId, session.expirySeconds > 0 && session.subscriptions.size > 0);
  }

  /** A session without subscriptions is owed nothing, so it is as good as a new one. */
  #keptState(clientId: string): KeptSession | undefined {
    const session = this.#sessions.get(clientId);
    if (session === undefined || session.expirySeconds === 0) return undefined;
    if (session.subscriptions.size === 0 && !session.isOwed) return undefined;
    return {
      clientId,
      owner: session.owner,
      expirySeconds: session.expirySeconds,
      expiresAt: this.#absent.get(session)?.expiresAt ?? null,
      subscriptions: [...session.subscriptions.values()].map(
        ({ filter, qos, noLocal, retainAsPublished }) => [filter, qos, noLocal, retainAsPublished] as const,
      ),
    };
  }

  #publishWill({ message, expirySeconds }: Will, session: Session): void {
    const expiresAt = expirySeconds === undefined ? undefined : this.#clock.now() + expirySeconds * 1000;
    this.publish({ ...message, expiresAt }, session);
  }

  #end(session: Session): void {
    const will = this.#absent.get(session)?.will;
    this.#absent.delete(session);
    this.#sessions.delete(session.clientId);
    for (const subscription of session.subscriptions.values()) this.#tree.remove(subscription);
    session.subscriptions.clear();
    this.#handOver(session, false);
    session.end();
    this.#changed(session);
    if (will !== undefined) this.#publishWill(will, session);
  }
}

function deliver(message: Message, { session, share, qos, retainAsPublished }: Subscription, now: number): void {
  const retain = message.retain && retainAsPublished;
  session.deliver({ message, retain, share }, lowerQos(message.qos, qos), now);
}

function lowerQos(published: QoS, granted: QoS): QoS {
  return published === 1 && granted === 1 ? 1 : 0;
}

function oncePerSession(subscriptions: readonly Subscription[]): Iterable<Subscription> {
  const highest = new Map<Session, Subscription>();
  for (const subscription of subscriptions) {
    const other = highest.get(subscription.session);
    if (other === undefined || other.qos < subscription.qos) highest.set(subscription.session, subscription);
  }
  return highest.values();
}
