/**
 * Shared subscriptions: `$share/<name>/<filter>`, where each message goes to one member of the group
 * (docs/service/gateway.md#shared-subscriptions).
 */
import type { Session, Subscription } from './session.ts';

/** The parts of a shared subscription's filter. */
export interface Share {
  readonly name: string;
  /** The filter without `$share/<name>/`. */
  readonly filter: string;
}

const PREFIX = '$share/';

/**
 * Parses the filter of a shared subscription; undefined if it is not shared. A malformed one gives an empty name or
 * filter.
 */
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

  /**
   * The member that is to receive the next message: the first that can take it now, otherwise the first that can keep
   * it.
   */
  next(): Subscription | undefined {
    let keeper: Subscription | undefined;
    for (const member of this.#members.values()) {
      const { link } = member.session;
      if (link !== undefined && !link.isCongested) return member;
      if (member.qos === 1) keeper ??= member;
    }
    return keeper;
  }

  /** Moves a member to the end of the order. */
  served({ session }: Subscription): void {
    const subscription = this.#members.get(session);
    if (subscription === undefined) return;
    this.#members.delete(session);
    this.#members.set(session, subscription);
  }
}
