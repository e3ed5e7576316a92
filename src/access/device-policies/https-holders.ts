/** The certificates that lately called the device API over HTTPS, each with the thing that the call was about. */
import type { Holder, PolicyHolder } from './policy-holder.ts';
import type { PolicyHolders } from './policy-holders.ts';

/** How many are kept; beyond that, the one that came first makes room. */
const KEPT = 5_000;

export class HttpsHolders {
  readonly #holders: PolicyHolders;
  readonly #kept = new Map<string, Promise<PolicyHolder>>();

  constructor(holders: PolicyHolders) {
    this.#holders = holders;
  }

  /** Returns a holder that follows all changes; finding a known one costs nothing. */
  find(holder: Omit<Holder, 'principal'>): Promise<PolicyHolder> {
    const key = `${holder.certificateId} ${holder.name}`;
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    const added = this.#holders.add(holder);
    this.#kept.set(key, added);
    // If reading fails, this caller is told, and the next call tries again.
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
