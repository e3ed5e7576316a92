/**
 * The bytes of the messages that sessions hold. Each owner of sessions has its share of them, and pays for more with the
 * oldest of its own, never with another's (docs/service/gateway.md#shares-of-an-owner).
 */
import { type Share, type SharedLimit, sharedLimit } from '../../../lib/shared-limit.ts';

export interface HeldBytesLimits {
  readonly queuedBytes: number;
  readonly queuedBytesPerOwner: number;
}

/** Whose limit is in the way. */
export type Fullness = 'queueOfOwner' | 'queueOfAll';

/** Somebody who holds messages, and can drop the oldest of them. */
export interface Holder {
  /** Returns false if it holds none. */
  dropOldest(why: Fullness): boolean;
}

export class HeldBytes {
  readonly #limit: SharedLimit;
  readonly #perOwner: number;
  /** Those who hold anything, by owner; who has held something longest comes first. */
  readonly #holders = new Map<string, Set<Holder>>();

  constructor({ queuedBytes, queuedBytesPerOwner }: HeldBytesLimits) {
    this.#limit = sharedLimit({ each: queuedBytesPerOwner, all: queuedBytes });
    this.#perOwner = queuedBytesPerOwner;
  }

  /** What all hold together. */
  get total(): number {
    return this.#limit.held();
  }

  /** An empty share of an owner. */
  share(owner: string): Share {
    const share = this.#limit.take(owner, 0);
    if (share === undefined) throw new Error('An empty share is always to be had.');
    return share;
  }

  whyFull(owner: string, bytes: number): Fullness {
    return this.#limit.heldBy(owner) + bytes > this.#perOwner ? 'queueOfOwner' : 'queueOfAll';
  }

  begins(owner: string, holder: Holder): void {
    const holders = this.#holders.get(owner);
    if (holders === undefined) this.#holders.set(owner, new Set([holder]));
    else holders.add(holder);
  }

  ends(owner: string, holder: Holder): void {
    const holders = this.#holders.get(owner);
    holders?.delete(holder);
    if (holders?.size === 0) this.#holders.delete(owner);
  }

  /** Drops the oldest message of who has held something longest. Returns false if the owner holds nothing. */
  dropOldest(owner: string, why: Fullness): boolean {
    for (const holder of this.#holders.get(owner) ?? []) return holder.dropOldest(why);
    return false;
  }
}

/** What one session holds. */
export class Holding {
  readonly #all: HeldBytes;
  readonly #holder: Holder;
  #owner: string;
  #share: Share;
  #bytes = 0;

  constructor(all: HeldBytes, owner: string, holder: Holder) {
    this.#all = all;
    this.#owner = owner;
    this.#holder = holder;
    this.#share = all.share(owner);
  }

  get owner(): string {
    return this.#owner;
  }

  /** Changes the owner, while nothing is held. */
  set owner(owner: string) {
    if (this.#bytes > 0) throw new Error('What is held has an owner already.');
    this.#share.release();
    this.#owner = owner;
    this.#share = this.#all.share(owner);
  }

  /** Holds more, for which the owner's oldest messages may have to go. If that is not enough, says why. */
  take(bytes: number): Fullness | undefined {
    while (!this.#share.grow(bytes)) {
      const why = this.#all.whyFull(this.#owner, bytes);
      if (!this.#all.dropOldest(this.#owner, why)) return why;
    }
    if (this.#bytes === 0) this.#all.begins(this.#owner, this.#holder);
    this.#bytes += bytes;
    return undefined;
  }

  give(bytes: number): void {
    this.#share.shrink(bytes);
    this.#bytes -= bytes;
    if (this.#bytes === 0) this.#all.ends(this.#owner, this.#holder);
  }
}
