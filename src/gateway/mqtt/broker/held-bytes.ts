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

/** One owner, as long as any session is its. */
interface Owner {
  readonly name: string;
  /** Those who hold anything; who has held something longest comes first. */
  readonly holders: Set<Holder>;
  holdings: number;
}

export class HeldBytes {
  readonly #limit: SharedLimit;
  readonly #perOwner: number;
  readonly #owners = new Map<string, Owner>();

  constructor({ queuedBytes, queuedBytesPerOwner }: HeldBytesLimits) {
    this.#limit = sharedLimit({ each: queuedBytesPerOwner, all: queuedBytes });
    this.#perOwner = queuedBytesPerOwner;
  }

  /** What all hold together. */
  get total(): number {
    return this.#limit.held();
  }

  /** Lets an owner have one more holding, which is empty. To be given back by `close`. */
  open(name: string): { readonly owner: Owner; readonly share: Share } {
    const share = this.#limit.take(name, 0);
    if (share === undefined) throw new Error('An empty share is always to be had.');
    const owner = this.#owners.get(name) ?? { name, holders: new Set(), holdings: 0 };
    this.#owners.set(name, owner);
    owner.holdings += 1;
    return { owner, share };
  }

  close(owner: Owner): void {
    owner.holdings -= 1;
    if (owner.holdings === 0) this.#owners.delete(owner.name);
  }

  whyFull({ name }: Owner, bytes: number): Fullness {
    return this.#limit.heldBy(name) + bytes > this.#perOwner ? 'queueOfOwner' : 'queueOfAll';
  }
}

/** What one session holds. */
export class Holding {
  readonly #all: HeldBytes;
  readonly #holder: Holder;
  #owner: Owner;
  #share: Share;
  #bytes = 0;

  constructor(all: HeldBytes, owner: string, holder: Holder) {
    this.#all = all;
    this.#holder = holder;
    ({ owner: this.#owner, share: this.#share } = all.open(owner));
  }

  get owner(): string {
    return this.#owner.name;
  }

  /** Changes the owner, while nothing is held. */
  set owner(name: string) {
    if (this.#bytes > 0) throw new Error('What is held has an owner already.');
    this.close();
    ({ owner: this.#owner, share: this.#share } = this.#all.open(name));
  }

  /** Holds more, for which the owner's oldest messages may have to go. If that is not enough, says why. */
  take(bytes: number): Fullness | undefined {
    while (!this.#share.grow(bytes)) {
      const why = this.#all.whyFull(this.#owner, bytes);
      if (!dropOldest(this.#owner, why)) return why;
    }
    if (this.#bytes === 0) this.#owner.holders.add(this.#holder);
    this.#bytes += bytes;
    return undefined;
  }

  give(bytes: number): void {
    this.#share.shrink(bytes);
    this.#bytes -= bytes;
    if (this.#bytes === 0) this.#owner.holders.delete(this.#holder);
  }

  /** Ends it, while nothing is held. */
  close(): void {
    this.#share.release();
    this.#all.close(this.#owner);
  }
}

/** Drops the oldest message of who has held something longest. Returns false if the owner holds nothing. */
function dropOldest({ holders }: Owner, why: Fullness): boolean {
  for (const holder of holders) return holder.dropOldest(why);
  return false;
}
