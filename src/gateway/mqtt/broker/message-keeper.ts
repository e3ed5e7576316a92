/**
 * Stores the messages that sessions are owed, so that they survive a restart. A message that is acknowledged before it
 * was written is never written. What is no longer owed is deleted at leisure, since a client can cope with receiving it
 * twice.
 */
import { messageBytes } from './message.ts';
import type { Delivery } from './message-queue.ts';

/** A message as it is stored; positions give the order of one client's messages. */
export interface KeptMessage {
  readonly clientId: string;
  readonly position: number;
  readonly topic: string;
  readonly payload: Buffer;
  readonly retain: boolean;
  readonly properties: Buffer | null;
  /** Milliseconds since the epoch; null means never. */
  readonly expiresAt: number | null;
}

export type KeptPosition = Pick<KeptMessage, 'clientId' | 'position'>;

/** The storage behind the keeper. */
export interface MessageStore {
  put(messages: readonly KeptMessage[]): Promise<void>;
  remove(messages: readonly KeptPosition[]): Promise<void>;
  /** A page of messages after a position, ordered by client and position. */
  list(after: KeptPosition, limit: number): Promise<readonly KeptMessage[]>;
}

const MESSAGES_AT_A_TIME = 1_000;
/** A single message may have 128 KB. */
const MESSAGES_LOADED_AT_A_TIME = 100;
const BYTES_AT_A_TIME = 4 * 1024 * 1024;

export class MessageKeeper {
  readonly #store: MessageStore;
  readonly #positions = new WeakMap<Delivery, KeptPosition>();
  /** Messages that are not written yet, oldest first. */
  readonly #fresh = new Map<Delivery, KeptPosition>();
  #gone: KeptPosition[] = [];
  #lastPosition = 0;
  /**
   * How many messages were taken in all; a publisher compares it to see whether its message is being stored for
   * anybody.
   */
  taken = 0;
  /** Called when there is something to write; deletions are not urgent. */
  whenChanged: (isUrgent: boolean) => void = () => undefined;

  constructor(store: MessageStore) {
    this.#store = store;
  }

  get isFresh(): boolean {
    return this.#fresh.size > 0;
  }

  get hasWork(): boolean {
    return this.#fresh.size > 0 || this.#gone.length > 0;
  }

  /** Takes a message that a client is owed from now on. */
  keep(clientId: string, delivery: Delivery): void {
    this.#lastPosition += 1;
    const position = { clientId, position: this.#lastPosition };
    this.#positions.set(delivery, position);
    this.#fresh.set(delivery, position);
    this.taken += 1;
    this.whenChanged(true);
  }

  /** Drops a message that is no longer owed; unknown messages are ignored. */
  forget(delivery: Delivery): void {
    const position = this.#positions.get(delivery);
    if (position === undefined) return;
    this.#positions.delete(delivery);
    if (!this.#fresh.delete(delivery)) this.#discard(position);
  }

  /** Gives each stored message to `take`, which returns false if no session is owed it any more. */
  async load(take: (clientId: string, delivery: Delivery) => boolean): Promise<void> {
    for (let after: KeptPosition = { clientId: '', position: 0 }; ; ) {
      const page = await this.#store.list(after, MESSAGES_LOADED_AT_A_TIME);
      for (const kept of page) {
        const { clientId, position } = kept;
        this.#lastPosition = Math.max(this.#lastPosition, position);
        const delivery = deliveryOf(kept);
        this.#positions.set(delivery, { clientId, position });
        if (!take(clientId, delivery)) this.forget(delivery);
      }
      const last = page.at(-1);
      if (page.length < MESSAGES_LOADED_AT_A_TIME || last === undefined) return;
      after = last;
    }
  }

  /** Writes what is waiting now. What fails is tried again the next time. */
  async write(): Promise<void> {
    const fresh = [...this.#fresh];
    this.#fresh.clear();
    let written = 0;
    try {
      while (written < fresh.length) {
        const page = pageFrom(fresh, written);
        await this.#store.put(page);
        written += page.length;
      }
    } catch (error) {
      this.#putBack(fresh.slice(written));
      throw error;
    }
    while (this.#gone.length > 0) {
      const page = this.#gone.slice(0, MESSAGES_AT_A_TIME);
      await this.#store.remove(page);
      this.#gone = this.#gone.slice(page.length);
    }
  }

  #putBack(failed: readonly (readonly [Delivery, KeptPosition])[]): void {
    const later = [...this.#fresh];
    this.#fresh.clear();
    for (const [delivery, position] of failed) {
      if (this.#positions.has(delivery)) this.#fresh.set(delivery, position);
    }
    for (const [delivery, position] of later) this.#fresh.set(delivery, position);
  }

  #discard(position: KeptPosition): void {
    this.#gone.push(position);
    this.whenChanged(false);
  }
}

function pageFrom(fresh: readonly (readonly [Delivery, KeptPosition])[], start: number): KeptMessage[] {
  const page: KeptMessage[] = [];
  let bytes = 0;
  for (const [{ message, retain }, position] of fresh.slice(start, start + MESSAGES_AT_A_TIME)) {
    bytes += messageBytes(message);
    if (page.length > 0 && bytes > BYTES_AT_A_TIME) return page;
    const { expiresAt = null, payload, properties = null, topic } = message;
    const payloadBytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
    page.push({ ...position, topic, payload: payloadBytes, retain, properties, expiresAt });
  }
  return page;
}

function deliveryOf({ expiresAt, payload, properties, retain, topic }: KeptMessage): Delivery {
  const message = {
    topic,
    payload,
    qos: 1,
    retain,
    properties: properties ?? undefined,
    expiresAt: expiresAt ?? undefined,
  } as const;
  return { message, retain };
}
