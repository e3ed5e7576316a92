/**
 * The broker without sockets: who is subscribed to what, which sessions are absent, and what each is owed. It lives in
 * memory, within limits. Sessions and what they are owed survive a restart if there is a store for them; retained
 * messages do not.
 */
import { jobsPrefix } from '../../../contract/topics.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { MqttSettings } from '../settings.ts';
import type { Message, QoS } from './message.ts';
import type { QueuedBytes } from './message-queue.ts';
import { RetainedMessages } from './retained-messages.ts';
import { Session, type Subscription } from './session.ts';
import { type KeptSession, SessionKeeper, type SessionStore } from './session-keeper.ts';
import { parseShare } from './share-group.ts';
import { SubscriptionTree } from './subscription-tree.ts';

/** The message that is published when its client is gone. */
export interface Will {
  readonly message: Message;
  readonly delaySeconds: number;
  /** Counted from the moment of publishing. */
  readonly expirySeconds: number | undefined;
}

interface Absence {
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  will: Will | undefined;
  readonly willDueAt: number;
}

/** Where sessions are stored over a restart, and who is told if storing fails. */
export interface KeptSessions {
  readonly store: SessionStore;
  readonly onError: (error: unknown) => void;
}

export type SubscriptionOptions = Pick<Subscription, 'share' | 'qos' | 'noLocal' | 'retainAsPublished'>;

export class Broker {
  readonly #settings: MqttSettings;
  readonly #clock: Clock;
  readonly #sessions = new Map<string, Session>();
  /** Sessions without a connection; the one that has been away longest comes first. */
  readonly #absent = new Map<Session, Absence>();
  readonly #tree = new SubscriptionTree();
  readonly #retained: RetainedMessages;
  readonly #queuedBytes: QueuedBytes = { total: 0 };
  readonly #keeper: SessionKeeper | undefined;

  constructor(settings: MqttSettings, clock: Clock, kept?: KeptSessions) {
    this.#settings = settings;
    this.#clock = clock;
    this.#retained = new RetainedMessages(settings);
    this.#keeper = kept && new SessionKeeper({ ...kept, stateOf: (clientId) => this.#keptState(clientId) });
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
   * elsewhere.
   */
  open(clientId: string, cleanStart: boolean, expirySeconds: number): { session: Session; isPresent: boolean } {
    const kept = this.find(clientId);
    if (kept !== undefined && cleanStart) this.#end(kept);
    if (kept !== undefined && !cleanStart) {
      this.#absent.delete(kept);
      kept.expirySeconds = expirySeconds;
      this.#changed(kept);
      return { session: kept, isPresent: true };
    }
    const session = this.#newSession(clientId, expirySeconds);
    this.#sessions.set(clientId, session);
    return { session, isPresent: false };
  }

  /** Notes that the connection of a session is gone, and publishes its will, at once or after the will's delay. */
  leave(session: Session, will: Will | undefined): void {
    session.link = undefined;
    const now = this.#clock.now();
    const delaySeconds = Math.min(will?.delaySeconds ?? 0, session.expirySeconds);
    const isDelayed = will !== undefined && delaySeconds > 0;
    const absence = {
      expiresAt: now + session.expirySeconds * 1000,
      will: isDelayed ? will : undefined,
      willDueAt: now + delaySeconds * 1000,
    };
    this.#absent.set(session, absence);
    this.#changed(session);
    if (will !== undefined && !isDelayed) this.#publishWill(will, session);
    if (session.expirySeconds === 0) this.#end(session);
    else if (this.#absent.size > this.#settings.offlineSessions) this.#endOldestAbsence();
  }

  /** Publishes the wills that are due and ends the sessions that have expired. */
  expire(): void {
    const now = this.#clock.now();
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
      const session = this.#newSession(state.clientId, state.expirySeconds);
      this.#sessions.set(state.clientId, session);
      for (const [filter, qos, noLocal, retainAsPublished] of state.subscriptions) {
        this.#add(session, filter, { share: parseShare(filter), qos, noLocal, retainAsPublished });
      }
      this.#absent.set(session, { expiresAt, will: undefined, willDueAt: 0 });
      // Its time runs from this start on, even if the server starts again and again.
      if (state.expiresAt === null) this.#changed(session);
      if (this.#absent.size > this.#settings.offlineSessions) this.#endOldestAbsence();
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
    if (message.retain) this.#retained.keep(message);
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

  #newSession(clientId: string, expirySeconds: number): Session {
    return new Session(clientId, expirySeconds, this.#settings, this.#queuedBytes, this.#keeper?.messages);
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

  #endOldestAbsence(): void {
    for (const session of this.#absent.keys()) {
      this.#end(session);
      return;
    }
  }

  #end(session: Session): void {
    const will = this.#absent.get(session)?.will;
    this.#absent.delete(session);
    this.#sessions.delete(session.clientId);
    for (const subscription of session.subscriptions.values()) this.#tree.remove(subscription);
    session.subscriptions.clear();
    session.clear();
    this.#changed(session);
    if (will !== undefined) this.#publishWill(will, session);
  }
}

function deliver(message: Message, { session, qos, retainAsPublished }: Subscription, now: number): void {
  const retain = message.retain && retainAsPublished;
  session.deliver({ message, retain }, lowerQos(message.qos, qos), now);
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
