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

interface Owner {
  held: number;
  /** Not released yet. */
  shares: number;
}

/** Limits what each owner and what all of them may hold. Remembers those owners only that have a share. */
export function sharedLimit({ each, all = Infinity }: { readonly each: number; readonly all?: number }): SharedLimit {
  const owners = new Map<string, Owner>();
  let total = 0;

  return {
    take(name, amount = 1) {
      const owner = owners.get(name) ?? { held: 0, shares: 0 };
      let own = 0;
      let isReleased = false;

      // The owner is not looked up again: a share may grow and shrink with every message.
      function add(more: number): void {
        owner.held += more;
        total += more;
        own += more;
      }

      function grow(more: number): boolean {
        if (isReleased || owner.held + more > each || total + more > all) return false;
        add(more);
        return true;
      }

      if (!grow(amount)) return undefined;
      owners.set(name, owner);
      owner.shares += 1;
      return {
        grow,
        shrink(less) {
          if (!isReleased) add(-less);
        },
        release() {
          if (isReleased) return;
          isReleased = true;
          add(-own);
          owner.shares -= 1;
          if (owner.shares === 0) owners.delete(name);
        },
      };
    },
    heldBy: (name) => owners.get(name)?.held ?? 0,
    held: () => total,
  };
}
