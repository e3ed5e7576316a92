/** Shared subscriptions: `$share/<name>/<filter>`, where each message goes to one member of the group (`gateway.md` 7). */
import type { Session, Subscription } from './session.ts';

/** What a shared subscription's filter says. */
export interface Share {
  readonly name: string;
  /** The filter without `$share/<name>/`. */
  readonly filter: string;
}

const PREFIX = '$share/';

/** Takes a shared subscription's filter apart: undefined if it is not shared, and an empty name or filter if it is malformed. */
export function parseShare(filter: string): Share | undefined {
  if (!filter.startsWith(PREFIX)) return undefined;
  const slash = filter.indexOf('/', PREFIX.length);
  const name = slash === -1 ? '' : filter.slice(PREFIX.length, slash);
  if (name.includes('+') || name.includes('#')) return { name: '', filter: '' };
  return { name, filter: slash === -1 ? '' : filter.slice(slash + 1) };
}

/** The members of one group with one filter, in the order of their turns. */
export class ShareGroup {
  readonly #members = new Map<Session, Subscription>();

  get isEmpty(): boolean {
    return this.#members.size === 0;
  }

  add(subscription: Subscription): void {
    this.#members.set(subscription.session, subscription);
  }

  remove(session: Session): void {
    this.#members.delete(session);
  }

  /** Whose turn it is: the first that can take a message now, else the first that can keep it. */
  next(): Subscription | undefined {
    let keeper: Subscription | undefined;
    for (const member of this.#members.values()) {
      const { link } = member.session;
      if (link !== undefined && !link.isCongested) return member;
      if (member.qos === 1) keeper ??= member;
    }
    return keeper;
  }

  /** Ends a member's turn. */
  served({ session }: Subscription): void {
    const subscription = this.#members.get(session);
    if (subscription === undefined) return;
    this.#members.delete(session);
    this.#members.set(session, subscription);
  }
}
