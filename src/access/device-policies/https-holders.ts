/** The certificates that lately called the device API over HTTPS, each with the thing that it called for. */
import type { Holder, PolicyHolder } from './policy-holder.ts';
import type { PolicyHolders } from './policy-holders.ts';

/** The one that came first makes room. */
const KEPT = 5_000;

export class HttpsHolders {
  readonly #holders: PolicyHolders;
  readonly #kept = new Map<string, Promise<PolicyHolder>>();

  constructor(holders: PolicyHolders) {
    this.#holders = holders;
  }

  /** A holder that follows what changes; a known one costs nothing. */
  find(holder: Omit<Holder, 'principal'>): Promise<PolicyHolder> {
    const key = `${holder.certificateId} ${holder.name}`;
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    const added = this.#holders.add(holder);
    this.#kept.set(key, added);
    // What failed is tried again by the next call; this one's caller is told.
    added.catch(() => this.#kept.delete(key));
    if (this.#kept.size > KEPT) this.#forgetOldest();
    return added;
  }

  #forgetOldest(): void {
    for (const [key, holder] of this.#kept) {
      this.#kept.delete(key);
      holder.then(
        (kept) => this.#holders.remove(kept),
        () => undefined,
      );
      return;
    }
  }
}
