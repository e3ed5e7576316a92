/**
 * The last retained message of each topic, limited in number and bytes (docs/service/gateway.md#publish-and-subscribe).
 * Each owner has its share, and pays for more with the oldest that it published
 * (docs/service/gateway.md#shares-of-an-owner).
 */
import { type Share, type SharedLimit, sharedLimit } from '../../../lib/shared-limit.ts';
import type { DropLog } from './drop-log.ts';
import { isExpired, type Message, messageBytes } from './message.ts';

export interface RetainedLimits {
  readonly retainedMessages: number;
  readonly retainedMessagesPerOwner: number;
  readonly retainedBytes: number;
  readonly retainedBytesPerOwner: number;
}

interface Retained {
  readonly message: Message;
  readonly owner: string;
  readonly shares: readonly Share[];
}

export class RetainedMessages {
  readonly #drops: Pick<DropLog, 'dropped'>;
  readonly #count: SharedLimit;
  readonly #bytes: SharedLimit;
  readonly #countPerOwner: number;
  readonly #bytesPerOwner: number;
  readonly #messages = new Map<string, Retained>();
  /** The topics of each owner, the oldest first. */
  readonly #topics = new Map<string, Set<string>>();

  constructor(limits: RetainedLimits, drops: Pick<DropLog, 'dropped'>) {
    this.#drops = drops;
    this.#countPerOwner = limits.retainedMessagesPerOwner;
    this.#bytesPerOwner = limits.retainedBytesPerOwner;
    this.#count = sharedLimit({ each: this.#countPerOwner, all: limits.retainedMessages });
    this.#bytes = sharedLimit({ each: this.#bytesPerOwner, all: limits.retainedBytes });
  }

  /**
   * Replaces the topic's retained message; an empty payload only deletes it. If there are too many, the owner's oldest
   * are dropped, or the message itself if it has none.
   */
  keep(message: Message, owner: string): void {
    const { topic } = message;
    this.#delete(topic);
    if (message.payload.length === 0) return;
    const bytes = messageBytes(message);
    let shares = this.#take(owner, bytes);
    while (shares === undefined) {
      const why = this.#whyFull(owner, bytes);
      const [oldest] = this.#topics.get(owner) ?? [];
      this.#drops.dropped(why, { owner, topic: oldest ?? topic });
      if (oldest === undefined) return;
      this.#delete(oldest);
      shares = this.#take(owner, bytes);
    }
    this.#messages.set(topic, { message, owner, shares });
    const topics = this.#topics.get(owner);
    if (topics === undefined) this.#topics.set(owner, new Set([topic]));
    else topics.add(topic);
  }

  find(topic: string, now: number): Message | undefined {
    const message = this.#messages.get(topic)?.message;
    if (message === undefined || !isExpired(message, now)) return message;
    this.#delete(topic);
    return undefined;
  }

  #take(owner: string, bytes: number): readonly Share[] | undefined {
    const one = this.#count.take(owner);
    const size = one && this.#bytes.take(owner, bytes);
    if (one !== undefined && size !== undefined) return [one, size];
    one?.release();
    return undefined;
  }

  #whyFull(owner: string, bytes: number): 'retainedOfOwner' | 'retainedOfAll' {
    const isOwners =
      this.#count.heldBy(owner) >= this.#countPerOwner || this.#bytes.heldBy(owner) + bytes > this.#bytesPerOwner;
    return isOwners ? 'retainedOfOwner' : 'retainedOfAll';
  }

  #delete(topic: string): void {
    const retained = this.#messages.get(topic);
    if (retained === undefined) return;
    const { owner, shares } = retained;
    this.#messages.delete(topic);
    for (const share of shares) share.release();
    const topics = this.#topics.get(owner);
    topics?.delete(topic);
    if (topics?.size === 0) this.#topics.delete(owner);
  }
}
