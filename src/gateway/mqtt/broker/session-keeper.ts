/**
 * Stores the sessions that outlive their connections, so that they survive a restart. Writing happens in the
 * background, many sessions at a time; what must not go on before that waits for it
 * (docs/service/gateway.md#kept-sessions).
 */
import type { QoS } from './message.ts';
import { MessageKeeper, type MessageStore } from './message-keeper.ts';

/** A session as it is stored; of a subscription, nothing that its filter already says. */
export interface KeptSession {
  readonly clientId: string;
  /** The identity whose client connected last; empty if it was stored by an earlier version. */
  readonly owner: string;
  readonly expirySeconds: number;
  /** Milliseconds since the epoch; null while its client is connected. */
  readonly expiresAt: number | null;
  readonly subscriptions: readonly (readonly [
    filter: string,
    qos: QoS,
    noLocal: boolean,
    retainAsPublished: boolean,
  ])[];
}

/** The storage behind the keeper. */
export interface SessionStore {
  put(sessions: readonly KeptSession[]): Promise<void>;
  remove(clientIds: readonly string[]): Promise<void>;
  /** A page of sessions after a client id, in the order of client ids. */
  list(afterClientId: string, limit: number): Promise<readonly KeptSession[]>;
  /** The storage for the messages that sessions are owed. */
  readonly messages: MessageStore;
}

export interface SessionKeeperOptions {
  readonly store: SessionStore;
  /** The present state of a session; undefined if there is none that has to be stored. */
  readonly stateOf: (clientId: string) => KeptSession | undefined;
  /** Told of each failed write, which is tried again. */
  readonly onError: (error: unknown) => void;
}

const SESSIONS_AT_A_TIME = 1_000;
const RETRY_MS = 1_000;

export class SessionKeeper {
  readonly messages: MessageKeeper;
  readonly #options: SessionKeeperOptions;
  /** Client ids whose sessions are stored, or may be. */
  readonly #stored = new Set<string>();
  /** Client ids whose sessions have changed since they were stored. */
  readonly #changed = new Set<string>();
  /** The write that is running, or the one about to start with everything that changes until then. */
  #writing: Promise<void> | undefined;
  #hasBegun = false;
  #retry: NodeJS.Timeout | undefined;

  constructor(options: SessionKeeperOptions) {
    this.#options = options;
    this.messages = new MessageKeeper(options.store.messages);
    this.messages.whenChanged = (isUrgent) => void (isUrgent ? this.#start() : this.#startLater());
  }

  /** Notes that a session may have changed. A session that need not be stored, and never was, costs nothing. */
  changed(clientId: string, isPersistent: boolean): void {
    if (!isPersistent && !this.#stored.has(clientId)) return;
    this.#changed.add(clientId);
    void this.#start();
  }

  /** Resolves when all changes so far are stored, rejects if that fails; undefined if there are none. */
  saved(): Promise<void> | undefined {
    if (this.#changed.size === 0 && !this.messages.isFresh) return this.#writing;
    // A write that has started does not include later changes.
    return this.#hasBegun ? this.#writing?.then(() => this.saved()) : this.#start();
  }

  /** Reads all stored sessions, page by page. */
  async load(): Promise<KeptSession[]> {
    const sessions: KeptSession[] = [];
    for (let after = ''; ; ) {
      const page = await this.#options.store.list(after, SESSIONS_AT_A_TIME);
      sessions.push(...page);
      for (const { clientId } of page) this.#stored.add(clientId);
      const last = page.at(-1);
      if (page.length < SESSIONS_AT_A_TIME || last === undefined) return sessions;
      after = last.clientId;
    }
  }

  /** Stores what is waiting, with a second attempt if the first fails; nothing is tried after that. */
  async close(): Promise<void> {
    // The failure was reported already.
    while (this.#writing !== undefined) await this.#writing.catch(() => undefined);
    clearTimeout(this.#retry);
    if (this.#changed.size > 0 || this.messages.hasWork) await this.#write().catch(this.#options.onError);
  }

  #start(): Promise<void> {
    if (this.#writing !== undefined) return this.#writing;
    clearTimeout(this.#retry);
    this.#retry = undefined;
    const writing = this.#writeAll();
    this.#writing = writing;
    writing.catch((error: unknown) => {
      this.#options.onError(error);
      this.#startLater();
    });
    return writing;
  }

  async #writeAll(): Promise<void> {
    try {
      // Runs after the sockets of this turn were read, so that their changes share a batch.
      await new Promise((resolve) => setImmediate(resolve));
      this.#hasBegun = true;
      await this.#write();
    } finally {
      this.#hasBegun = false;
      this.#writing = undefined;
    }
    if (this.#changed.size > 0 || this.messages.isFresh) void this.#start();
  }

  #startLater(): void {
    this.#retry ??= setTimeout(() => void this.#start(), RETRY_MS).unref();
  }

  /** Writes everything that has changed until now. */
  async #write(): Promise<void> {
    const clientIds = [...this.#changed];
    this.#changed.clear();
    try {
      for (let start = 0; start < clientIds.length; start += SESSIONS_AT_A_TIME) {
        await this.#writePage(clientIds.slice(start, start + SESSIONS_AT_A_TIME));
      }
    } catch (error) {
      for (const clientId of clientIds) this.#changed.add(clientId);
      throw error;
    }
    await this.messages.write();
  }

  async #writePage(clientIds: readonly string[]): Promise<void> {
    const { stateOf, store } = this.#options;
    const present: KeptSession[] = [];
    const gone: string[] = [];
    for (const clientId of clientIds) {
      const state = stateOf(clientId);
      if (state !== undefined) present.push(state);
      else if (this.#stored.has(clientId)) gone.push(clientId);
    }
    for (const { clientId } of present) this.#stored.add(clientId);
    if (present.length > 0) await store.put(present);
    if (gone.length === 0) return;
    await store.remove(gone);
    for (const clientId of gone) this.#stored.delete(clientId);
  }
}
