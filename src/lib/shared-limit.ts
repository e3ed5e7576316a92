/**
 * A limit that many owners share, of which none can use up what is everybody's
 * (docs/service/limits.md#shares-of-a-client).
 */

/** What one owner holds of a limit. */
export interface Share {
  /** Takes so much more, or nothing and false if the owner or all together would hold too much, or it was released. */
  grow(amount: number): boolean;
  /** Gives so much of it back, of what it has; nothing once it was released. */
  shrink(amount: number): void;
  /** Gives all of it back, once. */
  release(): void;
}

export interface SharedLimit {
  /** Takes a share for an owner; undefined if the owner or all together would hold too much. */
  take(owner: string, amount?: number): Share | undefined;
  /** What this owner holds by all its shares. */
  heldBy(owner: string): number;
  /** What all owners hold together. */
  held(): number;
}

/** Limits what each owner and what all of them may hold. Remembers those owners only that hold something. */
export function sharedLimit({ each, all = Infinity }: { readonly each: number; readonly all?: number }): SharedLimit {
  const owners = new Map<string, number>();
  let total = 0;

  function add(owner: string, amount: number): void {
    const own = (owners.get(owner) ?? 0) + amount;
    if (own === 0) owners.delete(owner);
    else owners.set(owner, own);
    total += amount;
  }

  const mayTake = (owner: string, amount: number) => (owners.get(owner) ?? 0) + amount <= each && total + amount <= all;

  return {
    take(owner, amount = 1) {
      if (!mayTake(owner, amount)) return undefined;
      add(owner, amount);
      let own = amount;
      let isReleased = false;
      return {
        grow(more) {
          if (isReleased || !mayTake(owner, more)) return false;
          add(owner, more);
          own += more;
          return true;
        },
        shrink(less) {
          if (isReleased) return;
          add(owner, -less);
          own -= less;
        },
        release() {
          if (isReleased) return;
          isReleased = true;
          add(owner, -own);
        },
      };
    },
    heldBy: (owner) => owners.get(owner) ?? 0,
    held: () => total,
  };
}
